"""A trained model answers by itself: in the table's units, averaged over its members, and without any row."""

import gc
from dataclasses import replace

import numpy as np
import pytest

from engine.base.errors import InputError
from engine.data.roles import Roles
from engine.model.trained import TrainedModel
from engine.project.opening import table_project
from engine.project.start import Seed
from tests.engine.runs import KINDS, article, table


def model_of(*seeds: int) -> TrainedModel:
    project, prepared = article()
    members = tuple(replace(project, start=Seed(seed)).start_weights() for seed in seeds)
    return TrainedModel(network=project.build_network(), members=members, preprocessor=prepared.preprocessor)


RAW = np.array([[30.0, 3.0, 888.0], [70.0, 5.0, 122.0]])


def test_it_answers_what_its_network_does_in_the_tables_units() -> None:
    model = model_of(1)
    scalers = model.preprocessor
    outputs = model.network.predict(model.members[0], scalers.input_scaler.transform(RAW))
    assert np.array_equal(model.predict(RAW), scalers.target_scaler.inverse(outputs))


def test_several_members_answer_with_their_mean() -> None:
    alone = [model_of(seed).predict(RAW) for seed in (1, 2, 3)]
    np.testing.assert_allclose(model_of(1, 2, 3).predict(RAW), np.mean(alone, axis=0), rtol=1e-12)


def test_of_classes_the_probabilities_are_averaged() -> None:
    project = table_project(KINDS).with_roles(KINDS, Roles.of_numbers(("a", "b"), ("fruit",)))
    prepared = project.prepare(KINDS)
    members = tuple(replace(project, start=Seed(seed)).start_weights() for seed in (1, 2))
    both = TrainedModel(network=project.build_network(), members=members, preprocessor=prepared.preprocessor)
    alone = [replace(both, members=(theta,)).predict(RAW) for theta in members]
    np.testing.assert_allclose(both.predict(RAW), np.mean(alone, axis=0), rtol=1e-12)
    np.testing.assert_allclose(both.predict(RAW).sum(axis=0), 1)


@pytest.mark.parametrize("count", [1, 3])
def test_another_number_of_inputs_is_refused_by_their_names(count: int) -> None:
    with pytest.raises(InputError, match=f"the model takes 2 inputs, not {count}: give a and b"):
        model_of(1).predict(np.ones((count, 4)))


def test_it_holds_no_row_of_the_table() -> None:
    rows = 997
    given = table(a=range(rows), b=[row % 7 for row in range(rows)], c=[row * row for row in range(rows)])
    project = table_project(given)
    model = TrainedModel(
        network=project.build_network(),
        members=(project.start_weights(),),
        preprocessor=project.prepare(given).preprocessor,
    )
    seen: set[int] = set()
    held: list[object] = [model]
    while held:
        thing = held.pop()
        if id(thing) in seen or isinstance(thing, type) or callable(thing):
            continue
        seen.add(id(thing))
        if isinstance(thing, np.ndarray):
            assert thing.size < rows // 2
        held += gc.get_referents(thing)
    assert id(model.preprocessor.input_low) in seen
