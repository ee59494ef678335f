"""What the tests of every plot share: curves, pixels, and a widget that is laid out as if on a screen."""

from collections.abc import Callable, Iterator

import numpy as np
import pytest
from numpy.typing import ArrayLike, NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QWidget

from engine.training.run.history import Curve


@pytest.fixture
def place(qapp: QApplication) -> Iterator[Callable[..., None]]:
    """Lay a plot's widget out at a size, and let everything that waits happen."""
    shown: list[QWidget] = []

    def lay_out(widget: QWidget, width: int = 700, height: int = 400) -> None:
        widget.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
        widget.resize(width, height)
        widget.show()
        qapp.processEvents()
        qapp.processEvents()
        shown.append(widget)

    yield lay_out
    for widget in shown:
        widget.hide()
    qapp.processEvents()


@pytest.fixture
def curve() -> Callable[..., Curve]:
    """Make a curve of losses, one epoch a point unless told otherwise."""

    def make(
        last: ArrayLike,
        low: ArrayLike | None = None,
        high: ArrayLike | None = None,
        epoch: ArrayLike | None = None,
    ) -> Curve:
        values = np.asarray(last, dtype=float)
        return Curve(
            epoch=np.arange(values.size, dtype=float) if epoch is None else np.asarray(epoch, dtype=float),
            low=values if low is None else np.asarray(low, dtype=float),
            high=values if high is None else np.asarray(high, dtype=float),
            last=values,
        )

    return make


@pytest.fixture
def pixels() -> Callable[[QImage], NDArray[np.int_]]:
    """Turn a picture into an array (height, width, 3) of red, green and blue."""

    def read(image: QImage) -> NDArray[np.int_]:
        image = image.convertToFormat(QImage.Format.Format_RGB32)
        data = np.frombuffer(image.constBits(), np.uint8).reshape(
            image.height(), image.bytesPerLine() // 4, 4
        )
        return data[:, : image.width(), 2::-1].astype(int)

    return read
