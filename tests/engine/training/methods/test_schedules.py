import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.training.methods.schedules import SCHEDULES, new_memory


@given(st.floats(0, 1))
def test_constant_is_constant(progress: float) -> None:
    assert SCHEDULES["constant"].factor(progress) == 1


def test_falling_goes_from_the_rate_to_a_thousandth_evenly_in_size() -> None:
    factor = SCHEDULES["exponential"].factor
    assert factor(0) == 1
    assert factor(1) == pytest.approx(1e-3, rel=1e-12)
    # The same share in every third: a tenth.
    assert factor(1 / 3) == pytest.approx(1e-1, rel=1e-12)
    assert factor(2 / 3) == pytest.approx(1e-2, rel=1e-12)


def test_steps_are_tenths_after_each_quarter() -> None:
    factor = SCHEDULES["step"].factor
    for progress, expected in ((0, 1), (0.2499, 1), (0.25, 0.1), (0.5, 0.01), (0.75, 0.001), (1, 0.001)):
        assert factor(progress) == pytest.approx(expected, rel=1e-12)
    # In 300 epochs the steps come after 75, 150 and 225, whatever the division's rounding.
    assert [epoch for epoch in range(1, 300) if factor(epoch / 300) < factor((epoch - 1) / 300)] == [
        75,
        150,
        225,
    ]


def test_cosine_is_half_a_wave_down_to_a_thousandth() -> None:
    factor = SCHEDULES["cosine"].factor
    assert factor(0) == 1
    assert factor(1) == pytest.approx(0.001, rel=1e-9)
    assert factor(0.5) == pytest.approx((1 + 0.001) / 2, rel=1e-12)
    assert factor(1 / 3) == pytest.approx(0.001 + 0.999 * 3 / 4, rel=1e-12)


def test_warm_up_rises_evenly_over_a_twentieth_and_goes_on_as_a_cosine() -> None:
    factor = SCHEDULES["warm_up"].factor
    assert factor(0) == pytest.approx(0.001, rel=1e-12)
    assert factor(0.025) == pytest.approx((1 + 0.001) / 2, rel=1e-12)
    assert factor(0.05) == 1
    assert factor(0.05 + 0.95 / 3) == pytest.approx(SCHEDULES["cosine"].factor(1 / 3), rel=1e-12)
    assert factor(1) == pytest.approx(0.001, rel=1e-9)


def test_on_a_plateau_the_rate_halves_after_ten_epochs_and_waits_again() -> None:
    watch = SCHEDULES["plateau"].watch
    assert watch is not None
    memory = new_memory()
    factors = []
    # The first loss is the best; from then on nothing counts as better, a fall by less than 1e-4 neither.
    for loss in (1.0, *[1.0] * 9, 0.99995, *[math.nan] * 9, 2.0):
        watch(memory, loss)
        factors.append(memory[0])
    assert factors == [1.0] * 10 + [0.5] * 10 + [0.25]
    for loss in (0.9, *[0.9] * 9, 0.89, *[1.0] * 9):
        watch(memory, loss)
    assert memory.tolist() == [0.25, 0.89, 9]
    for _ in range(200):
        watch(memory, 1.0)
    assert memory[0] == 0.001


@pytest.mark.parametrize("name", [name for name in SCHEDULES if name != "warm_up"])
@given(one=st.floats(0, 1), two=st.floats(0, 1))
def test_a_rate_never_grows_nor_vanishes(name: str, one: float, two: float) -> None:
    factor = SCHEDULES[name].factor
    assert 1 >= factor(min(one, two)) >= factor(max(one, two)) > 0


def test_ids_are_their_keys_and_menus_have_something_to_show() -> None:
    for name, row in SCHEDULES.items():
        assert row.id == name
        assert row.title
        assert row.tip.endswith(".")
