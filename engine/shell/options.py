"""The options of the shell, one by one: what each is called, what it takes, and what help says of it."""

from argparse import SUPPRESS, ArgumentParser, BooleanOptionalAction
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, TypeVar

from engine.base.errors import InputError
from engine.base.limits import LIMITS, check_id
from engine.data.classes import TARGET_KINDS
from engine.data.inputs import ENCODINGS, FILLS
from engine.data.quantiles import USUAL_QUANTILES, parse_quantiles, quantiles_text
from engine.data.roles import SINGLE_ROLES
from engine.data.split import SPLIT_METHODS, Split
from engine.export.formats import FORMATS
from engine.network.activations import ACTIVATIONS
from engine.network.initialisers import INITIALISERS
from engine.project.project import DEFAULT_SEED
from engine.reading.choice import READ_AS, sign, way_text
from engine.shell import parsing
from engine.shell.sources import EXAMPLE, EXAMPLE_LIST, LIST, PREFIX
from engine.storage.project_file import SUFFIX
from engine.table.labels import MOST_CLASSES
from engine.table.notation import DECIMALS, QUOTES, SEPARATORS, THOUSANDS
from engine.training.fields import TRAINING_FIELDS, ChoiceField, FlagField, NumberField
from engine.training.recipes.recipes import RECIPES

Read = TypeVar("Read")


class RefusedError(Exception):
    """A value that is none, said in a sentence that argparse does not make its own."""


def add_source(parser: ArgumentParser) -> None:
    """Add the source, how it is read, and whether the answer is to be JSON."""
    parser.add_argument(
        "source",
        metavar="SOURCE",
        help=f"a table, a project, {PREFIX}ID for a built-in problem or {EXAMPLE}ID for an example table; "
        f"{LIST} and {EXAMPLE_LIST} list these",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of text")
    _add_reading(parser)


def _add_reading(parser: ArgumentParser) -> None:
    """Add what can be said of how a table is written."""
    group = parser.add_argument_group("how a table is written", "what is not said is guessed")
    add = group.add_argument
    add("--encoding", metavar="NAME", help="UTF-8, Windows-1252 and so on")
    signs = {"separator": SEPARATORS, "quote": QUOTES, "decimal": DECIMALS, "thousands": THOUSANDS}
    for what, table in signs.items():
        read = _reader(partial(sign, what))
        add(f"--{what}", metavar="SIGN", type=read, help=f"one of {', '.join(table.values())}")
    add("--header", action=BooleanOptionalAction, help="whether the first row holds the names")
    add(
        "--missing-words",
        metavar="WORDS",
        type=_reader(parsing.column_names),
        help="what stands for nothing, with commas between, in place of NA, null, - and the like",
    )
    add(
        "--read-as",
        metavar="COLUMN=WAY,...",
        type=_reader(parsing.column_choices),
        help=f"how single columns are read: {', '.join(map(way_text, READ_AS))}",
    )
    add("--day-first", action=BooleanOptionalAction, help="whether 03/04/2024 is in April")
    add(
        "--years-from",
        metavar="YEAR",
        type=_reader(parsing.year),
        help="the first of the hundred years that years of two digits are among",
    )
    add("--sheet", metavar="NAME", help="of a spreadsheet; its first by default")
    add("--cells", metavar="RANGE", help="of a sheet: A1:D20")


def add_fit(parser: ArgumentParser) -> None:
    """Add all that can be said of a run, in the order in which `--help` lists it."""
    add_source(parser)
    _add_columns(parser)
    _add_network(parser)
    _add_training(parser)
    _add_seeds(parser)
    _add_split(parser)
    parser.add_argument(
        "--predict",
        metavar="ROWS",
        help='inputs to answer after training, in the table\'s units: "30,70;70,30"',
    )
    parser.add_argument(
        "--save",
        metavar="FILE",
        help=f"where the project is saved with its network, to be asked and opened again: NAME{SUFFIX}",
    )


def add_predict(parser: ArgumentParser) -> None:
    """Add what a saved network is asked."""
    parser.add_argument("source", metavar="MODEL", help=f"a project with a trained network: NAME{SUFFIX}")
    parser.add_argument(
        "--values",
        metavar="ROWS",
        help='inputs to answer, in the table\'s units: "30,70;70,30"',
    )
    parser.add_argument(
        "--table", metavar="IN", help="a table whose rows are answered, its columns found by name"
    )
    parser.add_argument(
        "--out", metavar="OUT", help="where it is written with its answers: .csv, .xlsx or .parquet"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of text")


def add_export(parser: ArgumentParser) -> None:
    """Add in what a saved network is written, and where."""
    parser.add_argument("source", metavar="MODEL", help=f"a project with a trained network: NAME{SUFFIX}")
    parser.add_argument(
        "--to",
        metavar="ID",
        required=True,
        type=_id("format", FORMATS),
        help=_ids("the format", FORMATS),
    )
    parser.add_argument("--out", metavar="FILE", required=True, help="the file to write")
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of text")


def _add_columns(parser: ArgumentParser) -> None:
    """Add what the columns are for."""
    add = parser.add_argument
    columns = "column names with commas between, those with a comma in it quoted as in CSV"
    add("--inputs", metavar="NAMES", type=_reader(parsing.column_names), help=columns)
    add(
        "--targets",
        metavar="NAMES",
        type=_reader(parsing.column_names),
        help="the same; where only one of the two is given, the other is the rest of a table's number "
        "columns, or of a problem's own inputs or targets; by default a table's last number column, or its "
        "very last where that holds a few texts",
    )
    add(
        "--target-kind",
        metavar="KIND",
        type=_id("kind of target", dict.fromkeys(TARGET_KINDS)),
        help="what the targets are, number or class; by default a column of texts, or of the whole numbers "
        f"from 0 to at most {MOST_CLASSES - 1}, holds classes",
    )
    add(
        "--quantiles",
        metavar="Q,Q",
        type=_reader(parse_quantiles),
        help="what the quantile loss aims at, an output for each: shares of the rows that stay below, "
        f"{quantiles_text(USUAL_QUANTILES)} by default; without --loss they choose that loss",
    )
    for role in SINGLE_ROLES.values():
        add(f"--{role.id}", metavar="COLUMN", help=role.help)
    add(
        "--encode",
        metavar="COLUMN=ID,...",
        type=_reader(parsing.column_choices),
        help=_ids("how an input column becomes numbers, such as size=ordinal", ENCODINGS),
    )
    add(
        "--fill",
        metavar="COLUMN=ID,...",
        type=_reader(parsing.column_choices),
        help=_ids("what takes the place of missing cells of an input column, such as age=median", FILLS),
    )


def _add_network(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--hidden",
        metavar="UNITS",
        type=_reader(parsing.hidden_units),
        help="hidden layers: 4,4 or none",
    )
    _add_id(parser, "--activation", "activation", ACTIVATIONS, "of all hidden layers")
    parser.add_argument(
        "--dropout",
        metavar="X",
        type=_limited("dropout"),
        help="share of every hidden layer's units left out",
    )
    _add_id(parser, "--initialiser", "initialiser", INITIALISERS, "how weights start")


def _add_training(parser: ArgumentParser) -> None:
    """Add the recipe and the training fields, of which the result holds only those that are typed."""
    _add_id(parser, "--recipe", "recipe", RECIPES, "what fills the fields below", "; auto by default")
    for field in TRAINING_FIELDS.values():
        if field.help:
            _add_field(parser, field)


def _add_field(parser: ArgumentParser, field: NumberField | ChoiceField | FlagField) -> None:
    said: dict[str, Any] = {"dest": field.id, "default": SUPPRESS}
    if isinstance(field, FlagField):
        parser.add_argument(field.flag, action="store_true", help=field.help, **said)
    elif isinstance(field, ChoiceField):
        text = _ids(field.help, field.table) + field.note
        parser.add_argument(field.flag, metavar="ID", type=_id(field.id, field.table), help=text, **said)
    else:
        parser.add_argument(
            field.flag, metavar=field.metavar, type=_reader(field.parse), help=field.help, **said
        )


def _add_seeds(parser: ArgumentParser) -> None:
    add = parser.add_argument
    add(
        "--seed",
        metavar="N",
        type=_limited("seed"),
        default=DEFAULT_SEED,
        help=f"of data, split and start; {DEFAULT_SEED} by default",
    )
    add("--start-seed", metavar="N", type=_limited("start_seed"), help="of the start alone")
    add(
        "--draw",
        metavar="N",
        type=_limited("draw"),
        default=1,
        help="which start of its seed, as the window counts New weights; 1 by default",
    )


def _add_split(parser: ArgumentParser) -> None:
    """Add which rows train, and which judge."""
    add = parser.add_argument
    rows = parser.add_mutually_exclusive_group()
    rows.add_argument(
        "--split",
        metavar="A/B/C",
        type=_reader(_split),
        help="training/validation/test rows in percent, 70/0/30 by default",
    )
    rows.add_argument(
        "--test-rows",
        metavar="FILE",
        help="zero-based numbers of the rows to test on, one a line; the others train",
    )
    _add_id(
        parser,
        "--split-method",
        "way to split",
        SPLIT_METHODS,
        "how rows are dealt to the shares",
        "; by default a problem's rows stay in order, a table's are stratified by the class or else shuffled",
    )
    add("--group", metavar="COLUMN", help="keep rows of one value in this column in one share")
    add("--order", metavar="COLUMN", help="train on the rows that are lowest, or earliest, in this column")
    add(
        "--cross-validate",
        metavar="N",
        type=_limited("cross_validation"),
        help="also train once for each of so many folds of the rows, dealt as --split-method says, and judge "
        "each network on the fold it has not seen",
    )


def _add_id(
    parser: ArgumentParser, option: str, what: str, table: Mapping[str, object], about: str, more: str = ""
) -> None:
    """Add an option that takes an id of `table`; help says what it is `about`, the ids, and `more`."""
    parser.add_argument(option, metavar="ID", type=_id(what, table), help=_ids(about, table) + more)


def _reader(read: Callable[[str], Read]) -> Callable[[str], Read]:
    """Let a mistake's sentence through argparse, which catches ValueErrors to say something of its own."""

    def checked(text: str) -> Read:
        try:
            return read(text)
        except InputError as error:
            raise RefusedError(str(error)) from None

    return checked


def _limited(field: str) -> Callable[[str], float]:
    return _reader(LIMITS[field].parse)


def _id(what: str, table: Mapping[str, object]) -> Callable[[str], str]:
    def known(text: str) -> str:
        check_id(what, text, table)
        return text

    return _reader(known)


def _ids(about: str, table: Mapping[str, object]) -> str:
    return f"{about}: {', '.join(table)}"


def _split(text: str) -> str:
    """Check the shares now; how rows are put in order is known when the source is."""
    Split().with_shares(text)
    return text
