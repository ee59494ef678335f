"""Whether what a person chose can be trained: the refusals that need to know network, rows and method."""

from collections.abc import Mapping, Sequence

from engine.base.errors import InputError
from engine.base.memory import free_bytes
from engine.base.words import counted
from engine.data.prepare import Prepared
from engine.network.losses import LOSSES
from engine.network.network import Network
from engine.network.penalties import PENALTIES
from engine.training.fields import TRAINING_FIELDS
from engine.training.methods.table import METHODS, Method, SolverMethod
from engine.training.recipes.choice import TrainingChoice
from engine.training.recipes.run_bytes import run_bytes


def check_feasible(
    choice: TrainingChoice,
    network: Network,
    strengths: Mapping[str, Sequence[float]],
    prepared: Prepared,
) -> None:
    """Raise InputError, saying what to do, where `choice` cannot train `network` on the rows `prepared`.

    `strengths` are those of each penalty (l1, l2), one a layer, empty for none.
    """
    method = METHODS[choice.method]
    _check_targets(prepared)
    _check_loss(method, choice.loss)
    _check_restraints(method, network, strengths)
    _check_search(method, choice.folds)
    if TRAINING_FIELDS["batch_size"].of(method):
        _check_batch(choice.batch_size, prepared.train.count)
    _check_memory(choice, network, prepared)


def _check_targets(prepared: Prepared) -> None:
    targets = prepared.roles.targets
    if not set(targets) <= set(prepared.constant):
        return
    if prepared.train.count == 1:
        raise InputError(
            "there is one training row only, and nothing to learn from that: choose another split"
        )
    never = f"target {targets[0]!r} never changes" if len(targets) == 1 else "no target ever changes"
    raise InputError(f"{never} in the training rows, so there is nothing to learn: choose another target")


def _check_loss(method: Method, loss: str) -> None:
    if method.losses is not None and loss not in method.losses:
        known = " or ".join(LOSSES[one].title for one in LOSSES if one in method.losses)
        remedy = "choose another method" if LOSSES[loss].of_classes else "choose that loss, or another method"
        raise InputError(
            f"{method.title} can only make the {known} small, not the {LOSSES[loss].title}: {remedy}"
        )


def _check_restraints(method: Method, network: Network, strengths: Mapping[str, Sequence[float]]) -> None:
    """Refuse the penalties and the dropout that `method` cannot train with."""
    for penalty, of_layers in strengths.items():
        if any(of_layers) and penalty not in method.penalties:
            raise InputError(
                f"{method.title} cannot train with an {PENALTIES[penalty].title} penalty: set it to 0, "
                "for the layers too, or choose another method"
            )
    if isinstance(method, SolverMethod) and network.dropout:
        raise InputError(
            f"{method.title} cannot train with dropout, which changes the loss at random: set it to 0 in "
            "every layer, or choose a method such as Adam"
        )


def _check_search(method: Method, folds: int) -> None:
    if folds > 1 and "l2" not in method.penalties:
        raise InputError(
            f"{method.title} finds out by itself how small the weights should be: set the folds of "
            "cross-validation to 0, or choose another method"
        )


def _check_batch(batch_size: int | None, rows: int) -> None:
    if batch_size is not None and batch_size > rows:
        raise InputError(
            f"the batch size of {batch_size:,} is more than the {counted(rows, 'training row')}: choose at "
            f"most {rows:,}, or all rows at once"
        )


def _check_memory(choice: TrainingChoice, network: Network, prepared: Prepared) -> None:
    method = METHODS[choice.method]
    needed = run_bytes(method, network, prepared, choice.dtype.itemsize, choice.starts)
    free = free_bytes()
    if free is not None and needed > free:
        remedy = " or starts" if choice.starts > 1 else ""
        if isinstance(method, SolverMethod) and method.matrix_bytes:
            remedy = ", or a method such as L-BFGS or Adam"
        raise InputError(
            f"{method.title} needs {_memory_text(needed)} of memory for {network.parameters:,} parameters, "
            f"and {_memory_text(free)} are free: use fewer units{remedy}"
        )


def _memory_text(count: int) -> str:
    return f"{count / 1e9:,.1f} GB" if count >= 5e7 else f"{count / 1e6:,.1f} MB"
