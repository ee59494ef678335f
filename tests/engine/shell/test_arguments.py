import pytest

from engine.base.errors import InputError
from engine.network.initialisers import INITIALISERS
from engine.network.losses import LOSSES
from engine.shell.arguments import FitOptions, LookOptions, parse
from engine.training.methods.schedules import SCHEDULES
from tests.engine.shell.running import Run

IN_RANGE = (
    "--hidden",
    "--learning-rate",
    "--epochs",
    "--batch-size",
    "--target-loss",
    "--max-seconds",
    "--seed",
    "--draw",
    "--l1",
    "--l2",
    "--dropout",
    "--clip-norm",
    "--patience",
    "--gradient-norm",
    "--starts",
    "--folds",
    "--held-out",
)


def parsed(*argv: str) -> FitOptions:
    options = parse(["fit", "t.csv", *argv])
    assert isinstance(options, FitOptions)
    return options


def test_nothing_said_is_none() -> None:
    options = parsed()
    assert (options.seed, options.json, options.hidden) == (42, False, None)
    assert options.training == {}
    assert parse(["look", "t.csv", "--json"]) == LookOptions("t.csv", json=True)


def test_values_may_begin_with_a_minus() -> None:
    assert parsed("--predict", "-3,4;-5,6").predict == "-3,4;-5,6"
    assert parsed("--targets", "-x").targets == ("-x",)


def test_all_rows_at_once_is_not_the_same_as_nothing_said() -> None:
    assert parsed("--batch-size", "full").training == {"batch_size": None}
    assert parsed("--batch-size", "64").training == {"batch_size": 64}


def test_help_is_text() -> None:
    for argv in (["--help"], ["fit", "--help"], ["look", "-h"]):
        text = parse(argv)
        assert isinstance(text, str)
        assert text.startswith("usage: python -m engine")


def test_help_names_what_there_is_to_choose_from() -> None:
    text = " ".join(str(parse(["fit", "--help"])).split())
    for table in (LOSSES, SCHEDULES, INITIALISERS):
        assert ", ".join(table) in text
    assert "usually 1 for huber" in text


@pytest.mark.parametrize("option", IN_RANGE)
@pytest.mark.parametrize("value", ["-1", "-1e3", "nan", "inf", "-inf", "1e400", "text", "", "1e9999999"])
def test_numbers_outside_their_limits(option: str, value: str) -> None:
    with pytest.raises(InputError, match=r"must be a (whole )?number (from|above)"):
        parsed(option, value)


@pytest.mark.parametrize(
    "argv",
    [
        ["--hidden", "0"],
        ["--hidden", "4,"],
        ["--hidden", "4,,4"],
        ["--hidden", "4.5"],
        ["--hidden", "1e9"],
        ["--hidden", ",".join("4" * 33)],
        ["--learning-rate", "0"],
        ["--batch-size", "0"],
        ["--epochs", "1.5"],
        ["--max-seconds", "0"],
        ["--start-seed", "-1"],
        ["--split", "70/0/40"],
        ["--split", "0/0/100"],
        ["--split", "all"],
        ["--recipe", "x"],
        ["--method", "x"],
        ["--activation", "x"],
        ["--schedule", "x"],
        ["--loss", "x"],
        ["--quantiles", "0.5,1"],
        ["--loss", "huber", "--loss-parameter", "nan"],
        ["--loss-parameter", "x"],
        ["--initialiser", "x"],
        ["--dropout", "1"],
        ["--clip-norm", "0"],
        ["--patience", "1.5"],
    ],
)
def test_other_values_that_cannot_be(run: Run, argv: list[str]) -> None:
    assert "help" not in run("fit", "problem:line", *argv).mistake


@pytest.mark.parametrize(
    "argv",
    [
        [],
        ["fit"],
        ["predict"],
        ["export"],
        ["fit", "problem:line", "--keep", "x"],
        ["fit", "problem:line", "--epoch", "3"],
        ["fit", "problem:line", "--epochs"],
        ["fit", "problem:line", "other"],
        ["look", "problem:line", "--epochs", "3"],
    ],
)
def test_what_does_not_exist_is_refused_in_a_line(run: Run, argv: list[str]) -> None:
    assert "--help says more" in run(*argv).mistake
