import pytest

from gui.look.numbers import error_text, percent_text, range_text


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [
        (149.7, 52_302.0, "149 to 52400"),  # outwards, each end by its own size
        (0.00116, 99.97, "0.00116 to 100"),
        (-97.42, 97.97, "-97.5 to 98"),
        (0.29, 0.57, "0.29 to 0.57"),  # 0.29 * 100 is less than 29
        (-0.0, 5.0, "0 to 5"),  # never "-0"
        (2007.0, 2009.0, "2007 to 2009"),  # three digits of a year would hide the width
        (299.91, 300.14, "299.91 to 300.14"),
        (1e-9, 3e-9, "1e-09 to 3e-09"),
        (1_234_567.0, 9_876_543.0, "1.23e+06 to 9.88e+06"),
        (7.0, 7.0, "7"),
        (-1e308, 1e308, "-1e+308 to 1e+308"),
    ],
)
def test_ranges_are_rounded_outwards_to_three_digits_or_a_hundredth_of_their_width(
    low: float, high: float, text: str
) -> None:
    assert range_text(low, high) == text


@pytest.mark.parametrize(
    ("error", "text"),
    [(2.594, "± 2.6"), (2.0, "± 2.0"), (0.0996, "± 0.10"), (12_345.6, "± 12,000"), (1.26e-7, "± 1.3e−7")],
)
def test_an_error_is_written_to_two_digits(error: float, text: str) -> None:
    assert error_text(error) == text


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (0.0, "0 %"),
        (1e-9, "< 0.1 %"),
        (0.9314, "93.1 %"),
        (0.99999, "> 99.9 %"),
        (1.0, "100 %"),
        (float("nan"), "—"),
    ],
)
def test_a_share_is_never_said_to_be_none_or_all_where_it_is_not(share: float, text: str) -> None:
    assert percent_text(share) == text
