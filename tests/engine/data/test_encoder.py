import numpy as np
import pytest

from engine.data.encoder import fit_encoder
from engine.data.inputs import Input

NAN = np.nan


def encoded(given: Input, train: list[float], asked: list[float]) -> list[list[float]]:
    features: list[list[float]] = fit_encoder((given,), np.array([train])).encode(np.array([asked])).tolist()
    return features


def test_numbers_stay() -> None:
    assert encoded(Input("a"), [1, 2], [3, -4.5]) == [[3, -4.5]]


def test_every_label_has_an_input_of_its_own() -> None:
    species = Input("species", "one_hot", ("fig", "kiwi", "pear"))
    assert species.features == ("species = fig", "species = kiwi", "species = pear")
    assert encoded(species, [0, 1, 2], [2, 0]) == [[0, 1], [0, 0], [1, 0]]


def test_a_label_without_training_rows_is_none_of_them() -> None:
    species = Input("species", "one_hot", ("fig", "kiwi", "pear"))
    assert encoded(species, [0, 2], [1, 2]) == [[0, 0], [0, 0], [0, 1]]


def test_two_labels_and_ranks_are_one_input() -> None:
    assert encoded(Input("sex", "binary", ("female", "male")), [0, 1], [1, 0]) == [[1, 0]]
    assert encoded(Input("size", "ordinal", ("s", "m", "l")), [0, 1, 2], [2, 0]) == [[2, 0]]


@pytest.mark.parametrize(
    ("missing", "fill"), [("mean", 4.0), ("median", 3.0), ("most_frequent", 1.0), ("row", NAN)]
)
def test_gaps_are_filled_with_what_the_training_rows_say(missing: str, fill: float) -> None:
    found = encoded(Input("a", missing=missing), [1, 1, 3, 5, 10, NAN], [NAN, 7])
    np.testing.assert_equal(found, [[fill, 7]])


def test_an_indicator_says_what_was_missing() -> None:
    a = Input("a", missing="indicator")
    assert a.features == ("a", "a missing")
    assert encoded(a, [1, 3, NAN], [NAN, 7]) == [[2, 7], [1, 0]]
    species = Input("species", "one_hot", ("fig", "pear"), "indicator")
    assert encoded(species, [0, 1, NAN], [NAN, 1]) == [[0, 0], [0, 1], [1, 0]]


def test_a_date_turns_with_the_year_the_week_and_the_day() -> None:
    date = Input("when", "date_time_cycles")
    assert len(date.features) == 7
    assert date.features[:3] == ("when", "when, sine of the year", "when, cosine of the year")
    days, *waves = np.array(encoded(date, [0, 1], [365.2425, 365.2425 + 7, 0.25]))
    assert days.tolist() == [365.2425, 372.2425, 0.25]
    assert waves[0][0] == pytest.approx(0, abs=1e-12)
    assert waves[1][0] == pytest.approx(1)
    assert waves[2][0] == pytest.approx(waves[2][1]), "a week later is the same day of the week"
    assert [waves[4][2], waves[5][2]] == pytest.approx([1, 0]), "six hours are a quarter of a day"
