import pytest

from engine.data import tables
from engine.data.reading import Reading
from engine.errors import InputError


def test_a_table_copied_in_a_spreadsheet() -> None:
    table = tables.from_text('größe\tnote\tday\n1,5\t"one\ntwo"\t03.01.2024\n2,5\t"say ""hi"""\t04.01.2024\n')
    assert (table.name, table.path, table.rows) == ("pasted table", "", 2)
    size, note, day = table.columns
    assert (size.name, size.values.tolist()) == ("größe", [1.5, 2.5])
    assert (note.labels, day.kind) == (("one\ntwo", 'say "hi"'), "date")


def test_a_table_copied_from_a_page() -> None:
    table = tables.from_text("City\tPeople\r\nA\t1,234,567\r\nB\t23,456\r\n", "cities")
    assert (table.name, table.column("People").values.tolist()) == ("cities", [1234567, 23456])


def test_what_was_chosen_is_kept() -> None:
    table = tables.from_text("1\t2\n3\t4\n5\t6\n", reading=Reading(header=True))
    assert [column.name for column in table.columns] == ["1", "2"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "is empty"),
        ("hello", "has one column only"),
        ("a\tb\x00", "is a binary file"),
        ("\ud800", "one column"),
    ],
)
def test_what_is_no_table_ends_in_a_sentence(text: str, sentence: str) -> None:
    with pytest.raises(InputError, match=f'"pasted table".*{sentence}'):
        tables.from_text(text)
