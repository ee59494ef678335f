"""Tables made at random, written as programs write them, and read again: none of them silently as another.

Each is equal cell by cell, or what differs is asked about or said, or it is refused in a sentence. Nothing is
left out of the count. What a file does not say can only be asked about:

- 1,234 and 03/04/2024, where every cell of a column can be read in two ways;
- a point between digits of a table separated by commas, which is the decimal sign there;
- one word in an encoding of one byte, which can be a word in another;
- a first record that holds nothing unlike those below it, as names of years above years do;
- a line of text above or below with as many words as there are columns between blanks.

Blanks around a text, and how Yes and yes are written, mean nothing; a workbook's line breaks are blanks.
Digits that are identifiers, or too many for a number, are kept as they stand.
"""

from collections import Counter
from pathlib import Path

import pytest

from engine.base.errors import InputError
from engine.reading import tables
from tests.engine.reading.made.judging import judged
from tests.engine.reading.made.tables import made

FAST = 300
SLOW = 20_000
STEP = 50
EQUAL = 0.8
"""So many of the tables with several columns at least, of which each tenth is refused or asked about."""


def check(numbers: range, folder: Path) -> None:
    """Judge the tables of some numbers, and print how many came back how."""
    verdicts = {number: judged(made(number), folder) for number in numbers}
    counts = Counter(verdict.word for verdict in verdicts.values())
    print(f"of {len(numbers):,} tables: {dict(counts.most_common())}")
    wrong = [f"{number}: {verdict.why}" for number, verdict in verdicts.items() if verdict.word == "wrong"]
    assert not wrong, f"{len(wrong)} are silently other tables:\n" + "\n".join(wrong[:10])
    wide = [number for number in numbers if len(made(number).columns) > 1]
    equal = sum(verdicts[number].word == "equal" for number in wide)
    assert equal >= EQUAL * len(wide), counts


@pytest.mark.parametrize("first", range(0, FAST, STEP))
def test_no_table_is_silently_read_as_another(first: int, tmp_path: Path) -> None:
    check(range(first, first + STEP), tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("first", range(FAST, SLOW + FAST, 1000))
def test_no_table_of_very_many_is_silently_read_as_another(first: int, tmp_path: Path) -> None:
    check(range(first, first + 1000), tmp_path)


@pytest.mark.parametrize("first", range(0, FAST, STEP))
def test_a_preview_shows_what_is_read(first: int, tmp_path: Path) -> None:
    for number in range(first, first + STEP):
        path = made(number).write(tmp_path)
        try:
            table, preview = tables.read(path), tables.preview(path)
        except InputError:
            continue
        assert preview.names == tuple(column.name for column in table.columns), number
        assert preview.kinds == tuple(column.kind for column in table.columns), number
        assert preview.units == tuple(column.unit for column in table.columns), number
        assert len(preview.rows) == min(table.rows, 100), number


def test_the_same_number_makes_the_same_table() -> None:
    assert made(7) == made(7)
    assert made(7).content != made(8).content
