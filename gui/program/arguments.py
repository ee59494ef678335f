"""What can be said to main.py in a shell."""

import argparse
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NoReturn

from engine.shell.output import in_one_line
from gui.look.theme import THEMES

LARGEST_SIDE: Final = 16_384
"""In pixels; a larger picture would ask for gigabytes."""


@dataclass(frozen=True, slots=True)
class Arguments:
    """A table to open, or None; a picture to draw, or None; and how the window looks in it."""

    table: Path | None
    screenshot: Path | None
    train: bool
    size: tuple[int, int] | None
    theme: str | None
    reset: bool = False


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """Leave out what a terminal would obey: the words may come from anywhere."""
        super().error(in_one_line(message))


def parse_arguments(argv: Sequence[str]) -> Arguments:
    """Read the arguments without the program's name; exits with status 2 and a sentence on a mistake."""
    parser = _Parser(
        prog="main.py",
        description="See, train and understand a small neural network on a table of numbers.",
        allow_abbrev=False,
    )
    parser.add_argument(
        "table", nargs="?", type=Path, help="a table to open: a text file, a spreadsheet or a Parquet file"
    )
    parser.add_argument(
        "--screenshot",
        metavar="FILE",
        type=Path,
        help="draw the window into a PNG and leave, also without a screen",
    )
    parser.add_argument("--train", action="store_true", help="with --screenshot: train first, 20 s at most")
    parser.add_argument("--size", metavar="WxH", type=_size, help="the window's size, like 1280x800")
    parser.add_argument("--theme", choices=THEMES, help="light or dark, whatever was chosen before")
    parser.add_argument("--reset", action="store_true", help="forget all settings, and begin as at first")
    known = parser.parse_args(argv)
    return Arguments(known.table, known.screenshot, known.train, known.size, known.theme, known.reset)


def _size(text: str) -> tuple[int, int]:
    match = re.fullmatch(r"(\d{1,5})[xX×](\d{1,5})", text)
    width, height = (int(match[1]), int(match[2])) if match else (0, 0)
    if not 1 <= min(width, height) <= max(width, height) <= LARGEST_SIDE:
        raise argparse.ArgumentTypeError(
            f"give the size as WIDTHxHEIGHT, like 1280x800, up to {LARGEST_SIDE} each, not {text!r}"
        )
    return width, height
