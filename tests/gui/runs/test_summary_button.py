from pytestqt.qtbot import QtBot

from gui.runs.summary_button import SummaryButton


def test_it_says_as_much_as_there_is_room_for(qtbot: QtBot) -> None:
    button = SummaryButton()
    qtbot.addWidget(button)
    button.show_summary("3 runs", "3 runs, best R² 0.98 (run 2)")
    button.show()
    button.resize(button.sizeHint())
    assert button.text() == "3 runs, best R² 0.98 (run 2)"
    button.resize(button.minimumSizeHint())
    assert button.text() == "3 runs"
    assert button.accessibleName() == "Runs: 3 runs, best R² 0.98 (run 2)"
    assert button.minimumSizeHint().width() < button.sizeHint().width()
