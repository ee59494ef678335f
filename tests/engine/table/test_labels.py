import math
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.reading import tables
from engine.table.labels import MOST_LABELS, LabelReader, Labels
from engine.table.numerals import Numerals
from engine.table.table import Column


def labels(*batches: Sequence[str]) -> Labels:
    reader = LabelReader(Numerals())
    for batch in batches:
        reader.add(batch, len(batch))
    return reader.found()


def read(tmp_path: Path, cells: Sequence[str], end: str = "\n") -> Column:
    path = tmp_path / "t.csv"
    path.write_bytes((f"x,label{end}" + "".join(f"{n},{cell}{end}" for n, cell in enumerate(cells))).encode())
    return tables.read(path).column("label")


def numbers(found: Labels | Column) -> list[float | None]:
    return [None if math.isnan(value) else value for value in found.values]


def test_texts_are_numbered_in_their_order_not_in_that_of_the_rows() -> None:
    found = labels(["pear", "apple"], ["fig", "pear"])
    assert (found.kind, found.texts) == ("category", ("apple", "fig", "pear"))
    assert numbers(found) == [2, 0, 1, 2]
    assert not found.values.flags.writeable


def test_blanks_around_a_text_do_not_make_another_one_and_case_does() -> None:
    found = labels([" a", "a", "a\t", "A"])
    assert found.texts == ("A", "a")
    assert numbers(found) == [1, 1, 1, 0]


def test_words_for_nothing_are_no_label() -> None:
    found = labels(["a", "", "NA", " ? ", "none", "nan", "-", "b"])
    assert found.texts == ("a", "b")
    assert numbers(found) == [0, None, None, None, None, None, None, 1]


def test_a_column_of_nothing_has_no_label() -> None:
    found = labels(["", "NA"])
    assert (found.texts, numbers(found)) == ((), [None, None])


@pytest.mark.parametrize(
    ("cells", "texts"),
    [
        (["yes", "no", "yes"], ("no", "yes")),
        (["Ja", "Nein"], ("Nein", "Ja")),
        (["T", "F"], ("F", "T")),
        (["TRUE", "False", "true"], ("False", "TRUE")),
        (["n", "y", ""], ("n", "y")),
    ],
)
def test_yes_comes_second_however_it_is_written(cells: list[str], texts: tuple[str, str]) -> None:
    found = labels(cells)
    assert (found.kind, found.texts) == ("yes/no", texts)
    expected = [None if not cell else float(cell.lower() == texts[1].lower()) for cell in cells]
    assert numbers(found) == expected


@pytest.mark.parametrize("cells", [["yes"], ["yes", "no", "perhaps"], ["yes", "false"], ["ja", "no"]])
def test_what_is_no_such_pair_is_a_category(cells: list[str]) -> None:
    assert labels(cells).kind == "category"


def test_a_file_s_labels_may_hold_commas_quotes_umlauts_and_numbers(tmp_path: Path) -> None:
    cells = ['"Müller, Grün"', "7", '"say ""hi"""', "日本", "7", '"Müller, Grün"', "NA"]
    found = read(tmp_path, cells, "\r\n")
    assert found.kind == "category"
    assert found.labels == ("7", "Müller, Grün", 'say "hi"', "日本")
    assert numbers(found) == [1, 0, 2, 3, 0, 1, None]
    assert (found.distinct, found.missing, found.unreadable, found.low) == (4, 1, 0, None)


def test_a_blank_of_any_kind_is_nothing(tmp_path: Path) -> None:
    found = read(tmp_path, ["a", "\u00a0", "b\u2003", "b"])
    assert (found.labels, found.missing, found.distinct) == (("a", "b"), 1, 2)
    assert numbers(found) == [0, None, 1, 1]


def test_a_file_s_yes_and_no(tmp_path: Path) -> None:
    found = read(tmp_path, ["no", "Yes", "nan", "yes"])
    assert (found.kind, found.labels, found.missing, found.distinct) == ("yes/no", ("no", "Yes"), 1, 2)
    assert numbers(found) == [0, 1, None, 1]


@pytest.mark.parametrize(("count", "kept"), [(MOST_LABELS, MOST_LABELS), (MOST_LABELS + 1, 0)])
def test_more_texts_than_labels_can_be_are_kept_as_texts(tmp_path: Path, count: int, kept: int) -> None:
    found = read(tmp_path, [f"name {n}" for n in range(count)])
    assert (found.distinct, len(found.labels)) == (count, kept)
    assert math.isnan(found.values[0]) == (kept == 0)
    assert (found.texts is None) == (kept > 0)


def test_texts_stand_in_their_rows_without_blanks_and_words_for_nothing(tmp_path: Path) -> None:
    cells = [f"note {n}" for n in range(12_000)]
    cells[5], cells[6], cells[11_000] = "n/a", "  ein längerer Text ", "nan"
    found = read(tmp_path, cells)
    assert found.texts is not None
    assert found.missing == 2
    assert found.texts[[4, 5, 6, 11_000, 11_999]].tolist() == [
        "note 4", "", "ein längerer Text", "", "note 11999"
    ]  # fmt: skip
    assert not found.texts.flags.writeable


def test_labels_are_those_of_their_rows_across_batches(tmp_path: Path) -> None:
    found = read(tmp_path, [f"l{n % 7}" for n in range(25_000)])
    assert found.values.tolist() == [n % 7 for n in range(25_000)]


@given(st.lists(st.sampled_from(["a", "b ", " b", "", "ä", "Yes", "no", "?"]), min_size=1))
def test_every_row_has_its_own_text(cells: list[str]) -> None:
    found = labels(cells)
    for cell, value in zip(cells, found.values, strict=True):
        if cell in ("", "?"):
            assert math.isnan(value)
        else:
            assert found.texts[int(value)] == cell.strip()
