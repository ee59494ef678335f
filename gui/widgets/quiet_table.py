"""The look that all tables of the window share."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTableView


def make_quiet(view: QTableView, row_height: int) -> None:
    """Give `view` rows of `row_height` pixels without lines or numbers, and let Tab lead out of it."""
    view.setShowGrid(False)
    view.setTabKeyNavigation(False)
    view.setWordWrap(False)
    view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    view.verticalHeader().hide()
    view.verticalHeader().setDefaultSectionSize(row_height)
    header = view.horizontalHeader()
    header.setHighlightSections(False)
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
