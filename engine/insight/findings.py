"""What a search and a run have found, in words."""

from engine.base.words import counted, listed
from engine.insight.symptoms import best_test_epoch, ended_early, overfits, tells_no_classes, unlearnt
from engine.training.methods.table import METHODS
from engine.training.run.request import Candidate, Found
from engine.training.run.snapshot import Snapshot


def finding(found: Found) -> str:
    """Say what a search chose, as the end of a sentence."""
    chosen = found.candidate
    validation = f"{found.folds}-fold cross-validation"
    if not found.is_complete:
        validation += ", cut short by the time limit,"
    if chosen.linear:
        return f"a linear model predicts as well ({validation}), so the network answers as it does"
    if chosen.l2:
        return f"{validation} chose the L2 penalty {chosen.l2:g}"
    return f"{validation} chose {METHODS[chosen.method].title}"


def shortcoming(last: Snapshot) -> str:
    """Return what the test rows show to be wrong with the last snapshot, as a clause; empty if nothing."""
    if tells_no_classes(last):
        assert last.class_scores is not None
        better = _better(last.class_scores.balanced_accuracy - 1 / len(last.class_scores.confusion))
        return f"on the test rows the classes are told apart {better} than by guessing"
    if names := unlearnt(last):
        which = f" for {listed(names)}" if len(last.scores) > 1 else ""
        better = _better(max(score.r2 for score in last.scores if score.name in names))
        return f"on the test rows the answers{which} are {better} than always answering the mean"
    if (epoch := best_test_epoch(last)) is not None:
        return (
            f"the test loss has risen since epoch {epoch:,}: what was learnt later holds for "
            "the training rows only"
        )
    if overfits(last):
        return (
            f"the training loss {last.loss.train:.2g} is far below the test loss {last.loss.test:.2g}: the "
            "network knows the training rows by heart (overfitting); fewer units, an L2 penalty or more rows "
            "help"
        )
    return ""


def _better(by: float) -> str:
    return "hardly better" if by > 0 else "no better"


def advice(last: Snapshot) -> str:
    """Say what would do better than a run that has no shortcoming, as a clause; empty if nothing is known."""
    if not ended_early(last):
        return ""
    return (
        "training and test loss are alike and were still falling: more epochs or a larger network would do "
        "better"
    )


def describe_trials(found: Found) -> str:
    """List all that was tried, from strong penalties to none, with the mean loss on rows it had not seen."""
    lines = [f"Mean loss on rows that were left out, in {found.folds} folds:"]
    for trial in sorted(found.trials, key=lambda trial: (not trial.candidate.linear, -trial.candidate.l2)):
        mark = "   (chosen)" if trial.candidate == found.candidate else ""
        if len(trial.losses) < found.folds:
            mark = f" (dropped after {counted(len(trial.losses), 'fold')})"
        lines.append(f"{_tried(trial.candidate)}: {trial.mean:.4g}{mark}")
    return "\n".join(lines)


def _tried(candidate: Candidate) -> str:
    kind = "linear model" if candidate.linear else "network"
    how = f"L2 {candidate.l2:g}" if candidate.l2 else METHODS[candidate.method].title
    epochs = "" if candidate.epochs is None or candidate.linear else f", {counted(candidate.epochs, 'epoch')}"
    return f"{kind}, {how}{epochs}"
