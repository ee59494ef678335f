"""Where settings are: opened as they were left, forgotten where that is asked for, or set aside."""

import contextlib
import os
from pathlib import Path
from typing import Final

from PySide6.QtCore import QSettings, QStandardPaths

DAMAGED_SUFFIX: Final = ".damaged"


def opened_settings(store: QSettings, *, reset: bool = False) -> tuple[QSettings, str]:
    """Return `store` fit for use, and what is to be said of it, an empty text where nothing is.

    With `reset` all that was remembered is forgotten. A damaged file is set aside under DAMAGED_SUFFIX.
    """
    if reset:
        store.clear()
        store.sync()
        return store, ""
    if not _is_damaged(store):
        return store, ""
    path = Path(store.fileName())
    aside = path.with_name(path.name + DAMAGED_SUFFIX)
    with contextlib.suppress(OSError):
        os.replace(path, aside)
    fresh = QSettings(store.fileName(), store.format()) if not store.organizationName() else _same(store)
    return fresh, f"Your settings could not be read and begin anew; what was there is in {aside}."


def recovery_folder(store: QSettings) -> Path:
    """Return where is kept what a crash would take: beside a file of settings, or where programs keep theirs.

    Where the system keeps settings itself, as in a registry, there is nothing to be beside.
    """
    if store.format() == QSettings.Format.IniFormat:
        return Path(store.fileName()).parent / "recovery"
    own = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppLocalDataLocation)
    return Path(own) / "recovery"


def _same(store: QSettings) -> QSettings:
    return QSettings(store.organizationName(), store.applicationName())


def _is_damaged(store: QSettings) -> bool:
    """Whether the file of settings is none, also where Qt does not see it: it writes text without NUL."""
    if store.status() == QSettings.Status.FormatError:
        return True
    path = Path(store.fileName())
    if store.format() not in (QSettings.Format.IniFormat, QSettings.Format.NativeFormat) or os.name == "nt":
        return False
    try:
        content = path.read_bytes()
        return b"\0" in content or not _reads_as_text(content)
    except OSError:
        return False


def _reads_as_text(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
