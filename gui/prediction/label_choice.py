"""A list to choose one of a column's labels from."""

import math
from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QWidget

MISSING_TEXT: Final = "(missing)"
FEWEST_TO_TYPE: Final = 20
"""Among so many labels a person would rather type than scroll."""


class LabelChoice(QComboBox):
    """A combo box of labels; `value` is the chosen one's number from 0, NaN for none if that is offered."""

    value_edited = Signal(object)
    """The person chose another."""

    def __init__(
        self, labels: Sequence[str], parent: QWidget | None = None, *, optional: bool = False
    ) -> None:
        """Offer the `labels`, and with `optional` that there is none."""
        super().__init__(parent)
        self.addItems(list(labels))
        if optional:
            self.addItem(MISSING_TEXT)
        self._count = len(labels)
        self.setMinimumContentsLength(4)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMaxVisibleItems(FEWEST_TO_TYPE)
        self.activated.connect(lambda _index: self.value_edited.emit(self.value))

    @property
    def value(self) -> float:
        """The number of the chosen label."""
        return float(self.currentIndex()) if self.currentIndex() < self._count else math.nan

    def set_value(self, value: float | None) -> None:
        """Choose a label by its number, or nothing where that is offered."""
        missing = value is None or not math.isfinite(value)
        self.setCurrentIndex(self._count if missing else int(value or 0))

    def text(self) -> str:
        """Return the chosen label as it is shown."""
        return self.currentText()
