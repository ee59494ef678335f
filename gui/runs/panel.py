"""The Runs panel: every run that has ended, and every cross-validation with its folds."""

from collections.abc import Iterable
from typing import Final

from PySide6.QtCore import QModelIndex, QPoint, Qt, QTime, Signal, Slot
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from engine.project.cross_validation import FoldResult
from engine.project.project import Project
from engine.training.run.snapshot import Snapshot
from gui.program.clipboard import copy_table
from gui.runs.run_rows import (
    COLUMNS,
    MOST_FIGURES,
    RunRow,
    fold_row,
    mean_text,
    run_row,
    summary_text,
    validation_row,
)
from gui.runs.run_table import RunOrder, RunTable
from gui.runs.summary_button import SummaryButton

ROW_HEIGHT: Final = 22


class RunsPanel(QWidget):
    """A table, the newest at the bottom, that can be sorted and copied into a spreadsheet.

    `summary` says in a line what is in it.
    """

    columns_chosen = Signal(tuple)
    """The ids of the columns that the person wants to see."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.summary = SummaryButton()
        self._runs = RunTable()
        self._order = RunOrder(self._runs)
        self._columns = QMenu(self)
        self._view = self._make_view()
        self._shown = [self._column_action(place) for place in range(len(COLUMNS))]
        self._copy = QPushButton("Copy runs")
        self._copy.setObjectName("copy_runs")
        self._copy.setToolTip("Put the table on the clipboard, ready to paste into a spreadsheet.")
        self._copy.clicked.connect(self.copy_runs)
        copy_keys = QShortcut(QKeySequence(QKeySequence.StandardKey.Copy), self._view)
        copy_keys.setContext(Qt.ShortcutContext.WidgetShortcut)
        copy_keys.activated.connect(self.copy_runs)
        self._count = 0
        self._begun: tuple[int, str, str, Project, int] | None = None
        self._results: list[FoldResult] = []
        self._lay_out()
        self.show_columns([column.id for column in COLUMNS if column.is_usual])
        self._show_summary()

    def add_run(self, title: str, project: Project, snapshot: Snapshot, when: str = "") -> None:
        """Add a run of `project` that has ended, now or `when` it did, on the data called `title`."""
        self._count += 1
        self._add(run_row(self._count, when or _now(), title, project, snapshot))

    def ended(self, project: Project) -> str:
        """Return when the last run of `project` ended; empty where none has."""
        rows = [row for row in self._runs.rows if row.project is not None and row.project.same_run(project)]
        when = rows[-1].cells["when"] if rows else ""
        return when if isinstance(when, str) else when.text

    @Slot(object)
    def mark_let_go(self, project: Project) -> None:
        """Say in the lines of the runs of `project` that nothing but these is left of them."""
        self._runs.mark_let_go(project)

    def begin_validation(self, title: str, project: Project, folds: int) -> None:
        """Add a cross-validation whose folds are to come."""
        self._count += 1
        self._begun, self._results = (self._count, _now(), title, project, folds), []
        self._add(validation_row(*self._begun, [], running=True))

    def add_fold(self, result: FoldResult) -> None:
        """Add a fold of the cross-validation begun last."""
        if self._begun is None:
            return
        self._results.append(result)
        self._add(fold_row(self._begun[0], result))
        self._show_means(running=True)

    def end_validation(self) -> tuple[str, str]:
        """Return what the cross-validation has come to, in short and in full.

        One of which no fold has ended is taken out of the table, and nothing said of it.
        """
        self._show_means(running=False)
        begun, self._begun = self._begun, None
        if begun is None:
            return "", ""
        if not self._results:
            self._runs.remove((begun[0], 0))
            self._count -= 1
            self._show_summary()
            return "", ""
        target = begun[3].data.roles.targets[0]
        return mean_text(self._results, target, MOST_FIGURES), mean_text(self._results, target)

    def show_columns(self, ids: Iterable[str]) -> None:
        """Show the columns with these ids and no others; all that are usual where none of them is known."""
        wanted = set(ids) & {column.id for column in COLUMNS}
        for column, action in zip(COLUMNS, self._shown, strict=True):
            action.setChecked(column.id in wanted if wanted else column.is_usual)
        self._show_chosen()

    @Slot()
    def copy_runs(self) -> None:
        """Put the selected lines on the clipboard, all where none is, as a spreadsheet takes them."""
        chosen = sorted(index.row() for index in self._view.selectionModel().selectedRows())
        header = self._view.horizontalHeader()
        places = [header.logicalIndex(place) for place in range(header.count())]
        places = [place for place in places if not header.isSectionHidden(place)]
        rows = [[COLUMNS[place].title for place in places]]
        chosen = chosen or list(range(self._order.rowCount()))
        copy_table(rows + [[self._order.index(row, place).data() for place in places] for row in chosen])

    def _make_view(self) -> QTableView:
        view = QTableView()
        view.setObjectName("runs_table")
        view.setAccessibleName("Runs")
        view.setModel(self._order)
        view.setSortingEnabled(True)
        view.sortByColumn(0, Qt.SortOrder.AscendingOrder)
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        view.setTabKeyNavigation(False)
        view.setShowGrid(False)
        view.setWordWrap(False)
        view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.verticalHeader().hide()
        view.verticalHeader().setDefaultSectionSize(max(ROW_HEIGHT, view.fontMetrics().height() + 6))
        header = view.horizontalHeader()
        header.setSectionsMovable(True)
        header.setHighlightSections(False)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(self._offer_columns)
        letter = view.fontMetrics().horizontalAdvance("0")
        for place, column in enumerate(COLUMNS):
            view.setColumnWidth(place, column.letters * letter + 8)
        return view

    def _column_action(self, place: int) -> QAction:
        action = self._columns.addAction(COLUMNS[place].title)
        action.setToolTip(COLUMNS[place].tip)
        action.setCheckable(True)
        action.triggered.connect(self._on_chosen)
        return action

    def _lay_out(self) -> None:
        columns = QPushButton("Columns")
        columns.setObjectName("run_columns")
        columns.setToolTip("Choose which figures the table shows.")
        columns.setMenu(self._columns)
        buttons = QHBoxLayout()
        buttons.addWidget(self._copy)
        buttons.addWidget(columns)
        buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 6, 10, 8)
        layout.setSpacing(6)
        layout.addWidget(self._view, 1)
        layout.addLayout(buttons)

    @Slot(QPoint)
    def _offer_columns(self, place: QPoint) -> None:
        self._columns.popup(self._view.horizontalHeader().mapToGlobal(place))

    @Slot()
    def _on_chosen(self) -> None:
        self._show_chosen()
        chosen = zip(COLUMNS, self._shown, strict=True)
        self.columns_chosen.emit(tuple(column.id for column, action in chosen if action.isChecked()))

    def _show_chosen(self) -> None:
        """Show the ticked columns; the last one cannot be put away."""
        ticked = [action for action in self._shown if action.isChecked()]
        for place, action in enumerate(self._shown):
            self._view.setColumnHidden(place, not action.isChecked())
            action.setEnabled(ticked != [action])

    def _add(self, row: RunRow) -> None:
        self._runs.add(row)
        last = self._order.mapFromSource(self._runs.index(len(self._runs.rows) - 1, 0, QModelIndex()))
        self._view.scrollTo(last)
        self._show_summary()

    def _show_means(self, *, running: bool) -> None:
        if self._begun is not None:
            row = validation_row(*self._begun, self._results, running=running)
            self._runs.change(lambda shown: shown.number == row.number, lambda _shown: row)
            self._show_summary()

    def _show_summary(self) -> None:
        rows = self._runs.rows
        self._copy.setEnabled(bool(rows))
        self.summary.show_summary(*summary_text(rows))


def _now() -> str:
    return QTime.currentTime().toString("HH:mm")
