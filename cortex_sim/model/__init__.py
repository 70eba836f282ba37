"""The model: one concept a file. Only `network` imports Brian2."""
