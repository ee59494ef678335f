"""The only files that import pyqtgraph."""
