"""The Python face: studies, results and subjects as objects, tables and labelled arrays."""
