"""Checks that need more than one section of a study."""
