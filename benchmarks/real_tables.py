"""The tables that scikit-learn ships: `python -m engine fit --recipe auto` beside its MLP and linear models.

Twenty random splits of 90/10, the same for all. The other models get inputs standardised on the training
rows, and the MLP the diabetes target too; it has one hidden layer of as many units as ours, 400 epochs,
and else its defaults.
"""

import csv
import json
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from benchmarks.child import ROOT
from benchmarks.common import print_versions, verdict
from benchmarks.peers import peer_versions
from engine.base.arrays import FloatArray, IndexArray

SPLITS: Final = 20
TEST_SHARE: Final = 0.1
EPOCHS: Final = 400
TARGET: Final = "target"
UNITS: Final = {"diabetes": 16, "breast_cancer": 16, "wine": 16, "iris": 16, "digits": 32}


@dataclass(frozen=True, slots=True, eq=False)
class TableOfRows:
    """A table: `X` (rows, inputs) and `y` (rows,), numbers to be foretold or the number of a class.

    Of answers that are classes more (accuracy) is better; else less (RMSE) is. The hidden layer has so many
    `units`.
    """

    name: str
    X: FloatArray
    y: FloatArray
    is_classes: bool
    units: int

    def write(self, path: Path) -> None:
        """Write it as CSV with every digit; a class as a word, so that nothing but a class can be meant."""
        with path.open("w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow([*(f"x{i}" for i in range(self.X.shape[1])), TARGET])
            for row, y in zip(self.X.tolist(), self.y.tolist(), strict=True):
                writer.writerow([*map(repr, row), f"class {int(y)}" if self.is_classes else repr(y)])


def load(name: str) -> TableOfRows:
    """Return one of the tables, unscaled."""
    from sklearn import datasets

    given = {"scaled": False} if name == "diabetes" else {}
    X, y = getattr(datasets, f"load_{name}")(return_X_y=True, **given)
    return TableOfRows(name, X, np.asarray(y, dtype=float), name != "diabetes", UNITS[name])


def splits(rows: int) -> list[IndexArray]:
    """The numbers of the test rows of each split."""
    count = round(TEST_SHARE * rows)
    return [np.sort(np.random.default_rng(seed).permutation(rows)[:count]) for seed in range(SPLITS)]


def ours(table: TableOfRows, path: Path, test: IndexArray, seed: int) -> float:
    """Fit from the shell and return RMSE or accuracy on the test rows."""
    rows_file = path.with_suffix(".rows")
    rows_file.write_text("".join(f"{row}\n" for row in test.tolist()))
    command = [sys.executable, "-m", "engine", "fit", str(path), "--targets", TARGET, "--recipe", "auto"]
    command += ["--test-rows", str(rows_file), "--hidden", str(table.units)]
    command += ["--start-seed", str(seed), "--json"]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if result.returncode:
        raise RuntimeError(f"{' '.join(command[1:])}: {result.stderr.strip()}")
    (output,) = json.loads(result.stdout)["outputs"]
    return float(output["accuracy" if table.is_classes else "rmse"])


def theirs(table: TableOfRows, test: IndexArray, seed: int) -> tuple[float, float]:
    """Return the same of scikit-learn's MLP and of its linear model."""
    train = np.setdiff1d(np.arange(len(table.y)), test)
    scores = [_score(model, table, train, test) for model in _models(table.is_classes, table.units, seed)]
    return scores[0], scores[1]


def _models(is_classes: bool, units: int, seed: int) -> tuple[Any, Any]:
    from sklearn.compose import TransformedTargetRegressor
    from sklearn.linear_model import LinearRegression, LogisticRegression
    from sklearn.neural_network import MLPClassifier, MLPRegressor
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    settings = {"hidden_layer_sizes": (units,), "max_iter": EPOCHS, "random_state": seed}
    if is_classes:
        models = MLPClassifier(**settings), LogisticRegression(max_iter=1000)
    else:
        scaled = TransformedTargetRegressor(MLPRegressor(**settings), transformer=StandardScaler())
        models = scaled, LinearRegression()
    return make_pipeline(StandardScaler(), models[0]), make_pipeline(StandardScaler(), models[1])


def _score(model: Any, table: TableOfRows, train: IndexArray, test: IndexArray) -> float:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that 400 epochs were not enough
        predicted = model.fit(table.X[train], table.y[train]).predict(table.X[test])
    if table.is_classes:
        return float(np.mean(predicted == table.y[test]))
    return float(np.sqrt(np.mean((predicted - table.y[test]) ** 2)))


def main() -> bool:
    """Compare split by split: as good as the MLP, and as the linear model but for a standard error."""
    try:
        import sklearn  # noqa: F401 - it brings the tables
    except ImportError:
        print("scikit-learn, which brings the tables, is not installed")
        return False
    print_versions(*peer_versions())
    tables = [load(name) for name in UNITS]
    verdicts = [compare([(table, test) for test in splits(len(table.y))]) for table in tables]
    return all(verdicts)


def compare(rounds: Iterable[tuple[TableOfRows, IndexArray]]) -> bool:
    """Print how ours and the others do in rounds of a table and its test rows; whether ours is as good."""
    found = []
    with tempfile.TemporaryDirectory(prefix="layerbench-benchmark-") as folder:
        for seed, (table, test) in enumerate(rounds):
            path = Path(folder) / f"{table.name}.csv"
            table.write(path)
            found.append((ours(table, path, test, seed), *theirs(table, test, seed)))
    mine, mlp, linear = np.array(found).T
    what = "accuracy" if table.is_classes else "RMSE"
    print(
        f"{table.name}, {len(table.y) - len(test)} training rows, {table.units} units, {what}: "
        f"mean of {len(found)} splits"
    )
    print(f"  ours {mine.mean():.4f}  MLP {mlp.mean():.4f}  linear {linear.mean():.4f}", flush=True)
    sign = 1 if table.is_classes else -1
    over_mlp, over_linear = sign * (mine - mlp), sign * (mine - linear)
    error = _standard_error(over_linear)
    print(f"  better than the MLP by {over_mlp.mean():.4f}, standard error {_standard_error(over_mlp):.4f}")
    print(f"  better than the linear model by {over_linear.mean():.4f}, standard error {error:.4f}")
    good = verdict("at least as good as the MLP", over_mlp.mean() >= 0)
    # Where a single split differs, the mean is exactly one standard error, but for rounding.
    as_good = over_linear.mean() >= -error * (1 + 1e-9)
    return verdict("not worse than the linear model by more than a standard error", as_good) and good


def _standard_error(differences: FloatArray) -> float:
    return float(differences.std(ddof=1) / np.sqrt(len(differences)))
