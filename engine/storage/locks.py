"""Locks that the system lets go when their process ends, however it does, so that none is ever stale."""

import contextlib
import os
import sys
from pathlib import Path
from typing import IO, Final

LONGEST_WORD: Final = 200


class FileLock:
    """Says that a file is being worked on, by a lock on another file beside it."""

    def __init__(self, path: str | Path) -> None:
        path = Path(path).absolute()
        self.path = path.with_name(f".{path.name}.lock")
        self._file: IO[bytes] | None = None

    def take(self, who: str) -> str:
        """Take the lock for `who`; return who has it, or an empty text where that is done.

        Where no file can be made there, as in a folder that may only be read, nobody can be kept apart.
        """
        try:
            file = self.path.open("a+b")
        except OSError:
            return ""
        if not locked(file):
            file.seek(0)
            holder = file.read(LONGEST_WORD).decode("utf-8", "replace").strip("\0 \n")
            file.close()
            return holder or "another program"
        file.truncate(0)
        # Windows keeps the first byte of a locked file from all others: who has it stands behind it.
        file.write(b"\0" + who.encode()[: LONGEST_WORD - 1])
        file.flush()
        self._file = file
        return ""

    def release(self) -> None:
        """Let it go."""
        if self._file is not None:
            with contextlib.suppress(OSError):
                self.path.unlink()
            self._file.close()
            self._file = None
            with contextlib.suppress(OSError):  # Windows removes no file that is open
                self.path.unlink()


def holder() -> str:
    """Return what this process is called beside a lock."""
    return f"Layerbench, process {os.getpid()}"


if sys.platform == "win32":
    import msvcrt

    def locked(file: IO[bytes]) -> bool:
        """Take the lock of an open file, at once or not at all; it is let go when the file is closed."""
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
else:
    import fcntl

    def locked(file: IO[bytes]) -> bool:
        """Take the lock of an open file, at once or not at all; it is let go when the file is closed."""
        try:
            fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
