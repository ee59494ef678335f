"""The program as a process: a picture of the window, its mistakes, and its end."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from gui.theme import DARK, LIGHT

ROOT = Path(__file__).parents[2]


def run(*words: str, display: bool = True, code: str = "") -> subprocess.CompletedProcess[str]:
    """Run main.py, or `code`, as a process of its own."""
    env = {name: text for name, text in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
    env["PYTHONPATH"] = str(ROOT)
    if not display:
        env.pop("QT_QPA_PLATFORM", None)
    command = ["-c", code] if code else ["main.py"]
    return subprocess.run(
        [sys.executable, *command, *words],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        timeout=45,
        check=False,
    )


def background(image: QImage) -> int:
    return image.pixelColor(image.width() // 2, image.height() // 4).lightness()


def test_a_picture_is_drawn_also_without_a_screen(tmp_path: Path) -> None:
    path = tmp_path / "window.png"
    ended = run("--screenshot", str(path), "--theme", "light", display=False)
    assert (ended.returncode, ended.stdout) == (0, "")
    image = QImage(str(path))
    assert (image.width(), image.height()) == (1280, 800)
    assert background(image) > 128
    assert len({image.pixel(x, y) for x in range(0, 1280, 7) for y in range(0, 800, 7)}) > 20


def test_a_picture_after_training_has_its_size_and_theme(table_file: Path, tmp_path: Path) -> None:
    path = tmp_path / "trained.png"
    rows = table_file.read_text(encoding="utf-8").splitlines()[:13]
    table_file.write_text("\n".join(rows) + "\n", encoding="utf-8")
    words = [str(table_file), "--screenshot", str(path), "--train", "--theme", "dark", "--size", "1024x700"]
    ended = run(*words)
    assert ended.returncode == 0, ended.stderr
    image = QImage(str(path))
    assert (image.width(), image.height()) == (1024, 700)
    assert background(image) < 128
    dots = 0
    for x in range(image.width() // 3, image.width() * 3 // 4):
        for y in range(image.height() // 2, image.height()):
            colour = image.pixelColor(x, y)
            dots += colour.hsvSaturation() > 100 and colour.lightness() > 60
    assert dots > 10, "the predictions are on the picture"
    assert DARK.window != LIGHT.window


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (("--screenshot", "no/such/folder/x.png"), "could not be written"),
        (("--unknown",), "--unknown"),
    ],
)
def test_mistakes_end_with_status_2_and_a_sentence(words: tuple[str, ...], part: str) -> None:
    ended = run(*words)
    assert ended.returncode == 2
    assert part in ended.stderr.splitlines()[-1]
    assert "Traceback" not in ended.stderr


def test_without_a_display_one_line_says_what_to_do() -> None:
    if not sys.platform.startswith("linux"):
        pytest.skip("only X11 and Wayland can be missing")
    ended = run(display=False)
    assert ended.returncode == 1
    (line,) = ended.stderr.splitlines()
    assert "--screenshot" in line
    assert ended.stdout == ""


CLOSED_WHILE_TRAINING = """
import sys, time
import main
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from gui import start

def close():
    window = QApplication.activeWindow() or QApplication.topLevelWidgets()[0]
    window = next(w for w in QApplication.topLevelWidgets() if w.objectName() == "main_window")
    print(time.time(), flush=True)
    window.close()

build = start.build
def build_and_train(*arguments, **more):
    program = build(*arguments, **more)
    document = program.document
    document.apply(document.project.filled("article", document.prepared), "a million epochs")
    program.actions["train"].trigger()
    QTimer.singleShot(700, close)
    return program

start.build = build_and_train
sys.exit(main.main([]))
"""


def test_closing_the_window_while_training_ends_the_process_within_2_s() -> None:
    ended = run(code=CLOSED_WHILE_TRAINING)
    now = time.time()
    assert ended.returncode == 0, ended.stderr
    assert "Traceback" not in ended.stderr
    assert now - float(ended.stdout) < 2


_SCRIPT = """
import os, signal, sys
from PySide6.QtCore import QTimer
from gui import start
build = start.build
def building(*words, **more):
    program = build(*words, **more)
    document = program.document
    document.apply(document.project.filled("article", document.prepared), "a million epochs")
    program.session.train()
    QTimer.singleShot(500, lambda: os.kill(os.getpid(), signal.SIGINT))
    QTimer.singleShot(5000, lambda: os._exit(7))
    return program
start.build = building
sys.exit(start.run([]))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such signals")
def test_ctrl_c_ends_the_program_while_it_trains(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    done = subprocess.run([sys.executable, "-c", _SCRIPT], capture_output=True, check=False, timeout=60)
    assert done.returncode == -signal.SIGINT
    assert b"Traceback" not in done.stderr
