from pathlib import Path

from engine.sources.examples import examples
from engine.sources.problems import PROBLEMS
from tests.engine.shell.running import Run

KEYS = ["rows", "dialect", "columns", "skipped_rows", "problems", "target"]
COLUMN_KEYS = ["name", "type", "missing", "role", "min", "max", "distinct"]


def test_a_problem(run: Run) -> None:
    data = run("look", "problem:article", "--json").json
    assert list(data) == KEYS
    assert (data["rows"], data["dialect"], data["skipped_rows"], data["problems"]) == (10_000, {}, 0, [])
    assert [list(column) for column in data["columns"]] == [COLUMN_KEYS] * 5
    assert [(column["name"], column["role"]) for column in data["columns"]] == [
        ("a", "input"),
        ("b", "input"),
        ("a+b", "target"),
        ("a-b", "target"),
        ("|a-b|", "target"),
    ]


def test_the_list_of_problems(run: Run) -> None:
    listed = run("look", "problem:?", "--json").json["built_in_problems"]
    assert [row["id"] for row in listed] == list(PROBLEMS)
    text = run("look", "problem:?").out
    for problem in PROBLEMS.values():
        assert f"problem:{problem.id} " in text
        assert problem.title in text
    assert run("fit", "problem:?").out == text


def test_the_list_of_examples_and_one_of_them(run: Run) -> None:
    listed = run("look", "example:?", "--json").json["example_tables"]
    assert [row["id"] for row in listed] == list(examples())
    data = run("look", "example:auto-mpg", "--json").json
    roles = {column["name"]: column["role"] for column in data["columns"]}
    assert (data["rows"], data["skipped_rows"], roles["mpg"]) == (398, 6, "target")
    assert (roles["weight"], roles["car_name"]) == ("input", "unused")
    text = run("look", "example:auto-mpg").out
    assert "Cars" in text
    assert examples()["auto-mpg"].lesson.split()[0] in text
    assert "penguins" in run("look", "example:cars").mistake


def test_a_table(run: Run, table: Path) -> None:
    lines = table.read_text().splitlines()
    lines[3] = "0.5,oops,x,1"
    lines[5] = ",0.5,x,1"
    lines[6] = "0.5,nan,x,1"
    table.write_text("\n".join(lines))
    data = run("look", table, "--json").json
    assert data["rows"] == 60
    assert data["dialect"]["separator"] == "comma"
    assert data["skipped_rows"] == 3
    assert "line 4" in data["problems"][0]
    first, mass, city, y = data["columns"]
    assert (first["missing"], mass["missing"]) == (1, 1)
    assert (first["role"], mass["role"], city["role"], y["role"]) == ("input", "input", "unused", "target")
    assert (city["type"], city["min"], city["distinct"]) == ("category", None, 1)
    text = run("look", table).out
    assert "60 rows, 4 columns" in text
    assert "3 rows would be left out" in text
    assert "left out for gaps" not in text
    assert text.count("oops") == 1


def test_what_stands_in_the_way_of_training_is_a_problem_and_no_mistake(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "one number.csv"
    path.write_text("a,b\n" + "".join(f"name {number},{number}\n" for number in range(1001)))
    result = run("look", path, "--json")
    assert result.status == 0
    (problem,) = result.json["problems"]
    assert "no column to learn 'b' from" in problem


def test_a_constant_column_is_a_problem(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "constant.csv"
    path.write_text("a,b\n" + "".join(f"3,{i}\n" for i in range(9)))
    assert "'a' never changes" in run("look", path, "--json").json["problems"][0]


def test_what_is_odd_about_the_data_is_said_with_what_to_do(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "numbered.csv"
    path.write_text("id,x,y\n" + "".join(f"{i},{i * i % 37},{i * 7 % 41}\n" for i in range(1, 80)))
    sentence = "the unused column 'id' only says which row it is: choose what says more as an input"
    assert run("look", path, "--json").json["problems"] == [sentence]
    assert sentence in run("look", path).out
    fitted = run("fit", path, "--epochs", 1, "--json")
    assert sentence in fitted.err
    fitted = run("fit", path, "--epochs", 1, "--inputs", "id,x", "--json")
    assert "column 'id' says which row it is, and not what it is like: leave it out" in fitted.err


def test_the_target_is_said_with_its_reason_and_the_next_best(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "houses.csv"
    rows = [f"{i},{i * 7 % 41}.5,{i * 9 % 37}.5,{i * 3 % 43}.5,{i * 5 % 47}.5\n" for i in range(1, 80)]
    path.write_text("id,price,area,width,ratio\n" + "".join(rows))
    told = {"name": "price", "why": "by its name", "others": ["ratio", "area"]}
    assert run("look", path, "--json").json["target"] == told
    sentence = "target: price, by its name (next best: ratio, area)"
    assert sentence in run("look", path).out
    fitted = run("fit", path, "--epochs", 1, "--json")
    assert (fitted.json["target"], sentence in fitted.err) == (told, True)
    asked = run("fit", path, "--targets", "area", "--epochs", 1, "--json")
    assert asked.json["target"] == {"name": "area", "why": "as asked", "others": ["price", "ratio"]}
    assert "target: " not in asked.err
    assert run("fit", path, "--inputs", "id,width", "--epochs", 1, "--json").json["target"] is None
    assert run("look", "example:weather", "--json").json["target"]["why"] == "which the example is about"
    assert run("look", "problem:article", "--json").json["target"] is None


def test_bad_files_end_in_a_sentence(run: Run, tmp_path: Path) -> None:
    contents = {
        "empty": b"",
        "one row": b"a,b\n1,2\n",
        "one column": b"a\n1\n2\n",
        "text": b"a,b\nx,y\nz,w\n",
        "ragged": b"a,b\n1,2\n1,2,3\n",
        "binary": bytes(range(256)),
    }
    for name, content in contents.items():
        path = tmp_path / f"{name}.csv"
        path.write_bytes(content)
        for command in ("look", "fit"):
            assert name in run(command, path).mistake
    assert "not there" in run("look", tmp_path / "gone.csv").mistake
    assert "folder" in run("look", tmp_path).mistake
    assert "problem:?" in run("look", "").mistake
    assert "article" in run("look", "problem:nothing").mistake


def test_a_name_with_wildcards_is_that_file(run: Run, tmp_path: Path) -> None:
    (tmp_path / "x2.csv").write_text("a,b\n1,2\n2,3\n3,4\n")
    path = tmp_path / "x[2]*.csv"
    path.write_text("c,d\n1,2\n2,3\n")
    data = run("look", path, "--json").json
    assert (data["rows"], data["columns"][0]["name"]) == (2, "c")


def test_classes(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "sick.csv"
    path.write_text("x,city,sick\n" + "1,Ulm,yes\n2,Bonn,no\n3,Ulm,\n" * 4)
    data = run("look", path, "--json").json
    assert [(column["type"], column["role"]) for column in data["columns"]] == [
        ("number", "input"),
        ("category", "input"),
        ("yes/no", "target"),
    ]
    assert (data["columns"][2]["distinct"], data["columns"][2]["missing"], data["skipped_rows"]) == (2, 4, 4)
    assert "sick has 2 classes: no, yes" in run("look", path).out


def test_dates_are_shown_as_dates(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("on,x,y\n2024-01-03,1,2\n2024-01-03 12:30,3,4\n2024-02-01,5,7\n2024-03-01,6,7\n")
    on = run("look", path, "--json").json["columns"][0]
    assert (on["type"], on["role"], on["min"], on["max"]) == ("date", "input", "2024-01-03", "2024-03-01")
    assert "2024-01-03  2024-03-01" in run("look", path).out


def test_how_a_table_is_written_can_be_said(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes("größe;n\n1,234;-999\n2,345;2\n3,456;4\n".encode("latin-1"))
    asked = run("look", path, "--json")
    assert asked.json["columns"][0]["max"] == 3.456
    assert "1,234 can be 1234 or 1.234" in asked.err
    words = ["--encoding", "Latin-1", "--separator", "semicolon", "--decimal", ".", "--thousands", "comma"]
    said = run("look", path, "--json", *words, "--missing-words", "-999", "--header")
    assert (said.json["columns"][0]["name"], said.json["columns"][0]["max"]) == ("größe", 3456)
    assert said.json["columns"][1]["missing"] == 1
    assert said.err == ""
    assert "no column of numbers" in run("look", path, "--no-header").mistake
    assert "the separator cannot be 'x'" in run("look", path, "--separator", "x").mistake
    assert "the quote cannot be 'x'" in run("look", path, "--quote", "x").mistake
    assert "is no file" in run("look", "problem:article", "--decimal", ",").mistake


def test_a_stray_quote_is_said_and_can_be_read_as_a_letter(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text('n^size\n1^5 mm\n2^"6 mm\n3^7 mm\n4^8 mm\n')
    assert "in line 3 is never closed" in run("look", path).mistake
    said = run("look", path, "--json", "--quote", "none", "--separator", "caret")
    assert (said.json["rows"], said.json["dialect"]["quote"]) == (4, "none")


def test_what_is_said_of_single_columns_is_heeded(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("zip,dose,on,x\n00501,<0.5,03/04/45,1\n10001,14**,05/06/46,2\n", encoding="utf-8")
    found = run("look", path, "--json")
    assert [column["type"] for column in found.json["columns"][:3]] == ["category", "category", "date"]
    assert [
        part for part in ("begins with a zero", "stripped (14") if part in str(found.json["problems"])
    ] == [
        "begins with a zero",
        "stripped (14",
    ]
    words = ["--read-as", "zip=number,dose=stripped", "--day-first", "--years-from", "1900"]
    said = run("look", path, "--json", *words)
    assert [(column["type"], column["min"]) for column in said.json["columns"][:2]] == [
        ("number", 501),
        ("number", 0.5),
    ]
    assert said.json["columns"][2]["min"] == "1945-04-03"
    assert said.err == ""
    assert "no column 'zap'" in run("look", path, "--read-as", "zap=text").mistake
    assert "'zip' cannot be read as 'words'" in run("look", path, "--read-as", "zip=words").mistake
    assert "must be a year of four digits" in run("look", path, "--years-from", "45").mistake
    assert "a hundred years can begin from 1000" in run("look", path, "--years-from", "0045").mistake
