"""Part of cortex_sim: config."""
