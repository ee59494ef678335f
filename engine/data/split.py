"""Which rows train, which choose between networks, and which test."""

from dataclasses import dataclass, replace
from typing import Final, NamedTuple

import numpy as np

from engine.base.arrays import FloatArray, IndexArray
from engine.base.errors import InputError
from engine.base.limits import LIMITS, check_id
from engine.data.classes import class_numbers
from engine.data.roles import Roles
from engine.data.sharing import count_groups, quantile_bins, shares_of_groups, stratified_order
from engine.table.table import Column, Table


@dataclass(frozen=True, slots=True)
class SplitMethod:
    """A way to share out rows."""

    id: str
    title: str
    tip: str


SPLIT_METHODS: Final = {
    row.id: row
    for row in (
        SplitMethod("shuffled", "shuffled", "Rows are dealt at random; the seed says how."),
        SplitMethod(
            "stratified",
            "stratified",
            "Rows are dealt at random, but every share gets its part of each class, or of low, middle and "
            "high values of the first target.",
        ),
        SplitMethod(
            "in_order",
            "in order",
            "The first rows train and the last ones test, as they stand or by a column such as a date: "
            "would the past have foretold what came later?",
        ),
        SplitMethod(
            "group",
            "by group",
            "All rows with the same value in a column, such as one patient's, are in one share: does the "
            "network know what to say of a group it has never seen?",
        ),
        SplitMethod("rows", "given rows", "The rows you name test, and all others train."),
    )
}


class SplitRows(NamedTuple):
    """Row numbers of the three shares; no row is in two of them."""

    train: IndexArray
    validation: IndexArray
    test: IndexArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """How rows are shared out: by a method, one of SPLIT_METHODS, into shares in percent.

    `group` names the column whose values stay together, `order` the one that rows are put in order by, empty
    for the rows as they stand; they count for the methods of these names alone. `test_rows` (zero-based
    numbers of the table's records) test under the method "rows", whatever the shares, and all others train.

    With `folds` the rows are dealt into so many instead: those of number `fold` (from 0) test and the others
    are shared by training and validation. In order, only the rows before them are; given rows are in no fold.
    """

    train: float = 70
    validation: float = 0
    test: float = 30
    method: str = "shuffled"
    group: str = ""
    order: str = ""
    test_rows: tuple[int, ...] = ()
    folds: int = 0
    fold: int = 0

    def __post_init__(self) -> None:
        """Raise InputError unless the shares are percentages that add up to 100 and something trains."""
        check_id("way to split", self.method, SPLIT_METHODS)
        for share in self.shares:
            LIMITS["split_percent"].check(share)
        if abs(sum(self.shares) - 100) > 1e-6 or self.train == 0:
            raise InputError(
                "the split must be three shares in percent that add up to 100, training first and above 0, "
                "like 70/0/30"
            )
        if self.folds:
            LIMITS["cross_validation"].check(self.folds)

    @property
    def shares(self) -> tuple[float, float, float]:
        """Training, validation and test rows in percent."""
        return self.train, self.validation, self.test

    @property
    def text(self) -> str:
        """The shares as they are typed: "70/0/30"."""
        return "/".join(f"{share:g}" for share in self.shares)

    def with_shares(self, text: str) -> "Split":
        """Return this split with shares read from "70/0/30", or "70/30" for training/test.

        Raise InputError for what are no shares.
        """
        parts = text.replace(":", "/").split("/")
        limit = LIMITS["split_percent"]
        if len(parts) == 2:
            parts.insert(1, "0")
        if len(parts) != 3:
            raise InputError(
                f"the split must be training/validation/test in percent, like 70/0/30, not {text.strip()!r}"
            )
        train, validation, test = (limit.parse(part) for part in parts)
        return replace(self, train=train, validation=validation, test=test)

    def rows(self, table: Table, roles: Roles, usable: IndexArray, seed: int) -> SplitRows:
        """Share out the `usable` rows of `table`; `seed` deals. Raise InputError where that cannot be."""
        stream = np.random.default_rng(seed)
        if self.method == "group":
            return self._by_group(table, usable, stream)
        if self.method == "rows":
            others, given = self._given_rows(table, usable)
            if not self.folds:
                return SplitRows(others, usable[:0], given)
            usable = others
        order, least = self._ordered(table, roles, usable, stream)
        return self._fold_of(order) if self.folds else _cut(order, self.shares, least)

    def _ordered(
        self, table: Table, roles: Roles, usable: IndexArray, stream: np.random.Generator
    ) -> tuple[IndexArray, int]:
        """Return the rows in the order they are cut in, and how many must train at least."""
        if self.method == "in_order":
            return usable[_places(table.column(self.order), usable)] if self.order else usable, 1
        if self.method != "stratified":
            return stream.permutation(usable), 1
        target = table.column(roles.targets[0])
        if not roles.classes:
            strata = quantile_bins(target.values[usable])
            return usable[stratified_order(strata, stream, first_ahead=False)], 1
        numbers = class_numbers(target)[usable].astype(np.intp)
        # A class that is in no training row cannot be learnt; a fold takes what comes.
        order = stratified_order(numbers, stream, first_ahead=not self.folds)
        return usable[order], int(np.count_nonzero(np.bincount(numbers)))

    def _fold_of(self, order: IndexArray) -> SplitRows:
        """Cut `order` into folds; in order, one more stretch comes first and only trains."""
        forward = self.method == "in_order"
        pieces = self.folds + forward
        if len(order) < pieces:
            raise InputError(
                f"{len(order):,} rows are too few for {self.folds} folds{' in order' * forward}: choose "
                "fewer folds, or more rows"
            )
        stretches = np.array_split(order, pieces)
        test = self.fold + forward
        others = stretches[:test] if forward else stretches[:test] + stretches[test + 1 :]
        shares = _cut(np.concatenate(others), self._without_test(), 1)
        return SplitRows(shares.train, shares.validation, stretches[test])

    def _by_group(self, table: Table, usable: IndexArray, stream: np.random.Generator) -> SplitRows:
        if not self.group:
            raise InputError("choose the column whose rows of one value are to stay together")
        groups = _groups(table.column(self.group))[usable]
        if not self.folds:
            self._check_groups(groups, sum(share > 0 for share in self.shares), "shares")
            share = shares_of_groups(groups, self.shares, stream)
            return SplitRows(*(usable[share == number] for number in range(3)))
        self._check_groups(groups, self.folds, "folds")
        is_test = shares_of_groups(groups, [1] * self.folds, stream) == self.fold
        others = usable[~is_test]
        wanted = self._without_test()
        if wanted[1] > 0:
            self._check_groups(groups[~is_test], 2, "shares")
        share = shares_of_groups(groups[~is_test], wanted, stream)
        return SplitRows(others[share == 0], others[share == 1], usable[is_test])

    def _check_groups(self, groups: FloatArray, needed: int, what: str) -> None:
        found = count_groups(groups)
        if found < needed:
            values = "one value" if found == 1 else f"{found} different values"
            raise InputError(
                f"column {self.group!r} has {values} in the rows to share out, too few for {needed} {what}: "
                "choose another column to group by, or another split"
            )

    def _without_test(self) -> tuple[float, float, float]:
        both = self.train + self.validation
        return 100 * self.train / both, 100 * self.validation / both, 0

    def _given_rows(self, table: Table, usable: IndexArray) -> tuple[IndexArray, IndexArray]:
        """Return the other rows and the given ones."""
        if not self.test_rows:
            raise InputError("say which rows are to test: give a file with a row number a line")
        given = np.array(self.test_rows)
        wrong = given[(given < 0) | (given >= table.rows)]
        if len(wrong):
            raise InputError(
                f"there is no row {wrong[0]} to test on; the rows are numbered 0 to {table.rows - 1}"
            )
        chosen = np.zeros(table.rows, dtype=bool)
        chosen[given] = True
        others, test = usable[~chosen[usable]], usable[chosen[usable]]
        if len(others) == 0:
            raise InputError("the rows given as test rows leave no row to train on")
        return others, test


def usual_method(roles: Roles) -> str:
    """Return how rows of a table are shared out unless a person says otherwise."""
    return "stratified" if roles.classes else "shuffled"


def can_order(column: Column) -> bool:
    """Tell whether rows can be put in order by `column`."""
    return column.kind in ("number", "date")


def can_group(column: Column) -> bool:
    """Tell whether some rows belong together by `column`: it has values, not one alone nor all different."""
    known = int(np.count_nonzero(np.isfinite(column.values)))
    return 1 < column.distinct < known


def _places(column: Column, usable: IndexArray) -> IndexArray:
    """Return the places of the `usable` rows by the values of `column`, those without one last."""
    if not can_order(column):
        raise InputError(
            f"column {column.name!r} holds text, and only numbers or dates put rows in order: choose another"
        )
    return np.argsort(column.values[usable], kind="stable")


def _groups(column: Column) -> FloatArray:
    """Return the number of each row's group; rows without a value are a group of their own."""
    if column.distinct and not np.isfinite(column.values).any():
        raise InputError(
            f"column {column.name!r} has {column.distinct:,} different texts, too many to group by: choose "
            "another"
        )
    return column.values


def _cut(order: IndexArray, shares: tuple[float, float, float], least: int) -> SplitRows:
    """Cut `order` where the `shares` in percent say; at least so many rows train, and some row tests."""
    count = len(order)
    train = max(least, int(count * shares[0] / 100 + 0.5))
    if count > 1 and shares[0] < 100:
        train = min(train, count - 1)
    validation = min(int(count * shares[1] / 100 + 0.5), count - train)
    if shares[2] == 0:
        validation = count - train
    return SplitRows(order[:train], order[train : train + validation], order[train + validation :])
