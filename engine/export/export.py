"""Exports a model: writes it, runs what was written, and says how far its answers are off."""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np

from engine.base.arrays import Float64Array, FloatArray
from engine.base.errors import InputError
from engine.base.limits import check_id
from engine.export.formats import FORMATS, Format
from engine.export.plan import Plan, plan_of, sample_inputs
from engine.export.trials import Untested
from engine.model.trained import TrainedModel
from engine.storage.atomic import write_atomically

ROWS: Final = 1000
"""So many rows an export is tried on."""

AGREES: Final = 1e-9
"""A larger difference is a mistake of the export: of two orders of the same sums it is some 1e-15."""


class Exported(NamedTuple):
    """What was written, and what came of trying it: `difference` is None where that could not be done."""

    paths: tuple[Path, ...]
    difference: float | None
    sentence: str


def export(model: TrainedModel, format_id: str, path: str | Path) -> Exported:
    """Write `model` as one of FORMATS, run what was written, and stamp what came of it into its head.

    Raise InputError for an unknown format, a model that it cannot hold, a file that cannot be written, or
    answers that are not those of the model.
    """
    check_id("format", format_id, FORMATS)
    row, target = FORMATS[format_id], Path(path)
    plan, stem = plan_of(model), _stem(target)
    raw = sample_inputs(plan, ROWS)
    difference, sentence = tried(row, plan, stem, raw, model.predict(raw))
    if difference is not None and not difference <= AGREES:
        raise InputError(
            f"{row.title}: what was written answers otherwise than the network; nothing was saved"
        )
    files = row.write(replace(plan, checked=sentence), stem)
    paths = tuple(_place(target, row, name) for name in files)
    for place, content in zip(paths, files.values(), strict=True):
        write_atomically(place, _writer(content))
    return Exported(paths, difference, sentence)


def tried(
    row: Format, plan: Plan, stem: str, raw: Float64Array, expected: FloatArray
) -> tuple[float | None, str]:
    """Return how far off the answers of an export are, None where it cannot be run, and the same in words."""
    try:
        answers = row.try_out(plan, row.write(plan, stem), stem, raw)
    except Untested as missing:
        return None, f"Untested: {missing}."
    except ValueError as error:
        raise InputError(f"{row.title}: what was written does not run ({error})") from None
    difference = largest_difference(answers, expected)
    return (
        difference,
        f"Run on {raw.shape[1]:,} rows: the largest difference is {difference:.1e} of an answer.",
    )


def largest_difference(answers: FloatArray, expected: FloatArray) -> float:
    """Return the largest difference of answers (answers, rows), as a share of the largest of its kind."""
    if answers.shape != expected.shape or (np.isnan(answers) != np.isnan(expected)).any():
        return float("inf")
    if not expected.size:
        return 0.0
    scale = np.nanmax(np.abs(expected), axis=1, initial=0.0, keepdims=True)
    shares = np.abs(answers - expected) / np.where(scale > 0, scale, 1.0)
    return float(np.nanmax(shares, initial=0.0))


def _stem(target: Path) -> str:
    """Return a name that every language takes for a module."""
    name = re.sub(r"\W", "_", target.stem, flags=re.ASCII)
    return name if re.match(r"[A-Za-z_]", name) else f"model_{name}"


def _place(target: Path, row: Format, name: str) -> Path:
    """Return where a file is written: the first under the name that was asked for."""
    suffix = Path(name).suffix
    if suffix == row.suffix:
        return target if target.suffix else target.with_suffix(suffix)
    return target.with_name(name)


def _writer(content: bytes) -> Callable[..., None]:
    return lambda file: file.write(content)
