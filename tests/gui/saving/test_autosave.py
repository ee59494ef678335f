"""What goes on is kept for the case of a crash, and offered at the next start."""

import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from engine.storage.recovery import offers
from gui.application import Application
from gui.runs.session import IDLE
from tests.gui.person import LEFT, Person, set_training, train_by_adam

Build = Callable[..., Application]

CRASHING = """
import sys
from PySide6.QtCore import QSettings, QTimer
from PySide6.QtWidgets import QApplication
from gui.application import build
program = build([], QSettings(sys.argv[1], QSettings.Format.IniFormat))
program.window.show()
program.session.train()
def look():
    if program.session.latest is not None and program.session.state == "idle":
        program.saving.autosave.keep()
        timer.stop()
        QTimer.singleShot(300, told)
def told():
    if program.saving.autosave.is_busy:
        QTimer.singleShot(100, told)
    else:
        print("kept", program.session.latest.epoch, flush=True)
timer = QTimer()
timer.timeout.connect(look)
timer.start(50)
QApplication.exec()
"""


def kept(person: Person) -> None:
    """Have what there is kept now."""
    autosave = person.program.saving.autosave
    assert autosave is not None
    autosave.keep()
    person.qtbot.waitUntil(lambda: bool(list(autosave.folder.glob("*/note.json"))), timeout=10_000)
    person.qtbot.waitUntil(lambda: not autosave.is_busy)


def test_a_crash_is_offered_to_be_made_good(qtbot: QtBot, settings_file: Path, start: Build) -> None:
    settings_file.parent.mkdir(parents=True)
    crashing = subprocess.Popen(
        [sys.executable, "-c", CRASHING, str(settings_file)], stdout=subprocess.PIPE, text=True
    )
    assert crashing.stdout is not None
    with crashing.stdout:
        word, epoch = crashing.stdout.readline().split()
        assert word == "kept"
        crashing.send_signal(signal.SIGKILL)
        crashing.wait()
    program = start()
    person = Person(qtbot, program)
    assert "did not end in order: Sum and difference" in person.find(QLabel, "status_message").text()
    qtbot.mouseClick(person.find(QPushButton, "status_remedy"), LEFT)
    qtbot.waitUntil(lambda: program.session.latest is not None)
    latest = program.session.latest
    assert latest is not None
    assert latest.epoch == int(epoch)
    assert not program.session.is_stale
    assert program.window.isWindowModified(), "it is in no file"
    folder = settings_file.parent / "recovery"
    qtbot.waitUntil(lambda: offers(folder) == [])
    assert len(list(folder.iterdir())) == 1, "it is kept anew"


def test_without_a_change_nothing_is_kept(person: Person, program: Application) -> None:
    autosave = program.saving.autosave
    assert autosave is not None
    autosave.keep()
    assert not autosave.folder.exists()
    assert not program.actions["recover"].isEnabled()
    person.write("seed", "8")
    kept(person)
    (note,) = autosave.folder.glob("*/note.json")
    before = note.stat().st_mtime_ns
    autosave.keep()
    assert not autosave.is_busy
    assert note.stat().st_mtime_ns == before


def test_a_run_that_is_going_is_kept_and_goes_on_bit_equal(person: Person, program: Application) -> None:
    train_by_adam(program.document, epoch_limit=60)
    person.click_action("train")
    person.wait_for_epoch(3)
    kept(person)
    autosave = program.saving.autosave
    assert autosave is not None
    person.wait_for(IDLE, 30_000)
    end = program.session.latest
    assert end is not None
    (folder,) = (path.parent for path in autosave.folder.glob("*/state.layerbench"))
    from engine.storage.project_file import load

    checkpoint = load(folder / "state.layerbench").runs[-1].checkpoint
    assert checkpoint is not None
    assert checkpoint.under_way
    from engine.project.run_request import build_request
    from tests.engine.runs import finish

    document = program.document
    assert program.session.run is not None
    request = build_request(program.session.run.project, document.prepared, 1, checkpoint)
    assert np.array_equal(finish(request).theta, end.theta)


def test_an_end_in_order_leaves_nothing(person: Person, program: Application) -> None:
    set_training(program.document, epoch_limit=2)
    person.train_fully()
    kept(person)
    autosave = program.saving.autosave
    assert autosave is not None
    program.close()
    assert not list(autosave.folder.iterdir())


def test_an_end_by_the_system_leaves_what_would_be_lost(person: Person, program: Application) -> None:
    set_training(program.document, epoch_limit=2)
    person.train_fully()
    kept(person)
    autosave = program.saving.autosave
    assert autosave is not None
    program.saving.leave()
    program.close()
    assert len(list(autosave.folder.iterdir())) == 1


def test_two_windows_keep_apart(person: Person, program: Application, start: Build) -> None:
    other = start()
    set_training(program.document, epoch_limit=2)
    person.train_fully()
    kept(person)
    assert other.saving.autosave is not None
    assert offers(other.saving.autosave.folder) == [], "the living are offered to nobody"
    other.opening.open_example("iris")
    other.saving.autosave.keep()
    person.qtbot.waitUntil(lambda: len(list(other.saving.autosave.folder.glob("*/note.json"))) == 2)  # type: ignore[union-attr]
    person.qtbot.waitUntil(lambda: not other.saving.autosave.is_busy)  # type: ignore[union-attr]


def test_where_nothing_can_be_kept_that_is_said_once(person: Person, program: Application) -> None:
    autosave = program.saving.autosave
    assert autosave is not None
    autosave.folder.parent.mkdir(parents=True, exist_ok=True)
    autosave.folder.write_text("in the way")
    said: list[str] = []
    autosave.failed.connect(said.append)
    person.write("seed", "8")
    for _ in range(2):
        autosave.keep()
        person.qtbot.waitUntil(lambda: not autosave.is_busy)
    assert len(said) == 1
    assert "Nothing is kept for the case of a crash" in said[0]
