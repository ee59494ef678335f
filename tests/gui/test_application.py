"""The whole program: how it opens, and what scripts rely on."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import (
    QEvent,
    QObject,
    QSettings,
)
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QWidget,
)

from engine.project.start import Seed, Seeds
from gui.application import Application, build
from tests.gui.person import Person, set_training


class _ShownWindows(QObject):
    """Remembers which windows are shown."""

    def __init__(self) -> None:
        super().__init__()
        self.kinds: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.kinds.append(type(watched).__name__)
        return False


def test_it_opens_with_the_article_s_problem(person: Person, program: Application) -> None:
    assert program.document.table.rows == 10_000
    assert program.document.project.sizes == (2, 4, 4, 3)
    assert person.find(QLabel, "row_counts").text() == "10,000 rows · 2 → 3"
    assert person.find(QLabel, "parameters_label").text() == "47 parameters"
    assert person.find(QComboBox, "recipe").currentData() == "auto"
    assert person.find(QLineEdit, "split").text() == "70/0/30"
    assert program.session.state == "idle"
    assert program.session.latest is None
    assert person.answers() == ["–", "–", "–"]
    assert "Train" in person.status()
    assert "Layerbench" in program.window.windowTitle()
    assert not program.window.isWindowModified()


@pytest.mark.usefixtures("qapp")
def test_the_window_is_not_shown_by_building_it(tmp_path: Path) -> None:
    program = build([], QSettings(str(tmp_path / "s.ini"), QSettings.Format.IniFormat))
    assert isinstance(QApplication.instance(), QApplication)
    assert not program.window.isVisible()
    program.close()
    program.window.deleteLater()


def test_no_part_of_the_window_flashes_up_before_it_is_there(
    qapp: QApplication, start: Callable[..., Application]
) -> None:
    shown = _ShownWindows()
    qapp.installEventFilter(shown)
    start()
    qapp.removeEventFilter(shown)
    assert shown.kinds == ["MainWindow"]


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None lives for ever, and its count means nothing")
def test_pictures_keep_the_count_of_none(person: Person, program: Application) -> None:
    """Later versions of PySide6 lose references to None and abort the program; see docs/decisions.md."""
    set_training(program.document, epoch_limit=3)
    latest = person.train_fully()
    program.session.snapshot_ready.emit(latest)
    before = sys.getrefcount(None)
    for _ in range(1000):
        program.session.snapshot_ready.emit(latest)
    assert sys.getrefcount(None) > before - 200


def test_the_panels_hear_of_a_project_before_the_session_and_the_checks_after_it(
    program: Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[str] = []
    for owner, name in (
        (program.panels, "show_project"),
        (program.session, "follow"),
        (program.checker, "follow"),
    ):
        follow = getattr(owner, name)

        def told(*words: Any, who: str = type(owner).__name__, follow: Any = follow) -> None:
            heard.append(who)
            follow(*words)

        monkeypatch.setattr(owner, name, told)
    program.edits.edit_seeds(Seeds(7, Seed(7)))
    assert heard == ["Panels", "TrainingSession", "DataChecker"]
