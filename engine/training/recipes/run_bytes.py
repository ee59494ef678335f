"""How much memory a run takes, so that one that would not fit is refused before it begins."""

from typing import Final

from engine.data.prepare import Prepared
from engine.network.network import Network
from engine.network.row_blocks import answers_bytes, shared_bytes
from engine.training.methods.table import Method, SolverMethod

_VECTORS: Final = 4
"""Of the parameters' length, in every run: its start, the weights, those before an epoch, a mean gradient."""


def run_bytes(method: Method, network: Network, prepared: Prepared, itemsize: int, starts: int) -> int:
    """Return what training `network` on the rows `prepared` takes besides these.

    Numbers have `itemsize` bytes. All starts of a race are there together, and its winner once more. The
    weights of earlier epochs are not counted: they take a part of what is left.
    """
    runs = starts + 1 if starts > 1 else 1
    # What is left of a run, to go on from and to be shown, is about as much as it has while it goes on.
    vectors = (runs + 1) * (_VECTORS + method.vectors) * network.parameters * itemsize
    rows = prepared.train.count
    judging = sum(
        answers_bytes(network, judged.count, itemsize) for judged in (prepared.validation, prepared.test)
    )
    if isinstance(method, SolverMethod) and method.matrix_bytes:
        work = method.matrix_bytes(network, rows)
    else:
        work = shared_bytes(network, rows, itemsize)
    return vectors + runs * (work + judging)
