"""Which columns of digits are names, told by Python and by duckdb alike."""

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.reading.columns import codes
from engine.reading.columns.codes import Written
from engine.table.numerals import Numerals

CELLS = [
    "0",
    "00",
    "0.5",
    "007",
    "-01",
    "12",
    "",
    "NA",
    "12345678901234567",
    "+9007199254740993",
    "x",
    " 05 ",
]


def written_by_duckdb(texts: list[str]) -> Written:
    fields = ", ".join(codes.written_sql("c0", Numerals().absent("c0")))
    query = f"SELECT {fields} FROM (SELECT unnest($1::VARCHAR[]) AS c0)"
    with duckdb.connect(":memory:") as connection:
        (row,) = connection.execute(query, [texts]).fetchall()
    return Written(*row)


@settings(max_examples=30)
@given(st.lists(st.sampled_from(CELLS), max_size=20))
def test_duckdb_sums_up_the_same(texts: list[str]) -> None:
    known = [text for text in texts if not Numerals().is_absent(text)]
    assert written_by_duckdb(texts) == codes.written(known)


@pytest.mark.parametrize(
    ("texts", "part"),
    [
        (["501", "00501", "10001"], '"00501" begins with a zero'),
        (["0", "10", "0.5"], ""),
        (["12345678901234567", "12345678901234569"], 'last digit of "12345678901234567"'),
        (["9007199254740993", "9007199254740993"], 'last digit of "9007199254740993"'),
        (["9007199254740993", "5", "12"], ""),
        (["9007199254740991", "9007199254740992"], ""),
    ],
)
def test_what_makes_digits_names(texts: list[str], part: str) -> None:
    names = codes.written(texts).names
    assert part in names if part else not names
