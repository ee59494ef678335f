"""Locks on files: one holder at a time, none after its process has ended."""

import subprocess
import sys
from pathlib import Path

from engine.storage.locks import FileLock, holder

HOLDER = """
import sys
from engine.storage.locks import FileLock
lock = FileLock(sys.argv[1])
print(lock.take("the other"), flush=True)
sys.stdin.read()
"""


def test_one_has_it_until_it_is_released(tmp_path: Path) -> None:
    one, other = FileLock(tmp_path / "p"), FileLock(tmp_path / "p")
    assert one.take(holder()) == ""
    assert other.take("x") == holder()
    one.release()
    assert other.take("x") == ""
    other.release()
    assert not list(tmp_path.iterdir())


def test_a_killed_process_holds_nothing(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path / "p")], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdin is not None
    assert process.stdout is not None
    with process.stdin, process.stdout:
        assert process.stdout.readline() == b"\n"
        lock = FileLock(tmp_path / "p")
        assert lock.take("x") == "the other"
        process.kill()
        process.wait()
    assert lock.take("x") == ""
    lock.release()


def test_where_no_lock_can_be_made_nobody_is_kept_away(tmp_path: Path) -> None:
    assert FileLock(tmp_path / "nowhere" / "p").take("x") == ""
