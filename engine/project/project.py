"""One frozen tree of all that a person decides."""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from engine.base.arrays import FloatArray
from engine.base.errors import InputError
from engine.base.limits import LIMITS, check_id
from engine.base.watch import Watch
from engine.data.classes import target_classes
from engine.data.prepare import Prepared, prepare
from engine.data.quantiles import USUAL_QUANTILES
from engine.data.roles import Roles
from engine.data.split import Split, usual_method
from engine.network.choice import NetworkChoice
from engine.network.initialisers import draw_start
from engine.network.losses import LOSSES, QUANTILE
from engine.network.network import Network
from engine.project.start import Seed, Start, StoredWeights, WeightStore
from engine.sources.problems import PROBLEMS
from engine.table.table import Table
from engine.training.methods.table import METHODS
from engine.training.recipes.choice import CUSTOM, Case, TrainingChoice, usual_loss
from engine.training.recipes.recipes import RECIPES

DEFAULT_SEED: Final = 42
"""The article's."""

DEFAULT_START: Final = Seed(DEFAULT_SEED)


@dataclass(frozen=True, slots=True)
class DataChoice:
    """Where the rows come from and what the columns are for.

    `problem` is the id of a built-in problem, or empty for a table, which `fingerprint` then identifies.
    The rows with the numbers `left_out`, from 0, take no part.
    """

    roles: Roles
    problem: str = ""
    fingerprint: str = ""
    left_out: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Project:
    """Everything a person decides; equal projects give equal weights.

    `seed` draws a built-in problem's rows and shuffles a table's; `start` says what the first weights are,
    and its seed the order of batches. `attempt` tells projects apart that are equal otherwise: one that is
    opened or started over has no part in what was trained before.
    """

    data: DataChoice
    split: Split
    network: NetworkChoice
    training: TrainingChoice
    seed: int = DEFAULT_SEED
    start: Start = DEFAULT_START
    attempt: int = 0

    def __post_init__(self) -> None:
        """Raise InputError for a recipe, a seed, a start, a size of the network or a loss that cannot be."""
        if self.training.recipe != CUSTOM:
            check_id("recipe", self.training.recipe, RECIPES)
        _check_loss(self.training.loss, self.data.roles)
        LIMITS["seed"].check(self.seed)
        LIMITS["parameters"].check(self.build_network().parameters)
        if isinstance(self.start, StoredWeights):
            self.start.check_sizes(self.sizes)

    @property
    def sizes(self) -> tuple[int, ...]:
        """The widths of all layers, inputs and outputs among them."""
        return _sizes(self.data.roles, self.network)

    def build_network(self) -> Network:
        """Return the network described."""
        activations = [layer.activation for layer in self.network.hidden]
        dropout = tuple(layer.dropout for layer in self.network.hidden)
        # What is to become probabilities must be free to take any value (the losses of classes want logits).
        output = "linear" if self.data.roles.classes else self.network.output_activation
        return Network(self.sizes, (*activations, output), dropout)

    def strengths(self, penalty: str) -> tuple[float, ...]:
        """Return how strong the `penalty` (l1 or l2) is in every layer; empty where it is 0 in all."""
        of_all: float = getattr(self.training, penalty)
        own = [getattr(layer, penalty) for layer in self.network.hidden]
        strengths = (*(of_all if strength is None else strength for strength in own), of_all)
        return strengths if any(strengths) else ()

    @property
    def start_seed(self) -> Seed:
        """The seed of the first weights; where these are stored, of all else that a run draws."""
        return self.start if isinstance(self.start, Seed) else Seed(self.seed)

    def start_weights(self, number: int = 0, store: WeightStore | None = None) -> FloatArray:
        """Return the first weights, a flat vector (parameters,); later numbers race against the first.

        They are drawn, or out of the `store`; raise InputError where they are not there. A built-in problem's
        own draws are made and discarded first, so that with equal seeds data and weights come from one
        stream, as in the article.
        """
        if isinstance(self.start, StoredWeights) and number == 0:
            return (store or WeightStore()).weights(self.start)
        stream = np.random.RandomState((self.start_seed.state + number) % 2**32)
        if self.data.problem:
            PROBLEMS[self.data.problem].draw(stream)
        return draw_start(self.network.initialiser, self.sizes, stream)

    def prepare(
        self, table: Table, *, earlier: Prepared | None = None, watch: Watch | None = None
    ) -> Prepared:
        """Split and standardise `table`, which must be the one this project refers to.

        What would be as it was prepared `earlier` from the same table is taken from there.
        """
        data = self.data
        return prepare(table, data.roles, self.split, self.seed, data.left_out, earlier=earlier, watch=watch)

    def learns_by_heart(self, prepared: Prepared) -> bool:
        """Whether there are as many parameters as training rows, and nothing keeps them in check."""
        restrained = self.network.is_restrained or self.training.is_restrained(prepared.validation.count)
        return self.build_network().parameters >= prepared.train.count and not restrained

    def same_run(self, other: "Project") -> bool:
        """Whether a run of `other` is one of this project: all but learning rate and recipe is equal.

        The learning rate can be changed while a run goes on, and whether that makes the recipe a custom one
        says nothing of the run.
        """
        rate = self.training.learning_rate
        return self == replace(
            other, training=replace(other.training, learning_rate=rate, recipe=self.training.recipe)
        )

    def case(self, prepared: Prepared) -> Case:
        """Return what a recipe may look at of this project and its `prepared` rows."""
        return case_of(self.data.roles, self.network, prepared)

    def filled(self, recipe: str, prepared: Prepared) -> "Project":
        """Return this project with every training field as `recipe` fills it, and its start if it has one."""
        check_id("recipe", recipe, RECIPES)
        row = RECIPES[recipe]
        start = Seed(self.seed) if row.first_draw else self.start
        return replace(self, training=row.fill(self.case(prepared)), start=start)

    def with_new_weights(self) -> "Project":
        """Return this project with the next draw of its start."""
        return replace(self, start=self.start_seed.next_draw)

    def with_roles(self, table: Table, roles: Roles, kind: str | None = None) -> "Project":
        """Return this project with other `roles` of `table`'s columns, and a loss and split that suit.

        `kind` says what the targets are, one of TARGET_KINDS; None keeps the classes that were chosen for the
        same targets, and takes others for what they look like. Raise InputError where they cannot be that.
        Nothing is prepared: a recipe whose loss changes counts on all rows until it is `refilled`.
        """
        old = self.data.roles
        same = kind is None and roles.targets == old.targets
        classes = old.classes if same else target_classes(table, roles.targets, kind)
        quantiles = () if classes else old.quantiles
        return self._suited_to(replace(roles, classes=classes, quantiles=quantiles), table)

    def with_quantiles(self, table: Table, quantiles: tuple[float, ...]) -> "Project":
        """Return this project aiming at such quantiles, or where they are none at the targets themselves.

        Its loss becomes one that suits; a method that cannot make that small gives way to the recipe Auto.
        Nothing is prepared: the recipe counts on all rows until it is `refilled`.
        """
        return self._suited_to(replace(self.data.roles, quantiles=quantiles), table)

    def with_training(self, training: TrainingChoice) -> "Project":
        """Return this project trained so: the quantile loss brings quantiles, another takes them away."""
        roles, wanted = self.data.roles, training.loss == QUANTILE
        if wanted != bool(roles.quantiles):
            roles = replace(roles, quantiles=USUAL_QUANTILES if wanted else ())
        return replace(self, training=training, data=replace(self.data, roles=roles))

    def _suited_to(self, roles: Roles, table: Table) -> "Project":
        """Return this project with other roles of the columns of `table`, and a loss and split that suit."""
        old, data, split = self.data.roles, replace(self.data, roles=roles), self.split
        if split.method == usual_method(old):
            split = replace(split, method=usual_method(roles))
        if _usual_loss(roles) == _usual_loss(old):
            return replace(self, data=data, split=split)
        case = _case(roles, self.network, table.rows, 0)
        return replace(self, data=data, split=split, training=_training_for(case, self.training))

    def refilled(self, prepared: Prepared) -> "Project":
        """Return this project with its recipe's fields as they are for its own `prepared` rows."""
        recipe = self.training.recipe
        if recipe == CUSTOM:
            return self
        return replace(self, training=RECIPES[recipe].fill(self.case(prepared)))


def _usual_loss(roles: Roles) -> str:
    return usual_loss(len(roles.classes), len(roles.quantiles))


def _check_loss(loss: str, roles: Roles) -> None:
    """Raise InputError for a loss that does not suit the targets."""
    row, classes = LOSSES[loss], len(roles.classes)
    if row.of_classes != bool(classes):
        needed, given = ("classes", "numbers") if row.of_classes else ("numbers", "classes")
        raise InputError(f"{row.title} needs {needed} as targets, not {given}")
    if roles.quantiles and loss != QUANTILE:
        raise InputError(f"quantiles need the {LOSSES[QUANTILE].title}, not the {row.title}")
    if loss == QUANTILE and not roles.quantiles:
        raise InputError(f"the {row.title} needs quantiles to aim at, such as 0.1, 0.5, 0.9")
    if classes and loss != usual_loss(classes):
        raise InputError(f"{classes:,} classes need {LOSSES[usual_loss(classes)].title}, not {row.title}")


def _sizes(roles: Roles, network: NetworkChoice) -> tuple[int, ...]:
    return (len(roles.features), *(layer.units for layer in network.hidden), roles.outputs)


def case_of(roles: Roles, network: NetworkChoice, prepared: Prepared) -> Case:
    """Return what a recipe may look at of such a project."""
    return _case(roles, network, prepared.train.count, prepared.validation.count)


def _case(roles: Roles, network: NetworkChoice, rows: int, validation_rows: int) -> Case:
    return Case(
        rows=rows,
        validation_rows=validation_rows,
        sizes=_sizes(roles, network),
        follows_gradients=network.is_restrained,
        classes=len(roles.classes),
        quantiles=len(roles.quantiles),
    )


def _training_for(case: Case, training: TrainingChoice) -> TrainingChoice:
    """Return `training` as far as it can serve the `case`: its recipe or fields, with the usual loss."""
    loss, known = case.usual_loss, METHODS[training.method].losses
    if known is not None and loss not in known:
        return RECIPES["auto"].fill(case)
    if training.recipe != CUSTOM:
        return RECIPES[training.recipe].fill(case)
    return replace(training, loss=loss, loss_parameter=None)
