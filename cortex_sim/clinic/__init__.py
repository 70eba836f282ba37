"""Part of cortex_sim: clinic."""
