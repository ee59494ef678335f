"""One frozen tree of all that a person decides, and the run that follows from it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from engine.arrays import FloatArray, IndexArray, frozen
from engine.data.classes import class_counts, decode, target_classes
from engine.data.prepare import Prepared, prepare
from engine.data.problems import PROBLEMS
from engine.data.quantiles import USUAL_QUANTILES, uncrossed
from engine.data.roles import Roles, default_roles
from engine.data.rows import Rows
from engine.data.split import Split, usual_method
from engine.data.table import Table
from engine.errors import InputError
from engine.limits import LIMITS, check_id
from engine.model.activations import ACTIVATIONS
from engine.model.initialisers import INITIALISERS, draw_start
from engine.model.losses import LOSSES, QUANTILE, balanced_weights
from engine.model.network import Network
from engine.model.penalties import PENALTIES
from engine.model.probabilities import probabilities
from engine.training.choice import CUSTOM, Case, TrainingChoice, usual_loss
from engine.training.feasible import check_feasible
from engine.training.methods import METHODS
from engine.training.precisions import PRECISIONS
from engine.training.recipes import RECIPES
from engine.training.request import Checkpoint, TrainingRequest

SHOWN_ROWS: Final = 1000
"""How many rows' predictions a snapshot carries: as many dots as an eye can use."""

DEFAULT_SEED: Final = 42
"""The article's."""

NEW_TABLE_HIDDEN: Final = ((16, "tanh"),)
"""The hidden layers a table opens with: one bends enough for most tables, and trains surely."""


@dataclass(frozen=True, slots=True)
class Layer:
    """A hidden layer: how many units it has and their activation's id.

    `dropout` is the share of units left out at random in training; `l1` and `l2` are what its weights cost,
    None as much as those of the other layers.
    """

    units: int
    activation: str
    dropout: float = 0.0
    l1: float | None = None
    l2: float | None = None

    def __post_init__(self) -> None:
        """Raise InputError for a number outside its limits or an unknown activation."""
        check_id("activation", self.activation, ACTIVATIONS)
        for field in ("units", "dropout", "l1", "l2"):
            value = getattr(self, field)
            if value is not None:
                LIMITS[field].check(value)


@dataclass(frozen=True, slots=True)
class NetworkChoice:
    """The hidden layers, from the inputs on, the activation of the output layer, and how weights start.

    Where targets are classes the output layer is linear, whatever `output_activation` says.
    """

    hidden: tuple[Layer, ...]
    output_activation: str = "linear"
    initialiser: str = "article"

    def __post_init__(self) -> None:
        """Raise InputError for too many layers or an unknown name."""
        LIMITS["hidden_layers"].check(len(self.hidden))
        check_id("activation", self.output_activation, ACTIVATIONS)
        check_id("initialiser", self.initialiser, INITIALISERS)

    def with_layer(self, position: int, layer: Layer) -> "NetworkChoice":
        """Return the network with `layer` in the place of the hidden layer at `position`."""
        return replace(self, hidden=(*self.hidden[:position], layer, *self.hidden[position + 1 :]))

    def with_added(self, position: int) -> "NetworkChoice":
        """Return the network with one more hidden layer at `position`, like the one before it."""
        before = self.hidden[max(position - 1, 0)] if self.hidden else Layer(8, "relu")
        return replace(self, hidden=(*self.hidden[:position], before, *self.hidden[position:]))

    def without(self, positions: Collection[int]) -> "NetworkChoice":
        """Return the network without the hidden layers at `positions`."""
        return replace(self, hidden=tuple(layer for i, layer in enumerate(self.hidden) if i not in positions))

    def with_duplicates(self, positions: Collection[int]) -> "NetworkChoice":
        """Return the network with copies of the hidden layers at `positions` behind the last of them."""
        copies = [self.hidden[i] for i in sorted(positions)]
        end = max(positions) + 1
        return replace(self, hidden=(*self.hidden[:end], *copies, *self.hidden[end:]))

    def with_moved(self, positions: Collection[int], before: int) -> "NetworkChoice":
        """Return the network with the layers at `positions` together in front of the one at `before`."""
        moved = [self.hidden[i] for i in sorted(positions)]
        front = [layer for i, layer in enumerate(self.hidden[:before]) if i not in positions]
        back = [layer for i, layer in enumerate(self.hidden[before:], start=before) if i not in positions]
        return replace(self, hidden=(*front, *moved, *back))


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

    `seed` draws a built-in problem's rows and shuffles a table's; `start` is the seed of the first weights
    and of the order of batches.
    """

    data: DataChoice
    split: Split
    network: NetworkChoice
    training: TrainingChoice
    seed: int = DEFAULT_SEED
    start: int = DEFAULT_SEED

    def __post_init__(self) -> None:
        """Raise InputError for a recipe, a seed, a size of the network or a loss that cannot be."""
        if self.training.recipe != CUSTOM:
            check_id("recipe", self.training.recipe, RECIPES)
        _check_loss(self.training.loss, self.data.roles)
        LIMITS["seed"].check(self.seed)
        LIMITS["start_seed"].check(self.start)
        LIMITS["parameters"].check(self.build_network().parameters)

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

    def start_weights(self, number: int = 0) -> FloatArray:
        """Draw the first weights, a flat vector (parameters,); later numbers race against the first.

        A built-in problem's own draws are made and discarded first, so that with equal seeds data and weights
        come from one stream, as in the article.
        """
        stream = np.random.RandomState((self.start + number) % 2**32)
        if self.data.problem:
            PROBLEMS[self.data.problem].draw(stream)
        return draw_start(self.network.initialiser, self.sizes, stream)

    def prepare(self, table: Table) -> Prepared:
        """Split and standardise `table`, which must be the one this project refers to."""
        return prepare(table, self.data.roles, self.split, self.seed, self.data.left_out)

    def learns_by_heart(self, prepared: Prepared) -> bool:
        """Whether there are as many parameters as training rows, and nothing keeps them in check."""
        layers = self.network.hidden
        held_back = any(layer.dropout or layer.l1 or layer.l2 for layer in layers)
        restrained = held_back or self.training.is_restrained(prepared.validation.count)
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
        """Return this project with every training field as `recipe` fills it."""
        check_id("recipe", recipe, RECIPES)
        return replace(self, training=RECIPES[recipe].fill(self.case(prepared)))

    def with_roles(self, table: Table, roles: Roles, kind: str | None = None) -> "Project":
        """Return this project with other `roles` of `table`'s columns, and a loss and split that suit.

        `kind` says what the targets are, one of TARGET_KINDS; None keeps the classes that were chosen for the
        same targets, and takes others for what they look like. Raise InputError where they cannot be that.
        """
        old = self.data.roles
        same = kind is None and roles.targets == old.targets
        classes = old.classes if same else target_classes(table, roles.targets, kind)
        quantiles = () if classes else old.quantiles
        return self._suited_to(replace(roles, classes=classes, quantiles=quantiles), table)

    def with_quantiles(self, table: Table, quantiles: tuple[float, ...]) -> "Project":
        """Return this project aiming at such quantiles, or where they are none at the targets themselves.

        Its loss becomes one that suits; a method that cannot make that small gives way to the recipe Auto.
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
        prepared = prepare(table, roles, split, self.seed, data.left_out)
        case = case_of(roles, self.network, prepared)
        return replace(self, data=data, split=split, training=_training_for(case, self.training))

    def refilled(self, prepared: Prepared) -> "Project":
        """Return this project with its recipe's fields as they are for its own `prepared` rows."""
        recipe = self.training.recipe
        return self if recipe == CUSTOM else self.filled(recipe, prepared)


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


def problem_project(problem: str, seed: int = DEFAULT_SEED) -> Project:
    """Return the project a built-in problem opens with."""
    check_id("problem", problem, PROBLEMS)
    row = PROBLEMS[problem]
    return _new_project(
        DataChoice(row.roles, problem=problem),
        Split(method="in_order"),
        row.hidden,
        row.table(seed),
        seed,
    )


def table_project(table: Table, seed: int = DEFAULT_SEED, target: str = "") -> Project:
    """Return the project a table opens with; raise InputError for a table nothing can be learnt from.

    `target` names the column to predict; without it, that is the one `default_roles` finds.
    """
    roles = default_roles(table, target)
    if not roles.inputs:
        raise InputError(
            f"{table.name} has no column to learn {roles.targets[0]!r} from: the others are empty or hold a "
            "different text in almost every row; add a column of numbers or of fewer texts"
        )
    data = DataChoice(roles, fingerprint=table.fingerprint)
    return _new_project(data, Split(method=usual_method(roles)), NEW_TABLE_HIDDEN, table, seed)


def _new_project(
    data: DataChoice, split: Split, hidden: tuple[tuple[int, str], ...], table: Table, seed: int
) -> Project:
    prepared = prepare(table, data.roles, split, seed, data.left_out)
    network = NetworkChoice(tuple(Layer(units, activation) for units, activation in hidden))
    training = RECIPES["auto"].fill(case_of(data.roles, network, prepared))
    return Project(data, split, network, training, seed, seed)


def _sizes(roles: Roles, network: NetworkChoice) -> tuple[int, ...]:
    return (len(roles.features), *(layer.units for layer in network.hidden), roles.outputs)


def case_of(roles: Roles, network: NetworkChoice, prepared: Prepared) -> Case:
    """Return what a recipe may look at of such a project."""
    return Case(
        rows=prepared.train.count,
        validation_rows=prepared.validation.count,
        sizes=_sizes(roles, network),
        follows_gradients=any(layer.dropout or layer.l1 or layer.l2 for layer in network.hidden),
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


def source_table(project: Project, opened: Mapping[str, Table]) -> Table:
    """Return the table `project` refers to: drawn anew for a problem, else one of those `opened`."""
    if project.data.problem:
        return PROBLEMS[project.data.problem].table(project.seed)
    if project.data.fingerprint not in opened:
        raise InputError("the table this project was made with is not open; open it again")
    return opened[project.data.fingerprint]


def shown_rows(count: int) -> IndexArray:
    """Return which of `count` rows are shown as dots: all, or SHOWN_ROWS evenly spaced ones."""
    if count <= SHOWN_ROWS:
        return np.arange(count)
    return np.linspace(0, count - 1, SHOWN_ROWS).astype(np.intp)


def check_trainable(project: Project, prepared: Prepared) -> None:
    """Raise InputError, saying what to do, where `project` cannot be trained on its `prepared` rows."""
    strengths = {penalty: project.strengths(penalty) for penalty in PENALTIES}
    check_feasible(project.training, project.build_network(), strengths, prepared)


def build_request(
    project: Project,
    prepared: Prepared,
    run_id: int,
    resume_from: Checkpoint | None = None,
) -> TrainingRequest:
    """Return the run that `project` describes on its `prepared` rows, gone on with where asked.

    Raise InputError where it cannot be trained.
    """
    check_trainable(project, prepared)
    training = project.training
    uses = METHODS[training.method].uses
    train, validation = _hold_out(project, prepared)
    judged = prepared.test if prepared.test.count else train
    starts = (project.start_weights(number) for number in range(training.starts))
    dtype = PRECISIONS[training.precision if "precision" in uses else "float64"].dtype
    classes = prepared.roles.classes
    balanced = training.balance_classes and bool(classes)
    start, *rivals = (frozen(weights.astype(dtype)) for weights in starts)
    return TrainingRequest(
        run_id=run_id,
        network=project.build_network(),
        start=start,
        train=train.astype(dtype),
        validation=validation.astype(dtype),
        test=prepared.test.astype(dtype),
        target_names=prepared.roles.output_names,
        target_scaler=prepared.target_scaler,
        shown=shown_rows(judged.count),
        method=training.method,
        loss=training.loss,
        loss_parameter=training.loss_parameter,
        l1=project.strengths("l1"),
        l2=project.strengths("l2"),
        clip_norm=training.clip_norm,
        learning_rate=training.learning_rate,
        schedule=training.schedule,
        batch_size=training.batch_size if "batch_size" in uses else None,
        epoch_limit=training.epoch_limit,
        target_loss=training.target_loss,
        max_seconds=training.max_seconds,
        shuffle_seed=project.start,
        article_metric=training.recipe == "article" and training.loss == "squared_error",
        resume_from=resume_from,
        gradient_norm=training.gradient_norm,
        patience=training.patience,
        classes=classes,
        quantiles=prepared.roles.quantiles,
        weight=prepared.roles.weight,
        class_weights=balanced_weights(class_counts(train.Y, train.weights)) if balanced else None,
        rivals=tuple(rivals),
        folds=min(training.folds, train.count),
        alternative=_alternative(project, prepared),
    )


def _alternative(project: Project, prepared: Prepared) -> str:
    """Return the method a search may change to: the one chosen, where it can do all else that is asked."""
    training = project.training
    if not training.alternative:
        return ""
    if training.precision != "float64" and "precision" not in METHODS[training.alternative].uses:
        return ""
    tried = replace(training, method=training.alternative, folds=0)
    try:
        check_feasible(tried, project.build_network(), {"l1": project.strengths("l1")}, prepared)
    except InputError:
        return ""
    return training.alternative


def _hold_out(project: Project, prepared: Prepared) -> tuple[Rows, Rows]:
    """Return the training and the validation rows, these out of the training rows where that is asked for."""
    rows, share = prepared.train, project.training.held_out / 100
    if prepared.validation.count or share == 0:
        return rows, prepared.validation
    count = min(max(round(rows.count * share), 1), rows.count - 1)
    order = np.random.default_rng(project.seed).permutation(rows.count)
    if prepared.roles.classes:
        order = order[np.argsort(decode(rows.Y)[order], kind="stable")]
    # Evenly along the order: of each class its share.
    places = ((np.arange(count) + 0.5) * rows.count / count).astype(np.intp)
    if prepared.roles.classes:
        # A class's only row is trained on: nothing could be learnt of it otherwise.
        left = np.delete(decode(rows.Y)[order], places)
        places = places[np.isin(decode(rows.Y)[order[places]], left)]
    return rows.subset(np.sort(np.delete(order, places))), rows.subset(np.sort(order[places]))


def predict(network: Network, theta: FloatArray, prepared: Prepared, raw: FloatArray) -> FloatArray:
    """Return the answers (d_out, n) for `raw` inputs (columns, n), both in the table's units.

    For classes they are the probabilities (classes, n). Quantiles of a target that cross are put in order.
    """
    with np.errstate(all="ignore"):
        known = prepared.standardised(raw).astype(theta.dtype, copy=False)
        outputs = network.predict(theta, known)
        if prepared.roles.classes:
            return probabilities(outputs)
        return prepared.target_scaler.inverse(uncrossed(outputs, prepared.roles.quantiles))


def confused_rows(network: Network, theta: FloatArray, rows: Rows, true: int, answered: int) -> IndexArray:
    """Return the numbers in the table, ascending, of those `rows` of the class `true` answered `answered`."""
    with np.errstate(all="ignore"):
        answers = probabilities(network.predict(theta, rows.X)).argmax(axis=0)
    return np.sort(rows.numbers[(decode(rows.Y) == true) & (answers == answered)])


def likeliest(classes: tuple[str, ...], chances: FloatArray) -> list[str | None]:
    """Return the label with the greatest of the probabilities `chances` (classes, n) in every column.

    None where they are no numbers, as for inputs so large that the network overflows.
    """
    highest = zip(chances.argmax(axis=0), chances.max(axis=0), strict=True)
    return [classes[number] if np.isfinite(chance) else None for number, chance in highest]
