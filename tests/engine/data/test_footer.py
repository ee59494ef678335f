from pathlib import Path

import pytest

from engine.data import tables
from engine.errors import InputError

ROWS = "".join(f"a{row},{row},{row + 0.5}\n" for row in range(1, 5))


def read(folder: Path, below: str) -> tuple[int, tuple[str, ...]]:
    path = folder / "t.csv"
    path.write_text("name,x,y\n" + ROWS + below)
    table = tables.read(path)
    return table.rows, table.problems


@pytest.mark.parametrize(
    ("below", "sentence"),
    [
        ("Total,10,12\n", 'line 6 was left out below the table, as no record: "Total,10,12"'),
        ("\nSource: own data\n", 'line 7 was left out below the table, as no record: "Source: own data"'),
        (
            "Summe:,10,12\n\n* vorläufig\n** geschätzt",
            '3 lines were left out below the table, as no record: "Summe:',
        ),
        ("All values are rough,,\n", 'line 6 was left out below the table, as no record: "All values'),
    ],
)
def test_what_stands_below_is_left_out_and_said(tmp_path: Path, below: str, sentence: str) -> None:
    rows, problems = read(tmp_path, below)
    assert rows == 4
    assert len(problems) == 1
    assert problems[0].startswith(sentence)


@pytest.mark.parametrize("below", ["a5,5,\n", "Totally,5,6\n", "a5,,\n", "5,6,7\n"])
def test_records_stay(tmp_path: Path, below: str) -> None:
    assert read(tmp_path, below) == (5, ())


def test_a_record_that_is_cut_off_is_no_note(tmp_path: Path) -> None:
    for below in ("a5,5\n", "a5"):
        with pytest.raises(InputError, match=r"line 6 has . cells? where 3 are expected"):
            read(tmp_path, below)


def test_below_many_records(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("x,y\n" + "".join(f"{row},{row}\n" for row in range(5000)) + "Total,12497500\n")
    table = tables.read(path)
    assert (table.rows, table.problems[0][:10]) == (5000, "line 5,002")
