"""Asks how a plot is to be saved: as pixels or lines, how large, and in which colours."""

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QComboBox, QDialog, QDialogButtonBox, QFormLayout, QLabel, QWidget

from engine.base.limits import Limit
from gui.widgets.number_edit import NumberEdit

_WIDTH: Final = Limit("the width in centimetres", 1, 200)
_DOTS: Final = Limit("the dots per inch", 30, 1200, whole=True)
_CM_PER_INCH: Final = 2.54
_MOST_PIXELS: Final = 20_000
"""On either side: a picture of more takes more memory than it is worth."""


@dataclass(frozen=True, slots=True)
class PictureChoice:
    """How a picture is to be saved; the height follows from the width as on the screen."""

    is_svg: bool
    width_cm: float
    dots_per_inch: int
    light: bool

    @property
    def pixels(self) -> int:
        """How many pixels it is wide."""
        return max(1, round(self.width_cm / _CM_PER_INCH * self.dots_per_inch))


class SaveDialog(QDialog):
    """Asks for a PictureChoice, and says how many pixels that is."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget, title: str, size: QSize) -> None:
        """Ask about the picture called `title`, which has this `size` on the screen."""
        super().__init__(parent)
        self._size = size
        self.setObjectName("save_picture")
        self.setWindowTitle(f"Save {title}")
        self._kind = QComboBox()
        self._kind.setObjectName("picture_kind")
        self._kind.addItem("PNG, pixels", "png")
        self._kind.addItem("SVG, lines that scale", "svg")
        self._width = NumberEdit(_WIDTH)
        self._width.setObjectName("picture_width")
        self._width.set_value(16.0)
        self._dots = NumberEdit(_DOTS)
        self._dots.setObjectName("picture_dots")
        self._dots.set_value(300)
        self._light = QCheckBox("Light, as for paper")
        self._light.setObjectName("picture_light")
        self._light.setChecked(True)
        self._pixels = QLabel()
        self._pixels.setObjectName("picture_pixels")
        self._pixels.setProperty("role", "muted")
        self._buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel
        )
        self._lay_out()
        self._kind.currentIndexChanged.connect(self._show)
        for editor in (self._width, self._dots):
            for changed in (editor.value_edited, editor.invalid, editor.put_right):
                changed.connect(self._show)
        self._buttons.accepted.connect(self._choose)
        self._buttons.rejected.connect(self.reject)
        self._show()

    def _lay_out(self) -> None:
        form = QFormLayout(self)
        form.addRow("&File", self._kind)
        form.addRow("&Width in cm", self._width)
        form.addRow("&Dots per inch", self._dots)
        form.addRow("", self._pixels)
        form.addRow("Colours", self._light)
        form.addRow(self._buttons)

    @property
    def _choice(self) -> PictureChoice:
        return PictureChoice(
            self._kind.currentData() == "svg",
            float(self._width.value or _WIDTH.low),
            int(self._dots.value or _DOTS.low),
            self._light.isChecked(),
        )

    @Slot()
    def _show(self) -> None:
        """Show what is asked for in pixels, or why that cannot be."""
        choice = self._choice
        high = round(choice.pixels * self._size.height() / max(self._size.width(), 1))
        problem = self._width.problem or self._dots.problem
        if not problem and max(choice.pixels, high) > _MOST_PIXELS and not choice.is_svg:
            problem = f"at most {_MOST_PIXELS:,} pixels on a side: choose fewer dots per inch"
        self._pixels.setText(problem or f"{choice.pixels:,} × {high:,} pixels")
        for editor in (self._width, self._dots):
            editor.setEnabled(not choice.is_svg)
        self._pixels.setVisible(not choice.is_svg)
        save = self._buttons.button(QDialogButtonBox.StandardButton.Save)
        save.setEnabled(choice.is_svg or not problem)

    @Slot()
    def _choose(self) -> None:
        self.accept()
        self.chosen.emit(self._choice)
