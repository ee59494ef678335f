"""What a preview shows is what is read, of every file of the corpus and of texts made at random."""

import math
from pathlib import Path

import pytest

from engine.reading import tables
from engine.reading.preview import Preview
from engine.table.numerals import Numerals
from engine.table.table import Column, Table
from tests.engine.reading.made_texts import made_text
from tests.engine.reading.test_corpus import CORPUS, EXPECTED, REFUSED


def value(column: Column, row: int) -> object:
    """Return what a table holds in a row, None for nothing."""
    number = float(column.values[row])
    if column.texts is not None:
        return column.texts[row] or None
    if math.isnan(number):
        return None
    return column.labels[int(number)].strip() if column.labels else number


def shown(preview: Preview, place: int, row: int) -> object:
    """Return the value of a cell of a preview, None where it has none."""
    cell, unit, reading = preview.rows[row][place], preview.units[place], preview.reading
    numerals = Numerals(
        reading.decimal or ".",
        reading.thousands or "",
        ("",) * place + (unit if unit in cell else "",),
        reading.missing_words or ("",),
        fortran=True,
    )
    if numerals.is_absent(cell) or (row, place) in preview.bad:
        return None
    return numerals.number(cell, place) if numerals.is_number(cell, place) else cell.strip()


def check_agreement(path: Path) -> tuple[Table, Preview]:
    """Hold that reading and preview of a file say the same."""
    table, preview = tables.read(path), tables.preview(path)
    assert preview.names == tuple(column.name for column in table.columns)
    if table.rows == len(preview.rows):  # what comes later can change a kind
        assert preview.kinds == tuple(column.kind for column in table.columns)
    assert preview.units == tuple(column.unit for column in table.columns)
    assert preview.words == table.dialect
    assert preview.questions == table.questions
    assert len(preview.rows) == min(table.rows, 100)
    if table.rows < 100:
        assert _about_short(preview.notes) == _about_short(table.notes)
    for place, column in enumerate(table.columns):
        if column.kind == "date":
            continue
        for row in range(min(len(preview.rows), 5)):
            cell, held = shown(preview, place, row), value(column, row)
            assert (cell is None) == (held is None), (column.name, row)
            assert type(cell) is not type(held) or cell == held, (column.name, row)
    return table, preview


def _about_short(notes: tuple[str, ...]) -> list[str]:
    return [note for note in notes if "fewer cells than the others" in note]


@pytest.mark.parametrize("name", [name for name in EXPECTED if name not in REFUSED])
def test_a_file_of_the_corpus_is_shown_as_it_is_read(name: str) -> None:
    check_agreement(CORPUS / name)


def check_made(folder: Path, seed: int) -> None:
    made = made_text(seed)
    path = folder / f"{seed}.csv"
    path.write_bytes(made.text.encode())
    table, _ = check_agreement(path)
    names = tuple(column.name for column in table.columns)
    expected = made.names or tuple(f"column {number}" for number in range(1, len(names) + 1))
    asked = any("line" in question for question in table.questions)
    assert asked or (names, table.rows) == (expected, made.rows), made.text[:200]


@pytest.mark.parametrize("seed", range(100))
def test_a_text_made_at_random_is_shown_as_it_is_read(tmp_path: Path, seed: int) -> None:
    check_made(tmp_path, seed)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1000, 3000))
def test_many_texts_made_at_random_are_shown_as_they_are_read(tmp_path: Path, seed: int) -> None:
    check_made(tmp_path, seed)
