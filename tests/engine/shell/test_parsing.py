import numpy as np
import pytest

from engine.base.errors import InputError
from engine.data.inputs import Input
from engine.shell.parsing import column_names, prediction_rows

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
    island = Input("island", "one_hot", ("Biscoe", "Dream, east"))
    found = prediction_rows('biscoe,1;"Dream, east",2', (island, Input("x")))
    assert found.tolist() == [[0, 1], [1, 2]]
    with pytest.raises(InputError, match="row 1 to predict: island must be one of Biscoe, Dream, east, not"):
        prediction_rows("Torgersen,1", (island, Input("x")))


def test_a_missing_value_to_predict_needs_something_to_take_its_place() -> None:
    with pytest.raises(InputError, match="b must not be missing"):
        prediction_rows("1,", AB)
    assert np.isnan(prediction_rows("NA,2", (Input("a", missing="mean"), Input("b")))[0, 0])
