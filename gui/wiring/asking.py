"""The dialogs in which a person reads or says more; each is imported when it is first asked for."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Qt, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog

from engine.data.roles import Roles
from engine.data.split import SPLIT_METHODS
from gui.document.document import Document
from gui.document.edits import Edits
from gui.look.show_dialog import show_dialog
from gui.program.error_reporting import default_log_folder
from gui.program.settings import Settings
from gui.window.main_window import Actions, MainWindow


class Asking(QObject):
    """Opens dialogs over the window, and hands what is said in them on."""

    folds_chosen = Signal(int)
    """Of how many folds a cross-validation is to be."""
    failed = Signal(str)

    def __init__(self, document: Document, edits: Edits, settings: Settings, window: MainWindow) -> None:
        """Ask about `document`, over `window`."""
        super().__init__(window)
        self._document, self._edits, self._settings, self._window = document, edits, settings, window

    @Slot()
    def ask_for_folds(self) -> None:
        """Let the person say how to cross-validate."""
        from gui.runs.cross_validation_dialog import CrossValidationDialog

        how = SPLIT_METHODS[self._document.project.split.method].title
        dialog = CrossValidationDialog(how, self._window)
        dialog.folds_chosen.connect(self.folds_chosen)
        show_dialog(dialog)

    @Slot(str)
    def change_column(self, name: str) -> None:
        """Let the person say what becomes of a column."""
        from gui.data.column_dialog import ColumnDialog

        document = self._document
        apply = partial(self._apply_roles, f"change column {name}")
        dialog = ColumnDialog(document.table, document.wanted.data.roles, name, apply, self._window)
        document.project_changed.connect(dialog.end_waiting)
        dialog.rejected.connect(document.take_back)
        show_dialog(dialog)

    def _apply_roles(self, text: str, roles: Roles, refused: Callable[[str], None]) -> bool:
        """Give the columns other roles; False where they are still being prepared."""
        self._edits.apply_roles(roles, text, refused)
        return not self._document.is_preparing

    @Slot()
    def ask_for_test_rows(self) -> None:
        """Let the person choose a file of row numbers."""
        folder = self._settings.first_folder
        kinds = "Row numbers (*.txt *.csv);;All files (*)"
        path, _filter = QFileDialog.getOpenFileName(self._window, "Rows to test on", folder, kinds)
        if path:
            self._edits.read_test_rows(path)

    def show_shortcuts(self, actions: Actions) -> None:
        """Show what can be done by key."""
        from gui.window.shortcuts import ShortcutsDialog

        show_dialog(ShortcutsDialog(list(actions.values()), self._window))

    @Slot()
    def explain(self) -> None:
        """Have the next click say what is under it."""
        from gui.help.whats_this import enter

        enter(self._window)

    def show_help(self, page: str) -> None:
        """Show a page of help beside the window."""
        from gui.help.pages import HelpPages

        shown = self._window.findChild(HelpPages)
        if isinstance(shown, HelpPages):
            shown.show_page(page)
        else:
            shown = HelpPages(self._window, page)
            shown.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        shown.show()
        shown.raise_()

    @Slot()
    def show_about(self) -> None:
        """Show version and licence."""
        from gui.window.about import AboutDialog

        show_dialog(AboutDialog(self._window))

    @Slot()
    def open_log_folder(self) -> None:
        """Open the folder in which errors are logged, or say where it is."""
        folder = default_log_folder()
        folder.mkdir(parents=True, exist_ok=True)
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))):
            self.failed.emit(f"The log is in {folder}")
