"""Files that are replaced whole: what was there stays whatever happens meanwhile."""

import errno
import os
import random
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import pytest

from engine.base.errors import InputError
from engine.storage.atomic import backup_of, write_atomically
from engine.storage.project_file import load, save
from tests.engine.storage.saved import small

SAVER = """
import sys
from engine.storage.project_file import load, save
from pathlib import Path
path = Path(sys.argv[1])
held = load(path)
print("ready", flush=True)
while True:
    save(path, held)
"""


def write(content: bytes, path: Path, *, keep_backup: bool = False) -> None:
    def fill(file: IO[bytes]) -> None:
        file.write(content)

    write_atomically(path, fill, keep_backup=keep_backup)


def fails(number: int) -> None:
    raise OSError(number, os.strerror(number))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A file that is there already."""
    path = tmp_path / "p.layerbench"
    path.write_bytes(b"old")
    return path


@pytest.fixture
def full_disk(tmp_path: Path) -> Iterator[Path]:
    """A folder on a disk of 64 kB."""
    folder = tmp_path / "small"
    folder.mkdir()
    made = ["mount", "-t", "tmpfs", "-o", "size=64k", "none", str(folder)]
    if sys.platform != "linux" or subprocess.run(made, capture_output=True, check=False).returncode:
        pytest.skip("only an administrator of Linux can make a small disk")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_the_new_file_takes_the_place_and_the_permissions_of_the_old(path: Path) -> None:
    path.chmod(0o640)
    write(b"new", path, keep_backup=True)
    assert path.read_bytes() == b"new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert backup_of(path).read_bytes() == b"old"
    assert sorted(path.parent.iterdir()) == [path, backup_of(path)]


def test_a_new_file_has_the_permissions_that_new_files_have(tmp_path: Path) -> None:
    write(b"new", tmp_path / "a")
    (tmp_path / "b").write_bytes(b"")
    assert (tmp_path / "a").stat().st_mode == (tmp_path / "b").stat().st_mode


def test_a_link_leads_to_the_file_that_is_replaced(path: Path) -> None:
    link = path.with_name("link")
    link.symlink_to(path)
    write(b"new", link)
    assert link.is_symlink()
    assert path.read_bytes() == b"new"


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "the disk is full; make room on it"),
        (errno.EDQUOT, "the disk is full; make room on it"),
        (errno.EROFS, "nothing may be written in"),
        (errno.EACCES, "nothing may be written in"),
        (errno.EIO, "try again, or choose another folder"),
    ],
)
def test_a_failure_leaves_what_was_there_and_says_what_to_do(number: int, words: str, path: Path) -> None:
    def fill(file: IO[bytes]) -> None:
        file.write(b"half of it")
        fails(number)

    with pytest.raises(InputError, match=words) as raised:
        write_atomically(path, fill, keep_backup=True)
    assert str(raised.value).startswith("p.layerbench could not be saved: ")
    assert path.read_bytes() == b"old"
    assert list(path.parent.iterdir()) == [path]


def test_a_folder_that_is_gone_is_said(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is not there any more"):
        write(b"new", tmp_path / "gone" / "a")


def test_a_folder_of_the_same_name_stays(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    with pytest.raises(InputError, match="a folder of this name is there"):
        write(b"new", tmp_path / "a", keep_backup=True)
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_a_name_that_is_too_long_is_said(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="name is too long"):
        write(b"new", tmp_path / ("a" * 300))


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="an administrator may write anywhere"
)
def test_a_folder_where_nothing_may_be_written_is_said(path: Path) -> None:
    path.parent.chmod(0o500)
    try:
        with pytest.raises(InputError, match="nothing may be written in"):
            write(b"new", path)
    finally:
        path.parent.chmod(0o700)
    assert path.read_bytes() == b"old"


@pytest.mark.parametrize("free", [0, 100, 5_000, 20_000, 40_000])
def test_on_a_full_disk_the_old_project_stays(free: int, full_disk: Path) -> None:
    path = full_disk / "p.layerbench"
    path.write_bytes(b"old")
    with (full_disk / "filler").open("wb") as filler:
        space = os.statvfs(full_disk)
        filler.write(b"x" * max(space.f_bavail * space.f_frsize - free, 0))
    with pytest.raises(InputError, match="the disk is full"):
        save(path, small())
    assert path.read_bytes() == b"old"
    assert sorted(each.name for each in full_disk.iterdir()) == ["filler", "p.layerbench"]


def test_renaming_is_tried_again_where_another_program_holds_the_file(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries = []
    replace = Path.replace

    def held(source: Path, target: Path) -> Path:
        tries.append(source)
        if len(tries) < 3:
            raise PermissionError(errno.EACCES, "held by another program")
        return replace(source, target)

    monkeypatch.setattr(Path, "replace", held)
    monkeypatch.setattr("engine.storage.atomic._IS_WINDOWS", True)
    monkeypatch.setattr("engine.storage.atomic.PAUSE_SECONDS", 0.001)
    write(b"new", path)
    assert path.read_bytes() == b"new"
    assert len(tries) == 3


def kill_while_saving(path: Path, times: int) -> None:
    """Kill a process that saves over and over at random moments; what is there must open each time."""
    chance = random.Random(times)
    for _ in range(times):
        saver = subprocess.Popen([sys.executable, "-c", SAVER, str(path)], stdout=subprocess.PIPE)
        assert saver.stdout is not None
        with saver.stdout:
            assert saver.stdout.readline() == b"ready\n"
            time.sleep(chance.uniform(0, 0.04))
            saver.send_signal(signal.SIGKILL)
            saver.wait()
        assert load(path).project == small().project


@pytest.mark.skipif(sys.platform == "win32", reason="processes are not killed there")
def test_a_killed_process_leaves_a_whole_file(tmp_path: Path) -> None:
    save(tmp_path / "p.layerbench", small())
    kill_while_saving(tmp_path / "p.layerbench", 2)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="processes are not killed there")
def test_two_hundred_killed_processes_leave_whole_files(tmp_path: Path) -> None:
    save(tmp_path / "p.layerbench", small())
    kill_while_saving(tmp_path / "p.layerbench", 200)
