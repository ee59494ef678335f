"""Settings that are damaged are set aside, and forgotten where that is asked for."""

from pathlib import Path

import pytest
from PySide6.QtCore import QSettings

from gui.program.settings_file import opened_settings, recovery_folder


def store(path: Path) -> QSettings:
    return QSettings(str(path), QSettings.Format.IniFormat)


def test_sound_settings_stay(tmp_path: Path) -> None:
    path = tmp_path / "s.ini"
    path.write_text("[window]\ntheme=dark\n")
    kept, said = opened_settings(store(path))
    assert (kept.value("window/theme"), said) == ("dark", "")
    kept, said = opened_settings(store(tmp_path / "none.ini"))
    assert said == ""


@pytest.mark.parametrize("content", [b"\0\0\0\0", b"\xff\xfe[window]", b"[window\ntheme=dark\n"])
def test_damaged_settings_are_set_aside_and_said(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "s.ini"
    path.write_bytes(content)
    fresh, said = opened_settings(store(path))
    assert "could not be read and begin anew" in said
    assert (tmp_path / "s.ini.damaged").read_bytes() == content
    assert fresh.allKeys() == []
    fresh.setValue("window/theme", "light")
    fresh.sync()
    assert store(path).value("window/theme") == "light"


def test_all_is_forgotten_where_that_is_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "s.ini"
    path.write_text("[window]\ntheme=dark\n")
    fresh, said = opened_settings(store(path), reset=True)
    assert (fresh.allKeys(), said) == ([], "")
    assert store(path).allKeys() == []


def test_recovery_is_beside_a_file_of_settings_or_where_programs_keep_theirs(tmp_path: Path) -> None:
    assert recovery_folder(store(tmp_path / "s.ini")) == tmp_path / "recovery"
    own = recovery_folder(QSettings(QSettings.Format.NativeFormat, QSettings.Scope.UserScope, "a", "b"))
    assert own.is_absolute()
    assert own.name == "recovery"
