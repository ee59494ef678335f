import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gui.look.numbers import number_text, r2_text
from gui.plots import ticks

finite = st.floats(-1e12, 1e12)


def test_linear_ticks_are_round_and_read_like_a_persons_numbers() -> None:
    assert ticks.linear_ticks(0, 200, 5) == [(0, "0"), (50, "50"), (100, "100"), (150, "150"), (200, "200")]
    assert [text for _, text in ticks.linear_ticks(-100, 100, 4)] == ["−100", "−50", "0", "50", "100"]
    assert [text for _, text in ticks.linear_ticks(0, 20000, 2)] == ["0", "10,000", "20,000"]
    assert [text for _, text in ticks.linear_ticks(0, 1, 4)] == ["0", "0.5", "1.0"]


def test_years_are_whole_and_without_a_comma() -> None:
    assert [text for _, text in ticks.linear_ticks(2007, 2009, 6)] == ["2007", "2008", "2009"]
    assert [text for _, text in ticks.linear_ticks(1013.1, 1013.6, 3)] == ["1013.2", "1013.4", "1013.6"]
    assert ticks.tick_text(2000, 2000) == "2000"
    assert ticks.tick_text(12000, 2000) == "12,000"


def test_epochs_are_whole_unless_one_zooms_in_between_two() -> None:
    assert ticks.linear_ticks(0, 1.02, 8, whole=True) == [(0, "0"), (1, "1")]
    assert [text for _, text in ticks.linear_ticks(3.4, 3.9, 3, whole=True)] == ["3.4", "3.6", "3.8"]


def test_very_small_and_very_large_numbers_are_written_with_a_power_of_ten() -> None:
    assert [text for _, text in ticks.linear_ticks(0, 1e-6, 2)] == ["0", "5e−7", "1.0e−6"]
    assert ticks.tick_text(3e9, 1e9) == "3e9"
    assert ticks.tick_text(-2.5e9, 5e8) == "−2.5e9"


@given(finite, finite, st.integers(1, 10))
def test_linear_ticks_lie_within_the_range_in_order_and_few(low: float, high: float, count: int) -> None:
    places = [place for place, _ in ticks.linear_ticks(low, high, count)]
    if not low < high:
        assert places == []
        return
    slack = (high - low) * 1e-6
    assert all(low - slack <= place <= high + slack for place in places)
    assert places == sorted(places)
    assert len(places) <= count + 1


@pytest.mark.parametrize("bad", [(math.nan, 1), (0, math.inf), (1, 1), (2, 1)])
def test_a_range_that_is_none_has_no_ticks(bad: tuple[float, float]) -> None:
    assert ticks.linear_ticks(*bad, 5) == []
    assert ticks.log_ticks(*bad, 5) == ([], [])


def test_log_ticks_name_the_decades() -> None:
    major, minor = ticks.log_ticks(-5, 1, 8)
    assert [text for _, text in major] == ["1e−5", "1e−4", "0.001", "0.01", "0.1", "1", "10"]
    assert min(place for place, _ in minor) == pytest.approx(math.log10(2e-5))
    assert len(minor) == 6 * 8


def test_many_decades_are_thinned_and_part_of_one_gets_numbers_of_its_own() -> None:
    major, minor = ticks.log_ticks(-30, 0, 6)
    assert [place for place, _ in major] == [-30, -25, -20, -15, -10, -5, 0]
    assert len(major) + len(minor) == 31
    inside, _ = ticks.log_ticks(math.log10(0.3), math.log10(0.4), 5)
    assert [text for _, text in inside] == ["0.30", "0.32", "0.34", "0.36", "0.38", "0.40"]


@pytest.mark.parametrize(
    ("value", "text"),
    [(1.234e-5, "1.23e−5"), (0.0123, "0.0123"), (0.5, "0.500"), (98.64, "98.6"), (1418.2, "1,418"), (0, "0"),
     (2.5e9, "2.50e9"), (-3.21, "−3.21"), (math.nan, "—"), (math.inf, "∞"), (-math.inf, "−∞")],
)  # fmt: skip
def test_numbers_are_written_for_people(value: float, text: str) -> None:
    assert number_text(value) == text


@pytest.mark.parametrize(
    ("r2", "text"),
    [(0.99998, "0.99998"), (0.999989, "0.99998"), (0.9953, "0.995"), (0.5, "0.500"), (-0.0254, "−0.025"),
     (-12.3, "−12.3"), (1.0, "1"), (1 - 1e-9, "> 0.9999999"), (math.nan, "—")],
)  # fmt: skip
def test_r2_never_reads_better_than_it_is(r2: float, text: str) -> None:
    assert r2_text(r2) == text


def test_the_epoch_axis_grows_by_half_again() -> None:
    limits = sorted({ticks.epoch_limit(epoch, 10**9) for epoch in range(1000)})
    assert limits[0] == 10
    assert all(math.isclose(b / a, 1.5) for a, b in itertools.pairwise(limits))
    assert all(epoch <= ticks.epoch_limit(epoch, 10**9) <= max(10, 1.5 * epoch) for epoch in range(1000))


def test_the_loss_axis_takes_whole_decades() -> None:
    assert ticks.decade_limits(math.log10(0.0034), math.log10(1.7)) == (-3, 1)
    assert ticks.decade_limits(-1.9, -0.1) == (-2, 0)
    assert ticks.decade_limits(-2.0, 0.0) == (-3, 1)


def test_a_picture_grows_at_once_and_shrinks_with_reluctance() -> None:
    assert [ticks.quarter_step(need) for need in (-1, 0, 0.1, 0.5, 1.1, 5, 100)] == [0, 0, 0, 1, 1, 6, 8]
    assert ticks.quarter_step(1.1, before=2) == 2
    assert ticks.quarter_step(0.5, before=2) == 1


def test_the_epoch_axis_ends_with_the_run() -> None:
    assert ticks.epoch_limit(3, 400) == 10
    assert ticks.epoch_limit(380, 400) == 400
    assert ticks.epoch_limit(400, 400) == 400
    assert ticks.epoch_limit(0, 0) == ticks.epoch_limit(1, 1) == 5
