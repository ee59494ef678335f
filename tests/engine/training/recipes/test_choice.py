import math

import pytest

from engine.base.errors import InputError
from engine.training.recipes.choice import TrainingChoice


@pytest.mark.parametrize(
    "wrong",
    [
        {"method": "magic"},
        {"alternative": "magic"},
        {"schedule": "magic"},
        {"learning_rate": 0},
        {"learning_rate": -1},
        {"learning_rate": math.nan},
        {"learning_rate": math.inf},
        {"batch_size": 0},
        {"batch_size": 2.5},
        {"epoch_limit": -1},
        {"epoch_limit": 10**400},
        {"target_loss": -1e-9},
        {"max_seconds": 0},
        {"loss": "magic"},
        {"loss": "huber", "loss_parameter": 0},
        {"l1": -1e-9},
        {"l2": math.nan},
        {"clip_norm": 0},
    ],
)
def test_what_makes_no_sense_is_refused(wrong: dict[str, object]) -> None:
    fields = {
        "recipe": "adam",
        "method": "adam",
        "learning_rate": 0.1,
        "schedule": "constant",
        "batch_size": 10,
        "epoch_limit": 5,
    }
    TrainingChoice(**fields)  # type: ignore[arg-type]
    with pytest.raises(InputError):
        TrainingChoice(**{**fields, **wrong})  # type: ignore[arg-type]
