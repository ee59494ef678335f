"""What follows from the weights of a run: its losses, its answers, and how good these are."""

import math
from collections.abc import Callable
from typing import Final

from engine.base.arrays import FloatArray
from engine.data.classes import decode
from engine.data.quantiles import uncrossed
from engine.data.rows import Rows
from engine.network.probabilities import probabilities
from engine.network.row_blocks import Answers, Poll
from engine.network.units import LayerActivity, layer_activity
from engine.scoring.metrics import article_metric
from engine.scoring.scores import MOST_RANKED, ClassScores, Score, class_scores, scores
from engine.training.run.cached import Cached
from engine.training.run.request import TrainingRequest
from engine.training.run.snapshot import Losses

_NONE: Final = Losses(math.nan, math.nan, math.nan)


class Figures:
    """The figures of weights, `blocks` of a layer each, on the rows of a request.

    What takes a pass over rows is worked out once, until `forget` tells that the weights have changed.
    `layers` returns what each layer puts out on the training rows; `poll` is called in long passes.
    """

    def __init__(
        self,
        request: TrainingRequest,
        blocks: list[FloatArray],
        layers: Callable[[], list[FloatArray]],
        poll: Poll,
    ) -> None:
        self._request = request
        self._loss = request.chosen_loss
        validation = Answers(request.network, request.validation.X, poll)
        test = Answers(request.network, request.test.X, poll)
        self._validated = Cached(lambda: validation.forward(blocks))
        self._tested = Cached(lambda: test.forward(blocks))
        self._layers = Cached(layers)

    def forget(self) -> None:
        """Drop what was worked out of weights that have changed."""
        self._validated.forget()
        self._tested.forget()
        self._layers.forget()

    @property
    def validation_loss(self) -> float:
        """The quoted loss on the validation rows."""
        return self._quote(self._validated(), self._request.validation)

    def losses(self, train_loss: float) -> Losses:
        """Return the quoted losses beside that on the training rows, which is known."""
        return Losses(train_loss, self.validation_loss, self._quote(self._tested(), self._request.test))

    def article_losses(self) -> Losses:
        """Return the article's metric, where it was asked for."""
        request = self._request
        if not request.article_metric:
            return _NONE
        validation, test = request.validation, request.test
        return Losses(
            article_metric(self._layers()[-1], request.train.Y, request.train.weights),
            article_metric(self._validated(), validation.Y, validation.weights),
            article_metric(self._tested(), test.Y, test.weights),
        )

    def activity(self) -> tuple[LayerActivity, ...]:
        """Return how the units of every hidden layer fire on the training rows."""
        return layer_activity(self._request.network.activations, self._layers())

    def answers(self, *, at_rest: bool) -> tuple[FloatArray, tuple[Score, ...], ClassScores | None]:
        """Return the answers shown, and how good all are; the curves of classes are whole only `at_rest`."""
        request = self._request
        outputs = self._tested() if request.test.count else self._layers()[-1]
        if request.classes:
            chances = probabilities(outputs)
            most_ranked = None if at_rest else MOST_RANKED
            judged_classes = class_scores(
                chances, decode(request.judged.Y), request.judged.weights, most_ranked=most_ranked
            )
            return chances[:, request.shown], (), judged_classes
        outputs = uncrossed(outputs, request.quantiles)
        predicted = request.target_scaler.inverse(outputs[:, request.shown])
        judged = scores(
            request.target_names,
            outputs,
            request.judged.Y,
            request.target_scaler,
            request.output_quantiles,
            request.judged.weights,
        )
        return predicted, judged, None

    def _quote(self, outputs: FloatArray, rows: Rows) -> float:
        """Return the quoted loss of `outputs` (d_out, rows) for these rows."""
        return self._loss.quote(outputs, rows.Y, rows.weights)
