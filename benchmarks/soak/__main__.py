"""`python -m benchmarks.soak [part ...]`: run the parts named, or all; 1 where one of them found a fault."""

import argparse
import importlib
from typing import Final

PARTS: Final = {
    "files": "mutated and hostile files: a table or a sentence, in 10 s and 1 GB",
    "monkey": "a monkey before the window: exceptions, warnings, crashes, and how long it does not answer",
    "closing": "the program closed in every kind of training: its exit status, and how long that takes",
}
"""Modules here whose `main(options)` prints what it found and returns whether that is nothing."""


def main() -> int:
    """Run what the command line names."""
    width = max(map(len, PARTS))
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.soak",
        description=__doc__,
        epilog="parts:\n" + "\n".join(f"  {name:{width}}  {about}" for name, about in PARTS.items()),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("parts", nargs="*", metavar="part", help="; ".join(PARTS))
    parser.add_argument("--seeds", type=int, nargs="+", default=list(range(1, 11)), help="of the monkeys")
    parser.add_argument("--events", type=int, default=5000, help="how much each monkey does")
    parser.add_argument("--times", type=int, default=50, help="how often the program is closed")
    parser.add_argument("--files", type=int, default=3000, help="how many mutated files are read")
    options = parser.parse_args()
    for part in options.parts:
        if part not in PARTS:
            parser.error(f"there is no part {part!r}; choose from {', '.join(PARTS)}")
    faulty = []
    for part in options.parts or PARTS:
        print(f"== {part}: {PARTS[part]}", flush=True)
        if not importlib.import_module(f"benchmarks.soak.{part}").main(options):
            faulty.append(part)
    print(f"faults in: {', '.join(faulty)}" if faulty else "no fault")
    return 1 if faulty else 0


if __name__ == "__main__":
    raise SystemExit(main())
