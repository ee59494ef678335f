"""What the status line says about a run: one sentence, and what to do about it."""

from dataclasses import dataclass
from enum import StrEnum

from engine.model.units import LayerActivity
from engine.training.snapshot import Snapshot, Stopped
from gui.training_session import IDLE, PAUSED, RUNNING
from gui.widgets.message_bar import Kind


class Remedy(StrEnum):
    """What the status line offers to do."""

    NONE = ""
    NEW_WEIGHTS = "New weights"
    RESTART = "Restart"
    LOWER_RATE = "Use a tenth"


@dataclass(frozen=True, slots=True)
class RunMessage:
    """A sentence, its kind, and what is offered."""

    kind: Kind
    text: str
    remedy: Remedy = Remedy.NONE


def run_message(state: str, snapshot: Snapshot | None, *, stale: bool) -> RunMessage:
    """Say what matters most about the shown run, in the session's `state`."""
    if stale and state != IDLE:
        return RunMessage("info", "You changed something: this run goes on as it began.", Remedy.RESTART)
    if stale:
        return RunMessage(
            "info", "This network is from before your change. Press Train to train the new one."
        )
    if snapshot is None:
        return RunMessage("plain", "Press Train to see the network learn.")
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
    if state == PAUSED:
        return RunMessage("plain", "Paused. Step does one epoch, Train goes on.")
    if state == RUNNING:
        return RunMessage("plain", "Training.")
    return _ended(snapshot)


def _ended(snapshot: Snapshot) -> RunMessage:
    if snapshot.stopped == Stopped.REQUEST:
        return RunMessage("plain", f"Stopped after {_epochs(snapshot.epoch)}. Train goes on from here.")
    if snapshot.stopped is None:
        return RunMessage("plain", "Stopping.")
    why = {
        Stopped.TARGET: ": the loss asked for is reached",
        Stopped.TIME: ": the time is up",
        Stopped.GRADIENT: ": no further decrease is possible",
        Stopped.PATIENCE: f": validation rows were answered best after epoch {snapshot.best_epoch}",
    }
    end = why.get(snapshot.stopped, "")
    return RunMessage("good", f"Trained for {_epochs(snapshot.epoch)} in {snapshot.seconds:.3g} s{end}.")


def _epochs(count: int) -> str:
    return f"{count:,} epoch" + ("" if count == 1 else "s")


def _stuck(snapshot: Snapshot) -> str:
    """Say how many units never fire where the loss no longer moves; empty where neither or not both holds."""
    dead = [layer for layer in snapshot.activity if layer.never]
    if not snapshot.stalled or not dead or snapshot.loss.train < 1e-6:
        return ""
    return "The loss no longer moves: " + " and ".join(_dead_units(layer) for layer in dead) + "."


def _dead_units(layer: LayerActivity) -> str:
    verb = "fires" if layer.never == 1 else "fire"
    text = f"{layer.never} of {layer.units} units of layer {layer.layer} never {verb}"
    if layer.is_linear and layer.always:
        rest = "the other always does" if layer.always == 1 else f"the other {layer.always} always do"
        return f"{text}, {rest}, so the layer bends nothing"
    return text
