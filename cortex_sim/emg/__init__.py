"""The surface EMG of a virtual muscle, from the spikes of its motor units."""
