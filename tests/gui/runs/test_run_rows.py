import math
from dataclasses import replace

from gui.runs.run_rows import Figure, RunRow, summary_text


def run(number: int, r2: float, data: str = "plane.csv", fold: int = 0) -> RunRow:
    return RunRow((number, fold), {"data": data, "share": Figure(f"{r2:g}", r2), "rmse": Figure("1", 1.0)})


def test_the_line_counts_runs_and_names_the_best() -> None:
    assert summary_text([]) == ("No runs yet", "No runs yet")
    assert summary_text([run(1, 0.5)]) == ("1 run", "1 run, best R² 0.5 (run 1)")
    runs = [run(1, 0.5), run(2, 0.9), run(2, 0.99, fold=1), run(3, math.nan)]
    assert summary_text(runs) == ("3 runs", "3 runs, best R² 0.9 (run 2)"), "a fold is no run"


def test_the_best_is_looked_for_on_the_data_of_the_last_run() -> None:
    runs = [run(1, 0.99, "houses.csv"), run(2, 0.5), run(3, 0.4)]
    assert summary_text(runs)[1] == "3 runs, best R² on plane.csv 0.5 (run 2)"
    classes = RunRow((4, 0), {"data": "plane.csv", "share": Figure("95.0 %", 0.95)})
    assert summary_text([*runs, classes])[1] == "4 runs, best accuracy on plane.csv 95.0 % (run 4)"


def test_runs_without_any_such_figure_are_counted() -> None:
    quantiles = RunRow((1, 0), {"data": "plane.csv"})
    assert summary_text([quantiles]) == ("1 run", "1 run")
    assert summary_text([replace(run(1, 0.5), can_win=False)]) == ("1 run", "1 run"), "it diverged"
