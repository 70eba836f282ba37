"""The default backend: our own C++ kernel, compiled once for all networks."""
