import numpy as np
import pytest

from engine.base.errors import InputError
from engine.data.quantiles import MOST_QUANTILES, parse_quantiles, quantiles_text, uncrossed


@pytest.mark.parametrize(
    ("text", "quantiles"),
    [
        ("0.5", (0.5,)),
        ("0.1, 0.5, 0.9", (0.1, 0.5, 0.9)),
        (" .9 0.1,", (0.1, 0.9)),
        ("0,1; 0,5; 0.975;", (0.1, 0.5, 0.975)),
    ],
)
def test_quantiles_are_read_as_people_write_them_and_put_in_order(
    text: str, quantiles: tuple[float, ...]
) -> None:
    assert parse_quantiles(text) == quantiles
    assert parse_quantiles(quantiles_text(quantiles)) == quantiles


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "give one quantile at least"),
        (" , ", "give one quantile at least"),
        ("0.5, x", "a quantile must be a number from 0.001 to 0.999, not 'x'"),
        ("0.5, 1", "a quantile must be a number from 0.001 to 0.999, not 1"),
        ("nan", "a quantile must be a number"),
        ("0.5, 0.50", "the quantile 0.5 is there twice"),
        (", ".join(f"0.{i}" for i in range(10, 11 + MOST_QUANTILES)), "9 quantiles at most, not 10"),
    ],
)
def test_what_are_no_quantiles_is_said(text: str, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        parse_quantiles(text)


def test_quantiles_that_cross_are_put_in_order_for_every_target() -> None:
    answers = np.array([[1.0, 5], [2, 4], [30, 10], [20, 40]])
    assert uncrossed(answers, (0.1, 0.9)).tolist() == [[1, 4], [2, 5], [20, 10], [30, 40]]
    assert uncrossed(answers, (0.5,)) is answers
