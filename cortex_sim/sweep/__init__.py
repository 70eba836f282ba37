"""Many courses that differ in a few fields: points, executors, status, collect."""
