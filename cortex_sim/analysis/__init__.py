"""Pure functions from spikes and MEPs to measures and statistics; no files, no Brian2."""
