"""Project files: what is saved comes back, to the last bit, and training goes on from it."""

import json
import zipfile
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.base.errors import InputError
from engine.base.watch import Cancelled, Watch
from engine.storage import project_file
from engine.storage.errors import ProjectFileError
from engine.storage.project_file import FORMAT, SavedProject, is_project, load, save
from tests.engine.storage.saved import rows_of, run_of, saved, small

REFERENCE = Path(__file__).parents[2] / "reference"


def equal(one: Any, other: Any) -> bool:
    """Whether two values are equal to the last bit, arrays and dataclasses included."""
    if isinstance(one, np.ndarray):
        same_type = one.dtype == other.dtype and one.shape == other.shape
        if one.dtype.kind == "f":
            return bool(same_type and np.array_equal(one, other, equal_nan=True))
        return bool(same_type and np.array_equal(one, other))
    if hasattr(one, "epochs") and hasattr(one, "at"):  # a Trail
        return one.epochs == other.epochs and all(
            equal(one.at(epoch), other.at(epoch)) for epoch in one.epochs
        )
    if is_dataclass(one):
        return type(one) is type(other) and all(
            equal(getattr(one, field.name), getattr(other, field.name)) for field in fields(one)
        )
    if isinstance(one, tuple | list):
        return len(one) == len(other) and all(map(equal, one, other))
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(equal(one[key], other[key]) for key in one)
    if isinstance(one, float) and one != one:
        return bool(other != other)
    if type(one).__module__.startswith("engine") and hasattr(one, "__dict__"):
        return equal(vars(one), vars(other))
    return bool(one == other)


def trip(held: SavedProject, folder: Path) -> SavedProject:
    path = folder / "a project.layerbench"
    save(path, held)
    return load(path)


@pytest.mark.parametrize("name", ["article", "auto-mpg", "penguins"])
def test_everything_comes_back_equal(name: str, tmp_path: Path) -> None:
    held = saved(rows_of(name))
    back = trip(held, tmp_path)
    assert back.project == held.project
    assert back.view == held.view
    assert equal(back.table, held.table)
    for one, other in zip(held.runs, back.runs, strict=True):
        assert one.snapshot is not None
        assert other.snapshot is not None
        kept = replace(one.snapshot, checkpoint=None)
        assert equal(kept, replace(other.snapshot, checkpoint=None))
        assert equal(one.preprocessor, other.preprocessor)


def test_odd_names_texts_gaps_and_stored_weights_come_back(tmp_path: Path) -> None:
    held = small()
    back = trip(held, tmp_path)
    assert equal(back.table, held.table)
    assert back.project == held.project
    start = back.store().weights(back.project.start)  # type: ignore[arg-type]
    assert equal(start, held.weights[0].theta)
    assert back.runs[0].preprocessor is back.runs[1].preprocessor


def test_answers_are_equal_to_the_last_bit(tmp_path: Path) -> None:
    for name in ("article", "penguins"):
        held = saved(rows_of(name))
        raw = np.repeat(held.runs[0].preprocessor.typical[:, None], 5, axis=1)
        before = held.newest_model.predict(raw)
        assert equal(trip(held, tmp_path).newest_model.predict(raw), before)


@pytest.mark.parametrize(
    "training",
    [
        {"method": "adam", "batch_size": 64, "learning_rate": 0.01, "schedule": "cosine"},
        {"method": "rprop", "learning_rate": 0.01},
        {"method": "lbfgs"},
        {"method": "levenberg_marquardt"},
        {"method": "adamw", "batch_size": 32, "precision": "float32", "held_out": 20.0, "patience": 50},
    ],
    ids=lambda training: training["method"],
)
def test_a_run_goes_on_as_if_it_had_never_been_saved(training: dict[str, Any], tmp_path: Path) -> None:
    rows = rows_of("auto-mpg")
    held = saved(rows, **training, alternative="")
    back = trip(held, tmp_path)
    ends = [run_of(rows, held.project, each.runs[0].checkpoint) for each in (held, back)]
    one, other = (end.snapshot for end in ends)
    assert one is not None
    assert other is not None
    assert one.epoch > 12
    assert equal(one.theta, other.theta)
    assert equal(one.history, other.history)


def test_the_file_is_one_that_people_and_other_programs_can_read(tmp_path: Path) -> None:
    path = tmp_path / "p.layerbench"
    save(path, small())
    with zipfile.ZipFile(path) as archive:
        assert archive.namelist()[0] == "project.json"
        data = json.loads(archive.read("project.json"))
        assert data["format"] == FORMAT
        assert data["saved"]["project"]["seed"] == 7
        for name in archive.namelist()[1:]:
            with archive.open(name) as member:
                assert np.lib.format.read_array(member, allow_pickle=False) is not None
    before = path.read_bytes()
    save(path, small())
    assert path.read_bytes() == before


def test_a_file_of_the_first_format_opens() -> None:
    held = load(REFERENCE / "format-1.layerbench")
    assert held.project.data.roles.targets == ("y",)
    raw = np.array([[1.25], [1.0]])
    assert held.newest_model.predict(raw) == pytest.approx(np.array([[held.view["answer"]]]), rel=1e-12)


def test_a_newer_format_is_refused_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(project_file, "FORMAT", FORMAT + 1)
    save(tmp_path / "p.layerbench", small())
    monkeypatch.undo()
    with pytest.raises(ProjectFileError, match=r"saved by a newer Layerbench \(format 2"):
        load(tmp_path / "p.layerbench")


def test_an_earlier_format_is_brought_up_to_date(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save(tmp_path / "p.layerbench", small())
    monkeypatch.setattr(project_file, "FORMAT", FORMAT + 1)

    def migrated(data: dict[str, Any]) -> dict[str, Any]:
        return data | {"saved": data["saved"] | {"view": {"is": "new"}}}

    monkeypatch.setattr(project_file, "MIGRATIONS", {FORMAT: migrated})
    assert load(tmp_path / "p.layerbench").view == {"is": "new"}


def test_saving_can_be_cancelled_and_leaves_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "p.layerbench"
    path.write_bytes(b"what was there")
    watch = Watch()
    watch.cancel()
    with pytest.raises(Cancelled):
        save(path, small(), watch=watch)
    assert path.read_bytes() == b"what was there"
    assert list(tmp_path.iterdir()) == [path]


def test_what_is_no_project_is_said_to_be_none(tmp_path: Path) -> None:
    with pytest.raises(ProjectFileError, match="is not there"):
        load(tmp_path / "p.layerbench")
    with zipfile.ZipFile(tmp_path / "p.layerbench", "w") as archive:
        archive.writestr("other.txt", "text")
    with pytest.raises(ProjectFileError, match="no Layerbench project"):
        load(tmp_path / "p.layerbench")
    assert is_project("A.LAYERBENCH")
    assert not is_project("a.csv")


def test_a_project_without_a_trained_network_says_so(tmp_path: Path) -> None:
    back = trip(replace(small(), runs=()), tmp_path)
    with pytest.raises(InputError, match="has no trained network"):
        _ = back.newest_model


def test_the_rows_are_prepared_as_they_were(tmp_path: Path) -> None:
    held = saved(rows_of("penguins"))
    rows = trip(held, tmp_path).rows()
    before = rows_of("penguins").project.prepare(held.table)  # type: ignore[arg-type]
    assert equal(rows.prepared.train.X, before.train.X)
