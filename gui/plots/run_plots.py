"""The plots of a run, the loss and below it what the answers are like, as one thing to show it on."""

from dataclasses import replace

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from engine.data.roles import Roles
from engine.network.losses import LOSSES
from engine.project.run import Run
from engine.scoring.scores import ClassScores
from engine.training.run.snapshot import Snapshot
from gui.look.theme import Theme
from gui.plots.base import Plot
from gui.plots.class_page import ClassPage
from gui.plots.confusion import ConfusionPlot
from gui.plots.loss import LossPlot
from gui.plots.reliability import ReliabilityPlot
from gui.plots.roc import RocPlot
from gui.plots.scatter import ScatterPlot


class RunPlots(QObject):
    """Shows one run at a time; `failed` carries a sentence about what could not be saved.

    Answers that are numbers are dots against the true values, classes a confusion matrix with curves;
    `cell_chosen` tells the true and the predicted class of a cell whose rows a person wants to see.
    """

    failed = Signal(str)
    saved = Signal(str)
    """The path of a file that has been written."""
    folder_chosen = Signal(str)
    """Where the person saves pictures."""
    cell_chosen = Signal(int, int)
    row_chosen = Signal(int)
    """The number in the table of a row whose dot was clicked."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.loss = LossPlot()
        self.scatter = ScatterPlot()
        self.scatter.row_chosen.connect(self.row_chosen)
        self.confusion = ConfusionPlot()
        self.confusion.cell_chosen.connect(self.cell_chosen)
        self.roc = RocPlot()
        self.reliability = ReliabilityPlot()
        self._class_page = ClassPage(
            self.confusion.widget,
            [
                ("ROC", "How well each class is told from the others", self.roc.widget),
                ("Reliability", "Whether the probabilities can be believed", self.reliability.widget),
            ],
        )
        self._answers = QStackedWidget()
        self._answers.setMinimumSize(self.scatter.widget.minimumSizeHint())
        self._answers.addWidget(self.scatter.widget)
        self._answers.addWidget(self._class_page)
        self._run: Run | None = None
        self._roles: Roles | None = None
        for plot in self._plots:
            plot.failed.connect(self.failed)
            plot.saved.connect(self.saved)
            plot.folder_chosen.connect(self.folder_chosen)

    @property
    def _plots(self) -> tuple[Plot, ...]:
        return self.loss, self.scatter, self.confusion, self.roc, self.reliability

    @property
    def widgets(self) -> list[QWidget]:
        """What is to be placed, the upper one first."""
        return [self.loss.widget, self._answers]

    def set_theme(self, theme: Theme) -> None:
        """Recolour all."""
        for plot in self._plots:
            plot.set_theme(theme)

    def set_scale(self, scale: float) -> None:
        """Draw everything so many times as large as usual."""
        for plot in self._plots:
            plot.set_scale(scale)

    def set_folder(self, folder: str) -> None:
        """Begin there when somebody saves."""
        for plot in self._plots:
            plot.folder = folder

    def show_run(self, run: Run | None, roles: Roles) -> None:
        """Show `run` as far as it has come, or where there is none empty plots for these `roles`."""
        roles = run.project.data.roles if run else roles
        if _id(run) != _id(self._run) or roles != self._roles:
            self._run, self._roles = run, roles
            self._begin(run, roles)
        if run is not None and run.snapshot is not None:
            self._show(run, run.snapshot)

    def _begin(self, run: Run | None, roles: Roles) -> None:
        self._answers.setCurrentWidget(self._class_page if roles.classes else self.scatter.widget)
        self.loss.clear()
        units = run.preprocessor.output_units if run else ()
        self.scatter.set_outputs(() if roles.classes else roles.output_names, units)
        self.scatter.set_note("")
        self.confusion.set_classes(roles.classes, _judged(run) if run else "")
        self.roc.set_classes(roles.classes)
        self.reliability.set_classes(roles.classes)
        self._class_page.set_classes(len(roles.classes))
        if run is None:
            return
        training = run.project.training
        loss = LOSSES[training.loss]
        if training.quotes_article:
            self.loss.set_loss_name("the article's metric")
        else:
            self.loss.set_loss_name(f"weighted {loss.short}" if roles.weight else loss.short, loss.scale)
        if not roles.classes:
            self.scatter.show_truth(run.shown_true, run.shown_rows)
            shown = run.shown_true.shape[1]
            self.scatter.set_note(f"{shown:,} of {_rows(run)}" if shown < run.judged else _judged(run))

    def _show(self, run: Run, snapshot: Snapshot) -> None:
        history, training = snapshot.history, run.project.training
        if training.quotes_article:
            history = replace(
                history, train=history.article_train, test=history.article_test, validation=None
            )
        gives_back = training.patience is not None
        self.loss.show(
            history,
            snapshot.last_epoch,
            ended=snapshot.stopped is not None,
            best_of_validation=gives_back,
            rivals=snapshot.rivals,
        )
        if snapshot.class_scores is None:
            self.scatter.show(snapshot.predicted, snapshot.scores)
        else:
            self._show_classes(run, snapshot.class_scores)

    def _show_classes(self, run: Run, scores: ClassScores) -> None:
        self.confusion.show(scores)
        is_whole = scores.curve_rows == run.judged
        note = _judged(run) if is_whole else f"{scores.curve_rows:,} of {_rows(run)} while training"
        self.roc.show(scores.curves, note)
        self.reliability.show(scores.reliability, _judged(run))


def _id(run: Run | None) -> int | None:
    """Tell runs apart, but not the epochs of one."""
    return run.id if run else None


def _rows(run: Run) -> str:
    """Name the rows that answers are judged on: "3,000 test rows", or "3,000 test rows, weighted by w"."""
    kind = "test" if run.is_tested else "training"
    return f"{run.judged:,} {kind} rows{run.project.data.roles.weighted}"


def _judged(run: Run) -> str:
    return f"all {_rows(run)}"
