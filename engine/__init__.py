"""The network and everything about it: NumPy, no window."""
