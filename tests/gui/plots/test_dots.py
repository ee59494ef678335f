import numpy as np
import pytest
from numpy.typing import ArrayLike, NDArray

from gui.plots.dots import DEEPEST, FULL, Sheet, disc, drawable, shades


def stamped(x: ArrayLike, y: ArrayLike, color: str = "#ff0000", opacity: float = 0.999) -> Sheet:
    """A sheet of 40 by 30 pixels with dots of two pixels' radius."""
    sheet = Sheet()
    sheet.clear(40, 30, margin=9)
    sheet.stamp(np.array(x, float), np.array(y, float), 2.0, shades(color, opacity))
    return sheet


def inner(sheet: Sheet) -> NDArray[np.uint32]:
    """The image without its margins, as (height, width) of ARGB."""
    whole = sheet.pixels.reshape(sheet.height + 2 * sheet.margin, sheet.row)
    m = sheet.margin
    return whole[m : m + sheet.height, m : m + sheet.width]


def test_a_dot_is_where_it_should_be_and_nowhere_else() -> None:
    alpha = inner(stamped([10.5], [20.5])) >> 24
    assert alpha[20, 10] == 255
    lines, columns = np.nonzero(alpha)
    assert (lines.mean(), columns.mean()) == pytest.approx((20, 10), abs=0.3)
    assert np.hypot(lines - 20, columns - 10).max() < 4


def test_dots_are_placed_to_a_quarter_of_a_pixel() -> None:
    def centre(x: float) -> float:
        alpha = inner(stamped([x], [15.5], opacity=0.1)) >> 24  # at low opacity, nearly the coverage
        return float((alpha.sum(axis=0) * (np.arange(40) + 0.5)).sum() / alpha.sum())

    found = np.array([centre(x) for x in np.linspace(12, 13, 9)])
    assert np.abs(found - np.linspace(12, 13, 9)).max() < 0.2


def test_a_disc_covers_its_area() -> None:
    for radius in (1.5, 2.0, 4.0):
        _, _, _, counts = disc(radius)
        assert counts.sum(axis=1) / FULL == pytest.approx(np.pi * radius**2, rel=0.1)


def test_dots_upon_each_other_become_denser() -> None:
    alphas = [int(inner(stamped([10.5] * n, [10.5] * n, opacity=0.3))[10, 10] >> 24) for n in (1, 2, 4, 500)]
    assert alphas[0] == pytest.approx(255 * 0.3, abs=1)
    assert alphas[1] == pytest.approx(255 * (1 - 0.7**2), abs=1)
    assert alphas[2] == pytest.approx(255 * (1 - 0.7**4), abs=1)
    assert alphas[3] == 255


def test_many_dots_come_out_as_few_do_and_leave_nothing_behind() -> None:
    x, y = np.random.default_rng(1).random((2, 500)) * [[40], [30]]
    together = stamped(x, y, opacity=0.01)
    apart = np.zeros((30, 40))
    for one in range(500):
        apart += inner(stamped([x[one]], [y[one]], opacity=0.01)) >> 24
    alpha = 1 - (1 - 0.01) ** (apart / (255 * 0.01))  # the sum of the coverages, as one dot's opacity has it
    assert np.abs((inner(together) >> 24) / 255 - alpha).max() < 0.06
    together.clear(40, 30, margin=9)
    assert not together.pixels.any()
    assert not together.counts.any()


def test_a_second_colour_lies_over_the_first_and_lets_it_shine_through() -> None:
    sheet = stamped([10.5], [10.5], color="#ff0000")
    sheet.stamp(np.array([10.5]), np.array([10.5]), 2.0, shades("#0000ff", 0.5))
    alpha, red, green, blue = inner(sheet)[10:11, 10].view(np.uint8)[::-1]
    assert alpha == 255
    assert green == 0
    assert red == pytest.approx(127, abs=2)
    assert blue == pytest.approx(128, abs=2)


def test_dots_outside_are_left_out_and_dots_on_the_edge_are_cut() -> None:
    x, y = [-500.0, 1e30, -1e90, 20.0, 0.0], [5.0, 5.0, -1e90, 1e12, 15.0]
    alpha = inner(stamped(x, y)) >> 24
    assert alpha[15, 0] == 255
    lines, columns = np.nonzero(alpha)
    assert columns.max() <= 3
    assert abs(lines - 15).max() <= 4


def test_a_sheet_is_wiped_before_the_next_picture() -> None:
    sheet = stamped([10.5, 30.5], [10.5, 5.5])
    sheet.clear(40, 30, 9)
    assert not sheet.pixels.any()
    assert not sheet.counts.any()
    sheet.clear(20, 10, 9)
    assert inner(sheet).shape == (10, 20)


def test_shades_are_premultiplied_and_end_opaque() -> None:
    table = shades("#ff8000", 0.45)
    parts = table.view(np.uint8).reshape(-1, 4)[:, ::-1].astype(int)
    assert table.size == DEEPEST + 1
    assert table[0] == 0
    assert (parts[:, 1:] <= parts[:, :1]).all()
    assert (np.diff(parts[:, 0]) >= 0).all()
    assert parts[-1].tolist() == [255, 255, 128, 0]


def test_only_finite_numbers_of_sane_size_are_drawable() -> None:
    x = np.array([0.0, np.nan, 1.0, np.inf, 2.0, 1e308])
    y = np.array([0.0, 1.0, -np.inf, 1.0, 5.0, 1.0])
    assert drawable(x, y).tolist() == [True, False, False, False, True, False]
