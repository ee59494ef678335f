"""An unexpected error on any thread is logged and shown in one window, and everything goes on."""

import faulthandler
import gc
import logging
import subprocess
import sys
import threading
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import (
    QObject,
    QStandardPaths,
    QThread,
    QTimer,
    Signal,
    Slot,
    qInstallMessageHandler,
    qWarning,
)
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui.program import error_reporting
from gui.program.error_reporting import CRASH_NAME, LOG_NAME, ErrorReporting, default_log_folder
from gui.program.error_window import ErrorWindow

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture
def reporting(tmp_path: Path) -> Iterator[ErrorReporting]:
    reporting = error_reporting.install(tmp_path / "logs" / "deep")
    yield reporting
    reporting.uninstall()


def logged(reporting: ErrorReporting) -> str:
    return (reporting.log_folder / LOG_NAME).read_text(encoding="utf-8")


def fail(words: str) -> None:
    raise RuntimeError(words)


def raised(words: str) -> RuntimeError:
    try:
        fail(words)
    except RuntimeError as error:
        return error
    raise AssertionError


def unhandled(words: str) -> None:
    error = raised(words)
    sys.excepthook(RuntimeError, error, error.__traceback__)


def shown_text(reporting: ErrorReporting) -> str:
    return reporting.window.text if reporting.window is not None else ""


def test_an_error_is_logged_and_shown_and_the_program_lives_on(
    qtbot: QtBot, reporting: ErrorReporting
) -> None:
    unhandled("something odd")
    assert reporting.window is None, "a window must not open in the middle of whatever failed"
    qtbot.waitUntil(lambda: "RuntimeError: something odd" in shown_text(reporting))
    assert reporting.window is not None
    assert reporting.window.isVisible()
    assert shown_text(reporting).startswith("Layerbench ")
    assert "Qt 6." in shown_text(reporting)
    assert "RuntimeError: something odd" in logged(reporting)
    assert "in fail" in logged(reporting)


@pytest.mark.qt_no_exception_capture
def test_an_error_in_a_slot_of_qt_arrives_too(qtbot: QtBot, reporting: ErrorReporting) -> None:
    QTimer.singleShot(0, lambda: fail("in a slot"))
    qtbot.waitUntil(lambda: "RuntimeError: in a slot" in shown_text(reporting))


def test_a_hundred_errors_are_one_window(qtbot: QtBot, reporting: ErrorReporting, qapp: QApplication) -> None:
    for number in range(100):
        unhandled(f"number {number}")
    sys.excepthook(ValueError, ValueError("another"), None)
    qtbot.waitUntil(lambda: "another" in shown_text(reporting))
    windows = [w for w in qapp.topLevelWidgets() if isinstance(w, ErrorWindow) and w.isVisible()]
    assert len(windows) == 1
    assert "number 0" in shown_text(reporting)
    assert "number 1\n" not in shown_text(reporting)
    assert logged(reporting).count("RuntimeError: number") == 5


def test_an_error_that_was_shown_does_not_come_back_after_closing(
    qtbot: QtBot, reporting: ErrorReporting, qapp: QApplication
) -> None:
    unhandled("in a paint event")
    qtbot.waitUntil(lambda: reporting.window is not None)
    assert reporting.window is not None
    reporting.window.close()
    unhandled("in a paint event")
    qapp.processEvents()
    assert reporting.window.isHidden()
    sys.excepthook(KeyError, KeyError("a different one"), None)
    qtbot.waitUntil(lambda: "a different one" in shown_text(reporting))
    assert reporting.window.isVisible()


def test_an_error_of_a_python_thread_is_shown_on_the_thread_of_the_window(
    qtbot: QtBot, reporting: ErrorReporting, qapp: QApplication
) -> None:
    thread = threading.Thread(target=fail, args=("from afar",), name="far away")
    thread.start()
    thread.join()
    assert reporting.window is None
    qtbot.waitUntil(lambda: "RuntimeError: from afar" in shown_text(reporting))
    assert reporting.window is not None
    assert reporting.window.thread() is qapp.thread()
    assert "thread 'far away'" in logged(reporting)


class Worker(QObject):
    go = Signal()

    @Slot()
    def work(self) -> None:
        fail("from a QThread")


@pytest.mark.qt_no_exception_capture
def test_an_error_of_a_qthread_is_shown_too(qtbot: QtBot, reporting: ErrorReporting) -> None:
    thread = QThread()
    worker = Worker()
    worker.moveToThread(thread)
    worker.go.connect(worker.work)
    thread.start()
    worker.go.emit()
    qtbot.waitUntil(lambda: "RuntimeError: from a QThread" in shown_text(reporting))
    thread.quit()
    assert thread.wait(2000)


def test_leaving_a_thread_on_purpose_is_no_error(reporting: ErrorReporting, qapp: QApplication) -> None:
    thread = threading.Thread(target=sys.exit)
    thread.start()
    thread.join()
    qapp.processEvents()
    assert reporting.window is None
    assert "unexpected" not in logged(reporting)


def test_only_warnings_and_worse_are_printed(
    reporting: ErrorReporting, capsys: pytest.CaptureFixture[str]
) -> None:
    printed = next(h for h in error_reporting.log.handlers if type(h) is logging.StreamHandler)
    printed.setStream(sys.stderr)
    error_reporting.log.info("a quiet word")
    error_reporting.log.warning("a loud word")
    assert "a quiet word" in logged(reporting)
    assert "a quiet word" not in capsys.readouterr().err
    error_reporting.log.warning("a loud word")
    assert "a loud word" in capsys.readouterr().err


def test_ctrl_c_is_left_to_python(
    reporting: ErrorReporting, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    passed_on: list[object] = []
    monkeypatch.setattr(sys, "__excepthook__", lambda *args: passed_on.append(args[0]))
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    qapp.processEvents()
    assert passed_on == [KeyboardInterrupt]
    assert reporting.window is None


def test_what_goes_wrong_while_throwing_away_is_only_logged(
    reporting: ErrorReporting, qapp: QApplication
) -> None:
    class Bad:
        def __del__(self) -> None:
            fail("while going")

    Bad()
    gc.collect()
    qapp.processEvents()
    assert "RuntimeError: while going" in logged(reporting)
    assert reporting.window is None


def test_words_of_qt_and_warnings_of_python_are_logged(reporting: ErrorReporting) -> None:
    qWarning("a word from Qt")
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(False)
        logging.captureWarnings(True)
        warnings.warn("a word from Python", stacklevel=1)
        logging.captureWarnings(False)
    assert "WARNING layerbench: Qt (default): a word from Qt" in logged(reporting)
    assert "a word from Python" in logged(reporting)


def test_the_log_stays_small(reporting: ErrorReporting) -> None:
    for _ in range(300):
        error_reporting.log.info("x" * 10_000)
    sizes = [path.stat().st_size for path in reporting.log_folder.glob("layerbench.log*")]
    assert len(sizes) == 3
    assert max(sizes) <= 520_000


def test_a_hard_crash_leaves_its_trace(tmp_path: Path) -> None:
    script = (
        "import faulthandler, sys; from pathlib import Path; from PySide6.QtWidgets import QApplication\n"
        "from gui.program import error_reporting\n"
        "app = QApplication([])\n"
        "error_reporting.install(Path(sys.argv[1]))\n"
        "def the_guilty_function(): faulthandler._sigsegv()\n"
        "the_guilty_function()\n"
    )
    done = subprocess.run([sys.executable, "-c", script, str(tmp_path)], capture_output=True, check=False)
    assert done.returncode != 0
    assert "the_guilty_function" not in (tmp_path / LOG_NAME).read_text(encoding="utf-8")
    crash = (tmp_path / CRASH_NAME).read_text(encoding="utf-8")
    assert "in the_guilty_function" in crash
    assert crash.startswith("--- Layerbench ")


def test_a_folder_that_cannot_be_written_does_not_keep_the_program_from_starting(
    qtbot: QtBot, tmp_path: Path
) -> None:
    in_the_way = tmp_path / "a file"
    in_the_way.write_text("", encoding="utf-8")
    reporting = error_reporting.install(in_the_way / "logs")
    try:
        unhandled("shown all the same")
        qtbot.waitUntil(lambda: "shown all the same" in shown_text(reporting))
    finally:
        reporting.uninstall()


def test_uninstalling_puts_everything_back(tmp_path: Path) -> None:
    def hooks() -> tuple[object, ...]:
        return sys.excepthook, threading.excepthook, sys.unraisablehook, faulthandler.is_enabled()

    before = hooks()
    qt_before = qInstallMessageHandler(None)
    qInstallMessageHandler(qt_before)
    reporting = error_reporting.install(tmp_path)
    assert hooks()[:3] != before[:3]
    reporting.uninstall()
    assert hooks() == before
    assert qInstallMessageHandler(qt_before) is qt_before
    assert error_reporting.log.handlers == []
    (tmp_path / LOG_NAME).unlink()
    (tmp_path / CRASH_NAME).unlink()


def test_the_log_has_its_own_folder_away_from_settings_and_documents(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []

    def answer(place: object) -> str:
        asked.append(place)
        return "/somewhere/layerbench"

    monkeypatch.setattr(QStandardPaths, "writableLocation", answer)
    assert default_log_folder() == Path("/somewhere/layerbench")
    assert asked == [QStandardPaths.StandardLocation.StateLocation]
