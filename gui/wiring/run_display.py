"""What is shown of runs: plots, answers and figures, the list of runs, and a sentence in the status line."""

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal, Slot

from engine.insight.checks.run_checks import check_run
from engine.network.losses import LOSSES
from engine.project.cross_validation import FoldProgress
from engine.project.run import Run
from engine.training.run.snapshot import Snapshot
from gui.document.document import Document
from gui.look.numbers import confused_text
from gui.opening.opening import Opening
from gui.runs.cross_validation_session import CrossValidationSession
from gui.runs.message import (
    LET_GO,
    RunMessage,
    fold_message,
    reading_message,
    run_message,
    validation_message,
)
from gui.runs.session import IDLE, TrainingSession
from gui.wiring.panels import Panels

if TYPE_CHECKING:
    from gui.plots.run_plots import RunPlots


_DIVERGED: Final = "Training diverged: these answers mean nothing."


class RunDisplay(QObject):
    """Shows the session's run, whichever that is now, and the folds of a cross-validation."""

    rows_asked = Signal(object, str)
    """The numbers of rows that somebody wants to see, and which they are."""
    run_checked = Signal(object)
    """The checks of the run that is shown; empty while it goes on or does not match the project."""

    seen = Signal(object)
    """The Run that is seen, as it was at the epoch that is looked at; None for none."""

    def __init__(
        self,
        document: Document,
        session: TrainingSession,
        cross_validation: CrossValidationSession,
        opening: Opening,
        panels: Panels,
    ) -> None:
        """Show nothing yet; there are no plots before `add_plots`."""
        super().__init__(document)
        self._document, self._opening = document, opening
        self._session, self._cross_validation = session, cross_validation
        self._prediction, self._runs = panels.prediction, panels.runs
        self._network = panels.network
        self._status, self._message, self._checks = panels.status, panels.message, panels.checks
        self._plots: RunPlots | None = None
        self._past: Snapshot | None = None

    @property
    def _run(self) -> Run | None:
        """The session's run, as it was at the epoch that is seen."""
        run, past = self._session.run, self._past
        return replace(run, snapshot=past) if run and past and past.run_id == run.id else run

    def add_plots(self, plots: "RunPlots") -> None:
        """Show the run in `plots` too, from now on."""
        self._plots = plots
        self._show_plots()

    @Slot()
    def show_run(self) -> None:
        """Show the session's run and its newest snapshot."""
        self._show_plots()
        self._show_figures()
        self._show_linear()
        self.show_answers()
        self.show_message()

    @Slot(object)
    def show_past(self, snapshot: Snapshot | None) -> None:
        """Show the run as it was at an earlier epoch, or by None as it is."""
        self._past = snapshot
        self._show_plots()
        self._show_figures()
        self.show_answers()

    def _show_plots(self) -> None:
        run = self._run
        if self._plots is not None:
            self._plots.show_run(run, self._document.project.data.roles)
        self.seen.emit(run)

    def _show_figures(self) -> None:
        run = self._run
        if run is not None and run.snapshot is not None:
            training = run.project.training
            name = LOSSES[training.loss].short
            self._status.show_figures(run.snapshot, name, article_metric=training.quotes_article)
        else:
            self._status.clear_figures()

    def _show_linear(self) -> None:
        """Say in the panel of the network where a linear model answers in its place."""
        latest = None if self._session.is_stale else self._session.latest
        found = latest.found if latest is not None and latest.stopped is not None else None
        self._network.show_linear(found if found is not None and found.candidate.linear else None)

    @Slot()
    def show_answers(self) -> None:
        """Show what the run's network answers to the inputs that are typed."""
        run, inputs = self._run, self._prediction.inputs()
        model = run.model if run else None
        if run is None or model is None:
            self._prediction.show_answers(None, "Train the network to get answers.")
        else:
            note = "From the network before your change." if self._session.is_stale else ""
            note = _DIVERGED if run.has_diverged else note
            if self._past is not None:
                note = f"From the network of epoch {self._past.epoch:,}."
            answers = None if inputs is None else model.predict(inputs)
            self._prediction.show_answers(answers, note, run.test_errors, mean_nothing=run.has_diverged)

    @Slot()
    def show_message(self) -> None:
        """Say what matters most: how far the reading of a file is, or what is the matter with the run."""
        latest = None if self._session.is_stale else self._session.latest
        checks = () if latest is None else check_run(latest)
        self.run_checked.emit(checks)
        if self._cross_validation.is_running:
            return  # its progress is what is said
        session, opening = self._session, self._opening
        if opening.path:
            self._message.show_message(reading_message(opening.path, opening.share))
        else:
            stale = session.is_stale or session.goes_on_unseen
            let_go = session.state == IDLE and session.has_let_go
            message = LET_GO if let_go else run_message(session.state, session.latest, stale=stale)
            self._message.show_message(message)
            self._list_message(message, is_listed=bool(checks))

    def _list_message(self, message: RunMessage, *, is_listed: bool) -> None:
        """Have what is wrong with the run among the checks too, unless one of these says it."""
        wrong = message.kind in ("warning", "error") and not is_listed
        shown = message if wrong else RunMessage("plain", "")
        self._checks.show_run_message(shown.kind, shown.text, shown.remedy)

    @Slot(str)
    def show_unopened(self, name: str) -> None:
        """Say that a table was not opened."""
        self.show_failure(f"{name} was not opened: see Data.")

    @Slot(str)
    def show_failure(self, sentence: str) -> None:
        """Say what went wrong."""
        self._message.show_message(RunMessage("error", sentence))

    def offer(self, message: RunMessage) -> None:
        """Say what could be done, until there is something of the run to say."""
        self._message.show_message(message)

    @Slot(str)
    def show_saved(self, path: str) -> None:
        """Say where a file was written."""
        self._message.show_message(RunMessage("good", f"Saved as {path}."))

    @Slot(str)
    def show_shorter_undo(self, table: str) -> None:
        """Say that undo goes no further back than to a table."""
        sentence = f"Tables opened before {table} were let go to make room: Undo goes back no further."
        self._message.show_message(RunMessage("info", sentence))

    @Slot(object)
    def list_run(self, run: Run) -> None:
        """Put a run that has ended into the list."""
        assert run.snapshot is not None
        self._runs.add_run(self._document.title_of(run.project), run.project, run.snapshot)

    @Slot(object)
    def show_fold_progress(self, progress: FoldProgress) -> None:
        """Show how far a cross-validation is."""
        self._message.show_message(fold_message(progress))
        self._status.show_folds((progress.number - 1) / progress.folds)

    @Slot(bool)
    def show_validation(self, running: bool) -> None:
        """Show what the folds came to, once they are no longer `running`."""
        if not running:
            means, all_means = self._runs.end_validation()
            self._show_figures()
            self._message.show_message(validation_message(means, all_means))

    @Slot(int, int)
    def show_confused_rows(self, true: int, answered: int) -> None:
        """Ask for the rows of the table that are behind a cell of the confusion matrix."""
        run = self._run
        if run is None:
            return
        numbers = run.confused_rows(self._document.prepared, true, answered)
        classes = run.project.data.roles.classes
        self.rows_asked.emit(numbers, confused_text(len(numbers), classes[true], classes[answered]))
