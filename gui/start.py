"""Runs the program: the window with its crash log, or one picture of it."""

import os
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Final

from PySide6.QtCore import QBuffer, QCoreApplication, QEventLoop, QSettings
from PySide6.QtWidgets import QApplication

from engine.shell.output import say
from gui.application import Application, build
from gui.program import error_reporting
from gui.program.arguments import parse_arguments
from gui.program.ending_signals import EndingSignals
from gui.program.garbage import GarbageCollector
from gui.program.saving import save
from gui.program.settings_file import opened_settings
from gui.runs.session import IDLE

SWITCH_INTERVAL: Final = 0.0005
"""How long a thread may keep the interpreter: the window answers sooner than with Python's 5 ms."""

LONGEST_TRAINING: Final = 20.0


def run(argv: Sequence[str]) -> int:
    """Run the program with these arguments and return its exit status."""
    arguments = parse_arguments(argv)
    QCoreApplication.setApplicationName("layerbench")
    sys.setswitchinterval(SWITCH_INTERVAL)
    app = QApplication([sys.argv[0]])
    with closing(EndingSignals()) as signals:
        if arguments.screenshot:
            program = build(argv)
            status = _draw(program, arguments.screenshot, signals, train=arguments.train)
        else:
            program, status = _work(app, argv, signals)
        ended = program.close()
    signals.die()
    if not ended:
        # One update of a huge network can take longer than anybody waits for a window to close.
        os._exit(status)
    return status


def _work(app: QApplication, argv: Sequence[str], signals: EndingSignals) -> tuple[Application, int]:
    """Show the window until it is closed, and return the exit status."""
    reporting = error_reporting.install(error_reporting.default_log_folder())
    try:
        reset = parse_arguments(argv).reset
        store, problem = opened_settings(QSettings("layerbench", "layerbench"), reset=reset)
        program = build(argv, store, plots_later=True)
        if problem:
            program.saving.say(problem)
        signals.asked.connect(program.leave)
        _show(program)
        with closing(GarbageCollector()):
            status = app.exec()
        program.close()
    finally:
        reporting.uninstall()
    if program.settings.problem:
        say(program.settings.problem)
    return program, status


def _show(program: Application) -> None:
    """Show the window, filling a screen that has no room for its first size and frame."""
    room = program.window.screen().availableGeometry()
    frame = 40
    fits = room.width() >= program.window.width() and room.height() >= program.window.height() + frame
    if fits or program.settings.geometry or program.arguments.size:
        program.window.show()
    else:
        program.window.showMaximized()


def _wait_while(condition: Callable[[], bool]) -> None:
    """Let the program go on while that holds, but not for longer than anybody waits."""
    deadline = time.monotonic() + LONGEST_TRAINING
    while condition() and time.monotonic() < deadline:
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 50)


def _draw(program: Application, path: Path, signals: EndingSignals, *, train: bool) -> int:
    """Save a picture of the window, its data checked, trained where asked, and return the exit status."""
    window, session, opening = program.window, program.session, program.opening
    window.show()
    _wait_while(lambda: opening.is_reading and not signals.received)
    if train:
        session.train()
    _wait_while(lambda: (session.state != IDLE or program.checker.is_busy) and not signals.received)
    for _ in range(2):  # the panels share their room once they have been laid out
        QApplication.processEvents()
    picture = QBuffer()
    window.grab().save(picture, "PNG")
    unsaved = save(path, picture.data())
    if problem := opening.problem or unsaved:
        say(problem)
        return 2
    return 0
