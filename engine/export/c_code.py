"""C99: a header and a source without dependencies, allocation or global state."""

import re
from typing import Final

from engine.base.arrays import Float64Array
from engine.export.plan import COSINE, IS_LABEL, MISSING, NEVER, SINE, Feature, Plan
from engine.export.python_code import comment_lines

_ACTIVATIONS: Final = {
    "linear": "z",
    "relu": "z > 0.0 ? z : 0.0",
    "leaky_relu": "z > 0.0 ? z : 0.01 * z",
    "sigmoid": "0.5 * (1.0 + tanh(0.5 * z))",
    "tanh": "tanh(z)",
    "elu": "z > 0.0 ? z : expm1(z)",
    "selu": "1.0507009873554805 * (z > 0.0 ? z : 1.6732632423543772 * expm1(z))",
    "gelu": "z * 0.5 * erfc(-z / sqrt(2.0))",
    "silu": "z * 0.5 * (1.0 + tanh(0.5 * z))",
    "softplus": "(z > 0.0 ? z : 0.0) + log1p(exp(-fabs(z)))",
    "sine": "sin(z)",
}


def header(plan: Plan, name: str) -> str:
    """Return the header of a module called `name`."""
    guard = re.sub(r"\W", "_", name).upper() + "_H"
    labels = [one for one in plan.inputs if one.labels]
    lookup = (
        f"\n/* Return the number of a text among the labels of an input, -1 where it is none of them. */\n"
        f"int {name}_label(int input, const char *text);\n" * bool(labels)
    )
    return f"""{_comment(plan)}
#ifndef {guard}
#define {guard}

#define {name.upper()}_INPUTS {len(plan.inputs)}
#define {name.upper()}_ANSWERS {len(plan.answers)}

/* Answer one row. A text is given by its label's number, a date as days since 1970-01-01, nothing as NAN. */
void {name}_predict(const double raw[{len(plan.inputs)}], double answers[{len(plan.answers)}]);
{lookup}
extern const char *const {name}_input_names[{len(plan.inputs)}];
extern const char *const {name}_answer_names[{len(plan.answers)}];

#endif
"""


def source(plan: Plan, name: str) -> str:
    """Return the source of a module called `name`, which includes its header."""
    functions = "\n".join(
        f"static double {_function(one)}(double z) {{ return {_ACTIVATIONS[one]}; }}"
        for one in plan.activations
    )
    weights = "\n".join(_weights(plan, number) for number in range(len(plan.members)))
    networks = "\n\n".join(_network(plan, number) for number in range(len(plan.members)))
    return f"""{_comment(plan)}
#include "{name}.h"

#include <math.h>
#include <string.h>

const char *const {name}_input_names[{len(plan.inputs)}] = {_texts(tuple(one.name for one in plan.inputs))};
const char *const {name}_answer_names[{len(plan.answers)}] = {_texts(plan.answers)};
{_labels(plan, name)}
static const double fills[{len(plan.inputs)}] = {_numbers([one.fill for one in plan.inputs])};
static const double feature_mean[{len(plan.features)}] = {_numbers(plan.feature_mean.tolist())};
static const double feature_std[{len(plan.features)}] = {_numbers(plan.feature_std.tolist())};

{functions}

{weights}
{_LAYER}
{_outputs(plan)}

{networks}

{_predict(plan, name)}"""


def _predict(plan: Plan, name: str) -> str:
    """Return the function that answers one row."""
    calls = "\n".join(f"    network_{number}(x, answers);" for number in range(len(plan.members)))
    features = "\n".join(f"    x[{n}] = {_feature(one)};" for n, one in enumerate(plan.features))
    count = len(plan.members)
    return f"""void {name}_predict(const double raw[{len(plan.inputs)}], double answers[{len(plan.answers)}])
{{
    double v[{len(plan.inputs)}], x[{len(plan.features)}];
    int i;
    for (i = 0; i < {len(plan.inputs)}; i++) v[i] = isnan(raw[i]) ? fills[i] : raw[i];
{features}
    for (i = 0; i < {len(plan.features)}; i++) x[i] = (x[i] - feature_mean[i]) / feature_std[i];
    for (i = 0; i < {len(plan.answers)}; i++) answers[i] = 0.0;
{calls}
    for (i = 0; i < {len(plan.answers)}; i++) answers[i] /= {count}.0;
}}
"""


_LAYER: Final = """
/* One layer: every unit sums its weighted inputs and its bias, and applies the activation. */
static void layer(const double *weights, const double *biases, int units, int inputs, double (*f)(double),
                  const double *from, double *to)
{
    int u, i;
    for (u = 0; u < units; u++) {
        double z = 0.0;
        for (i = 0; i < inputs; i++) z += weights[u * inputs + i] * from[i];
        to[u] = f(z + biases[u]);
    }
}
"""


def _function(activation: str) -> str:
    return f"activation_{activation}"


def _comment(plan: Plan) -> str:
    # What ends a comment of C, or a line of it, must not come from a name.
    lines = [line.replace("*/", "* /").replace("/*", "/ *") for line in comment_lines(plan)]
    return "/*\n" + "\n".join(f" * {_ascii(line)}".rstrip() for line in lines) + "\n */"


def _ascii(text: str) -> str:
    """Return a text without the trigraphs, backslashes and letters that compilers differ in."""
    return text.replace("??", "? ?").replace("\\", "/").encode("ascii", "replace").decode()


def _text(text: str) -> str:
    """Return a string literal: UTF-8, all but plain letters as octal escapes of three digits."""
    parts = []
    for byte in text.encode("utf-8", "replace"):
        plain = 32 <= byte < 127 and chr(byte) not in '"\\?'
        parts.append(chr(byte) if plain else f"\\{byte:03o}")
    return '"' + "".join(parts) + '"'


def _texts(texts: tuple[str, ...]) -> str:
    return "{" + ", ".join(map(_text, texts)) + "}"


def number_text(value: float) -> str:
    """Return a number as it reads back to the last bit in C."""
    if value != value:
        return "NAN"
    text = repr(float(value))
    return text if any(letter in text for letter in ".en") else f"{text}.0"


def _numbers(values: list[float]) -> str:
    return "{" + ", ".join(map(number_text, values)) + "}"


def _matrix(values: Float64Array) -> str:
    rows = ",\n".join("    " + ", ".join(map(number_text, row)) for row in values.tolist())
    return "{\n" + rows + "\n}"


def _weights(plan: Plan, number: int) -> str:
    parts = []
    for place, (weights, biases, _) in enumerate(plan.members[number], 1):
        parts.append(f"static const double w{number}_{place}[{weights.size}] = {_matrix(weights)};")
        parts.append(f"static const double b{number}_{place}[{len(biases)}] = {_numbers(biases.tolist())};")
    return "\n".join(parts)


def _network(plan: Plan, number: int) -> str:
    """Return the function that adds the answers of one network."""
    sizes, layers = plan.sizes, plan.members[number]
    declared = ", ".join(f"a{place}[{size}]" for place, size in enumerate(sizes[1:], 1))
    lines = [f"    double {declared};"]
    for place, layer in enumerate(layers, 1):
        below = "x" if place == 1 else f"a{place - 1}"
        shape, function = f"{sizes[place]}, {sizes[place - 1]}", _function(layer.activation)
        lines.append(
            f"    layer(w{number}_{place}, b{number}_{place}, {shape}, {function}, {below}, a{place});"
        )
    lines.append(f"    add_answers(a{len(layers)}, answers);")
    head = f"static void network_{number}(const double *x, double *answers)"
    return "\n".join([head, "{", *lines, "}"])


def _labels(plan: Plan, name: str) -> str:
    """Return the texts of labelled inputs and the function that looks one up."""
    tables, cases = [], []
    for number, one in enumerate(plan.inputs):
        if one.labels:
            count = len(one.labels)
            tables.append(f"static const char *const labels_{number}[{count}] = {_texts(one.labels)};")
            cases.append(f"    case {number}: labels = labels_{number}; count = {count}; break;")
    if not tables:
        return ""
    return (
        "\n"
        + "\n".join(tables)
        + f"""

int {name}_label(int input, const char *text)
{{
    const char *const *labels = 0;
    int count = 0, i;
    switch (input) {{
"""
        + "\n".join(cases)
        + """
    default: return -1;
    }
    for (i = 0; i < count; i++)
        if (strcmp(labels[i], text) == 0) return i;
    return -1;
}
"""
    )


def _feature(feature: Feature) -> str:
    i = feature.column
    if feature.kind == NEVER:
        return "0.0"
    if feature.kind == IS_LABEL:
        return f"v[{i}] == {feature.label}.0 ? 1.0 : 0.0"
    if feature.kind == MISSING:
        return f"isnan(raw[{i}]) ? 1.0 : 0.0"
    if feature.kind in (SINE, COSINE):
        wave = "sin" if feature.kind == SINE else "cos"
        return f"{wave}(2 * 3.141592653589793 * v[{i}] / {number_text(feature.period)})"
    return f"v[{i}]"


def _outputs(plan: Plan) -> str:
    """Return the function that adds the answers which a network's last layer stands for."""
    head = "static void add_answers(const double *a, double *answers)\n{\n"
    if len(plan.classes) == 2:
        lines = (
            "double half = 0.5 * tanh(0.5 * a[0]);",
            "answers[0] += 0.5 - half;",
            "answers[1] += 0.5 + half;",
        )
        return head + "".join(f"    {line}\n" for line in lines) + "}"
    count = len(plan.answers)
    if plan.classes:
        return head + (
            f"    double top = a[0], sum = 0.0, shares[{count}];\n    int i;\n"
            f"    for (i = 1; i < {count}; i++) if (a[i] > top) top = a[i];\n"
            f"    for (i = 0; i < {count}; i++) sum += shares[i] = exp(a[i] - top);\n"
            f"    for (i = 0; i < {count}; i++) answers[i] += shares[i] / sum;\n}}"
        )
    tables = (
        f"static const double output_std[{count}] = {_numbers(plan.output_std.tolist())};\n"
        f"static const double output_mean[{count}] = {_numbers(plan.output_mean.tolist())};\n\n"
    )
    body = f"    double y[{count}];\n    int i;\n    for (i = 0; i < {count}; i++) "
    body += "y[i] = a[i] * output_std[i] + output_mean[i];\n"
    if plan.quantiles > 1:
        body = body.replace("int i;", "int i, k, first;") + (
            f"    for (first = 0; first < {count}; first += {plan.quantiles})\n"
            f"        for (i = first + 1; i < first + {plan.quantiles}; i++)\n"
            "            for (k = i; k > first && y[k] < y[k - 1]; k--) {\n"
            "                double swapped = y[k]; y[k] = y[k - 1]; y[k - 1] = swapped;\n            }\n"
        )
    return tables + head + body + f"    for (i = 0; i < {count}; i++) answers[i] += y[i];\n}}"
