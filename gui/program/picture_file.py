"""Pictures as files: pixels at any size, or lines that scale."""

from collections.abc import Callable

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRect, QSize
from PySide6.QtGui import QImage, QImageWriter, QPainter
from PySide6.QtSvg import QSvgGenerator

Draw = Callable[[QPainter], object]
"""Draws a picture in the pixels of the window."""


def image(draw: Draw, size: QSize, scale: float) -> QImage:
    """Return what `draw` draws at that `size` of the window, at so many times its pixels."""
    made = QImage((size * scale).expandedTo(QSize(1, 1)), QImage.Format.Format_RGB32)
    made.setDevicePixelRatio(scale)
    painter = QPainter(made)
    draw(painter)
    painter.end()
    return made


def png(picture: QImage, dots_per_inch: int | None = None) -> QByteArray:
    """Return a picture as PNG, made for so many dots per inch where that is said."""
    if dots_per_inch:
        picture.setDotsPerMeterX(round(dots_per_inch / 0.0254))
        picture.setDotsPerMeterY(round(dots_per_inch / 0.0254))
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"PNG")).write(picture)
    return buffer.data()


def svg(draw: Draw, size: QSize, title: str, dots_per_inch: int) -> QByteArray:
    """Return what `draw` draws as SVG; at the dots per inch of the screen, fonts come out as on it."""
    buffer = QBuffer()
    generator = QSvgGenerator(QSvgGenerator.SvgVersion.Svg11)
    generator.setOutputDevice(buffer)
    generator.setSize(size)
    generator.setViewBox(QRect(0, 0, size.width(), size.height()))
    generator.setTitle(title)
    generator.setResolution(dots_per_inch)
    painter = QPainter(generator)
    draw(painter)
    painter.end()
    return buffer.data()
