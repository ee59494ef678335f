"""Updates of Adam a second, 2-64-64-3 in batches of 32 and of 256 rows, beside other programs."""

import math
from typing import Final

from benchmarks.common import print_versions, verdict
from benchmarks.peers import OURS, PEERS, Task, contender, peer_versions
from benchmarks.turns import print_ratios, rates_in_turns
from engine.base.cores import threads

ROUNDS: Final = 5
SECONDS: Final = 0.5
LEAST_EPOCHS: Final = 5
ROWS: Final = 7000
BATCHES: Final = (32, 256)
LEAST: Final = 1.5
JUDGED: Final = ("scikit-learn", "PyTorch, eager")


def main() -> bool:
    """Compare all of them on one core and on all cores."""
    print_versions(*peer_versions())
    counts = sorted({1, threads()})
    tasks = [Task(64, "float64", count, batch, rate=0.001) for count in counts for batch in BATCHES]
    verdicts = [_cell(task, math.ceil(ROWS / (task.batch or ROWS))) for task in tasks]
    return all(verdicts)


def _cell(task: Task, updates: int) -> bool:
    print(f"Adam in batches of {task.batch}, {task.precision}, {task.threads} thread(s)", flush=True)
    contenders = {name: contender(name, task) for name in PEERS}
    try:
        rates = rates_in_turns(contenders, ROUNDS, SECONDS, LEAST_EPOCHS)
    finally:
        for each in contenders.values():
            each.end()
    in_updates = {name: [rate * updates for rate in each] for name, each in rates.items()}
    medians = print_ratios(OURS, in_updates, "updates a second")
    verdicts = [
        verdict(f"at least {LEAST} times {name}: {medians[name]:.2f}", medians[name] >= LEAST)
        for name in JUDGED
        if name in medians
    ]
    return all(verdicts)
