"""Nothing is cut, elided or doubly scrolled, whatever is shown, in windows and type of any size."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtGui import QFont, QFontDatabase
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QLineEdit,
    QListWidget,
    QMainWindow,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from engine.network.choice import Layer, NetworkChoice
from gui.application import Application
from gui.look.theme import apply_theme, current_theme
from gui.widgets.elided_label import ElidedLabel
from tests.gui.conftest import write_table
from tests.gui.person import Person, set_training
from tests.gui.room import lacks

SIZES = [(1024, 700), (1280, 800), (1920, 1080)]
PANELS = ("Data", "Network", "Training", "Predict", "Checks")
FONTS = ("DejaVu Sans", "Noto Sans", "Liberation Sans")


@pytest.fixture
def font(qapp: QApplication, request: pytest.FixtureRequest) -> Iterator[None]:
    """The program in another font, where there is that."""
    family, before = request.param, qapp.font()
    if family not in QFontDatabase.families():
        pytest.skip(f"there is no font {family}")
    qapp.setFont(QFont(family, before.pointSize()))
    apply_theme(qapp, current_theme())
    yield
    qapp.setFont(before)
    apply_theme(qapp, current_theme())


def wide_table(folder: Path, columns: int) -> Path:
    names = [f"quantity_{number}" for number in range(columns - 1)]
    rows = [",".join(str((row * (k + 3)) % (11 + k)) for k in range(columns)) for row in range(80)]
    return write_table(folder / f"wide{columns}.csv", ",".join([*names, "strength"]), rows)


def check_all_panels(person: Person, program: Application, state: str) -> None:
    found = []
    for panel in PANELS:
        program.window.show_panel(panel)
        person.qtbot.wait(60)
        found += [f"{state}, {panel}: {lack}" for lack in lacks(program.window)]
    assert not found, "\n".join(sorted(set(found)))


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("font", FONTS, indirect=True)
@pytest.mark.usefixtures("font")
def test_idle_trained_and_refused_all_have_their_room(
    person: Person, program: Application, size: tuple[int, int], tmp_path: Path
) -> None:
    program.window.resize(*size)
    check_all_panels(person, program, "idle")
    set_training(program.document, epoch_limit=3)
    person.train_fully()
    check_all_panels(person, program, "trained")
    program.opening.open_table(str(tmp_path / "there is none of so long a name as this one has.csv"))
    check_all_panels(person, program, "refused")


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_wide_tables_and_deep_networks_have_their_room(
    person: Person, program: Application, size: tuple[int, int], tmp_path: Path
) -> None:
    program.window.resize(*size)
    for columns, layers in ((2, 1), (10, 4), (40, 8)):
        program.opening.open_table(str(wide_table(tmp_path, columns)))
        network = NetworkChoice((Layer(16, "relu"),) * layers)
        program.document.apply(replace(program.document.project, network=network), "other layers")
        check_all_panels(person, program, f"{columns} columns, {layers} layers")


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_a_run_that_diverged_has_room_to_say_so(
    person: Person, program: Application, size: tuple[int, int]
) -> None:
    program.window.resize(*size)
    set_training(
        program.document, recipe="custom", method="gradient_descent", learning_rate=100.0, epoch_limit=50
    )
    person.train_fully()
    assert "diverged" in person.status()
    check_all_panels(person, program, "diverged")


def cut_label() -> QWidget:
    label = QLabel("more words than there is room for")
    label.setFixedWidth(60)
    return label


def cut_below() -> QWidget:
    label = QLabel("more words than there is room for " * 4)
    label.setWordWrap(True)
    label.setFixedSize(120, 16)
    return label


def elided_sentence() -> QWidget:
    label = ElidedLabel(text="more words than there is room for")
    label.setFixedWidth(60)
    return label


def narrow_button() -> QWidget:
    button = QPushButton("More words")
    button.setFixedWidth(20)
    return button


def pushed_out() -> QWidget:
    outer = QWidget()
    outer.setFixedSize(80, 40)
    QLineEdit(outer).setGeometry(50, 0, 60, 20)
    return outer


def scrolled_twice() -> QWidget:
    area, panel, rows = QScrollArea(), QWidget(), QListWidget()
    rows.addItems([str(row) for row in range(50)])
    rows.setFixedHeight(300)
    QVBoxLayout(panel).addWidget(rows)
    area.setWidget(panel)
    area.setFixedHeight(150)
    return area


@pytest.mark.parametrize(
    "make", [cut_label, cut_below, elided_sentence, narrow_button, pushed_out, scrolled_twice]
)
def test_what_has_no_room_is_found(qtbot: QtBot, make: Callable[[], QWidget]) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    window.setCentralWidget(make())
    window.show()
    qtbot.wait(1)
    assert lacks(window)


def test_what_has_room_is_not_complained_of(qtbot: QtBot) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    window.setCentralWidget(QLabel("words"))
    window.show()
    assert not lacks(window)
