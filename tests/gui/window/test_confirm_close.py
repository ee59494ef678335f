from dataclasses import replace

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from engine.training.run.snapshot import Snapshot
from gui.window.confirm_close import ConfirmCloseBox
from tests.engine.pictures import snapshot


@pytest.mark.parametrize(
    ("shown", "is_going", "question"),
    [
        (snapshot(epoch=1240), True, "Save the run, which is at epoch 1,240 of 1,000, before closing?"),
        (replace(snapshot(), fits=3), True, "Save before closing, while a run is going?"),
        (None, True, "Save before closing, while a run is going?"),
        (snapshot(epoch=1), False, "Save the network, trained for 1 epoch, before closing?"),
        (snapshot(epoch=0), False, "Save what has changed before closing?"),
        (None, False, "Save what has changed before closing?"),
    ],
)
def test_the_question_is_about_what_is_shown(
    qtbot: QtBot, shown: Snapshot | None, is_going: bool, question: str
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    box = ConfirmCloseBox(window, shown, is_going=is_going)
    assert box.text() == question
    assert box.informativeText()
