from dataclasses import replace

import pytest

from engine.data.default_roles import default_roles
from engine.data.targets import (
    BY_NAME,
    DECLARED,
    LAST,
    LAST_SUITABLE,
    ONLY_MEASURED,
    ONLY_TEXTS,
    LikelyTarget,
    likely_targets,
)
from tests.engine.data.known_tables import KNOWN_TABLES, KnownTable
from tests.engine.runs import table

NATURAL = 196
"""In so many of the known tables the natural target is taken."""


def columns(*texts: str) -> KnownTable:
    return KnownTable((), texts)


def test_of_well_known_tables_most_open_with_their_natural_target() -> None:
    found = {name: default_roles(known.table()).targets[0] for name, known in KNOWN_TABLES.items()}
    hits = [name for name, target in found.items() if target in KNOWN_TABLES[name].targets]
    assert len(KNOWN_TABLES) == 223
    assert len(hits) >= NATURAL


@pytest.mark.parametrize(
    ("texts", "name", "why"),
    [
        (["SalePrice f", "area f", "rooms f"], "SalePrice", BY_NAME),
        (["a f", "Kaufpreis f", "b f"], "Kaufpreis", BY_NAME),
        (["a f", "target 0-1", "price f"], "target", BY_NAME),
        (["a f", "churn 0-1", "b f"], "churn", BY_NAME),
        (["a f", "churn f", "b f"], "b", LAST),  # no classes
        (["a f", "price k4", "b f"], "b", LAST),  # no amounts
        (["a f", "b f", "c k3"], "c", LAST),
        (["a f", "b f", "id id"], "b", LAST_SUITABLE),
        (["a f", "b f", "year 1990-2020"], "b", LAST_SUITABLE),
        (["a f", "b f", "day d"], "b", LAST_SUITABLE),
        (["a f", "b f", "lat f", "lon f"], "b", LAST_SUITABLE),
        (["a f", "b f", "sex k2"], "b", LAST_SUITABLE),
        (["a f", "b f", "remark t"], "b", LAST_SUITABLE),
        (["x f", "y f", "z f"], "z", LAST),
        (["x f", "y f"], "y", BY_NAME),
        (["y f", "x f"], "y", BY_NAME),
        (["length f", "diet k4", "dose f3"], "length", ONLY_MEASURED),
        (["length f", "width f17", "kind k2"], "kind", LAST),
        (["length f", "diet k4", "kind k2"], "kind", LAST),
        (["sort k3", "a f", "b f", "c f"], "sort", ONLY_TEXTS),
    ],
)
def test_a_target_is_told_by_its_name_its_place_or_its_values(texts: list[str], name: str, why: str) -> None:
    assert likely_targets(columns(*texts).table())[0] == LikelyTarget(name, why)


def test_the_next_best_follow() -> None:
    made = columns("id n", "price f", "rent f", "a f").table()
    assert [target.name for target in likely_targets(made)] == ["price", "rent", "a"]


def test_what_the_file_declares_comes_first_and_what_it_excludes_not_at_all() -> None:
    made = columns("id id", "a f", "price f", "b f").table()
    made = replace(made, declared_roles={"id": "target", "price": "unused"})
    assert likely_targets(made)[0] == LikelyTarget("id", DECLARED)
    assert [target.name for target in likely_targets(made)] == ["id", "b", "a"]


def test_what_cannot_be_told_is_no_target() -> None:
    nan = float("nan")
    made = table(
        a=[1, 2, 4, 5],
        still=[3, 3, 3, 3],
        gaps=[nan, nan, nan, 1],
        huge=[1, 2, 3, 1e308],
        names=["a", "b", "c", "d"],
    )
    assert [target.name for target in likely_targets(made)] == ["a"]
    assert likely_targets(table(names=["a", "b", "c", "d"])) == []
