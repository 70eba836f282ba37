"""Measures by kind of assessment, and their table."""
