import math
from itertools import pairwise

import numpy as np
import pytest

from engine.data.classes import encode
from engine.data.rows import Rows
from engine.data.scaler import Scaler
from engine.network.probabilities import probabilities
from engine.scoring.scores import Score, class_scores, scores
from engine.training.recipes.choice import usual_loss
from engine.training.run.control import TrainingControl
from engine.training.run.request import TrainingRequest
from engine.training.run.snapshot import Stopped
from engine.training.train import train
from tests.engine.runs import PicturesAt, finish, network, request, rows, smooth_rows

ONE = Scaler(np.array([0.0]), np.array([1.0]))


def test_scores_by_hand() -> None:
    # Errors 1, -1, 2, 0: mean square 6 / 4, mean size 1; the true 1, 2, 3, 4 have variance 1.25.
    (score,) = scores(("y",), np.array([[2.0, 1, 5, 4]]), np.array([[1.0, 2, 3, 4]]), ONE)
    assert score == Score("y", rmse=math.sqrt(1.5), mae=1, r2=1 - 1.5 / 1.25)


def test_scores_are_in_the_tables_units() -> None:
    scaler = Scaler(np.array([100.0]), np.array([10.0]))
    (score,) = scores(("y",), np.array([[0.5, 1.5]]), np.array([[0.0, 1.0]]), scaler)
    assert (score.rmse, score.mae) == (5, 5)
    assert score.r2 == pytest.approx(1 - 0.25 / 0.25)


def test_a_perfect_answer_scores_one_and_the_mean_zero() -> None:
    true = np.array([[1.0, 2, 3]])
    assert scores(("y",), true, true, ONE)[0].r2 == 1
    assert scores(("y",), np.full((1, 3), 2.0), true, ONE)[0].r2 == 0


def test_outputs_are_judged_apart() -> None:
    scaler = Scaler(np.zeros(2), np.array([1.0, 10.0]))
    true = np.array([[0.0, 1], [0, 1]])
    good, bad = scores(("good", "bad"), np.array([[0.0, 1], [1, 0]]), true, scaler)
    assert (good.rmse, good.r2) == (0, 1)
    assert (bad.rmse, bad.r2) == (10, -3)


@pytest.mark.parametrize("value", [0.0, 0.1])
def test_a_constant_target_has_no_r2(value: float) -> None:
    (score,) = scores(("y",), np.full((1, 3), value), np.full((1, 3), value), ONE)
    assert math.isnan(score.r2)
    assert score.rmse == 0


def test_nothing_in_a_snapshot_can_be_written_to_or_is_the_runs_own() -> None:
    seen = [
        (snapshot, snapshot.theta.copy(), snapshot.predicted.copy())
        for snapshot in train(request(), PicturesAt())
    ]
    assert len(seen) == 6
    for snapshot, theta, predicted in seen:
        arrays = [snapshot.theta, snapshot.predicted]
        for curve in (snapshot.history.train, snapshot.history.test, snapshot.history.article_train):
            arrays += [curve.epoch, curve.low, curve.high, curve.last]
        assert not any(array.flags.writeable for array in arrays)
        # What was seen then is still what is there, though the run has gone on in place.
        assert np.array_equal(snapshot.theta, theta)
        assert np.array_equal(snapshot.predicted, predicted)
        assert len(snapshot.history.train.epoch) == snapshot.epoch + 1
    for (one, *_), (two, *_) in pairwise(seen):
        assert not np.shares_memory(one.theta, two.theta)
        assert not np.shares_memory(one.predicted, two.predicted)


def test_only_the_last_snapshot_has_a_checkpoint_and_it_is_frozen() -> None:
    *before, final = train(request(method="adam"), PicturesAt())
    assert all(snapshot.checkpoint is None and snapshot.stopped is None for snapshot in before)
    assert final.stopped is Stopped.EPOCHS
    assert final.checkpoint is not None
    assert not final.checkpoint.theta.flags.writeable
    assert not any(values.flags.writeable for values in final.checkpoint.method_state.values())


def test_a_snapshot_carries_the_runs_id() -> None:
    assert {snapshot.run_id for snapshot in train(request(run_id=77), TrainingControl())} == {77}


def test_without_test_rows_the_training_rows_are_shown_and_scored() -> None:
    final = finish(request(test=smooth_rows(0)))
    assert final.predicted.shape == (2, 40)
    assert math.isnan(final.loss.test)
    mean_square = sum(score.rmse**2 for score in final.scores) / 2
    assert mean_square == pytest.approx(final.loss.train, rel=1e-12)


# Classes.


def test_class_scores_by_hand() -> None:
    # Answered 0, 1, 1, 0 for 0, 1, 2, 2: 2 of 4 are right; of each class 1, 1 and 0.
    chances = np.array([[0.5, 0.2, 0.1, 0.6], [0.3, 0.7, 0.8, 0.2], [0.2, 0.1, 0.1, 0.2]])
    found = class_scores(chances, np.array([0, 1, 2, 2]))
    assert found.accuracy == 0.5
    assert found.balanced_accuracy == pytest.approx(2 / 3)
    assert found.log_loss == pytest.approx(-np.mean(np.log([0.5, 0.7, 0.1, 0.2])), rel=1e-14)
    assert found.confusion.tolist() == [[1, 0, 0], [0, 1, 0], [1, 1, 0]]
    assert not found.confusion.flags.writeable
    # Class 0 scores above 2 of 3 others, class 1 above 2 of 3, class 2 (0.1 and 0.2) above 1, 2 ties half.
    assert found.auc == pytest.approx((2 / 3 + 2 / 3 + (0 + 0.5 + 0.5 + 1) / 4) / 3)
    assert (len(found.curves), found.curve_rows) == (3, 4)
    assert found.reliability.rows[[5, 6, 7, 8]].tolist() == [1, 1, 1, 1]


def test_classes_without_rows_are_in_the_confusion_matrix_too() -> None:
    found = class_scores(np.array([[0.2], [0.5], [0.3]]), np.array([1]))
    assert found.confusion.tolist() == [[0, 0, 0], [0, 1, 0], [0, 0, 0]]
    assert math.isnan(found.auc)


def class_request(classes: int, test_rows: int) -> TrainingRequest:
    def share(count: int, seed: int) -> Rows:
        numbers = np.random.default_rng(seed).integers(classes, size=count)
        return rows(smooth_rows(count, seed).X, encode(numbers.astype(float), classes))

    outputs = 1 if classes == 2 else classes
    return request(
        network(2, 4, outputs),
        share(40, 1),
        test=share(test_rows, 2),
        validation=share(0, 3),
        target_names=("y",),
        loss=usual_loss(classes),
        shown=np.array([3, 7]),
        classes=tuple("pqr"[:classes]),
    )


@pytest.mark.parametrize(("rows", "ranked"), [(6666, True), (6667, False)])
def test_many_answers_are_ranked_only_when_the_run_is_at_rest(rows: int, ranked: bool) -> None:
    *pictures, final = train(class_request(3, rows), PicturesAt())
    assert final.class_scores is not None
    assert math.isfinite(final.class_scores.auc)
    for picture in pictures:
        assert picture.class_scores is not None
        assert math.isfinite(picture.class_scores.auc) == ranked
        assert picture.class_scores.curve_rows == (rows if ranked else rows // 2 + 1)
        assert all(curve.found.size for curve in picture.class_scores.curves)


@pytest.mark.parametrize("classes", [2, 3])
def test_a_snapshot_of_classes_has_probabilities_and_their_scores(classes: int) -> None:
    asked = class_request(classes, 12)
    final = finish(asked)
    judged = final.class_scores
    assert judged is not None
    assert final.scores == ()
    assert judged.confusion.sum() == 12
    assert judged.log_loss == pytest.approx(final.loss.test, rel=1e-12)
    assert judged.accuracy == pytest.approx(np.trace(judged.confusion) / 12)
    assert final.predicted.shape == (classes, 2)
    assert final.predicted.sum(axis=0) == pytest.approx([1, 1])
    expected = probabilities(asked.network.predict(final.theta, asked.test.X))[:, [3, 7]]
    assert final.predicted == pytest.approx(expected, rel=1e-12)
