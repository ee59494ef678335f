"""The rows of a project, which others share that differ from it in nothing the rows hang on."""

from dataclasses import replace

import numpy as np
import pytest

from engine.data.split import Split
from engine.project.opening import opened_problem
from engine.project.project import Project
from engine.project.start import Seed, WeightStore

ROWS = opened_problem("article")
PROJECT = ROWS.project


@pytest.mark.parametrize(
    "other",
    [
        PROJECT.with_new_weights(),
        replace(PROJECT, start=Seed(7)),
        replace(PROJECT, start=WeightStore().keep(PROJECT.start_weights(), PROJECT.sizes)),
    ],
)
def test_another_start_has_the_same_rows(other: Project) -> None:
    assert ROWS.serve(other)
    rows = ROWS.of(other, ROWS.table)
    assert rows.project == other != PROJECT
    assert rows.prepared is ROWS.prepared


@pytest.mark.parametrize(
    "other",
    [
        replace(PROJECT, seed=7),
        replace(PROJECT, split=Split(train=50, test=50, method="in_order")),
        replace(PROJECT, data=replace(PROJECT.data, left_out=(3,))),
    ],
)
def test_another_seed_split_or_choice_of_rows_has_others(other: Project) -> None:
    assert not ROWS.serve(other)
    assert ROWS.of(other, ROWS.table).prepared is not ROWS.prepared


def test_another_table_is_prepared_from_nothing() -> None:
    roles = replace(PROJECT.data.roles, targets=PROJECT.data.roles.targets[:1])
    other = replace(PROJECT, data=replace(PROJECT.data, roles=roles))
    assert ROWS.of(other, ROWS.table).prepared.train.X is ROWS.prepared.train.X
    drawn = opened_problem("article", seed=7).table
    rows = ROWS.of(PROJECT, drawn)
    assert rows.table is drawn
    assert np.array_equal(rows.prepared.train.X, PROJECT.prepare(drawn).train.X)
    assert not np.array_equal(rows.prepared.train.X, ROWS.prepared.train.X)
