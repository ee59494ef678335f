"""The model as equations, to be read or put into a paper: plain text and LaTeX, scaling included."""

from typing import Final

from engine.base.words import shortened
from engine.export.plan import COSINE, IS_LABEL, MISSING, NEVER, SINE, Feature, Plan
from engine.export.python_code import comment_lines

LONGEST_NAME: Final = 60

_LATEX: Final = {
    "linear": "z",
    "relu": r"\max(z, 0)",
    "leaky_relu": r"\max(z, 0.01\,z)",
    "sigmoid": r"\frac{1}{1 + e^{-z}}",
    "tanh": r"\tanh z",
    "elu": r"\max(z, 0) + e^{\min(z, 0)} - 1",
    "selu": r"1.0507009873554805\,\bigl(\max(z, 0) + 1.6732632423543772\,(e^{\min(z, 0)} - 1)\bigr)",
    "gelu": r"z\,\Phi(z)",
    "silu": r"\frac{z}{1 + e^{-z}}",
    "softplus": r"\ln(1 + e^z)",
    "sine": r"\sin z",
}

_TEXT: Final = {
    "linear": "z",
    "relu": "max(z, 0)",
    "leaky_relu": "max(z, 0.01 z)",
    "sigmoid": "1 / (1 + exp(-z))",
    "tanh": "tanh(z)",
    "elu": "max(z, 0) + exp(min(z, 0)) - 1",
    "selu": "1.0507009873554805 (max(z, 0) + 1.6732632423543772 (exp(min(z, 0)) - 1))",
    "gelu": "z times the share of a standard normal law below z",
    "silu": "z / (1 + exp(-z))",
    "softplus": "ln(1 + exp(z))",
    "sine": "sin(z)",
}

_SPECIAL: Final = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "%": r"\%",
    "_": r"\_", "^": r"\textasciicircum{}", "~": r"\textasciitilde{}",
}  # fmt: skip


def text(plan: Plan) -> str:
    """Return the equations as plain text, every weight to the last digit."""
    lines = [*comment_lines(plan), ""]
    for number, feature in enumerate(plan.features):
        mean, std = float(plan.feature_mean[number]), float(plan.feature_std[number])
        lines.append(f"x{number + 1} = ({_feature(plan, feature)} - {mean!r}) / {std!r}")
    for member, layers in enumerate(plan.members, 1):
        if len(plan.members) > 1:
            lines += ["", f"Network {member} of {len(plan.members)}:"]
        below = "x"
        for place, (weights, biases, activation) in enumerate(layers, 1):
            own = "ahcdefgklmnopqrstuvw"[(place - 1) % 20] if place < len(layers) else "o"
            lines += ["", f"Layer {place}, with f(z) = {_TEXT[activation]}:"]
            for unit, (row, bias) in enumerate(zip(weights.tolist(), biases.tolist(), strict=True), 1):
                terms = " + ".join(f"{weight!r} {below}{n}" for n, weight in enumerate(row, 1))
                lines.append(f"{own}{unit} = f({bias!r} + {terms})")
            below = own
    return "\n".join([*lines, "", *_answers(plan), ""])


def _answers(plan: Plan) -> list[str]:
    mean = " (the mean of this over all networks)" if len(plan.members) > 1 else ""
    names = [_name(name) for name in plan.answers]
    if len(plan.classes) == 2:
        return [
            f"probability of {names[1]} = 1 / (1 + exp(-o1)){mean}",
            f"probability of {names[0]} = 1 - that",
        ]
    if plan.classes:
        total = " + ".join(f"exp(o{n})" for n in range(1, len(names) + 1))
        return [f"probability of {name} = exp(o{n}) / ({total}){mean}" for n, name in enumerate(names, 1)]
    scaled = zip(names, plan.output_std.tolist(), plan.output_mean.tolist(), strict=True)
    lines = [f"{name} = {std!r} o{n} + {mean_of!r}{mean}" for n, (name, std, mean_of) in enumerate(scaled, 1)]
    return [*lines, "Quantiles of one target are put in ascending order."] if plan.quantiles > 1 else lines


def latex(plan: Plan) -> str:
    """Return a LaTeX document with the equations as matrices."""
    parts = [
        "\\documentclass{article}",
        "\\usepackage[utf8]{inputenc}",
        "\\usepackage{amsmath}",
        "\\setcounter{MaxMatrixCols}{4096}",
        "\\begin{document}",
        "\\noindent " + "\\\\\n".join(escaped(line) for line in comment_lines(plan) if line),
        "\\begin{align*}",
        "\\\\\n".join(_latex_inputs(plan)),
        "\\end{align*}",
    ]
    for member, layers in enumerate(plan.members, 1):
        if len(plan.members) > 1:
            parts.append(f"Network {member} of {len(plan.members)}:")
        for place, (weights, biases, activation) in enumerate(layers, 1):
            below = "x" if place == 1 else f"a^{{({place - 1})}}"
            matrix = "\\\\\n".join(" & ".join(map(repr, row)) for row in weights.tolist())
            column = "\\\\\n".join(map(repr, biases.tolist()))
            weighted = f"\\begin{{bmatrix}}\n{matrix}\n\\end{{bmatrix}} {below}"
            total = f"{weighted} + \\begin{{bmatrix}}\n{column}\n\\end{{bmatrix}}"
            function = f"f_{{{place}}}(z) = {_LATEX[activation]}"
            left = f"a^{{({place})}} = f_{{{place}}}"
            parts += ["\\[", f"{left}\\left({total}\\right), \\qquad {function}", "\\]"]
    return "\n".join(
        [
            *parts,
            "\\begin{align*}",
            "\\\\\n".join(_latex_answers(plan)),
            "\\end{align*}",
            "\\end{document}",
            "",
        ]
    )


def _latex_inputs(plan: Plan) -> list[str]:
    lines = []
    for number, feature in enumerate(plan.features):
        mean, std = float(plan.feature_mean[number]), float(plan.feature_std[number])
        text_of = escaped(_feature(plan, feature))
        lines.append(f"x_{{{number + 1}}} &= \\frac{{\\text{{{text_of}}} - {mean!r}}}{{{std!r}}}")
    return lines


def _latex_answers(plan: Plan) -> list[str]:
    last = f"a^{{({len(plan.members[0])})}}"
    names = [escaped(_name(name)) for name in plan.answers]
    if len(plan.classes) == 2:
        return [f"P(\\text{{{names[1]}}}) &= \\frac{{1}}{{1 + e^{{-{last}}}}}"]
    if plan.classes:
        return [
            f"P(\\text{{{name}}}) &= \\frac{{e^{{{last}_{{{n}}}}}}}{{\\sum_k e^{{{last}_k}}}}"
            for n, name in enumerate(names, 1)
        ]
    scaled = zip(names, plan.output_std.tolist(), plan.output_mean.tolist(), strict=True)
    return [
        f"\\text{{{name}}} &= {std!r}\\,{last}_{{{n}}} + {mean!r}"
        for n, (name, std, mean) in enumerate(scaled, 1)
    ]


def escaped(words: str) -> str:
    """Return a text as LaTeX writes it."""
    return "".join(_SPECIAL.get(letter, letter) for letter in words)


def _name(name: str) -> str:
    return shortened(" ".join(name.split()), LONGEST_NAME)


def _feature(plan: Plan, feature: Feature) -> str:
    one = plan.inputs[feature.column]
    name = _name(one.name)
    if feature.kind == NEVER:
        return "0"
    if feature.kind == IS_LABEL:
        return f"[1 if {name} is {_name(one.labels[feature.label])}, else 0]"
    if feature.kind == MISSING:
        return f"[1 if {name} is missing, else 0]"
    if feature.kind in (SINE, COSINE):
        wave = "sin" if feature.kind == SINE else "cos"
        return f"{wave}(2 pi {name} / {feature.period!r})"
    return f"[number of {name} among {', '.join(map(_name, one.labels))}, from 0]" if one.labels else name
