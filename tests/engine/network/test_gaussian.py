import math

import numpy as np
import pytest

from engine.base.arrays import FloatArray
from engine.network.gaussian import normal_distribution


def distribution(z: FloatArray) -> FloatArray:
    below = np.full_like(z, np.nan)
    normal_distribution(z, below)
    return below


@pytest.mark.parametrize("spread", [0.01, 1, 3, 10])
def test_it_is_the_exact_distribution_to_the_last_digits(spread: float) -> None:
    z = np.random.default_rng(0).standard_normal(20_000) * spread
    exact = [0.5 * math.erfc(-x / math.sqrt(2)) for x in z.tolist()]
    assert abs(distribution(z) - exact).max() < 4e-16


def test_between_the_nodes_the_series_holds_too() -> None:
    # The middle between two nodes, where it has the longest way to go.
    z = (np.arange(-8 * 256, 8 * 256) + 0.5) / 256
    exact = [0.5 * math.erfc(-x / math.sqrt(2)) for x in z.tolist()]
    assert abs(distribution(z) - exact).max() < 4e-16


def test_far_out_it_is_0_and_1() -> None:
    assert distribution(np.array([-1e300, -50.0, -39.5, 39.5, 1e300])).tolist() == [0, 0, 0, 1, 1]


def test_what_is_no_number_stays_none() -> None:
    assert np.isnan(distribution(np.array([np.nan])))[0]


def test_single_precision_stays_single() -> None:
    z = np.linspace(-6, 6, 1001, dtype=np.float32)
    below = distribution(z)
    assert below.dtype == np.float32
    assert abs(below - distribution(z.astype(float))).max() < 2e-7
