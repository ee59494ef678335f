"""Models of every kind of input, output and activation, with weights drawn at random."""

from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np

from engine.data.inputs import encoded
from engine.data.prepare import prepare
from engine.data.roles import Roles
from engine.data.split import Split
from engine.model.trained import TrainedModel
from engine.network.activations import ACTIVATIONS
from engine.network.network import Network
from engine.table.table import Table
from tests.engine.runs import column, labelled, table

NASTY = "a \"quoted\" \\ name\nof */ two /* lines </script> <b>@MODEL@</b> {'x'} ${y} % # ?? Äpfel 🍏 = 1"


def model_of(made: Table, roles: Roles, hidden: tuple[str, ...], members: int = 1) -> TrainedModel:
    """Return a network with these activations, one layer of 3 units each, and an output layer."""
    roles.check(made)
    prepared = prepare(made, roles, Split(train=100, test=0), 0)
    sizes = (len(roles.features), *(3 for _ in hidden), roles.outputs)
    network = Network(sizes, (*hidden, "linear"))
    chance = np.random.default_rng(len(hidden))
    thetas = tuple(chance.normal(size=network.parameters) for _ in range(members))
    return TrainedModel(network=network, members=thetas, preprocessor=prepared.preprocessor)


def plain_table() -> Table:
    chance = np.random.default_rng(1)
    return table(
        a=chance.normal(5, 2, 60).tolist(),
        b=chance.normal(size=60).tolist(),
        y=chance.normal(size=60).tolist(),
    )


def mixed_table() -> Table:
    """A table with dates, texts, gaps and a nasty name."""
    chance = np.random.default_rng(2)
    rows = 80
    gappy = chance.normal(size=rows)
    gappy[::7] = np.nan
    columns: dict[str, Any] = {
        NASTY: chance.normal(size=rows).tolist(),
        "kind": chance.choice(["fig", "pear", "plum", NASTY], rows).tolist(),
        "size": chance.choice(["s", "m", "l"], rows).tolist(),
        "yes": chance.choice(["no", "yes"], rows).tolist(),
        "gappy": gappy.tolist(),
        "y": chance.normal(size=rows).tolist(),
        "z": chance.normal(size=rows).tolist(),
    }
    made = table(**columns)
    days = column("day", (18_000 + 900 * chance.random(rows)).tolist(), "date")
    place = next(number for number, one in enumerate(made.columns) if one.name == "y")
    return replace(made, columns=(*made.columns[:place], days, *made.columns[place:]))


def mixed_roles(made: Table, targets: tuple[str, ...], **more: Any) -> Roles:
    from engine.data.inputs import input_for

    inputs = {one.name: input_for(one) for one in made.columns if one.name not in ("y", "z", "class")}
    inputs["size"] = encoded(inputs["size"], made.column("size"), "ordinal")
    inputs["gappy"] = replace(inputs["gappy"], missing="indicator")
    inputs["kind"] = replace(inputs["kind"], missing="indicator")
    return Roles(tuple(inputs.values()), targets, **more)


@cache
def models() -> dict[str, TrainedModel]:
    """Return one model of each kind."""
    plain, mixed = plain_table(), mixed_table()
    numbers = Roles.of_numbers(("a", "b"), ("y",))
    names = tuple(ACTIVATIONS)
    made = {
        ", ".join(names[first : first + 3]): model_of(plain, numbers, names[first : first + 3])
        for first in range(0, len(names), 3)
    }
    made["tanh"] = model_of(plain, numbers, ("tanh", "tanh"))
    made["no hidden layer"] = model_of(plain, numbers, ())
    made["three members"] = model_of(plain, numbers, ("tanh",), members=3)
    made["two outputs, all inputs"] = model_of(mixed, mixed_roles(mixed, ("y", "z")), ("tanh", "relu"))
    quantiles = mixed_roles(mixed, ("y", "z"), quantiles=(0.1, 0.5, 0.9))
    made["quantiles"] = model_of(mixed, quantiles, ("tanh",))
    for count in (2, 3):
        labels = [("no", "yes", NASTY)[number % count] for number in range(80)]
        classes = replace(mixed, columns=(*mixed.columns, labelled("class", labels)))
        roles = mixed_roles(mixed, ("class",), classes=tuple(sorted(set(labels))))
        made[f"{count} classes"] = model_of(classes, roles, ("silu",))
    return made
