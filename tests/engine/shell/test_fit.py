import json
import math
import signal
from pathlib import Path

import pytest

from engine.shell.progress import TimedControl
from tests.engine.shell.running import Run

GOLDEN = json.loads((Path(__file__).parents[2] / "reference" / "article.json").read_text())
LOSSES = {int(epoch): loss for epoch, loss in GOLDEN["train_loss_at_epoch"].items()}
PARAMETER = "--loss-parameter"
KEYS = [
    "parameters",
    "rows",
    "recipe",
    "method",
    "epochs",
    "seconds",
    "stopped",
    "loss",
    "article_loss",
    "outputs",
    "predictions",
]


@pytest.mark.parametrize("epoch", [epoch for epoch in LOSSES if epoch <= 2000] + [20_000])
def test_the_articles_run_has_the_articles_losses(run: Run, epoch: int) -> None:
    argv = ("fit", "problem:article", "--recipe", "article", "--epochs", epoch - 1, "--json")
    assert run(*argv).json["article_loss"]["train"] == pytest.approx(LOSSES[epoch], rel=1e-9)


def test_the_object(run: Run) -> None:
    result = run("fit", "problem:article", "--epochs", 1, "--predict", "30,70;70,30", "--json")
    data = result.json
    assert result.err == ""
    assert list(data) == KEYS
    assert data["parameters"] == 47
    assert data["rows"] == {"train": 7000, "validation": 0, "test": 3000}
    assert (data["recipe"], data["method"], data["epochs"]) == ("auto", "adam", 1)
    assert data["stopped"] == "epochs"
    assert list(data["loss"]) == ["train", "validation", "test"]
    assert data["loss"]["validation"] is None
    assert list(data["article_loss"]) == ["train", "test"]
    assert [list(output) for output in data["outputs"]] == [["name", "rmse", "mae", "r2"]] * 3
    assert [len(row) for row in data["predictions"]] == [3, 3]


def test_outputs_and_loss_tell_the_same(run: Run) -> None:
    data = run("fit", "problem:line", "--epochs", 5, "--json").json
    output = data["outputs"][0]
    loss = run("fit", "problem:line", "--epochs", 5, "--split", "100/0/0", "--json").json["loss"]
    assert math.isclose(data["article_loss"]["test"], data["loss"]["test"] / 2)  # one output: the same halved
    assert output["mae"] < output["rmse"]
    assert loss["test"] is None


def test_a_table_is_learnt_and_answered_in_its_own_units(run: Run, table: Path) -> None:
    data = run("fit", table, "--hidden", "none", "--predict", "0.5,0.5;0,1", "--json").json
    assert data["parameters"] == 3
    assert data["predictions"][0][0] == pytest.approx(7.5, abs=0.01)
    assert data["predictions"][1][0] == pytest.approx(5, abs=0.01)
    assert data["outputs"][0]["r2"] > 0.999


def test_columns_are_chosen_by_name(run: Run, table: Path) -> None:
    quoted = run("fit", table, "--epochs", 1, "--targets", '"mass, kg"', "--predict", "0.5,7", "--json").json
    assert [output["name"] for output in quoted["outputs"]] == ["mass, kg"]
    rest = run("fit", table, "--epochs", 1, "--inputs", "y", "--json").json
    assert [output["name"] for output in rest["outputs"]] == ["a", "mass, kg"]
    ordered = run("fit", table, "--epochs", 1, "--inputs", 'y , "mass, kg"', "--targets", "a", "--json").json
    assert [output["name"] for output in ordered["outputs"]] == ["a"]
    sums = run("fit", "problem:article", "--epochs", 1, "--targets", "a+b", "--json").json
    assert sums["parameters"] == 2 * 4 + 4 + 4 * 4 + 4 + 4 + 1  # its inputs are still a and b alone


@pytest.mark.parametrize(
    ("columns", "sentence"),
    [
        (["--inputs", "nope"], "no column"),
        (["--inputs", "city"], "text"),
        (["--inputs", ""], "at least one input"),
        (["--inputs", "a", "--targets", "a"], "once"),
        (["--inputs", '"a'], "pair up"),
        (["--target-kind", "class"], "not there yet"),
        (["--target-kind", "colour"], "number"),
    ],
)
def test_columns_that_cannot_be(run: Run, table: Path, columns: list[str], sentence: str) -> None:
    assert sentence in run("fit", table, *columns).mistake


@pytest.mark.parametrize(
    ("given", "parameters"),
    [
        ([], 2 * 8 + 8 + 8 * 8 + 8 + 9),
        (["--hidden", "none"], 3),
        (["--hidden", "5"], 2 * 5 + 5 + 6),
        (["--hidden", "5, 4", "--activation", "tanh"], 2 * 5 + 5 + 5 * 4 + 4 + 5),
    ],
)
def test_hidden_layers(run: Run, table: Path, given: list[str], parameters: int) -> None:
    assert run("fit", table, *given, "--epochs", 0, "--json").json["parameters"] == parameters


def test_the_activation_of_a_problems_own_network(run: Run) -> None:
    assert "(tanh)" in run("fit", "problem:wave", "--epochs", 0).out
    assert "(tanh)" in run("fit", "problem:wave", "--epochs", 0, "--hidden", "3").out
    assert "1-8-8-1 (sigmoid)" in run("fit", "problem:wave", "--epochs", 0, "--activation", "sigmoid").out
    assert "1-3-1 (relu)" in run("fit", "problem:line", "--epochs", 0, "--hidden", "3").out
    assert "changes nothing" in run("fit", "problem:line", "--epochs", 0, "--activation", "relu").err


@pytest.mark.parametrize(
    ("given", "recipe", "method"),
    [
        ([], "auto", "adam"),
        (["--method", "momentum"], "momentum", "momentum"),
        (["--recipe", "article", "--method", "adam"], "article", "adam"),
        (["--recipe", "gradient_descent", "--learning-rate", "0.2"], "gradient_descent", "gradient_descent"),
    ],
)
def test_recipes_and_methods(run: Run, given: list[str], recipe: str, method: str) -> None:
    data = run("fit", "problem:line", "--epochs", 1, *given, "--json").json
    assert (data["recipe"], data["method"]) == (recipe, method)


def test_a_method_beside_a_recipe_changes_nothing_else(run: Run) -> None:
    both = run("fit", "problem:line", "--recipe", "article", "--method", "adam", "--epochs", 9, "--json").json
    same = run(
        "fit", "problem:line", "--method", "adam", "--learning-rate", 0.01, "--epochs", 9, "--json"
    ).json
    assert both["loss"] == same["loss"]


def test_ends_of_a_run(run: Run) -> None:
    target = run("fit", "problem:line", "--target-loss", 0.1, "--json").json
    assert target["stopped"] == "target"
    assert target["loss"]["train"] <= 0.1
    time = run("fit", "problem:line", "--max-seconds", 0.01, "--epochs", 10**8, "--json").json
    assert time["stopped"] == "time"
    assert time["seconds"] >= 0.01


@pytest.mark.parametrize(
    "given",
    [
        ("--loss", "quantile"),
        ("--l1", "0.1"),
        ("--l2", "0.1"),
        ("--dropout", "0.5"),
        ("--clip-norm", "0.01"),
        ("--initialiser", "glorot_uniform"),
        ("--schedule", "constant"),
    ],
)
def test_what_is_asked_of_training_changes_it(run: Run, table: Path, given: tuple[str, ...]) -> None:
    def losses(*more: str) -> object:
        result = run("fit", table, "--epochs", 3, "--json", *more)
        assert result.err == run("fit", table, "--epochs", 3).err, "nothing is said to be without effect"
        return result.json["loss"]

    assert losses(*given) != losses()


def test_a_loss_takes_its_parameter(run: Run, table: Path) -> None:
    argv = ("fit", table, "--epochs", 3, "--loss", "quantile", "--json")
    usual, same, other = (run(*argv, *more).json["loss"] for more in ((), (PARAMETER, 0.5), (PARAMETER, 0.9)))
    assert usual == same != other


def test_the_loss_is_called_by_its_name(run: Run) -> None:
    assert "mean squared error, standardised targets" in run("fit", "problem:line", "--epochs", 1).out
    out = run("fit", "problem:line", "--epochs", 1, "--loss", "absolute_error").out
    assert "mean absolute error, standardised targets" in out


def test_patience_and_a_flat_slope_end_a_run(run: Run, table: Path) -> None:
    waiting = ("--split", "60/20/20", "--patience", 1, "--learning-rate", 1)
    assert run("fit", table, *waiting, "--json").json["stopped"] == "patience"
    flat = run("fit", "problem:line", "--gradient-norm", 0.5, "--method", "gradient_descent", "--json").json
    assert flat["stopped"] == "gradient"


@pytest.mark.parametrize(
    ("given", "remark"),
    [
        (["--dropout", 0.5], "there is no hidden layer, so --dropout changes nothing"),
        (
            ["--loss-parameter", 2],
            "the mean squared error has no parameter, so --loss-parameter changes nothing",
        ),
        (["--patience", 9], "there are no validation rows, so --patience changes nothing: give them a share"),
        (
            ["--method", "lbfgs", "--batch-size", 8, "--schedule", "cosine"],
            "L-BFGS has no batch size, so --batch-size changes nothing",
        ),
        (
            ["--method", "lbfgs", "--schedule", "cosine"],
            "L-BFGS has no schedule, so --schedule changes nothing",
        ),
    ],
)
def test_what_has_no_effect_is_said(run: Run, given: list[object], remark: str) -> None:
    assert remark in run("fit", "problem:line", "--epochs", 1, *given).err


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (
            ["--method", "levenberg_marquardt", "--loss", "huber"],
            "can only make the mean squared error small",
        ),
        (["--method", "bayesian", "--l2", 0.1], "cannot train with an L2 penalty"),
        (["--method", "lbfgs", "--dropout", 0.1], "L-BFGS cannot train with dropout"),
        (["--batch-size", 1000], "the batch size of 1,000 is more than the 42 training rows"),
    ],
)
def test_what_cannot_be_trained_is_refused_at_once(
    run: Run, table: Path, given: list[object], sentence: str
) -> None:
    assert sentence in run("fit", table, *given).mistake


def test_seeds(run: Run, table: Path) -> None:
    def losses(*given: object) -> object:
        return run("fit", table, "--epochs", 2, "--json", *given).json["loss"]

    assert losses() == losses("--seed", 42) == losses("--start-seed", 42)
    assert losses() != losses("--start-seed", 1)
    assert losses("--start-seed", 1) != losses("--seed", 1)
    assert losses("--seed", 1) == losses("--seed", 1, "--start-seed", 1)


def test_shares_of_the_rows(run: Run, table: Path) -> None:
    thirds = run("fit", table, "--split", "60/20/20", "--epochs", 1, "--json").json
    assert thirds["rows"] == {"train": 36, "validation": 12, "test": 12}
    assert thirds["loss"]["validation"] > 0
    alone = run("fit", table, "--split", "100/0/0", "--epochs", 1, "--json")
    assert alone.json["rows"]["test"] == 0
    assert alone.json["article_loss"]["test"] is None
    assert alone.json["outputs"][0]["rmse"] > 0
    assert "judged on the training rows" in alone.err


def test_given_test_rows(run: Run, table: Path, tmp_path: Path) -> None:
    rows = tmp_path / "rows.txt"
    rows.write_text("0\n\n 59 \n1\n")
    data = run("fit", table, "--test-rows", rows, "--epochs", 1, "--json").json
    assert data["rows"] == {"train": 57, "validation": 0, "test": 3}
    assert "not allowed" in run("fit", table, "--test-rows", rows, "--split", "70/0/30").mistake
    rows.write_text("\n".join(map(str, range(60))))
    assert "no row to train" in run("fit", table, "--test-rows", rows).mistake


def test_the_rows_at_the_end_of_a_problem_are_its_test_rows(run: Run, tmp_path: Path) -> None:
    rows = tmp_path / "rows.txt"
    rows.write_text("\n".join(map(str, range(7000, 10_000))))
    given = run("fit", "problem:article", "--test-rows", rows, "--epochs", 1, "--json").json
    usual = run("fit", "problem:article", "--epochs", 1, "--json").json
    assert given["loss"] == usual["loss"]
    assert given["outputs"] == usual["outputs"]


def test_skipped_rows_are_said_with_line_and_text(run: Run, table: Path) -> None:
    lines = table.read_text().splitlines()
    lines[4] = "0.5,oops,x,1"
    table.write_text("\n".join(lines))
    result = run("fit", table, "--epochs", 1, "--json")
    assert "1 of 60 rows was left out" in result.err
    assert "line 5, column 'mass, kg': 'oops'" in result.err
    assert sum(result.json["rows"].values()) == 59


def test_constant_columns_are_said(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "constant.csv"
    path.write_text("a,b,c,y\n" + "".join(f"{i},3,{i},7\n" for i in range(20)))
    assert "nothing to learn: choose another target" in run("fit", path, "--inputs", "a,b,c").mistake
    result = run("fit", path, "--inputs", "a,b", "--targets", "y,c", "--epochs", 1, "--json")
    assert "column 'b' never changes in the training rows and tells nothing" in result.err
    assert "nothing to learn" in result.err
    assert result.json["outputs"][0]["r2"] is None


def test_more_parameters_than_rows_are_said(run: Run) -> None:
    assert "321 parameters for 21 training rows" in run("fit", "problem:few", "--epochs", 1).err


def test_numbers_too_large_to_square_are_refused(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "huge.csv"
    path.write_text("a,b\n" + "".join(f"{i}e307,{i}\n" for i in range(1, 9)))
    assert "too large" in run("fit", path).mistake


def test_divergence_keeps_the_last_finite_weights(run: Run) -> None:
    argv = ("problem:article", "--method", "gradient_descent", "--learning-rate", 100, "--predict", "3,5")
    result = run("fit", *argv, "--json")
    assert result.status == 1
    data = result.json
    assert data["stopped"] == "diverged"
    assert math.isfinite(data["loss"]["train"])
    assert all(math.isfinite(value) for value in data["predictions"][0])
    assert "try a --learning-rate well below 100" in result.err


def test_a_prediction_that_overflows_is_null(run: Run) -> None:
    result = run("fit", "problem:line", "--epochs", 1, "--predict", "1e308", "--json")
    assert result.json["predictions"] == [[None]]
    assert "outside the training rows'" in result.err


@pytest.mark.parametrize("asked", ["", ";", "1;", "1,2", "x", "nan", "-inf", "1,"])
def test_predictions_that_cannot_be(run: Run, asked: str) -> None:
    assert "to predict" in run("fit", "problem:line", "--predict", asked).mistake


def test_the_text_for_people(run: Run) -> None:
    out = run("fit", "problem:line", "--epochs", 1, "--predict", "3;4").out
    assert "network 1-1, 2 parameters" in out
    assert "1 epoch in" in out
    assert "on test rows" in out
    assert out.splitlines()[-3].split() == ["x", "->", "y"]


def test_ctrl_c_ends_training_with_the_result_so_far(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(_control: TimedControl, _epochs: int) -> bool:
        signal.raise_signal(signal.SIGINT)
        return False

    monkeypatch.setattr(TimedControl, "picture_due", interrupt)
    before = signal.getsignal(signal.SIGINT)
    result = run("fit", "problem:line", "--json")
    assert result.status == 130
    assert result.json["stopped"] == "request"
    assert "interrupted after epoch 0" in result.err
    assert signal.getsignal(signal.SIGINT) is before


def test_too_little_memory_is_said(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_arguments: object) -> None:
        raise MemoryError

    monkeypatch.setattr("engine.shell.fit.train", fail)
    assert "memory" in run("fit", "problem:line").mistake


def test_precision_changes_the_last_digits_only(run: Run) -> None:
    argv = ("fit", "problem:line", "--recipe", "adam", "--epochs", 20, "--predict", "0.5", "--json")
    exact, rounded = run(*argv).json, run(*argv, "--precision", "float32").json
    assert rounded["loss"]["test"] == pytest.approx(exact["loss"]["test"], rel=1e-4)
    assert rounded["loss"]["test"] != exact["loss"]["test"]
    assert rounded["predictions"][0] == pytest.approx(exact["predictions"][0], rel=1e-3)


def test_an_unknown_precision_is_refused(run: Run) -> None:
    answer = run("fit", "problem:line", "--precision", "half")
    assert answer.status == 2
    assert "there is no precision 'half'" in answer.err
