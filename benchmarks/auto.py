"""Recipe Auto on the article's problem: how long to a test loss of 1e-4, and from how many starts."""

from dataclasses import replace

import numpy as np

from benchmarks.common import PicturesAt, article_project, min_median_max, print_versions, verdict
from engine.data.prepare import Prepared
from engine.model.trained import TrainedModel
from engine.project.project import Project
from engine.project.run_request import build_request
from engine.project.start import Seed
from engine.training.run.control import TrainingControl
from engine.training.train import train

GOAL = 1e-4
MOST_SECONDS = 20.0
RUNS = 5
STARTS = 12
ENDS = 20


class EveryEpoch(PicturesAt):
    """A control that wants a picture after every epoch, for the test loss in it."""

    def __init__(self) -> None:
        super().__init__(())

    def picture_due(self, _epochs_since_last: int) -> bool:
        """Whether to build a picture: always."""
        return True


def until_goal(project: Project, prepared: Prepared, goal: float = GOAL) -> tuple[float, int, float]:
    """Train until the test loss is below `goal` or the recipe ends; return seconds, epochs and that loss."""
    for snapshot in train(build_request(project, prepared, run_id=1), EveryEpoch()):
        if snapshot.loss.test < goal:
            break
    return snapshot.seconds, snapshot.epoch, snapshot.loss.test


def _sums_beyond_the_rows(project: Project, prepared: Prepared) -> bool:
    """Whether a network trained to the end adds right far outside the rows it has seen."""
    *_, last = train(build_request(project, prepared, run_id=1), TrainingControl())
    preprocessor = prepared.preprocessor
    model = TrainedModel(network=project.build_network(), members=(last.theta,), preprocessor=preprocessor)
    answer = model.predict(np.array([[888.0], [122.0]]))
    return abs(float(answer[0, 0]) - 1010) < 0.01


def main() -> bool:
    """Time the default start several times, then try a dozen others."""
    print_versions()
    project, prepared = article_project("auto")
    times = [until_goal(project, prepared) for _ in range(RUNS)]
    seconds = [each[0] for each in times]
    print(f"default start, {RUNS} runs: min, median, max  {min_median_max(seconds)} s, {times[0][1]} epochs")
    print("start  seconds  epochs  test loss")
    reached = 0
    for start in range(STARTS):
        took, epochs, loss = until_goal(replace(project, start=Seed(start)), prepared)
        reached += loss < GOAL
        print(f"{start:5}  {took:7.2f}  {epochs:6}  {loss:9.2e}", flush=True)
    print(f"{reached} of {STARTS} other starts reach a test loss below {GOAL:g}")
    beyond = sum(
        _sums_beyond_the_rows(replace(project, start=Seed(start)), prepared) for start in range(ENDS)
    )
    print(f"run to the end, {beyond} of {ENDS} starts answer 888 + 122 with 1010 within 0.01")
    met = all(loss < GOAL for *_, loss in times) and max(seconds) < MOST_SECONDS
    return verdict(f"from the default start to {GOAL:g} in under {MOST_SECONDS:g} s", met)
