"""The program is used as a newcomer uses it: with mouse and keys, on a real screen."""

import time
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QImage

from gui.look.theme import LIGHT
from tests.x11.screen import Screen
from tests.x11.window import Window, read_log

LAYERS = "[[layer.units, layer.activation] for layer in program.document.project.network.hidden]"


@pytest.fixture(autouse=True)
def folders_of_its_own(screen: Screen, tmp_path: Path) -> None:
    """Nothing that another test's program has left is found."""
    for name in ("CONFIG", "STATE", "DATA", "CACHE"):
        screen.env[f"XDG_{name}_HOME"] = str(tmp_path / name.lower())


def seen(screen: Screen, tmp_path: Path, color: str) -> NDArray[np.bool_]:
    """Where on the screen exactly this colour is (lines, columns)."""
    screen.picture(tmp_path / "screen.png")
    image = QImage(str(tmp_path / "screen.png")).convertToFormat(QImage.Format.Format_RGB32)
    pixels = np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), -1)
    return np.asarray((pixels & 0xFFFFFF) == (QColor(color).rgb() & 0xFFFFFF))


def wait_for_color(screen: Screen, tmp_path: Path, color: str, pixels: int) -> NDArray[np.bool_]:
    """Wait until a colour is on the screen, and return where."""
    end = time.monotonic() + 15
    while True:
        where = seen(screen, tmp_path, color)
        if where.sum() >= pixels:
            return where
        assert time.monotonic() < end, f"only {where.sum()} pixels of {color}"


def test_by_eye_alone_train_is_found_clicked_and_the_loss_is_drawn(screen: Screen, tmp_path: Path) -> None:
    program = screen.start("main.py", "--theme", "light")
    window = screen.find_window(" – Layerbench$")
    screen.focus(window)
    accent = wait_for_color(screen, tmp_path, LIGHT.accent, 500)
    lines, columns = np.nonzero(accent)  # before anything has been done, only Train has the strong colour
    x, y = int(np.median(columns)), int(np.median(lines))
    assert accent[y - 5 : y + 5, x - 15 : x + 15].any()
    # The strip over the rows has these colours before there is a curve.
    before = {color: int(seen(screen, tmp_path, color).sum()) for color in (LIGHT.train, LIGHT.test)}
    screen.xdotool("mousemove", str(x), str(y), "click", "1")
    for color, pixels in before.items():
        wait_for_color(screen, tmp_path, color, pixels + 150)
    screen.key("shift+F5")
    time.sleep(0.5)
    screen.key("ctrl+q")
    question = screen.find_window("^Close Layerbench$")
    screen.focus(question)
    screen.key("Escape")
    time.sleep(0.3)
    assert program.poll() is None
    screen.focus(window)
    screen.key("ctrl+q")
    screen.focus(screen.find_window("^Close Layerbench$"))
    screen.key("alt+c")
    complaints = program.communicate(timeout=5)[1]
    assert (program.returncode, complaints) == (0, "")


def test_what_is_typed_into_predict_is_answered(screen: Screen) -> None:
    window = Window(screen)
    screen.key("space")  # Train has the keyboard from the start
    window.wait_until("program.session.latest is not None")
    window.replace_text("predict_input_0", "30")
    window.replace_text("predict_input_1", "70")
    window.wait_until(
        "max(abs(float(text(f'predict_output_{i}')) - true) for i, true in enumerate((100, -40, 40))) < 8"
    )
    window.replace_text("predict_input_1", "much")
    window.wait_until("text('predict_output_0') == '–' or not text('predict_output_0')[:1].isdigit()")
    screen.key("ctrl+a")
    screen.type("20")
    window.wait_until("abs(float(text('predict_output_0')) - 50) < 8")


def test_a_unit_count_is_typed_into_the_list_and_undone(screen: Screen) -> None:
    window = Window(screen)
    before = window.ask(LAYERS)
    window.click("layer_table", 1, 1, times=2)
    screen.type("7")
    screen.key("Return")
    window.wait_until(f"{LAYERS}[0][0] == 7")
    window.click("add_layer")
    window.wait_until(f"len({LAYERS}) == {len(before) + 1}")
    screen.key("ctrl+z")
    window.wait_until(f"len({LAYERS}) == {len(before)}")
    screen.key("ctrl+z")
    window.wait_until(f"{LAYERS} == {before}")
    screen.key("ctrl+shift+z")
    window.wait_until(f"{LAYERS}[0][0] == 7")


def test_a_layer_is_dragged_below_the_next(screen: Screen) -> None:
    window = Window(screen)
    window.click("layer_table", 1, 1, times=2)
    screen.type("9")
    screen.key("Return")
    window.wait_until(f"{LAYERS} == [[9, 'relu'], [4, 'relu']]")
    window.drag_row("layer_table", 1, 2)
    window.wait_until(f"{LAYERS} == [[4, 'relu'], [9, 'relu']]")
    screen.key("ctrl+z")
    window.wait_until(f"{LAYERS} == [[9, 'relu'], [4, 'relu']]")


def choose_the_article_s_run(screen: Screen, window: Window) -> None:
    """Choose a run of a million epochs by mouse and keys."""
    screen.key("ctrl+3")
    window.click("recipe")
    screen.type("The article")
    screen.key("Return")
    window.wait_until("program.document.project.training.recipe == 'article'")


@pytest.mark.parametrize("way", ["cross", "key"])
def test_closing_while_it_trains_holds_and_asks(screen: Screen, way: str) -> None:
    window = Window(screen)
    choose_the_article_s_run(screen, window)
    screen.key("F5")
    window.wait_until("program.session.latest is not None and program.session.latest.epoch > 100")
    if way == "cross":
        screen.ask_to_close(window.id)
    else:
        screen.key("ctrl+q")
    screen.focus(screen.find_window("^Close Layerbench$"))
    window.wait_until("program.session.state == 'paused'")
    screen.key("Escape")
    window.wait_until("program.session.state == 'running'")
    screen.focus(window.id)
    screen.key("ctrl+q")
    screen.focus(screen.find_window("^Close Layerbench$"))
    screen.key("alt+c")
    assert window.ended() == (0, "")


def test_a_hundred_clicks_on_train_start_one_run(screen: Screen) -> None:
    window = Window(screen)
    choose_the_article_s_run(screen, window)
    window.click("train", times=100)
    window.wait_until("program.session.latest is not None")
    assert window.ask("program.session.run.id") == 1


def test_a_table_given_as_an_argument_is_opened_and_the_start_is_logged(
    screen: Screen, tmp_path: Path
) -> None:
    table = tmp_path / "flowers [2].csv"
    table.write_text("length,width,area\n" + "".join(f"{i},{i % 7},{i * (i % 7)}\n" for i in range(1, 60)))
    window = Window(screen, str(table), title=r"^flowers \[2\]\.csv – Layerbench$")
    assert window.ask("list(program.document.project.data.roles.targets)") == ["area"]
    screen.key("ctrl+q")  # nothing was trained, so nothing is asked
    assert window.ended() == (0, "")
    assert "started" in read_log(tmp_path / "state")


def test_an_unexpected_error_is_shown_and_the_program_lives_on(screen: Screen, tmp_path: Path) -> None:
    window = Window(screen)
    window.ask("QTimer.singleShot(0, lambda: [][3])")
    screen.focus(screen.find_window("^Something went wrong"))
    screen.key("Return")
    window.wait_until(
        "not any(one.isVisible() for one in QApplication.topLevelWidgets() if 'wrong' in one.windowTitle())"
    )
    assert "IndexError" in read_log(tmp_path / "state")
    screen.focus(window.id)
    screen.key("F5")
    window.wait_until("program.session.latest is not None")


def test_the_window_comes_back_where_it_was_left(screen: Screen) -> None:
    window = Window(screen)
    screen.xdotool("windowsize", "--sync", window.id, "1400", "900")
    window.wait_until("program.window.width() == 1400")
    screen.key("ctrl+q")
    assert window.ended() == (0, "")
    again = Window(screen)
    assert again.ask("[program.window.width(), program.window.height()]") == [1400, 900]
