"""Answers in the table's units, and none where there is no number."""

import math
from dataclasses import replace

import numpy as np
import pytest

from engine.data.roles import Roles
from engine.model.answers import likeliest
from engine.network.choice import Layer, NetworkChoice
from engine.project.opening import table_project
from tests.engine.runs import KINDS, article, predict, table


@pytest.mark.parametrize("value", [1e308, -1e308, math.inf, math.nan])
def test_a_far_off_question_is_answered_without_a_warning(value: float) -> None:
    project, prepared = article()
    answer = predict(project.build_network(), project.start_weights(), prepared, np.array([[value], [1.0]]))
    assert answer.shape == (3, 1)


def test_a_question_is_answered_in_the_tables_units() -> None:
    # Without hidden layers and with all weights 0 the answer is the mean of the training targets.
    project, prepared = article()
    project = replace(project, network=NetworkChoice(()))
    network = project.build_network()
    answer = predict(network, np.zeros(network.parameters), prepared, np.array([[30.0], [70.0]]))
    assert answer[:, 0].tolist() == prepared.preprocessor.target_scaler.mean.tolist()


@pytest.mark.parametrize("target", ["kind", "fruit"])
def test_what_overflows_has_no_class(target: str) -> None:
    project = table_project(KINDS).with_roles(KINDS, Roles.of_numbers(("a", "b"), (target,)))
    project = replace(
        project, network=NetworkChoice((Layer(8, "relu"),))
    )  # tanh would bring infinity down to 1
    prepared, theta = project.prepare(KINDS), project.start_weights()
    asked = np.array([[1.0, math.inf], [2.0, 0.0]])
    chances = predict(project.build_network(), theta, prepared, asked)
    first, second = likeliest(prepared.roles.classes, chances)
    assert first in prepared.roles.classes
    assert second is None


def test_every_target_has_its_quantiles_side_by_side_and_answers_never_cross() -> None:
    given = table(a=range(20), b=[(7 * i) % 20 for i in range(20)], c=[i * i for i in range(20)])
    project = table_project(given).with_roles(given, Roles.of_numbers(("a",), ("b", "c")))
    project = project.with_quantiles(given, (0.2, 0.975))
    assert project.data.roles.output_names == ("b 20 %", "b 97.5 %", "c 20 %", "c 97.5 %")
    assert project.sizes[-1] == 4
    prepared = project.prepare(given)
    assert prepared.train.Y[0].tolist() == prepared.train.Y[1].tolist() != prepared.train.Y[2].tolist()
    untrained = project.start_weights()
    inputs = np.linspace(-50, 50, 200)[None]
    network = project.build_network()
    raw = network.predict(untrained, prepared.preprocessor.input_scaler.transform(inputs))
    assert np.any(raw[0] > raw[1]), "untrained answers cross"
    low, high, *_ = predict(network, untrained, prepared, inputs)
    assert np.all(low <= high)
