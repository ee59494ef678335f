"""What is kept for the case of a crash: a folder with one slot for every document that is open.

A slot belongs to a process as long as that holds its lock, which the system lets go when the process ends,
however it does. What a process that is gone has left is offered; after DAYS it is removed.
"""

import contextlib
import json
import os
import shutil
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any, Final

from engine.base.errors import InputError
from engine.base.watch import Watch
from engine.storage.atomic import write_atomically
from engine.storage.locks import locked
from engine.storage.project_file import SavedProject, load, save_state, save_table

DAYS: Final = 30
"""How long is kept what nobody has taken back."""

_LOCK: Final = "lock"
_STATE: Final = "state.layerbench"
_TABLE: Final = "table.layerbench"
_NOTE: Final = "note.json"
_LARGEST_NOTE: Final = 10_000


@dataclass(frozen=True, slots=True)
class Offer:
    """What a process that is gone has left: of which document, from when (seconds since 1970), how far."""

    folder: Path
    name: str
    saved: float
    epoch: int | None = None
    loss: float | None = None

    def load(self, watch: Watch | None = None) -> SavedProject:
        """Return what was kept; raise InputError where it cannot be read."""
        table = self.folder / _TABLE
        return load(self.folder / _STATE, watch=watch, table_path=table if table.exists() else None)

    def remove(self) -> None:
        """Let it go."""
        shutil.rmtree(self.folder, ignore_errors=True)


class Slot:
    """The place where one document is kept; made when something is first kept there."""

    def __init__(self, folder: Path) -> None:
        self._root = folder
        self._folder: Path | None = None
        self._lock: IO[bytes] | None = None
        self._table = ""

    def keep(self, saved: SavedProject, name: str, watch: Watch | None = None) -> None:
        """Keep the state of a document called `name`, and its table where that is new; raise InputError."""
        folder = self._claimed()
        watch = watch or Watch()
        if saved.table is not None and saved.table.fingerprint != self._table:
            save_table(folder / _TABLE, saved.table, watch)
            self._table = saved.table.fingerprint
        save_state(folder / _STATE, replace(saved, table=None), watch)
        newest = saved.runs[-1].snapshot if saved.runs else None
        note = {
            "name": name[:200],
            "saved": time.time(),
            "epoch": newest.epoch if newest else None,
            "loss": newest.loss.train if newest and newest.loss.train == newest.loss.train else None,
        }
        write_atomically(folder / _NOTE, lambda file: _fill(file, json.dumps(note).encode()))

    def close(self) -> None:
        """Let go what was kept: the document was closed in order."""
        if self._lock is not None:
            self._lock.close()
            self._lock = None
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None
            self._table = ""

    def _claimed(self) -> Path:
        """Return a folder of one's own, locked."""
        if self._folder is None:
            folder = self._root / uuid.uuid4().hex
            try:
                folder.mkdir(parents=True)
                lock = (folder / _LOCK).open("wb")
            except OSError as error:
                raise InputError(
                    f"nothing can be kept for the case of a crash in {self._root}: {error.strerror or error}"
                ) from None
            if not locked(lock):
                lock.close()
                raise InputError(f"{folder} belongs to another program")
            self._folder, self._lock = folder, lock
        return self._folder


def offers(folder: Path, now: float | None = None) -> list[Offer]:
    """Return what processes that are gone have left in `folder`, the newest first; remove what is too old."""
    now = time.time() if now is None else now
    found = []
    for slot in _slots(folder):
        offer = _offer(slot)
        if offer is None or now - offer.saved > DAYS * 86_400:
            shutil.rmtree(slot, ignore_errors=True)
        else:
            found.append(offer)
    return sorted(found, key=lambda offer: -offer.saved)


def _slots(folder: Path) -> Iterator[Path]:
    """Yield the slots that belong to nobody any more."""
    try:
        entries = [Path(entry.path) for entry in os.scandir(folder) if entry.is_dir(follow_symlinks=False)]
    except OSError:
        return
    for slot in entries:
        with contextlib.suppress(OSError), (slot / _LOCK).open("r+b") as lock:
            if not locked(lock):
                continue
            yield slot


def _offer(slot: Path) -> Offer | None:
    """Return what a slot says of itself, None where nothing whole was kept in it."""
    try:
        with (slot / _NOTE).open("rb") as file:
            note: Any = json.loads(file.read(_LARGEST_NOTE))
        name, saved, epoch, loss = note["name"], float(note["saved"]), note["epoch"], note["loss"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
    if not isinstance(name, str) or not (slot / _STATE).exists():
        return None
    return Offer(
        slot,
        name,
        saved,
        epoch if isinstance(epoch, int) else None,
        loss if isinstance(loss, float) else None,
    )


def _fill(file: IO[bytes], content: bytes) -> None:
    file.write(content)
