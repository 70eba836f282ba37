"""The same plastic network in several simulators."""
