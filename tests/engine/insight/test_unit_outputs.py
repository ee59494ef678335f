"""What units answer, on rows and over planes."""

import numpy as np
import pytest

from engine.insight.unit_outputs import (
    Plane,
    affordable_rows,
    axis_values,
    most_used,
    plane_inputs,
    shares_above_zero,
    unit_outputs,
)
from engine.insight.unit_sum import activation_curve, unit_sum
from engine.network.activations import ACTIVATIONS
from engine.network.network import Network
from engine.project.opening import opened_problem, opened_table
from engine.sources.examples import examples

ROWS = opened_problem("article")
THETA = ROWS.project.start_weights()
NETWORK = ROWS.project.build_network()


def test_the_layers_follow_from_one_another_as_the_network_has_it() -> None:
    X = ROWS.prepared.train.X[:, :50]
    features, first, second, outputs = unit_outputs(NETWORK, THETA, X)
    blocks = NETWORK.blocks(THETA)
    assert np.array_equal(features, X)
    assert first == pytest.approx(np.maximum(blocks[0][:, :-1] @ X + blocks[0][:, -1:], 0), abs=1e-14)
    assert second == pytest.approx(np.maximum(blocks[1][:, :-1] @ first + blocks[1][:, -1:], 0), abs=1e-14)
    assert np.array_equal(outputs, NETWORK.predict(THETA, X))


def test_a_plane_rises_to_the_right_and_upwards_and_holds_the_rest() -> None:
    table = examples()["concrete"].table()
    preprocessor = opened_table(table).prepared.preprocessor
    raw = plane_inputs(preprocessor, Plane(across=2, up=0, side=5))
    assert raw.shape == (len(preprocessor.roles.inputs), 25)
    grid = raw.reshape(-1, 5, 5)
    assert grid[2, 0] == pytest.approx(np.linspace(preprocessor.input_low[2], preprocessor.input_high[2], 5))
    assert (np.diff(grid[0][:, 0]) > 0).all()
    assert (grid[1] == preprocessor.typical[1]).all()
    line = plane_inputs(preprocessor, Plane(across=1, up=1, side=7))
    assert line.shape == (len(preprocessor.roles.inputs), 7)


def test_labels_take_equal_bands() -> None:
    example = examples()["penguins"]
    preprocessor = opened_table(example.table(), 42, example.target).prepared.preprocessor
    place = preprocessor.roles.input_names.index("island")
    assert axis_values(preprocessor, place, 6).tolist() == [0, 0, 1, 1, 2, 2]


def test_probabilities_stand_for_classes() -> None:
    example = examples()["iris"]
    rows = opened_table(example.table(), 42, example.target)
    network, theta = rows.project.build_network(), rows.project.start_weights()
    outputs = unit_outputs(network, theta, rows.prepared.train.X, classes=True)
    assert outputs[-1].sum(axis=0) == pytest.approx(1)


def test_how_often_a_unit_is_above_zero_and_how_much_it_matters() -> None:
    network = Network((1, 3, 1), ("relu", "linear"))
    # Units: always above 0; never; above 0 for positive inputs; the last counts 10 times.
    theta = np.array([0, 5, 0, -1, 1, 0, 1, 1, 10, 0], float)
    outputs = unit_outputs(network, theta, np.array([[-2.0, -1.0, 1.0, 2.0]]))
    assert shares_above_zero(outputs)[1].tolist() == [1.0, 0.0, 0.5]
    used = most_used(network, theta, outputs)
    assert used[1].tolist() == pytest.approx([0, 0, 10 * np.std([0, 0, 1, 2])])
    assert used[2].tolist() == [1.0]


def test_large_networks_are_asked_about_fewer_rows() -> None:
    assert affordable_rows(NETWORK, 1000) == 1000
    assert affordable_rows(Network((2, 3000, 3), ("relu", "linear")), 1000) < 1000
    assert affordable_rows(Network((2, 4000, 4000, 3), ("relu", "relu", "linear")), 1000) == 1


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_a_sum_adds_up_and_has_the_slope_of_its_curve(activation: str) -> None:
    network = Network((3, 2, 1), (activation, "linear"))
    theta = np.random.default_rng(5).normal(size=network.parameters)
    features = np.array([[0.3], [-1.2], [0.7]])
    found = unit_sum(network, theta, features, 1, 1)
    assert found.total == pytest.approx(found.products.sum() + found.bias, rel=1e-14)
    assert found.answer == pytest.approx(unit_outputs(network, theta, features)[1][1, 0], rel=1e-14)
    sums, answers = activation_curve(network, 1, found.total - 1e-6, found.total + 1e-6, points=3)
    assert found.slope == pytest.approx((answers[2] - answers[0]) / (sums[2] - sums[0]), rel=1e-6, abs=1e-9)
