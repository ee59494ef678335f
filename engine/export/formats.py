"""The table of formats: what menu, shell and help offer, and how each is written and tried."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from engine.export import trials
from engine.export.c_code import header, source
from engine.export.equations import latex, text
from engine.export.javascript import module, page
from engine.export.onnx_file import onnx_bytes
from engine.export.plan import Plan
from engine.export.python_code import plain, with_numpy
from engine.export.weights_json import weights_json

Files = dict[str, bytes]
"""What is written: contents by the names of files."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """A way for a model to leave. `write(plan, stem)` returns the files, the first of which is the one named.

    `try_out(files, stem, raw)` runs what was written on raw inputs (inputs, rows) and returns its answers
    (answers, rows); it raises Untested, saying what is missing, where that cannot be done here.
    """

    id: str
    title: str
    tip: str
    suffix: str
    write: Callable[[Plan, str], Files]
    try_out: trials.Trial


def _one(suffix: str, content: Callable[[Plan], str | bytes]) -> Callable[[Plan, str], Files]:
    """Return what writes a single file."""

    def write(plan: Plan, stem: str) -> Files:
        made = content(plan)
        return {stem + suffix: made if isinstance(made, bytes) else made.encode("utf-8", "backslashreplace")}

    return write


def _c_files(plan: Plan, stem: str) -> Files:
    return {f"{stem}.c": source(plan, stem).encode(), f"{stem}.h": header(plan, stem).encode()}


FORMATS: Final[Mapping[str, Format]] = {
    row.id: row
    for row in (
        Format(
            id="onnx",
            title="ONNX",
            tip="For every runtime that reads ONNX, in double precision.",
            suffix=".onnx",
            write=_one(".onnx", onnx_bytes),
            try_out=trials.by_onnxruntime,
        ),
        Format(
            id="numpy",
            title="Python with NumPy",
            tip="One readable file that answers many rows at once.",
            suffix=".py",
            write=_one(".py", with_numpy),
            try_out=trials.by_numpy,
        ),
        Format(
            id="python",
            title="Python alone",
            tip="One readable file that needs nothing but Python, fit for small devices too.",
            suffix=".py",
            write=_one(".py", plain),
            try_out=trials.by_python,
        ),
        Format(
            id="c",
            title="C99",
            tip="A header and a source without dependencies or allocation.",
            suffix=".c",
            write=_c_files,
            try_out=trials.by_compiler,
        ),
        Format(
            id="javascript",
            title="JavaScript module",
            tip="An ES module for browsers and Node.",
            suffix=".mjs",
            write=_one(".mjs", module),
            try_out=trials.by_node,
        ),
        Format(
            id="page",
            title="Web page, a calculator",
            tip="One page with a field for every input, which answers without a network.",
            suffix=".html",
            write=_one(".html", page),
            try_out=trials.page_by_node,
        ),
        Format(
            id="equations",
            title="Equations as text",
            tip="Every weight in its equation, scaling included.",
            suffix=".txt",
            write=_one(".txt", text),
            try_out=trials.by_reading,
        ),
        Format(
            id="latex",
            title="Equations in LaTeX",
            tip="The equations as matrices, for a paper.",
            suffix=".tex",
            write=_one(".tex", latex),
            try_out=trials.by_reading,
        ),
        Format(
            id="json",
            title="Weights as JSON",
            tip="All weights, names and scaling for a program of your own.",
            suffix=".json",
            write=_one(".json", weights_json),
            try_out=trials.by_weights,
        ),
    )
}
