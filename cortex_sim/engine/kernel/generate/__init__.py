"""The part of the kernel's C++ that comes from the model's equations."""
