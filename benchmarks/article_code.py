"""The article's own network, written anew from its description in its plain style.

One dict a layer, a new array for every result, the loss of the article computed in every epoch: what a
reader of the article has on the screen, and what ours is compared with.
"""

from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Layers = list[dict[str, Any]]


def make_data(seed: int) -> tuple[Array, Array]:
    """Draw 10,000 pairs and their sums, differences and sizes of differences."""
    np.random.seed(seed)
    X = np.random.rand(2, 10000) * 100
    a, b = X
    Y = np.array([a + b, a - b, np.abs(a - b)])
    return X, Y


def standardise(train: Array, test: Array) -> tuple[Array, Array, Array, Array]:
    """Scale both with the training rows' mean and standard deviation."""
    mean = train.mean(axis=1, keepdims=True)
    std = train.std(axis=1, keepdims=True)
    return (train - mean) / std, (test - mean) / std, mean, std


def make_layers(sizes: tuple[int, ...]) -> Layers:
    """Draw weights and biases, a layer at a time, from the stream the data came from."""
    layers = []
    for inputs, units in pairwise(sizes):
        W = np.random.randn(units, inputs) * np.sqrt(2 / inputs)
        b = np.random.randn(units, 1) * np.sqrt(2 / inputs)
        layers.append({"W": W, "b": b, "activation": "relu"})
    layers[-1]["activation"] = "linear"
    return layers


def relu(Z: Array) -> Array:
    """Pass what is positive."""
    return np.maximum(0, Z)


def forward(layers: Layers, X: Array) -> Array:
    """Return the outputs, and leave in every layer what came in and what went out."""
    A = X
    for layer in layers:
        layer["A_prev"] = A
        Z = np.dot(layer["W"], A) + layer["b"]
        A = relu(Z) if layer["activation"] == "relu" else Z
        layer["A"] = A
    return A


def compute_loss(predicted: Array, true: Array) -> float:
    """Mean over rows of the norm, over outputs, of half the squared error."""
    return float(np.mean(np.linalg.norm(0.5 * (predicted - true) ** 2, axis=0)))


def squared_sum(predicted: Array, true: Array) -> float:
    """One dot product of the error with itself: all that ours computes of the loss in every epoch."""
    error = (predicted - true).ravel()
    return float(np.dot(error, error))


def backward(layers: Layers, predicted: Array, true: Array) -> None:
    """Leave the gradients in every layer, from the last to the first."""
    rows = true.shape[1]
    back = predicted - true
    for layer in reversed(layers):
        dZ = back * (layer["A"] > 0) if layer["activation"] == "relu" else back
        layer["dW"] = np.dot(dZ, layer["A_prev"].T) / rows
        layer["db"] = np.mean(dZ, axis=1, keepdims=True)
        back = np.dot(layer["W"].T, dZ)


def update(layers: Layers, learning_rate: float) -> None:
    """Step down the gradients."""
    for layer in layers:
        layer["W"] = layer["W"] - learning_rate * layer["dW"]
        layer["b"] = layer["b"] - learning_rate * layer["db"]


def train(
    layers: Layers, X: Array, Y: Array, epochs: int, learning_rate: float, loss: Any = compute_loss
) -> list[float]:
    """Do so many epochs of full-batch gradient descent and return the loss before each update."""
    losses = []
    for _ in range(epochs):
        predicted = forward(layers, X)
        losses.append(loss(predicted, Y))
        backward(layers, predicted, Y)
        update(layers, learning_rate)
    return losses
