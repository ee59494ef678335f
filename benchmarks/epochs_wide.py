"""Epochs of full-batch gradient descent a second: three networks, both precisions, beside other programs."""

from typing import Final

from benchmarks.common import print_versions, verdict
from benchmarks.peers import OURS, PEERS, Task, contender, peer_versions
from benchmarks.turns import Contender, PeerError, print_ratios, rates_in_turns
from engine.base.cores import threads

ROUNDS: Final = 5
SECONDS: Final = 0.5
LEAST_EPOCHS: Final = 30
"""Our run has a beginning and an end, with pictures and test losses, that are to be a small part of it."""
CHECKED: Final = 10
UNITS: Final = (4, 64, 256)
CLOSE: Final = {"float64": 1e-9, "float32": 1e-3}
EAGER: Final = "PyTorch, eager"


def main() -> bool:
    """Compare all of them on one core and on all cores."""
    print_versions(*peer_versions())
    counts = sorted({1, threads()})
    tasks = [Task(units, precision, count) for count in counts for units in UNITS for precision in CLOSE]
    verdicts = [_cell(task) for task in tasks]
    return all(verdicts)


def _cell(task: Task) -> bool:
    print(f"2-{task.units}-{task.units}-3, {task.precision}, {task.threads} thread(s)", flush=True)
    contenders = {name: contender(name, task) for name in PEERS}
    try:
        same = check_losses(contenders, CLOSE[task.precision])
        medians = print_ratios(
            OURS, rates_in_turns(contenders, ROUNDS, SECONDS, LEAST_EPOCHS), "epochs a second"
        )
    finally:
        for each in contenders.values():
            each.end()
    best = min(medians.values(), default=1.0)
    met = verdict(f"at least 0.4 of the best peer: {best:.2f}", best >= 0.4)
    if EAGER in medians:
        goal = 1.0 if task.units == max(UNITS) else 2.0
        met &= verdict(f"at least {goal:g} times eager PyTorch: {medians[EAGER]:.2f}", medians[EAGER] >= goal)
    return met and same


def check_losses(contenders: dict[str, Contender], close: float) -> bool:
    """Let all do the same epochs and compare their losses; drop those that cannot."""
    losses = {}
    for name in list(contenders):
        try:
            contenders[name].ask({"do": CHECKED})
            losses[name] = contenders[name].ask({"loss": "now"})
        except PeerError as error:
            print(f"  without {name}: {error}", flush=True)
            contenders.pop(name).end()
    apart = max(abs(loss / losses[OURS] - 1) for loss in losses.values())
    return verdict(f"the same loss after {CHECKED} epochs, within {close:g}: {apart:.1e}", apart <= close)
