"""What a person can open, and how: files, what they copied, examples, problems, and points they draw."""

import os
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QDir, QObject, Signal, Slot
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QFileDialog, QLabel, QMenu, QWidgetAction

from engine.base.errors import InputError
from engine.base.watch import Watch
from engine.insight.checks.remedies import ReadAs
from engine.project.opening import opened_table
from engine.project.rows import ProjectRows
from engine.reading.choice import GUESSED, Reading
from engine.sources.examples import Example, examples
from engine.sources.problems import PROBLEMS, Problem
from engine.storage.project_file import SUFFIX, is_project
from engine.table.table import Table
from gui.columns.overviews import make_ahead
from gui.document.document import Document
from gui.drawing.sketch import Sketch
from gui.look.show_dialog import show_dialog
from gui.look.tips import plain_tip
from gui.opening.pasted import PastedTexts
from gui.program.background import Background
from gui.program.settings import Settings
from gui.window.main_window import MainWindow

SMALL_BYTES: Final = 200_000
"""A text file of at most so many bytes is read at once, which takes no longer than a blink."""

FILE_KINDS: Final = (
    "Tables (*.csv *.tsv *.txt *.dat *.data *.tab *.asc *.prn *.gz "
    f"*.xlsx *.xlsm *.xls *.xlsb *.ods *.parquet);;Layerbench projects (*{SUFFIX});;All files (*)"
)
_PLAIN: Final = {".csv", ".tsv", ".txt", ".dat", ".data", ".tab", ".asc", ".prn", ""}


class Opening(QObject):
    """Opens tables into the document, large ones in the background, and offers them in a menu.

    What cannot be opened changes nothing, and is told by `refused`.
    """

    refused = Signal(str, str)
    """What could not be opened, and why."""
    project_wanted = Signal(str)
    """The path of a project that a person wants to open where tables are opened too."""
    progressed = Signal()
    """`path` and `share` say what is being read, and how far it is; or it has come to an end."""

    def __init__(
        self, document: Document, settings: Settings, actions: dict[str, QAction], window: MainWindow
    ) -> None:
        super().__init__(window)
        self._document, self._settings, self._actions, self._window = document, settings, actions, window
        self._sketch = Sketch(self)
        self._pasted = PastedTexts()
        self._reading = GUESSED
        self._chosen: dict[str, Reading] = {}
        self._background = Background(self)
        self._background.progressed.connect(self._on_progress)
        self._background.done.connect(self._on_read)
        self._background.failed.connect(self._on_failed)
        self.path = ""
        self.share = 0.0
        self.problem = ""
        """Why what was opened last could not be; empty where it could."""
        self.refused_file = ""
        """The file that could not be read; empty where there was none to read."""
        self.menu = QMenu("&Open", window)
        self.menu.aboutToShow.connect(self._fill_menu)
        self._problem_menu = QMenu("Built-in &problems", window)
        _add_lessons(self._problem_menu, PROBLEMS.values(), self.open_problem)

    def open_table(self, path: str, reading: Reading | None = None) -> None:
        """Open a table of the person's own, read as they chose, now or when they opened it before.

        A project is left to whoever opens these.
        """
        if is_project(path):
            self.cancel()
            self.project_wanted.emit(path)
            return
        self.problem = ""
        self._reading = self._reading_of(path) if reading is None else reading
        self._begin(path)
        work = partial(_read, path, self._reading, self._document.project.seed)
        if not _is_small(path):
            self._background.start(work)
            return
        try:
            rows = work(Watch())
        except InputError as error:
            self._on_failed(str(error))
        else:
            self._on_read(rows)

    def open_problem(self, problem: str) -> None:
        """Open a built-in problem."""
        self.cancel()
        self._document.open_problem(problem)

    def open_example(self, example: str) -> None:
        """Open one of the tables that come with the program."""
        self.cancel()
        self._document.open_example(example)

    @Slot()
    def paste_table(self) -> None:
        """Open what was copied in a spreadsheet or a text."""
        try:
            path = self._pasted.keep(QGuiApplication.clipboard().text())
        except OSError:
            place = QDir.tempPath()
            sentence = f"What you copied could not be written to {place}: make room there, and paste again."
            self._refuse("What you copied", sentence)
        else:
            self.open_table(path)

    @Slot()
    def ask_for_table(self) -> None:
        """Let the person choose a file."""
        folder = self._settings.first_folder
        path, _filter = QFileDialog.getOpenFileName(self._window, "Open table", folder, FILE_KINDS)
        if path:
            self.open_table(path)

    @Slot()
    def draw_table(self) -> None:
        """Let the person make a table of points."""
        from gui.drawing.dialog import DrawingDialog
        from gui.plots.drawing_plane import DrawingPlane

        plane = DrawingPlane(self._sketch)
        dialog = DrawingDialog(self._sketch, plane.widget, self._window)
        plane.setParent(dialog)
        dialog.table_made.connect(self._open_drawn)
        show_dialog(dialog)

    @Slot()
    def ask_how_to_read(self) -> None:
        """Let the person say how the file of the current table is to be read."""
        path = self._document.table.path
        if path:
            self._ask(path)

    @Slot()
    def ask_how_to_read_refused(self) -> None:
        """Let the person say how the file that could not be read is to be read."""
        if self.refused_file:
            self._ask(self.refused_file)

    @Slot(object)
    def read_column_as(self, chosen: ReadAs) -> None:
        """Read the file of the current table again, one column in the way that a check offers."""
        path = self._document.table.path
        reading = self._reading_of(path)
        ways = {**dict(reading.read_as or ()), chosen.column: chosen.way}
        self._read_as_chosen(path, replace(reading, read_as=tuple(ways.items())))

    @Slot()
    def cancel(self) -> None:
        """End the reading of a file; everything stays as it was."""
        self._background.cancel()
        self._end()

    def remove_pasted(self) -> None:
        """Remove the files of what was pasted."""
        self._pasted.remove()

    @property
    def is_reading(self) -> bool:
        """Whether a file is being read."""
        return self._background.is_busy

    @Slot(object, str)
    def _open_drawn(self, table: Table, target: str) -> None:
        self.cancel()
        self.problem = ""
        try:
            self._document.open_table(table, target)
        except InputError as error:
            self._refuse(table.name, str(error))

    def _ask(self, path: str, questions: tuple[str, ...] = ()) -> None:
        from gui.opening.import_dialog import ImportDialog

        dialog = ImportDialog(path, self._reading_of(path), questions, self._window)
        dialog.reading_chosen.connect(self._read_as_chosen)
        show_dialog(dialog)

    @Slot(str, object)
    def _read_as_chosen(self, path: str, reading: Reading) -> None:
        if path in self._pasted:
            self._chosen[path] = reading
        else:
            self._settings.remember_reading(path, reading)
        self.open_table(path, reading)

    def _reading_of(self, path: str) -> Reading:
        return self._chosen.get(path) or self._settings.reading_of(path)

    def _begin(self, path: str) -> None:
        self._background.cancel()
        self.path, self.share = path, 0.0
        self.progressed.emit()

    def _end(self) -> None:
        self.path = ""
        self.progressed.emit()

    @Slot(float)
    def _on_progress(self, share: float) -> None:
        self.share = share
        self.progressed.emit()

    @Slot(object)
    def _on_read(self, rows: ProjectRows) -> None:
        path = self.path
        self._document.adopt(rows)
        if path not in self._pasted:
            self._settings.last_folder = str(Path(path).parent)
            self._settings.add_recent_file(str(Path(path).absolute()))
        self._end()
        if rows.table.questions and self._reading == GUESSED:
            self._ask(path, rows.table.questions)

    @Slot(str)
    def _on_failed(self, sentence: str) -> None:
        path = self.path
        self._end()
        self._refuse(Path(path).name, sentence, path if os.path.isfile(path) else "")

    def _refuse(self, name: str, sentence: str, file: str = "") -> None:
        self.problem, self.refused_file = sentence, file
        self.refused.emit(name, sentence)

    @Slot()
    def _fill_menu(self) -> None:
        menu = self.menu
        menu.clear()
        menu.setToolTipsVisible(True)
        for name in ("open_project", "open_table", "paste_table", "draw_table"):
            menu.addAction(self._actions[name])
        recent = self._settings.recent_files
        if recent:
            _add_heading(menu, "Recent")
        for path in recent:
            # In a menu's text "&" says which letter opens it, and "&&" stands for "&".
            action = menu.addAction(Path(path).name.replace("&", "&&"), partial(self.open_table, path))
            action.setToolTip(plain_tip(path))
        _add_heading(menu, "Example tables")
        _add_lessons(menu, examples().values(), self.open_example)
        menu.addSeparator()
        menu.addMenu(self._problem_menu)


def _read(path: str, reading: Reading, seed: int, watch: Watch) -> ProjectRows:
    from engine.reading import tables  # only who opens a file needs the readers

    table = tables.read(path, reading, watch)
    watch.check()
    rows = opened_table(table, seed)
    make_ahead(table, watch)
    return rows


def _is_small(path: str) -> bool:
    """Tell whether a file is plain text that is read in no time, or none that can be read at all."""
    try:
        return Path(path).suffix.lower() in _PLAIN and os.stat(path).st_size <= SMALL_BYTES
    except (OSError, ValueError):
        return True


def _add_heading(menu: QMenu, text: str) -> None:
    """Begin a section; QMenu's own headings are not drawn where a stylesheet draws separators."""
    menu.addSeparator()
    label = QLabel(text, menu)
    label.setProperty("role", "header")
    label.setContentsMargins(10, 2, 10, 2)
    heading = QWidgetAction(menu)
    heading.setDefaultWidget(label)
    heading.setEnabled(False)
    menu.addAction(heading)


def _add_lessons(menu: QMenu, rows: Iterable[Problem | Example], show: Callable[[str], object]) -> None:
    """Offer these, each with what it teaches as its tip."""
    menu.setToolTipsVisible(True)
    for row in rows:
        action = menu.addAction(row.title, partial(show, row.id))
        action.setObjectName(f"open_{row.id}")
        action.setToolTip(row.lesson)
