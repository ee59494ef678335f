"""Cross-validation, on rows whose best answer is known."""

import math
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from engine.data.rows import Rows, of_mean_1
from engine.training.run.control import TrainingControl
from engine.training.run.epochs import begin
from engine.training.run.request import Candidate, Found, TrainingRequest, Trial
from engine.training.run.snapshot import Snapshot, Stopped
from engine.training.search.search import EPOCHS, STRENGTHS, WEAK, Search, _is_behind, deal
from engine.training.train import train
from tests.engine.runs import WantsPictures, finish, last, network, request, rows, start


def noisy(count: int, noise: float, *, bent: bool, seed: int = 0) -> Rows:
    stream = np.random.default_rng(seed)
    X = stream.uniform(-1.7, 1.7, (2, count))
    truth = np.sin(2 * X[:1]) if bent else 0.6 * X[:1] - 0.5 * X[1:]
    return rows(X, truth + noise * stream.standard_normal((1, count)))


def searched(train_rows: Rows, **changes: Any) -> TrainingRequest:
    net = network(2, 8, 1)
    fields = {"method": "lbfgs", "epoch_limit": 60, "folds": 5, "start": start(net.sizes), **changes}
    return request(net, train_rows, **fields)


def found_by(asked: TrainingRequest) -> Found:
    found = finish(asked).found
    assert found is not None
    return found


def test_every_row_is_held_out_once_and_classes_are_dealt_evenly() -> None:
    net = network(2, 4, 3)
    labels = np.repeat([0, 1, 2], [20, 10, 5])
    Y = np.eye(3)[labels].T
    asked = request(net, rows(np.zeros((2, 35)), Y), loss="softmax_cross_entropy", folds=5)
    folds = deal(asked)
    assert sorted(np.concatenate(folds)) == list(range(35))
    for fold in folds:
        assert [int(np.sum(labels[fold] == label)) for label in range(3)] == [4, 2, 1]


def test_left_out_rows_count_as_much_as_their_weights_say() -> None:
    made = noisy(120, 0.0, bent=False)
    Y = made.Y.copy()
    Y[:, ::4] = 50.0
    weights = of_mean_1(np.where(np.arange(120) % 4, 1.0, 1e-12))
    found = found_by(searched(Rows(made.X, Y, made.numbers, weights)))
    assert found.candidate.linear
    assert min(trial.mean for trial in found.trials) < 1e-4


def test_a_straight_line_in_noise_is_answered_by_a_linear_model() -> None:
    asked = searched(noisy(80, 1.0, bent=False))
    final = finish(asked)
    assert final.found is not None
    assert final.found.candidate.linear
    assert final.stopped is Stopped.EPOCHS
    X = np.random.default_rng(3).uniform(-1.7, 1.7, (2, 3))
    middle = asked.network.predict(final.theta, X.mean(axis=1, keepdims=True))
    np.testing.assert_allclose(middle[0, 0], asked.network.predict(final.theta, X).mean(), atol=1e-5)


def test_a_curve_is_answered_by_the_network() -> None:
    found = found_by(searched(noisy(200, 0.1, bent=True)))
    assert not found.candidate.linear
    assert found.candidate.l2 in STRENGTHS
    assert found.linear is None


def test_noise_calls_for_a_stronger_penalty_than_none() -> None:
    quiet = found_by(searched(noisy(150, 0.02, bent=True)))
    loud = found_by(searched(noisy(150, 0.8, bent=True)))
    assert loud.candidate.linear or loud.candidate.l2 > quiet.candidate.l2


def test_where_no_penalty_is_needed_the_alternative_does_best() -> None:
    quiet = found_by(searched(noisy(150, 0.0, bent=True), alternative="bayesian"))
    assert quiet.candidate.method == "bayesian"


def test_what_is_clearly_behind_is_dropped_and_never_chosen() -> None:
    found = found_by(searched(noisy(150, 0.0, bent=True)))
    dropped = [trial for trial in found.trials if len(trial.losses) < found.folds]
    assert dropped
    best = min(trial.mean for trial in found.trials if trial not in dropped)
    assert all(len(trial.losses) >= 2 and trial.mean > best for trial in dropped)
    assert found.candidate not in {trial.candidate for trial in dropped}


@pytest.mark.parametrize(
    ("losses", "behind"),
    [((1.2, 1.2), False), ((5.0, 5.0), True), ((math.inf, 1.0), True), ((math.inf,), False)],
)
def test_what_diverges_is_as_far_behind_as_can_be(losses: tuple[float, ...], *, behind: bool) -> None:
    assert _is_behind(losses, (1.0, 1.1, 1.0)) is behind


def test_more_epochs_are_tried_of_the_best_and_go_on_from_its_weights() -> None:
    found = found_by(searched(noisy(150, 0.0, bent=True), epoch_limit=EPOCHS + 100))
    *others, last = found.trials
    assert {trial.candidate.epochs for trial in others} == {EPOCHS}
    assert last.candidate.epochs == EPOCHS + 100
    before = next(trial for trial in others if trial.candidate == replace(last.candidate, epochs=EPOCHS))
    assert last.mean < before.mean < min(1.01 * trial.mean for trial in others)
    assert found.candidate == last.candidate


def test_no_fold_trains_longer_than_was_asked_for() -> None:
    found = found_by(searched(noisy(60, 0.1, bent=True), epoch_limit=20, folds=2))
    assert {trial.candidate.epochs for trial in found.trials} == {20}


def test_a_fold_races_from_several_starts_where_the_run_will() -> None:
    made = noisy(80, 0.05, bent=True)
    rivals = tuple(start((2, 8, 1), seed) for seed in (1, 2))
    alone, raced = found_by(searched(made)), found_by(searched(made, rivals=rivals))
    assert alone.trials[:7] == raced.trials[:7]  # linear ones have one start
    assert alone.trials[7:] != raced.trials[7:]


def test_the_run_is_trained_as_found_and_goes_on_so() -> None:
    first = finish(searched(noisy(200, 0.1, bent=True)))
    assert first.found is not None
    assert first.epoch > 0
    assert first.checkpoint is not None
    assert first.checkpoint.found is first.found
    again = finish(searched(noisy(200, 0.1, bent=True), resume_from=first.checkpoint, epoch_limit=3))
    assert again.found is first.found
    assert again.epoch <= first.epoch + 3
    assert again.loss.train <= first.loss.train


def test_a_linear_answer_stays_what_it_is_when_gone_on_with() -> None:
    asked = noisy(80, 1.0, bent=False)
    first = finish(searched(asked))
    again = finish(searched(asked, resume_from=first.checkpoint, epoch_limit=5))
    assert again.found is first.found
    assert (again.epoch, again.stopped) == (1, Stopped.EPOCHS)
    np.testing.assert_array_equal(again.theta, first.theta)


def test_pictures_count_the_fits_while_the_search_goes_on() -> None:
    pictures = list(train(searched(noisy(40, 0.1, bent=True)), WantsPictures()))
    fits = [picture.fits for picture in pictures if picture.fits is not None]
    assert fits == sorted(fits)
    assert fits[0] == 0
    assert fits[-1] >= 5 * 3
    assert all(picture.epoch == 0 for picture in pictures if picture.fits is not None)
    assert pictures[-1].fits is None


def until_searching(pictures: Iterator[Snapshot]) -> None:
    for picture in pictures:
        if picture.fits is not None and picture.fits > 2:
            return


def test_a_search_can_be_stopped() -> None:
    control = WantsPictures()
    pictures = train(searched(noisy(60, 0.1, bent=True)), control)
    until_searching(pictures)
    control.stop()
    final = last(pictures)
    assert final.stopped is Stopped.REQUEST
    assert final.found is None
    assert final.epoch == 0


def test_a_stop_in_the_linear_model_s_last_fit_leaves_no_half_answer() -> None:
    control = TrainingControl()
    asked = searched(noisy(80, 1.0, bent=False))
    fits = sum(len(trial.losses) for trial in found_by(asked).trials)
    seen = 0

    def counted_begin(*arguments: Any) -> Any:
        nonlocal seen
        seen += 1
        if seen > 1 + fits:  # the first is the untrained network that pictures show
            control.stop()
        return begin(*arguments)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("engine.training.run.trainer.begin", counted_begin)
        final = last(train(asked, control))
    assert final.stopped is Stopped.REQUEST
    assert final.found is None


def test_fits_that_diverge_are_quiet_and_choose_nothing() -> None:
    asked = searched(noisy(60, 0.1, bent=True), method="gradient_descent", learning_rate=99.0, folds=2)
    final = finish(asked)
    assert final.found is None
    assert final.stopped is Stopped.DIVERGED


def test_a_search_pauses_and_goes_on() -> None:
    control = WantsPictures()
    pictures = train(searched(noisy(60, 0.1, bent=True)), control)
    until_searching(pictures)
    control.pause()
    paused = next(picture for picture in pictures if picture.paused)
    assert paused.fits is not None
    control.resume()
    assert last(pictures).found is not None


def test_a_time_limit_leaves_time_to_train() -> None:
    final = finish(searched(noisy(3000, 0.1, bent=True), max_seconds=0.2, epoch_limit=10_000))
    assert final.stopped is Stopped.TIME
    assert final.epoch > 0


def trial(l2: float, losses: tuple[float, ...], *, linear: bool = False) -> Trial:
    return Trial(Candidate("lbfgs", l2, linear), losses)


@pytest.mark.parametrize(
    ("network_losses", "linear_losses", "linear"),
    [
        ((1.0, 2.0, 1.5), (1.1, 1.9, 1.55), True),
        ((1.0, 2.0, 1.5), (1.5, 2.5, 2.1), False),
        ((1.0, 2.0, 1.5), (0.9, 1.8, 1.4), True),
    ],
)
def test_what_cannot_be_told_apart_is_said_simply(
    network_losses: tuple[float, ...], linear_losses: tuple[float, ...], linear: bool
) -> None:
    found = Search(3, 3.0, 6, [trial(0.1, linear_losses, linear=True), trial(0.1, network_losses)]).choice()
    assert found is not None
    assert found.candidate.linear is linear


def test_nothing_tried_is_nothing_found() -> None:
    assert Search(3, 1.0).choice() is None


def test_one_step_searches_first_and_does_one_epoch() -> None:
    control = TrainingControl(paused=True)
    control.step()
    pictures = train(searched(noisy(60, 0.1, bent=True)), control)
    held = next(picture for picture in pictures if picture.paused)
    assert held.epoch == 1
    assert held.found is not None
    control.stop()
    assert last(pictures).epoch == 1


def test_an_l1_penalty_stays_while_the_l2_penalty_is_searched_for() -> None:
    found = found_by(searched(noisy(60, 0.1, bent=True), folds=2, l1=(0.001, 0.001)))
    assert {trial.candidate.linear for trial in found.trials} == {True, False}


def test_the_loss_of_a_linear_answer_knows_nothing_of_its_large_weights() -> None:
    asked = searched(noisy(80, 1.0, bent=False))
    final = finish(asked)
    assert final.found is not None
    assert final.found.linear is not None
    error = asked.network.predict(final.theta, asked.train.X) - asked.train.Y
    assert final.loss.train == pytest.approx(np.mean(error**2), rel=1e-6)


def test_the_alternative_is_left_out_where_rows_need_a_penalty() -> None:
    loud = found_by(searched(noisy(60, 0.5, bent=True), alternative="bayesian"))
    assert loud.candidate.l2 > WEAK
    assert all(trial.candidate.method == "lbfgs" for trial in loud.trials)
