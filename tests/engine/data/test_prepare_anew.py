"""After an edit all is bit for bit as if prepared from nothing, and only what changed is prepared."""

from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace

import numpy as np
import pytest

from engine.base.arrays import FloatArray
from engine.base.watch import Cancelled, Watch
from engine.data.encoder import Encoder, fit_encoder
from engine.data.inputs import Input
from engine.data.prepare import Prepared, prepare
from engine.data.roles import Roles
from engine.data.split import Split
from tests.engine.runs import table

COUNT = 300
STREAM = np.random.default_rng(5)
GAPS = np.where(STREAM.random(COUNT) < 0.2, np.nan, STREAM.normal(size=COUNT))
ROWS = table(
    a=STREAM.normal(size=COUNT).tolist(),
    b=STREAM.normal(5, 3, COUNT).tolist(),
    gaps=GAPS.tolist(),
    size=STREAM.choice(["s", "m", "l"], COUNT).tolist(),
    weight=STREAM.random(COUNT).tolist(),
    y=STREAM.normal(size=COUNT).tolist(),
    z=STREAM.normal(size=COUNT).tolist(),
    grade=STREAM.choice([0.0, 1.0, 2.0], COUNT).tolist(),
)
SIZE = Input("size", "one_hot", ("l", "m", "s"))
ROLES = Roles((Input("a"), Input("b"), SIZE), ("y",))
SPLIT = Split(train=60, validation=15, test=25)

EDITS: dict[str, Callable[[Roles], Roles]] = {
    "an input less": lambda roles: replace(roles, inputs=roles.inputs[1:]),
    "an input more": lambda roles: replace(roles, inputs=(*roles.inputs, Input("z"))),
    "inputs in another order": lambda roles: replace(roles, inputs=roles.inputs[::-1]),
    "an input that needs other rows": lambda roles: replace(roles, inputs=(Input("gaps"), *roles.inputs)),
    "gaps that are filled": lambda roles: replace(roles, inputs=(Input("gaps", missing="mean"), SIZE)),
    "another encoding": lambda roles: roles.with_input(Input("size", "ordinal", ("s", "m", "l"))),
    "labels in another order": lambda roles: roles.with_input(Input("size", "one_hot", ("s", "m", "l"))),
    "a target that was an input": lambda roles: replace(roles, inputs=(SIZE,), targets=("a",)),
    "a target more": lambda roles: replace(roles, targets=("y", "z")),
    "quantiles": lambda roles: replace(roles, quantiles=(0.1, 0.9)),
    "classes": lambda roles: replace(
        roles, inputs=roles.inputs[:2], targets=("size",), classes=("l", "m", "s")
    ),
    "a weight": lambda roles: replace(roles, weight="weight"),
}
"""Edits of the columns, the target's loss among them."""

SPLITS = {
    "other shares": replace(SPLIT, train=50, test=35),
    "stratified": replace(SPLIT, method="stratified"),
    "in order": replace(SPLIT, method="in_order"),
    "a fold": replace(SPLIT, folds=5, fold=2),
}


def assert_same_bits(one: object, other: object) -> None:
    """Compare all that hangs on two objects: arrays by their bytes, everything else by equality."""
    if isinstance(one, np.ndarray):
        assert isinstance(other, np.ndarray)
        assert (one.dtype, one.shape, one.tobytes()) == (other.dtype, other.shape, other.tobytes())
        assert not one.flags.writeable
        assert not other.flags.writeable
    elif isinstance(one, tuple) and isinstance(other, tuple):
        assert len(one) == len(other)
        for mine, its in zip(one, other, strict=True):
            assert_same_bits(mine, its)
    elif is_dataclass(one):
        for field in fields(one):
            assert_same_bits(getattr(one, field.name), getattr(other, field.name))
    else:
        assert one == other


def prepared(roles: Roles, split: Split = SPLIT, seed: int = 3, earlier: Prepared | None = None) -> Prepared:
    return prepare(ROWS, roles, split, seed, earlier=earlier)


@pytest.mark.parametrize("edit", EDITS)
def test_after_an_edit_of_columns_and_back_it_is_as_from_nothing(edit: str) -> None:
    before, roles = prepared(ROLES), EDITS[edit](ROLES)
    after = prepared(roles, earlier=before)
    assert_same_bits(after, prepared(roles))
    assert_same_bits(prepared(ROLES, earlier=after), before)


def test_a_target_taken_for_numbers_and_then_for_classes_is_as_from_nothing() -> None:
    numbers, classes = replace(ROLES, targets=("grade",)), ("0", "1", "2")
    after = prepared(replace(numbers, classes=classes), earlier=prepared(numbers))
    assert_same_bits(after, prepared(replace(numbers, classes=classes)))
    assert_same_bits(prepared(numbers, earlier=after), prepared(numbers))


@pytest.mark.parametrize("edit", SPLITS)
def test_after_an_edit_of_the_split_it_is_as_from_nothing(edit: str) -> None:
    after = prepared(ROLES, SPLITS[edit], earlier=prepared(ROLES))
    assert_same_bits(after, prepared(ROLES, SPLITS[edit]))
    assert_same_bits(prepared(ROLES, seed=4, earlier=after), prepared(ROLES, seed=4))


def test_rows_left_out_leave_what_was_fitted_to_them_behind() -> None:
    after = prepare(ROWS, ROLES, SPLIT, 3, (7, 8, 9), earlier=prepared(ROLES))
    assert_same_bits(after, prepare(ROWS, ROLES, SPLIT, 3, (7, 8, 9)))


def test_only_inputs_that_changed_are_fitted_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    fitted: list[str] = []

    def noted(inputs: tuple[Input, ...], raw: FloatArray) -> Encoder:
        fitted.extend(given.name for given in inputs)
        return fit_encoder(inputs, raw)

    before = prepared(ROLES)
    monkeypatch.setattr("engine.data.fitted_inputs.fit_encoder", noted)
    after = prepared(replace(ROLES, inputs=(*ROLES.inputs, Input("z"))), earlier=before)
    assert fitted == ["z"]
    assert after.train.Y is before.train.Y
    assert prepared(replace(ROLES, targets=("z",)), earlier=before).train.X is before.train.X
    prepared(ROLES, SPLITS["other shares"], earlier=before)
    assert fitted == ["z", "a", "b", "size"], "other rows train"


def test_it_can_be_ended() -> None:
    watch = Watch()
    watch.cancel()
    with pytest.raises(Cancelled):
        prepare(ROWS, ROLES, SPLIT, 3, watch=watch)
