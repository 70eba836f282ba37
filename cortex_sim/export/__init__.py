"""Studies in the formats of the field."""
