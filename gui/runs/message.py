"""What the status line says about a run, or of what else goes on: one sentence, and what to do about it."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from engine.base.words import capitalised, counted
from engine.insight.findings import advice, describe_trials, finding, shortcoming
from engine.insight.symptoms import stuck_layer
from engine.network.units import LayerActivity
from engine.project.cross_validation import FoldProgress
from engine.training.run.snapshot import Snapshot, Stopped
from gui.runs.session import IDLE, PAUSED, RUNNING, STOPPING
from gui.widgets.message_bar import Kind

_PAUSED: Final = "Paused. Step does one epoch, Resume goes on."

_BEFORE_FIRST_PICTURE: Final = {
    IDLE: "Press Train to see the network learn.",
    RUNNING: "Training.",
    PAUSED: _PAUSED,
    STOPPING: "Stopping.",
}


class Remedy(StrEnum):
    """What the status line offers to do."""

    NONE = ""
    NEW_WEIGHTS = "New weights"
    RESTART = "Restart"
    LOWER_RATE = "Use a tenth"
    NETWORK_ANYWAY = "Train the network anyway"
    CANCEL_READING = "Cancel"
    RECOVER = "Recover"


@dataclass(frozen=True, slots=True)
class RunMessage:
    """A sentence, its kind, what is offered, and more to read for who asks."""

    kind: Kind
    text: str
    remedy: Remedy = Remedy.NONE
    detail: str = ""


LET_GO: Final = RunMessage(
    "info", "The weights of this run were let go to make room for later ones. Train begins anew."
)


def run_message(state: str, snapshot: Snapshot | None, *, stale: bool) -> RunMessage:
    """Say what matters most about the shown run, in the session's `state`."""
    if stale and state != IDLE:
        return RunMessage("info", "You changed something: this run goes on as it began.", Remedy.RESTART)
    if stale:
        return RunMessage(
            "info", "This network is from before your change. Press Train to train the new one."
        )
    if snapshot is None:
        return RunMessage("plain", _BEFORE_FIRST_PICTURE[state])
    if snapshot.stopped == Stopped.DIVERGED:
        return RunMessage(
            "error",
            f"Training diverged after epoch {snapshot.epoch:,}; the last finite weights are kept. Try a "
            f"learning rate below {snapshot.learning_rate:g}.",
            Remedy.LOWER_RATE,
        )
    stuck = _stuck(snapshot)
    if stuck:
        return RunMessage("warning", stuck, Remedy.NEW_WEIGHTS)
    if snapshot.fits is not None and state in (RUNNING, PAUSED):
        return RunMessage("plain", _searching(snapshot, snapshot.fits))
    if state == PAUSED:
        return RunMessage("plain", _PAUSED)
    if state == RUNNING:
        return RunMessage("plain", "Training.")
    return _ended(snapshot)


def fold_message(progress: FoldProgress) -> RunMessage:
    """Say how far a cross-validation is."""
    snapshot = progress.snapshot
    at = (
        f"{counted(snapshot.fits, 'network')} tried"
        if snapshot.fits is not None
        else f"epoch {snapshot.epoch:,} of {snapshot.last_epoch:,}"
    )
    return RunMessage(
        "plain", f"Cross-validation, fold {progress.number} of {progress.folds}: {at}. Stop ends it."
    )


def validation_message(means: str, all_means: str) -> RunMessage:
    """Say what a cross-validation came to, in short and in full; both empty where no fold has ended."""
    if not means:
        return RunMessage("plain", "Cross-validation was stopped in its first fold.")
    return RunMessage("info", f"Cross-validated: {means}.", detail=all_means)


def reading_message(path: str, share: float) -> RunMessage:
    """Say how far the reading of a file is, from 0 to 1."""
    name = Path(path).name
    text = f"Preparing the rows of {name}." if share >= 1 else f"Reading {name}: {share:.0%}."
    return RunMessage("info", text, Remedy.CANCEL_READING)


def _ended(snapshot: Snapshot) -> RunMessage:
    epochs = counted(snapshot.epoch, "epoch")
    if snapshot.stopped == Stopped.REQUEST and snapshot.epoch == 0:
        return RunMessage("plain", "Stopped before the first epoch. Train begins anew.")
    if snapshot.stopped == Stopped.REQUEST:
        return RunMessage("plain", f"Stopped after {epochs}. Go on trains further, Start over begins again.")
    if snapshot.stopped is None:
        return RunMessage("plain", "Stopping.")
    done = _done(snapshot, snapshot.stopped, epochs)
    detail = f"{done.text}\n{done.detail}".strip()
    if clause := shortcoming(snapshot):
        return RunMessage("warning", f"{capitalised(clause)}.", done.remedy, detail)
    if clause := advice(snapshot):
        return RunMessage("info", f"{capitalised(clause)}.", done.remedy, detail)
    return done


def _done(snapshot: Snapshot, stopped: Stopped, epochs: str) -> RunMessage:
    """Say what a run that ended by itself has come to."""
    why = {
        Stopped.TARGET: ": the loss asked for is reached",
        Stopped.TIME: ": the time is up",
        Stopped.GRADIENT: ": no further decrease is possible",
        Stopped.PATIENCE: f": validation rows were answered best after epoch {snapshot.best_epoch}",
    }
    end = why.get(stopped, "")
    if snapshot.found is None:
        return RunMessage("good", f"Trained for {epochs} in {snapshot.seconds:.3g} s{end}.")
    found, trials = finding(snapshot.found), describe_trials(snapshot.found)
    if snapshot.found.candidate.linear:
        return RunMessage("good", f"{capitalised(found)}.", Remedy.NETWORK_ANYWAY, trials)
    if stopped == Stopped.GRADIENT:
        end = ""  # what was found tells more, and there is one line for both
    # How many epochs stands at the other end of the line.
    return RunMessage("good", f"Trained in {snapshot.seconds:.3g} s{end}; {found}.", detail=trials)


def _searching(snapshot: Snapshot, fits: int) -> str:
    trained = f"{counted(fits, 'network')} trained"
    if snapshot.paused:
        return f"Paused in cross-validation, {trained}. Resume goes on."
    return f"Cross-validation: {trained}."


def _stuck(snapshot: Snapshot) -> str:
    """Say how many units never fire where the loss no longer moves; empty where neither or not both holds."""
    layer = stuck_layer(snapshot)
    if layer is None:
        return ""
    return f"The loss no longer moves, and {_dead_units(layer)}. Other weights may do better."


def _dead_units(layer: LayerActivity) -> str:
    verb = "fires" if layer.never == 1 else "fire"
    text = f"{layer.never} of {layer.units} units of layer {layer.layer} never {verb}"
    return f"{text} (the others always do)" if layer.is_linear and layer.always else text
