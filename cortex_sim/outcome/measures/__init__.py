"""Measures: a file for each kind of assessment, and the table that finds them."""
