"""Steppers: how a gradient becomes a step; from simple to complex, each in place on flat vectors."""

from typing import Protocol

import numpy as np

from engine.base.arrays import FloatArray


class Stepper(Protocol):
    """A method at work on one parameter vector, with whatever it remembers between steps."""

    state: dict[str, FloatArray]
    """What the method remembers, by name: enough to go on elsewhere."""

    def step(self, theta: FloatArray, gradient: FloatArray, rate: float) -> None:
        """Move `theta` (parameters,) in place, against `gradient`, which may be overwritten."""


class GradientDescent:
    """theta -= rate * gradient."""

    def __init__(self, _theta: FloatArray) -> None:
        self.state: dict[str, FloatArray] = {}

    def step(self, theta: FloatArray, gradient: FloatArray, rate: float) -> None:
        """Move `theta` straight down the slope."""
        np.multiply(gradient, rate, out=gradient)
        np.subtract(theta, gradient, out=theta)


class Momentum:
    """Heavy ball (Polyak, 1964): velocity = 0.9 * velocity + gradient; theta -= rate * velocity."""

    momentum = 0.9

    def __init__(self, theta: FloatArray) -> None:
        self._velocity = np.zeros(theta.shape, theta.dtype)
        self.state = {"velocity": self._velocity}

    def step(self, theta: FloatArray, gradient: FloatArray, rate: float) -> None:
        """Move `theta` along the velocity that earlier gradients have built up."""
        self._velocity *= self.momentum
        self._velocity += gradient
        np.multiply(self._velocity, rate, out=gradient)
        theta -= gradient


class Nesterov:
    """Momentum that looks ahead (Nesterov, 1983; Sutskever et al., 2013, with their constant 0.9).

    The gradient is meant to be taken where the velocity is about to carry the weights. As usual `theta` is
    that place itself (Bengio et al., 2013), so: velocity = 0.9 * velocity + gradient; theta -= rate *
    (gradient + 0.9 * velocity).
    """

    keep = 0.9

    def __init__(self, theta: FloatArray) -> None:
        self._velocity = np.zeros(theta.shape, theta.dtype)
        self._scratch = np.empty_like(theta)
        self.state = {"velocity": self._velocity}

    def step(self, theta: FloatArray, gradient: FloatArray, rate: float) -> None:
        """Move `theta` along the gradient and on to where the velocity will carry it next."""
        velocity, scratch = self._velocity, self._scratch
        velocity *= self.keep
        velocity += gradient
        np.multiply(velocity, self.keep, out=scratch)
        gradient += scratch
        gradient *= rate
        theta -= gradient


class RMSProp:
    """The gradient over the root of the running mean of its square (Tieleman and Hinton, 2012, lecture 6e).

    The share of 0.9 kept of the mean is the lecture's; the 1e-8 that keeps the root from 0 is the usual one.
    """

    keep_square = 0.9
    epsilon = 1e-8

    def __init__(self, theta: FloatArray) -> None:
        self._square = np.zeros(theta.shape, theta.dtype)
        self._scratch = np.empty_like(theta)
        self.state = {"square": self._square}

    def step(self, theta: FloatArray, gradient: FloatArray, rate: float) -> None:
        """Move every parameter by about `rate`, whatever the size of its gradients."""
        square, scratch = self._square, self._scratch
        np.multiply(gradient, gradient, out=scratch)
        scratch *= 1 - self.keep_square
        square *= self.keep_square
        square += scratch
        np.sqrt(square, out=scratch)
        scratch += self.epsilon
        np.divide(gradient, scratch, out=gradient)
        gradient *= rate
        theta -= gradient


class Rprop:
    """A step for each parameter that only the signs of its gradients decide: iRprop- (Igel and Hüsken, 2003).

    While the sign stays a step grows by 1.2; where it turns the step halves and that parameter rests once.
    Steps begin at the rate and stay between 1e-4 and 5,000 times the rate: with the usual rate of 0.01
    between 1e-6 and 50, the bounds of Riedmiller and Braun (1993). Signs mean little on part of the rows.
    """

    grow = 1.2
    shrink = 0.5
    smallest = 1e-4
    largest = 5e3

    def __init__(self, theta: FloatArray) -> None:
        self._size = np.ones_like(theta)
        self._sign = np.zeros(theta.shape, theta.dtype)
        self._turn = np.empty_like(theta)
        self._where = np.empty(theta.shape, bool)
        self.state = {"size": self._size, "sign": self._sign}

    def step(self, theta: FloatArray, gradient: FloatArray, rate: float) -> None:
        """Move every parameter by its own step against the sign of its gradient."""
        size, sign, where = self._size, self._sign, self._where
        np.sign(gradient, out=gradient)
        np.multiply(gradient, sign, out=self._turn)
        np.greater(self._turn, 0, out=where)
        np.multiply(size, self.grow, out=size, where=where)
        np.less(self._turn, 0, out=where)
        np.multiply(size, self.shrink, out=size, where=where)
        np.clip(size, self.smallest, self.largest, out=size)
        np.copyto(gradient, 0, where=where)
        np.copyto(sign, gradient)
        gradient *= size
        gradient *= rate
        theta -= gradient


class Adam:
    """A step for each parameter of its own size (Kingma and Ba, 2015), with the paper's constants."""

    beta1 = 0.9
    beta2 = 0.999
    epsilon = 1e-8

    def __init__(self, theta: FloatArray) -> None:
        self._mean = np.zeros(theta.shape, theta.dtype)
        self._square = np.zeros(theta.shape, theta.dtype)
        self._steps = np.zeros(1)
        self._scratch = np.empty_like(theta)
        self.state = {"mean": self._mean, "square": self._square, "steps": self._steps}

    def step(self, theta: FloatArray, gradient: FloatArray, rate: float) -> None:
        """Move `theta` by the mean of the gradients over the root of the mean of their squares."""
        mean, square, scratch = self._mean, self._square, self._scratch
        self._steps += 1
        steps = float(self._steps[0])
        np.multiply(gradient, gradient, out=scratch)
        scratch *= 1 - self.beta2
        square *= self.beta2
        square += scratch
        gradient *= 1 - self.beta1
        mean *= self.beta1
        mean += gradient
        np.multiply(square, 1 / (1 - self.beta2**steps), out=scratch)
        np.sqrt(scratch, out=scratch)
        scratch += self.epsilon
        np.divide(mean, scratch, out=scratch)
        scratch *= rate / (1 - self.beta1**steps)
        theta -= scratch


class AdamW(Adam):
    """Adam, and every parameter shrinks by rate * 0.01 a step (Loshchilov and Hutter, 2019, Algorithm 2).

    Unlike an L2 penalty the shrinking is not part of the gradient, so that Adam's scaling leaves it alone.
    0.01 is what libraries take where nothing is said. As in the paper biases shrink too.
    """

    decay = 0.01

    def step(self, theta: FloatArray, gradient: FloatArray, rate: float) -> None:
        """Shrink `theta` a little, then move it as Adam does."""
        theta *= 1 - rate * self.decay
        super().step(theta, gradient, rate)
