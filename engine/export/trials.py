"""Runs what was written, each format by what would run it elsewhere, in a process of its own."""

import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

import numpy as np

from engine.base.arrays import Float64Array
from engine.export.onnx_file import run_onnx
from engine.export.plan import Plan
from engine.export.weights_json import weights_of

SECONDS: Final = 60
"""How long a compiler or a program may take."""

Files = Mapping[str, bytes]
Trial = Callable[[Plan, Files, str, Float64Array], Float64Array]


class Untested(Exception):  # noqa: N818 - nothing went wrong
    """What was written could not be run here; the message says what is missing."""


def by_numpy(_plan: Plan, files: Files, stem: str, raw: Float64Array) -> Float64Array:
    """Run the module for many rows."""
    return _by_interpreter(files, f"{stem}.py", raw, "module.predict(raw).T.tolist()")


def by_python(_plan: Plan, files: Files, stem: str, raw: Float64Array) -> Float64Array:
    """Run the module row by row."""
    return _by_interpreter(files, f"{stem}.py", raw, "[module.predict(row) for row in zip(*raw)]")


def by_compiler(plan: Plan, files: Files, stem: str, raw: Float64Array) -> Float64Array:
    """Compile the source with a small program around it, and run that."""
    compiler = next((path for name in ("cc", "gcc", "clang") if (path := shutil.which(name))), None)
    if compiler is None:
        raise Untested("no C compiler was found")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _write(folder, files)
        (folder / "main_of_trial.c").write_text(_c_main(plan, stem))
        flags = ["-std=c99", "-O1", "-ffp-contract=off", "-Wall", "-Werror"]
        sources = [f"{stem}.c", "main_of_trial.c"]
        _run([compiler, *flags, *sources, "-o", "trial", "-lm"], folder, b"")
        text = "\n".join(" ".join(map(repr, row)) for row in raw.T.tolist())
        return _rows(_run([str(folder / "trial")], folder, text.encode()))


def by_node(_plan: Plan, files: Files, stem: str, raw: Float64Array) -> Float64Array:
    """Run the module by Node."""
    return _by_node(files[f"{stem}.mjs"].decode(), raw)


def page_by_node(_plan: Plan, files: Files, stem: str, raw: Float64Array) -> Float64Array:
    """Run what the page computes with by Node, up to where it touches the page."""
    content = files[f"{stem}.html"].decode()
    script = content[content.index('"use strict";') : content.rindex("const form = document")]
    return _by_node(f"{script}\nexport {{ model, predict, numbers }};\n", raw)


def by_onnxruntime(_plan: Plan, files: Files, stem: str, raw: Float64Array) -> Float64Array:
    """Run the model by onnxruntime."""
    try:
        import onnxruntime  # noqa: F401
    except ImportError:
        raise Untested("onnxruntime is not installed") from None
    return run_onnx(files[f"{stem}.onnx"], raw)


def by_weights(plan: Plan, files: Files, stem: str, _raw: Float64Array) -> Float64Array:
    """Read the weights back; what cannot be read as they were differs without bound."""
    read = weights_of(files[f"{stem}.json"].decode())
    written = [
        np.concatenate([np.column_stack([layer.weights, layer.biases]).ravel() for layer in layers])
        for layers in plan.members
    ]
    same = all(np.array_equal(one, other) for one, other in zip(read, written, strict=True))
    raise Untested("read back: every weight is the same" if same else "read back: a weight is another one")


def by_reading(_plan: Plan, _files: Files, _stem: str, _raw: Float64Array) -> Float64Array:
    """Equations are for people."""
    raise Untested("equations are read by people")


def _by_interpreter(files: Files, name: str, raw: Float64Array, expression: str) -> Float64Array:
    if getattr(sys, "frozen", False):
        raise Untested("no Python was found beside this program")
    program = (
        "import importlib.util, json, sys\n"
        f"spec = importlib.util.spec_from_file_location('exported', {name!r})\n"
        "module = importlib.util.module_from_spec(spec)\n"
        "spec.loader.exec_module(module)\n"
        "raw = json.load(sys.stdin)\n"
        f"print(json.dumps({expression}))\n"
    )
    with tempfile.TemporaryDirectory() as folder:
        _write(Path(folder), files)
        text = json.dumps(raw.tolist()).encode()
        return _rows_of_json(_run([sys.executable, "-B", "-c", program], Path(folder), text))


def _by_node(module: str, raw: Float64Array) -> Float64Array:
    node = shutil.which("node")
    if node is None:
        raise Untested("Node was not found")
    main = (
        'import { predict } from "./exported.mjs";\nimport { readFileSync } from "node:fs";\n'
        "const rows = JSON.parse(readFileSync(0, 'utf8'));\n"
        "const number = value => value === null ? NaN : value;\n"
        "console.log(JSON.stringify(rows.map(row => predict(row.map(number)).map(String))));\n"
    )
    rows = [[None if value != value else value for value in row] for row in raw.T.tolist()]
    with tempfile.TemporaryDirectory() as folder:
        _write(Path(folder), {"exported.mjs": module.encode(), "main.mjs": main.encode()})
        return _rows_of_json(_run([node, "main.mjs"], Path(folder), json.dumps(rows).encode()))


def _c_main(plan: Plan, stem: str) -> str:
    inputs, answers = len(plan.inputs), len(plan.answers)
    return f"""#include "{stem}.h"
#include <stdio.h>

int main(void)
{{
    double raw[{inputs}], answers[{answers}];
    int i;
    for (;;) {{
        for (i = 0; i < {inputs}; i++) if (scanf("%lf", &raw[i]) != 1) return 0;
        {stem}_predict(raw, answers);
        for (i = 0; i < {answers}; i++) printf("%.17g ", answers[i]);
        printf("\\n");
    }}
}}
"""


def _write(folder: Path, files: Files) -> None:
    for name, content in files.items():
        (folder / name).write_bytes(content)


def _run(command: Sequence[str], folder: Path, text: bytes) -> str:
    """Return what a program prints; raise ValueError where it fails."""
    try:
        done = subprocess.run(
            command, cwd=folder, input=text, capture_output=True, timeout=SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise ValueError(str(error)) from None
    if done.returncode:
        raise ValueError(re.sub(r"\s+", " ", done.stderr.decode(errors="replace"))[-300:])
    return done.stdout.decode()


def _rows(text: str) -> Float64Array:
    return np.array([[float(word) for word in line.split()] for line in text.splitlines()]).T


def _rows_of_json(text: str) -> Float64Array:
    return np.array([[float(value) for value in row] for row in json.loads(text)], float).T
