"""The Runs panel: every run that has ended, and every cross-validation with its folds."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QSize, Qt, QTime, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from engine.project.cross_validation import FoldResult
from engine.project.project import Project
from engine.training.run.snapshot import Snapshot
from gui.look.tips import plain_tip
from gui.program.clipboard import copy_table
from gui.runs.run_rows import HEADERS, MOST_FIGURES, RunRow, fold_row, mean_text, run_row, validation_row

MOST_RUNS: Final = 500
RESULT: Final = HEADERS.index("Result")
WHAT: Final = HEADERS.index("What")
_WIDTHS: Final = (66, 130, 190, 360, 110, 110, 110, 56, 64)
ROW_HEIGHT: Final = 22
LET_GO: Final = " (weights let go)"
LET_GO_TIP: Final = "Its weights were let go to make room for later runs: to have them, train it anew."
_PROJECT: Final = Qt.ItemDataRole.UserRole
_TIP: Final = Qt.ItemDataRole.UserRole + 1


class RunsPanel(QWidget):
    """A list, the newest at the bottom, that can be copied into a spreadsheet."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tree = self._make_tree()
        self._copy = QPushButton("Copy runs")
        self._copy.setObjectName("copy_runs")
        self._copy.setToolTip("Put the list on the clipboard, ready to paste into a spreadsheet.")
        self._copy.clicked.connect(self.copy_runs)
        self._copy.setEnabled(False)
        copy_keys = QShortcut(QKeySequence(QKeySequence.StandardKey.Copy), self._tree)
        copy_keys.setContext(Qt.ShortcutContext.WidgetShortcut)
        copy_keys.activated.connect(self.copy_runs)
        self._project: Project | None = None
        self._title = ""
        self._folds = 0
        self._results: list[FoldResult] = []
        self._item: QTreeWidgetItem | None = None
        buttons = QHBoxLayout()
        buttons.addWidget(self._copy)
        buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 6, 10, 8)
        layout.setSpacing(6)
        layout.addWidget(self._tree, 1)
        layout.addLayout(buttons)

    def add_run(self, title: str, project: Project, snapshot: Snapshot) -> None:
        """Add a run of `project` that has ended, on the data called `title`."""
        self._add(run_row(_now(), title, project, snapshot)).setData(0, _PROJECT, project)

    @Slot(object)
    def mark_let_go(self, project: Project) -> None:
        """Say in the lines of the runs of `project` that nothing but these is left of them."""
        for item in self._top_items():
            listed = item.data(0, _PROJECT)
            if isinstance(listed, Project) and listed.same_run(project) and LET_GO not in item.text(WHAT):
                item.setText(WHAT, item.text(WHAT) + LET_GO)
                _set_tip(item, WHAT, f"{item.data(WHAT, _TIP)}\n{LET_GO_TIP}".strip())

    def begin_validation(self, title: str, project: Project, folds: int) -> None:
        """Add a cross-validation whose folds are to come."""
        self._title, self._project, self._folds, self._results = title, project, folds, []
        row = validation_row(_now(), title, project, folds, [], running=True)
        self._item = self._add(row)
        self._item.setExpanded(True)

    def add_fold(self, result: FoldResult) -> None:
        """Add a fold of the cross-validation begun last."""
        if self._item is None:
            return
        self._results.append(result)
        child = QTreeWidgetItem()
        _fill(child, fold_row(result))
        self._item.addChild(child)
        self._show_means(running=True)
        self._tree.scrollToItem(child)

    def end_validation(self) -> tuple[str, str]:
        """Return what the cross-validation has come to, in short and in full.

        One of which no fold has ended is taken out of the list, and nothing said of it.
        """
        self._show_means(running=False)
        item, self._item = self._item, None
        if item is None or self._project is None:
            return "", ""
        if not self._results:
            self._tree.takeTopLevelItem(self._tree.indexOfTopLevelItem(item))
            self._copy.setEnabled(self._tree.topLevelItemCount() > 0)
            return "", ""
        self._tree.scrollToItem(item)
        target = self._project.data.roles.targets[0]
        return mean_text(self._results, target, MOST_FIGURES), mean_text(self._results, target)

    def copy_runs(self) -> None:
        """Put the selected lines on the clipboard, all where none is, as a spreadsheet takes them."""
        rows = [HEADERS, *(_texts(item) for item in self._tree.selectedItems() or self._all())]
        copy_table(rows)

    def _make_tree(self) -> QTreeWidget:
        tree = QTreeWidget()
        tree.setObjectName("runs_list")
        tree.setAccessibleName("Runs")
        tree.setHeaderLabels(HEADERS)
        tree.setUniformRowHeights(True)
        tree.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        tree.setTextElideMode(Qt.TextElideMode.ElideRight)
        tree.setIndentation(14)
        header = tree.header()
        for column, width in enumerate(_WIDTHS):
            header.resizeSection(column, width)
        header.setMinimumSectionSize(50)
        return tree

    def _add(self, row: RunRow) -> QTreeWidgetItem:
        item = QTreeWidgetItem()
        _fill(item, row)
        self._tree.addTopLevelItem(item)
        if self._tree.topLevelItemCount() > MOST_RUNS:
            self._tree.takeTopLevelItem(0)
        self._tree.scrollToItem(item)
        self._copy.setEnabled(True)
        return item

    def _show_means(self, *, running: bool) -> None:
        if self._item is not None and self._project is not None:
            when = self._item.text(0)
            row = validation_row(
                when, self._title, self._project, self._folds, self._results, running=running
            )
            _fill(self._item, row)

    def _all(self) -> list[QTreeWidgetItem]:
        items: list[QTreeWidgetItem] = []
        for top in self._top_items():
            items += [top, *(top.child(place) for place in range(top.childCount()))]
        return items

    def _top_items(self) -> list[QTreeWidgetItem]:
        items = (self._tree.topLevelItem(number) for number in range(self._tree.topLevelItemCount()))
        return [item for item in items if item is not None]


def _fill(item: QTreeWidgetItem, row: RunRow) -> None:
    item.setSizeHint(0, QSize(0, ROW_HEIGHT))
    for column, text in enumerate(row.texts):
        item.setText(column, text)
        _set_tip(item, column, row.tip if column in (WHAT, RESULT) else text)


def _set_tip(item: QTreeWidgetItem, column: int, tip: str) -> None:
    item.setData(column, _TIP, tip)
    item.setToolTip(column, plain_tip(tip))


def _texts(item: QTreeWidgetItem) -> Sequence[str]:
    return [item.text(column) for column in range(len(HEADERS))]


def _now() -> str:
    return QTime.currentTime().toString("HH:mm")
