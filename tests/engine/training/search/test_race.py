from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from engine.training.run.request import TrainingRequest
from engine.training.run.snapshot import Stopped
from engine.training.run.trainer import Trainer
from engine.training.train import train
from tests.engine.runs import WantsPictures, finish, network, request, smooth_rows, start


def raced(*starts: np.ndarray[Any, Any], **changes: Any) -> TrainingRequest:
    net = network(2, 4, 2, hidden=changes.pop("hidden", "tanh"))
    first, *rivals = starts
    return request(net, **{"start": first, "rivals": tuple(rivals), "epoch_limit": 40, **changes})


def some_starts(count: int) -> list[np.ndarray[Any, Any]]:
    return [start((2, 4, 2), seed) for seed in range(count)]


def test_the_best_start_wins_wherever_it_stands() -> None:
    hopeless = np.zeros(22)
    good = start((2, 4, 2))
    alone = finish(raced(good))
    for starts in ([hopeless, good], [good, hopeless], [hopeless, hopeless, good]):
        won = finish(raced(*starts))
        np.testing.assert_array_equal(won.theta, alone.theta)
        assert won.epoch == alone.epoch == 40


def test_the_others_stay_visible() -> None:
    final = finish(raced(*some_starts(5)))
    assert len(final.rivals) == 4
    assert sorted(len(curve.last) for curve in final.rivals)[-1] < len(final.history.train.last)
    again = finish(raced(*some_starts(5), resume_from=final.checkpoint))
    assert len(again.rivals) == 4


def test_while_it_goes_on_pictures_show_the_leader_and_all_rivals() -> None:
    pictures = list(train(raced(*some_starts(4)), WantsPictures()))
    assert {len(picture.rivals) for picture in pictures} == {3}
    assert pictures[-1].epoch == 40


def test_a_start_that_reaches_the_target_ends_the_race() -> None:
    asked = raced(*some_starts(4), method="lbfgs", epoch_limit=400)
    goal = finish(asked).loss.train * 4
    final = finish(replace(asked, target_loss=goal))
    assert final.stopped is Stopped.TARGET
    assert final.loss.train <= goal


def test_dead_starts_lose() -> None:
    dead = start((2, 4, 2))
    dead.reshape(-1)[[2, 5, 8, 11]] = -100  # the biases of the hidden layer
    final = finish(raced(dead, start((2, 4, 2)), hidden="relu"))
    assert final.activity[0].never < 4


def test_a_solver_races_on_a_sample_and_the_winner_trains_on_all_rows() -> None:
    rows = smooth_rows(1000, 1)
    asked = raced(*some_starts(3), train=rows, method="levenberg_marquardt", epoch_limit=30)
    final = finish(asked)
    outputs = asked.network.predict(final.theta, rows.X)
    np.testing.assert_allclose(final.loss.train, np.mean((outputs - rows.Y) ** 2), rtol=1e-12)
    assert 0 < final.epoch <= 30
    assert final.last_epoch == 30


def test_a_stopped_race_gives_the_best_so_far() -> None:
    control = WantsPictures()
    hopeless = np.zeros(22)
    pictures = train(raced(hopeless, start((2, 4, 2)), epoch_limit=10_000), control)
    for _ in range(20):
        next(pictures)
    control.stop()
    *_, final = pictures
    assert final.stopped is Stopped.REQUEST
    assert np.any(final.theta), "the start that learns, not the one of zeros"
    assert final.loss.train < next(iter(final.rivals)).last[-1]


def test_without_test_rows_a_race_is_judged_on_the_rows_shown() -> None:
    rows, none = smooth_rows(2000, 1), smooth_rows(0, 3)
    asked = raced(*some_starts(3), train=rows, test=none, method="levenberg_marquardt", epoch_limit=10)
    for picture in train(asked, WantsPictures()):
        assert picture.predicted.shape == (2, 2000)


def test_every_run_of_a_race_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[Trainer] = []
    closed: list[Trainer] = []
    monkeypatch.setattr(Trainer, "close", lambda run: closed.append(run))  # bound, it would take no run
    begin = Trainer.__init__

    def remembered(run: Trainer, *words: Any) -> None:
        opened.append(run)
        begin(run, *words)

    monkeypatch.setattr(Trainer, "__init__", remembered)
    asked = raced(*some_starts(4), train=smooth_rows(1000, 1), method="levenberg_marquardt")
    finish(asked)
    assert set(map(id, opened)) == set(map(id, closed))


def test_a_race_that_nobody_survives_says_so() -> None:
    final = finish(raced(*some_starts(3), learning_rate=99.0, epoch_limit=400))
    assert final.stopped is Stopped.DIVERGED
