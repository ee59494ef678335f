"""What follows from the weights is worked out once for as long as they stay."""

from engine.training.run.known import Known


def test_it_is_worked_out_once_until_the_weights_change() -> None:
    weights = [1]
    known = Known(lambda: list(weights))
    first = known()
    assert known() is first
    weights[0] = 2
    assert known() == [1]
    known.forget()
    assert known() == [2]
