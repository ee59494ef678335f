import numpy as np

from engine.insight.checks.copies import find_copies


def test_equal_rows_are_found_in_groups_the_first_of_each_first() -> None:
    a = np.array([1.0, 2.0, 1.0, 3.0, 2.0, 1.0, 1.0])
    b = np.array([0.0, 5.0, -0.0, 5.0, 5.0, 0.0, 9.0])
    found = find_copies([a, b], 7)
    groups = {tuple(found.places[found.group == number].tolist()) for number in set(found.group.tolist())}
    assert groups == {(0, 2, 5), (1, 4)}
    assert sorted(found.later.tolist()) == [2, 4, 5]
    marked = np.array([False, False, True, False, False, False, True])
    assert sorted(found.places[found.with_equal_in(marked)].tolist()) == [0, 2, 5]


def test_a_missing_value_equals_another() -> None:
    a = np.array([np.nan, 1.0, np.nan])
    assert find_copies([a, np.ones(3)], 3).places.tolist() == [0, 2]


def test_rows_of_small_whole_numbers_are_told_apart() -> None:
    grid = [axis.ravel().astype(float) for axis in np.mgrid[:60, :60, :60]]
    found = find_copies(grid, 60**3)
    assert not len(found.places)
    assert not len(found.later)
    assert not len(found.with_equal_in(np.ones(60**3, dtype=bool)))
