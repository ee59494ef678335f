import datetime
import math
import random

import duckdb
import pytest

from engine.base.errors import InputError
from engine.table import dates


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1970-01-01", "1970-01-01"),
        ("2024-02-29", "2024-02-29"),
        (" 2024-01-03T04:05:06Z ", "2024-01-03 04:05:06"),
        ("2024-01-03 04:05:06.250", "2024-01-03 04:05:06.250"),
        ("2024-01-03T00:30:00+01:00", "2024-01-02 23:30"),
        ("2024-01-03 04:05 -0230", "2024-01-03 06:35"),
        ("2024/1/3", "2024-01-03"),
        ("3.1.2024", "2024-01-03"),
        ("03.01.69 7:05", "2069-01-03 07:05"),
        ("03.01.70", "1970-01-03"),
        ("31/12/1999", "1999-12-31"),
        ("12/31/1999 1:30 PM", "1999-12-31 13:30"),
        ("12-31-1999 12:00:00 AM", "1999-12-31"),
        ("03-Jan-2024", "2024-01-03"),
        ("3 september 2024", "2024-09-03"),
        ("Jan 3, 2024", "2024-01-03"),
        ("2024-01", "2024-01-01"),
        ("02/02/2024", "2024-02-02"),
    ],
)
def test_dates_as_people_type_them(text: str, expected: str) -> None:
    assert dates.text_of(dates.parse(text)) == expected


def test_days_are_counted_from_1970() -> None:
    assert dates.parse("1970-01-02 12:00") == 1.5
    assert dates.parse("1969-12-31") == -1
    assert dates.text_of(math.nan) == ""


NONE = ["", "x", "2024", "20240103", "2024-02-30", "2024-13", "2024-01-03 24:00", "2024-01-03 12:60", "1.2.3"]


@pytest.mark.parametrize("text", [*NONE, "3 Foo 2024", "13/13/2024", "1/13/2024 0:30 AM", "٣.1.2024"])
def test_what_is_no_date(text: str) -> None:
    with pytest.raises(InputError, match=r"is no date: write it like 2024-01-31"):
        dates.parse(text)


def test_a_date_that_could_be_two_is_asked_for_again() -> None:
    with pytest.raises(InputError, match="could be 2024-04-03 or 2024-03-04: write it like one of these"):
        dates.parse("03/04/2024")


def test_the_order_of_day_and_month_shows_in_the_numbers_above_twelve() -> None:
    assert dates.candidates(["03/04/2024", "05/06/2024"]) == list(dates.DAY_OR_MONTH_FIRST)
    assert dates.candidates(["03/04/2024", "25/06/2024", "26/06/2024"]) == ["day/month/year"]
    assert dates.candidates(["seven", "2024-01-03", "x"]) == dates.candidates([]) == []


WAYS = """%Y-%m-%dT%H:%M:%S.%f|%Y/%m/%d %H:%M|%d.%m.%Y|%d.%m.%y %H:%M|%m/%d/%Y %I:%M %p|%d/%m/%y|%d-%b-%Y
%B %d, %Y %H:%M:%S|%Y-%m|%d %b %y|%Y-%m-%d %H:%M:%S+05:30|%Y-%m-%dT%H:%MZ""".replace("\n", "|").split("|")


@pytest.mark.parametrize("years_from", [dates.YEARS_FROM, 1846, 1900, 7200])
def test_duckdb_finds_the_days_that_python_finds(years_from: int) -> None:
    draw = random.Random(1)
    start = datetime.datetime(1000, 1, 1)
    texts = NONE.copy()
    for way in WAYS:
        texts += [(start + datetime.timedelta(hours=draw.uniform(0, 2e7))).strftime(way) for _ in range(30)]
    texts += ["".join(draw.choices("0123-/.:APM ", k=10)) for _ in range(500)]
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE t AS SELECT unnest($1) AS c", [texts])
        expressions = ", ".join(dates.sql_days("c", name, years_from) for name in dates.FORMATS)
        found = connection.execute(f"SELECT {expressions} FROM t").fetchall()
    assert found == [tuple(dates.days(text, name, years_from) for name in dates.FORMATS) for text in texts]
    assert all(any(row[place] is not None for row in found) for place in range(len(dates.FORMATS)))
