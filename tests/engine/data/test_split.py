from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.base.errors import InputError
from engine.data.roles import Roles
from engine.data.split import SPLIT_METHODS, Split, SplitRows
from tests.engine.runs import table

BY_CHANCE = [method for method in SPLIT_METHODS if method in ("shuffled", "stratified")]
METHODS = st.sampled_from(["shuffled", "stratified", "in_order"])


@st.composite
def splits(draw: st.DrawFn) -> Split:
    train = draw(st.integers(1, 100))
    validation = draw(st.integers(0, 100 - train))
    return Split(train=train, validation=validation, test=100 - train - validation, method=draw(METHODS))


def share_out(split: Split, usable: Sequence[int], total: int, seed: int = 0) -> SplitRows:
    """Share out rows of a table of one number a row, its target."""
    made = table(x=list(range(total)), y=[row % 7 for row in range(total)])
    return split.rows(made, Roles.of_numbers(("x",), ("y",)), np.array(usable, dtype=np.intp), seed)


def share_classes(split: Split, labels: str, seed: int = 0) -> SplitRows:
    """Share out rows, each of the class that is its letter."""
    made = table(x=list(range(len(labels))), y=list(labels))
    roles = Roles.of_numbers(("x",), ("y",), made.column("y").labels)
    return split.rows(made, roles, np.arange(len(labels)), seed)


def share_groups(split: Split, groups: str, seed: int = 0) -> SplitRows:
    """Share out rows by a column "who" of letters; a blank is missing."""
    made = table(who=[letter.strip() for letter in groups], y=list(range(len(groups))))
    return replace(split, method="group", group="who").rows(
        made, Roles.of_numbers(("y",), ("y",)), np.arange(len(groups)), seed
    )


def test_the_articles_split_is_the_first_seven_thousand() -> None:
    train, validation, test = share_out(Split(method="in_order"), range(10_000), 10_000, 42)
    assert np.array_equal(train, np.arange(7000))
    assert len(validation) == 0
    assert np.array_equal(test, np.arange(7000, 10_000))


def test_shares_are_rounded_to_the_nearest_row() -> None:
    # 60 % of 9 is 5.4 and so 5, 20 % is 1.8 and so 2; 2 remain.
    shares = share_out(Split(train=60, validation=20, test=20, method="in_order"), range(9), 9)
    assert [share.tolist() for share in shares] == [[0, 1, 2, 3, 4], [5, 6], [7, 8]]


@given(splits(), st.sets(st.integers(0, 60), min_size=1), st.integers(0, 2**32 - 1))
def test_every_usable_row_is_in_exactly_one_share_and_one_row_trains(
    split: Split, usable: set[int], seed: int
) -> None:
    shares = share_out(split, sorted(usable), 61, seed)
    assert sorted(np.concatenate(shares).tolist()) == sorted(usable)
    assert len(shares.train) >= 1
    if split.test == 0:
        assert len(shares.test) == 0
    if split.train < 100 and len(usable) > 1:
        assert len(shares.train) < len(usable)
    if split.method == "in_order":
        assert np.concatenate(shares).tolist() == sorted(usable)


@given(splits(), st.integers(300, 2000))
def test_shares_are_within_a_row_of_what_was_asked(split: Split, count: int) -> None:
    shares = share_out(split, range(count), count)
    for share, percent in zip(shares, split.shares, strict=True):
        assert abs(len(share) - count * percent / 100) <= 1.5


@pytest.mark.parametrize("method", BY_CHANCE)
def test_the_seed_deals_and_repeats(method: str) -> None:
    split = Split(method=method)
    one, again, other = (share_out(split, range(100), 100, seed).train.tolist() for seed in (1, 1, 2))
    assert one == again != other
    assert one != sorted(one)


@given(st.lists(st.integers(1, 40), min_size=2, max_size=6), st.integers(10, 95), st.integers(0, 99))
def test_every_share_has_its_part_of_every_class(sizes: list[int], train: int, seed: int) -> None:
    labels = "".join("abcdef"[number] * size for number, size in enumerate(sizes))
    shares = share_classes(
        Split(train=train, validation=0, test=100 - train, method="stratified"), labels, seed
    )
    lent = sum(max(0.0, 1 - size * train / 100) for size in sizes)  # to classes that have less than a row
    for number, size in enumerate(sizes):
        trained = sum(labels[row] == "abcdef"[number] for row in shares.train)
        # One is where a class begins, and one where the shares are cut.
        assert abs(trained - size * train / 100) <= 2 + max(1.0, lent)
        assert trained >= 1 or size == 1
    assert len(shares.test) >= 1


def test_a_class_of_two_trains_and_a_rare_one_is_tested_too() -> None:
    for seed in range(20):
        shares = share_classes(
            Split(train=70, validation=0, test=30, method="stratified"),
            "a" * 20 + "b" * 10 + "cc" + "d",
            seed,
        )
        assert {30, 31} & set(shares.train.tolist())
        assert {30, 31} & set(shares.test.tolist())
        assert 32 in shares.train


def test_numbers_are_stratified_by_their_size() -> None:
    values = np.random.default_rng(0).lognormal(size=200)
    made = table(x=[0.0] * 200, y=list(values))
    split = Split(train=50, validation=0, test=50, method="stratified")
    shares = split.rows(made, Roles.of_numbers(("x",), ("y",)), np.arange(200), 3)
    for decile in np.array_split(np.argsort(values), 10):
        assert np.isin(decile, shares.test).sum() in (9, 10, 11)


def test_in_order_of_a_column_trains_on_the_lowest() -> None:
    made = table(when=[5, 3, float("nan"), 1, 4], y=[0, 1, 2, 3, 4])
    split = Split(train=60, validation=0, test=40, method="in_order", order="when")
    shares = split.rows(made, Roles.of_numbers(("y",), ("y",)), np.arange(5), 0)
    assert shares.train.tolist() == [3, 1, 4]
    assert shares.test.tolist() == [0, 2]


def test_text_gives_no_order() -> None:
    made = table(city=["a", "b"], y=[0, 1])
    with pytest.raises(InputError, match="'city' holds text, and only numbers or dates put rows in order"):
        Split(method="in_order", order="city").rows(made, Roles.of_numbers(("y",), ("y",)), np.arange(2), 0)


@given(
    st.text("abcdefgh ", min_size=1, max_size=60),
    st.sampled_from([(70, 0, 30), (60, 20, 20), (10, 0, 90)]),
    st.integers(0, 9),
)
def test_a_group_is_in_one_share_and_no_share_is_empty(
    groups: str, percent: tuple[int, int, int], seed: int
) -> None:
    train, validation, test = percent
    split = Split(train=train, validation=validation, test=test)
    needed = sum(map(bool, percent))
    if len(set(groups)) < needed:
        with pytest.raises(InputError, match=f"too few for {needed} shares: choose another column"):
            share_groups(split, groups, seed)
        return
    shares = share_groups(split, groups, seed)
    assert sorted(np.concatenate(shares).tolist()) == list(range(len(groups)))
    members = [{groups[row] for row in share} for share in shares]
    assert sum(map(len, members)) == len(set(groups))
    assert all(bool(found) == bool(share) for found, share in zip(members, percent, strict=True))


def test_groups_fill_the_shares_as_near_as_can_be() -> None:
    shares = share_groups(Split(), "".join(letter * 10 for letter in "abcdefghij"))
    assert [len(share) for share in shares] == [70, 0, 30]


def test_a_column_that_cannot_group_is_refused() -> None:
    with pytest.raises(InputError, match="choose the column whose rows of one value"):
        share_out(Split(method="group"), range(4), 4)
    names = table(name=[f"n{row}" for row in range(1200)], y=list(range(1200)))
    with pytest.raises(InputError, match="1,200 different texts, too many to group by"):
        Split(method="group", group="name").rows(names, Roles.of_numbers(("y",), ("y",)), np.arange(1200), 0)


def test_given_test_rows_count_records_also_the_unusable_ones() -> None:
    # Record 1 is unusable, so naming it as a test row changes nothing.
    train, validation, test = share_out(Split(method="rows", test_rows=(3, 1)), [0, 2, 3, 4], 5)
    assert train.tolist() == [0, 2, 4]
    assert validation.tolist() == []
    assert test.tolist() == [3]


@pytest.mark.parametrize("row", [-1, 5])
def test_a_test_row_that_is_not_there_is_refused(row: int) -> None:
    with pytest.raises(InputError, match=f"there is no row {row} to test on; the rows are numbered 0 to 4"):
        share_out(Split(method="rows", test_rows=(row,)), range(5), 5)


def test_test_rows_that_leave_nothing_are_refused() -> None:
    with pytest.raises(InputError, match="leave no row to train on"):
        share_out(Split(method="rows", test_rows=(0, 1)), range(2), 2)
    with pytest.raises(InputError, match="say which rows are to test"):
        share_out(Split(method="rows"), range(2), 2)


@given(st.sampled_from(["shuffled", "stratified", "group"]), st.integers(2, 6), st.integers(0, 30))
def test_every_row_is_tested_in_one_fold(method: str, folds: int, more: int) -> None:
    count = 7 + more
    whole = Split(train=60, validation=20, test=20, method=method, group="y", folds=folds)
    parts = [share_out(replace(whole, fold=fold), range(count), count) for fold in range(folds)]
    assert sorted(np.concatenate([part.test for part in parts]).tolist()) == list(range(count))
    for part in parts:
        assert sorted(np.concatenate(part).tolist()) == list(range(count))
        assert len(part.train) > 0


@given(st.lists(st.integers(2, 9), min_size=2, max_size=6), st.integers(2, 6), st.integers(0, 99))
def test_a_class_of_two_rows_trains_in_every_fold(sizes: list[int], folds: int, seed: int) -> None:
    labels = "".join("abcdef"[number] * size for number, size in enumerate(sizes))
    whole = Split(method="stratified", folds=folds)
    if len(labels) < folds:
        return
    for fold in range(folds):
        train = share_classes(replace(whole, fold=fold), labels, seed).train
        assert {labels[row] for row in train} == set(labels)


def test_folds_in_order_are_foretold_by_what_came_before() -> None:
    whole = Split(train=80, validation=0, test=20, method="in_order", folds=3)
    parts = [share_out(replace(whole, fold=fold), range(8), 8) for fold in range(3)]
    assert [part.train.tolist() for part in parts] == [[0, 1], [0, 1, 2, 3], [0, 1, 2, 3, 4, 5]]
    assert [part.test.tolist() for part in parts] == [[2, 3], [4, 5], [6, 7]]


def test_given_rows_are_in_no_fold() -> None:
    whole = Split(method="rows", test_rows=(0, 1), folds=2)
    parts = [share_out(replace(whole, fold=fold), range(8), 8) for fold in range(2)]
    assert sorted(np.concatenate([part.test for part in parts]).tolist()) == [2, 3, 4, 5, 6, 7]
    assert not {0, 1} & set(np.concatenate([part.train for part in parts]).tolist())


def test_more_folds_than_rows_or_groups_are_refused() -> None:
    with pytest.raises(InputError, match="3 rows are too few for 4 folds"):
        share_out(Split(folds=4), range(3), 3)
    with pytest.raises(InputError, match="2 different values in the rows to share out, too few for 3 folds"):
        share_groups(Split(folds=3), "aabb")


@pytest.mark.parametrize(
    "shares", [(0, 0, 100), (70, 0, 31), (-10, 10, 100), (101, 0, -1), (float("nan"), 0, 30)]
)
def test_shares_that_do_not_add_up_are_refused(shares: tuple[float, float, float]) -> None:
    with pytest.raises(InputError):
        Split(train=shares[0], validation=shares[1], test=shares[2])


@pytest.mark.parametrize(
    ("text", "shares"),
    [
        ("70/0/30", (70, 0, 30)),
        ("80/20", (80, 0, 20)),
        (" 60 / 20 / 20 ", (60, 20, 20)),
        ("70:30", (70, 0, 30)),
        ("100/0/0", (100, 0, 0)),
        ("33.3/33.3/33.4", (33.3, 33.3, 33.4)),
    ],
)
def test_shares_are_read_as_typed(text: str, shares: tuple[float, float, float]) -> None:
    split = Split(method="in_order").with_shares(text)
    assert split.shares == shares
    assert split.method == "in_order"


@pytest.mark.parametrize("text", ["", "70", "70/x/30", "70/10/10/10", "70/0/31", "nan/0/100", "0/0/100"])
def test_shares_that_make_no_sense_are_refused(text: str) -> None:
    with pytest.raises(InputError):
        Split().with_shares(text)


@given(splits())
def test_what_a_split_says_of_itself_is_read_back(split: Split) -> None:
    assert Split(method=split.method).with_shares(split.text) == split
