"""Streams of dated events as others publish them, read into one table of Parquet files.

`shapes` knows each maker's columns, `actors` folds their names and codes into ours, `importing`
reads a file into a `store.Store`.
"""
