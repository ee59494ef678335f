"""Python that needs NumPy, for many rows at once, and Python that needs nothing, for one row at a time."""

from collections.abc import Mapping
from typing import Final

from engine.base.arrays import Float64Array
from engine.base.words import shortened
from engine.export.plan import COSINE, IS_LABEL, MISSING, NEVER, SINE, Feature, Plan
from engine.export.templates import filled, template

LONGEST_LINE: Final = 300
"""Of a comment: names can have a million letters."""

_ACTIVATIONS: Final = {
    "linear": "z",
    "relu": "np.maximum(z, 0.0)",
    "leaky_relu": "np.maximum(z, 0.01 * z)",
    "sigmoid": "0.5 * (1.0 + np.tanh(0.5 * z))",
    "tanh": "np.tanh(z)",
    "elu": "np.maximum(z, 0.0) + np.expm1(np.minimum(z, 0.0))",
    "selu": "1.0507009873554805 * (np.maximum(z, 0.0) + 1.6732632423543772 * np.expm1(np.minimum(z, 0.0)))",
    "gelu": "z * 0.5 * np.vectorize(math.erfc, otypes=[float])(-z / math.sqrt(2.0))",
    "silu": "z * 0.5 * (1.0 + np.tanh(0.5 * z))",
    "softplus": "np.maximum(z, 0.0) + np.log1p(np.exp(-np.abs(z)))",
    "sine": "np.sin(z)",
}

_SCALAR: Final = {
    "linear": "z",
    "relu": "max(z, 0.0)",
    "leaky_relu": "max(z, 0.01 * z)",
    "sigmoid": "0.5 * (1.0 + math.tanh(0.5 * z))",
    "tanh": "math.tanh(z)",
    "elu": "max(z, 0.0) + math.expm1(min(z, 0.0))",
    "selu": "1.0507009873554805 * (max(z, 0.0) + 1.6732632423543772 * math.expm1(min(z, 0.0)))",
    "gelu": "z * 0.5 * math.erfc(-z / math.sqrt(2.0))",
    "silu": "z * 0.5 * (1.0 + math.tanh(0.5 * z))",
    "softplus": "max(z, 0.0) + math.log1p(math.exp(-abs(z)))",
    "sine": "math.sin(z)",
}


def comment_lines(plan: Plan) -> list[str]:
    """Return what stands at the head of every export: what it is, its inputs and its answers."""
    lines = [
        plan.title + ".",
        f"Exported on {plan.date}; weights {plan.fingerprint}.",
        plan.checked,
        "",
        "Inputs, in this order:",
    ]
    for number, one in enumerate(plan.inputs):
        gap = "may be missing" if one.may_be_missing else "must not be missing: without it there is no answer"
        lines.append(f"  {number}  {one.name}: {one.words}; {gap}")
    kind = "Answers, the probabilities of the classes" if plan.classes else "Answers"
    lines += ["", f"{kind}, in this order:"]
    if plan.classes:
        lines += [f"  {number}  {name}" for number, name in enumerate(plan.classes)]
    else:
        units = plan.output_units or ("",) * len(plan.output_names)
        pairs = enumerate(zip(plan.output_names, units, strict=False))
        lines += [f"  {number}  {name}{f' in {unit}' * bool(unit)}" for number, (name, unit) in pairs]
    lines += ["", "A text that no training row had counts as none of the texts, as in Layerbench."]
    return ["  " * line.startswith("  ") + shortened(" ".join(line.split()), LONGEST_LINE) for line in lines]


def with_numpy(plan: Plan) -> str:
    """Return a module whose `predict` answers many rows at once."""
    networks = ",\n".join(f"    [\n{_members(plan, number)}    ]" for number in range(len(plan.members)))
    parts = {
        "ACTIVATIONS": _functions(plan, _ACTIVATIONS),
        "NETWORKS": networks,
        "FEATURES": _feature_lines(plan, numpy=True),
        "FEATURE_COUNT": str(len(plan.features)),
        "INPUT_COUNT": str(len(plan.inputs)),
        "OUTPUTS": _numpy_outputs(plan),
    }
    return filled("numpy_module.txt", _common(plan) | parts)


def plain(plan: Plan) -> str:
    """Return a module that needs nothing but Python, for one row at a time: it also runs on small devices."""
    networks = ",\n".join(
        f"    [\n{_plain_members(plan, number)}    ]" for number in range(len(plan.members))
    )
    parts = {
        "ACTIVATIONS": _functions(plan, _SCALAR),
        "NETWORKS": networks,
        "FEATURES": _feature_lines(plan, numpy=False),
        "OUTPUTS": _plain_outputs(plan),
    }
    return filled("plain_module.txt", _common(plan) | parts)


def _common(plan: Plan) -> dict[str, str]:
    """Return what both modules have in the same places."""
    return {
        "HEAD": "\n".join(_comment(plan)),
        "INPUTS": _texts(tuple(one.name for one in plan.inputs)),
        "LABELS": _label_table(plan),
        "ANSWERS": _texts(plan.answers),
        "FILLS": _numbers([one.fill for one in plan.inputs]),
        "MEAN": _numbers(plan.feature_mean.tolist()),
        "STD": _numbers(plan.feature_std.tolist()),
        "TYPICAL": _numbers([one.typical for one in plan.inputs]),
        "READ_CELL": template("read_cell.txt"),
    }


def _functions(plan: Plan, table: Mapping[str, str]) -> str:
    return "\n".join(f'    "{name}": lambda z: {table[name]},' for name in plan.activations)


def _comment(plan: Plan) -> list[str]:
    return [f"# {line}".rstrip() for line in comment_lines(plan)]


def _texts(texts: tuple[str, ...]) -> str:
    """Return texts as Python writes them: in ASCII, so that no letter of a name can end them."""
    return "[" + ", ".join(ascii(text) for text in texts) + "]"


def _label_table(plan: Plan) -> str:
    lines = [f"    {one.name!a}: {_texts(one.labels)}," for one in plan.inputs if one.labels]
    return "{\n" + "\n".join(lines) + "\n}" if lines else "{}"


def number_text(value: float) -> str:
    """Return a number as it reads back to the last bit in Python."""
    return 'float("nan")' if value != value else repr(float(value))


def _numbers(values: list[float]) -> str:
    return "[" + ", ".join(map(number_text, values)) + "]"


def _matrix(values: Float64Array, indent: str) -> str:
    return ",\n".join(f"{indent}{_numbers(row)}" for row in values.tolist())


def _members(plan: Plan, number: int) -> str:
    parts = []
    for weights, biases, activation in plan.members[number]:
        rows = _matrix(weights, " " * 12)
        parts.append(f"        (np.array([\n{rows},\n        ]),\n")
        parts.append(f'         np.array({_numbers(biases.tolist())}), "{activation}"),\n')
    return "".join(parts)


def _plain_members(plan: Plan, number: int) -> str:
    parts = []
    for weights, biases, activation in plan.members[number]:
        rows = [[*row, bias] for row, bias in zip(weights.tolist(), biases.tolist(), strict=True)]
        lines = ",\n".join(f"            {_numbers(row)}" for row in rows)
        parts.append(f'        ([\n{lines},\n        ], "{activation}"),\n')
    return "".join(parts)


def _feature_lines(plan: Plan, *, numpy: bool) -> str:
    return "\n".join(f"        {_feature(feature, numpy=numpy)}," for feature in plan.features)


def _feature(feature: Feature, *, numpy: bool) -> str:
    library, i = ("np" if numpy else "math"), feature.column
    match feature.kind:
        case _ if feature.kind == NEVER:
            return f"0.0 * v[{i}]" if numpy else "0.0"
        case _ if feature.kind == IS_LABEL:
            return f"v[{i}] == {feature.label}" if numpy else f"float(v[{i}] == {feature.label})"
        case _ if feature.kind == MISSING:
            return f"np.isnan(raw[{i}])" if numpy else f"float(math.isnan(raw[{i}]))"
        case _ if feature.kind in (SINE, COSINE):
            wave = "sin" if feature.kind == SINE else "cos"
            return f"{library}.{wave}(2 * math.pi * v[{i}] / {feature.period!r})"
        case _:
            return f"v[{i}]"


def _numpy_outputs(plan: Plan) -> str:
    if len(plan.classes) == 2:
        return "    half = 0.5 * np.tanh(0.5 * a[0])\n    return np.array([0.5 - half, 0.5 + half])"
    if plan.classes:
        return "    shares = np.exp(a - a.max(axis=0))\n    return shares / shares.sum(axis=0)"
    std, mean = _numbers(plan.output_std.tolist()), _numbers(plan.output_mean.tolist())
    code = f"    y = a * np.array({std})[:, None] + np.array({mean})[:, None]\n"
    if plan.quantiles > 1:
        code += f"    y = np.sort(y.reshape(-1, {plan.quantiles}, y.shape[1]), axis=1).reshape(y.shape)\n"
    return code + "    return y"


def _plain_outputs(plan: Plan) -> str:
    if len(plan.classes) == 2:
        return "    half = 0.5 * math.tanh(0.5 * a[0])\n    return [0.5 - half, 0.5 + half]"
    if plan.classes:
        return (
            "    top = max(a)\n    shares = [math.exp(value - top) for value in a]\n"
            "    return [share / sum(shares) for share in shares]"
        )
    std, mean = _numbers(plan.output_std.tolist()), _numbers(plan.output_mean.tolist())
    code = f"    y = [value * std + mean for value, std, mean in zip(a, {std}, {mean})]\n"
    if plan.quantiles > 1:
        q = plan.quantiles
        code += (
            f"    y = [value for first in range(0, len(y), {q}) for value in sorted(y[first:first + {q}])]\n"
        )
    return code + "    return y"
