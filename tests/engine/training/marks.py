"""What tests of the training loop are run for: methods, and ways to deal rows into batches."""

import pytest

from engine.training.methods.table import METHODS, StepperMethod

METHOD = pytest.mark.parametrize(
    "method", [row.id for row in METHODS.values() if isinstance(row, StepperMethod)]
)
ANY_METHOD = pytest.mark.parametrize("method", METHODS)
BATCH = pytest.mark.parametrize("batch_size", [None, 16], ids=["full batch", "mini-batches"])
