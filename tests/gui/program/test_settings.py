"""What is remembered comes back, and what was damaged is the default."""

from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray, QSettings, QStandardPaths

from engine.reading.choice import GUESSED, Reading
from gui.program.settings import MOST_RECENT_FILES, Settings


def stored_in(path: Path) -> Settings:
    return Settings(QSettings(str(path), QSettings.Format.IniFormat))


def test_a_new_person_has_the_defaults(tmp_path: Path) -> None:
    settings = stored_in(tmp_path / "new.ini")
    assert (settings.theme, settings.speed, settings.last_folder) == ("system", 100, "")
    assert settings.recent_files == ()
    assert settings.geometry.isEmpty()
    assert settings.window_state.isEmpty()


def test_everything_comes_back_with_its_type_after_a_new_start(tmp_path: Path) -> None:
    place = tmp_path / "some.ini"
    before = stored_in(place)
    before.theme = "dark"
    before.speed = 37
    before.more_training = True
    before.more_network = True
    before.geometry = QByteArray(b"\x00\x01\xff")
    before.window_state = QByteArray(b"state")
    before.last_folder = "/data/ärger, and more"
    before.recent_files = ("/a.csv", "/b, c.csv")
    before.save()

    after = stored_in(place)
    assert after.theme == "dark"
    assert after.speed == 37
    assert after.more_training is True
    assert after.more_network is True
    before.more_training = False
    before.save()
    assert stored_in(place).more_training is False
    assert after.geometry == QByteArray(b"\x00\x01\xff")
    assert after.window_state == QByteArray(b"state")
    assert after.last_folder == "/data/ärger, and more"
    assert after.recent_files == ("/a.csv", "/b, c.csv")


@pytest.mark.parametrize("files", [(), ("/only one.csv",)])
def test_few_recent_files_come_back_too(tmp_path: Path, files: tuple[str, ...]) -> None:
    before = stored_in(tmp_path / "some.ini")
    before.recent_files = files
    before.save()
    assert stored_in(tmp_path / "some.ini").recent_files == files


@pytest.mark.parametrize(
    "line",
    [
        "[window]\ntheme=purple",
        "[window]\ntheme=a, b",
        "[window]\ngeometry=@Variant(xx)",
        "[window]\ngeometry=a, b",
        "[window]\nstate=@Invalid()",
        "[training]\nspeed=abc",
        "[training]\nspeed=-1",
        "[training]\nspeed=101",
        "[training]\nspeed=99999999999999999999999",
        "[training]\nspeed=",
        "[training]\nspeed=@Variant(\\0\\0)",
        "[training]\nmore=perhaps",
        "[training]\nmore=a, b",
        "[files]\nlast_folder=@Invalid()",
        "[files]\nrecent=@Invalid()",
        "no section = nothing",
        "\x00\x01\x02",
    ],
)
def test_what_cannot_be_used_reads_as_the_default(tmp_path: Path, line: str) -> None:
    place = tmp_path / "damaged.ini"
    place.write_text(line, encoding="utf-8")
    settings = stored_in(place)
    assert settings.theme == "system"
    assert settings.speed == 100
    assert settings.more_training is False
    assert isinstance(settings.geometry, QByteArray)
    assert isinstance(settings.window_state, QByteArray)
    assert settings.last_folder == ""
    assert settings.recent_files == ()


@pytest.mark.parametrize("text", ["[" * 200_000, '{"a":' * 200_000, "[]", '{"x.csv": [1]}', "{", "\x00"])
def test_readings_that_cannot_be_understood_are_none_and_are_replaced(tmp_path: Path, text: str) -> None:
    settings = stored_in(tmp_path / "damaged.ini")
    settings.readings = text
    assert settings.reading_of("x.csv") == GUESSED
    settings.remember_reading("x.csv", Reading(decimal=","))
    assert settings.reading_of("x.csv") == Reading(decimal=",")


def test_a_recent_file_moves_to_the_front_and_old_ones_fall_out(tmp_path: Path) -> None:
    settings = stored_in(tmp_path / "some.ini")
    for number in range(MOST_RECENT_FILES + 2):
        settings.add_recent_file(f"/{number}.csv")
    settings.add_recent_file("/5.csv")
    assert settings.recent_files[:3] == ("/5.csv", "/9.csv", "/8.csv")
    assert len(settings.recent_files) == MOST_RECENT_FILES
    assert len(set(settings.recent_files)) == MOST_RECENT_FILES


def test_file_dialogs_begin_where_files_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = stored_in(tmp_path / "settings.ini")
    for documents, first in ((tmp_path, tmp_path), (tmp_path / "none", Path.home())):
        monkeypatch.setattr(QStandardPaths, "writableLocation", lambda _, place=documents: str(place))
        assert settings.first_folder == str(first)
    settings.last_folder = "/data"
    assert settings.first_folder == "/data"


def test_what_was_said_of_single_columns_is_remembered(tmp_path: Path) -> None:
    settings = stored_in(tmp_path / "kept.ini")
    settings.remember_reading("x.csv", Reading(read_as=(("zip", "number"),), years_from=1930))
    found = settings.reading_of("x.csv")
    assert (dict(found.read_as or ()), found.years_from) == ({"zip": "number"}, 1930)


@pytest.mark.parametrize("text", ['"abc"', "[[1, 2, 3]]", '[["zip", "words"]]', "7"])
def test_what_cannot_be_said_of_single_columns_is_nothing(tmp_path: Path, text: str) -> None:
    settings = stored_in(tmp_path / "damaged.ini")
    settings.remember_reading("x.csv", Reading(read_as=(("zip", "number"),)))
    settings.readings = settings.readings.replace('[["zip", "number"]]', text)
    assert settings.reading_of("x.csv") == GUESSED


@pytest.mark.parametrize("text", ['"1930"', "0", "99999"])
def test_a_century_that_is_none_is_nothing(tmp_path: Path, text: str) -> None:
    settings = stored_in(tmp_path / "damaged.ini")
    settings.remember_reading("x.csv", Reading(years_from=1930))
    settings.readings = settings.readings.replace("1930", text)
    assert settings.reading_of("x.csv") == GUESSED
