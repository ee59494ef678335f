"""Project files: what a person decided, the table, and the trained runs, whole in one file.

`NAME.layerbench` is a zip (see `container`): `project.json`, which a person can read, and raw arrays. Its
`format` is a number; files of earlier formats are brought up to date by MIGRATIONS when they are opened.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import IO, Any, Final

import numpy as np

from engine.base.arrays import Float64Array
from engine.base.errors import InputError
from engine.base.watch import Cancelled, Watch
from engine.data.preprocessor import Preprocessor
from engine.model.trained import TrainedModel
from engine.project.opening import source_table
from engine.project.project import Project
from engine.project.rows import ProjectRows
from engine.project.run import Run
from engine.project.start import StoredWeights, WeightStore
from engine.storage.atomic import write_atomically
from engine.storage.codec import Codec, Json
from engine.storage.container import read_container, write_container
from engine.storage.errors import ProjectFileError, damaged
from engine.storage.run_check import check_run
from engine.storage.stored import ADAPTERS
from engine.table.table import Table

SUFFIX: Final = ".layerbench"
FORMAT: Final = 1

MIGRATIONS: Final[Mapping[int, Callable[[dict[str, Json]], dict[str, Json]]]] = {}
"""For each format before FORMAT, what makes the JSON of the next one of its own."""


@dataclass(frozen=True, slots=True, eq=False)
class FirstWeights:
    """Weights (parameters,) that projects begin from, and what stands for them there."""

    start: StoredWeights
    theta: Float64Array


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class SavedProject:
    """What a project file holds. `table` is None where a built-in problem has the rows.

    `runs` are those on the project's data, the oldest first. `view` is for the window alone: what it wants to
    know of how it looked, in the words of JSON.
    """

    project: Project
    table: Table | None = None
    weights: tuple[FirstWeights, ...] = ()
    runs: tuple[Run, ...] = ()
    view: Mapping[str, Any] = field(default_factory=dict)

    def rows(self, watch: Watch | None = None) -> ProjectRows:
        """Return the project with its rows made ready; raise InputError where they do not suit it."""
        tables = {} if self.table is None else {self.table.fingerprint: self.table}
        table = source_table(self.project, tables)
        return ProjectRows(self.project, table, self.project.prepare(table, watch=watch))

    def store(self) -> WeightStore:
        """Return the weights that the project and its runs begin from."""
        store = WeightStore()
        for each in self.weights:
            store.keep(each.theta, each.start.sizes)
        return store

    @property
    def newest_model(self) -> TrainedModel:
        """The network of the newest run; raise InputError where none was trained."""
        models = [run.model for run in self.runs if run.model is not None and not run.has_diverged]
        if not models:
            raise InputError("the project has no trained network: train it, and save it again")
        return models[-1]


def first_weights(project: Project, runs: tuple[Run, ...], store: WeightStore) -> tuple[FirstWeights, ...]:
    """Return the stored weights that a project and its `runs` begin from, out of the `store`."""
    starts = [each.start for each in (project, *(run.project for run in runs))]
    stored = {start: None for start in starts if isinstance(start, StoredWeights)}
    return tuple(FirstWeights(start, store.weights(start)) for start in stored)


def is_project(path: str | Path) -> bool:
    """Whether a file is to be opened as a project, by its name."""
    return Path(path).suffix.lower() == SUFFIX


def check_savable(path: str | Path) -> None:
    """Raise InputError where a project cannot be saved under this name, before anything is done for it."""
    if not is_project(path):
        raise InputError(f"a project is saved as NAME{SUFFIX}, not as {Path(path).name!r}: add {SUFFIX}")
    if not Path(path).absolute().parent.is_dir():
        raise InputError(f"the folder {Path(path).absolute().parent} is not there: choose another one")


def save(path: str | Path, saved: SavedProject, *, watch: Watch | None = None) -> None:
    """Write a project file, whole or not at all; the generation before stays beside it as a backup.

    Raise InputError where it cannot be written, and Cancelled where `watch` says so.
    """
    write_atomically(path, partial(_write, saved, watch or Watch()), keep_backup=True)


def save_state(path: str | Path, saved: SavedProject, watch: Watch) -> None:
    """Write a project whose table, where it has one, is in a file of its own; see `save_table`."""
    write_atomically(path, partial(_write, saved, watch))


def save_table(path: str | Path, table: Table, watch: Watch) -> None:
    """Write a table by itself, which is as large as it is and does not change."""
    write_atomically(path, partial(_write_table, table, watch))


def load(
    path: str | Path, *, watch: Watch | None = None, table_path: str | Path | None = None
) -> SavedProject:
    """Read a project file; raise ProjectFileError for what is none, or a damaged or a newer one.

    Its table may be in a file of its own, `table_path`.
    """
    data, arrays = _read(path, watch or Watch())
    table = None if table_path is None else _table(*_read(table_path, watch or Watch()))
    return _decoded(data, arrays, table)


def _read(path: str | Path, watch: Watch) -> tuple[Json, dict[str, Any]]:
    try:
        with Path(path).open("rb") as file:
            return read_container(file, watch)
    except FileNotFoundError:
        raise ProjectFileError(f"{Path(path).name} is not there: check its name and folder") from None
    except OSError as error:
        raise ProjectFileError(f"{Path(path).name} could not be read: {error.strerror or error}") from None


def _table(data: Json, arrays: dict[str, Any]) -> Table:
    """Return the table that was written by itself."""
    data = _migrated(data)
    codec = Codec(ADAPTERS, arrays=arrays)
    with _damage_told():
        table: Table = codec.read(data.get("table"), Table, "table")
    return table


def _write_table(table: Table, watch: Watch, file: IO[bytes]) -> None:
    codec = Codec(ADAPTERS)
    tree = codec.write(table, Table, "table")
    write_container(file, {"layerbench": "project", "format": FORMAT, "table": tree}, codec.arrays, watch)


def _write(saved: SavedProject, watch: Watch, file: IO[bytes]) -> None:
    codec = Codec(ADAPTERS, shared=(Preprocessor,))
    tree = codec.write(saved, SavedProject, "saved")
    data: Json = {"layerbench": "project", "format": FORMAT, "shared": codec.shared_json, "saved": tree}
    write_container(file, data, codec.arrays, watch)


@contextmanager
def _damage_told() -> Iterator[None]:
    """Make whatever goes wrong in reading parts that do not fit a ProjectFileError."""
    try:
        with np.errstate(all="ignore"):
            yield
    except (ProjectFileError, Cancelled):
        raise
    except InputError as error:
        raise damaged(str(error)) from None
    except (
        ValueError,
        TypeError,
        KeyError,
        IndexError,
        OverflowError,
        RecursionError,
        AttributeError,
    ) as error:
        raise damaged(f"{error!s:.80}") from None


def _decoded(data: Json, arrays: dict[str, Any], table: Table | None) -> SavedProject:
    data = _migrated(data)
    shared = data.get("shared")
    if not isinstance(shared, list) or "saved" not in data:
        raise damaged("it holds no project")
    codec = Codec(ADAPTERS, shared=(Preprocessor,), arrays=arrays, shared_json=shared)
    with _damage_told():
        saved: SavedProject = codec.read(data["saved"], SavedProject, "saved")
        if saved.table is None and not saved.project.data.problem:
            saved = replace(saved, table=table)
        _check(saved)
    return saved


def _migrated(data: Json) -> dict[str, Json]:
    """Return the JSON as FORMAT has it; raise ProjectFileError for a newer one."""
    if not isinstance(data, dict) or data.get("layerbench") != "project":
        raise ProjectFileError("this is no Layerbench project: choose another file")
    number = data.get("format")
    if type(number) is not int or number < 1:
        raise damaged("it does not say its format")
    if number > FORMAT:
        raise ProjectFileError(
            f"the project was saved by a newer Layerbench (format {number}; this one reads up to {FORMAT}): "
            "open it with that, or bring this one up to date"
        )
    while number < FORMAT:
        data = MIGRATIONS[number](data)
        number += 1
    return data


def _check(saved: SavedProject) -> None:
    """Raise InputError or ValueError where parts do not belong together."""
    table, project = saved.table, saved.project
    if (table is None) != bool(project.data.problem):
        raise damaged("its table is not there")
    if table is not None and table.fingerprint != project.data.fingerprint:
        raise damaged("its table is that of another project")
    for each in saved.weights:
        kept = WeightStore().keep(each.theta, each.start.sizes)
        if kept != each.start or not np.isfinite(each.theta).all():
            raise damaged("weights to begin from are not those that it names")
    stored = {each.start for each in saved.weights}
    for own in (project, *(run.project for run in saved.runs)):
        if isinstance(own.start, StoredWeights) and own.start not in stored:
            raise damaged("weights to begin from are not there")
    for run in saved.runs:
        check_run(run)
