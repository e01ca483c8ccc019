"""Trains the reader's model: treebanks and entity corpora in, the shipped pipeline out."""
