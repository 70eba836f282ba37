"""Published values: where each parameter comes from, and the works cited."""
