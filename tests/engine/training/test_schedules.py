import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.training.schedules import SCHEDULES


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


@pytest.mark.parametrize("name", SCHEDULES)
@given(one=st.floats(0, 1), two=st.floats(0, 1))
def test_a_rate_never_grows_nor_vanishes(name: str, one: float, two: float) -> None:
    factor = SCHEDULES[name].factor
    assert 1 >= factor(min(one, two)) >= factor(max(one, two)) > 0


def test_ids_are_their_keys_and_menus_have_something_to_show() -> None:
    for name, row in SCHEDULES.items():
        assert row.id == name
        assert row.title
        assert row.tip.endswith(".")
