"""The only files that import pyqtgraph."""

import os

# pyqtgraph takes whichever Qt binding it finds first; ours is PySide6.
os.environ["PYQTGRAPH_QT_LIB"] = "PySide6"
