from pathlib import Path

import pytest

from engine.reading import tables
from engine.reading.choice import Reading
from engine.reading.columns.date_columns import hundred_years
from engine.table import dates
from engine.table.dates import text_of
from engine.table.table import Table


def read(folder: Path, text: str, reading: Reading | None = None) -> Table:
    path = folder / "t.csv"
    path.write_text(text)
    return tables.read(path, reading or Reading())


EITHER = "on,x\n03/04/2024,1\n05/06/2024,2\n"


def test_a_column_of_dates_counts_days(tmp_path: Path) -> None:
    column = read(tmp_path, "on,x\n1970-01-02 12:00,1\n1970-01-01,2\n1970-01-01,3\n").columns[0]
    assert (column.kind, column.values.tolist(), column.labels) == ("date", [1.5, 0, 0], ())
    assert (column.low, column.high, column.distinct, column.missing) == (0, 1.5, 2, 0)


def test_cells_that_are_no_dates_are_named(tmp_path: Path) -> None:
    lines = [f"2024-01-{day:02},{day}\n" for day in range(1, 20)]
    lines[4] = "2024-01-32,5\n"
    lines[7] = "NA,8\n"
    table = read(tmp_path, "on,x\n" + "".join(lines))
    assert (table.columns[0].unreadable, table.columns[0].missing) == (1, 1)
    assert table.problems == ('on: 1 cell is no date, the first is "2024-01-32" in line 6',)


def test_less_than_nine_in_ten_are_texts(tmp_path: Path) -> None:
    text = "on,x\n" + "".join(f"2024-01-{day:02},{day}\n" for day in range(1, 9)) + "soon,9\n"
    assert read(tmp_path, text).columns[0].kind == "category"


def test_days_that_could_be_months_are_asked_about_and_can_be_chosen(tmp_path: Path) -> None:
    table = read(tmp_path, EITHER)
    assert table.questions == (
        "on: its dates were read with the month first, so that the first is 2024-03-04: "
        "say so if the day comes first",
    )
    chosen = read(tmp_path, EITHER, Reading(day_first=True))
    assert (text_of(chosen.columns[0].values[0]), chosen.questions) == ("2024-04-03", ())
    assert chosen.fingerprint != table.fingerprint


def test_another_column_shows_the_order_of_day_and_month(tmp_path: Path) -> None:
    table = read(tmp_path, "on,off,x\n03/04/2024,13/04/2024,1\n05/06/2024,15/06/2024,2\n")
    assert [text_of(column.values[0]) for column in table.columns[:2]] == ["2024-04-03", "2024-04-13"]
    assert table.questions == ()


def test_a_preview_says_what_will_be_read(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text(
        EITHER.replace("\n", "\n,0\n", 1) + "".join(f"01/02/2024,{x}\n" for x in range(20)) + "soon,1\n"
    )
    preview = tables.preview(path)
    assert preview.kinds == ("date", "number")
    assert preview.questions == tables.read(path).questions
    assert preview.bad == {(23, 0)}
    assert tables.preview(path, Reading(day_first=False)).questions == ()


@pytest.mark.parametrize(
    ("short", "whole", "first", "is_sure"),
    [
        ({98, 0, 4, 19}, set(), 1970, True),  # nothing is to come
        ({45, 52, 88}, set(), 1927, False),  # births, not 2045
        ({24, 27, 31}, set(), 1970, False),  # contracts, not 1927 beside 2024
        ({45, 49}, {1946, 1951}, 1898, False),
        ({95, 97}, {1893, 1899}, 1846, False),
        ({98, 3}, {1999, 2004}, 1951, True),
    ],
)
def test_years_of_two_digits(short: set[int], whole: set[int], first: int, is_sure: bool) -> None:
    assert hundred_years(short, whole, this_year=2026) == (first, is_sure)


def test_a_century_can_be_chosen(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("born,x\n31.12.45,1\n29.02.04,2\n", encoding="utf-8")
    for first, years in ((1930, ("1945", "2004")), (2000, ("2045", "2004"))):
        table = tables.read(path, Reading(years_from=first))
        assert tuple(dates.text_of(day)[:4] for day in table.column("born").values) == years
        assert table.questions == ()


def test_a_day_that_the_other_century_lacks_is_none(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("born,x\n" + "01.03.1896,1\n" * 20 + "29.02.00,2\n29.02.04,3\n", encoding="utf-8")
    table = tables.read(path)
    assert dates.text_of(table.column("born").values[-1]) == "1904-02-29"
    assert [(cell.line, cell.text) for cell in table.bad_cells] == [(22, "29.02.00")]  # 1900 was no leap year


def test_years_that_end_in_the_next_are_no_months(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("year,x\n2008-09,1\n2009-10,2\n2010-11,3\n", encoding="utf-8")
    table = tables.read(path)
    assert (table.columns[0].kind, table.columns[0].values.tolist()) == ("number", [2008, 2009, 2010])
    path.write_text("year,x\n2008-09,1\n2008-10,2\n2008-11,3\n", encoding="utf-8")
    assert tables.read(path).columns[0].kind == "date"
