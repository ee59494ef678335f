"""What a run that has ended shows about the network, and what can be done about it."""

from typing import Final

from engine.insight.checks import remedies
from engine.insight.checks.check import INFO, WARNING, DataCheck, data_check
from engine.insight.findings import advice, shortcoming
from engine.insight.symptoms import overfits
from engine.training.run.snapshot import Snapshot, Stopped

_OWN_SENTENCE: Final = (Stopped.DIVERGED, Stopped.REQUEST)
"""Runs that ended so are judged by nothing else."""


def check_run(last: Snapshot) -> tuple[DataCheck, ...]:
    """Return what is wrong with the last snapshot of a run that has ended."""
    if last.stopped is None or last.stopped in _OWN_SENTENCE:
        return ()
    if clause := shortcoming(last):
        return (
            data_check(
                "run_shortcoming",
                WARNING,
                clause,
                "A network is worth what it answers about rows it has not seen, and the test rows stand for "
                "these. What it knows of the training rows alone is of no use for others.",
                (remedies.halve_units(),) if overfits(last) else (),
                otherwise="try other columns, more rows or another recipe",
            ),
        )
    if clause := advice(last):
        return (
            data_check(
                "run_ended_early",
                INFO,
                clause,
                "Where training rows and new rows are answered alike, nothing is learnt by heart yet, and "
                "what is still missing can be learnt by going on, or by more units.",
                (remedies.double_epochs(),),
            ),
        )
    return ()
