from PySide6.QtCore import QRect
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from gui.widgets.flow_layout import FlowLayout


def test_what_has_no_room_goes_into_the_next_line(qtbot: QtBot) -> None:
    holder = QWidget()
    qtbot.addWidget(holder)
    layout = FlowLayout(holder, spacing=10)
    widgets = [QWidget() for _ in range(3)]
    for widget in widgets:
        widget.setFixedSize(40, 20)
        layout.addWidget(widget)
    # 40 + 10 + 40 fit into 90 pixels, and the third does not.
    layout.setGeometry(QRect(5, 5, 90, 100))
    assert [(widget.x(), widget.y()) for widget in widgets] == [(5, 5), (55, 5), (5, 25)]
    assert (layout.heightForWidth(90), layout.heightForWidth(140), layout.heightForWidth(1)) == (40, 20, 60)
    assert (layout.sizeHint().width(), layout.minimumSize().width()) == (140, 40)
