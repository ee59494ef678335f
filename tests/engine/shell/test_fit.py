import json
import math
import signal
from pathlib import Path

import numpy as np
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
    assert result.err == (
        "layerbench: on the test rows the answers for a-b are no better than always answering the mean\n"
    )
    assert list(data) == [*KEYS, "target"]
    assert data["parameters"] == 47
    assert data["rows"] == {"train": 7000, "validation": 0, "test": 3000}
    assert (data["recipe"], data["method"], data["epochs"]) == ("auto", "levenberg_marquardt", 1)
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
        (["--inputs", ""], "at least one input"),
        (["--inputs", "a", "--targets", "a"], "once"),
        (["--inputs", '"a'], "pair up"),
        (["--target-kind", "class", "--targets", "a,y"], "the only one"),
        (["--target-kind", "number", "--targets", "city"], "text"),
        (["--targets", "city"], "one class only, 'x'"),
        (["--target-kind", "colour"], "number"),
    ],
)
def test_columns_that_cannot_be(run: Run, table: Path, columns: list[str], sentence: str) -> None:
    assert sentence in run("fit", table, *columns).mistake


@pytest.mark.parametrize(
    ("given", "parameters"),
    [
        ([], 2 * 16 + 16 + 17),
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
        ([], "auto", "levenberg_marquardt"),
        (["--batch-size", 16], "auto", "adam"),
        (["--dropout", "0.1", "--hidden", 4], "auto", "adam"),
        (["--recipe", "auto", "--method", "momentum"], "auto", "momentum"),
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
    limited = ("--max-seconds", 0.01, "--epochs", 10**8, "--method", "adam", "--json")
    time = run("fit", "problem:line", *limited).json
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
        ("--schedule", "cosine"),
    ],
)
def test_what_is_asked_of_training_changes_it(run: Run, table: Path, given: tuple[str, ...]) -> None:
    def losses(*more: str) -> object:
        adam = ("fit", table, "--method", "adam", "--epochs", 3)
        result = run(*adam, "--json", *more)
        assert "changes nothing" not in result.err
        return result.json["loss"]

    assert losses(*given) != losses()


def test_a_loss_takes_its_parameter(run: Run, table: Path) -> None:
    argv = ("fit", table, "--epochs", 3, "--loss", "huber", "--json")
    usual, same, other = (run(*argv, *more).json["loss"] for more in ((), (PARAMETER, 1), (PARAMETER, 0.5)))
    assert usual == same != other


def test_quantiles_are_outputs_with_the_share_of_rows_below(run: Run, table: Path) -> None:
    argv = ("fit", table, "--quantiles", "0.9,0.25", "--epochs", 30, "--predict", "0.5,0.5")
    data = run(*argv, "--json").json
    assert data["method"] == "lbfgs"
    assert [output["name"] for output in data["outputs"]] == ["y 25 %", "y 90 %"]
    for output, quantile in zip(data["outputs"], (0.25, 0.9), strict=True):
        assert output.keys() == {"name", "rmse", "mae", "r2", "quantile", "coverage", "pinball"}
        assert output["quantile"] == quantile
        assert abs(output["coverage"] * 18 % 1) < 1e-9, "a share of the 18 test rows"
    ((low, high),) = data["predictions"]
    assert low < high
    out = run(*argv).out
    assert "aims at  rows below  pinball loss" in out
    assert "-> y 90 %" in out


def test_the_quantile_loss_has_usual_quantiles_and_no_other_loss_has_any(run: Run, table: Path) -> None:
    outputs = run("fit", table, "--loss", "quantile", "--epochs", 1, "--json").json["outputs"]
    assert [output["quantile"] for output in outputs] == [0.1, 0.5, 0.9]
    wrong = run("fit", table, "--loss", "huber", "--quantiles", 0.5)
    assert wrong.mistake == "quantiles need the quantile loss, not the Huber loss"
    for method in ("levenberg_marquardt", "bayesian"):
        refused = run("fit", table, "--method", method, "--quantiles", 0.5)
        assert "not the quantile loss: choose that loss, or another method" in refused.mistake


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
        (
            ["--method", "adam", "--patience", 9],
            "there are no validation rows, so --patience changes nothing: give them a share",
        ),
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
    assert losses() == losses("--draw", 1) != losses("--draw", 2)


def test_shares_of_the_rows(run: Run, table: Path) -> None:
    thirds = run("fit", table, "--split", "60/20/20", "--epochs", 1, "--json").json
    assert thirds["rows"] == {"train": 36, "validation": 12, "test": 12}
    assert thirds["loss"]["validation"] > 0
    alone = run("fit", table, "--split", "100/0/0", "--epochs", 1, "--json")
    assert alone.json["rows"]["test"] == 0
    assert alone.json["article_loss"]["test"] is None
    assert alone.json["outputs"][0]["rmse"] > 0
    assert "judged on the training rows" in alone.err


def test_ways_to_share_out_rows(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "visits.csv"
    lines = [f"{i % 10},p{i // 10},{40 - i},{'ab'[i % 4 == 0]}" for i in range(40)]
    path.write_text("\n".join(["dose,patient,day,ill", *lines]) + "\n")

    def dealt(*given: object) -> tuple[dict[str, int], dict[str, float]]:
        done = run(
            "fit",
            path,
            "--inputs",
            "dose,day",
            "--targets",
            "ill",
            "--seed",
            2,  # deals classes unevenly where it only shuffles
            "--epochs",
            0,
            "--json",
            *given,
        )
        return done.json["rows"], done.json["loss"]

    assert dealt()[1] == dealt("--split-method", "stratified")[1], "classes are stratified by default"
    assert dealt()[1] != dealt("--split-method", "shuffled")[1]
    halves = dealt("--group", "patient", "--split", "50/0/50")
    assert halves[0] == {"train": 20, "validation": 0, "test": 20}
    assert dealt("--order", "day")[1] != dealt("--split-method", "in_order")[1]

    def refused(*given: object) -> str:
        return run("fit", path, "--targets", "ill", *given).mistake

    assert "--split-method group needs --group" in refused("--split-method", "group")
    assert "--split-method rows needs --test-rows" in refused("--split-method", "rows")
    assert "--order goes with --split-method in_order" in refused(
        "--order", "day", "--split-method", "shuffled"
    )
    assert "holds text" in refused("--order", "patient")
    assert 'has no column "city"' in refused("--group", "city")
    assert "there is no way to split 'x'" in refused("--split-method", "x")


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
    assert "column 'b' never changes in the training rows: leave it out" in result.err
    assert "nothing to learn" in result.err
    assert result.json["outputs"][0]["r2"] is None


def test_serious_findings_about_the_data_are_said_and_no_others(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "leaking.csv"
    rows = [f"4,{i * 7 % 41},{i * 11 % 37},{(i * 7 % 41) ** 3}" for i in range(60)]
    path.write_text("\n".join(["still,a,b,y", *rows, *rows]) + "\n")
    said = run("fit", path, "--inputs", "a,b", "--epochs", 1).err
    assert "column 'a' alone gives away 'y': leave it out\n" in said
    assert "test rows are copies of training rows: keep one of each\n" in said
    assert "gives away" not in run("fit", path, "--inputs", "b", "--epochs", 1).err


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


@pytest.mark.usefixtures("heeded_signals")
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


# Classes.


@pytest.fixture
def fruit(tmp_path: Path) -> Path:
    """90 rows of a, b and a fruit, told apart by where a and b lie; "nr" is its number from 0."""
    stream = np.random.default_rng(2)
    lines = ["a,b,nr,fruit"]
    for number, (name, centre) in enumerate({"fig": (0, 0), '"pear, ripe"': (5, 0), "kiwi": (0, 5)}.items()):
        lines += [f"{a},{b},{number},{name}" for a, b in stream.standard_normal((30, 2)) * 0.5 + centre]
    path = tmp_path / "fruit.csv"
    path.write_text("\n".join(lines) + "\n")
    return path


def test_labels_are_answered_with_labels(run: Run, fruit: Path) -> None:
    done = run("fit", fruit, "--inputs", "a,b", "--predict", "0,0;5,0;0,5", "--json")
    data = done.json
    assert list(data) == [*KEYS, "found", "target"]
    assert data["predictions"] == [["fig"], ["pear, ripe"], ["kiwi"]]
    (output,) = data["outputs"]
    assert list(output) == ["name", "accuracy", "log_loss", "balanced_accuracy", "auc", "calibration_error"]
    assert 0 <= output["calibration_error"] < 0.1
    assert (output["name"], output["accuracy"], output["balanced_accuracy"], output["auc"]) == (
        "fruit",
        1,
        1,
        1,
    )
    assert output["log_loss"] == pytest.approx(data["loss"]["test"], rel=1e-9)
    assert data["article_loss"] == {"train": None, "test": None}
    assert data["parameters"] == 2 * 16 + 16 + 16 * 3 + 3
    assert "taken for" not in done.err


def test_the_report_says_who_is_taken_for_whom_and_how_sure_an_answer_is(run: Run, fruit: Path) -> None:
    text = run("fit", fruit, "--inputs", "a,b", "--predict", "0,5", "--split", "100/0/0").out
    lines = [line.split("  ") for line in text.splitlines()]
    cells = [[cell.strip() for cell in line if cell.strip()] for line in lines]
    assert ["true, and answered:", "fig", "kiwi", "pear, ripe"] in cells
    assert ["fig", "30", "0", "0"] in cells
    assert ["pear, ripe", "0", "0", "30"] in cells
    assert cells[-2] == ["a", "b", "-> fruit", "probability"]
    assert cells[-1][:3] == ["0", "5", "kiwi"]
    assert 0.9 < float(cells[-1][3]) <= 1
    assert "\ncross-entropy " in text
    assert "accuracy" in text


def test_whole_numbers_are_taken_for_classes_and_that_is_said(run: Run, fruit: Path) -> None:
    given = ["--inputs", "a,b", "--targets", "nr", "--predict", "5,0", "--epochs", 20, "--json"]
    done = run("fit", fruit, *given)
    assert done.json["predictions"] == [["1"]]
    assert (
        "column 'nr' holds the whole numbers 0, 1 and 2, taken for classes: --target-kind number" in done.err
    )
    numbers = run("fit", fruit, *given, "--target-kind", "number")
    assert numbers.json["outputs"][0]["rmse"] > 0
    assert "taken for" not in numbers.err
    assert "taken for" not in run("fit", fruit, *given, "--target-kind", "class").err


def test_other_numbers_are_classes_where_a_person_says_so(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "levels.csv"
    path.write_text("x,level\n" + "".join(f"{x},{2.5 if x < 20 else -1}\n" for x in range(40)))
    given = ["--target-kind", "class", "--predict", "3;35", "--json"]
    data = run("fit", path, *given).json
    assert data["predictions"] == [["2.5"], ["-1"]]
    assert data["parameters"] == 1 * 16 + 16 + 16 + 1, "one output tells two classes apart"
    assert data["outputs"][0]["accuracy"] > 0.8


def test_two_classes_have_a_probability_each(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "answers.csv"
    path.write_text("x,sick\n" + "".join(f"{x},{'Yes' if x >= 30 else 'no'}\n" for x in range(60)))
    text = run("fit", path, "--predict", "5;55", "--seed", 1).out
    below, above = (line.split() for line in text.splitlines()[-2:])
    assert (below[:2], above[:2]) == (["5", "no"], ["55", "Yes"])
    assert float(below[2]) > 0.9
    assert float(above[2]) > 0.9


def test_rows_without_a_class_are_left_out_and_lacking_classes_said(run: Run, tmp_path: Path) -> None:
    cells = ["a", "b", "", "NA", "a", "b", "a", "b", "c", "d", "e", "f", "g", "g", "g"]
    path = tmp_path / "gaps.csv"
    path.write_text("x,label\n" + "".join(f"{x},{cell}\n" for x, cell in enumerate(cells)))
    rows = tmp_path / "test rows"
    rows.write_text("8\n9\n10\n11\n12\n13\n14\n")
    done = run("fit", path, "--targets", "label", "--test-rows", rows, "--epochs", 1, "--json")
    assert done.json["rows"] == {"train": 6, "validation": 0, "test": 7}
    assert "2 of 15 rows were left out" in done.err
    for label in "cde":
        assert f"no training row is of class '{label}', so it cannot be learnt" in done.err
    assert "'f'" not in done.err
    assert "2 more classes have no training row" in done.err


def test_one_class_only_is_refused(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "same.csv"
    path.write_text("x,label\n" + "1,a\n" * 5 + "2,b\n")
    rows = tmp_path / "test rows"
    rows.write_text("5\n")
    assert "every training row is of class 'a'" in run("fit", path, "--test-rows", rows).mistake


def test_a_column_of_weights(run: Run, tmp_path: Path) -> None:
    # Every third row tells of another line, and weighs next to nothing; every sixth weighs nothing at all.
    path = tmp_path / "weighted.csv"
    lines = [
        f"{x},{-x},{0 if x % 6 == 0 else 1e-9}" if x % 3 == 0 else f"{x},{2 * x + 1},2" for x in range(60)
    ]
    path.write_text("\n".join(["x,y,w", *lines]))
    given = ["fit", path, "--hidden", "none", "--method", "lbfgs", "--predict", "100"]
    told = run(*given, "--weight", "w", "--json")
    assert told.json["parameters"] == 2
    assert told.json["rows"] == {"train": 35, "validation": 0, "test": 15}
    assert told.json["predictions"][0] == pytest.approx([201], abs=0.01)
    assert told.json["outputs"][0]["name"] == "y"
    assert told.json["outputs"][0]["rmse"] < 0.01
    assert "10 rows of weight 0 were left out" in told.err
    text = run(*given, "--weight", "w").out
    assert "mean squared error, standardised targets, weighted by w" in text
    assert "table's units, weighted by w" in text
    assert run(*given, "--weight", "y").mistake.startswith("column 'y' cannot say how much a row counts")
    assert "has no column 'u'" in run(*given, "--weight", "u").mistake


def test_a_weight_is_neither_input_nor_target(run: Run, tmp_path: Path) -> None:
    article = run("fit", "problem:article", "--weight", "|a-b|", "--epochs", 1, "--json")
    assert [output["name"] for output in article.json["outputs"]] == ["a+b", "a-b"]
    path = tmp_path / "texts.csv"
    path.write_text("size,colour\n" + "1,red\n2,blue\n" * 5)
    assert "at least one input" in run("fit", path, "--weight", "size").mistake
    assert "once, not more" in run("fit", path, "--weight", "size", "--inputs", "size").mistake


def test_balanced_classes(run: Run, tmp_path: Path) -> None:
    stream = np.random.default_rng(0)
    rare = stream.random(200) < 0.1
    x = stream.standard_normal(200) + rare
    path = tmp_path / "rare.csv"
    path.write_text(
        "x,it\n" + "".join(f"{a},{'rare' if r else 'common'}\n" for a, r in zip(x, rare, strict=True))
    )
    given = ["--hidden", "none", "--split", "100/0/0", "--json"]
    plain, balanced = (run("fit", path, *given, *more) for more in ([], ["--balance-classes"]))
    assert plain.json["outputs"][0]["balanced_accuracy"] < 0.6
    assert balanced.json["outputs"][0]["balanced_accuracy"] > 0.65
    assert "binary cross-entropy, classes balanced" in run("fit", path, *given[:-1], "--balance-classes").out


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (["--targets", "a,fruit"], "must be the only one: choose one of a, fruit"),
        (["--target-kind", "number"], "a target of numbers needs a column of numbers"),
    ],
)
def test_classes_that_cannot_be(run: Run, fruit: Path, given: list[str], sentence: str) -> None:
    assert sentence in run("fit", fruit, *given).mistake


def test_balancing_numbers_is_said_to_change_nothing(run: Run, table: Path) -> None:
    assert "--balance-classes changes nothing" in run("fit", table, "--epochs", 1, "--balance-classes").err


def test_a_method_for_numbers_cannot_train_classes(run: Run, fruit: Path) -> None:
    assert "Levenberg-Marquardt can only" in run("fit", fruit, "--method", "levenberg_marquardt").mistake


def test_a_problem_of_classes(run: Run) -> None:
    data = run("fit", "problem:pinwheel", "--epochs", 100, "--json").json
    assert data["outputs"][0]["accuracy"] > 0.9
    assert "holds text" in run("fit", "problem:pinwheel", "--target-kind", "number").mistake


@pytest.mark.parametrize(("classes", "shown"), [(20, True), (21, False)])
def test_more_classes_than_can_be_read_have_no_confusion_matrix(
    run: Run, tmp_path: Path, classes: int, shown: bool
) -> None:
    path = tmp_path / "many.csv"
    path.write_text("x,label\n" + "".join(f"{x},l{x % classes}\n" for x in range(5 * classes)))
    text = run("fit", path, "--targets", "label", "--epochs", 1).out
    assert ("answered" in text) == shown


def test_a_search_says_what_it_found_and_its_method_is_the_one_named(run: Run, table: Path) -> None:
    argv = ("fit", table, "--method", "lbfgs", "--folds", 3, "--starts", 2)
    done = run(*argv, "--json")
    assert "3-fold cross-validation" in done.err
    assert done.json["method"] == "lbfgs"
    assert done.json["found"].keys() == {"l2", "linear"}
    assert "found" not in run("fit", table, "--method", "lbfgs", "--starts", 2, "--json").json
    assert "cross-validation" not in run("fit", table, "--method", "lbfgs", "--starts", 2).err
    assert "3-fold" in run("fit", table, "--epochs", 20, "--folds", 3).err
    assert "cross-validation" not in run("fit", table, "--epochs", 20).err


def test_rows_are_held_out_where_the_split_has_no_validation_rows(run: Run, table: Path) -> None:
    argv = ("fit", table, "--method", "adam", "--epochs", 2, "--held-out", 50, "--json")
    held, given = run(*argv), run(*argv, "--split", "60/20/20")
    assert held.json["rows"] == {"train": 21, "validation": 21, "test": 18}
    assert given.json["rows"] == {"train": 36, "validation": 12, "test": 12}
    assert "--held-out changes nothing" in given.err
    assert "--held-out" not in held.err


def test_a_method_that_finds_its_penalty_needs_no_search(run: Run, table: Path) -> None:
    refused = run("fit", table, "--method", "bayesian", "--folds", 5)
    assert "set the folds of cross-validation to 0" in refused.mistake


def test_an_example_keeps_its_target_where_only_inputs_are_chosen(run: Run) -> None:
    given = run("fit", "example:auto-mpg", "--inputs", "weight,model_year", "--epochs", 0, "--json").json
    assert [output["name"] for output in given["outputs"]] == ["mpg"]
    assert run("fit", "example:?").out == run("look", "example:?").out


def test_cross_validation_is_added_to_the_result(run: Run, table: Path) -> None:
    argv = ("fit", table, "--method", "lbfgs", "--epochs", 3, "--cross-validate", 3)
    done = run(*argv, "--json").json
    found = done["cross_validation"]
    assert done["rows"]["train"] == 42
    assert [fold["rows"]["test"] for fold in found["folds"]] == [20, 20, 20]
    errors = [fold["outputs"][0]["rmse"] for fold in found["folds"]]
    assert found["outputs"][0]["rmse"]["mean"] == pytest.approx(sum(errors) / 3)
    assert found["outputs"][0]["rmse"]["standard_error"] > 0
    out = run(*argv).out
    assert "cross-validation, 3 folds: mean ± standard error" in out
    assert out.splitlines()[-1].startswith("mean  y")
    assert "too few for 61 folds" in run("fit", table, "--cross-validate", 61).mistake


# How inputs are read.


@pytest.fixture
def sizes(tmp_path: Path) -> Path:
    """30 rows whose y follows the rank of a size, with gaps in a."""
    rows = [f"{'sml'[i % 3]},{'' if i % 10 == 0 else i % 7},{i % 3 * 2 + 0.5}" for i in range(30)]
    path = tmp_path / "sizes.csv"
    path.write_text("\n".join(["size,a,y", *rows]) + "\n", encoding="utf-8")
    return path


def test_inputs_are_encoded_and_filled_as_asked(run: Run, sizes: Path) -> None:
    short = ("--epochs", "1", "--recipe", "adam", "--hidden", "none", "--json")
    assert run("fit", sizes, *short).json["parameters"] == 3 + 1 + 1
    assert run("fit", sizes, *short, "--encode", "size=ordinal").json["parameters"] == 1 + 1 + 1
    filled = run("fit", sizes, *short, "--encode", "size=ordinal", "--fill", "a=indicator").json
    assert filled["parameters"] == 1 + 2 + 1
    assert sum(filled["rows"].values()) == 30
    assert run("fit", sizes, *short, "--fill", "a=median", "--predict", "m,").json["predictions"]


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (["--encode", "size"], "must be columns with a choice for each, like size=ordinal"),
        (["--encode", "y=ordinal"], "column 'y' is no input; the inputs are size, a"),
        (["--encode", "a=ordinal"], "'a' holds numbers, which cannot be used as ranks in order"),
        (["--encode", "size=colour"], "there is no encoding 'colour'; choose one of number, binary, one_hot"),
        (["--fill", "size=mean"], "gaps in 'size', one input each (one-hot), cannot be filled by 'mean'"),
    ],
)
def test_how_inputs_cannot_be_read(run: Run, sizes: Path, given: list[str], sentence: str) -> None:
    assert sentence in run("fit", sizes, *given).mistake
