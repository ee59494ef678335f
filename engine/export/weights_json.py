"""All weights and what stands around them, as JSON for programs of one's own."""

import json
from typing import Any

import numpy as np

from engine.base.arrays import Float64Array
from engine.export.plan import Plan
from engine.export.python_code import comment_lines


def weights_json(plan: Plan) -> str:
    """Return everything that the model computes with; numbers read back to the last bit, null for NaN."""
    data = {
        "about": comment_lines(plan),
        "inputs": [
            {
                "name": one.name,
                "unit": one.unit,
                "is_date": one.is_date,
                "labels": list(one.labels),
                "fill": _number(one.fill),
                "training_range": [_number(one.low), _number(one.high)],
                "typical": _number(one.typical),
            }
            for one in plan.inputs
        ],
        "features": [feature._asdict() for feature in plan.features],
        "feature_mean": plan.feature_mean.tolist(),
        "feature_std": plan.feature_std.tolist(),
        "networks": [
            [
                {
                    "weights": layer.weights.tolist(),
                    "biases": layer.biases.tolist(),
                    "activation": layer.activation,
                }
                for layer in layers
            ]
            for layers in plan.members
        ],
        "answers": list(plan.answers),
        "output_units": list(plan.output_units),
        "output_mean": plan.output_mean.tolist(),
        "output_std": plan.output_std.tolist(),
        "classes": list(plan.classes),
        "quantiles": plan.quantiles,
        "fingerprint": plan.fingerprint,
    }
    return json.dumps(data, indent=1, allow_nan=False) + "\n"


def weights_of(text: str) -> list[Float64Array]:
    """Return the weights (parameters,) of each network that such a text holds."""
    data: dict[str, Any] = json.loads(text)
    return [
        np.concatenate(
            [
                np.column_stack([np.array(layer["weights"], float), np.array(layer["biases"], float)]).ravel()
                for layer in layers
            ]
        )
        for layers in data["networks"]
    ]


def _number(value: float) -> float | None:
    return None if value != value else value
