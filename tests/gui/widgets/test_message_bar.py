"""A message bar says things where they belong, and offers at most one thing to do."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from gui.look.theme import DARK, LIGHT, Theme, apply_theme
from gui.widgets.message_bar import Kind, MessageBar

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def app(qapp: QApplication) -> Iterator[QApplication]:
    apply_theme(qapp, LIGHT)
    yield qapp
    apply_theme(qapp, LIGHT)


@pytest.fixture
def panel(qtbot: QtBot) -> QWidget:
    panel = QWidget()
    qtbot.addWidget(panel)
    panel.resize(240, 300)
    return panel


def show_in(panel: QWidget, bar: MessageBar) -> None:
    column = QVBoxLayout(panel)
    column.addWidget(bar)
    column.addStretch(1)
    panel.show()


def far(one: QColor, other: QColor) -> int:
    pairs = ((one.red(), other.red()), (one.green(), other.green()), (one.blue(), other.blue()))
    return max(abs(a - b) for a, b in pairs)


def test_it_is_hidden_until_it_has_something_to_say(panel: QWidget) -> None:
    bar = MessageBar()
    show_in(panel, bar)
    assert not bar.isVisibleTo(panel)
    bar.set_message("error", "units must be a whole number")
    assert bar.isVisibleTo(panel)
    assert (bar.kind, bar.text) == ("error", "units must be a whole number")
    assert bar.accessibleName() == "units must be a whole number"
    assert bar.action.isHidden()
    bar.clear()
    assert not bar.isVisibleTo(panel)


def test_its_button_tells_that_it_was_clicked(qtbot: QtBot, panel: QWidget) -> None:
    bar = MessageBar()
    show_in(panel, bar)
    bar.set_message("warning", "2 of 4 units of layer 2 never fire", "New weights")
    with qtbot.waitSignal(bar.action_clicked):
        qtbot.mouseClick(bar.action, Qt.MouseButton.LeftButton)
    assert bar.action.text() == "New weights"
    bar.set_message("good", "All is well")
    assert bar.action.isHidden()


def test_long_words_wrap_and_are_never_cut(qtbot: QtBot, panel: QWidget) -> None:
    bar = MessageBar()
    show_in(panel, bar)
    bar.set_message("info", "short")
    qtbot.waitUntil(lambda: bar.height() > 0)
    one_line = bar.height()
    assert one_line < 2 * bar.fontMetrics().height() + 10
    bar.set_message(
        "info", "a sentence that is much longer than this narrow panel is wide, and so takes lines"
    )
    qtbot.waitUntil(lambda: bar.height() > one_line + 10)
    label = next(label for label in bar.findChildren(QLabel) if label.text() == bar.text)
    assert label.height() >= label.heightForWidth(label.width())


def test_text_from_a_table_is_never_read_as_markup(panel: QWidget) -> None:
    bar = MessageBar()
    show_in(panel, bar)
    bar.set_message("info", "<b>column</b> & more")
    label = next(label for label in bar.findChildren(QLabel) if label.text() == bar.text)
    assert label.textFormat() == Qt.TextFormat.PlainText


@pytest.mark.parametrize("theme", [LIGHT, DARK])
@pytest.mark.parametrize("kind", ["info", "good", "warning", "error"])
def test_every_kind_has_its_ground_in_both_themes(
    app: QApplication, panel: QWidget, theme: Theme, kind: Kind
) -> None:
    bar = MessageBar()
    show_in(panel, bar)
    bar.set_message(kind, "words")
    apply_theme(app, theme)
    image = bar.grab().toImage()
    assert image.pixelColor(image.width() - 6, image.height() // 2).name() == getattr(theme, f"{kind}_base")
    sign = [image.pixelColor(x, y) for x in range(8, 24) for y in range(image.height())]
    assert min(far(colour, QColor(getattr(theme, kind))) for colour in sign) < 12


def test_wide_its_button_stands_beside_the_words(qtbot: QtBot, panel: QWidget) -> None:
    bar = MessageBar(wide=True)
    show_in(panel, bar)
    bar.set_message("warning", "word " * 60, "Do it")
    qtbot.wait(1)
    assert bar.action.geometry().left() > bar.label.geometry().right()
    assert bar.action.geometry().top() <= bar.label.geometry().top()
    assert bar.label.height() > 2 * bar.fontMetrics().height(), "it wraps"
