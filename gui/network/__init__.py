"""The Network panel: the layers and how their weights start."""
