"""Muscles and the sequences in which they are activated."""
