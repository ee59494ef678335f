"""Which versions are running: for About, and for the text of an error report."""

import platform
import tomllib
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Final

from PySide6.QtCore import qVersion

_PROJECT_FILE: Final = Path(__file__).resolve().parent.parent / "pyproject.toml"
_LIBRARIES: Final = {"PySide6": "PySide6-Essentials", "pyqtgraph": "pyqtgraph", "NumPy": "numpy"}


@cache
def program_version() -> str:
    """The version of Layerbench."""
    try:
        project = tomllib.loads(_PROJECT_FILE.read_text(encoding="utf-8"))["project"]
        return str(project["version"])
    except (OSError, KeyError, tomllib.TOMLDecodeError):
        return _installed("layerbench")


def versions() -> dict[str, str]:
    """What the program runs on, by name, without importing any of it."""
    libraries = {shown: _installed(package) for shown, package in _LIBRARIES.items()}
    return {
        "Python": platform.python_version(),
        "Qt": qVersion(),
        **libraries,
        "System": f"{platform.system()} {platform.release()} ({platform.machine()})",
    }


def _installed(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "unknown"
