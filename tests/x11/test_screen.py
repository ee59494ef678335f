"""The screen itself works: a window is found by its title, is seen, and hears keys and the mouse."""

from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from tests.x11.screen import Screen

SMALL_PROGRAM = """
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QVBoxLayout, QWidget
app = QApplication([])
window = QWidget(windowTitle="small program")
window.setPalette(QPalette(QColor("#204060")))
edit, button = QLineEdit(), QPushButton("end")
layout = QVBoxLayout(window)
layout.addWidget(edit)
layout.addWidget(button)
edit.textChanged.connect(lambda text: print(text, flush=True))
edit.returnPressed.connect(app.quit)
button.clicked.connect(lambda: app.exit(3))
window.setGeometry(100, 50, 300, 200)
window.show()
app.exec()
"""


def test_the_pointer_is_on_the_screen(screen: Screen) -> None:
    screen.xdotool("mousemove", "120", "40")
    assert screen.xdotool("getmouselocation").startswith("x:120 y:40 ")


def test_keys_arrive_in_a_window_and_end_it(screen: Screen) -> None:
    program = screen.start("-c", SMALL_PROGRAM)
    window = screen.find_window("^small program$")
    screen.focus(window)
    screen.click(window, 150, 30)
    screen.type("30.5 a+b")
    screen.key("Return")
    said, complaints = program.communicate(timeout=20)
    assert said.splitlines()[-1] == "30.5 a+b"
    assert (program.returncode, complaints) == (0, "")


def test_a_picture_shows_what_is_on_the_screen(screen: Screen, tmp_path: Path) -> None:
    screen.start("-c", SMALL_PROGRAM)
    screen.find_window("^small program$")
    picture = QImage()
    for _ in range(20):
        screen.picture(tmp_path / "screen.png")
        assert picture.load(str(tmp_path / "screen.png"))
        if picture.pixelColor(103, 53).name() == "#204060":
            break
    assert (picture.width(), picture.height()) == (1920, 1200)
    assert picture.pixelColor(103, 53).name() == "#204060"
    assert picture.pixelColor(50, 20).name() == "#000000"


def test_a_program_that_dies_is_told_at_once(screen: Screen) -> None:
    screen.start("-c", "raise SystemExit('no window today')")
    with pytest.raises(AssertionError, match="status 1: no window today"):
        screen.find_window("anything")
