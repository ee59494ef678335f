import contextlib
import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.base.errors import InputError
from engine.base.limits import LIMITS, Limit, check_id

WHOLE = Limit("units", 1, 4096, whole=True)
ABOVE = Limit("the learning rate", 0, 100, above_low=True)


def test_a_limit_says_itself_in_words() -> None:
    assert WHOLE.sentence == "units must be a whole number from 1 to 4,096"
    assert ABOVE.sentence == "the learning rate must be a number above 0 and at most 100"
    assert Limit("x", -0.5, 1e20).sentence == "x must be a number from -0.5 to 1e+20"


@pytest.mark.parametrize("value", [1, 2, 4096, 3.0])
def test_a_whole_number_inside_comes_back_as_an_int(value: float) -> None:
    checked = WHOLE.check(value)
    assert checked == value
    assert type(checked) is int


@pytest.mark.parametrize("value", [0, -1, 4097, 1e9, 1.5, math.nan, math.inf, -math.inf, 10**400, -(10**400)])
def test_units_outside_are_refused_with_the_limit(value: float) -> None:
    with pytest.raises(InputError, match="units must be a whole number from 1 to 4,096, not "):
        WHOLE.check(value)


@pytest.mark.parametrize("value", [0, -0.0, -1e-300, 100.1, math.nan, math.inf])
def test_the_lower_end_itself_can_be_excluded(value: float) -> None:
    with pytest.raises(InputError, match="above 0"):
        ABOVE.check(value)


def test_the_smallest_number_above_an_excluded_end_is_taken() -> None:
    assert ABOVE.check(5e-324) == 5e-324
    assert type(ABOVE.check(1)) is float


@pytest.mark.parametrize(
    ("text", "value"), [("12", 12), (" 12 ", 12), ("+12", 12), ("1e3", 1000), ("12.0", 12)]
)
def test_whole_numbers_are_read_as_people_type_them(text: str, value: int) -> None:
    assert WHOLE.parse(text) == value
    assert type(WHOLE.parse(text)) is int


@pytest.mark.parametrize(
    "text", ["", " ", "four", "1,5", "0x10", "1 2", "nan", "inf", "-inf", "--3", "9" * 5000]
)
def test_text_that_is_no_number_inside_is_refused_with_the_limit(text: str) -> None:
    with pytest.raises(InputError, match="units must be a whole number from 1 to 4,096"):
        WHOLE.parse(text)


def test_the_refusal_quotes_what_was_typed_but_not_emptiness() -> None:
    with pytest.raises(InputError, match="not 'four'"):
        WHOLE.parse(" four ")
    with pytest.raises(InputError) as caught:
        WHOLE.parse("  ")
    assert str(caught.value) == WHOLE.sentence


def test_a_seed_is_read_exactly() -> None:
    assert LIMITS["seed"].parse("4294967295") == 2**32 - 1
    with pytest.raises(InputError):
        LIMITS["seed"].parse("4294967296")


@given(st.sampled_from(sorted(LIMITS)), st.floats() | st.integers() | st.integers(10**300, 10**500))
def test_what_passes_lies_inside_and_nothing_else_is_raised(name: str, value: float) -> None:
    limit = LIMITS[name]
    inside = limit.low <= value <= limit.high and not (limit.above_low and value == limit.low)
    if inside and not (limit.whole and value != int(value)):
        checked = limit.check(value)
        assert checked == value
        assert isinstance(checked, int) == limit.whole
    else:
        with pytest.raises(InputError, match=re.escape(limit.sentence)):
            limit.check(value)


@given(st.text(max_size=12))
def test_parsing_any_text_gives_a_number_or_a_sentence(text: str) -> None:
    with contextlib.suppress(InputError):
        assert 1 <= WHOLE.parse(text) <= 4096


@given(st.integers(1, 4096))
def test_what_is_printed_is_parsed_back(value: int) -> None:
    assert WHOLE.parse(str(value)) == value


def test_an_unknown_id_is_answered_with_the_known_ones() -> None:
    check_id("colour", "red", {"red": 1, "blue": 2})
    with pytest.raises(InputError, match="there is no colour 'green'; choose one of red, blue"):
        check_id("colour", "green", {"red": 1, "blue": 2})
