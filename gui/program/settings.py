"""What the program remembers between starts, as typed attributes over QSettings.

Things a person decides about a network belong to the Project; here is only how they like the window. A stored
value that cannot be used, from an older version or a damaged file, reads as the default.
"""

import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final, Generic, TypeVar, overload

from PySide6.QtCore import QByteArray, QSettings, QStandardPaths

from engine.base.errors import InputError
from engine.reading.choice import GUESSED, Reading

T = TypeVar("T")

MOST_RECENT_FILES: Final = 8
MOST_READINGS: Final = 50


class Setting(Generic[T]):
    """One remembered value: where it is kept, what it is without one, and how what was stored is read.

    A Settings class has these as its attributes.
    """

    def __init__(self, key: str, default: T, read: Callable[[QSettings, str], T | None]) -> None:
        """`read` gets store and key, and returns None or raises ValueError where the value is no good."""
        self._key = key
        self._default = default
        self._read = read

    @overload
    def __get__(self, owner: None, kind: type["Settings"]) -> "Setting[T]": ...
    @overload
    def __get__(self, owner: "Settings", kind: type["Settings"]) -> T: ...
    def __get__(self, owner: "Settings | None", kind: type["Settings"]) -> "Setting[T] | T":
        """The remembered value, or the default."""
        if owner is None:
            return self
        if not owner.store.contains(self._key):
            return self._default
        try:
            value = self._read(owner.store, self._key)
        except (ValueError, TypeError):
            value = None
        return self._default if value is None else value

    def __set__(self, owner: "Settings", value: T) -> None:
        """Remember a value."""
        stored: Any = list(value) if isinstance(value, tuple) else value
        owner.store.setValue(self._key, stored)


def _text(store: QSettings, key: str) -> str | None:
    return _typed(store, key, str)


def _one_of(*words: str) -> Callable[[QSettings, str], str | None]:
    def read(store: QSettings, key: str) -> str | None:
        word = _typed(store, key, str)
        return word if word in words else None

    return read


def _whole(low: int, high: int) -> Callable[[QSettings, str], int | None]:
    def read(store: QSettings, key: str) -> int | None:
        # As text, because Qt reads what is no number as 0.
        value = int(_typed(store, key, str) or "")
        return value if low <= value <= high else None

    return read


def _yes_no(store: QSettings, key: str) -> bool | None:
    # As text, because Qt reads any word but "false" as true.
    return {"true": True, "false": False}.get(_typed(store, key, str) or "")


def _bytes(store: QSettings, key: str) -> QByteArray | None:
    return _typed(store, key, QByteArray)


def _texts(store: QSettings, key: str) -> tuple[str, ...] | None:
    value = _typed(store, key, list)
    if value is None or not all(isinstance(text, str) for text in value):
        return None
    return tuple(value)


def _typed(store: QSettings, key: str, kind: type[T]) -> T | None:
    """The stored value if it is of this kind; Qt sometimes gives another than it was asked for."""
    value = store.value(key, None, type=kind)
    return value if isinstance(value, kind) else None


def _known_readings(text: str) -> dict[str, dict[str, Any]]:
    """Return what was remembered, as far as it can be understood."""
    try:
        found = json.loads(text or "{}")
    except (ValueError, RecursionError):  # brackets can be nested too deep for Python
        return {}
    if not isinstance(found, dict):
        return {}
    return {path: _fields(fields) for path, fields in found.items() if isinstance(fields, dict)}


def _fields(fields: dict[str, Any]) -> dict[str, Any]:
    """Turn the lists that JSON makes of tuples back."""
    return {name: tuple(value) if isinstance(value, list) else value for name, value in fields.items()}


def _key(path: str) -> str:
    return str(Path(path).absolute())


class Settings:
    """How the person likes the window, kept in the QSettings it is given."""

    theme = Setting("window/theme", "system", _one_of("system", "light", "dark"))
    """ "system", "light" or "dark"."""
    speed = Setting("training/speed", 100, _whole(0, 100))
    """Where the speed slider is, 0 to 100."""
    more_network = Setting("network/more", default=False, read=_yes_no)
    """Whether the Network panel shows what is seldom needed."""
    more_training = Setting("training/more", default=False, read=_yes_no)
    """Whether the Training panel shows what is seldom needed."""
    run_columns: Setting[tuple[str, ...]] = Setting("runs/columns", (), _texts)
    """Which columns the table of runs shows; empty for those it shows at first."""
    geometry = Setting("window/geometry", QByteArray(), _bytes)
    """Place and size of the window, as Qt saves it."""
    window_state = Setting("window/state", QByteArray(), _bytes)
    """Places of docks and toolbars, as Qt saves them."""
    last_folder = Setting("files/last_folder", "", _text)
    """Where the last file was opened or saved."""
    recent_files: Setting[tuple[str, ...]] = Setting("files/recent", (), _texts)
    """The last files, newest first."""

    readings = Setting("files/readings", "", _text)
    """How files are to be read, as JSON: by path the fields of Reading that were chosen."""

    def __init__(self, store: QSettings) -> None:
        """Keep everything in `store`; a test gives one of a file of its own."""
        self.store = store

    def reading_of(self, path: str) -> Reading:
        """Return how the person chose to read a file; nothing is chosen of one they never did this for."""
        try:
            return Reading(**_known_readings(self.readings)[_key(path)])
        except (KeyError, TypeError, ValueError, InputError):
            return GUESSED

    def remember_reading(self, path: str, reading: Reading) -> None:
        """Remember how a file is to be read."""
        known = _known_readings(self.readings)
        known.pop(_key(path), None)
        chosen = {name: value for name, value in asdict(reading).items() if value is not None}
        newest = [*known.items(), *([(_key(path), chosen)] if chosen else [])][-MOST_READINGS:]
        self.readings = json.dumps(dict(newest))

    @property
    def first_folder(self) -> str:
        """Where a file dialog begins: where the last file was, or at first where a person's own files are."""
        documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        return self.last_folder or (documents if Path(documents).is_dir() else str(Path.home()))

    def add_recent_file(self, path: str) -> None:
        """Put `path` first among the recent files, once."""
        others = [other for other in self.recent_files if other != path]
        self.recent_files = (path, *others)[:MOST_RECENT_FILES]

    def save(self) -> None:
        """Write everything now, not when Qt finds time."""
        self.store.sync()

    @property
    def problem(self) -> str:
        """Why they could not be written; empty where they could."""
        if self.store.status() != QSettings.Status.AccessError:
            return ""
        return f"settings could not be kept in {self.store.fileName()}: make room there, or let it be written"
