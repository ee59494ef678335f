"""Exports: every format answers as the model does, whatever it is made of and whatever things are called."""

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from engine.base.errors import InputError
from engine.export.export import export, largest_difference, tried
from engine.export.formats import FORMATS
from engine.export.plan import Plan, plan_of, sample_inputs
from tests.engine.export.models import models

NEEDS = {"c": "cc", "javascript": "node", "page": "node"}
RUN = tuple(name for name in FORMATS if name not in ("equations", "latex", "json"))


def needs(format_id: str) -> None:
    program = NEEDS.get(format_id)
    if program and shutil.which(program) is None:
        pytest.skip(f"there is no {program}")


@pytest.mark.parametrize("format_id", RUN)
def test_every_model_answers_as_it_does_here(format_id: str) -> None:
    needs(format_id)
    for name, model in models().items():
        plan = plan_of(model, "2026-01-01")
        raw = sample_inputs(plan, 1000)
        difference, sentence = tried(FORMATS[format_id], plan, "a_model", raw, model.predict(raw))
        assert difference is not None, sentence
        assert difference <= 1e-12, f"{name}: {sentence}"


def corrupted(plan: Plan) -> Plan:
    """Return the plan with one weight slightly another."""
    (first, *rest), *others = plan.members
    weights = first.weights.copy()
    weights[0, 0] += 1e-6
    return replace(plan, members=((first._replace(weights=weights), *rest), *others))


@pytest.mark.parametrize("format_id", RUN)
def test_a_single_corrupted_weight_is_seen(format_id: str) -> None:
    needs(format_id)
    model = models()["tanh"]
    plan = plan_of(model)
    raw = sample_inputs(plan, 100)
    difference, _ = tried(FORMATS[format_id], corrupted(plan), "a_model", raw, model.predict(raw))
    assert difference is not None
    assert difference > 1e-9


@pytest.mark.parametrize("format_id", FORMATS)
def test_what_came_of_the_trial_stands_in_the_file(format_id: str, tmp_path: Path) -> None:
    needs(format_id)
    row = FORMATS[format_id]
    done = export(models()["two outputs, all inputs"], format_id, tmp_path / f"my model{row.suffix}")
    assert done.paths[0] == tmp_path / f"my model{row.suffix}"
    content = b"".join(path.read_bytes() for path in done.paths)
    assert done.sentence.split(":")[0].encode() in content
    assert plan_of(models()["two outputs, all inputs"]).fingerprint.encode() in content
    assert (done.difference is None) == (format_id not in RUN)


def test_an_export_that_answers_otherwise_is_not_saved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from engine.export import export as module

    def wrong(model: object) -> Plan:
        return corrupted(plan_of(model))  # type: ignore[arg-type]

    monkeypatch.setattr(module, "plan_of", wrong)
    with pytest.raises(InputError, match="answers otherwise than the network; nothing was saved"):
        export(models()["tanh"], "numpy", tmp_path / "m.py")
    assert not list(tmp_path.iterdir())


def test_without_a_compiler_the_file_says_that_it_was_not_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    done = export(models()["tanh"], "c", tmp_path / "m.c")
    assert done.sentence == "Untested: no C compiler was found."
    assert "Untested: no C compiler was found." in (tmp_path / "m.c").read_text()
    assert (tmp_path / "m.h").exists()


def test_differences_are_shares_and_gaps_must_agree() -> None:
    one = np.array([[100.0, 200.0], [np.nan, 0.0]])
    assert largest_difference(one, one) == 0
    assert largest_difference(one + 1, one) == 1.0
    assert largest_difference(np.nan_to_num(one), one) == np.inf
    assert largest_difference(one[:1], one) == np.inf


def test_a_name_of_a_million_letters_leaves_comments_short() -> None:
    model = models()["tanh"]
    long = replace(plan_of(model), output_names=("y" * 1_000_000,))
    for row in FORMATS.values():
        files = row.write(long, "m")
        heads = [content.decode(errors="replace").splitlines()[:12] for content in files.values()]
        if row.id in ("numpy", "python", "c", "equations"):
            assert all(len(line) < 1000 for head in heads for line in head)
