from pathlib import Path

import numpy as np
import pytest

from engine.data.inputs import Input
from engine.errors import InputError
from engine.shell.parsing import column_names, prediction_rows, read_test_rows

AB = (Input("a"), Input("b"))


def test_column_names() -> None:
    assert column_names('a, "mass, kg" ,b') == ("a", "mass, kg", "b")
    assert column_names('"a ""b"""') == ('a "b"',)
    assert column_names("") == ()


def test_prediction_rows_are_columns_of_the_array() -> None:
    assert prediction_rows("30,70; -1e3 , 5", AB).tolist() == [[30, -1000], [70, 5]]


def test_a_mistake_in_a_prediction_says_where() -> None:
    with pytest.raises(InputError, match="row 2 to predict: b must be a finite number"):
        prediction_rows("1,2;3,x", AB)
    with pytest.raises(InputError, match="row 2 to predict has 1 value"):
        prediction_rows("1,2;3", AB)


def test_labels_to_predict_are_given_by_name() -> None:
    island = Input("island", "one-hot", ("Biscoe", "Dream, east"))
    found = prediction_rows('biscoe,1;"Dream, east",2', (island, Input("x")))
    assert found.tolist() == [[0, 1], [1, 2]]
    with pytest.raises(InputError, match="row 1 to predict: island must be one of Biscoe, Dream, east, not"):
        prediction_rows("Torgersen,1", (island, Input("x")))


def test_a_missing_value_to_predict_needs_something_to_take_its_place() -> None:
    with pytest.raises(InputError, match="b must not be missing"):
        prediction_rows("1,", AB)
    assert np.isnan(prediction_rows("NA,2", (Input("a", missing="mean"), Input("b")))[0, 0])


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
