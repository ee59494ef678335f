"""What first weights are: a draw from a seed, or weights kept beside the project."""

import math
from hashlib import blake2b

import numpy as np
import pytest

from engine.base.errors import InputError
from engine.project.start import Seed, Seeds, WeightStore

SIZES = (2, 3, 1)
THETA = np.arange(13) / 7


@pytest.mark.parametrize("value", [-1, 2**32, 0.5, math.nan])
def test_seeds_have_limits(value: float) -> None:
    with pytest.raises(InputError, match="seed must be a whole number"):
        Seed(value)  # type: ignore[arg-type]


@pytest.mark.parametrize("value", [0, 2**32, 1.5, math.nan])
def test_draws_have_limits(value: float) -> None:
    with pytest.raises(InputError, match="the draw must be a whole number from 1 "):
        Seed(42, value)  # type: ignore[arg-type]


def test_the_first_draw_is_the_seed_itself_and_others_are_always_the_same() -> None:
    assert Seed(42).state == 42
    assert Seed(42).next_draw == Seed(42, draw=2)
    assert Seed(42, draw=2).state == 955475868
    states = {Seed(seed, draw).state for seed in range(100) for draw in range(1, 101)}
    assert len(states) == 10_000


def test_weights_are_known_by_their_bytes_in_float64() -> None:
    store = WeightStore()
    start = store.keep(THETA, SIZES)
    assert start.fingerprint == blake2b(THETA.tobytes(), digest_size=16).hexdigest()
    assert store.keep(THETA.copy(), SIZES) == start
    single = THETA.astype(np.float32)
    assert store.keep(single, SIZES) == store.keep(single.astype(np.float64), SIZES)
    assert store.keep(np.nextafter(THETA, 2), SIZES) != start
    assert store.keep(THETA, (12, 1)) != start, "equal bytes, and another network"


def test_weights_kept_are_a_copy_that_nobody_changes() -> None:
    store, theta = WeightStore(), THETA.copy()
    start = store.keep(theta, SIZES)
    theta[0] = 9
    assert np.array_equal(store.weights(start), THETA)
    assert not store.weights(start).flags.writeable


def test_weights_that_are_not_kept_are_said_to_be_missing() -> None:
    store = WeightStore()
    one, other = store.keep(THETA, SIZES), store.keep(THETA + 1, SIZES)
    store.keep_only([Seed(42), other])
    store.check(other)
    store.check(Seed(1))
    for ask in (store.check, store.weights):
        with pytest.raises(InputError, match="not at hand: take new weights"):
            ask(one)


def test_weights_belong_to_one_network() -> None:
    start = WeightStore().keep(THETA, SIZES)
    start.check_sizes(SIZES)
    with pytest.raises(InputError, match="of a network 2-3-1, not 2-4-1: take new weights"):
        start.check_sizes((2, 4, 1))


def test_seeds_are_written_as_short_as_they_can_be_told_apart() -> None:
    assert Seeds(42, Seed(42)).text == "42"
    assert Seeds(42, Seed(42, 2)).text == "42, draw 2"
    assert Seeds(7, Seed(42)).text == "7, draw 1 of 42"
