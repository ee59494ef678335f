"""The plots of a run, the loss and below it what the answers are like, as one thing to show it on."""

from dataclasses import replace

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from engine.data.roles import Roles
from engine.model.losses import LOSSES
from engine.training.snapshot import Snapshot
from gui.plots.confusion import ConfusionPlot
from gui.plots.loss import LossPlot
from gui.plots.scatter import ScatterPlot
from gui.theme import Theme
from gui.training_session import Run


class RunPlots(QObject):
    """Shows one run at a time; `failed` carries a sentence about what could not be saved.

    Answers that are numbers are dots against the true values, classes a confusion matrix.
    """

    failed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        """Make all plots, empty."""
        super().__init__(parent)
        self.loss = LossPlot()
        self.scatter = ScatterPlot()
        self.confusion = ConfusionPlot()
        self._answers = QStackedWidget()
        self._answers.setMinimumSize(self.scatter.widget.minimumSizeHint())
        self._answers.addWidget(self.scatter.widget)
        self._answers.addWidget(self.confusion.widget)
        self._run: Run | None = None
        self._roles: Roles | None = None
        for plot in (self.loss, self.scatter, self.confusion):
            plot.failed.connect(self.failed)

    @property
    def widgets(self) -> list[QWidget]:
        """What is to be placed, the upper one first."""
        return [self.loss.widget, self._answers]

    def set_theme(self, theme: Theme) -> None:
        """Recolour all."""
        for plot in (self.loss, self.scatter, self.confusion):
            plot.set_theme(theme)

    def show_run(self, run: Run | None, roles: Roles) -> None:
        """Show `run` as far as it has come, or where there is none empty plots for these `roles`."""
        roles = run.prepared.roles if run else roles
        if run is not self._run or roles != self._roles:
            self._run, self._roles = run, roles
            self._begin(run, roles)
        if run is not None and run.snapshot is not None:
            self._show(run, run.snapshot)

    def _begin(self, run: Run | None, roles: Roles) -> None:
        plot = self.confusion if roles.classes else self.scatter
        self._answers.setCurrentWidget(plot.widget)
        self.loss.clear()
        self.scatter.set_outputs(() if roles.classes else roles.output_names)
        self.scatter.set_note("")
        self.confusion.set_classes(roles.classes, _judged(run) if run else "")
        if run is None:
            return
        request = run.request
        loss = LOSSES[request.loss]
        self.loss.set_loss_name(
            "the article's metric" if request.article_metric else f"{loss.short}{loss.scale}"
        )
        if not request.classes:
            self.scatter.show_truth(run.shown_true)
            shown, total = len(request.shown), request.judged.count
            self.scatter.set_note(f"{shown:,} of {_rows(run)}" if shown < total else _judged(run))

    def _show(self, run: Run, snapshot: Snapshot) -> None:
        history = snapshot.history
        if run.request.article_metric:
            history = replace(
                history, train=history.article_train, test=history.article_test, validation=None
            )
        gives_back = run.request.patience is not None
        self.loss.show(history, snapshot.last_epoch, best_of_validation=gives_back, rivals=snapshot.rivals)
        if snapshot.class_scores is None:
            self.scatter.show(snapshot.predicted, snapshot.scores)
        else:
            self.confusion.show(snapshot.class_scores)


def _rows(run: Run) -> str:
    """Name the rows that answers are judged on: "3,000 test rows"."""
    kind = "test" if run.request.test.count else "training"
    return f"{run.request.judged.count:,} {kind} rows"


def _judged(run: Run) -> str:
    return f"all {_rows(run)}"
