"""Builds and wires every object: the only place where that happens."""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import QObject, QSettings, Qt, QTemporaryDir, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox

from engine.arrays import IndexArray
from engine.cross_validation import FoldProgress
from engine.data.prepare import Prepared
from engine.data.problems import PROBLEMS
from engine.data.roles import UNUSED, Roles
from engine.data.row_numbers import read_row_numbers
from engine.data.split import SPLIT_METHODS, Split
from engine.errors import InputError
from engine.insight.remedies import Remedy as DataRemedy
from engine.model.choice import NetworkChoice
from engine.model.losses import LOSSES
from engine.project import Project
from engine.runs import check_trainable
from engine.training.choice import CUSTOM, TrainingChoice
from gui.actions import create_actions, set_icons
from gui.arguments import Arguments, parse_arguments
from gui.cross_validation_session import CrossValidationSession
from gui.data_checker import DataChecker
from gui.dialogs import show_dialog
from gui.document import Document
from gui.error_reporting import default_log_folder
from gui.main_window import MainWindow
from gui.numbers import confused_text
from gui.opening import Opening
from gui.panels.checks import ChecksPanel
from gui.panels.data import DataPanel
from gui.panels.network import NetworkPanel
from gui.panels.prediction import PredictionPanel
from gui.panels.rows import TablePanel
from gui.panels.runs import RunsPanel
from gui.panels.status import StatusPanel
from gui.panels.training import TrainingPanel
from gui.run_message import Remedy, RunMessage, fold_message, run_message
from gui.settings import Settings
from gui.theme import DARK, LIGHT, THEMES, Theme, apply_theme, current_theme, system_theme
from gui.training_session import IDLE, PAUSED, RUNNING, Run, TrainingSession, describe_speed
from gui.widgets.speed_slider import SpeedSlider

if TYPE_CHECKING:
    from gui.plots.run_plots import RunPlots


class Panel(Protocol):
    """What every panel can do about an edit that cannot be made."""

    def show_problem(self, sentence: str) -> None:
        """Say why."""


class Application(QObject):
    """The whole program: a window around a document and a training session."""

    def __init__(self, arguments: Arguments, settings: Settings, *, plots_later: bool = False) -> None:
        """Build everything and show nothing yet; with `plots_later`, the plots come with the first paint."""
        super().__init__()
        self.arguments = arguments
        self.settings = settings
        self.document = Document()
        # Before the session hears of another project: the panels must be as wide as the run it then shows.
        self.document.project_changed.connect(self._show_project)
        self.session = TrainingSession(self.document)
        self.cross_validation = CrossValidationSession()
        self.checker = DataChecker(self.document)
        self.actions = create_actions(self, self.document.undo_stack)
        self.window = MainWindow(self.actions, self._may_close)
        self._data = DataPanel()
        self._table = TablePanel()
        self._network = NetworkPanel()
        self._training = TrainingPanel()
        self._prediction = PredictionPanel()
        self._runs = RunsPanel()
        self._checks = ChecksPanel()
        self._status = StatusPanel()
        self._plots: RunPlots | None = None
        self._speed = SpeedSlider(describe=describe_speed)
        self.opening = Opening(self.document, settings, self.actions, self.window)
        self._closing_confirmed = False
        # Before anything is placed in the window, which a change of style would have to go through.
        apply_theme(_application(), THEMES[arguments.theme] if arguments.theme else self._chosen_theme())
        self._place()
        self._connect()
        self._colour(current_theme())
        self._restore()
        self._show_project(self.document.project)
        self.checker.follow()
        self._show_run()
        self._show_state(self.session.state)
        if plots_later:
            self.window.painted.connect(self._add_plots, Qt.ConnectionType.QueuedConnection)
        else:
            self._add_plots()
        if arguments.table is not None:
            self.opening.open_table(str(arguments.table))

    @Slot()
    def _add_plots(self) -> None:
        # pyqtgraph takes as long to import as all the rest.
        from gui.plots.run_plots import RunPlots

        self._plots = RunPlots(self)
        self._plots.failed.connect(self._show_failure)
        self._plots.cell_chosen.connect(self._show_confused_rows)
        self._plots.set_theme(current_theme())
        self.window.place_plots(self._plots.widgets)
        self._plots.show_run(self.session.run, self.document.project.data.roles)

    def _place(self) -> None:
        window = self.window
        window.place_toolbar(self._speed, self.opening.menu)
        window.place_panels(
            [("Data", self._data), ("Network", self._network), ("Training", self._training)],
            [("Predict", self._prediction), ("Checks", self._checks)],
        )
        window.place_tabs([("Table", "The rows that the network learns from, and its columns", self._table)])
        window.place_below("Runs", self._runs)
        window.place_status(self._status)
        window.place_menus(self.opening.menu, list(self._network.actions_by_name.values()))

    def _connect(self) -> None:
        session = self.session
        session.state_changed.connect(self._show_state)
        session.run_changed.connect(self._show_run)
        session.snapshot_ready.connect(self._show_run)
        session.run_failed.connect(self._show_failure)
        session.run_ended.connect(self._list_run)
        self.cross_validation.running_changed.connect(self._show_cross_validation)
        self.cross_validation.progressed.connect(self._show_fold_progress)
        self.cross_validation.fold_ended.connect(self._runs.add_fold)
        self.cross_validation.failed.connect(self._show_failure)
        self._data.role_chosen.connect(self._choose_role)
        self._data.column_chosen.connect(self._change_column)
        self._data.target_kind_chosen.connect(self._choose_target_kind)
        self._data.split_edited.connect(self._edit_split)
        self._table.column_chosen.connect(self._change_column)
        self._table.role_chosen.connect(self._choose_role)
        self._table.test_rows_chosen.connect(self.test_on_rows)
        self._data.seed_wanted.connect(self._deal_again)
        self._data.rows_wanted.connect(self._ask_for_test_rows)
        self._data.offer_taken.connect(self.opening.ask_how_to_read_refused)
        self._network.network_edited.connect(self._edit_network)
        self._network.more_toggled.connect(self._show_more_network)
        self._training.recipe_chosen.connect(self._choose_recipe)
        self._training.training_edited.connect(self._edit_training)
        self._training.seed_edited.connect(self._edit_seed)
        self._training.quantiles_edited.connect(self._edit_quantiles)
        self._training.more_toggled.connect(self._show_more_training)
        self._prediction.inputs_edited.connect(self._answer)
        self.checker.table_changed.connect(self._checks.show_waiting)
        self.checker.checked.connect(self._checks.show_checks)
        self.checker.failed.connect(self._checks.show_failure)
        self._checks.remedy_chosen.connect(self._apply_data_remedy)
        self._checks.rows_asked.connect(self.show_rows)
        self._checks.room_wanted.connect(self.window.share_columns)
        self._speed.speed_changed.connect(self._set_speed)
        self._status.remedy_chosen.connect(self._apply_remedy)
        self.window.file_dropped.connect(self.opening.open_table)
        self.opening.refused.connect(self._show_refusal)
        self.opening.progressed.connect(self._show_message)
        self.window.watched_changed.connect(session.set_watched)
        self._connect_actions()
        app = _application()
        app.aboutToQuit.connect(session.close)
        app.aboutToQuit.connect(self.opening.close)
        app.aboutToQuit.connect(self.cross_validation.close)
        app.aboutToQuit.connect(self.checker.close)
        app.styleHints().colorSchemeChanged.connect(self._follow_system)

    def _connect_actions(self) -> None:
        slots: dict[str, Callable[[], object]] = {
            "new_project": partial(self.opening.open_problem, "article"),
            "open_table": self.opening.ask_for_table,
            "paste_table": self.opening.paste_table,
            "draw_table": self.opening.draw_table,
            "read_again": self.opening.ask_how_to_read,
            "quit": self.window.close,
            "train": self.session.train,
            "pause": self.session.pause,
            "step": self.session.step,
            "stop": self._stop,
            "new_weights": self.new_weights,
            "cross_validate": self._ask_for_folds,
            "theme": self._toggle_theme,
            "shortcuts": self._show_shortcuts,
            "log_folder": self._open_log_folder,
            "about": self._show_about,
        }
        for name, slot in slots.items():
            self.actions[name].triggered.connect(slot)

    # What a person does.

    def show_rows(self, numbers: Sequence[int] | IndexArray, title: str) -> None:
        """Show these rows of the table only, numbered from 0, under a `title` that says which they are."""
        self.window.show_tab(self._table)
        self._table.show_rows(numbers, title)

    def new_weights(self) -> None:
        """Choose another seed for the first weights; a run that is going starts anew from them."""
        was_going = self.session.state != IDLE
        self._edit(self._training, "take new weights", start=secrets.randbelow(2**32))
        if was_going:
            self.session.restart()

    def cross_validate(self, folds: int) -> None:
        """Train the project once for each of so many folds; the results go to the list of runs."""
        document = self.document
        self._runs.begin_validation(document.title, document.project, folds)
        self.window.show_panel("Runs")
        self.cross_validation.begin(document.project, document.table, folds)

    def _ask_for_folds(self) -> None:
        from gui.dialogs.cross_validation import CrossValidationDialog

        dialog = CrossValidationDialog(SPLIT_METHODS[self.document.project.split.method].title, self.window)
        dialog.folds_chosen.connect(self.cross_validate)
        show_dialog(dialog)

    def _stop(self) -> None:
        if self.cross_validation.is_running:
            self.cross_validation.stop()
        else:
            self.session.stop()

    def _edit(self, panel: Panel, text: str, merge_key: str = "", **parts: Any) -> None:
        """Put other `parts` into the project, undoably."""
        self._attempt(panel, text, merge_key, lambda: replace(self.document.project, **parts))

    def _attempt(self, panel: Panel, text: str, merge_key: str, change: Callable[[], Project]) -> None:
        """Apply what `change` makes of the project; what cannot be is said in the panel it came from."""
        try:
            self.document.apply(change(), text, merge_key)
        except InputError as error:
            panel.show_problem(str(error))

    def _apply_roles(self, roles: Roles, text: str) -> None:
        document = self.document
        document.apply(document.project.with_roles(document.table, roles), text)

    @Slot(str)
    def _change_column(self, name: str) -> None:
        from gui.dialogs.column import ColumnDialog

        apply = partial(self._apply_roles, text=f"change column {name}")
        document = self.document
        show_dialog(ColumnDialog(document.table, document.project.data.roles, name, apply, self.window))

    @Slot(str, str)
    def _choose_role(self, name: str, role: str) -> None:
        project, table = self.document.project, self.document.table
        text = f"leave out {name}" if role == UNUSED else f"use {name} as {role}"
        self._attempt(
            self._data,
            text,
            "",
            lambda: project.with_roles(table, project.data.roles.assigned(table, name, role)),
        )

    @Slot(str)
    def _choose_target_kind(self, kind: str) -> None:
        project, table = self.document.project, self.document.table
        what = "classes" if kind == "class" else "numbers"
        changed = partial(project.with_roles, table, project.data.roles, kind)
        self._attempt(self._data, f"take the target for {what}", "", changed)

    @Slot(object)
    def _edit_split(self, split: Split) -> None:
        self._edit(self._data, "change the split", "split", split=split)

    @Slot()
    def _deal_again(self) -> None:
        self._edit(self._data, "deal the rows anew", seed=secrets.randbelow(2**32))

    @Slot()
    def _ask_for_test_rows(self) -> None:
        path, _filter = QFileDialog.getOpenFileName(
            self.window,
            "Rows to test on",
            self.settings.last_folder,
            "Row numbers (*.txt *.csv);;All files (*)",
        )
        if path:
            self.read_test_rows(path)

    def read_test_rows(self, path: str) -> None:
        """Test on the rows whose numbers are in a file, and train on all others."""
        try:
            self.test_on_rows(read_row_numbers(path, self.document.table.rows))
        except InputError as error:
            self._data.show_problem(str(error))

    @Slot(object)
    def test_on_rows(self, rows: Sequence[int]) -> None:
        """Test on the rows of these numbers, from 0 on, and train on all others."""
        split = replace(self.document.project.split, method="rows", test_rows=tuple(rows))
        self._edit(self._data, "choose the test rows", split=split)

    @Slot(object, str, str)
    def _edit_network(self, network: NetworkChoice, text: str, merge_key: str) -> None:
        self._edit(self._network, text, merge_key, network=network)

    @Slot(bool)
    def _show_more_network(self, more: bool) -> None:
        self.settings.more_network = more
        self._network.show_more(more=more)

    @Slot(object, str, str)
    def _edit_training(self, training: TrainingChoice, text: str, merge_key: str) -> None:
        project = self.document.project
        self._attempt(self._training, text, merge_key, partial(project.with_training, training))

    @Slot(object)
    def _edit_quantiles(self, quantiles: tuple[float, ...]) -> None:
        project, table = self.document.project, self.document.table
        changed = partial(project.with_quantiles, table, quantiles)
        self._attempt(self._training, "change the quantiles", "quantiles", changed)

    @Slot(str)
    def _choose_recipe(self, recipe: str) -> None:
        filled = self.document.project.filled(recipe, self.document.prepared)
        self._edit(self._training, "choose a recipe", training=filled.training)

    @Slot(object)
    def _edit_seed(self, seed: int) -> None:
        self._edit(self._training, "change the seed", "seed", seed=seed, start=seed)

    @Slot(bool)
    def _show_more_training(self, more: bool) -> None:
        self.settings.more_training = more
        self._training.show_more(more=more)

    @Slot(int)
    def _set_speed(self, speed: int) -> None:
        self.settings.speed = speed
        self.session.set_speed(speed)

    @Slot(str)
    def _apply_remedy(self, remedy: str) -> None:
        if remedy == Remedy.NEW_WEIGHTS:
            self.new_weights()
            self.session.train()
        elif remedy == Remedy.CANCEL_READING:
            self.opening.cancel()
        elif remedy == Remedy.RESTART:
            self.session.restart()
        elif remedy == Remedy.LOWER_RATE:
            training = self.document.project.training
            lower = replace(training, recipe=CUSTOM, learning_rate=training.learning_rate / 10)
            self._edit_training(lower, "lower the learning rate", "")
            self.session.train()

    @Slot(object)
    def _apply_data_remedy(self, remedy: DataRemedy) -> None:
        text = remedy.text[:1].lower() + remedy.text[1:]
        self._attempt(self._checks, text, "", lambda: remedy.apply(self.document.project))

    # What is shown.

    @Slot(object)
    def _show_project(self, project: Project) -> None:
        document = self.document
        self._data.show_project(project, document.title, document.table, document.prepared)
        self._table.show_project(project.data.roles, document.table, document.prepared)
        self._network.show_project(project, document.prepared)
        prepared = document.prepared
        self._training.show_project(project, project.case(prepared), _refusal(project, prepared))
        self._show_inputs()
        self.actions["read_again"].setEnabled(bool(document.table.path))
        self.window.setWindowTitle(f"{document.title} – Layerbench")

    def _show_inputs(self) -> None:
        problem = PROBLEMS.get(self.document.project.data.problem)
        self._prediction.show_data(self.document.prepared, problem.example if problem else ())

    @Slot(object)
    def _list_run(self, run: Run) -> None:
        assert run.snapshot is not None
        self._runs.add_run(self.document.title_of(run.project), run.project, run.snapshot)

    @Slot()
    def _show_cross_validation(self) -> None:
        """Show that folds are being trained, or what they came to."""
        self._show_state(self.session.state)
        if not self.cross_validation.is_running:
            means, all_means = self._runs.end_validation()
            self._show_figures()
            self._status.show_message(
                RunMessage("good", f"Cross-validated: {means}.", detail=all_means)
                if means
                else RunMessage("plain", "Cross-validation was stopped in its first fold.")
            )

    @Slot(object)
    def _show_fold_progress(self, progress: FoldProgress) -> None:
        self._status.show_message(fold_message(progress))
        self._status.show_folds((progress.number - 1) / progress.folds)

    @Slot(str)
    def _show_state(self, state: str) -> None:
        free = not self.cross_validation.is_running
        possible = {
            "train": free and state in (IDLE, PAUSED),
            "pause": state == RUNNING,
            "step": free and state in (IDLE, PAUSED),
            "stop": not free or state in (RUNNING, PAUSED),
            "cross_validate": free and state == IDLE,
        }
        focused = self.window.focused_action()
        # What becomes possible comes first: the focus leaves a button that is switched off for the next
        # one that is on, and from Train that is Pause.
        for name in sorted(possible, key=lambda name: not possible[name]):
            self.actions[name].setEnabled(possible[name])
        if focused is self.actions["pause"] and possible["train"]:
            self.window.focus_train()
        self.actions["train"].setIconText("Resume" if state == PAUSED else "Train")
        self._show_message()

    @Slot()
    def _show_run(self) -> None:
        """Show the session's run, whichever that is now, and its newest snapshot."""
        if self._plots is not None:
            self._plots.show_run(self.session.run, self.document.project.data.roles)
        self._show_figures()
        self._answer()
        self._show_message()

    def _show_figures(self) -> None:
        run = self.session.run
        if run is not None and run.snapshot is not None:
            name = LOSSES[run.request.loss].short
            self._status.show_figures(run.snapshot, name, article_metric=run.request.article_metric)
        else:
            self._status.clear_figures()

    @Slot()
    def _answer(self) -> None:
        run, inputs = self.session.run, self._prediction.inputs()
        if run is None or run.snapshot is None:
            self._prediction.show_answers(None, "Train the network to get answers.")
        else:
            note = "From the network before your change." if self.session.is_stale else ""
            self._prediction.show_answers(None if inputs is None else run.predict(inputs), note)

    @Slot(int, int)
    def _show_confused_rows(self, true: int, answered: int) -> None:
        """Show which rows of the table are behind a cell of the confusion matrix."""
        run = self.session.run
        if run is None:
            return
        numbers, classes = run.confused_rows(true, answered), run.prepared.roles.classes
        self.show_rows(numbers, confused_text(len(numbers), classes[true], classes[answered]))

    @Slot()
    def _show_message(self) -> None:
        if self.cross_validation.is_running:
            return  # its progress is what is said
        session, opening = self.session, self.opening
        if opening.path:
            name = Path(opening.path).name
            done = opening.share >= 1
            text = f"Preparing the rows of {name}." if done else f"Reading {name}: {opening.share:.0%}."
            self._status.show_message(RunMessage("info", text, Remedy.CANCEL_READING))
            return
        stale = session.is_stale or session.goes_on_unseen
        self._status.show_message(run_message(session.state, session.latest, stale=stale))

    @Slot(str, str)
    def _show_refusal(self, name: str, sentence: str) -> None:
        self.window.show_panel("Data")
        self._data.show_problem(sentence, "Choose how it is read…" if self.opening.refused_file else "")
        self._status.show_message(RunMessage("error", f"{name} was not opened: see Data."))

    @Slot(str)
    def _show_failure(self, sentence: str) -> None:
        self._status.show_message(RunMessage("error", sentence))

    # Theme, help, settings.

    def _chosen_theme(self) -> Theme:
        return THEMES.get(self.settings.theme) or system_theme()

    def _set_theme(self, theme: Theme) -> None:
        apply_theme(_application(), theme)
        self._colour(theme)

    def _colour(self, theme: Theme) -> None:
        set_icons(self.actions, theme)
        self._network.set_icons()
        self._data.set_icons()
        if self._plots is not None:
            self._plots.set_theme(theme)

    def _toggle_theme(self) -> None:
        theme = LIGHT if current_theme() is DARK else DARK
        self.settings.theme = theme.name
        self._set_theme(theme)

    @Slot()
    def _follow_system(self) -> None:
        if self.settings.theme == "system" and not self.arguments.theme:
            self._set_theme(system_theme())

    def _restore(self) -> None:
        self._network.show_more(more=self.settings.more_network)
        self._training.show_more(more=self.settings.more_training)
        self._speed.set_speed(self.settings.speed)
        self.session.set_speed(self.settings.speed)
        if self.settings.geometry:
            self.window.restoreGeometry(self.settings.geometry)
        if self.settings.window_state:
            self.window.restore_state(self.settings.window_state)
        if self.arguments.size:
            self.window.resize(*self.arguments.size)

    def _show_shortcuts(self) -> None:
        from gui.dialogs.shortcuts import ShortcutsDialog  # as all dialogs, only when it is asked for

        actions = [*self.actions.values(), *self._network.actions_by_name.values()]
        show_dialog(ShortcutsDialog(actions, self.window))

    def _show_about(self) -> None:
        from gui.dialogs.about import AboutDialog

        show_dialog(AboutDialog(self.window))

    def _open_log_folder(self) -> None:
        folder = default_log_folder()
        folder.mkdir(parents=True, exist_ok=True)
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))):
            self._show_failure(f"The log is in {folder}")

    # Closing.

    def _may_close(self) -> bool:
        """Ask before a trained network is lost; a run that is going is ended without asking."""
        ask = self.session.has_trained and self.session.state in (IDLE, PAUSED)
        if ask and not self._closing_confirmed:
            self._ask_to_close()
            return False
        self.settings.geometry = self.window.saveGeometry()
        self.settings.window_state = self.window.save_state()
        self.settings.save()
        self.opening.close()
        self.cross_validation.close()
        self.session.close()
        self.checker.close()
        return True

    def _ask_to_close(self) -> None:
        if self.window.findChild(QMessageBox, "confirm_close"):
            return
        box = QMessageBox(self.window)
        box.setObjectName("confirm_close")
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle("Close Layerbench")
        box.setText("Close and lose the trained network?")
        box.setInformativeText(
            "Networks cannot be saved yet. What you see can be copied from the plots and Predict."
        )
        close = box.addButton("Close and lose it", QMessageBox.ButtonRole.DestructiveRole)
        stay = box.addButton("Stay", QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(stay)
        box.setEscapeButton(stay)
        close.clicked.connect(self._close_for_good)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.open()

    def _close_for_good(self) -> None:
        self._closing_confirmed = True
        self.window.close()


def _refusal(project: Project, prepared: Prepared) -> str:
    """Say why `project` cannot be trained; empty where it can."""
    try:
        check_trainable(project, prepared)
    except InputError as error:
        return str(error)
    return ""


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
        return Application(arguments, Settings(settings), plots_later=plots_later)
    folder = QTemporaryDir()
    store = QSettings(folder.filePath("settings.ini"), QSettings.Format.IniFormat)
    program = Application(arguments, Settings(store), plots_later=plots_later)
    program.destroyed.connect(folder.remove)
    return program
