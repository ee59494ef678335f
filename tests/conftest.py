"""What holds for every test: no screen, no settings of the person's, no thread left behind, equal numbers."""

import gc
import os
import shutil
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

# All of this has to be said before numpy, pyqtgraph or Qt is imported.
HOME = Path(tempfile.mkdtemp(prefix="layerbench-tests-"))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["PYQTGRAPH_QT_LIB"] = "PySide6"
for threads in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[threads] = "1"
for folder in ("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA"):
    os.environ[folder] = str(HOME)
for folder in ("CONFIG", "DATA", "CACHE", "STATE"):
    os.environ[f"XDG_{folder}_HOME"] = str(HOME / folder.lower())
if sys.platform == "linux":
    (HOME / "runtime").mkdir(mode=0o700)
    os.environ["XDG_RUNTIME_DIR"] = str(HOME / "runtime")
    os.environ["LC_ALL"] = "C.UTF-8"  # Qt warns of other encodings, and numbers are typed with a point
    os.environ.pop("LANGUAGE", None)

import pytest  # noqa: E402
import shiboken6  # noqa: E402
from hypothesis import settings  # noqa: E402
from PySide6.QtCore import QSettings, QThread  # noqa: E402

# Machines differ in speed, so no example has a deadline; CI tries the same examples every time.
settings.register_profile("here", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")

# Where Qt keeps settings natively is not moved by HOME on Windows and macOS; files are.
QSettings.setDefaultFormat(QSettings.Format.IniFormat)
QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, str(HOME / "config"))

GRACE = 2.0  # seconds that a thread has to end after its test

# Python would search for garbage on whichever thread allocates, and a Qt object that a test has left must not
# be destroyed on one that reads a table: so searches are made between tests.
gc.set_threshold(0)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown() -> Iterator[None]:
    """Search what is new for garbage, when all that a test has used is put down."""
    yield
    gc.collect(1)


def pytest_unconfigure() -> None:
    shutil.rmtree(HOME, ignore_errors=True)


@pytest.fixture(autouse=True)
def no_thread_left_behind(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Fail the test that leaves a thread of Python's or Qt's running; napari's tests taught us to."""
    before = set(threading.enumerate())
    started: list[QThread] = []
    start = QThread.start

    def remember_and_start(
        thread: QThread, /, priority: QThread.Priority = QThread.Priority.InheritPriority
    ) -> None:
        started.append(thread)
        start(thread, priority)

    monkeypatch.setattr(QThread, "start", remember_and_start)
    yield
    left = [*_running_qt_threads(started), *_running_python_threads(before)]
    if left:
        pytest.fail(f"the test left threads running: {', '.join(left)}")


@pytest.fixture
def heeded_signals() -> Iterator[None]:
    """Let what a test starts heed Ctrl-C and a hangup, also where a shell or nohup ignores them."""
    before = {signal.SIGINT: signal.signal(signal.SIGINT, signal.default_int_handler)}
    if sys.platform != "win32":
        # A started program begins with the usual answer to what has a handler here.
        before[signal.SIGHUP] = signal.signal(signal.SIGHUP, lambda *_: None)
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def _running_qt_threads(started: list[QThread]) -> list[str]:
    """Name those that go on; they are asked to quit, so that only the guilty test fails."""
    left = []
    for thread in started:
        if shiboken6.isValid(thread) and thread.isRunning() and not thread.wait(int(GRACE * 1000)):
            left.append(f"{type(thread).__name__} {thread.objectName()!r}")
            thread.requestInterruption()
            thread.quit()
            thread.wait(1000)
    return left


def _running_python_threads(before: set[threading.Thread]) -> list[str]:
    """Threads that Python knows, without those that Qt started and only visit Python."""
    end = time.monotonic() + GRACE
    left = []
    for thread in set(threading.enumerate()) - before:
        if isinstance(thread, threading._DummyThread):
            continue
        thread.join(max(0.0, end - time.monotonic()))
        if thread.is_alive():
            left.append(repr(thread))
    return left
