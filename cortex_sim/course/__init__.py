"""Part of cortex_sim: course."""
