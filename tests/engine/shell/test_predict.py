"""`fit --save` and `predict`: a network that was trained once is asked again."""

from pathlib import Path

import pytest

from tests.engine.shell.running import Run


def test_a_saved_network_answers_as_it_did(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "p.layerbench"
    asked = "30,70;70,30"
    answer = run(
        "fit", "--json", "problem:article", "--epochs", "5", "--predict", asked, "--save", str(path)
    ).json
    again = run("predict", str(path), "--values", asked, "--json").json
    assert again["predictions"] == answer["predictions"]
    assert again["outputs"] == ["a+b", "a-b", "|a-b|"]


def test_classes_come_with_their_probabilities(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "p.layerbench"
    run("fit", "--json", "example:iris", "--epochs", "30", "--save", str(path))
    answer = run("predict", str(path), "--values", "5,3.5,1.4,0.2", "--json").json
    assert answer["predictions"] == [["setosa"]]
    assert answer["classes"] == ["setosa", "versicolor", "virginica"]
    assert sum(answer["probabilities"][0]) == pytest.approx(1)
    text = run("predict", str(path), "--values", "5,3.5,1.4,0.2").out
    assert "-> species" in text
    assert "setosa" in text


def test_a_project_is_a_source_with_the_columns_as_they_were_used(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "p.layerbench"
    asked = ("--targets", "body_mass_g", "--hidden", "3", "--split", "60/0/40", "--epochs", "5")
    first = run("fit", "--json", "example:penguins", *asked, "--save", str(path)).json
    again = run("fit", "--json", str(path), "--epochs", "5").json
    assert again["outputs"] == first["outputs"]
    assert (again["rows"], again["parameters"]) == (first["rows"], first["parameters"])
    looked = run("look", str(path), "--json").json
    roles = {column["name"]: column["role"] for column in looked["columns"]}
    assert roles["body_mass_g"] == "target"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("fit", "problem:article", "--save", "p.csv"), "add .layerbench"),
        (("fit", "problem:article", "--save", "/nowhere/p.layerbench"), "is not there: choose another one"),
        (("predict", "nowhere.layerbench", "--values", "1,2"), "nowhere.layerbench is not there"),
        (("predict", "nowhere.layerbench"), "--values"),
    ],
)
def test_what_cannot_be_is_said_before_anything_is_done(
    run: Run, words: tuple[str, ...], sentence: str
) -> None:
    assert sentence in run(*words).mistake


def test_values_that_do_not_suit_are_said(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "p.layerbench"
    run("fit", "--json", "problem:article", "--epochs", "1", "--save", str(path))
    assert "1 value instead of 2" in run("predict", str(path), "--values", "1").mistake


def test_a_table_is_answered_whole(run: Run, tmp_path: Path) -> None:
    path, rows, out = tmp_path / "p.layerbench", tmp_path / "rows.csv", tmp_path / "out.csv"
    run("fit", "--json", "problem:article", "--epochs", "5", "--save", str(path))
    rows.write_text("b,a,note\n70,30,x\n,3,y\n")
    answer = run("predict", str(path), "--table", str(rows), "--out", str(out), "--json").json
    assert (answer["rows"], answer["unanswered"]) == (2, 1)
    one = run("predict", str(path), "--values", "30,70", "--json").json["predictions"][0]
    first = out.read_text().splitlines()[1].split(",")
    assert [float(cell) for cell in first[3:6]] == one
    assert "b is missing" in out.read_text()
    assert "1 of 2 rows answered" in run("predict", str(path), "--table", str(rows), "--out", str(out)).out
    assert "go together" in run("predict", str(path), "--table", str(rows)).mistake
    assert "say what is to be answered" in run("predict", str(path)).mistake
