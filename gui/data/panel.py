"""The Data panel: where the rows come from, what the columns are for, and how the rows are split."""

from typing import Final

from PySide6.QtCore import QModelIndex, QPoint, QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QMenu,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from engine.base.words import capitalised, listed
from engine.data.classes import MOST_VALUES
from engine.data.identifiers import identifiers, not_used
from engine.data.prepare import Prepared
from engine.data.roles import Roles
from engine.project.project import Project
from engine.sources.problems import PROBLEMS
from engine.table.table import Table
from gui.columns.histogram import HistogramDelegate
from gui.data.column_list import NAME, RANGE, ColumnModel
from gui.data.split_editor import SplitEditor
from gui.data.target_choice import TargetChoice
from gui.data.words import PREPARING
from gui.widgets.elided_label import ElidedLabel
from gui.widgets.message_bar import MessageBar
from gui.widgets.panel_area import reveal
from gui.widgets.quiet_table import make_quiet

ROW_HEIGHT: Final = 20
MOST_NAMED: Final = 12
"""Classes beyond are counted; the line is cut before, and its tip gives so many."""
KINDS: Final = (
    ("number", "a number", "The network answers with a number, and is judged by how far it is off."),
    ("class", "a class", "The network answers with a probability for each different value."),
)
"""What a target can be: the engine's word, the person's, and what it means."""


class DataPanel(QWidget):
    """Shows the table and its split; announces other roles, another kind of target and another split."""

    role_chosen = Signal(str, str)
    """A column is to have another role, one of the engine's ROLES."""
    column_chosen = Signal(str)
    """The name of a column of which a person wants to see and change more."""
    target_chosen = Signal(str)
    """The name of the column that is to be the only target."""
    target_kind_chosen = Signal(str)
    """One of the engine's TARGET_KINDS, which may not suit the target."""
    split_edited = Signal(object)
    seed_wanted = Signal()
    rows_wanted = Signal()
    """A file is to be chosen that says which rows test."""
    offer_taken = Signal()
    """What a problem was shown with is wanted."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make the panel; `show_project` fills it."""
        super().__init__(parent)
        self._title = ElidedLabel()
        self._title.setObjectName("data_title")
        self._title.setProperty("role", "value")
        self._lesson = QLabel()
        self._lesson.setWordWrap(True)
        self._lesson.setProperty("role", "muted")
        self._counts = QLabel()
        self._counts.setObjectName("row_counts")
        self._counts.setProperty("role", "muted")
        self._model = ColumnModel(self)
        self._columns = self._make_columns()
        self._target = TargetChoice()
        self._table: Table | None = None
        self._identifiers: tuple[str, ...] = ()
        self._unused = QLabel()
        self._unused.setTextFormat(Qt.TextFormat.PlainText)
        self._unused.setWordWrap(True)
        self._unused.setObjectName("unused_identifiers")
        self._unused.setProperty("role", "muted")
        self._kind_row = QWidget()
        self._kind = self._make_kind()
        self._classes = QLabel()
        self._classes.setTextFormat(Qt.TextFormat.PlainText)
        self._classes.setWordWrap(True)
        self._classes.setObjectName("class_names")
        self._classes.setProperty("role", "muted")
        self._roles = Roles((), ())
        self._split = SplitEditor()
        self._message = MessageBar()
        self._message.setObjectName("data_message")
        self._message.action.setObjectName("data_offer")
        self._warning = MessageBar()
        self._warning.setObjectName("data_warning")
        self._lay_out()
        self._connect()

    def _connect(self) -> None:
        self._message.action_clicked.connect(self.offer_taken)
        self._model.role_chosen.connect(self.role_chosen)
        self._columns.activated.connect(self._on_activated)
        self._columns.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._columns.customContextMenuRequested.connect(self._show_menu)
        self._target.target_chosen.connect(self.target_chosen)
        self._kind.activated.connect(lambda _index: self.target_kind_chosen.emit(self._kind.currentData()))
        self._split.split_edited.connect(self.split_edited)
        self._split.seed_wanted.connect(self.seed_wanted)
        self._split.rows_wanted.connect(self.rows_wanted)
        self._split.problem_changed.connect(self._show_split_problem)

    def show_project(self, project: Project, title: str, table: Table, prepared: Prepared) -> None:
        """Show where the rows of `project` come from and what became of them."""
        if title != self._title.text():
            self._title.setText(title)
            reveal(self._title)
        problem = PROBLEMS.get(project.data.problem)
        self._lesson.setText(problem.lesson if problem else "")
        self._lesson.setVisible(problem is not None)
        roles = project.data.roles
        inputs, targets, classes = len(roles.features), len(roles.targets), len(roles.classes)
        self._counts.setText(f"{_plural(table.rows, 'row')} · {inputs} → {classes or targets}")
        answers = f"{classes:,} classes" if classes else _plural(targets, "target")
        self._counts.setToolTip(f"{_plural(inputs, 'input')}, {answers}")
        if table is not self._table:
            self._table, self._identifiers = table, identifiers(table)
        self._model.show_table(table, roles)
        self._fit_height()
        self._message.clear()
        self._show_unused(roles)
        self._target.show_target(table, roles)
        self._target.setVisible(self._target.isVisibleTo(self) and problem is None)
        self._show_kind(table, roles)
        self._split.show_split(project.split, table, prepared, project.seed, drawn=problem is not None)
        self._show_warnings(prepared)

    def show_problem(self, sentence: str, offer: str = "") -> None:
        """Say why an edit could not be made or a file not be read; `offer` is on a button below it."""
        self._message.set_message("error", capitalised(sentence), offer)
        reveal(self._message)
        self._model.layoutChanged.emit()  # a box that was ticked in vain is cleared again
        self._choose_kind()
        self._split.show_choices()

    @Slot(bool)
    def show_preparing(self, is_preparing: bool) -> None:
        """Say that rows are being prepared, or no more."""
        if is_preparing:
            self._message.set_message("info", PREPARING)
        else:
            self._message.clear()

    def heightForWidth(self, width: int) -> int:  # noqa: N802
        """Ask for no more than is needed: where the dock is lower than all columns, their list gives way."""
        layout = self.layout()
        return layout.totalMinimumHeightForWidth(width) if layout is not None else -1

    def set_icons(self) -> None:
        """Draw icons in the colours of the theme."""
        self._split.set_icons()

    def _show_split_problem(self, problem: str) -> None:
        self._message.set_message("error", capitalised(problem))
        if problem:
            reveal(self._message)

    def _make_columns(self) -> QTableView:
        view = QTableView()
        view.setObjectName("column_table")
        view.setAccessibleName("Columns")
        view.setModel(self._model)
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        make_quiet(view, ROW_HEIGHT)
        header = view.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        view.setItemDelegateForColumn(RANGE, HistogramDelegate(view))
        return view

    def _on_activated(self, index: QModelIndex) -> None:
        """A double click or Enter beside the boxes asks for more about a column."""
        if index.column() in (NAME, RANGE):
            self.column_chosen.emit(self._model.name(index.row()))

    def _show_menu(self, place: QPoint) -> None:
        index = self._columns.indexAt(place)
        if index.isValid():
            menu = QMenu(self)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            name = self._model.name(index.row())
            menu.addAction("Change column…", lambda: self.column_chosen.emit(name))
            menu.popup(self._columns.viewport().mapToGlobal(place))

    def _make_kind(self) -> QComboBox:
        combo = QComboBox()
        combo.setObjectName("target_kind")
        combo.setAccessibleName("The target is")
        for kind, text, tip in KINDS:
            combo.addItem(text, kind)
            combo.setItemData(combo.count() - 1, tip, Qt.ItemDataRole.ToolTipRole)
        return combo

    def _show_kind(self, table: Table, roles: Roles) -> None:
        """Offer the kinds of target where it could be of both, or is of classes."""
        self._roles = roles
        columns = [table.column(name) for name in roles.targets]
        few_values = len(columns) == 1 and 2 <= columns[0].distinct <= MOST_VALUES
        self._kind_row.setVisible(bool(roles.classes) or few_values)
        self._classes.setText(listed(roles.classes, MOST_NAMED) if roles.classes else "")
        self._choose_kind()

    def _show_unused(self, roles: Roles) -> None:
        """Say which columns are not used as they only say which row it is."""
        unused = not_used([name for name in self._identifiers if name not in roles.column_names])
        self._unused.setText(f"{capitalised(unused)}." if unused else "")
        self._unused.setVisible(bool(unused))

    def _choose_kind(self) -> None:
        """Show of which kind the target is."""
        with QSignalBlocker(self._kind):
            self._kind.setCurrentIndex(int(bool(self._roles.classes)))
        self._kind.setToolTip(KINDS[self._kind.currentIndex()][2])

    def _lay_out(self) -> None:
        kind_row = QHBoxLayout(self._kind_row)
        kind_row.setContentsMargins(0, 0, 0, 0)
        kind_row.setSpacing(8)
        kind_label = QLabel("Target is")
        kind_label.setBuddy(self._kind)
        kind_row.addWidget(kind_label)
        kind_row.addWidget(self._kind)
        kind_row.addWidget(self._classes, 1)
        title_row = QHBoxLayout()
        title_row.setSpacing(8)
        title_row.addWidget(self._title, 1)
        title_row.addWidget(self._counts)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 4, 10, 5)
        layout.setSpacing(3)
        layout.addLayout(title_row)
        layout.addWidget(self._split.strip)
        layout.addWidget(self._lesson)
        layout.addWidget(self._columns, 1000)
        layout.addWidget(self._target)
        layout.addWidget(self._unused)
        layout.addWidget(self._kind_row)
        layout.addWidget(self._split)
        layout.addWidget(self._message)
        layout.addWidget(self._warning)
        layout.addStretch(1)

    def _fit_height(self) -> None:
        """Take the room of three columns at least, and of all of them at most."""
        header = self._columns.horizontalHeader().sizeHint().height()
        frame = 2 * self._columns.frameWidth()
        rows = self._model.rowCount()
        self._columns.setMinimumHeight(header + min(rows, 3) * ROW_HEIGHT + frame)
        self._columns.setMaximumHeight(header + rows * ROW_HEIGHT + frame)

    def _show_warnings(self, prepared: Prepared) -> None:
        sentences = []
        if prepared.weightless:
            sentences.append(f"{_plural(prepared.weightless, 'row')} of weight 0 left out.")
        sentences.extend(
            f"{name} never changes in the training rows: there is nothing to learn."
            for name in prepared.constant
            if name in prepared.roles.targets
        )
        if prepared.absent:
            sentences.append(f"No training row is of class {listed(prepared.absent)}.")
        self._warning.set_message("warning", " ".join(sentences))


def _plural(count: int, noun: str) -> str:
    return f"{count:,} {noun}" + ("" if count == 1 else "s")
