"""The command line: what can be asked for, read and checked before anything is done."""

import argparse
import io
from collections.abc import Mapping, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass
from typing import Any, Final, NoReturn

from engine.base.errors import InputError
from engine.base.words import capitalised
from engine.data.roles import SINGLE_ROLES
from engine.reading.choice import GUESSED, Reading
from engine.shell.options import RefusedError, add_export, add_fit, add_predict, add_source
from engine.training.fields import TRAINING_FIELDS, FlagField

_FLAGS: Final = (
    "--json",
    "--help",
    "--header",
    "--no-header",
    "--day-first",
    "--no-day-first",
    *(field.flag for field in TRAINING_FIELDS.values() if isinstance(field, FlagField)),
)
_OF_READING: Final = (
    *("encoding", "separator", "quote", "decimal", "thousands"),
    *("header", "missing_words", "sheet", "cells", "read_as", "day_first", "years_from"),
)
"""The options that are called as the fields of Reading."""


@dataclass(frozen=True, slots=True)
class LookOptions:
    """What `look` was asked for."""

    source: str
    json: bool
    reading: Reading = GUESSED


@dataclass(frozen=True, slots=True, kw_only=True)
class FitOptions:
    """What `fit` was asked for; None where nothing was said.

    `training` holds the training fields that were typed, by id, and `single_roles` columns by the ids of the
    roles they were given, of SINGLE_ROLES.
    """

    source: str
    inputs: tuple[str, ...] | None
    targets: tuple[str, ...] | None
    target_kind: str | None
    single_roles: Mapping[str, str]
    encode: tuple[tuple[str, str], ...] | None
    fill: tuple[tuple[str, str], ...] | None
    hidden: tuple[int, ...] | None
    activation: str | None
    recipe: str | None
    quantiles: tuple[float, ...] | None
    dropout: float | None
    initialiser: str | None
    seed: int
    start_seed: int | None
    draw: int
    split: str | None
    split_method: str | None
    group: str | None
    order: str | None
    test_rows: str | None
    cross_validate: int | None
    predict: str | None
    save: str | None
    json: bool
    training: Mapping[str, Any]
    reading: Reading = GUESSED


@dataclass(frozen=True, slots=True)
class PredictOptions:
    """What `predict` was asked for: `source` is the project whose network answers.

    It answers rows that were typed, `values`, or those of a `table`, and writes these to `out`.
    """

    source: str
    values: str | None
    table: str | None
    out: str | None
    json: bool


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """What `export` was asked for: the project `source`, the format's id `to`, and the file `out`."""

    source: str
    to: str
    out: str
    json: bool


Options = LookOptions | FitOptions | PredictOptions | ExportOptions


def parse(argv: Sequence[str]) -> Options | str:
    """Read the words of a command line; raise InputError. A text returned is the help that was asked for."""
    printed = io.StringIO()
    try:
        with redirect_stdout(printed):
            given = vars(_parser().parse_args(_with_joined_values(argv)))
    except RefusedError as error:
        raise InputError(str(error)) from None
    except SystemExit:
        return printed.getvalue().rstrip()
    command = given.pop("command")
    if command == "predict":
        return PredictOptions(**given)
    if command == "export":
        return ExportOptions(**given)
    reading = Reading(**{name: given.pop(name) for name in _OF_READING})
    if command == "look":
        return LookOptions(**given, reading=reading)
    columns = {role: given.pop(role) for role in SINGLE_ROLES}
    single_roles = {role: name for role, name in columns.items() if name}
    training = {field: given.pop(field) for field in TRAINING_FIELDS if field in given}
    return FitOptions(**given, single_roles=single_roles, training=training, reading=reading)


def _with_joined_values(argv: Sequence[str]) -> list[str]:
    """Join `--predict -3,4` to `--predict=-3,4`, which argparse would take for an option of its own."""
    words: list[str] = []
    for word in argv:
        before = words[-1] if words else ""
        takes_value = before.startswith("--") and len(before) > 2 and "=" not in before
        if takes_value and before not in _FLAGS and word.startswith("-") and not word.startswith("--"):
            words[-1] = f"{before}={word}"
        else:
            words.append(word)
    return words


class _Parser(argparse.ArgumentParser):
    """A parser whose mistakes are InputErrors."""

    def error(self, message: str) -> NoReturn:
        raise InputError(f"{message.removeprefix('argument ')} ({self.prog} --help says more)")


def _parser() -> _Parser:
    parser = _Parser(
        prog="python -m engine",
        description="Look at tables and train small neural networks on them, without a window.",
        epilog="Exit status: 0 on success, 1 where training diverged, 2 on a mistake in what was asked for.",
        allow_abbrev=False,
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    add_source(_add_command(commands, "look", "say what a table holds"))
    add_fit(_add_command(commands, "fit", "train a network and say how good it is"))
    add_predict(_add_command(commands, "predict", "ask a network that was saved"))
    add_export(_add_command(commands, "export", "write a network that was saved for other programs"))
    return parser


def _add_command(commands: Any, name: str, title: str) -> _Parser:
    command: _Parser = commands.add_parser(
        name,
        help=title,
        description=f"{capitalised(title)}.",
        allow_abbrev=False,
        epilog=_FIT_EPILOG if name == "fit" else None,
    )
    return command


_FIT_EPILOG: Final = (
    'Ctrl-C ends training and prints the result so far, with "stopped" as "request". Exit status: 0 on '
    "success, 1 where training diverged (the last finite weights are reported), 2 on a mistake in what was "
    "asked for. Progress and remarks go to standard error."
)
