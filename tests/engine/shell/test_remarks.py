from dataclasses import replace

from engine.network.units import LayerActivity
from engine.project.opening import problem_project, source_table
from engine.project.run_request import build_request
from engine.shell.remarks import after
from engine.training.run.control import TrainingControl
from engine.training.train import train


def test_a_run_that_got_stuck_names_the_dead_units() -> None:
    project = problem_project("line")
    request = build_request(project, project.prepare(source_table(project, {})), run_id=1)
    (last,) = train(replace(request, epoch_limit=0), TrainingControl())
    stuck = replace(last, stopped=None, stalled=True, activity=(LayerActivity(2, 4, 1, 3),))
    assert list(after(stuck, request)) == [
        "the loss no longer falls, and 1 of 4 units in hidden layer 2 never fire: try another --start-seed"
    ]
    solved = replace(stuck, loss=replace(stuck.loss, train=1e-9))
    assert list(after(solved, request)) == []
