"""Builds and wires every object: the only place where that happens."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QDeadlineTimer, QObject, QSettings, Qt, QTemporaryDir, Slot
from PySide6.QtWidgets import QApplication, QDialog

from engine.base.arrays import IndexArray
from engine.project.project import Project
from engine.table.table import Table
from gui.checks.data_checker import DataChecker
from gui.document.document import Document
from gui.document.edits import Edits
from gui.look.theme import Theme, current_theme
from gui.opening.opening import Opening
from gui.program.arguments import Arguments, parse_arguments
from gui.program.background import Background
from gui.program.settings import Settings
from gui.program.settings_file import recovery_folder
from gui.runs.cross_validation_session import CrossValidationSession
from gui.runs.replay import Replay
from gui.runs.session import TrainingSession
from gui.runs.speed import describe_speed
from gui.window.actions import PANELS, VIEWS, create_actions, set_icons
from gui.window.closing import CLOSE_MILLISECONDS, Worker, close
from gui.window.main_window import MainWindow
from gui.window.presentation import Presentation
from gui.window.speed_slider import SpeedSlider
from gui.window.theme_choice import ThemeChoice
from gui.wiring.asking import Asking
from gui.wiring.edit_connections import connect_edits
from gui.wiring.network_display import NetworkDisplay
from gui.wiring.panels import Panels
from gui.wiring.run_actions import RunActions
from gui.wiring.run_display import RunDisplay
from gui.wiring.saving import Saving

if TYPE_CHECKING:
    from gui.plots.run_plots import RunPlots


class Application(QObject):
    """The whole program: a window around a document and a training session."""

    def __init__(
        self,
        arguments: Arguments,
        settings: Settings,
        *,
        plots_later: bool = False,
        recovery_folder: Path | None = None,
    ) -> None:
        """Build everything and show nothing yet; with `plots_later`, the plots come with the first paint.

        What goes on is kept in the `recovery_folder` for the case of a crash.
        """
        super().__init__()
        self.recovery_folder = recovery_folder
        self.arguments = arguments
        self.settings = settings
        self.document = Document()
        self.edits = Edits(self.document)
        self.session = TrainingSession(self.document)
        self.cross_validation = CrossValidationSession()
        self.checker = DataChecker(self.document)
        self.actions = create_actions(self, self.document.undo_group)
        self.window = MainWindow(self.actions, self._may_close)
        self.panels = Panels()
        self._plots: RunPlots | None = None
        self._speed = SpeedSlider(describe=describe_speed)
        self.opening = Opening(self.document, settings, self.actions, self.window)
        self._build_wiring()
        self._shown_table: Table | None = None
        self._closing_confirmed = False
        self._close_deadline: QDeadlineTimer | None = None
        # Before anything is placed in the window, which a change of style would have to go through.
        self._theme = ThemeChoice(_application(), settings, arguments.theme, self)
        self.window.place_toolbar(self._speed, self.opening.menu, self.saving.exports.menu)
        self.panels.place(self.window, self.opening.menu, self.saving.exports.menu)
        self._presentation = Presentation(self.window, self._theme)
        self._connect()
        self._restore()
        self._begin(plots_later=plots_later)

    def _build_wiring(self) -> None:
        """Build what crosses subjects."""
        document, session, folds, opening = self.document, self.session, self.cross_validation, self.opening
        settings, window, panels, actions = self.settings, self.window, self.panels, self.actions
        self._asking = Asking(document, self.edits, settings, window)
        self._run_actions = RunActions(session, folds, opening, self.edits, window, actions)
        self._display = RunDisplay(document, session, folds, opening, panels)
        self._network_display = NetworkDisplay(document, session, self.edits, panels)
        self._display.seen.connect(self._network_display.show_run)
        self.replay = Replay(document, session, panels.epoch_bar, window)
        self.saving = Saving(document, session, opening, settings, window, panels, self._display, actions)

    def _begin(self, *, plots_later: bool) -> None:
        """Show the document that it opens with, or the table that was asked for."""
        self._colour(current_theme())
        self._hear_of_project(self.document.project)
        self._run_actions.allow()
        self._display.show_run()
        if plots_later:
            self.window.painted.connect(self._add_plots, Qt.ConnectionType.QueuedConnection)
        else:
            self._add_plots()
        if self.recovery_folder is not None:
            self.saving.keep_in(self.recovery_folder)
        if self.arguments.table is not None:
            self.opening.open_table(str(self.arguments.table))

    @Slot()
    def _add_plots(self) -> None:
        # pyqtgraph takes as long to import as all the rest.
        from gui.plots.run_plots import RunPlots

        self._plots = RunPlots(self)
        self._plots.failed.connect(self._display.show_failure)
        self._plots.cell_chosen.connect(self._display.show_confused_rows)
        self._plots.row_chosen.connect(self._show_row)
        self._plots.saved.connect(self._display.show_saved)
        self._plots.folder_chosen.connect(self._keep_folder)
        self._plots.set_folder(self.settings.first_folder)
        self._plots.set_theme(current_theme())
        self.window.place_plots(self._plots.widgets)
        self._display.add_plots(self._plots)

    def _connect(self) -> None:
        asking = self._asking
        self.document.project_changed.connect(self._hear_of_project)
        self.document.preparing_changed.connect(self.panels.data.show_preparing)
        self.document.refused.connect(self.panels.data.show_problem)
        self._connect_runs()
        connect_edits(self.edits, self.panels, self.window)
        self._connect_actions()
        asking.folds_chosen.connect(self.cross_validate)
        asking.failed.connect(self._display.show_failure)
        self.panels.data.column_chosen.connect(asking.change_column)
        self.panels.data.rows_wanted.connect(asking.ask_for_test_rows)
        self.panels.data.offer_taken.connect(self.opening.ask_how_to_read_refused)
        self.panels.table.column_chosen.connect(asking.change_column)
        self.panels.network.more_toggled.connect(self._show_more_network)
        self.panels.training.more_toggled.connect(self._show_more_training)
        self.panels.runs.columns_chosen.connect(self._remember_run_columns)
        self._speed.speed_changed.connect(self._set_speed)
        self.panels.checks.rows_asked.connect(self.show_rows)
        self.panels.checks.way_chosen.connect(self.opening.read_column_as)
        self.panels.checks.run_remedy_chosen.connect(self.panels.message.choose_remedy)
        self.panels.checks.room_wanted.connect(self.window.share_columns)
        self.checker.table_changed.connect(self.panels.checks.show_waiting)
        self.checker.checked.connect(self.panels.checks.show_checks)
        self.checker.failed.connect(self.panels.checks.show_failure)
        self._display.run_checked.connect(self.panels.checks.show_run_checks)
        self.window.file_dropped.connect(self.opening.open_table)
        self.opening.refused.connect(self._show_refusal)
        self._theme.changed.connect(self._colour)
        self.actions["presentation"].toggled.connect(self._presentation.present)
        self._presentation.scale_changed.connect(self._scale_plots)
        _application().aboutToQuit.connect(self.close)

    def _connect_runs(self) -> None:
        """Connect what runs tell with what shows it."""
        session, folds, display = self.session, self.cross_validation, self._display
        session.state_changed.connect(self._run_actions.allow)
        session.state_changed.connect(display.show_message)
        session.run_changed.connect(display.show_run)
        session.run_changed.connect(self._run_actions.allow)
        session.snapshot_ready.connect(display.show_run)
        self.replay.shown.connect(display.show_past)
        self.replay.failed.connect(display.show_failure)
        session.run_failed.connect(display.show_failure)
        session.run_ended.connect(display.list_run)
        session.run_let_go.connect(self.panels.runs.mark_let_go)
        folds.running_changed.connect(self._run_actions.allow)
        folds.running_changed.connect(display.show_validation)
        folds.progressed.connect(display.show_fold_progress)
        folds.fold_ended.connect(self.panels.runs.add_fold)
        folds.failed.connect(display.show_failure)
        display.rows_asked.connect(self.show_rows)
        self.opening.progressed.connect(display.show_message)
        # Queued: once what belongs to the opening of a table has been said.
        queued = Qt.ConnectionType.QueuedConnection
        self.document.undo_shortened.connect(display.show_shorter_undo, queued)
        self.panels.prediction.inputs_edited.connect(display.show_answers)
        self.panels.message.remedy_chosen.connect(self._run_actions.apply_remedy)
        self.panels.network.network_wanted.connect(self._run_actions.train_network_anyway)
        self.window.watched_changed.connect(session.set_watched)

    def _connect_actions(self) -> None:
        slots: dict[str, Callable[[], object]] = {
            "new_project": partial(self.opening.open_problem, "article"),
            "open_table": self.opening.ask_for_table,
            "paste_table": self.opening.paste_table,
            "draw_table": self.opening.draw_table,
            "read_again": self.opening.ask_how_to_read,
            "quit": self.window.close,
            "reset_layout": self.window.reset_layout,
            **{f"go_{title.lower()}": partial(self.window.go_to_panel, title) for title in PANELS},
            **{
                f"go_view_{number}": partial(self.window.go_to_tab, number - 1)
                for number in range(1, len(VIEWS) + 1)
            },
            "cross_validate": self._asking.ask_for_folds,
            "theme": self._theme.toggle,
            "shortcuts": partial(
                self._asking.show_shortcuts, self.actions | self.panels.network.actions_by_name
            ),
            "log_folder": self._asking.open_log_folder,
            "about": self._asking.show_about,
            "whats_this": self._asking.explain,
            "words": partial(self._asking.show_help, "words.md"),
            "article": partial(self._asking.show_help, "article.md"),
        }
        for name, slot in slots.items():
            self.actions[name].triggered.connect(slot)

    # What a person does.

    @Slot(object, str)
    def show_rows(self, numbers: Sequence[int] | IndexArray, title: str) -> None:
        """Show these rows of the table only, numbered from 0, under a `title` that says which they are."""
        self.window.show_tab(self.panels.table)
        self.panels.table.show_rows(numbers, title)

    @Slot(str)
    def _keep_folder(self, folder: str) -> None:
        self.settings.last_folder = folder
        assert self._plots is not None
        self._plots.set_folder(folder)

    @Slot(int)
    def _show_row(self, number: int) -> None:
        self.show_rows([number], f"Row {number + 1:,}, whose dot was clicked")

    @Slot(int)
    def cross_validate(self, folds: int) -> None:
        """Train the project once for each of so many folds; the results go to the list of runs."""
        self.document.when_prepared(partial(self._cross_validate, folds))

    def _cross_validate(self, folds: int) -> None:
        if self.cross_validation.is_running:
            return
        document = self.document
        self.panels.runs.begin_validation(document.title, document.project, folds)
        self.window.show_panel("Runs")
        self.cross_validation.begin(document.project, document.table, folds)

    @Slot(bool)
    def _show_more_network(self, more: bool) -> None:
        self.settings.more_network = more
        self.panels.network.show_more(more=more)

    @Slot(tuple)
    def _remember_run_columns(self, columns: tuple[str, ...]) -> None:
        self.settings.run_columns = columns

    @Slot(bool)
    def _show_more_training(self, more: bool) -> None:
        self.settings.more_training = more
        self.panels.training.show_more(more=more)

    @Slot(int)
    def _set_speed(self, speed: int) -> None:
        self.settings.speed = speed
        self.session.set_speed(speed)
        self.panels.status.forget_pace()

    # What is shown.

    @Slot(object)
    def _hear_of_project(self, project: Project) -> None:
        """Tell all who follow the project of a change, the one place that says in which order.

        The panels come first: they must be as wide as the run that the session then shows.
        """
        self.panels.show_project(self.document)
        if self.document.table is not self._shown_table:
            self.window.show_panel("Network" if self._shown_table is None else "Data")
            self._shown_table = self.document.table
        self.actions["read_again"].setEnabled(bool(self.document.table.path))
        self.session.follow(project)
        self.saving.follow()
        self.checker.follow()

    @Slot(str, str)
    def _show_refusal(self, name: str, sentence: str) -> None:
        self.window.show_panel("Data")
        self.panels.data.show_problem(sentence, "Choose how it is read…" if self.opening.refused_file else "")
        self._display.show_unopened(name)

    # Theme and settings.

    @Slot(object)
    def _colour(self, theme: Theme) -> None:
        set_icons(self.actions, theme)
        self.panels.set_icons()
        if self._plots is not None:
            self._plots.set_theme(theme)

    @Slot(float)
    def _scale_plots(self, scale: float) -> None:
        if self._plots is not None:
            self._plots.set_scale(scale)

    def _restore(self) -> None:
        self.panels.network.show_more(more=self.settings.more_network)
        self.panels.training.show_more(more=self.settings.more_training)
        self.panels.runs.show_columns(self.settings.run_columns)
        self._speed.set_speed(self.settings.speed)
        self.session.set_speed(self.settings.speed)
        if self.settings.geometry:
            self.window.restoreGeometry(self.settings.geometry)
        if self.settings.window_state:
            self.window.restore_state(self.settings.window_state)
        if self.arguments.size:
            self.window.resize(*self.arguments.size)

    # Closing.

    def _may_close(self) -> bool:
        """Ask before a trained network, or a run that is going, is lost."""
        if self.saving.would_lose and not self._closing_confirmed:
            self.saving.ask_to_close(self._close_for_good)
            return False
        self.settings.geometry = self.window.saveGeometry()
        self.settings.window_state = self._presentation.usual_state
        self.settings.save()
        self.close()
        return True

    @Slot()
    def close(self) -> bool:
        """End all that goes on, at the first call; False where some of it has not ended in time."""
        if self._close_deadline is None:
            self._close_deadline = QDeadlineTimer(CLOSE_MILLISECONDS)
        for dialog in self.window.findChildren(QDialog):
            dialog.close()  # one that is still shown at the end of Python asks it for more
        self.opening.cancel()
        workers: list[Worker] = [self.document, self.session, self.cross_validation, self.checker]
        workers += self.window.findChildren(Background)  # of the window itself, and of dialogs over it
        ended = close(*workers, deadline=self._close_deadline)
        self.opening.remove_pasted()
        self.saving.end()
        return ended

    @Slot()
    def leave(self) -> None:
        """Close the window without asking, whatever dialog is open, and end the event loop.

        What would be lost is offered at the next start.
        """
        self.saving.leave()
        self._close_for_good()
        _application().exit()

    @Slot()
    def _close_for_good(self) -> None:
        self._closing_confirmed = True
        self.window.close()


def _application() -> QApplication:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    return app


def build(
    argv: Sequence[str], settings: QSettings | None = None, *, plots_later: bool = False
) -> Application:
    """Build the program in this process; `argv` is without the program's name. Its `window` is not yet shown.

    An existing QApplication is used, and no exception hook is installed. Without `settings`, what the person
    has chosen for the program is neither read nor written. With `plots_later` the window opens sooner, and
    the plots are added once it is painted.
    """
    arguments = parse_arguments(argv)
    if QApplication.instance() is None:
        QApplication(["layerbench"])
    if settings is not None:
        kept_in = recovery_folder(settings)
        return Application(arguments, Settings(settings), plots_later=plots_later, recovery_folder=kept_in)
    folder = QTemporaryDir()
    store = QSettings(folder.filePath("settings.ini"), QSettings.Format.IniFormat)
    program = Application(arguments, Settings(store), plots_later=plots_later)
    program.destroyed.connect(folder.remove)
    return program
