import numpy as np
import pytest

from engine.base.arrays import PIECE, frozen, pieces


def test_a_frozen_array_is_a_copy_nobody_can_write_to() -> None:
    array = np.array([1.0, 2.0])
    copy = frozen(array)
    array[0] = 9
    assert copy.tolist() == [1, 2]
    with pytest.raises(ValueError, match="read-only"):
        copy[0] = 3
    assert array.flags.writeable


def test_freezing_keeps_shape_and_type() -> None:
    copy = frozen(np.ones((2, 3), np.float32))
    assert copy.shape == (2, 3)
    assert copy.dtype == np.float32


def test_a_frozen_view_does_not_hold_what_it_was_a_view_of() -> None:
    assert frozen(np.arange(1e6)[:3]).base is None


@pytest.mark.parametrize("shape", [(0, 3), (2, 3), (1, PIECE), (3, PIECE), (5, 2 * PIECE + 1)])
def test_pieces_are_matching_views_that_cover_everything_once(shape: tuple[int, int]) -> None:
    one, two = np.zeros(shape), np.ones(shape)
    for part, part_of_two in pieces(one, two):
        assert part.size <= PIECE
        part += part_of_two
    assert (one == 1).all()


def test_what_does_not_lie_in_one_run_comes_whole() -> None:
    scattered = np.zeros((4 * PIECE, 2))[:, :1]
    ((only,),) = pieces(scattered)
    assert only is scattered
