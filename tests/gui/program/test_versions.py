"""The versions shown are those that run."""

import platform

import numpy
import PySide6

from gui.program.versions import program_version, versions


def test_the_versions_are_those_that_run() -> None:
    told = versions()
    assert told["Python"] == platform.python_version()
    assert told["NumPy"] == numpy.__version__
    assert told["PySide6"] == PySide6.__version__
    assert told["pyqtgraph"][0].isdigit()
    assert told["Qt"].startswith("6.")
    assert program_version()[0].isdigit()
