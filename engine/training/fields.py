"""The table of training fields: what each is called, what values it takes, and which methods have it.

Checks, the Training panel and the options of the shell read it. A row's id is the attribute of TrainingChoice
that it stands for.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from engine.base.limits import LIMITS, Limit, check_id
from engine.network.losses import LOSSES
from engine.network.penalties import PENALTIES
from engine.training.methods.precisions import PRECISIONS
from engine.training.methods.schedules import SCHEDULES
from engine.training.methods.table import METHODS, Method, StepperMethod


def _every_method(_method: Method) -> bool:
    return True


def _steps(method: Method) -> bool:
    return isinstance(method, StepperMethod)


def _takes_batches(method: Method) -> bool:
    return isinstance(method, StepperMethod) and method.takes_batches


def _takes_precision(method: Method) -> bool:
    return method.takes_precision


def _takes_l2(method: Method) -> bool:
    return "l2" in method.penalties


def _takes_l1(method: Method) -> bool:
    return "l1" in method.penalties


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingField:
    """What is said of a training field wherever it is shown.

    The panel labels its editor with `label`, names it `title`, explains it by `tip`, and keeps those that are
    `seldom` needed out of sight at first. The shell has it as `option`, or not at all where it has no `help`.
    It means something to the methods `of` which that is true.
    """

    id: str
    label: str
    title: str
    tip: str = ""
    seldom: bool = True
    option: str = ""
    help: str = ""
    of: Callable[[Method], bool] = _every_method

    def check(self, value: Any) -> None:
        """Raise InputError for a value that cannot be."""

    @property
    def flag(self) -> str:
        """What the shell calls it: "--learning-rate"."""
        return self.option or f"--{self.id.replace('_', '-')}"


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberField(TrainingField):
    """A number.

    `empty` is what an editor without one says, and `without` what is typed in the shell for that; None where
    there must be a number. Stepping up from there, or from 0, begins with `first`.
    """

    limit: Limit
    metavar: str = "X"
    empty: str | None = None
    without: str | None = None
    step: Literal["add", "multiply", "double"] = "multiply"
    first: float = 1.0

    def check(self, value: Any) -> None:
        """Raise InputError for a number outside the limits."""
        if value is not None:
            self.limit.check(value)

    def parse(self, text: str) -> float | None:
        """Read what is typed in the shell; raise InputError outside the limits."""
        if self.without is not None and text.strip().lower() == self.without:
            return None
        return self.limit.parse(text)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceField(TrainingField):
    """One row of a table, by its id; where it can be `none`, the empty id stands for that.

    Without a `tip` of its own, that of the chosen row explains it. `note` is what help says after the ids.
    """

    table: Mapping[str, Any]
    none: str = ""
    note: str = ""

    def check(self, value: Any) -> None:
        """Raise InputError for an id that is not in the table."""
        if value or not self.none:
            check_id(self.id, value, self.table)


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagField(TrainingField):
    """Something that is so or not; `sentence` is what is written beside the box."""

    sentence: str


def _penalty(name: str, of: Callable[[Method], bool]) -> NumberField:
    row = PENALTIES[name]
    return NumberField(
        id=name,
        label=row.title,
        title=f"{row.title} penalty",
        tip=f"{row.tip} 0: off. Begin with 0.0001; layers can have their own in the Network panel.",
        help=f"a penalty on weights: {row.tip[0].lower()}{row.tip[1:]}".rstrip("."),
        limit=LIMITS[name],
        first=1e-4,
        of=of,
    )


def _usual_parameters() -> str:
    having = [(loss.id, loss.parameter) for loss in LOSSES.values() if loss.parameter]
    return " and ".join(f"{parameter.usual:g} for {loss}" for loss, parameter in having)


TRAINING_FIELDS: Final[Mapping[str, NumberField | ChoiceField | FlagField]] = {
    row.id: row
    for row in (
        ChoiceField(
            id="method",
            label="Method",
            title="Method",
            table=METHODS,
            seldom=False,
            help="without --recipe, that method's recipe",
        ),
        NumberField(
            id="learning_rate",
            label="Learning rate",
            title="Learning rate",
            tip=(
                "How large the steps are. Too small: slow. Too large: the loss jumps about or explodes. "
                "Applies at once while training."
            ),
            seldom=False,
            help="how large the steps are",
            metavar="R",
            limit=Limit("the learning rate", 0, 100, above_low=True),
            of=_steps,
        ),
        ChoiceField(
            id="schedule",
            label="",
            title="Learning rate schedule",
            table=SCHEDULES,
            seldom=False,
            help="how the learning rate changes",
            of=_steps,
        ),
        NumberField(
            id="epoch_limit",
            label="Epochs",
            title="Epochs",
            tip="An epoch goes once through all training rows. Training ends after so many; Train again adds "
            "more.",
            seldom=False,
            option="--epochs",
            help="how many passes over the training rows",
            metavar="N",
            limit=Limit("the number of epochs", 0, 1_000_000_000, whole=True),
        ),
        NumberField(
            id="batch_size",
            label="Batch size",
            title="Batch size",
            tip="How many rows each step looks at. Empty: all of them. Few make quick, noisy steps.",
            seldom=False,
            help="rows an update, or full for all of them",
            metavar="N",
            limit=Limit("the batch size", 1, 1_000_000_000, whole=True),
            empty="all rows",
            without="full",
            step="double",
            of=_takes_batches,
        ),
        ChoiceField(id="loss", label="Loss", title="Loss", table=LOSSES, help="what is made small"),
        FlagField(
            id="balance_classes",
            label="",
            title="How much classes count",
            sentence="All classes count the same",
            tip=(
                "Rows of rare classes count for more, so that the network cannot do well by always "
                "answering the commonest: fewer rare ones are missed, for more false alarms."
            ),
            help="let rows of rare classes count for more, so that every class has the same say",
        ),
        NumberField(
            id="loss_parameter",
            label="Parameter",
            title="Parameter of the loss",
            help=f"of a loss that has one; usually {_usual_parameters()}",
            # Its limits are those of the loss, which checks it.
            limit=Limit("the parameter of the loss", -math.inf, math.inf),
        ),
        _penalty("l2", _takes_l2),
        _penalty("l1", _takes_l1),
        NumberField(
            id="patience",
            label="Patience",
            title="Patience",
            tip=(
                "End when the validation rows have not been answered better for so many epochs, and give "
                "back the weights that answered them best: the surest way not to learn rows by heart. "
                "Needs validation rows, the middle number of Split. Empty: never."
            ),
            help="stop after so many epochs without a better answer to the validation rows, and take the "
            "best",
            metavar="N",
            limit=Limit("the patience in epochs", 1, 1_000_000_000, whole=True),
            empty="never",
            first=100,
        ),
        NumberField(
            id="held_out",
            label="Hold out %",
            title="Held-out share in percent",
            tip="Where Split gives no validation rows, put this share of the training rows aside to see when "
            "Patience runs out. 0: none.",
            help="training rows to take for validation where the split has none",
            metavar="PERCENT",
            limit=Limit("the share held out in percent", 0, 50),
            step="add",
            first=10,
        ),
        NumberField(
            id="starts",
            label="Starts",
            title="Starts",
            tip=(
                "Begin from so many random weights at once, drop the worse ones and go on with the best, "
                "so that bad luck spoils nothing. The others stay in the loss plot as faint lines."
            ),
            help="begin from so many random weights at once and go on with the best",
            metavar="N",
            limit=Limit("the number of starts", 1, 100, whole=True),
            step="add",
        ),
        NumberField(
            id="folds",
            label="Folds",
            title="Folds of cross-validation",
            tip=(
                "Before training, find the L2 penalty that predicts best: the training rows are dealt into "
                "so many parts, and each part is answered by networks that have not seen it. 0: off; 5 is "
                "usual. Takes time, and is worth it where rows are few."
            ),
            help=(
                "choose the L2 penalty by cross-validation: every row is answered by a network trained "
                "without its share, one of so many; 0 for none"
            ),
            metavar="N",
            limit=Limit("the number of folds", 0, 20, whole=True),
            step="add",
            first=5,
            of=_takes_l2,
        ),
        ChoiceField(
            id="alternative",
            label="Or try",
            title="Method that cross-validation also tries",
            tip=(
                "Where a weak penalty predicts best, or nothing has been learnt, cross-validation can also "
                "try a method that finds out by itself how small the weights should be, and takes it if it "
                "predicts better."
            ),
            table={row.id: row for row in METHODS.values() if not _takes_l2(row)},
            none="L2 penalties only",
        ),
        NumberField(
            id="target_loss",
            label="Stop at",
            title="Stop at loss",
            tip="End as soon as the training loss is this small. Empty: go on to the last epoch.",
            help="stop at this training loss",
            limit=Limit("the target loss", 0, 1e6),
            empty="never",
        ),
        NumberField(
            id="max_seconds",
            label="Time",
            title="Maximal seconds",
            tip="End after so many seconds of training. Empty: no limit.",
            help="stop after this time",
            metavar="S",
            limit=Limit("the time limit in seconds", 0, 1e7, above_low=True),
            empty="any",
            first=10,
        ),
        NumberField(
            id="gradient_norm",
            label="Flat at",
            title="Gradient norm to stop at",
            tip=(
                "End where the slope, the norm of the gradient, is at most this: on the flat, nothing more "
                "is to be gained by small steps. Empty: never."
            ),
            help="stop where the slope is this flat",
            limit=Limit("the gradient norm to stop at", 0, 1e6),
            empty="never",
            first=1e-6,
        ),
        NumberField(
            id="clip_norm",
            label="Clip at",
            title="Longest gradient",
            tip=(
                "A gradient longer than this is shortened to it, so that a single steep place cannot throw "
                "the weights far off. Empty: never."
            ),
            help="shorten longer gradients to this",
            limit=Limit("the longest gradient", 0, 1e6, above_low=True),
            empty="never",
            of=_steps,
        ),
        ChoiceField(
            id="precision",
            label="Precision",
            title="Precision",
            table=PRECISIONS,
            help="what to compute with",
            note="; methods that solve with a matrix use float64",
            of=_takes_precision,
        ),
    )
}
