"""Motor cortex reorganisation in chronic low back pain, simulated with spiking networks."""

__version__ = "0.1.0"
