import numpy as np
import pytest

from engine.base.errors import InputError
from engine.data.inputs import Input, encoded, encodings_of, input_for, why_left_out
from tests.engine.runs import table

NAN = np.nan
TABLE = table(
    size=["s", "m", "l", "m", "s", "l"],
    sex=["m", "f", "m", "f", "m", ""],
    rooms=[2, 1, 2, 3, 1, NAN],
    name=["ann", "bob", "cid", "dan", "eve", "fay"],
)
SIZE, SEX, ROOMS, NAME = TABLE.columns


def test_columns_open_as_what_they_hold() -> None:
    assert input_for(ROOMS) == Input("rooms")
    assert input_for(SEX) == Input("sex", "binary", ("f", "m"))
    assert input_for(SIZE) == Input("size", "one_hot", ("l", "m", "s"))
    assert [row.id for row in encodings_of(SIZE)] == ["one_hot", "ordinal"]
    assert [row.id for row in encodings_of(SEX)] == ["binary", "one_hot", "ordinal"]
    assert [row.id for row in encodings_of(ROOMS)] == ["number", "one_hot"]


def test_numbers_can_be_labels() -> None:
    rooms = encoded(input_for(ROOMS), ROOMS, "one_hot")
    assert rooms.labels == ("1", "2", "3")
    np.testing.assert_equal(rooms.raw(ROOMS), [1, 0, 1, 2, 0, NAN])


def test_ranks_follow_the_order_that_the_person_gave() -> None:
    size = Input("size", "ordinal", ("s", "m", "l"))
    assert size.raw(SIZE).tolist() == [0, 1, 2, 1, 0, 2]
    with pytest.raises(InputError, match="has other values than these"):
        Input("size", "ordinal", ("s", "m", "xl")).raw(SIZE)


def test_a_fill_that_the_encoding_does_not_have_gives_way() -> None:
    filled = Input("sex", "binary", ("f", "m"), "mean")
    assert encoded(filled, SEX, "one_hot").missing == "row"
    with pytest.raises(
        InputError, match="cannot be filled by 'mean': choose one of row, most_frequent, indicator"
    ):
        Input("sex", "one_hot", ("f", "m"), "mean")


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (Input("size"), "'size' holds text, which cannot be used as a number"),
        (Input("size", "date"), "cannot be used as a date"),
    ],
)
def test_an_encoding_that_does_not_suit_is_refused(given: Input, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        given.raw(SIZE)
    with pytest.raises(InputError, match="has not two values"):
        Input("size", "binary", ("l", "m", "s"))


def test_cells_are_parsed_and_shown_by_name() -> None:
    sex = Input("sex", "binary", ("f", "M"), "most_frequent")
    assert [sex.parse(text) for text in ("f", " m ")] == [0, 1]
    assert np.isnan(sex.parse("NA"))
    assert [sex.text(value) for value in (0, 1, NAN)] == ["f", "M", "missing"]
    assert Input("a").text(30.0) == "30"
    for given, text in ((sex, "x"), (Input("a"), "x"), (Input("a"), "1e400"), (Input("a"), "")):
        with pytest.raises(InputError, match=f"^{given.name} must"):
            given.parse(text)


def test_letters_tell_labels_apart_where_they_have_to() -> None:
    grade = Input("grade", "one_hot", ("a", "A", "b"))
    assert [grade.parse(text) for text in ("a", "A", "B")] == [0, 1, 2]


def test_names_and_columns_of_gaps_are_no_usual_input() -> None:
    made = table(
        sex=["f", "m"] * 5,
        name=[f"name {number}" for number in range(10)],
        gaps=["x", "x", "", "", "", "y", "y", "", "", ""],
        same=["x"] * 10,
    )
    assert [why_left_out(column, made)[:24] for column in made.columns] == [
        "",
        "a different text in most",
        "no value in more than ha",
        "the same text in every r",
    ]
