"""Projects as files, as the window has them: actions, title, questions, and what is shown of one."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QByteArray, QObject, Qt, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QMenu

from engine.export.export import Exported
from engine.model.trained import TrainedModel
from engine.project.run import Run
from engine.reading.choice import GUESSED
from engine.storage.project_file import SUFFIX, SavedProject
from engine.storage.recovery import Offer, offers
from gui.document.document import Document
from gui.look.show_dialog import show_dialog
from gui.opening.opening import FILE_KINDS, Opening
from gui.program.settings import Settings
from gui.runs.message import Remedy, RunMessage
from gui.runs.session import IDLE, RUNNING, TrainingSession
from gui.saving.autosave import Autosave, offer_text
from gui.saving.export_menu import ExportMenu
from gui.saving.project_files import ProjectFiles
from gui.saving.table_prediction import TablePrediction
from gui.window.main_window import MainWindow
from gui.wiring.panels import Panels
from gui.wiring.run_display import RunDisplay

PROJECTS: Final = f"Layerbench projects (*{SUFFIX})"


class Saving(QObject):
    """Leads what a person does with project files to `files`, and back onto the screen."""

    def __init__(
        self,
        document: Document,
        session: TrainingSession,
        opening: Opening,
        settings: Settings,
        window: MainWindow,
        panels: Panels,
        display: RunDisplay,
        actions: Mapping[str, QAction],
    ) -> None:
        super().__init__(window)
        self._document, self._session, self._settings = document, session, settings
        self._window, self._panels, self._display = window, panels, display
        self._actions = actions
        self._data = self._data_at_hand
        self.files = ProjectFiles(document, session, window)
        self.files.look = self._look
        self.exports = ExportMenu(window, lambda: self._model)
        self.table_prediction = TablePrediction(window, FILE_KINDS)
        self.autosave: Autosave | None = None
        self._recovered: Offer | None = None
        self._leaves = False
        opening.project_wanted.connect(self._open)
        panels.prediction.table_wanted.connect(self._predict_table)
        panels.message.remedy_chosen.connect(self._apply_remedy)
        self._connect_files()
        self._connect_exports()
        actions["recover"].setEnabled(False)
        self._allow_exports()

    def _connect_files(self) -> None:
        """Connect actions with the project's file, and this with what shows it."""
        files, display = self.files, self._display
        files.changed.connect(self.show_title)
        files.saved.connect(self._on_saved)
        files.opened.connect(self._on_opened)
        files.failed.connect(display.show_failure)
        files.copied.connect(lambda sentence: display.offer(RunMessage("info", sentence)))
        self._session.run_ended.connect(self.show_title)
        for name, slot in (
            ("export_model", self.exports.pop_up),
            ("open_project", self.ask_for_project),
            ("save_project", self.save),
            ("save_project_as", self.save_as),
            ("recover", self.ask_what_to_recover),
        ):
            self._actions[name].triggered.connect(slot)

    def _connect_exports(self) -> None:
        """Connect what leaves the program with what says how that went, and with the run that can leave."""
        exports, tables, session = self.exports, self.table_prediction, self._session
        exports.exported.connect(self._on_exported)
        tables.done.connect(self._display.show_saved)
        for leaving in (exports, tables):
            leaving.failed.connect(self._display.show_failure)
            leaving.folder_chosen.connect(self._keep_folder)
        for changed in (session.run_changed, session.run_ended, session.state_changed):
            changed.connect(self._allow_exports)

    @Slot()
    def show_title(self) -> None:
        """Name the project in the window's title, with a star where there is more to save."""
        self._window.setWindowTitle(f"{self.files.name}[*] – Layerbench")
        self._window.setWindowModified(self.files.has_changes)

    @Slot()
    def follow(self) -> None:
        """Follow a changed document: another table is another project, of which there is no file yet."""
        if self._data_at_hand != self._data:
            self._data = self._data_at_hand
            self.files.forget()
        self.show_title()

    @property
    def _data_at_hand(self) -> tuple[str, str]:
        """What tells the data of a project from all others."""
        data = self._document.project.data
        return data.problem, data.fingerprint

    @Slot()
    def ask_for_project(self) -> None:
        """Let the person choose a project."""
        folder = self._settings.first_folder
        path, _filter = QFileDialog.getOpenFileName(self._window, "Open project", folder, PROJECTS)
        if path:
            self._open(path)

    @Slot()
    def save(self) -> None:
        """Save the project where it was saved before, or where the person wants it."""
        self._save(None)

    @Slot()
    def save_as(self) -> None:
        """Save the project where the person wants it from now on."""
        self._save(None, anew=True)

    def _save(self, then: Callable[[], object] | None, *, anew: bool = False) -> None:
        path = "" if anew else self.files.path
        if not path:
            first = str(Path(self._settings.first_folder) / f"{_plain(self.files.name)}{SUFFIX}")
            path, _filter = QFileDialog.getSaveFileName(self._window, "Save project", first, PROJECTS)
        if path:
            self.files.save(path, then)

    @Slot(str)
    def _open(self, path: str) -> None:
        self.files.open(path)

    @Slot(str)
    def _on_saved(self, path: str) -> None:
        self._remember(path)
        self._display.show_saved(path)

    @Slot(object)
    def _on_opened(self, saved: SavedProject) -> None:
        """List the runs, and let the window look as it did."""
        self._data = self._data_at_hand
        if self.files.path:
            self._remember(self.files.path)
        if self._recovered is not None and self.autosave is not None:
            self.autosave.keep()  # before what was left is let go
            self._recovered.remove()
            self._recovered = None
        times = saved.view.get("ended")
        ended = times if isinstance(times, list) and len(times) == len(saved.runs) else [""] * len(saved.runs)
        for run, when in zip(saved.runs, ended, strict=True):
            if run.snapshot is not None:
                title = self._document.title_of(run.project)
                self._panels.runs.add_run(title, run.project, run.snapshot, str(when)[:5])
        layout = saved.view.get("layout")
        if isinstance(layout, str):
            self._window.restore_state(QByteArray.fromBase64(layout.encode("ascii", "ignore")))

    def _look(self, runs: Sequence[Run]) -> dict[str, Any]:
        layout = self._window.save_state().toBase64().data()
        return {
            "ended": [self._panels.runs.ended(run.project) for run in runs],
            "layout": bytes(layout).decode("ascii"),
        }

    def _remember(self, path: str) -> None:
        self._settings.last_folder = str(Path(path).absolute().parent)
        self._settings.add_recent_file(str(Path(path).absolute()))

    def say(self, sentence: str) -> None:
        """Say what was the matter with something that was to last."""
        self._display.show_failure(sentence)

    # Recovery.

    def keep_in(self, folder: Path) -> None:
        """Keep what goes on in `folder` for the case of a crash, and offer what one has left there."""
        files = self.files
        self.autosave = Autosave(
            folder, self._session, files.collected, lambda: files.name, lambda: files.state, self
        )
        self.autosave.failed.connect(self._display.show_failure)
        left = offers(folder)
        self._actions["recover"].setEnabled(bool(left))
        if left:
            sentence = f"Layerbench did not end in order: {offer_text(left[0])}, can be brought back."
            self._display.offer(RunMessage("info", sentence, Remedy.RECOVER))

    @Slot()
    def ask_what_to_recover(self) -> None:
        """Let the person choose among what crashes have left."""
        left = offers(self.autosave.folder) if self.autosave is not None else []
        self._actions["recover"].setEnabled(bool(left))
        menu = QMenu(self._window)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setObjectName("recover_menu")
        for offer in left:
            menu.addAction(offer_text(offer).replace("&", "&&"), partial(self._recover, offer))
        menu.popup(self._window.mapToGlobal(self._window.rect().center()))

    @Slot(str)
    def _apply_remedy(self, remedy: str) -> None:
        left = offers(self.autosave.folder) if self.autosave is not None else []
        if remedy == Remedy.RECOVER and left:
            self._recover(left[0])

    def _recover(self, offer: Offer) -> None:
        self._recovered = offer
        self.files.recover(offer.load)

    def leave(self) -> None:
        """Have what would be lost offered at the next start: nobody is asked now."""
        self._leaves = self.would_lose

    def end(self) -> None:
        """Let go what was kept where the program ends in order."""
        self.files.release()
        if self.autosave is not None:
            self.autosave.close(keeps=self._leaves)

    # Exports.

    @property
    def _model(self) -> TrainedModel | None:
        """The network that is shown, where it is one to be used."""
        run = self._session.run
        return None if run is None or run.has_diverged else run.model

    @Slot()
    def _allow_exports(self) -> None:
        self.exports.allow(allowed=self._model is not None)
        self._actions["export_model"].setEnabled(self._model is not None)
        self.exports.folder, self.exports.name = self._settings.first_folder, _plain(self.files.name)

    @Slot()
    def _predict_table(self) -> None:
        """Have the shown network answer the rows of a table of the person's choice."""
        model = self._model
        if model is not None:
            self.table_prediction.folder = self._settings.first_folder
            self.table_prediction.ask(model, GUESSED)

    @Slot(str)
    def _keep_folder(self, folder: str) -> None:
        self._settings.last_folder = folder

    @Slot(object)
    def _on_exported(self, done: Exported) -> None:
        self._display.show_saved(f"{done.paths[0]}. {done.sentence}")

    # Closing.

    @property
    def would_lose(self) -> bool:
        """Whether closing now would lose something that took a person or the machine some time."""
        if self._session.state != IDLE:
            return True
        return self.files.has_unsaved_runs or (bool(self.files.path) and self.files.has_changes)

    def ask_to_close(self, close: Callable[[], object]) -> None:
        """Ask whether to save before the window is closed; a run that is going holds meanwhile."""
        from gui.window.confirm_close import ConfirmCloseBox

        if self._window.findChild(ConfirmCloseBox):
            return
        session = self._session
        shown = None if session.goes_on_unseen else session.latest
        box = ConfirmCloseBox(self._window, shown, is_going=session.state != IDLE)
        box.confirmed.connect(close)
        box.save_wanted.connect(lambda: self._save(close))
        if session.state == RUNNING:
            session.pause()
            box.rejected.connect(session.go_on)
        show_dialog(box)


def _plain(name: str) -> str:
    """Return a name without what file systems do not take."""
    return "".join(" " if letter in '\\/:*?"<>|' or letter < " " else letter for letter in name).strip()[:80]
