"""JavaScript: a module, and a page that is a calculator by itself, without any network."""

import html
import json
from typing import Any, Final

from engine.export.plan import Plan, PlannedInput
from engine.export.python_code import comment_lines
from engine.export.templates import filled, template

_ACTIVATIONS: Final = {
    "linear": "z",
    "relu": "Math.max(z, 0)",
    "leaky_relu": "Math.max(z, 0.01 * z)",
    "sigmoid": "0.5 * (1 + Math.tanh(0.5 * z))",
    "tanh": "Math.tanh(z)",
    "elu": "Math.max(z, 0) + Math.expm1(Math.min(z, 0))",
    "selu": "1.0507009873554805 * (Math.max(z, 0) + 1.6732632423543772 * Math.expm1(Math.min(z, 0)))",
    "gelu": "z * normal(z)",
    "silu": "z * 0.5 * (1 + Math.tanh(0.5 * z))",
    "softplus": "Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)))",
    "sine": "Math.sin(z)",
}


def module(plan: Plan) -> str:
    """Return an ES module: `predict` answers one row of raw numbers, `numbers` reads texts and dates."""
    comment = "\n".join(f"// {_plain(line)}".rstrip() for line in comment_lines(plan))
    return f"{comment}\n\n{_model(plan)}\nexport {{ model, predict, numbers }};\n"


def page(plan: Plan) -> str:
    """Return a page of HTML with a field for every input, which answers as one types."""
    title = html.escape(f"{plan.target} – calculator")
    about = "".join(f"<li>{html.escape(line.strip())}</li>" for line in comment_lines(plan) if line.strip())
    return filled("calculator.html", {"TITLE": title, "ABOUT": about, "MODEL": _model(plan)})


def _model(plan: Plan) -> str:
    functions = ",\n".join(f"  {name}: z => {_ACTIVATIONS[name]}" for name in plan.activations)
    parts = [f"const model = {literal(_data(plan))};", f"const activations = {{\n{functions}\n}};"]
    parts += [template("normal.js")] * ("gelu" in plan.activations)
    return "\n\n".join([*parts, template("model.js")])


def _data(plan: Plan) -> dict[str, Any]:
    """Return all numbers and names of a model."""
    return {
        "title": plan.title,
        "target": plan.target,
        "inputs": [_input(one) for one in plan.inputs],
        "features": [[one.kind, one.column, one.label, one.period] for one in plan.features],
        "mean": plan.feature_mean.tolist(),
        "std": plan.feature_std.tolist(),
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
        "units": list(plan.output_units),
        "classes": bool(plan.classes),
        "quantiles": plan.quantiles,
        "outputMean": plan.output_mean.tolist(),
        "outputStd": plan.output_std.tolist(),
        "fingerprint": plan.fingerprint,
        "date": plan.date,
    }


def _input(one: PlannedInput) -> dict[str, Any]:
    return {
        "name": one.name,
        "unit": one.unit,
        "labels": list(one.labels),
        "date": one.is_date,
        "fill": None if one.fill != one.fill else one.fill,
        "low": one.low,
        "high": one.high,
        "typical": None if one.typical != one.typical else one.typical,
        "mayBeMissing": one.may_be_missing,
    }


def literal(data: Any) -> str:
    """Return data as JavaScript, in ASCII and without what would end a script in a page."""
    return json.dumps(data, allow_nan=False).replace("<", "\\u003c").replace(">", "\\u003e")


def _plain(line: str) -> str:
    return line.encode("ascii", "replace").decode()
