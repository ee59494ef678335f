"""A whole program in this process, on settings of its own, gone without a trace after its test."""

import gc
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QSettings
from PySide6.QtWidgets import QApplication, QDialog, QMenu
from pytestqt.qtbot import QtBot

from gui.application import Application, build
from gui.look.theme import LIGHT, apply_theme
from tests.gui.person import Person

Build = Callable[..., Application]


@pytest.fixture
def settings_file(tmp_path: Path) -> Path:
    """Where the settings of the test's programs are."""
    return tmp_path / "settings" / "settings.ini"


@pytest.fixture
def start(qapp: QApplication, settings_file: Path) -> Iterator[Build]:
    """Start programs with arguments, all on the same settings; they are closed after the test."""
    started: list[Application] = []

    def begin(*argv: str, settings: QSettings | None = None) -> Application:
        store = settings or QSettings(str(settings_file), QSettings.Format.IniFormat)
        program = build(list(argv), store)
        if program.settings.geometry.isEmpty() and program.arguments.size is None:
            program.window.resize(1280, 960)  # high enough for every panel to be seen
        program.window.show()
        qapp.processEvents()
        started.append(program)
        return program

    yield begin
    for program in started:
        end(program)
    started.clear()
    # Now and here: on a training thread Qt's objects would be deleted on the wrong one.
    gc.collect()
    for widget in qapp.topLevelWidgets():
        if isinstance(widget, QMenu) and widget.parent() is None:  # pyqtgraph's
            widget.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    apply_theme(qapp, LIGHT)


def end(program: Application) -> None:
    """Close a program without questions."""
    program.close()
    for dialog in program.window.findChildren(QDialog):
        dialog.close()
    program.window.hide()
    program.window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def program(start: Build) -> Application:
    """The program as it opens, with the article's problem."""
    return start()


@pytest.fixture
def person(qtbot: QtBot, program: Application) -> Person:
    """Somebody before that program."""
    return Person(qtbot, program)


def write_table(path: Path, names: str, rows: Iterable[str]) -> Path:
    """Write a file of these rows under their names, and return where it is."""
    path.write_text("\n".join([names, *rows]) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def table_file(tmp_path: Path) -> Path:
    """A table of 60 rows that a straight line fits: y = 2u - v + 3, and a column of words."""
    u, v = np.random.RandomState(1).rand(2, 60) * 10
    rows = [f"{a:.4f},{b:.4f},word,{2 * a - b + 3:.6f}" for a, b in zip(u, v, strict=True)]
    return write_table(tmp_path / "plane.csv", "u,v,remark,y", rows)
