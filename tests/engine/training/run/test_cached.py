"""What follows from the weights is worked out once for as long as they stay."""

from engine.training.run.cached import Cached


def test_it_is_worked_out_once_until_the_weights_change() -> None:
    weights = [1]
    cached = Cached(lambda: list(weights))
    first = cached()
    assert cached() is first
    weights[0] = 2
    assert cached() == [1]
    cached.forget()
    assert cached() == [2]
