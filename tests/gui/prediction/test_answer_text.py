import math

import pytest

from gui.prediction.answer_text import answer_error_text, answer_text


@pytest.mark.parametrize(
    ("value", "std", "text"),
    [
        (12.3456789, 1.0, "12.346"),
        (-0.00001, 1.0, "0.000"),
        (123_456.7, 5000.0, "123457"),
        (1.5e-12, 1e-13, "1.5e-12"),
        (math.nan, 1.0, "–"),
    ],
)
def test_an_answer_has_the_decimals_that_its_target_has(value: float, std: float, text: str) -> None:
    assert answer_text(value, std) == text


def test_an_error_is_told_where_the_last_decimal_shows_it() -> None:
    assert answer_error_text(0.012, 1.0) == "± 0.012"
    assert answer_error_text(0.0001, 1.0) == ""
