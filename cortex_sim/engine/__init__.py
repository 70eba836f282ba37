"""Build a simulation program once and run it many times."""
