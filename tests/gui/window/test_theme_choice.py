"""Which theme the program is in: the one asked for, the one chosen, or the system's."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QSettings
from PySide6.QtWidgets import QApplication

from gui.look.theme import DARK, LIGHT, Theme, apply_theme, current_theme
from gui.program.settings import Settings
from gui.window.theme_choice import ThemeChoice


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(QSettings(str(tmp_path / "s.ini"), QSettings.Format.IniFormat))


@pytest.fixture
def parent(qapp: QApplication) -> Iterator[QObject]:
    parent = QObject()
    yield parent
    parent.deleteLater()
    apply_theme(qapp, LIGHT)


def system_asks(monkeypatch: pytest.MonkeyPatch, theme: Theme) -> None:
    monkeypatch.setattr("gui.window.theme_choice.system_theme", lambda: theme)


def test_the_system_is_followed_until_the_person_chooses(
    qapp: QApplication, settings: Settings, parent: QObject, monkeypatch: pytest.MonkeyPatch
) -> None:
    system_asks(monkeypatch, DARK)
    choice = ThemeChoice(qapp, settings, None, parent)
    told: list[Theme] = []
    choice.changed.connect(told.append)
    assert current_theme() is DARK
    system_asks(monkeypatch, LIGHT)
    choice._follow_system()
    assert current_theme() is LIGHT
    choice.toggle()
    assert (current_theme(), settings.theme) == (DARK, "dark")
    choice._follow_system()
    assert current_theme() is DARK
    assert told == [LIGHT, DARK]


def test_what_is_given_goes_before_what_was_chosen_and_the_system(
    qapp: QApplication, settings: Settings, parent: QObject, monkeypatch: pytest.MonkeyPatch
) -> None:
    system_asks(monkeypatch, LIGHT)
    ThemeChoice(qapp, settings, "dark", parent)._follow_system()
    assert current_theme() is DARK
    settings.theme = "light"
    ThemeChoice(qapp, settings, None, parent)
    assert current_theme() is LIGHT
    assert settings.theme == "light"
