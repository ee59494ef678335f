"""Files that are replaced as a whole: what was there stays until what takes its place is on the disk."""

import contextlib
import errno
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO, Final

from engine.base.errors import InputError

TRIES: Final = 16
PAUSE_SECONDS: Final = 0.05
"""On Windows another program can hold a file for a moment, so that renaming is tried again."""

BACKUP_SUFFIX: Final = "~"

_IS_WINDOWS: Final = os.name == "nt"


def write_atomically(
    path: str | Path, write: Callable[[IO[bytes]], None], *, keep_backup: bool = False
) -> None:
    """Have `write` fill a new file beside `path`, which then takes its place, with the old one's permissions.

    With `keep_backup` the old one stays beside it, under its name and BACKUP_SUFFIX. Raise InputError, and
    leave everything as it was, where that cannot be done.
    """
    target = Path(os.path.realpath(path))
    temporary: Path | None = None
    try:
        handle, name = tempfile.mkstemp(prefix=f".{target.name[:80]}-", suffix=".part", dir=target.parent)
        temporary = Path(name)
        with os.fdopen(handle, "wb") as file:
            write(file)
            file.flush()
            os.fsync(file.fileno())
        _take_permissions(target, temporary)
        if keep_backup and target.is_file():
            _keep(target)
        _rename(temporary, target)
        temporary = None
        _flush_folder(target.parent)
    except OSError as error:
        raise InputError(f"{Path(path).name} could not be saved: {_reason(error, target.parent)}") from None
    finally:
        if temporary is not None:
            with contextlib.suppress(OSError):
                temporary.unlink()


def backup_of(path: str | Path) -> Path:
    """Return where the generation before a file is kept."""
    path = Path(path)
    return path.with_name(path.name + BACKUP_SUFFIX)


def _take_permissions(target: Path, temporary: Path) -> None:
    """Give the new file the old one's permissions, or those that new files have."""
    if target.exists():
        mode = target.stat().st_mode & 0o7777
    else:
        mask = os.umask(0)
        os.umask(mask)
        mode = 0o666 & ~mask
    with contextlib.suppress(OSError):  # file systems without permissions have none to give
        temporary.chmod(mode)


def _keep(target: Path) -> None:
    """Have the file under its backup's name too; the old one stays in place until it is replaced."""
    backup = backup_of(target)
    with contextlib.suppress(FileNotFoundError):
        backup.unlink()
    try:
        backup.hardlink_to(target)
    except OSError:  # file systems without links
        _rename(target, backup)


def _rename(source: Path, target: Path) -> None:
    for attempt in range(TRIES):
        try:
            source.replace(target)
            return
        except PermissionError:
            if not _IS_WINDOWS or attempt == TRIES - 1:
                raise
            time.sleep(PAUSE_SECONDS)


def _flush_folder(folder: Path) -> None:
    """Have the new name on the disk too, where a folder can be flushed."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _reason(error: OSError, folder: Path) -> str:
    """Say why writing failed, and what to do."""
    match error.errno:
        case errno.ENOSPC | errno.EDQUOT:
            return "the disk is full; make room on it, or save somewhere else"
        case errno.EACCES | errno.EPERM | errno.EROFS:
            return f"nothing may be written in {folder}; choose another folder"
        case errno.ENOENT | errno.ENOTDIR:
            return f"the folder {folder} is not there any more; choose another one"
        case errno.EISDIR:
            return "a folder of this name is there; choose another name"
        case errno.ENAMETOOLONG:
            return "its name is too long; choose a shorter one"
        case _:
            return f"{error.strerror or error}; try again, or choose another folder"
