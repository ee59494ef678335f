"""Everything a person does to the project, each act one step to undo."""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import fields, replace
from functools import partial
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Signal, SignalInstance, Slot

from engine.base.arrays import FloatArray
from engine.base.errors import InputError
from engine.data.roles import UNUSED, Roles
from engine.data.split import Split
from engine.insight.checks.remedies import Remedy
from engine.network.choice import NetworkChoice
from engine.project.project import Project
from engine.project.start import Seeds
from engine.reading.row_numbers import read_row_numbers
from engine.training.recipes.choice import CUSTOM, TrainingChoice
from engine.training.run.request import Candidate
from gui.document.document import Document

Part = TypeVar("Part", Project, Split, NetworkChoice, TrainingChoice)


class Edits(QObject):
    """Edits the document's project; what cannot be changes nothing, and is told by the signal of its part."""

    data_refused = Signal(str)
    network_refused = Signal(str)
    training_refused = Signal(str)
    remedy_refused = Signal(str)

    def __init__(self, document: Document) -> None:
        """Edit `document`."""
        super().__init__(document)
        self._document = document

    # The data.

    def apply_roles(self, roles: Roles, text: str, refused: Callable[[str], None] | None = None) -> None:
        """Give the columns other roles; raise InputError, or tell `refused` later why that cannot be."""
        document = self._document
        document.apply(document.wanted.with_roles(document.table, roles), text, refused=refused)

    @Slot(str, str)
    def choose_role(self, name: str, role: str) -> None:
        """Use a column as one of ROLES, or leave it out."""
        project, table = self._document.wanted, self._document.table
        text = f"leave out {name}" if role == UNUSED else f"use {name} as {role}"
        self._attempt(
            self.data_refused,
            text,
            lambda: project.with_roles(table, project.data.roles.assigned(table, name, role)),
        )

    @Slot(str)
    def choose_target(self, name: str) -> None:
        """Predict the column of that name, and nothing else."""
        project, table = self._document.wanted, self._document.table
        self._attempt(
            self.data_refused,
            f"predict {name}",
            lambda: project.with_roles(table, project.data.roles.retargeted(table, name)),
        )

    @Slot(str)
    def choose_target_kind(self, kind: str) -> None:
        """Take the target for one of TARGET_KINDS."""
        project, table = self._document.wanted, self._document.table
        what = "classes" if kind == "class" else "numbers"
        changed = partial(project.with_roles, table, project.data.roles, kind)
        self._attempt(self.data_refused, f"take the target for {what}", changed)

    @Slot(object)
    def edit_split(self, split: Split) -> None:
        """Share the rows out in another way."""
        document = self._document
        split = _carried(split, document.project.split, document.wanted.split)
        self._replace(self.data_refused, "change the split", merge_key="split", split=split)

    @Slot()
    def deal_again(self) -> None:
        """Deal the rows to the shares by another seed."""
        self._replace(self.data_refused, "deal the rows anew", seed=secrets.randbelow(2**32))

    def read_test_rows(self, path: str) -> None:
        """Test on the rows whose numbers are in a file, and train on all others."""
        try:
            rows = read_row_numbers(path, self._document.table.rows)
        except InputError as error:
            self.data_refused.emit(str(error))
        else:
            self.test_on_rows(rows)

    @Slot(object)
    def test_on_rows(self, rows: Sequence[int]) -> None:
        """Test on the rows of these numbers, from 0 on, and train on all others."""
        split = replace(self._document.wanted.split, method="rows", test_rows=tuple(rows))
        self._replace(self.data_refused, "choose the test rows", split=split)

    @Slot(object)
    def apply_remedy(self, remedy: Remedy) -> None:
        """Do what a check of the data offers."""
        text = remedy.text[:1].lower() + remedy.text[1:]
        self._attempt(self.remedy_refused, text, lambda: remedy.apply(self._document.wanted))

    # The network and its training.

    @Slot(object, str, str)
    def edit_network(self, network: NetworkChoice, text: str, merge_key: str) -> None:
        """Take another network."""
        document = self._document
        network = _carried(network, document.project.network, document.wanted.network)
        self._replace(self.network_refused, text, merge_key, network=network)

    @Slot(str)
    def choose_recipe(self, recipe: str) -> None:
        """Have a recipe fill every field of the training; one that repeats a run brings its weights back."""
        changed = partial(self._document.wanted.filled, recipe, self._document.prepared)
        self._attempt(self.training_refused, "choose a recipe", changed)

    @Slot(object, str, str)
    def edit_training(self, training: TrainingChoice, text: str, merge_key: str = "") -> None:
        """Train in another way."""
        document = self._document
        training = _carried(training, document.project.training, document.wanted.training)
        changed = partial(document.wanted.with_training, training)
        self._attempt(self.training_refused, text, changed, merge_key)

    @Slot(object)
    def edit_quantiles(self, quantiles: tuple[float, ...]) -> None:
        """Aim at other quantiles."""
        changed = partial(self._document.wanted.with_quantiles, self._document.table, quantiles)
        self._attempt(self.training_refused, "change the quantiles", changed, "quantiles")

    @Slot(object)
    def edit_seeds(self, seeds: Seeds) -> None:
        """Draw rows and weights otherwise."""
        self._attempt(self.training_refused, "change the seed", partial(self._with_seeds, seeds), "seed")

    def take_new_weights(self) -> None:
        """Draw other first weights from the same seed."""
        self._attempt(self.training_refused, "take new weights", self._document.wanted.with_new_weights)

    def take_weights(self, theta: FloatArray) -> None:
        """Begin with these weights (parameters,), one of which a person has changed."""
        start = self._document.keep_weights(theta)
        self._replace(self.training_refused, "change a weight", start=start)

    def start_over(self) -> None:
        """Begin again with the same first weights."""
        self._document.start_over()

    def lower_learning_rate(self) -> None:
        """Take a tenth of the learning rate."""
        training = self._document.project.training
        lower = replace(training, recipe=CUSTOM, learning_rate=training.learning_rate / 10)
        self.edit_training(lower, "lower the learning rate")

    def train_as(self, candidate: Candidate) -> None:
        """Train the network as a search has tried it, without searching anew."""
        training = self._document.project.training
        epochs = min(training.epoch_limit, candidate.epochs or training.epoch_limit)
        without = replace(
            training,
            recipe=CUSTOM,
            method=candidate.method,
            l2=candidate.l2,
            epoch_limit=epochs,
            folds=0,
            alternative="",
        )
        self.edit_training(without, "train the network without a search")

    def _with_seeds(self, seeds: Seeds) -> Project:
        shown, (rows, start) = self._document.project, seeds
        return _carried(replace(shown, seed=rows, start=start), shown, self._document.wanted)

    def _replace(self, refused: SignalInstance, text: str, merge_key: str = "", **parts: Any) -> None:
        """Put other `parts` into the project."""
        self._attempt(refused, text, lambda: replace(self._document.wanted, **parts), merge_key)

    def _attempt(
        self, refused: SignalInstance, text: str, change: Callable[[], Project], merge_key: str = ""
    ) -> None:
        """Apply what `change` makes of the project, or tell by `refused` why that cannot be."""
        try:
            self._document.apply(change(), text, merge_key, refused.emit)
        except InputError as error:
            refused.emit(str(error))


def _carried(edited: Part, shown: Part, wanted: Part) -> Part:
    """Return `wanted` with every field that `edited` has otherwise than `shown`, which a panel edits.

    They differ while rows are being prepared: what is wanted then is not shown yet.
    """
    pairs = ((field.name, getattr(edited, field.name)) for field in fields(edited))
    return replace(wanted, **{name: value for name, value in pairs if value != getattr(shown, name)})
