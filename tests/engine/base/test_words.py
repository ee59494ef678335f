import pytest

from engine.base.words import capitalised, listed, plus_minus, shortened, with_unit


@pytest.mark.parametrize(
    ("mean", "error", "text"),
    [
        (56.0812, 1.234, "56.1 ± 1.2"),
        (0.914135, 0.00998, "0.9141 ± 0.0100"),
        (12345.6, 234.5, "12,346 ± 234"),
        (3.1e-10, 2.2e-10, "3.1e-10 ± 2.2e-10"),
        (2.5, 0.0, "2.5"),
        (2.5, float("nan"), "2.5"),
        (float("nan"), float("nan"), "-"),
    ],
)
def test_a_mean_is_as_long_as_its_error_allows(mean: float, error: float, text: str) -> None:
    assert plus_minus(mean, error) == text


def test_names_are_listed_and_those_beyond_counted() -> None:
    assert listed("a") == "a"
    assert listed("abc") == "a, b and c"
    assert listed([str(number) for number in range(2000)], 2) == "0, 1 and 1,998 more"
    assert listed([]) == ""


def test_sentences_begin_with_a_capital_and_long_texts_end_early() -> None:
    assert capitalised("choose another URL") == "Choose another URL"
    assert capitalised("") == ""
    assert (shortened("abcd", 4), shortened("abcde", 4)) == ("abcd", "abc…")


def test_a_unit_stands_behind_its_name_once() -> None:
    assert with_unit("pressure", "bar") == "pressure (bar)"
    assert with_unit("pressure [bar]", "bar") == "pressure [bar]"
    assert with_unit("bar", "bar") == "bar (bar)"
    assert with_unit("count", "") == "count"
