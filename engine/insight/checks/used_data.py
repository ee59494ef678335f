"""A table as a project uses it: the rows that take part, and how they are shared out."""

from collections.abc import Sequence
from functools import cached_property
from typing import Final

import numpy as np

from engine.base.arrays import BoolArray, Float64Array, IndexArray
from engine.data.classes import class_numbers
from engine.data.prepare import Prepared
from engine.project.project import Project
from engine.table.table import Column, Table

SAMPLE: Final = 5_000
"""So many rows, evenly spaced, show medians and relations as well as all do."""

_SAMPLE_CELLS: Final = 1_000_000
_LEAST_SAMPLE: Final = 1_000


class UsedData:
    """What the checks look at: `used` (n,) are the numbers of the rows that take part, `sample` some of them.

    `in_train` and `in_held` (rows of the table,) mark the training rows, and those that judge: the test rows,
    or the validation rows where none test.
    """

    def __init__(self, project: Project, table: Table, prepared: Prepared) -> None:
        """Take the rows of `table`, which `prepared` shares out."""
        self.project = project
        self.table = table
        self.prepared = prepared
        self.roles = prepared.roles
        held = prepared.test if prepared.test.count else prepared.validation
        self.held_name = "test" if prepared.test.count else "validation"
        self.in_train = self.mask(prepared.train.numbers)
        self.in_held = self.mask(held.numbers)
        used = self.in_train | self.mask(prepared.validation.numbers) | self.in_held
        self.used = np.flatnonzero(used)
        most = min(SAMPLE, max(_LEAST_SAMPLE, _SAMPLE_CELLS // len(self.roles.inputs)))
        self.sample = self.used[:: -(-len(self.used) // most)]
        self._columns = {column.name: column for column in table.columns}

    @property
    def left_out(self) -> IndexArray:
        """The rows that a person leaves out, in order, as far as the table has them."""
        numbers = np.array(self.project.data.left_out, dtype=np.intp)
        return np.sort(numbers[(numbers >= 0) & (numbers < self.table.rows)])

    def unreadable(self, names: Sequence[str]) -> IndexArray:
        """Return the rows in which a cell of the columns `names` cannot be read, but for those left out."""
        rows = [column.unreadable_rows for column in self.columns(names)]
        return np.setdiff1d(np.concatenate(rows), self.left_out) if rows else np.zeros(0, dtype=np.intp)

    def mask(self, numbers: IndexArray) -> BoolArray:
        """Mark the rows of these `numbers`."""
        marked: BoolArray = np.zeros(self.table.rows, dtype=bool)
        marked[numbers] = True
        return marked

    def column(self, name: str) -> Column:
        """Return the column of a name."""
        return self._columns[name]

    def columns(self, names: Sequence[str]) -> list[Column]:
        """Return the columns of these names."""
        return [self._columns[name] for name in names]

    def values(self, name: str) -> Float64Array:
        """Return a column's values in the rows used (n,)."""
        values = self._columns[name].values
        return values if len(self.used) == len(values) else values.take(self.used)

    def known(self, column: Column) -> int:
        """Return in how many rows of the table `column` has a value."""
        return self.table.rows - column.missing - column.unreadable

    @cached_property
    def class_numbers(self) -> IndexArray:
        """The number of the class of every row used (n,), from 0; none where targets are numbers."""
        if not self.roles.classes:
            return np.zeros(0, dtype=np.intp)
        numbers = class_numbers(self._columns[self.roles.targets[0]])
        return numbers.take(self.used).astype(np.intp)
