"""What a table opens with: a project and its rows, which are made ready once."""

from collections import Counter

import numpy as np
import pytest

from engine.base.arrays import Float64Array
from engine.data.inputs import Input
from engine.project.opening import opened_problem, opened_table
from engine.table.table import Column
from tests.engine.runs import KINDS, table


def test_every_column_is_made_numbers_of_once(monkeypatch: pytest.MonkeyPatch) -> None:
    made: Counter[str] = Counter()
    raw = Input.raw

    def counted(given: Input, column: Column) -> Float64Array:
        made[given.name] += 1
        return raw(given, column)

    monkeypatch.setattr(Input, "raw", counted)
    rows = opened_table(KINDS)
    assert made == dict.fromkeys(rows.project.data.roles.input_names, 1)


@pytest.mark.parametrize("seed", [1, 42])
def test_the_rows_are_those_of_the_project(seed: int) -> None:
    given = table(a=range(30), b=[row % 4 for row in range(30)], y=[row * row for row in range(30)])
    for rows in (opened_table(given, seed, "y"), opened_problem("article", seed)):
        anew = rows.project.prepare(rows.table)
        for share in ("train", "validation", "test"):
            mine, other = getattr(rows.prepared, share), getattr(anew, share)
            assert np.array_equal(mine.X, other.X)
            assert np.array_equal(mine.Y, other.Y)
            assert np.array_equal(mine.numbers, other.numbers)
        assert rows.serve(rows.project)
