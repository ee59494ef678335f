"""Tables on the clipboard, as spreadsheets take them."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Final

from PySide6.QtGui import QGuiApplication

FORMULA_SIGNS: Final = ("=", "+", "-", "@")
"""A text that begins so is computed by a spreadsheet, whoever wrote it into the table."""


def copy_table(rows: Iterable[Sequence[str]]) -> None:
    """Put rows, the names first, on the clipboard."""
    QGuiApplication.clipboard().setText(spreadsheet_text(rows))


def spreadsheet_text(rows: Iterable[Sequence[str]]) -> str:
    """Return rows with tabs between cells, none of which a spreadsheet takes for a formula."""
    page = io.StringIO()
    writer = csv.writer(page, delimiter="\t", lineterminator="\n")
    writer.writerows([_harmless(cell) for cell in row] for row in rows)
    return page.getvalue()


def _harmless(cell: str) -> str:
    """Put the apostrophe in front that tells a spreadsheet that a text follows."""
    return f"'{cell}" if cell.lstrip().startswith(FORMULA_SIGNS) and not _is_number(cell) else cell


def _is_number(cell: str) -> bool:
    try:
        float(cell.replace(",", "."))
    except ValueError:
        return False
    return True
