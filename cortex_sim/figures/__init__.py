"""Part of cortex_sim: figures."""
