"""Part of cortex_sim: store."""
