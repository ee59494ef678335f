from pathlib import Path

import pytest

from engine.errors import InputError
from engine.shell.parsing import column_names, prediction_rows, read_test_rows


def test_column_names() -> None:
    assert column_names('a, "mass, kg" ,b') == ("a", "mass, kg", "b")
    assert column_names('"a ""b"""') == ('a "b"',)
    assert column_names("") == ()


def test_prediction_rows_are_columns_of_the_array() -> None:
    assert prediction_rows("30,70; -1e3 , 5", ("a", "b")).tolist() == [[30, -1000], [70, 5]]


def test_a_mistake_in_a_prediction_says_where() -> None:
    with pytest.raises(InputError, match="b in row 2 to predict"):
        prediction_rows("1,2;3,x", ("a", "b"))
    with pytest.raises(InputError, match="row 2 to predict has 1 value"):
        prediction_rows("1,2;3", ("a", "b"))


def test_row_numbers(tmp_path: Path) -> None:
    path = tmp_path / "rows.txt"
    path.write_bytes(b"\xef\xbb\xbf3\r\n\r\n  \n0\n")
    assert read_test_rows(str(path), 4) == (3, 0)


@pytest.mark.parametrize("cell", ["4", "-1", "1.0", "x", "1 2", "9" * 5000, "\0", "²"])
def test_a_mistake_in_row_numbers_says_the_line(tmp_path: Path, cell: str) -> None:
    path = tmp_path / "rows.txt"
    path.write_text(f"0\n\n{cell}\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"line 3 of .* from 0 to 3"):
        read_test_rows(str(path), 4)


def test_files_without_row_numbers(tmp_path: Path) -> None:
    path = tmp_path / "rows.txt"
    for content, sentence in ((b"\n\n", "holds no row number"), (b"\xff", "no UTF-8 text")):
        path.write_bytes(content)
        with pytest.raises(InputError, match=sentence):
            read_test_rows(str(path), 4)
    for missing in (tmp_path, tmp_path / "gone.txt", "a\0b"):
        with pytest.raises(InputError, match="could not be read"):
            read_test_rows(str(missing), 4)
