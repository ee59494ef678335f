"""A label of one line that ends in dots where it lacks room."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QStyle, QStyleOption, QWidget

from gui.look.tips import plain_tip


class ElidedLabel(QLabel):
    """A label of one line; where its text does not fit, it is cut and the whole becomes the tip.

    A detail, where there is one, stands in the tip in any case.
    """

    def __init__(
        self,
        parent: QWidget | None = None,
        text: str = "",
        cut: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
    ) -> None:
        """Show `text`, which is `cut` where it does not fit."""
        super().__init__(parent)
        self._cut = cut
        self._detail = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setText(text)

    def setText(self, text: str) -> None:  # noqa: N802
        """Show `text`, which `text()` gives back whole."""
        super().setText(text)
        self._set_tip()

    def set_detail(self, detail: str) -> None:
        """Have `detail` in the tip."""
        if detail != self._detail:
            self._detail = detail
            self._set_tip()

    def shown_text(self) -> str:
        """The text as it is drawn, with dots where it is cut."""
        width = self.contentsRect().width()
        return self.fontMetrics().elidedText(self.text(), self._cut, width)

    def minimumSizeHint(self) -> QSize:
        """Room for a few letters; the layout gives what it has."""
        return QSize(self.fontMetrics().averageCharWidth() * 4, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Have a tip only where something is cut, or there is a detail."""
        super().resizeEvent(event)
        self._set_tip()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the part that fits."""
        painter = QPainter(self)
        option = QStyleOption()
        option.initFrom(self)
        style = self.style()
        style.drawPrimitive(QStyle.PrimitiveElement.PE_Widget, option, painter, self)
        style.drawItemText(
            painter,
            self.contentsRect(),
            int(self.alignment()),
            self.palette(),
            self.isEnabled(),
            self.shown_text(),
            self.foregroundRole(),
        )
        painter.end()

    def _set_tip(self) -> None:
        cut = self.shown_text() != self.text()
        parts = (self.text() if cut else "", self._detail)
        self.setToolTip(plain_tip("\n\n".join(part for part in parts if part)))
