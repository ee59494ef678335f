from pathlib import Path

import pytest

from engine.reading import tables

ROWS = "".join(f"a{row},{row},{row + 0.5}\n" for row in range(1, 5))


def read(folder: Path, below: str) -> tuple[int, tuple[str, ...]]:
    path = folder / "t.csv"
    path.write_text("name,x,y\n" + ROWS + below)
    table = tables.read(path)
    return table.rows, table.problems


@pytest.mark.parametrize(
    ("below", "sentence"),
    [
        ("Total,10,12\n", 'line 6 was left out below the table, as no record: "Total,10,12"'),
        ("\nSource: own data\n", 'line 7 was left out below the table, as no record: "Source: own data"'),
        (
            "Summe:,10,12\n\n* vorläufig\n** geschätzt",
            '3 lines were left out below the table, as no record: "Summe:',
        ),
        ("All values are rough,,\n", 'line 6 was left out below the table, as no record: "All values'),
        (
            "Mean,2.5,3\n\nStd. dev.:,1.1,1.1\n",
            '2 lines were left out below the table, as no record: "Mean,2.5,3" and "Std. dev.:,1.1,1.1"',
        ),
    ],
)
def test_what_stands_below_is_left_out_and_said(tmp_path: Path, below: str, sentence: str) -> None:
    rows, problems = read(tmp_path, below)
    assert rows == 4
    assert len(problems) == 1
    assert problems[0].startswith(sentence)


@pytest.mark.parametrize("below", ["a5,5,\n", "Totally,5,6\n", "a5,,\n", "5,6,7\n"])
def test_records_stay(tmp_path: Path, below: str) -> None:
    assert read(tmp_path, below) == (5, ())


@pytest.mark.parametrize(
    ("names", "left"),
    [
        ("01.03.2024 02.03.2024 02.03.2024 Summe Mittelwert Max", 3),
        ("Anna Ben Clara Average", 3),
        ("Anna Ben Clara Max", 4),
        ("poor good good average", 4),
        ("north south south Total", 3),
        ("north Total south Total", 4),
        ("2020 2021 Total Total", 4),
    ],
)
def test_words_that_could_be_values_stay(tmp_path: Path, names: str, left: int) -> None:
    path = tmp_path / "t.csv"
    path.write_text("name,x,y\n" + "".join(f"{name},{row},2\n" for row, name in enumerate(names.split())))
    assert tables.read(path).rows == left


def test_a_record_that_is_cut_off_is_no_note(tmp_path: Path) -> None:
    for below in ("a5,5\n", "a5"):
        rows, problems = read(tmp_path, below)
        assert rows == 5
        assert "1 line has fewer cells than the others, the first is line 6" in problems[0]


def test_below_many_records(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("x,y\n" + "".join(f"{row},{row}\n" for row in range(5000)) + "Total,12497500\n")
    table = tables.read(path)
    assert (table.rows, table.problems[0][:10]) == (5000, "line 5,002")


@pytest.mark.parametrize("mark", ["#", "%", "//"])
def test_comments_at_the_end_are_no_notes(tmp_path: Path, mark: str) -> None:
    rows, problems = read(tmp_path, f"a5,5,5\n{mark} seen by two\n")
    assert rows == 5
    assert not any("below the table" in problem for problem in problems)
