from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from engine.base.errors import InputError
from engine.data.inputs import Input
from engine.data.prepare import Prepared, prepare
from engine.data.roles import Roles
from engine.data.split import Split
from engine.table.table import BadCell, Table
from tests.engine.runs import GOLDEN, article, column, table

NAN = float("nan")


def prepared(split: Split, seed: int = 0, **columns: Sequence[float]) -> Prepared:
    made = table(**columns)
    names = tuple(columns)
    return prepare(made, Roles.of_numbers(names[:-1], names[-1:]), split, seed)


def test_the_articles_scaler_is_golden() -> None:
    _, ready = article()
    for ours, golden in (
        (ready.preprocessor.input_scaler.mean, GOLDEN["scaler"]["input_mean"]),
        (ready.preprocessor.input_scaler.std, GOLDEN["scaler"]["input_std"]),
        (ready.preprocessor.target_scaler.mean, GOLDEN["scaler"]["target_mean"]),
        (ready.preprocessor.target_scaler.std, GOLDEN["scaler"]["target_std"]),
    ):
        assert ours == pytest.approx(golden, rel=1e-12, abs=0)
    assert (ready.train.count, ready.validation.count, ready.test.count) == (7000, 0, 3000)


def test_a_worked_example_from_table_to_arrays() -> None:
    ready = prepared(
        Split(train=50, validation=0, test=50, method="in_order"), x=[0, 2, 4, 6], y=[10, 30, 70, 50]
    )
    # The training rows are the first two: x has mean 1 and deviation 1, y has mean 20 and deviation 10.
    assert ready.train.X.tolist() == [[-1, 1]]
    assert ready.train.Y.tolist() == [[-1, 1]]
    assert ready.test.X.tolist() == [[3, 5]]
    assert ready.test.Y.tolist() == [[5, 3]]
    assert ready.test.numbers.tolist() == [2, 3]
    assert (ready.preprocessor.input_low.tolist(), ready.preprocessor.input_high.tolist()) == ([0], [2])


def test_units_stand_beside_inputs_and_outputs() -> None:
    made = table(t=[0, 2, 4, 6], p=[1, 2, 2, 1], q=[10, 30, 70, 50])
    t, p, q = made.columns
    made = replace(made, columns=(replace(t, unit="°C"), p, replace(q, unit="l/min")))
    ready = prepare(made, replace(Roles.of_numbers("tp", "q"), quantiles=(0.1, 0.9)), Split(), 0)
    assert (ready.preprocessor.input_units, ready.preprocessor.output_units) == (
        ("°C", ""),
        ("l/min", "l/min"),
    )


def test_what_is_typical_is_a_training_row_near_the_middle_without_gaps() -> None:
    made = table(
        rooms=[1, 2, 2, 9, 3, 3, 3],
        floor=["a", "b", "a", "a", "a", "b", "a"],
        age=[5, 40, 30, 70, NAN, 38, 39],
        rent=[1, 2, 3, 4, 5, 6, 7],
    )
    inputs = (Input("rooms"), Input("floor", "binary", ("a", "b")), Input("age", missing="mean"))
    train_and_test = Split(train=80, validation=0, test=20, method="in_order")
    # The mean is 3.3 rooms on floor 0.3; the last row would be the nearest, but is a test row.
    assert prepare(made, Roles(inputs, ("rent",)), train_and_test, 0).preprocessor.typical.tolist() == [
        2,
        0,
        30,
    ]
    many = range(30_000)
    assert prepared(
        Split(train=100, validation=0, test=0, method="in_order"), x=many, y=many
    ).preprocessor.typical == pytest.approx(15_000, abs=2)


def test_every_share_has_weights_of_mean_1_and_a_row_without_one_or_of_weight_0_is_in_none() -> None:
    made = table(x=[0, 9, 2, 4, 9, 6], y=[10, 90, 30, 70, 90, 50], w=[1, NAN, 3, 1, 0, 4])
    roles = replace(Roles.of_numbers(("x",), ("y",)), weight="w")
    ready = prepare(made, roles, Split(train=50, validation=0, test=50, method="in_order"), 0)
    found = [None if share.weights is None else share.weights.tolist() for share in (ready.train, ready.test)]
    assert found == [[0.5, 1.5], [0.4, 1.6]]
    assert (ready.train.numbers.tolist(), ready.test.numbers.tolist()) == ([0, 2], [3, 5])
    # Means and deviations are those of the rows as they are, as without weights.
    assert (ready.preprocessor.input_scaler.mean.item(), ready.preprocessor.target_scaler.mean.item()) == (
        1,
        20,
    )
    assert (ready.skipped, ready.weightless) == (1, 1)
    assert prepared(Split(), x=[1, 2, 3], y=[1, 2, 3]).train.weights is None
    with pytest.raises(InputError, match="1 row with a number in every chosen column and a weight above 0,"):
        prepare(
            replace(made, columns=(*made.columns[:2], column("w", [0, 0, 0, 0, 0, 4]))), roles, Split(), 0
        )


def test_test_rows_do_not_touch_what_is_learnt_from() -> None:
    split = Split(train=50, validation=0, test=50, method="in_order")
    one = prepared(split, x=[1, 2, 3, 4], y=[1, 2, 3, 4])
    other = prepared(split, x=[1, 2, 99, -7], y=[1, 2, 1e6, 0])
    assert one.train.X.tobytes() == other.train.X.tobytes()
    assert one.preprocessor.target_scaler.std.tolist() == other.preprocessor.target_scaler.std.tolist()


def test_rows_are_matched_to_the_table_also_when_shuffled() -> None:
    x = np.arange(50.0)
    ready = prepared(Split(train=60, validation=20, test=20), seed=4, x=list(x), y=list(x * 3))
    for share in (ready.train, ready.validation, ready.test):
        back = ready.preprocessor.input_scaler.inverse(share.X)[0]
        assert np.allclose(back, x[share.numbers], rtol=1e-12)
        assert np.allclose(
            ready.preprocessor.target_scaler.inverse(share.Y)[0], 3 * x[share.numbers], rtol=1e-12
        )


def test_rows_with_gaps_in_used_columns_are_left_out_and_counted() -> None:
    made = table(x=[0, NAN, 2, 3, 4], unused=[NAN] * 5, y=[1, 1, NAN, 4, 5])
    ready = prepare(
        made, Roles.of_numbers(("x",), ("y",)), Split(train=100, validation=0, test=0, method="in_order"), 0
    )
    assert ready.train.numbers.tolist() == [0, 3, 4]
    assert ready.skipped == 2


def test_only_bad_cells_of_used_columns_are_shown() -> None:
    columns = (column("x", [0, 1, NAN]), column("z", [NAN, 1, 2]), column("y", [1, 2, 3]))
    bad = (BadCell(2, "z", "oops"), BadCell(4, "x", "~2"))
    made = Table(
        name="t", path="", columns=columns, bad_cells=bad, rows=3, dialect={}, problems=(), fingerprint=""
    )
    ready = prepare(made, Roles.of_numbers(("x",), ("y",)), Split(), 0)
    assert ready.bad_cells == (BadCell(4, "x", "~2"),)


def test_cells_whose_gaps_are_filled_are_not_shown() -> None:
    columns = (column("x", [0, 1, NAN]), column("z", [NAN, 1, 2]), column("y", [1, 2, 3]))
    cells = (BadCell(2, "z", "oops"), BadCell(4, "x", ""))
    made = Table(
        name="t",
        path="",
        columns=columns,
        bad_cells=cells[:1],
        rows=3,
        dialect={},
        problems=(),
        fingerprint="",
        missing_cells=cells[1:],
    )
    roles = Roles((Input("x"), Input("z", missing="mean")), ("y",))
    ready = prepare(made, roles, Split(), 0)
    assert (ready.skipped, ready.bad_cells) == (1, cells[1:])


@pytest.mark.parametrize(("values", "found"), [([NAN, 1.0], "1 row "), ([NAN, NAN], "0 rows ")])
def test_fewer_than_two_rows_are_refused(values: list[float], found: str) -> None:
    with pytest.raises(InputError, match=f'"small" has {found}with a number in every chosen column'):
        prepared(Split(), x=values, y=[1, 2])


def test_constant_columns_are_named_and_become_zero() -> None:
    ready = prepared(Split(method="in_order"), x=[5, 5, 5, 6], z=[1, 2, 3, 4], y=[0.1] * 4)
    assert ready.constant == ("x", "y")  # in the training rows, the first three
    assert ready.train.X[0].tolist() == [0, 0, 0]
    assert ready.train.Y.tolist() == [[0, 0, 0]]
    assert ready.test.X[0].tolist() == [1]


@pytest.mark.parametrize("name", ["x", "y"])
@pytest.mark.parametrize("row", [0, 3])
def test_a_number_near_the_largest_is_refused_by_name_in_any_share(name: str, row: int) -> None:
    columns = {"x": [1.0, 2, 3, 4], "y": [1.0, 2, 3, 5]}
    columns[name][row] = 1e308
    with pytest.raises(InputError, match=f"column '{name}' holds numbers as large as 1e\\+308"):
        prepared(Split(method="in_order"), x=columns["x"], y=columns["y"])


def test_nothing_prepared_can_be_written_to() -> None:
    _, ready = article()
    for share in (ready.train, ready.validation, ready.test):
        for array in (share.X, share.Y, share.numbers):
            assert not array.flags.writeable
    assert not ready.preprocessor.input_low.flags.writeable


def test_shares_without_rows_keep_their_shape() -> None:
    ready = prepared(Split(train=100, validation=0, test=0), x=[1, 2, 3], z=[1, 2, 4], y=[1, 2, 3])
    assert ready.test.X.shape == (2, 0)
    assert ready.test.Y.shape == (1, 0)
    assert ready.validation.count == 0


def test_roles_are_checked_first() -> None:
    with pytest.raises(InputError, match="has no column"):
        prepare(table(x=[1, 2], y=[1, 2]), Roles.of_numbers(("q",), ("y",)), Split(), 0)


def test_more_numbers_than_can_be_trained_on_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.data.prepare.MOST_TARGETS", 6)
    made = table(x=[1, 2, 3], y=[1, 2, 4], z=[1, 0, 1], w=[0, 1, 1])
    prepare(made, Roles.of_numbers(("x",), ("y", "z")), Split(), 0)
    with pytest.raises(
        InputError, match="3 rows, and with 3 outputs that makes more than 6 numbers to learn"
    ):
        prepare(made, Roles.of_numbers(("x",), ("y", "z", "w")), Split(), 0)


# Classes.

FRUIT = table(
    x=[1, 2, 3, 4, 5, 6, 7, 8],
    y=["fig", "pear", "", "fig", "kiwi", "fig", "pear", "kiwi"],
)
FRUIT_ROLES = Roles.of_numbers(("x",), ("y",), ("fig", "kiwi", "pear"))


def test_classes_become_an_output_each_and_rows_without_one_are_left_out() -> None:
    ready = prepare(FRUIT, FRUIT_ROLES, Split(train=60, validation=0, test=40, method="in_order"), 0)
    assert ready.train.numbers.tolist() == [0, 1, 3, 4]
    assert ready.train.Y.T.tolist() == [[1, 0, 0], [0, 0, 1], [1, 0, 0], [0, 1, 0]]
    assert ready.test.Y.T.tolist() == [[1, 0, 0], [0, 0, 1], [0, 1, 0]]
    assert (ready.skipped, ready.absent, ready.constant) == (1, (), ())
    assert ready.preprocessor.target_scaler.mean.tolist() == [0, 0, 0]
    assert ready.preprocessor.target_scaler.std.tolist() == [1, 1, 1]
    assert not ready.train.Y.flags.writeable


def test_two_classes_become_one_output_whose_1_is_the_second() -> None:
    made = table(x=[1, 2, 3, 4], y=["no", "yes", "yes", "no"])
    ready = prepare(
        made,
        Roles.of_numbers(("x",), ("y",), ("no", "yes")),
        Split(train=100, validation=0, test=0, method="in_order"),
        0,
    )
    assert ready.train.Y.tolist() == [[0, 1, 1, 0]]
    assert ready.preprocessor.target_scaler.std.tolist() == [1]


def test_numbers_can_be_classes() -> None:
    made = table(x=[1, 2, 3, 4], y=[2.5, -1, NAN, 2.5])
    ready = prepare(
        made,
        Roles.of_numbers(("x",), ("y",), ("-1", "2.5")),
        Split(train=100, validation=0, test=0, method="in_order"),
        0,
    )
    assert ready.train.Y.tolist() == [[1, 0, 1]]
    assert ready.train.numbers.tolist() == [0, 1, 3]


def test_a_class_that_no_training_row_is_of_is_named() -> None:
    ready = prepare(FRUIT, FRUIT_ROLES, Split(train=40, validation=0, test=60, method="in_order"), 0)
    assert ready.train.numbers.tolist() == [0, 1, 3]
    assert ready.absent == ("kiwi",)


def test_training_rows_of_one_class_only_are_refused() -> None:
    made = table(x=[1, 2, 3, 4], y=["a", "a", "b", "b"])
    with pytest.raises(InputError, match="every training row is of class 'a'"):
        prepare(
            made,
            Roles.of_numbers(("x",), ("y",), ("a", "b")),
            Split(train=50, validation=0, test=50, method="in_order"),
            0,
        )


def test_too_few_rows_with_a_class_are_refused() -> None:
    made = table(x=[1, 2, NAN, 4], y=["a", "", "b", "NA"])
    with pytest.raises(
        InputError, match='"small" has 1 row with a number and a class in every chosen column'
    ):
        prepare(made, Roles.of_numbers(("x",), ("y",), ("a", "b")), Split(), 0)


def test_shares_of_classes_are_those_of_numbers() -> None:
    number = table(x=[1, 2, 3, 4, 5, 6], y=[0, 1, 2, 0, 1, 2])
    as_numbers = prepare(number, Roles.of_numbers(("x",), ("y",)), Split(train=50, validation=20, test=30), 3)
    as_classes = prepare(
        number, Roles.of_numbers(("x",), ("y",), ("0", "1", "2")), Split(train=50, validation=20, test=30), 3
    )
    for share in ("train", "validation", "test"):
        assert np.array_equal(getattr(as_numbers, share).numbers, getattr(as_classes, share).numbers)
        assert np.array_equal(getattr(as_numbers, share).X, getattr(as_classes, share).X)
