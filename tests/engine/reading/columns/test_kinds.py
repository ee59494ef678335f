"""What kinds columns are of, over the whole of a file and in its preview."""

from pathlib import Path

import pytest

from engine.reading import tables
from tests.engine.reading.test_corpus import CORPUS, EXPECTED, REFUSED


def table_of(tmp_path: Path, text: str) -> list[str]:
    path = tmp_path / "t.csv"
    path.write_text(text, encoding="utf-8")
    return [column.kind for column in tables.read(path).columns]


@pytest.mark.parametrize("name", [name for name in EXPECTED if name not in REFUSED])
def test_a_preview_has_the_kinds_of_the_table(name: str) -> None:
    table, preview = tables.read(CORPUS / name), tables.preview(CORPUS / name, rows=1000)
    assert preview.names == tuple(column.name for column in table.columns)
    assert preview.kinds == tuple(column.kind for column in table.columns)
    assert set(preview.notes) <= set(table.problems)


@pytest.mark.parametrize("numbers", [49, 50, 89, 90])
def test_half_a_column_of_numbers_is_said(tmp_path: Path, numbers: int) -> None:
    path = tmp_path / "t.csv"
    cells = [*(f"{n}.5" for n in range(numbers)), *("?!" for _ in range(100 - numbers))]
    path.write_text("x,y\n" + "".join(f"{cell},1\n" for cell in cells), encoding="utf-8")
    table = tables.read(path)
    assert table.column("x").kind == ("number" if numbers == 90 else "category")
    note = (
        f'x: {100 - numbers} of 100 cells are no numbers, the first is "?!" in line {numbers + 2}: '
        "it was read as text, and can be read as number (other cells are missing)"
    )
    assert [offer.sentence for offer in table.offers] == ([note] if 50 <= numbers < 90 else [])
    assert (note in table.problems, table.notes) == (50 <= numbers < 90, ())


def test_a_zero_far_down_makes_a_column_of_codes(tmp_path: Path) -> None:
    rows = "".join(f"{n},{n}\n" for n in range(1000, 3000))
    assert table_of(tmp_path, f"zip,x\n{rows}") == ["number", "number"]
    assert table_of(tmp_path, f"zip,x\n{rows}0999,1\n") == ["category", "number"]
    assert table_of(tmp_path, f'zip,x\n{rows}"0999",1\n') == ["category", "number"]


def test_zeros_before_measures_make_no_codes(tmp_path: Path) -> None:
    assert table_of(tmp_path, "x,y\n007.5,1\n012.0,2\n-01,3\n") == ["number", "number"]


def test_an_underscore_far_down_is_no_digit(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("x,y\n" + "1,2\n" * 500 + "1_0,2\n", encoding="utf-8")
    assert [(cell.line, cell.text) for cell in tables.read(path).bad_cells] == [(502, "1_0")]
