"""Part of cortex_sim: slow."""
