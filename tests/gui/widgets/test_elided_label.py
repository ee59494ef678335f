"""A label of one line cuts what does not fit, and keeps the whole for whoever asks."""

import pytest
from pytestqt.qtbot import QtBot

from gui.widgets.elided_label import ElidedLabel

LONG = "a table with quite a long name that nobody could foresee.csv"


@pytest.fixture
def label(qtbot: QtBot) -> ElidedLabel:
    label = ElidedLabel(text=LONG)
    qtbot.addWidget(label)
    label.show()
    return label


def test_what_does_not_fit_is_cut_and_the_tip_has_it_all(label: ElidedLabel) -> None:
    label.resize(100, 20)
    assert label.shown_text().endswith("…")
    assert label.fontMetrics().horizontalAdvance(label.shown_text()) <= 100
    assert label.text() == label.toolTip() == LONG


def test_what_fits_has_no_tip(label: ElidedLabel) -> None:
    label.resize(2000, 20)
    assert label.shown_text() == LONG
    assert label.toolTip() == ""
    label.resize(100, 20)
    label.setText("short")
    assert label.toolTip() == ""


def test_it_never_makes_a_panel_wider(label: ElidedLabel) -> None:
    assert label.minimumSizeHint().width() < 60


def test_it_draws_no_more_than_it_says(label: ElidedLabel) -> None:
    label.resize(100, 20)
    cut = label.grab().toImage()
    label.setText(label.shown_text())
    assert label.grab().toImage() == cut
