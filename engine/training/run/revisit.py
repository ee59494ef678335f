"""What a run was like at an earlier epoch, worked out of the weights that its trail has kept."""

import math
from contextlib import closing
from dataclasses import replace

import numpy as np

from engine.network.row_blocks import Poll, SharedRows, nothing
from engine.training.run.figures import Figures
from engine.training.run.request import TrainingRequest
from engine.training.run.snapshot import HistoryCurves, Losses, Snapshot


@np.errstate(all="ignore")
def revisit(request: TrainingRequest, newest: Snapshot, epoch: int, poll: Poll = nothing) -> Snapshot:
    """Return the picture of `epoch`, of which the trail of the `newest` picture has the weights.

    `request` is that of the run; `poll` is called between blocks of rows, and may raise what ends this. Of
    the training rows the loss is that of the epoch itself, which in a race is of a sample. What only the run
    knew is left out: seconds are NaN, and there is no checkpoint. Raise KeyError where the weights have not
    been kept.
    """
    kept = newest.trail.at(epoch)
    blocks = request.network.blocks(kept.theta)
    with closing(SharedRows(request.network, request.train, request.chosen_loss, poll)) as train:
        figures = Figures(request, blocks, lambda: train.outputs(blocks), poll)
        loss, article_loss = figures.losses(kept.loss), figures.article_losses()
        predicted, scores, class_scores = figures.answers(at_rest=True)
        activity = figures.activity()
    return replace(
        newest,
        epoch=epoch,
        seconds=math.nan,
        theta=kept.theta,
        learning_rate=newest.trail.learning_rate(epoch),
        loss=loss,
        article_loss=article_loss,
        history=_history_until(epoch, newest.history, loss, article_loss),
        predicted=predicted,
        scores=scores,
        class_scores=class_scores,
        activity=activity,
        stalled=False,
        paused=True,
        stopped=None,
        checkpoint=None,
        effective_parameters=None,
        best_epoch=None,
        rivals=tuple(rival.until(epoch) for rival in newest.rivals),
    )


def _history_until(epoch: int, history: HistoryCurves, loss: Losses, article: Losses) -> HistoryCurves:
    return HistoryCurves(
        history.train.until(epoch, loss.train),
        history.test.until(epoch, loss.test),
        history.article_train.until(epoch, article.train),
        history.article_test.until(epoch, article.test),
        history.validation.until(epoch, loss.validation) if history.validation else None,
    )
