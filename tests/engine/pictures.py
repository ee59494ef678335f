"""Snapshots made by hand, for what is said about a run without running it."""

from dataclasses import replace
from typing import Any

import numpy as np

from engine.scoring.scores import Score
from engine.training.run.history import Curve
from engine.training.run.snapshot import HistoryCurves, Losses, Snapshot

EMPTY = Curve(np.zeros(0), np.zeros(0), np.zeros(0), np.zeros(0))


def snapshot(**changes: Any) -> Snapshot:
    """Return a running snapshot of one output after 100 of 1,000 epochs, with these `changes`."""
    made = Snapshot(
        run_id=1,
        epoch=100,
        last_epoch=1000,
        seconds=1.0,
        theta=np.zeros(3),
        learning_rate=0.01,
        loss=Losses(0.5, float("nan"), 0.6),
        article_loss=Losses(0.3, float("nan"), 0.4),
        history=HistoryCurves(EMPTY, EMPTY, EMPTY, EMPTY),
        predicted=np.zeros((1, 4)),
        scores=(Score("y", 1.0, 1.0, 0.5),),
        activity=(),
        stalled=False,
        paused=False,
        stopped=None,
        checkpoint=None,
    )
    return replace(made, **changes)
