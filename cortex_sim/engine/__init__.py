"""Run a network: one small interface, several backends behind it."""
