"""The two plots of a run, the loss and predicted against true values, as one thing to show it on."""

from dataclasses import replace
from typing import Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from engine.model.losses import LOSSES
from engine.training.snapshot import Snapshot
from gui.plots.loss import LossPlot
from gui.plots.scatter import EMPTY_TEXT, ScatterPlot
from gui.theme import Theme
from gui.training_session import Run

NO_DOTS: Final = "Classes are no numbers to draw as dots:\nPredict shows the probability of each"


class RunPlots(QObject):
    """Shows one run at a time; `failed` carries a sentence about what could not be saved."""

    failed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        """Make both plots, empty."""
        super().__init__(parent)
        self.loss = LossPlot()
        self.scatter = ScatterPlot()
        self._run: Run | None = None
        for plot in (self.loss, self.scatter):
            plot.failed.connect(self.failed)

    @property
    def widgets(self) -> list[QWidget]:
        """The plots' widgets, the upper one first."""
        return [self.loss.widget, self.scatter.widget]

    def set_theme(self, theme: Theme) -> None:
        """Recolour both."""
        self.loss.set_theme(theme)
        self.scatter.set_theme(theme)

    def show_run(self, run: Run | None, targets: tuple[str, ...]) -> None:
        """Show `run` as far as it has come, or empty plots for outputs named `targets`."""
        if run is not self._run:
            self._run = run
            self._begin(run, targets)
        if run is not None and run.snapshot is not None:
            self._show(run, run.snapshot)

    def _begin(self, run: Run | None, targets: tuple[str, ...]) -> None:
        self.loss.clear()
        self.scatter.clear()
        if run is None:
            self.scatter.set_outputs(targets)
            self.scatter.set_note("")
            return
        request = run.request
        loss = LOSSES[request.loss]
        self.loss.set_loss_name(
            "the article's metric" if request.article_metric else f"{loss.short}{loss.scale}"
        )
        self.scatter.set_outputs(() if request.classes else request.target_names)
        self.scatter.set_empty_text(NO_DOTS if request.classes else EMPTY_TEXT)
        if request.classes:
            self.scatter.set_note("")
            return
        self.scatter.show_truth(run.shown_true)
        kind = "test" if request.test.count else "training"
        shown, total = len(request.shown), request.judged.count
        self.scatter.set_note(
            f"{shown:,} of {total:,} {kind} rows" if shown < total else f"all {total:,} {kind} rows"
        )

    def _show(self, run: Run, snapshot: Snapshot) -> None:
        history = snapshot.history
        if run.request.article_metric:
            history = replace(
                history, train=history.article_train, test=history.article_test, validation=None
            )
        gives_back = run.request.patience is not None
        self.loss.show(history, snapshot.last_epoch, best_of_validation=gives_back, rivals=snapshot.rivals)
        if not run.request.classes:
            self.scatter.show(snapshot.predicted, snapshot.scores)
