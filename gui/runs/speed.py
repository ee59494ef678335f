"""How fast training may go: the places of the speed slider, from an epoch a second to no limit."""

from typing import Final

from engine.base.words import counted

PICTURE_MILLISECONDS: Final = 46
FULL_SPEED: Final = 100
"""The right end of the speed slider."""

_MOST: Final = 200_000
"""The epochs a second one place before the right end: as many as no run does."""


def epochs_per_second(speed: int) -> float:
    """Return how many epochs a second a place of the slider (0 to FULL_SPEED) allows; 0 is no limit."""
    return 0.0 if speed >= FULL_SPEED else _MOST ** (speed / (FULL_SPEED - 1))


def epochs_per_picture(speed: int) -> int:
    """Return how many epochs are between two pictures; 0 is no limit."""
    rate = epochs_per_second(speed)
    return max(1, round(rate * PICTURE_MILLISECONDS / 1000)) if rate else 0


def picture_delay(speed: int) -> int:
    """Return how many milliseconds longer than usual a picture is looked at before the next epoch."""
    rate = epochs_per_second(speed)
    return max(0, round(1000 / rate) - PICTURE_MILLISECONDS) if rate else 0


def describe_speed(speed: int) -> str:
    """Say what a place of the slider means, in few words."""
    rate = epochs_per_second(speed)
    return f"{counted(round(rate), 'epoch')}/s" if rate else "full speed"
