"""What SOURCE stands for: a built-in problem, an example table or a table of one's own."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from engine.base.errors import InputError
from engine.base.limits import check_id
from engine.data.classes import target_classes
from engine.data.default_roles import default_roles
from engine.data.identifiers import identifiers
from engine.data.inputs import input_for
from engine.data.roles import Roles
from engine.data.split import Split, usual_method
from engine.project.opening import NEW_TABLE_HIDDEN, problem_project, table_project
from engine.project.project import DataChoice, Project
from engine.reading.choice import GUESSED, Reading
from engine.shell.output import Answer, say, wrapped
from engine.sources.examples import Example, examples
from engine.sources.problems import PROBLEMS, Problem
from engine.storage.project_file import is_project, load
from engine.table.table import Table

PREFIX: Final = "problem:"
LIST: Final = PREFIX + "?"
EXAMPLE: Final = "example:"
EXAMPLE_LIST: Final = EXAMPLE + "?"


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """A table, and the problem it was drawn from or the example it is where it comes with the program.

    `saved` is the project that was saved with the table, which it opens with as it was.
    """

    table: Table
    problem: Problem | None = None
    example: Example | None = None
    saved: Project | None = None

    def split(self, roles: Roles) -> Split:
        """Return the usual split of its rows: a problem's are drawn at random and stay in order."""
        if self.saved is not None:
            return self.saved.split
        return Split(method="in_order" if self.problem else usual_method(roles))

    @property
    def hidden(self) -> tuple[tuple[int, str], ...]:
        """The hidden layers it opens with: units and activation id."""
        if self.saved is not None:
            return tuple((layer.units, layer.activation) for layer in self.saved.network.hidden)
        return self.problem.hidden if self.problem else NEW_TABLE_HIDDEN

    @property
    def own_roles(self) -> Roles:
        """The roles its columns open with."""
        if self.saved is not None:
            return self.saved.data.roles
        if self.problem:
            return self.problem.roles
        return default_roles(self.table, self.example.target if self.example else "")

    @property
    def lesson(self) -> str:
        """What it teaches, or an empty text for a table of one's own."""
        known = self.problem or self.example
        return known.lesson if known else ""

    def roles(
        self,
        inputs: tuple[str, ...] | None,
        targets: tuple[str, ...] | None,
        kind: str | None,
        quantiles: tuple[float, ...],
        single: Mapping[str, str],
    ) -> Roles:
        """Fill in the columns that were not chosen, and find what classes the targets have, if any.

        Where a person named the one, the other is the rest of what the table opens with, or of its number
        columns that are no identifiers. A problem knows what its columns are for, so there the rest of its
        own inputs or targets, and an example its target. `kind` is what the person says the targets are, one
        of TARGET_KINDS. The columns of `single`, by the ids of SINGLE_ROLES, are neither unless they were
        chosen as well.
        """
        own = self._roles_beside(tuple(single.values()))
        used = {*own.input_names, *own.targets}
        columns = {column.name: column for column in self.table.columns if column.name not in single.values()}
        numbers = {name for name, column in columns.items() if column.kind == "number"}
        numbers -= set(identifiers(self.table))
        if inputs is None and targets is None:
            inputs, targets = own.input_names, own.targets
        if inputs is None:
            pool = own.input_names if self.problem else [name for name in columns if name in used | numbers]
            inputs = tuple(name for name in pool if name not in (targets or ()))
        if targets is None:
            own_is_text = not set(own.targets) <= {*numbers, *inputs}
            is_own = self.problem or self.example or own_is_text
            pool = own.targets if is_own else [name for name in columns if name in numbers]
            targets = tuple(name for name in pool if name not in inputs)
        known = {given.name: given for given in own.inputs}
        chosen = tuple(known.get(name) or input_for(self.table.column(name)) for name in inputs)
        as_saved = self.saved is not None and kind is None and targets == own.targets
        classes = own.classes if as_saved else target_classes(self.table, targets, kind)
        return Roles(chosen, targets, classes, quantiles, **single)

    def _roles_beside(self, names: Collection[str]) -> Roles:
        """Return the roles that the columns other than those of these `names` open with."""
        others = tuple(column for column in self.table.columns if column.name not in names)
        if not self.problem and self.saved is None:
            target = self.example.target if self.example and self.example.target not in names else ""
            return default_roles(replace(self.table, columns=others), target)
        own = self.own_roles
        inputs = tuple(given for given in own.inputs if given.name not in names)
        return replace(own, inputs=inputs, targets=tuple(name for name in own.targets if name not in names))

    def project(self, seed: int) -> Project:
        """Return the project it opens with; raise InputError where nothing can be learnt from it."""
        if self.saved is not None:
            return self.saved
        if self.problem:
            return problem_project(self.problem.id, seed)
        return table_project(self.table, seed, self.example.target if self.example else "")

    def data_choice(self, roles: Roles) -> DataChoice:
        """Return how a project refers to it."""
        if self.problem:
            return DataChoice(roles, problem=self.problem.id)
        return DataChoice(roles, fingerprint=self.table.fingerprint)


def open_source(source: str, seed: int, reading: Reading = GUESSED) -> Source:
    """Draw the problem or read the table that `source` names; raise InputError.

    What could as well be read otherwise is said on standard error.
    """
    if reading != GUESSED and source.startswith((PREFIX, EXAMPLE)):
        raise InputError(f"{source} is no file, and needs no word on how it is written")
    if source.startswith(PREFIX):
        name = source.removeprefix(PREFIX)
        check_id("problem", name, PROBLEMS)
        return Source(PROBLEMS[name].table(seed), PROBLEMS[name])
    if source.startswith(EXAMPLE):
        name = source.removeprefix(EXAMPLE)
        check_id("example", name, examples())
        return Source(examples()[name].table(), example=examples()[name])
    if not source:
        raise InputError(
            f"name a table, a built-in problem or an example; {LIST} and {EXAMPLE_LIST} list these"
        )
    if is_project(source):
        return _saved(source, seed, reading)
    from engine.reading import tables  # only who opens a file needs the readers

    table = tables.read(source, reading)
    for question in table.questions:
        say(question)
    return Source(table)


def _saved(path: str, seed: int, reading: Reading) -> Source:
    """Return the table of a project that was saved, or the problem it is about."""
    if reading != GUESSED:
        raise InputError(f"{path} is a project, and needs no word on how it is written")
    held = load(path)
    if held.table is None:
        problem = PROBLEMS[held.project.data.problem]
        return Source(problem.table(seed), problem, saved=held.project)
    return Source(held.table, saved=held.project)


def listed(source: str) -> Answer | None:
    """List the built-in problems or the example tables where `source` asks for them."""
    if source == LIST:
        return _listed("built_in_problems", PREFIX, PROBLEMS.values())
    if source == EXAMPLE_LIST:
        return _listed("example_tables", EXAMPLE, examples().values())
    return None


def _listed(name: str, prefix: str, rows: Iterable[Problem | Example]) -> Answer:
    data = [{"id": row.id, "title": row.title, "lesson": row.lesson} for row in rows]
    texts = [
        f"{prefix + row['id']:<18}{row['title']}\n{wrapped(row['lesson'], indent='    ')}" for row in data
    ]
    return Answer({name: data}, "\n".join(texts))
