import math

import numpy as np
import pytest

from engine.base.arrays import PIECE, FloatArray
from engine.base.errors import InputError
from engine.network.losses import LOSSES, Loss, balanced_weights, choose_loss
from engine.scoring.metrics import article_metric

ALL = pytest.mark.parametrize("loss", LOSSES.values(), ids=lambda loss: loss.id)

PREDICTED = np.array([[1.0, 2.0], [0.0, 5.0]])
TRUE = np.array([[1.0, 4.0], [3.0, 4.0]])
# The errors are [[0, -2], [-3, 1]], their squares [[0, 4], [9, 1]].

VARIANTS = {
    **LOSSES,
    "narrow huber": choose_loss("huber", 0.3),
    "high quantile": choose_loss("quantile", quantiles=(0.9,)),
    "weighted binary": choose_loss("binary_cross_entropy", class_weights=np.array([0.5, 3.0])),
    "weighted classes": choose_loss("softmax_cross_entropy", class_weights=np.array([0.5, 3.0, 1.2])),
}


def backward(
    loss: Loss, predicted: FloatArray, true: FloatArray, weights: FloatArray | None = None
) -> tuple[float, FloatArray]:
    """The quoted loss and the gradient."""
    error = np.full_like(predicted, np.nan)
    return loss.start_backward(predicted, true, error, weights), error


def truth(loss: Loss, outputs: int, rows: int) -> FloatArray:
    """Targets that suit a loss: any numbers, or 1 at each row's class."""
    stream = np.random.default_rng(1)
    if loss.of_classes:
        return np.eye(outputs)[:, stream.integers(outputs, size=rows)]
    return stream.standard_normal((outputs, rows))


# Worked examples.


def test_squared_error_on_a_worked_example() -> None:
    quoted, error = backward(LOSSES["squared_error"], PREDICTED, TRUE)
    assert quoted == (0 + 4 + 9 + 1) / 4
    assert error.tolist() == [[0, -2], [-3, 1]]


def test_absolute_error_on_a_worked_example() -> None:
    quoted, error = backward(LOSSES["absolute_error"], PREDICTED, TRUE)
    assert quoted == (0 + 2 + 3 + 1) / 4
    assert error.tolist() == [[0, -1], [-1, 1]]


def test_huber_on_a_worked_example() -> None:
    # Width 2: 0, 2² / 2 = 2 at the very border, 2 * (3 - 1) = 4 beyond it, 1 / 2.
    quoted, error = backward(choose_loss("huber", 2), PREDICTED, TRUE)
    assert quoted == (0 + 2 + 4 + 0.5) / 4
    assert error.tolist() == [[0, -2], [-2, 1]]


def test_log_cosh_on_a_worked_example() -> None:
    quoted, error = backward(LOSSES["log_cosh"], PREDICTED, TRUE)
    assert quoted == pytest.approx(sum(math.log(math.cosh(e)) for e in (0, 2, 3, 1)) / 4, rel=1e-14)
    assert error[0] == pytest.approx([0, math.tanh(-2)], rel=1e-14)
    assert error[1] == pytest.approx([math.tanh(-3), math.tanh(1)], rel=1e-14)


def test_the_quantile_loss_on_a_worked_example() -> None:
    # At 0.9 too low costs 0.9 a unit and too high 0.1.
    quoted, error = backward(choose_loss("quantile", quantiles=(0.9,)), PREDICTED, TRUE)
    assert quoted == pytest.approx((0 + 0.9 * 2 + 0.9 * 3 + 0.1 * 1) / 4, rel=1e-15)
    assert error[0] == pytest.approx([0, -0.9], rel=1e-15)
    assert error[1] == pytest.approx([-0.9, 0.1], rel=1e-15)


@pytest.mark.parametrize("rows", [1, PIECE])
def test_every_output_has_the_loss_of_its_own_quantile(rows: int) -> None:
    # 0.2 * 2 + 0.9 * 3 + 0.1 * 1 on the worked example's two rows, again and again.
    predicted, true = np.tile(PREDICTED, rows), np.tile(TRUE, rows)
    quoted, error = backward(choose_loss("quantile", quantiles=(0.2, 0.9)), predicted, true)
    assert quoted == pytest.approx((0 + 0.2 * 2 + 0.9 * 3 + 0.1 * 1) / 4, rel=1e-12)
    assert error == pytest.approx(np.tile([[0, -0.2], [-0.9, 0.1]], rows), rel=1e-15)


def test_binary_cross_entropy_on_a_worked_example() -> None:
    # Logits log 3 and 0 are probabilities of 3/4 and 1/2.
    predicted, true = np.array([[math.log(3), math.log(3), 0.0]]), np.array([[1.0, 0.0, 1.0]])
    quoted, error = backward(LOSSES["binary_cross_entropy"], predicted, true)
    assert quoted == pytest.approx(-(math.log(3 / 4) + math.log(1 / 4) + math.log(1 / 2)) / 3, rel=1e-14)
    assert error[0] == pytest.approx([-1 / 4, 3 / 4, -1 / 2], rel=1e-14)


def test_cross_entropy_on_a_worked_example() -> None:
    # Logits log 1, log 2, log 5 are probabilities of 1/8, 2/8, 5/8, wherever they are counted from.
    z = np.log([1.0, 2.0, 5.0])
    predicted, true = np.array([z, z + 100]).T, np.array([[0.0, 1.0], [0, 0], [1, 0]])
    quoted, error = backward(LOSSES["softmax_cross_entropy"], predicted, true)
    assert quoted == pytest.approx(-(math.log(5 / 8) + math.log(1 / 8)) / 2, rel=1e-13)
    assert error[:, 0] == pytest.approx([1 / 8, 2 / 8, -3 / 8], rel=1e-13)
    assert error[:, 1] == pytest.approx([-7 / 8, 2 / 8, 5 / 8], rel=1e-12)


def test_of_two_classes_softmax_is_the_sigmoid_of_the_difference() -> None:
    z, true = np.random.default_rng(0).standard_normal((2, 50)) * 5, truth(LOSSES["log_cosh"], 1, 50) > 0
    two, of_two = backward(LOSSES["softmax_cross_entropy"], z, np.vstack([~true, true]).astype(float))
    one, of_one = backward(LOSSES["binary_cross_entropy"], z[1:] - z[:1], true.astype(float))
    assert two == pytest.approx(one, rel=1e-13)
    assert of_two[1:] == pytest.approx(of_one, rel=1e-9, abs=1e-15)


def test_class_weights_multiply_the_rows_of_their_class() -> None:
    z, true = np.array([[0.3, -1.0, 2.0]]), np.array([[1.0, 0.0, 0.0]])
    loss = choose_loss("binary_cross_entropy", class_weights=np.array([2.0, 5.0]))
    plain = [backward(LOSSES["binary_cross_entropy"], z[:, [i]], true[:, [i]]) for i in range(3)]
    quoted, error = backward(loss, z, true)
    assert quoted == pytest.approx((5 * plain[0][0] + 2 * plain[1][0] + 2 * plain[2][0]) / 3, rel=1e-14)
    assert error[0] == pytest.approx([5 * plain[0][1].item(), *(2 * p[1].item() for p in plain[1:])])

    both = np.vstack([np.zeros((1, 3)), z])
    weighted = choose_loss("softmax_cross_entropy", class_weights=np.array([2.0, 5.0]))
    assert backward(weighted, both, np.vstack([1 - true, true]))[0] == pytest.approx(quoted, rel=1e-14)


def test_balanced_weights_by_hand() -> None:
    # 10 rows, 3 classes with rows: 10 / (3 * 6), 10 / (3 * 3), 10 / (3 * 1).
    weights = balanced_weights(np.array([6.0, 3, 0, 1]))
    assert weights == pytest.approx([10 / 18, 10 / 9, 0, 10 / 3], rel=1e-15)
    assert np.average(weights, weights=[6, 3, 0, 1]) == pytest.approx(1, rel=1e-15)


def test_the_articles_metric_on_a_worked_example() -> None:
    # The halves are [[0, 2], [4.5, 0.5]]; their norms over the outputs 4.5 and sqrt(4.25).
    assert article_metric(PREDICTED, TRUE) == pytest.approx((4.5 + math.sqrt(4.25)) / 2, rel=1e-15)


def test_without_rows_the_articles_metric_is_not_a_number() -> None:
    assert math.isnan(article_metric(np.empty((3, 0)), np.empty((3, 0))))


# What each aims at.


@pytest.mark.parametrize(
    ("loss", "aim"),
    [
        (LOSSES["squared_error"], 22.0),
        (LOSSES["absolute_error"], 3.0),
        (LOSSES["quantile"], 3.0),
        (choose_loss("quantile", quantiles=(0.7,)), 4.0),
    ],
    ids=["mean", "median", "quantile 0.5", "quantile 0.7"],
)
def test_the_best_constant_answer_is_what_the_tip_promises(loss: Loss, aim: float) -> None:
    true = np.array([[1.0, 2, 3, 4, 100]])  # mean 22, median 3; 4 is reached or exceeded from 0.6 to 0.8

    def quoted(answer: float) -> float:
        return backward(loss, np.full((1, 5), answer), true)[0]

    assert min(np.arange(0, 100, 0.5).tolist(), key=quoted) == aim


# Of every loss.


@ALL
def test_a_perfect_answer_has_no_loss_and_no_gradient(loss: Loss) -> None:
    predicted, true = TRUE, TRUE
    if loss.of_classes:
        true = np.eye(2)
        predicted = 1600 * true - 800
    quoted, error = backward(loss, predicted, true)
    assert quoted == 0
    assert not error.any()
    assert article_metric(TRUE, TRUE) == 0


@pytest.mark.parametrize("loss", VARIANTS.values(), ids=VARIANTS)
def test_the_gradient_is_that_of_the_objective_that_is_quoted(loss: Loss) -> None:
    predicted = np.random.default_rng(0).standard_normal((3, 4))
    true = truth(loss, 3, 4)
    _, error = backward(loss, predicted, true)
    outputs, rows = predicted.shape

    def summed(position: tuple[int, ...], change: float) -> float:
        moved = predicted.copy()
        moved[position] += change
        return float(loss.objective(backward(loss, moved, true)[0], outputs) * rows)

    for position in np.ndindex(*predicted.shape):
        slope = (summed(position, 1e-5) - summed(position, -1e-5)) / 2e-5
        assert error[position] == pytest.approx(slope, rel=1e-7, abs=1e-9)


@pytest.mark.parametrize("loss", VARIANTS.values(), ids=VARIANTS)
def test_rows_are_judged_one_by_one_and_averaged(loss: Loss) -> None:
    rows = PIECE + 5
    predicted = np.random.default_rng(0).standard_normal((3, rows)) * 3
    true = truth(loss, 3, rows)
    quoted, error = backward(loss, predicted, true)
    some = np.arange(0, rows, 500)
    for row in some.tolist():
        one, one_error = backward(loss, predicted[:, row : row + 1], true[:, row : row + 1])
        assert error[:, row] == pytest.approx(one_error[:, 0], rel=1e-13, abs=1e-15)
        assert loss.quote(predicted[:, [row]], true[:, [row]]) == pytest.approx(one, rel=1e-13)
    halves = [
        backward(loss, predicted[:, half], true[:, half])[0] for half in (slice(0, 99), slice(99, rows))
    ]
    assert quoted == pytest.approx((99 * halves[0] + (rows - 99) * halves[1]) / rows, rel=1e-12)
    assert loss.quote(predicted, true) == pytest.approx(quoted, rel=1e-13)


@pytest.mark.parametrize("rows", [9, PIECE + 5])
@pytest.mark.parametrize("outputs", [1, 3])
@pytest.mark.parametrize("loss", VARIANTS.values(), ids=VARIANTS)
def test_a_row_of_weight_2_is_as_good_as_two_rows(loss: Loss, outputs: int, rows: int) -> None:
    stream, outputs = np.random.default_rng(0), 3 if loss.per_row else outputs
    predicted, true = stream.standard_normal((outputs, rows)) * 3, truth(loss, 3, rows)[:outputs]
    counts = stream.integers(1, 4, size=rows)
    again = np.repeat(np.arange(rows), counts)
    quoted, error = backward(loss, predicted[:, again], true[:, again])
    weights = counts / counts.mean()
    weighted, weighted_error = backward(loss, predicted, true, weights)
    assert weighted == pytest.approx(quoted, rel=1e-12)
    assert loss.quote(predicted, true, weights) == pytest.approx(quoted, rel=1e-12)
    summed = np.add.reduceat(error, np.cumsum(counts) - counts, axis=1)
    np.testing.assert_allclose(weighted_error * counts.mean(), summed, rtol=1e-12, atol=1e-12)
    metrics = article_metric(predicted, true, weights), article_metric(predicted[:, again], true[:, again])
    assert metrics[0] == pytest.approx(metrics[1], rel=1e-12)


@ALL
def test_without_rows_there_is_no_loss_to_quote(loss: Loss) -> None:
    assert math.isnan(loss.quote(np.empty((2, 0)), np.empty((2, 0))))
    assert backward(loss, np.empty((2, 0)), np.empty((2, 0)))[0] == 0


@ALL
def test_the_predictions_are_left_alone(loss: Loss) -> None:
    predicted = PREDICTED.copy()
    backward(loss, predicted, TRUE)
    assert np.array_equal(predicted, PREDICTED)


@ALL
def test_far_off_it_is_quiet_and_finite(loss: Loss) -> None:
    predicted = np.array([[1e150, -1e150, 800.0, -800.0], [-1e150, 1e150, -800.0, 800.0]])
    true = np.eye(2)[:, [1, 1, 1, 1]]
    with np.errstate(all="raise", under="ignore"):
        quoted, error = backward(loss, predicted, true)
    assert math.isfinite(quoted)
    assert np.isfinite(error).all()


@ALL
def test_the_loss_says_when_it_is_not_finite(loss: Loss) -> None:
    for wrong in (np.nan, np.inf):
        with np.errstate(all="ignore"):  # as the training loop has it
            quoted, _ = backward(loss, np.array([[wrong]]), np.array([[0.0]]))
        assert not math.isfinite(quoted)


@pytest.mark.parametrize("loss", VARIANTS.values(), ids=VARIANTS)
def test_single_precision_stays_single(loss: Loss) -> None:
    predicted, true = np.random.default_rng(0).standard_normal((3, 9)), truth(loss, 3, 9)
    quoted, error = backward(loss, predicted.astype(np.float32), true.astype(np.float32))
    expected, expected_error = backward(loss, predicted, true)
    assert error.dtype == np.float32
    assert quoted == pytest.approx(expected, rel=1e-5)
    assert error == pytest.approx(expected_error, rel=1e-5, abs=1e-6)


# The table.


def test_parameters_have_limits_and_those_without_one_take_none() -> None:
    for wrong in (0, math.nan):
        with pytest.raises(InputError, match="must be a number from"):
            choose_loss("huber", wrong)
    assert choose_loss("squared_error", 0.3) is LOSSES["squared_error"]
    assert choose_loss("quantile") is LOSSES["quantile"]
    with pytest.raises(InputError, match="there is no loss 'magic'"):
        choose_loss("magic")


@ALL
def test_the_usual_parameter_is_what_the_table_takes(loss: Loss) -> None:
    if loss.parameter:
        chosen = choose_loss(loss.id, loss.parameter.usual)
        assert backward(chosen, PREDICTED, TRUE)[0] == backward(loss, PREDICTED, TRUE)[0]


@ALL
def test_menus_have_something_to_show(loss: Loss) -> None:
    assert LOSSES[loss.id] is loss
    assert loss.title
    assert loss.tip.endswith(".")
