"""What is copied can be pasted into a spreadsheet, and is not computed there."""

import pytest
from PySide6.QtGui import QGuiApplication

from gui.program.clipboard import copy_table, spreadsheet_text


@pytest.mark.parametrize(
    "cell",
    ["=1+2", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", " =1", "\t=1", "\n-x", "-", "=", "+49 30 12"],
)
def test_a_text_that_would_be_computed_has_an_apostrophe(cell: str) -> None:
    assert spreadsheet_text([[f"{cell}x"]]).strip('"\n').startswith("'")


@pytest.mark.parametrize("cell", ["-1.5", "-1,5", "+3", "1e-7", "-inf", "a=b", "2024-01-02", "–", "", "'x"])
def test_numbers_and_other_texts_are_copied_as_they_are(cell: str) -> None:
    assert spreadsheet_text([[cell, "y"]]) == f"{cell}\ty\n"


def test_cells_with_tabs_and_lines_stay_one_cell() -> None:
    assert spreadsheet_text([["a", "b\tc\nd"], ["1", "2"]]) == 'a\t"b\tc\nd"\n1\t2\n'


@pytest.mark.usefixtures("qapp")
def test_it_is_put_on_the_clipboard() -> None:
    copy_table([["=a", "b"], ["1", "-2"]])
    assert QGuiApplication.clipboard().text() == "'=a\tb\n1\t-2\n"
