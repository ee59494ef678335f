"""A trained model as a few plain steps, which every format writes down in its own language.

From raw inputs, each a number (a label by its place among the labels, a date as days since 1970, NaN for
nothing), to features, standardised; then layer by layer; then back to the table's units.
"""

import datetime
from dataclasses import dataclass
from hashlib import blake2b
from typing import Final, NamedTuple

import numpy as np

from engine.base.arrays import Float64Array, FloatArray
from engine.data.inputs import ENCODINGS, INDICATOR, Input
from engine.model.trained import TrainedModel

VERSION: Final = "0.1.0"

VALUE: Final = "value"
IS_LABEL: Final = "is label"
NEVER: Final = "never"
SINE: Final = "sine"
COSINE: Final = "cosine"
MISSING: Final = "missing"


class Feature(NamedTuple):
    """How one number that the network reads follows from the raw input `column`.

    VALUE is the input itself; IS_LABEL is 1 where it is the label `label` and NEVER always 0; SINE and COSINE
    are those of 2 pi times the input over `period`; MISSING is 1 where it is missing. All but the last see
    the input's fill in the place of a gap.
    """

    kind: str
    column: int
    label: int = 0
    period: float = 1.0


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class PlannedInput:
    """A raw input: its `fill` takes the place of a gap, NaN where nothing does, so that there is no answer.

    `low` and `high` are the range of the training rows; `labels` the texts that its numbers stand for.
    """

    name: str
    unit: str
    is_date: bool
    labels: tuple[str, ...]
    fill: float
    low: float
    high: float
    typical: float
    may_be_missing: bool

    @property
    def words(self) -> str:
        """What it takes, for a comment: "number, 1 to 9 in training"."""
        if self.labels:
            return f"one of {', '.join(self.labels[:12])}{', ...' if len(self.labels) > 12 else ''}"
        what = (
            "date, as days since 1970-01-01"
            if self.is_date
            else f"number{f' in {self.unit}' * bool(self.unit)}"
        )
        return f"{what}, {self.low:.6g} to {self.high:.6g} in training"


class PlannedLayer(NamedTuple):
    """Weights (units, inputs), biases (units,) and the id of the activation."""

    weights: Float64Array
    biases: Float64Array
    activation: str


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Plan:
    """All that a model computes. `members` are networks of one shape whose answers are averaged.

    For numbers an output is `output_std` times the network's plus `output_mean`; where there are `quantiles`
    so many neighbours are put in order. For `classes` it is their probabilities.
    """

    inputs: tuple[PlannedInput, ...]
    features: tuple[Feature, ...]
    feature_mean: Float64Array
    feature_std: Float64Array
    members: tuple[tuple[PlannedLayer, ...], ...]
    output_names: tuple[str, ...]
    output_units: tuple[str, ...]
    output_mean: Float64Array
    output_std: Float64Array
    classes: tuple[str, ...]
    quantiles: int
    target: str
    fingerprint: str
    parameters: int
    date: str
    checked: str = "Not checked."
    """What came of running the export, for its head."""

    @property
    def answers(self) -> tuple[str, ...]:
        """What is answered, in order: outputs, or the classes whose probabilities these are."""
        return self.classes or self.output_names

    @property
    def activations(self) -> tuple[str, ...]:
        """The ids of the activations in use, each once."""
        return tuple(dict.fromkeys(layer.activation for layer in self.members[0]))

    @property
    def sizes(self) -> tuple[int, ...]:
        """The widths of all layers."""
        layers = self.members[0]
        return (len(self.features), *(len(layer.biases) for layer in layers))

    @property
    def title(self) -> str:
        """What it is, in a line."""
        shape = "-".join(map(str, self.sizes))
        many = f", the mean of {len(self.members)} networks" if len(self.members) > 1 else ""
        return f"Predicts {self.target}: a neural network {shape} trained by Layerbench{many}"


def plan_of(model: TrainedModel, date: str = "") -> Plan:
    """Return the steps of `model`; `date` is when it is exported, today where nothing is said."""
    preprocessor = model.preprocessor
    roles, encoder = preprocessor.roles, preprocessor.encoder
    return Plan(
        inputs=tuple(_inputs(model)),
        features=tuple(
            feature
            for column, one in enumerate(roles.inputs)
            for feature in _features(column, one, encoder.known(column))
        ),
        feature_mean=_plain(preprocessor.input_scaler.mean),
        feature_std=_plain(preprocessor.input_scaler.std),
        members=tuple(_layers(model, theta) for theta in model.members),
        output_names=roles.output_names,
        output_units=preprocessor.output_units,
        output_mean=_plain(preprocessor.target_scaler.mean),
        output_std=_plain(preprocessor.target_scaler.std),
        classes=roles.classes,
        quantiles=len(roles.quantiles),
        target=", ".join(roles.targets),
        fingerprint=fingerprint(model),
        parameters=model.network.parameters,
        date=date or datetime.date.today().isoformat(),
    )


def fingerprint(model: TrainedModel) -> str:
    """Return what tells a model's weights from all others, the same on every machine."""
    digest = blake2b(digest_size=8)
    for theta in model.members:
        digest.update(np.ascontiguousarray(theta, np.dtype("<f8")).tobytes())
    return digest.hexdigest()


def _inputs(model: TrainedModel) -> list[PlannedInput]:
    preprocessor = model.preprocessor
    return [
        PlannedInput(
            name=one.name,
            unit=preprocessor.input_units[column],
            is_date=one.is_date,
            labels=one.labels if ENCODINGS[one.encoding].labelled else (),
            fill=float(preprocessor.encoder.fills[column]),
            low=float(preprocessor.input_low[column]),
            high=float(preprocessor.input_high[column]),
            typical=float(preprocessor.typical[column]),
            may_be_missing=one.missing != "row",
        )
        for column, one in enumerate(preprocessor.roles.inputs)
    ]


def _features(column: int, one: Input, known: tuple[bool, ...]) -> list[Feature]:
    """Return the features of an input, in the order of `Input.features`."""
    encoding = ENCODINGS[one.encoding]
    if one.encoding == "one_hot":
        found = [
            Feature(IS_LABEL if is_known else NEVER, column, label) for label, is_known in enumerate(known)
        ]
    else:
        waves = [
            Feature(kind, column, period=period) for _, period in encoding.cycles for kind in (SINE, COSINE)
        ]
        found = [Feature(VALUE, column), *waves]
    return [*found, Feature(MISSING, column)] if one.missing == INDICATOR else found


def _layers(model: TrainedModel, theta: FloatArray) -> tuple[PlannedLayer, ...]:
    blocks = model.network.blocks(np.asarray(theta, np.float64))
    return tuple(
        PlannedLayer(_plain(block[:, :-1]), _plain(block[:, -1]), activation.id)
        for block, activation in zip(blocks, model.network.activations, strict=True)
    )


def _plain(array: FloatArray) -> Float64Array:
    return np.ascontiguousarray(array, np.float64)


def sample_inputs(plan: Plan, rows: int = 1000, seed: int = 0) -> Float64Array:
    """Return raw inputs (columns, rows) to try a model on: over and beyond the training range, with gaps."""
    chance = np.random.default_rng(seed)
    columns = []
    for one in plan.inputs:
        if one.labels:
            values = chance.integers(len(one.labels), size=rows).astype(float)
        else:
            reach = 0.1 * (one.high - one.low)
            values = chance.uniform(one.low - reach, one.high + reach, rows)
        if one.may_be_missing:
            values[chance.random(rows) < 0.1] = np.nan
        columns.append(values)
    sample = np.array(columns).reshape(len(plan.inputs), rows)
    if rows:
        sample[:, 0] = [one.typical for one in plan.inputs]
    return sample
