"""The Table tab: the rows themselves, under columns at a glance, to be sorted, filtered and copied."""

from collections.abc import Sequence
from functools import partial
from itertools import pairwise
from typing import Final

import numpy as np
from PySide6.QtCore import QEvent, QItemSelectionRange, QPoint, QSignalBlocker, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QTableView,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from engine.base.arrays import IndexArray
from engine.base.errors import InputError
from engine.base.words import capitalised, counted
from engine.data.prepare import Prepared
from engine.data.roles import INPUT, TARGET, UNUSED, Roles
from engine.table.row_filter import parse_filter
from engine.table.table import Table
from gui.columns.column_text import example_filter
from gui.look.theme import current_theme, icon, set_state
from gui.look.tips import plain_tip
from gui.table.cell_delegate import CellDelegate
from gui.table.row_search import RowSearch
from gui.table.table_headers import ColumnHeader, RowHeader
from gui.table.table_rows import SHARES, TableRows
from gui.widgets.message_bar import MessageBar
from gui.widgets.quiet_table import make_quiet

ROW_HEIGHT: Final = 22
TYPING_PAUSE: Final = 250  # milliseconds without a key before the filter is read
MEASURED_COLUMNS: Final = 200
MEASURED_ROWS: Final = 30
"""What the widths of columns are fitted to; columns beyond have Qt's width."""

WIDEST_COLUMN: Final = 220
CELL_EDGES: Final = 22

CHIP_EDGES: Final = 60
"""What a chip is wider than its words, and the panel than a chip."""

FILTER_TIP: Final = (
    "Show only rows that meet all conditions, joined by “and” or a comma (there is no “or”):\n"
    "age > 40 · species = Adelie · mass missing · mass not missing\n"
    "Other words must occur in some cell. Quotes hold together what has blanks in it."
)
USES: Final = (
    (INPUT, "Use as &input", "The network reads this column."),
    (TARGET, "Use as &target", "The network is to predict this column."),
    (UNUSED, "&Leave out", "The network neither reads nor predicts this column."),
)
"""What a column can be used as: its role, the menu's text and its tip."""


class TablePanel(QWidget):
    """Shows the rows of a table; announces what a person wants done with a column."""

    column_chosen = Signal(str)
    """The name of a column that was double-clicked, to be changed."""
    role_chosen = Signal(str, str)
    """A column is to have another role, one of the engine's ROLES."""
    test_rows_chosen = Signal(object)
    """Rows of these numbers, from 0, are to test and all others to train."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make the panel; `show_project` fills it once it can be seen."""
        super().__init__(parent)
        self.setObjectName("table_panel")
        self._table: Table | None = None
        self._shown: tuple[Table, Roles, Prepared] | None = None
        self._given: IndexArray | None = None
        self._title = ""
        self._sorted = self._sorted_before = (-1, Qt.SortOrder.AscendingOrder)
        self._model = TableRows(self)
        self._search = RowSearch(self)
        self._pause = QTimer(self)
        self._filter = QLineEdit()
        self._clear = QAction(self)
        self._message = MessageBar()
        self._chip = QToolButton()
        self._count = QLabel()
        self._legend = QLabel()
        self._copy = QAction("&Copy", self)
        self._test = QAction("&Test on these rows", self)
        self._columns = ColumnHeader()
        self._rows = RowHeader()
        self._view = QTableView()
        self._set_up_controls()
        self._set_up_view()
        self._lay_out()
        self._connect()

    def show_project(self, roles: Roles, table: Table, prepared: Prepared) -> None:
        """Show `table`, and what its columns and rows are used for; filter and order of the same one stay."""
        if self._shown is not None and self._shown[0] is not table:
            self._given = None
        self._shown = table, roles, prepared
        if self.isVisible():
            self._refresh()

    def show_rows(self, numbers: Sequence[int] | IndexArray, title: str) -> None:
        """Show only the rows of these numbers, from 0, with `title` on a chip that brings the others back."""
        self._given = np.asarray(numbers, dtype=np.intp)
        self._title = title
        self._fit_chip()
        self._chip.setToolTip(plain_tip(f"{title}\nClick to show the other rows again."))
        self._chip.setAccessibleName(f"Only {title}; show the other rows again")
        self._filter.clear()
        if self._shown is not None and self._shown[0] is self._table:
            self._read_filter()
            self._model.set_given(self._given)
            self._chip.show()

    # Making it.

    def _set_up_controls(self) -> None:
        self._filter.setObjectName("row_filter")
        self._filter.setAccessibleName("Filter")
        self._filter.setToolTip(FILTER_TIP)
        self._clear.setObjectName("clear_filter")
        self._clear.setText("Clear the filter")
        self._clear.setToolTip("Show all rows again")
        self._clear.setVisible(False)
        self._filter.addAction(self._clear, QLineEdit.ActionPosition.TrailingPosition)
        self._message.setObjectName("filter_message")
        self._chip.setObjectName("row_chip")
        self._chip.setProperty("chip", "true")
        self._chip.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._chip.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # the cross behind the words
        self._chip.setMinimumWidth(1)  # its words give way to the panel's width
        self._chip.hide()
        self._count.setObjectName("shown_rows")
        self._count.setProperty("role", "muted")
        self._legend.setObjectName("row_legend")
        self._legend.setProperty("role", "muted")
        self._legend.setToolTip("What the colours beside the row numbers mean, and how many rows are so.")
        self._copy.setObjectName("copy_cells")
        self._copy.setShortcut(QKeySequence.StandardKey.Copy)
        self._copy.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        keys = self._copy.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        self._copy.setToolTip(f"Copy the selected cells and the columns' names, for a spreadsheet ({keys})")
        self._test.setObjectName("test_on_rows")
        self._test.setToolTip("Test on the rows with a selected cell, and train on all others.")
        self._pause.setSingleShot(True)

    def _set_up_view(self) -> None:
        view = self._view
        view.setObjectName("row_table")
        view.setAccessibleName("Rows")
        view.setHorizontalHeader(self._columns)
        view.setVerticalHeader(self._rows)
        view.setModel(self._model)
        view.setItemDelegate(CellDelegate(view))
        make_quiet(view, ROW_HEIGHT)
        self._rows.show()
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        view.setHorizontalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        view.setAlternatingRowColors(True)
        view.setCornerButtonEnabled(False)
        view.setSortingEnabled(True)
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        view.addAction(self._copy)
        self._columns.setSortIndicator(*self._sorted)
        self._columns.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)

    def _lay_out(self) -> None:
        copy = QToolButton()
        copy.setObjectName("copy_cells_button")
        copy.setDefaultAction(self._copy)
        copy.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._chip.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self._filter, 1)
        top.addWidget(self._count)
        top.addWidget(copy)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 6)
        layout.setSpacing(6)
        layout.addLayout(top)
        layout.addWidget(self._message)
        layout.addWidget(self._chip, 0, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute)
        layout.addWidget(self._view, 1)
        layout.addWidget(self._legend)
        for before, after in pairwise((self._filter, copy, self._chip, self._view)):
            self.setTabOrder(before, after)

    def _connect(self) -> None:
        self._filter.textChanged.connect(self._on_typed)
        self._clear.triggered.connect(self._filter.clear)
        self._filter.returnPressed.connect(self._read_filter)
        self._pause.timeout.connect(self._read_filter)
        self._search.found.connect(self._model.set_passed)
        self._model.modelReset.connect(self._show_count)
        self._chip.clicked.connect(self._show_all)
        self._copy.triggered.connect(self._copy_cells)
        self._test.triggered.connect(self._test_on_selected)
        self._columns.sortIndicatorChanged.connect(self._on_sorted)
        self._columns.sectionDoubleClicked.connect(self._on_double_click)
        self._columns.customContextMenuRequested.connect(self._pop_up_of_header)
        self._view.customContextMenuRequested.connect(self._pop_up_of_cell)

    # Showing.

    def showEvent(self, event: QShowEvent) -> None:
        """Take in what has changed while nobody could see it."""
        super().showEvent(event)
        self._refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cut the words on the chip only where there is no room for them."""
        super().resizeEvent(event)
        self._fit_chip()

    def _fit_chip(self) -> None:
        room = self.width() - CHIP_EDGES
        self._chip.setText(self.fontMetrics().elidedText(self._title, Qt.TextElideMode.ElideRight, room))

    def changeEvent(self, event: QEvent) -> None:
        """Take the colours of a new theme."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.StyleChange):
            self._colour()

    def _refresh(self) -> None:
        if self._shown is None:
            return
        table, roles, prepared = self._shown
        is_new = table is not self._table
        if is_new:
            self._show_table(table)
        self._model.show_use(roles, prepared)
        self._colour()
        if is_new:
            self._fit_widths()
            self._view.scrollToTop()
            self._view.horizontalScrollBar().setValue(0)

    def _show_table(self, table: Table) -> None:
        self._table = table
        self._filter.clear()
        self._pause.stop()
        self._search.stop()
        self._say("")
        with QSignalBlocker(self._columns):
            self._columns.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self._sorted = self._sorted_before = (-1, Qt.SortOrder.AscendingOrder)
        self._filter.setPlaceholderText(f"Filter: {example_filter(table)}")
        self._rows.set_largest(table.rows)
        self._model.show_table(table)
        self._model.set_given(self._given)
        self._chip.setVisible(self._given is not None)

    def _fit_widths(self) -> None:
        """Give the columns room for the words of their headers and of the first rows, within reason."""
        metrics = self._view.fontMetrics()
        first = range(min(self._model.rowCount(), MEASURED_ROWS))
        for section in range(min(self._model.columnCount(), MEASURED_COLUMNS)):
            texts = [self._model.index(row, section).data() for row in first]
            widest = max(map(metrics.horizontalAdvance, texts), default=0) + CELL_EDGES
            width = max(self._columns.section_width(section), widest)
            self._columns.resizeSection(section, min(width, WIDEST_COLUMN))

    def _colour(self) -> None:
        theme = current_theme()
        for cross in (self._chip, self._clear):
            cross.setIcon(icon("close", theme))
        shares = list(zip(SHARES, self._model.share_counts(), strict=True))
        parts = [
            f'<span style="color:{getattr(theme, colour)}">▌</span>{name} {count:,}'
            for (name, colour, _), count in (*shares[1:], shares[0])  # what is left out comes last
            if count
        ]
        self._legend.setText("&nbsp;&nbsp; ".join(parts))

    @Slot()
    def _show_count(self) -> None:
        total = self._table.rows if self._table else 0
        shown, of_all = self._model.rowCount(), counted(total, "row")
        self._count.setText(of_all if shown == total else f"{shown:,} of {of_all}")

    @Slot()
    def _show_all(self) -> None:
        self._given = None
        self._chip.hide()
        self._model.set_given(None)

    # Filtering.

    @Slot(str)
    def _on_typed(self, text: str) -> None:
        self._clear.setVisible(bool(text))
        self._pause.start(TYPING_PAUSE if text else 0)

    @Slot()
    def _read_filter(self) -> None:
        """Look for the rows that pass what is typed; say what is wrong with it, and change nothing then."""
        self._pause.stop()
        if self._table is None:
            return
        self._search.stop()
        try:
            row_filter = parse_filter(self._filter.text(), self._table)
        except InputError as error:
            self._say(str(error))
            self._show_count()
            return
        self._say("")
        if not row_filter.conditions:
            self._model.set_passed(None)
            return
        self._count.setText("searching…")
        self._search.start(row_filter)

    def _say(self, problem: str) -> None:
        set_state(self._filter, "invalid", bool(problem) and "true")
        self._filter.setAccessibleDescription(problem)
        self._message.set_message("error", capitalised(problem))

    # Columns and cells.

    @Slot(int, Qt.SortOrder)
    def _on_sorted(self, section: int, order: Qt.SortOrder) -> None:
        self._sorted_before, self._sorted = self._sorted, (section, order)

    @Slot(int)
    def _on_double_click(self, section: int) -> None:
        """Take back what the first of the two clicks sorted, and announce the column."""
        self._columns.setSortIndicator(*self._sorted_before)
        if self._table:
            self.column_chosen.emit(self._table.columns[section].name)

    @Slot(QPoint)
    def _pop_up_of_header(self, place: QPoint) -> None:
        section = self._columns.logicalIndexAt(place)
        if section >= 0:
            self.column_menu(section).popup(self._columns.mapToGlobal(place))

    @Slot(QPoint)
    def _pop_up_of_cell(self, place: QPoint) -> None:
        index = self._view.indexAt(place)
        if index.isValid():
            menu = self.column_menu(index.column())
            menu.insertAction(menu.actions()[0], self._copy)
            menu.insertAction(menu.actions()[1], self._test)
            menu.insertSeparator(menu.actions()[2])
            menu.popup(self._view.viewport().mapToGlobal(place))

    def column_menu(self, section: int) -> QMenu:
        """Return a menu of what can be done with a column."""
        assert self._table is not None
        name = self._table.columns[section].name
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setToolTipsVisible(True)
        for text, place, order in (
            ("Sort &up", section, Qt.SortOrder.AscendingOrder),
            ("Sort &down", section, Qt.SortOrder.DescendingOrder),
            ("&Order of the table", -1, Qt.SortOrder.AscendingOrder),
        ):
            menu.addAction(text, partial(self._columns.setSortIndicator, place, order))
        menu.addSeparator()
        change = menu.addAction("&Change column…", partial(self.column_chosen.emit, name))
        change.setToolTip("Choose what the column is for and how it is read (a double click does the same)")
        for role, text, tip in USES:
            menu.addAction(text, partial(self.role_chosen.emit, name, role)).setToolTip(tip)
        return menu

    @Slot()
    def _test_on_selected(self) -> None:
        places = {row for part in self._selected() for row in range(part.top(), part.bottom() + 1)}
        if places:
            self.test_rows_chosen.emit(tuple(sorted(self._model.rows[list(places)].tolist())))

    def _selected(self) -> list[QItemSelectionRange]:
        selection = self._view.selectionModel().selection()
        return [selection.at(place) for place in range(selection.size())]

    @Slot()
    def _copy_cells(self) -> None:
        ranges = self._selected()
        try:
            text = self._model.copied(ranges)
        except InputError as error:
            self._message.set_message("error", str(error))
            return
        if not ranges:
            self._message.set_message("info", "Select the cells to copy first.")
        else:
            QGuiApplication.clipboard().setText(text)
