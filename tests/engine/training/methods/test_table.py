import math
import tracemalloc
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.base.arrays import FloatArray
from engine.training.methods.steppers import Stepper
from engine.training.methods.table import METHODS, Method, SolverMethod, StepperMethod

STEPPERS = [method for method in METHODS.values() if isinstance(method, StepperMethod)]
ALL = pytest.mark.parametrize("method", STEPPERS, ids=lambda method: method.id)


def begin(method: str, theta: FloatArray) -> Stepper:
    row = METHODS[method]
    assert isinstance(row, StepperMethod)
    return row.begin(theta)


def path(
    method: str, gradients: Sequence[Sequence[float]], rate: float, theta: list[float]
) -> list[list[float]]:
    """Where each step of `rate` leads from `theta`."""
    at = np.array(theta, dtype=float)
    stepper = begin(method, at)
    places = []
    for gradient in gradients:
        stepper.step(at, np.array(gradient, dtype=float), rate)
        places.append(at.tolist())
    return places


def test_gradient_descent_by_hand() -> None:
    # 1 - 0.5 * 2 = 0, then 0 - 0.5 * -1 = 0.5; 10 - 0.5 * 4 = 8, then 8 - 0.5 * 8 = 4.
    places = path("gradient_descent", [[2, 4], [-1, 8]], 0.5, [1, 10])
    assert places == [[0, 8], [0.5, 4]]


def test_momentum_by_hand() -> None:
    # Velocity 2, then 0.9 * 2 + 1 = 2.8, then 0.9 * 2.8 + 0 = 2.52, each times the rate 0.1.
    places = path("momentum", [[2], [1], [0]], 0.1, [1])
    assert places[0] == pytest.approx([1 - 0.2], rel=1e-15)
    assert places[1] == pytest.approx([0.8 - 0.28], rel=1e-15)
    assert places[2] == pytest.approx([0.52 - 0.252], rel=1e-15)


def test_adams_first_two_steps_by_hand() -> None:
    # Step 1, gradient 4: m = 0.4, v = 0.016; corrected 4 and 16; 4 / (4 + 1e-8), so nearly the rate itself.
    # Step 2, gradient -2: m = 0.36 - 0.2 = 0.16, corrected 0.16 / 0.19; v = 0.015984 + 0.004 = 0.019984,
    # corrected 0.019984 / 0.001999.
    places = path("adam", [[4], [-2]], 0.1, [1])
    first = 1 - 0.1 * 4 / (4 + 1e-8)
    second = first - 0.1 * (0.16 / 0.19) / (math.sqrt(0.019984 / 0.001999) + 1e-8)
    assert places[0] == pytest.approx([first], rel=1e-14)
    assert places[1] == pytest.approx([second], rel=1e-13)


@given(
    st.lists(st.floats(-1e3, 1e3, allow_subnormal=False), min_size=1, max_size=40),
    st.floats(1e-4, 1),
)
def test_adam_is_the_papers_algorithm_1(gradients: list[float], rate: float) -> None:
    # Kingma and Ba, 2015, Algorithm 1, a line at a time.
    theta = m = v = 0.0
    expected = []
    for t, g in enumerate(gradients, start=1):
        m = 0.9 * m + (1 - 0.9) * g
        v = 0.999 * v + (1 - 0.999) * g * g
        m_hat = m / (1 - 0.9**t)
        v_hat = v / (1 - 0.999**t)
        theta = theta - rate * m_hat / (math.sqrt(v_hat) + 1e-8)
        expected.append(theta)
    found = [place for (place,) in path("adam", [[g] for g in gradients], rate, [0])]
    assert found == pytest.approx(expected, rel=1e-10, abs=1e-12)


def test_nesterov_by_hand() -> None:
    # Velocity 2, then 0.9 * 2 + 1 = 2.8, then 2.52; steps 0.1 * (2 + 1.8), 0.1 * (1 + 2.52), 0.1 * 2.268.
    places = path("nesterov", [[2], [1], [0]], 0.1, [1])
    assert places[0] == pytest.approx([1 - 0.38], rel=1e-15)
    assert places[1] == pytest.approx([0.62 - 0.352], rel=1e-14)
    assert places[2] == pytest.approx([0.268 - 0.2268], rel=1e-13)


def test_nesterov_is_the_method_of_sutskever_seen_from_where_it_looks() -> None:
    # Sutskever et al., 2013, equations 3 and 4, on f = 0.5 * 3 * theta**2: v' = 0.9 v - rate * f'(theta +
    # 0.9 v), theta' = theta + v'. Ours is theta' + 0.9 v'.
    theta, v = 2.0, 0.0
    ours = np.array([2.0])
    stepper = begin("nesterov", ours)
    for _ in range(20):
        v = 0.9 * v - 0.05 * 3 * (theta + 0.9 * v)
        theta += v
        stepper.step(ours, 3 * ours, 0.05)
        assert ours[0] == pytest.approx(theta + 0.9 * v, rel=1e-12)


def test_rmsprop_by_hand() -> None:
    # Mean square 0.1 * 16 = 1.6, then 0.9 * 1.6 + 0.1 * 4 = 1.84.
    places = path("rmsprop", [[4], [-2]], 0.1, [1])
    first = 1 - 0.1 * 4 / (math.sqrt(1.6) + 1e-8)
    assert places[0] == pytest.approx([first], rel=1e-14)
    assert places[1] == pytest.approx([first + 0.1 * 2 / (math.sqrt(1.84) + 1e-8)], rel=1e-14)


def test_adamw_by_hand() -> None:
    # 1 shrinks to 1 - 0.1 * 0.01 = 0.999 before Adam's step, which is nearly the rate itself.
    (place,) = path("adamw", [[4]], 0.1, [1])
    assert place == pytest.approx([0.999 - 0.1 * 4 / (4 + 1e-8)], rel=1e-14)


def test_adamw_is_the_papers_algorithm_2() -> None:
    # Loshchilov and Hutter, 2019, Algorithm 2, with the rate in the decay as libraries have it.
    gradients = np.random.default_rng(0).standard_normal(50).tolist()
    theta, m, v = 3.0, 0.0, 0.0
    expected = []
    for t, g in enumerate(gradients, start=1):
        m = 0.9 * m + 0.1 * g
        v = 0.999 * v + 0.001 * g * g
        m_hat, v_hat = m / (1 - 0.9**t), v / (1 - 0.999**t)
        theta = theta - 0.02 * (m_hat / (math.sqrt(v_hat) + 1e-8) + 0.01 * theta)
        expected.append(theta)
    found = [place for (place,) in path("adamw", [[g] for g in gradients], 0.02, [3])]
    assert found == pytest.approx(expected, rel=1e-12)


def test_rprop_by_hand() -> None:
    # Steps 1, then 1.2 as the sign stays, then 0.6 as it turns, but that time it rests; then, with no sign
    # remembered, 0.6 as it is, and 0.72. All times the rate 0.1. The size of a gradient means nothing.
    places = path("rprop", [[5], [1e-9], [-3], [-2], [-1e9]], 0.1, [1])
    expected = [0.9, 0.78, 0.78, 0.84, 0.912]
    assert [place for (place,) in places] == pytest.approx(expected, rel=1e-14)


def test_rprop_is_the_papers_algorithm() -> None:
    # Igel and Hüsken, 2003, figure 1, iRprop-, with the usual bounds, for one weight.
    gradients = np.random.default_rng(1).standard_normal(300)
    gradients[50:150] = abs(gradients[50:150])  # long enough to reach the upper bound
    gradients[200:] = np.resize([1.0, -1.0, -1.0, 1.0], 100)
    theta, delta, before = 0.0, 0.01, 0.0
    expected = []
    for g in gradients.tolist():
        if before * g > 0:
            delta = min(delta * 1.2, 50.0)
        elif before * g < 0:
            delta = max(delta * 0.5, 1e-6)
            g = 0.0
        theta -= math.copysign(delta, g) if g else 0.0
        before = g
        expected.append(theta)
    assert max(abs(np.diff(expected))) == 50
    found = [place for (place,) in path("rprop", [[g] for g in gradients], 0.01, [0])]
    assert found == pytest.approx(expected, rel=1e-9)


def test_of_those_that_take_a_step_a_gradient_only_rprop_needs_all_rows() -> None:
    assert [row.id for row in STEPPERS if not row.takes_batches] == ["rprop"]


@ALL
def test_without_a_gradient_nothing_moves(method: StepperMethod) -> None:
    keep = 1 - 0.1 * 0.01 if method.id == "adamw" else 1  # which shrinks in any case
    places = path(method.id, [[0, 0]] * 3, 0.1, [1, -2])
    for steps, place in enumerate(places, start=1):
        assert place == pytest.approx([keep**steps, -2 * keep**steps], rel=1e-15)


@ALL
def test_parameters_do_not_touch_each_other(method: StepperMethod) -> None:
    together = path(method.id, [[3, -1], [2, 5], [-4, 0.5]], 0.05, [1, 2])
    first = path(method.id, [[3], [2], [-4]], 0.05, [1])
    second = path(method.id, [[-1], [5], [0.5]], 0.05, [2])
    assert together == [[*one, *two] for one, two in zip(first, second, strict=True)]


@ALL
def test_it_walks_into_a_bowl(method: StepperMethod) -> None:
    theta = np.array([3.0, -2.0])
    stepper = begin(method.id, theta)
    for _ in range(2000):
        stepper.step(theta, theta * np.array([1.0, 4.0]), method.usual_learning_rate)
    # RMSProp's steps do not shrink with the gradient, and 2,000 of 0.001 are a way of 2.
    assert abs(theta).max() < (1.2 if method.id == "rmsprop" else 1e-3)


@ALL
def test_a_step_takes_no_new_memory(method: StepperMethod) -> None:
    theta, gradient = np.ones(100_000), np.ones(100_000)
    stepper = begin(method.id, theta)
    stepper.step(theta, gradient, 0.1)
    tracemalloc.start()
    stepper.step(theta, gradient, 0.1)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 100_000  # a tenth of one such array, for NumPy's own buffers


@ALL
def test_its_state_is_enough_to_go_on_elsewhere(method: StepperMethod) -> None:
    stream = np.random.default_rng(0)
    gradients = stream.standard_normal((10, 4))
    one = stream.standard_normal(4)
    whole = begin(method.id, one)
    for gradient in gradients[:5]:
        whole.step(one, gradient.copy(), 0.1)
    other = one.copy()
    resumed = begin(method.id, other)
    for name, values in whole.state.items():
        resumed.state[name][:] = values
    for gradient in gradients[5:]:
        whole.step(one, gradient.copy(), 0.1)
        resumed.step(other, gradient.copy(), 0.1)
    assert one.tobytes() == other.tobytes()


@ALL
def test_it_moves_the_very_array_in_its_own_precision(method: StepperMethod) -> None:
    theta = np.ones(3, np.float32)
    begin(method.id, theta).step(theta, np.ones(3, np.float32), 0.1)
    assert theta.dtype == np.float32
    assert (theta < 1).all()


@ALL
def test_a_usual_learning_rate_is_one_that_can_be_typed(method: StepperMethod) -> None:
    assert 0 < method.usual_learning_rate < 1


@pytest.mark.parametrize("method", METHODS.values(), ids=lambda method: method.id)
def test_menus_have_something_to_show(method: Method) -> None:
    assert METHODS[method.id] is method
    assert method.title
    assert method.tip.endswith(".")
    assert isinstance(method, StepperMethod | SolverMethod)
