from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from engine.data.default_roles import default_roles
from engine.project.opening import table_project
from engine.sources.examples import FOLDER, Example, examples
from engine.table.table import Table

LARGEST_FILE = 200_000
LICENCES = ("CC0 1.0", "CC BY 4.0", "BSD 3-clause", "public domain")
TARGETS = {
    "penguins": "species",
    "iris": "species",
    "wine": "cultivar",
    "auto-mpg": "mpg",
    "diabetes": "progression",
    "concrete": "compressive_strength",
    "weather": "temp_max",
}


@pytest.fixture(scope="module")
def tables() -> dict[str, Table]:
    return {row.id: row.table() for row in examples().values()}


@pytest.mark.parametrize("example", examples().values(), ids=lambda example: example.id)
def test_an_example_is_whole_and_opens_on_what_one_expects(
    example: Example, tables: dict[str, Table]
) -> None:
    table = tables[example.id]
    assert (table.rows, table.name, table.problems) == (example.rows, example.title, ())
    assert (FOLDER / example.file).stat().st_size < LARGEST_FILE
    assert example.licence.startswith(LICENCES)
    assert example.lesson.endswith(".")
    assert example.source
    assert example.changes
    roles = table_project(table, target=example.target).data.roles
    assert roles.targets == (TARGETS[example.id],)
    assert roles.targets[0] not in roles.input_names
    # The table of examples names a target only where it has to.
    assert bool(example.target) == (default_roles(table).targets != roles.targets)


def test_every_file_is_an_example_and_named_with_the_other_resources() -> None:
    files = {path.name for path in FOLDER.glob("*.csv")}
    assert files == {row.file for row in examples().values()}
    assert list(TARGETS) == list(examples())
    licences = (FOLDER.parent / "LICENSES.md").read_text(encoding="utf-8")
    assert all(f"`examples/{file}`" in licences for file in files)


def labels(table: Table, name: str) -> dict[str, int]:
    column = table.column(name)
    known = column.values[np.isfinite(column.values)].astype(int)
    return dict(Counter(column.labels[number] for number in known))


def test_what_everybody_knows_of_them(tables: dict[str, Table]) -> None:
    penguins = tables["penguins"]
    assert labels(penguins, "species") == {"Adelie": 152, "Gentoo": 124, "Chinstrap": 68}
    assert penguins.column("bill_length_mm").missing == 2
    assert penguins.column("sex").missing == 11
    assert labels(tables["iris"], "species") == {"setosa": 50, "versicolor": 50, "virginica": 50}
    assert sorted(labels(tables["wine"], "cultivar").values()) == [48, 59, 71]
    cars = tables["auto-mpg"]
    assert cars.column("horsepower").missing == 6
    assert labels(cars, "origin") == {"USA": 249, "Japan": 79, "Europe": 70}
    assert [int((cars.column("model_year").values == year).sum()) for year in (70, 81, 82)] == [29, 29, 31]
    progression = tables["diabetes"].column("progression")
    assert (progression.low, progression.high) == (25, 346)
    assert progression.values.mean() == pytest.approx(152.1335, abs=1e-4)
    strength = tables["concrete"].column("compressive_strength")
    assert (strength.low, strength.high) == (2.33, 82.6)
    assert tables["weather"].column("temp_max").high == 35.6


def test_an_example_is_found_from_wherever_the_program_is_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert examples()["iris"].table().rows == 150
