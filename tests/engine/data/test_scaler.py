import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from engine.base.arrays import FloatArray
from engine.base.errors import InputError
from engine.data.scaler import LARGEST, fit_scaler


def test_a_worked_example() -> None:
    # 1, 2, 3, 4: mean 2.5, population variance (2.25 + 0.25 + 0.25 + 2.25) / 4 = 1.25.
    scaler = fit_scaler(("x",), np.array([[1.0, 2, 3, 4]]))
    assert scaler.mean.tolist() == [2.5]
    assert scaler.std[0] == pytest.approx(np.sqrt(1.25), rel=1e-15)
    assert scaler.transform(np.array([[5.0]]))[0, 0] == pytest.approx(2.5 / np.sqrt(1.25), rel=1e-15)


def test_features_are_scaled_each_by_its_own() -> None:
    values = np.array([[0.0, 2.0], [10.0, 30.0]])
    scaled = fit_scaler(("x", "y"), values).transform(values)
    assert scaled.tolist() == [[-1, 1], [-1, 1]]


@pytest.mark.parametrize("value", [0.0, 0.1, 1e100, -7.3])
def test_a_constant_column_becomes_exactly_zero(value: float) -> None:
    values = np.full((1, 7), value)
    scaler = fit_scaler(("x",), values)
    assert scaler.std.tolist() == [1]
    assert scaler.transform(values).tolist() == [[0.0] * 7]
    assert scaler.inverse(np.zeros((1, 1)))[0, 0] == value


def test_one_row_is_constant() -> None:
    assert fit_scaler(("x",), np.array([[3.0]])).std.tolist() == [1]


@pytest.mark.parametrize("value", [1e308, -1e308, 1e151])
def test_numbers_whose_squares_overflow_are_refused_by_name(value: float) -> None:
    with pytest.raises(InputError, match="column 'huge' holds numbers as large as 1e"):
        fit_scaler(("fine", "huge"), np.array([[1.0, 2.0], [0.0, value]]))


def test_numbers_that_differ_too_little_are_refused_by_name() -> None:
    with pytest.raises(InputError, match="column 'tiny' differ too little"):
        fit_scaler(("tiny",), np.array([[0.0, 5e-324]]))


def test_rows_the_scaler_has_not_seen_can_be_too_large_as_well() -> None:
    scaler = fit_scaler(("x",), np.array([[0.0, 1.0]]))
    assert scaler.transform_checked(("x",), np.array([[1e100]]))[0, 0] == pytest.approx(2e100)
    assert scaler.transform_checked(("x",), np.empty((1, 0))).shape == (1, 0)
    with pytest.raises(InputError, match="column 'x' holds numbers as large as 1e\\+308"):
        scaler.transform_checked(("x",), np.array([[2.0, 1e308]]))


def test_a_fitted_scaler_cannot_be_changed() -> None:
    scaler = fit_scaler(("x",), np.array([[0.0, 1.0]]))
    assert not scaler.mean.flags.writeable
    assert not scaler.std.flags.writeable


NUMBERS = arrays(
    float, st.tuples(st.just(2), st.integers(2, 30)), elements=st.floats(-1e6, 1e6, allow_subnormal=False)
)


@given(NUMBERS)
def test_there_and_back_again(values: FloatArray) -> None:
    try:
        scaler = fit_scaler(("x", "y"), values)
    except InputError:
        assert np.ptp(values, axis=1).min() < 1e-150
        return
    back = scaler.inverse(scaler.transform(values))
    assert np.allclose(back, values, rtol=1e-9, atol=1e-9)


@given(NUMBERS)
def test_training_rows_come_out_with_mean_0_and_deviation_1(values: FloatArray) -> None:
    values = np.round(values)
    scaled = fit_scaler(("x", "y"), values).transform(values)
    for column, raw in zip(scaled, values, strict=True):
        assert abs(column.mean()) < 1e-6
        assert column.std() == pytest.approx(1 if np.ptp(raw) else 0, abs=1e-6)


def test_the_largest_number_allowed_is_computed_with() -> None:
    values = np.array([[-LARGEST, LARGEST]])
    assert fit_scaler(("x",), values).transform(values).tolist() == [[-1, 1]]
