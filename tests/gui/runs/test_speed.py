"""What the places of the speed slider mean."""

from itertools import pairwise

from gui.runs.speed import (
    FULL_SPEED,
    PICTURE_MILLISECONDS,
    describe_speed,
    epochs_per_picture,
    epochs_per_second,
    picture_delay,
)


def test_the_slowest_is_an_epoch_a_second_and_the_fastest_has_no_limit() -> None:
    assert epochs_per_second(0) == 1
    assert (epochs_per_picture(0), picture_delay(0)) == (1, 1000 - PICTURE_MILLISECONDS)
    assert (epochs_per_picture(FULL_SPEED), picture_delay(FULL_SPEED)) == (0, 0)
    assert (describe_speed(0), describe_speed(FULL_SPEED)) == ("1 epoch/s", "full speed")


def test_every_place_is_faster_than_the_one_before() -> None:
    rates = [epochs_per_second(place) for place in range(FULL_SPEED)]
    assert all(slower < faster for slower, faster in pairwise(rates))


def test_epochs_and_delay_make_the_rate_that_is_said() -> None:
    for place in range(FULL_SPEED):
        seconds = (PICTURE_MILLISECONDS + picture_delay(place)) / 1000
        rate = epochs_per_picture(place) / seconds
        assert 0.65 < rate / epochs_per_second(place) < 1.55, place
