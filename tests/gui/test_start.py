"""The program as a process: a picture of the window, its mistakes, and its end."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from gui.look.theme import DARK, LIGHT

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
        (("--screenshot", "no/such/folder/x.png"), "could not be saved"),
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
from PySide6.QtWidgets import QMessageBox
from gui import start

def close(window):
    window.close()
    (box,) = window.findChildren(QMessageBox)
    print(time.time(), flush=True)
    box.confirmed.emit()

build = start.build
def build_and_train(*arguments, **more):
    program = build(*arguments, **more)
    document = program.document
    document.apply(document.project.filled("article", document.prepared), "a million epochs")
    program.actions["train"].trigger()
    QTimer.singleShot(700, lambda: close(program.window))
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


ENDED_BY_SIGNAL = """
import os, signal, sys
from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication
import main
from gui import start

build = start.build
def build_and_work(*arguments, **more):
    program = build(*arguments, **more)
    document = program.document
    document.apply(document.project.filled("article", document.prepared), "a million epochs")
    program.session.train()
    QGuiApplication.clipboard().setText("a\\tb\\n" + "1\\t2\\n3\\t5\\n" * 9)
    program.opening.paste_table()
    print(program.document.table.path, flush=True)
    program.opening.ask_how_to_read()
    QTimer.singleShot(300, lambda: os.kill(os.getpid(), getattr(signal, sys.argv[1])))
    QTimer.singleShot(9000, lambda: os._exit(7))
    return program

start.build = build_and_work
sys.exit(main.main([]))
"""


@pytest.mark.usefixtures("heeded_signals")
@pytest.mark.skipif(sys.platform == "win32", reason="there are no such signals")
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_a_signal_ends_the_program_in_order_and_nothing_pasted_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    for variable in ("HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "TMPDIR"):
        folder = tmp_path / variable
        folder.mkdir()
        monkeypatch.setenv(variable, str(folder))
    ended = run(name, code=ENDED_BY_SIGNAL)
    assert ended.returncode == -getattr(signal, name), ended.stderr
    assert "Traceback" not in ended.stderr
    pasted = Path(ended.stdout.strip())
    assert pasted.is_relative_to(tmp_path / "TMPDIR")
    assert list((tmp_path / "TMPDIR").iterdir()) == []
    assert list((tmp_path / "XDG_CONFIG_HOME").rglob("*.conf")), "how the window looks is kept"


LEFT_IN_A_DIALOG = """
import sys
from PySide6.QtCore import QTimer
import main
from gui import start

build = start.build
def build_and_leave(*arguments, **more):
    program = build(*arguments, **more)
    QTimer.singleShot(0, program.actions[sys.argv[1]].trigger)
    QTimer.singleShot(300, program.leave)
    return program

start.build = build_and_leave
sys.exit(main.main([]))
"""


@pytest.mark.parametrize("action", ["draw_table", "cross_validate"])
def test_leaving_while_a_dialog_is_open_ends_the_program_well(action: str) -> None:
    ended = run(action, code=LEFT_IN_A_DIALOG)
    assert ended.returncode == 0, ended.stderr
    assert "Traceback" not in ended.stderr


NO_ROOM = """
import resource, sys
from PySide6.QtCore import QTimer
import main
from gui import start

resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # no file can grow, as on a full disk
build = start.build
def build_and_close(*arguments, **more):
    program = build(*arguments, **more)
    program.session.train()
    QTimer.singleShot(300, lambda: (program.leave(), print(program.session._thread.isRunning())))
    return program

start.build = build_and_close
sys.exit(main.main(sys.argv[1:]))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such limit")
def test_closing_on_a_full_disk_ends_all_and_says_what_was_not_kept() -> None:
    ended = run(code=NO_ROOM)
    assert (ended.returncode, ended.stdout) == (0, "False\n"), ended.stderr
    assert "Traceback" not in ended.stderr
    assert ended.stderr.splitlines()[-1].startswith("layerbench: settings could not be kept in ")


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such limit")
def test_a_picture_on_a_full_disk_leaves_what_was_there(tmp_path: Path) -> None:
    kept = tmp_path / "kept.png"
    kept.write_bytes(b"a picture")
    for name in ("kept.png", "new.png"):
        ended = run("--screenshot", str(tmp_path / name), code=NO_ROOM)
        assert ended.returncode == 2
        assert f"layerbench: {name} could not be saved: File too large" in ended.stderr
    assert kept.read_bytes() == b"a picture"
    assert list(tmp_path.iterdir()) == [kept]


@pytest.mark.skipif(sys.platform == "win32", reason="no file can have such a name")
@pytest.mark.parametrize(
    "words",
    [("--screenshot", "no/\x1b[31m.png"), ("\x1b[31m.csv", "--screenshot", "no/a.png"), ("--\x1b[31m",)],
)
def test_what_a_terminal_would_obey_is_not_printed(words: tuple[str, ...]) -> None:
    ended = run(*words)
    assert ended.returncode == 2
    assert "\ufffd[31m" in ended.stderr
    assert "\x1b" not in ended.stderr


def test_a_display_that_is_dead_is_named() -> None:
    if not sys.platform.startswith("linux"):
        pytest.skip("only X11 and Wayland can be missing")
    code = "import os, sys; os.environ['DISPLAY'] = ':9731'; import main; sys.exit(main.main([]))"
    ended = run(code=code, display=False)
    assert ended.returncode == 1
    (line,) = ended.stderr.splitlines()
    assert ":9731 cannot be reached" in line
    assert "--screenshot" in line
