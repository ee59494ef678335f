"""Headers of Campbell's data loggers, and names and units behind marks of comments."""

from pathlib import Path

import pytest

from engine.reading import tables
from engine.reading.choice import Reading
from tests.engine.reading.test_corpus import CORPUS

FOLDER = CORPUS / "instruments"


@pytest.mark.parametrize(
    ("name", "units"),
    [
        ("toa5-weather.dat", ["TS", "RN", "Deg C", "%", "meters/second"]),
        ("toa5-units-empty.dat", ["TS", "RN", "", ""]),
        ("buoy-commas.csv", ["hr", "m/s", "m/s", "degC"]),
        ("buoy-waves.txt", ["yr", "mo", "dy", "hr", "mn", "m", "m", "sec", "m", "sec", "-"]),
        ("percent-units.txt", ["s", "mV", "-"]),
        ("percent-names.txt", ["", "", ""]),
    ],
)
def test_units_are_those_below_the_names(name: str, units: list[str]) -> None:
    assert [column.unit for column in tables.read(FOLDER / name).columns] == units
    assert list(tables.preview(FOLDER / name).units) == units


def test_what_is_chosen_goes_before() -> None:
    path = FOLDER / "toa5-weather.dat"
    assert [column.unit for column in tables.read(path, Reading(units=False)).columns] == [""] * 5
    assert tables.preview(path, Reading(header=False)).names[0] == "column 1"


def test_a_text_that_only_begins_so_is_no_such_header(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("TOA5,x\n1,2\n3,4\n5,6\n7,8\n")
    assert (tables.read(path).columns[0].name, tables.read(path).rows) == ("TOA5", 4)
