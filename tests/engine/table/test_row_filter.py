"""What a person types to see some rows only: every condition there is, and every mistake in words."""

from datetime import datetime

import numpy as np
import pytest

from engine.base.arrays import BoolArray
from engine.base.errors import InputError
from engine.table.row_filter import PIECE_ROWS, RowFilter, parse_filter
from engine.table.table import Column, Table
from tests.engine.runs import column, labelled, table

NAN = float("nan")


def days(text: str) -> float:
    return (datetime.fromisoformat(text) - datetime(1970, 1, 1)).total_seconds() / 86_400


def matches(row_filter: RowFilter) -> BoolArray:
    return np.concatenate(list(row_filter.pieces()))


@pytest.fixture(scope="module")
def penguins() -> Table:
    born = [days("2020-12-31"), days("2021-01-01 23:59"), days("2021-05-09"), NAN]
    columns = (
        column("body mass", [3500, 4100, NAN, 2.5]),
        labelled("species", ["Adelie", "Gentoo", "", "Chin strap"]),
        column("born", born, kind="date"),
    )
    texts = np.array(["", "Ädle and fine", "x=1", "1,5"], np.dtypes.StringDType())
    note = Column(
        name="note",
        kind="category",
        values=np.full(4, NAN),
        missing=1,
        unreadable=0,
        low=None,
        high=None,
        known_distinct=3,
        texts=texts,
    )
    return Table(
        name="penguins.csv",
        path="",
        columns=(*columns[:2], note, columns[2]),
        bad_cells=(),
        rows=4,
        dialect={},
        problems=(),
        fingerprint="p",
    )


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("", [0, 1, 2, 3]),
        (" , and ", [0, 1, 2, 3]),
        ("body mass > 3500", [1]),
        ("Body Mass>=3500", [0, 1]),
        ("body mass = 2.5", [3]),
        ("body mass != 2.5", [0, 1]),
        ("body mass ≤ 3500 and body mass ≥ 3", [0]),
        ("body mass > -1, species missing", []),
        ("body mass missing", [2]),
        ("body mass is not missing", [0, 1, 3]),
        ("note missing", [0]),
        ("species = ADELIE", [0]),
        ("species == Chin strap", [3]),
        ("species != adelie", [1, 3]),
        ("note = ädle and fine", []),
        ('note = "ädle and fine"', [1]),
        ('note != "ädle and fine"', [2, 3]),
        ("en", [1]),
        ("ÄDLE gentoo", [1]),
        ("fine, adelie", []),
        ("4100", [1]),
        ("41", []),
        ('"x=1"', [2]),
        ("1,5", [3]),
        ("missing", []),
        ("born > 2020", [1, 2]),
        ("born >= 2021-01-01 and born < 2021-02", [1]),
        ("born = 2021", [1, 2]),
        ("born = 2021-01-01T23:59", [1]),
        ("2021-05-09", [2]),
        ("born != 2021", [0]),
    ],
)
def test_rows_that_meet_all_conditions(penguins: Table, text: str, rows: list[int]) -> None:
    assert np.flatnonzero(matches(parse_filter(text, penguins))).tolist() == rows


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('note = "x', r'a quote (") is not closed'),
        ("mas > 3", "there is no column 'mas'; there is body mass, species, note, born"),
        ("spezies = Gentoo", "there is no column 'spezies': did you mean 'species'?"),
        ("species = Gento", "column 'species' has no 'Gento': did you mean 'Gentoo'?"),
        ("species != x", "column 'species' has no 'x'; there is Adelie, Chin strap, Gentoo"),
        ("species < b", "column 'species' holds texts: compare it by = or !=, not by <"),
        (
            "body mass > 3,5",
            "column 'body mass' holds numbers, and '3,5' is none; write a point, not a comma",
        ),
        ("body mass > much", "column 'body mass' holds numbers, and 'much' is none"),
        ("body mass = nan", "column 'body mass' holds numbers, and 'nan' is none"),
        ("born > 2021-13-01", "column 'born' holds dates, and '2021-13-01' is none: write it as 2024-12-31"),
        ("body mass >", "write what 'body mass' is to be compared with behind >"),
        ("body mass > 3 or species = Gentoo", 'there is no "or": a row must meet all conditions'),
        ("Adelie or Gentoo", 'there is no "or"'),
        ("> 3", "write before > which column is to be compared"),
        ("1 < body mass < 3", 'join comparisons by "and"'),
        ("wing missing", "there is no column 'wing'"),
    ],
)
def test_a_mistake_is_said_in_words(penguins: Table, text: str, sentence: str) -> None:
    with pytest.raises(InputError) as raised:
        parse_filter(text, penguins)
    assert sentence in str(raised.value)


def test_letters_tell_columns_apart_only_where_they_must() -> None:
    small = table(a=[1, 2], A=[3, 4])
    assert matches(parse_filter("A = 3", small)).tolist() == [True, False]
    assert matches(parse_filter("a = 2", small)).tolist() == [False, True]


def test_many_rows_come_in_pieces_that_fit_together() -> None:
    rows = 2 * PIECE_ROWS + 5
    row_filter = parse_filter("x >= 20000", table(x=range(rows), y=[0] * rows))
    assert [len(piece) for piece in row_filter.pieces()] == [PIECE_ROWS, PIECE_ROWS, 5]
    assert np.flatnonzero(matches(row_filter)).tolist() == list(range(20_000, rows))
