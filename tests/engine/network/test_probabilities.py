import math

import numpy as np
import pytest

from engine.network.probabilities import probabilities


def test_one_output_is_the_logit_of_the_second_class() -> None:
    found = probabilities(np.array([[0.0, math.log(3), -math.log(3)]]))
    assert found[1] == pytest.approx([0.5, 0.75, 0.25], rel=1e-15)
    assert found[0] == pytest.approx([0.5, 0.25, 0.75], rel=1e-15)


def test_several_outputs_are_the_logits_of_a_class_each() -> None:
    found = probabilities(np.log(np.array([[1.0, 5], [2, 5], [5, 90]])))
    assert found[:, 0] == pytest.approx([1 / 8, 2 / 8, 5 / 8], rel=1e-14)
    assert found[:, 1] == pytest.approx([0.05, 0.05, 0.9], rel=1e-14)


def test_two_outputs_are_as_one_that_is_their_difference() -> None:
    logits = np.random.default_rng(0).standard_normal((2, 20)) * 4
    assert probabilities(logits) == pytest.approx(probabilities(logits[1:] - logits[:1]), rel=1e-12)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("outputs", [1, 3])
def test_logits_of_any_size_give_probabilities(outputs: int) -> None:
    logits = np.zeros((outputs, 2))
    logits[0] = 1e300, -1e300
    found = probabilities(logits)
    assert np.isfinite(found).all()
    assert found.sum(axis=0) == pytest.approx([1, 1], rel=1e-15)
    assert set(found[0].tolist()) == {0.0, 1.0}


def test_precision_stays_what_it_is() -> None:
    for outputs in (1, 3):
        assert probabilities(np.zeros((outputs, 2), np.float32)).dtype == np.float32
