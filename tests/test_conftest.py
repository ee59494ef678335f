"""The net under all other tests holds: what should fail a test does, and what is harmless does not."""

import os
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, QStandardPaths, qWarning
from PySide6.QtWidgets import QLineEdit, QMenu, QWidget
from pytestqt.qtbot import QtBot

pytest_plugins = ["pytester"]

TESTS = Path(__file__).parent


@pytest.fixture
def inner(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """A small test session under this project's conftest and configuration."""
    monkeypatch.delenv("PYTEST_ADDOPTS", raising=False)
    pytester.makeconftest((TESTS / "conftest.py").read_text())
    (pytester.path / "pyproject.toml").write_text((TESTS.parent / "pyproject.toml").read_text())
    (pytester.path / "tests").mkdir()
    return pytester


def outcome(inner: pytest.Pytester, test: str) -> tuple[dict[str, int], str]:
    inner.makepyfile(test)
    result = inner.runpytest_subprocess("--tb=short", str(inner.path))
    return result.parseoutcomes(), result.stdout.str()


def test_a_leaked_thread_of_qt_fails_the_test(inner: pytest.Pytester) -> None:
    counts, text = outcome(
        inner,
        """
        from PySide6.QtCore import QThread
        kept = []
        def test_leak(qapp):
            kept.append(QThread(objectName="forgotten"))
            kept[0].start()
        def test_next():
            assert kept[0].isFinished()
        """,
    )
    assert counts == {"passed": 2, "errors": 1}
    assert "left threads running: QThread 'forgotten'" in text


def test_a_leaked_thread_of_python_fails_the_test(inner: pytest.Pytester) -> None:
    counts, text = outcome(
        inner,
        """
        import threading
        def test_leak():
            threading.Thread(target=threading.Event().wait, name="forgotten", daemon=True).start()
        def test_ended():
            thread = threading.Thread(target=lambda: None)
            thread.start()
        """,
    )
    assert counts == {"passed": 2, "errors": 1}
    assert "forgotten" in text


def test_messages_of_qt_and_warnings_fail_tests(inner: pytest.Pytester) -> None:
    counts, _ = outcome(
        inner,
        """
        import warnings
        from PySide6.QtCore import qDebug, qWarning
        def test_warning(qapp): qWarning("something is wrong")
        def test_debug(qapp): qDebug("left over from a hunt")
        def test_python(): warnings.warn("old")
        def test_lost():
            open("x", "w")
        """,
    )
    assert counts == {"failed": 4}


def test_slow_tests_wait_for_their_own_command(inner: pytest.Pytester) -> None:
    counts, _ = outcome(inner, "import pytest\n@pytest.mark.slow\ndef test_a(): pass\ndef test_b(): pass")
    assert counts == {"passed": 1, "deselected": 1}


def test_showing_a_window_off_screen_is_no_failure(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.setFixedSize(200, 100)
    edit = QLineEdit(window)
    window.show()
    window.raise_()
    window.activateWindow()
    menu = QMenu(window)
    menu.addAction("one")
    menu.popup(window.pos())
    menu.close()
    edit.setFocus()
    window.resize(4000, 3000)
    window.showMaximized()
    assert not window.grab().isNull()


@pytest.mark.qt_log_ignore("meant")
def test_a_test_may_expect_a_message() -> None:
    qWarning("meant")


def test_nothing_of_the_persons_is_touched() -> None:
    home = Path(os.environ["HOME"])
    assert home.name.startswith("layerbench-tests-")
    assert Path.home() == home
    assert QSettings("Layerbench", "Layerbench").fileName().startswith(str(home))
    if sys.platform == "linux":
        place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppDataLocation)
        assert place.startswith(str(home))
