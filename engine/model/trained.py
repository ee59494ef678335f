"""A trained model by itself: raw values in, raw answers out, and no row of data in it."""

from dataclasses import dataclass

import numpy as np

from engine.base.arrays import FloatArray
from engine.base.errors import InputError
from engine.base.words import counted, listed
from engine.data.preprocessor import Preprocessor
from engine.data.quantiles import uncrossed
from engine.network.network import Network
from engine.network.probabilities import probabilities


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class TrainedModel:
    """A network with weights and all that stands between it and a table's columns.

    `members` are one flat vector of weights (parameters,) or several, whose answers are averaged.
    """

    network: Network
    members: tuple[FloatArray, ...]
    preprocessor: Preprocessor

    def predict(self, raw: FloatArray) -> FloatArray:
        """Return the answers (d_out, n) for `raw` inputs (columns, n), both in the table's units.

        For classes they are the probabilities (classes, n). Quantiles of a target that cross are put in
        order. Raise InputError where there are not as many rows of values as inputs.
        """
        names = self.preprocessor.roles.input_names
        if len(raw) != len(names):
            raise InputError(
                f"the model takes {counted(len(names), 'input')}, not {len(raw):,}: give {listed(names)}"
            )
        with np.errstate(all="ignore"):
            features = self.preprocessor.standardised(raw)
            answers = [self._answers(theta, features) for theta in self.members]
            return sum(answers[1:], start=answers[0]) / len(answers)

    def _answers(self, theta: FloatArray, features: FloatArray) -> FloatArray:
        outputs = self.network.predict(theta, features.astype(theta.dtype, copy=False))
        roles = self.preprocessor.roles
        if roles.classes:
            return probabilities(outputs)
        return self.preprocessor.target_scaler.inverse(uncrossed(outputs, roles.quantiles))
