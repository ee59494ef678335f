"""Which versions are running: for About, and for the text of an error report."""

import platform
import re
import sys
from functools import cache
from pathlib import Path
from typing import Final

from PySide6.QtCore import qVersion

_PROJECT_FILE: Final = Path(__file__).resolve().parents[2] / "pyproject.toml"
_VERSION_LINE: Final = re.compile(r'^version = "([^"]+)"$', re.MULTILINE)
_LIBRARIES: Final = {"PySide6": "PySide6-Essentials", "pyqtgraph": "pyqtgraph", "NumPy": "numpy"}


@cache
def program_version() -> str:
    """The version of Layerbench."""
    try:
        found = _VERSION_LINE.search(_PROJECT_FILE.read_text(encoding="utf-8"))
    except OSError:
        found = None
    return found[1] if found else _installed("layerbench")


def versions() -> dict[str, str]:
    """What the program runs on, by name, without importing any of it."""
    libraries = {shown: _loaded(shown) or _installed(package) for shown, package in _LIBRARIES.items()}
    return {
        "Python": platform.python_version(),
        "Qt": qVersion(),
        **libraries,
        "System": f"{platform.system()} {platform.release()} ({platform.machine()})",
    }


def _loaded(name: str) -> str:
    """What the library says of itself where it is in use already."""
    module = sys.modules.get("numpy" if name == "NumPy" else name)
    return str(getattr(module, "__version__", ""))


def _installed(package: str) -> str:
    from importlib import metadata  # costs as much as a panel, and the program itself hardly ever needs it

    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "unknown"
