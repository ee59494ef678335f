"""The process that reads workbooks, seen from outside: how it answers, and every way in which it ends."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from engine.base.watch import Cancelled
from engine.reading.spreadsheet import reader_process, workbook_reader
from engine.reading.spreadsheet.reader_process import TOO_LONG, Died, started
from engine.reading.spreadsheet.workbook_reader import DAMAGED, TOO_MUCH
from tests.engine.reading.spreadsheet.workbooks import workbook_of

ROOT = Path(__file__).parents[4]
HAS_PIPES = hasattr(os, "mkfifo")


def request(path: Path) -> dict[str, Any]:
    return {"path": str(path), "sheet": None, "area": [0, 0, 100, 100], "memory": 1 << 29, "seconds": 60}


def nothing() -> None:
    """Let the reading go on."""


@pytest.fixture
def processes(monkeypatch: pytest.MonkeyPatch) -> list["subprocess.Popen[bytes]"]:
    """The processes that are started in a test."""
    found: list[subprocess.Popen[bytes]] = []

    class Remembered(subprocess.Popen[bytes]):
        def __init__(self, *words: Any, **options: Any) -> None:
            super().__init__(*words, **options)
            found.append(self)

    monkeypatch.setattr(subprocess, "Popen", Remembered)
    return found


def test_an_answer_comes_before_the_text(tmp_path: Path) -> None:
    path = workbook_of(tmp_path, [("x", "y"), (1, 2.5), (3, 4.5)])
    with started(request(path), 30, nothing) as reader:
        assert reader.answer() == {
            "sheets": ["Data"],
            "sheet": "Data",
            "columns": 2,
            "fractions": True,
            "times": False,
            "merged": 0,
            "uncomputed": 0,
        }
        assert reader.text() == b"x\ty\n1\t2.5\n3\t4.5\n"
        assert reader.text() == b""


def test_a_file_that_is_gone_is_the_systems_matter(tmp_path: Path) -> None:
    with started(request(tmp_path / "gone.xlsx"), 30, nothing) as reader, pytest.raises(FileNotFoundError):
        reader.answer()


def test_a_mistake_of_ours_is_no_fault_of_the_file() -> None:
    with started({}, 30, nothing) as reader, pytest.raises(RuntimeError, match="ended with status 1"):
        reader.answer()
    wrong = request(Path()) | {"path": None}
    with started(wrong, 30, nothing) as reader, pytest.raises(RuntimeError, match="TypeError"):
        reader.answer()


@pytest.mark.skipif(os.name != "posix", reason="the system has no signals")
@pytest.mark.parametrize(
    ("number", "reason"),
    [("SIGABRT", TOO_MUCH), ("SIGKILL", TOO_MUCH), ("SIGSEGV", DAMAGED), ("SIGXCPU", TOO_LONG)],
)
def test_what_ends_the_process_ends_nothing_else(
    number: str, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = f"import os, signal; os.kill(os.getpid(), signal.{number})"
    monkeypatch.setattr(reader_process, "_command", lambda: [sys.executable, "-c", code])
    with started({}, 30, nothing) as reader, pytest.raises(Died) as died:
        reader.answer()
    assert died.value.reason == reason


def cancel() -> None:
    raise Cancelled


@pytest.mark.skipif(not HAS_PIPES, reason="the system has no pipes that wait")
@pytest.mark.parametrize(
    ("seconds", "poll", "error"), [(30, cancel, Cancelled), (0.0, nothing, Died)], ids=["cancelled", TOO_LONG]
)
def test_a_process_that_says_nothing_is_ended(
    tmp_path: Path,
    processes: list["subprocess.Popen[bytes]"],
    seconds: float,
    poll: Callable[[], None],
    error: type[Exception],
) -> None:
    pipe = tmp_path / "endless.xlsx"
    os.mkfifo(pipe)
    with started(request(pipe), seconds, poll) as reader, pytest.raises(error):
        reader.answer()
    assert [process.returncode for process in processes] == [-signal.SIGKILL]


@pytest.mark.skipif(not HAS_PIPES, reason="the system has no pipes that wait")
def test_ctrl_c_ends_the_process_without_a_word(tmp_path: Path) -> None:
    pipe = tmp_path / "endless.xlsx"
    os.mkfifo(pipe)
    command = [*reader_process._command(), json.dumps(request(pipe))]
    with (
        subprocess.Popen(command, cwd=ROOT, env=path_set(), stderr=subprocess.PIPE) as process,
        pipe.open("wb"),  # waits until the other end is open
    ):
        process.send_signal(signal.SIGINT)
        said = process.communicate()[1]
    assert (process.returncode, said) == (-signal.SIGINT, b"")


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells the limits of another process")
def test_a_process_has_limits_of_memory_and_time(
    tmp_path: Path, processes: list["subprocess.Popen[bytes]"]
) -> None:
    import resource

    pipe = tmp_path / "endless.xlsx"
    os.mkfifo(pipe)
    with started(request(pipe), 30, nothing), pipe.open("wb"):  # waits until the other end is open
        (process,) = processes
        limits = [
            resource.prlimit(process.pid, kind)[0] for kind in (resource.RLIMIT_AS, resource.RLIMIT_CPU)
        ]
    assert limits == [1 << 29, 60]


def path_set() -> dict[str, str]:
    return os.environ | {"PYTHONPATH": str(ROOT)}


def test_a_bundle_starts_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert reader_process._command() == [sys.executable, workbook_reader.COMMAND]
    words = [str(ROOT / "main.py"), workbook_reader.COMMAND, json.dumps(request(tmp_path / "gone.xlsx"))]
    done = subprocess.run([sys.executable, *words], capture_output=True, check=True)
    assert json.loads(done.stdout) == {"errno": 2}


def test_the_process_imports_nothing_that_takes_long() -> None:
    code = (
        "import sys, engine.reading.spreadsheet.workbook_reader; "
        "print({name.split('.')[0] for name in sys.modules} & {'numpy', 'duckdb', 'PySide6', 'asyncio'})"
    )
    done = subprocess.run([sys.executable, "-c", code], env=path_set(), capture_output=True, check=True)
    assert done.stdout.strip() == b"set()"
