"""About says name, version, licence and what it runs on."""

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from gui.program.versions import program_version, versions
from gui.window.about import AboutDialog


def test_it_says_what_it_is_and_what_it_runs_on(qtbot: QtBot) -> None:
    about = AboutDialog()
    qtbot.addWidget(about)
    about.open()
    words = " ".join(label.text() for label in about.findChildren(QLabel))
    assert f"version {program_version()}" in words
    assert "MIT licence" in words
    for name, version in versions().items():
        assert name in words
        assert version in words


def test_the_versions_can_be_copied(qtbot: QtBot) -> None:
    about = AboutDialog()
    qtbot.addWidget(about)
    about.copy_text()
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0] == f"Layerbench {program_version()}"
    assert f"Qt {versions()['Qt']}" in lines
