"""`python -m benchmarks [name ...]`: run the benchmarks named, or all but the long ones."""

# NumPy reads this when it is imported: one thread multiplies these small matrices fastest, and leaves the
# other core to whatever is compared with.
import os

os.environ["OPENBLAS_NUM_THREADS"] = "1"

import argparse
import importlib
from typing import Final, NamedTuple


class Benchmark(NamedTuple):
    """A module here whose `main()` prints what it found and returns whether its targets are met."""

    module: str
    about: str
    by_habit: bool = True


BENCHMARKS: Final = {
    "epoch": Benchmark("epoch_speed", "an epoch of the article's run: ours, its own code, eager PyTorch"),
    "epochs": Benchmark(
        "epochs_wide", "epochs a second of three networks, beside scikit-learn, PyTorch and JAX"
    ),
    "adam": Benchmark("adam_updates", "updates of Adam a second, beside scikit-learn, PyTorch and JAX"),
    "auto": Benchmark("auto", "recipe Auto on the article's problem: time to test loss 1e-4, and 12 starts"),
    "solve": Benchmark(
        "solve_time", "expected time to solve the article's problem: Auto, scikit-learn, PyTorch"
    ),
    "tables": Benchmark("real_tables", "five real tables: Auto, scikit-learn's MLP, linear models (minutes)"),
    "made_up": Benchmark("made_up_tables", "25 made-up tables, compared alike (10 minutes)", by_habit=False),
    "window": Benchmark(
        "window", "the window while training at full speed: heartbeat, pictures, epochs kept"
    ),
    "startup": Benchmark("startup", "start-up, against importing numpy, Qt's widgets and pyqtgraph"),
    "memory": Benchmark("memory", "memory over a long run with the window"),
    "project": Benchmark("project_file", "a project of a million rows, saved and opened, beside plain files"),
    "reading": Benchmark("reading", "a million rows of CSV, beside duckdb alone: time, memory, heartbeat"),
    "lm": Benchmark("levenberg_marquardt", "Levenberg-Marquardt: a step, 20 starts, memory on 100,000 rows"),
    "million": Benchmark("million", "the article's run in full, a million epochs (minutes)", by_habit=False),
}


def main() -> int:
    """Run what the command line names; 1 where a target was missed."""
    width = max(len(name) for name in BENCHMARKS)
    rows = "\n".join(f"  {name:{width}}  {row.about}" for name, row in BENCHMARKS.items())
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description=__doc__,
        epilog=f"benchmarks:\n{rows}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("names", nargs="*", metavar="name", help="; ".join(BENCHMARKS))
    names = parser.parse_args().names
    for name in names:
        if name not in BENCHMARKS:
            parser.error(f"there is no benchmark {name!r}; choose from {', '.join(BENCHMARKS)}")
    missed = []
    for name in names or [name for name, row in BENCHMARKS.items() if row.by_habit]:
        print(f"== {name}: {BENCHMARKS[name].about}", flush=True)
        if not importlib.import_module(f"benchmarks.{BENCHMARKS[name].module}").main():
            missed.append(name)
        print()
    if missed:
        print(f"targets missed: {', '.join(missed)}")
    return 1 if missed else 0


if __name__ == "__main__":
    raise SystemExit(main())
