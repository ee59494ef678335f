import numpy as np
import pytest

from engine.base.arrays import FloatArray
from engine.training.methods.cholesky import BLOCK, factorise, inverse_trace, solve

SIZES = pytest.mark.parametrize("size", [1, 2, BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK, 3 * BLOCK + 7])


def positive(size: int) -> FloatArray:
    A = np.random.default_rng(size).standard_normal((size, size + 5))
    return A @ A.T + 0.1 * np.eye(size)


@SIZES
def test_the_factor_is_numpys_from_the_lower_triangle_alone(size: int) -> None:
    A = positive(size)
    factor = np.tril(A)
    assert factorise(factor)
    assert np.tril(factor) == pytest.approx(np.linalg.cholesky(A), rel=1e-9, abs=1e-10)


@SIZES
def test_solving_and_the_trace_of_the_inverse_are_numpys(size: int) -> None:
    A, right = positive(size), np.arange(size, dtype=float)
    factor = A.copy()
    factorise(factor)
    assert solve(factor, right) == pytest.approx(np.linalg.solve(A, right), rel=1e-7, abs=1e-9)
    assert right.tolist() == list(range(size))
    assert inverse_trace(factor) == pytest.approx(np.trace(np.linalg.inv(A)), rel=1e-8)


@SIZES
@pytest.mark.parametrize("spoil", [-1e6, np.nan])
def test_a_matrix_that_is_not_positive_definite_is_told(size: int, spoil: float) -> None:
    A = positive(size)
    A[-1, -1] = spoil
    with np.errstate(all="ignore"):
        assert not factorise(A)
