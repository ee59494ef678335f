"""The evidence's updates, against the eigenvalues; what they are good for is in test_solvers.py."""

import numpy as np
import pytest

from engine.network.losses import LOSSES
from engine.training.methods.bayesian import NetworkBayesian
from engine.training.methods.solver import Task
from tests.engine.runs import network, rows


def test_at_the_end_alpha_and_beta_are_those_of_mackays_formulas() -> None:
    # A linear network: with A the rows with ones, H = 2 beta A A^T + 2 alpha I is exact, and
    # gamma = sum of l / (l + alpha / beta) over the eigenvalues l of A A^T.
    stream = np.random.default_rng(2)
    X = stream.standard_normal((4, 40))
    Y = np.array([[1.0, 0.2, 0, 0]]) @ X + stream.standard_normal((1, 40))
    theta = 0.1 * stream.standard_normal(5)
    method = NetworkBayesian(Task(network(4, 1), rows(X, Y), LOSSES["squared_error"], theta, 0, lambda: None))
    assert method.effective_parameters is None
    for _ in range(300):
        if not method.step():
            break
    A = np.vstack([X, np.ones(40)])
    error = theta @ A - Y[0]
    gamma = method.effective_parameters
    assert gamma is not None
    ratio = (gamma / (theta @ theta)) / ((40 - gamma) / (error @ error))  # alpha / beta
    eigenvalues = np.linalg.eigvalsh(A @ A.T)
    assert gamma == pytest.approx(np.sum(eigenvalues / (eigenvalues + ratio)), rel=1e-5)
    assert theta == pytest.approx(np.linalg.solve(A @ A.T + ratio * np.eye(5), A @ Y[0]), rel=1e-5)
