"""Counts the reference classes that the package ships from the research data."""
