"""A line editor for several quantiles that takes any text, marks what it cannot use, and says why."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QLineEdit, QWidget

from engine.base.errors import InputError
from engine.data.quantiles import parse_quantiles, quantiles_text
from gui.look.theme import set_state


class QuantilesEdit(QLineEdit):
    """A line editor for quantiles, "0.1, 0.5, 0.9", that never changes or refuses what is being typed.

    What is typed becomes the value on Enter or where the editor is left. Text that cannot be used is marked
    while it is typed: it stays as it is, gets a red edge, and the reason becomes the accessible description.
    """

    value_edited = Signal(object)
    """The person made it other valid quantiles, a tuple."""
    invalid = Signal(str)
    """The person typed what cannot be used; the sentence says why."""
    put_right = Signal()
    """What could not be used can be, or says again the quantiles it had before."""

    warning = ""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._value: tuple[float, ...] = ()
        self._problem = ""
        self.textEdited.connect(self._mark)
        self.editingFinished.connect(self._apply)

    @property
    def value(self) -> tuple[float, ...]:
        """The quantiles that count; what is shown may be unusable, see `problem`, or still be typed."""
        return self._value

    @property
    def problem(self) -> str:
        """Why the text cannot be used, or an empty text."""
        return self._problem

    def set_value(self, value: tuple[float, ...]) -> None:
        """Show `value` without a signal, unless it is there already, however it is written."""
        if value != self._value:
            self._value = value
            if self._read()[0] != value:
                self.setText(quantiles_text(value))
            self._say("")

    @Slot()
    def _apply(self) -> None:
        """Let what is typed be the value, and tell who listens."""
        value, problem = self._read()
        if problem or value == self._value:
            self._mark()
            return
        self._value = value
        self._say("")
        self.value_edited.emit(value)

    @Slot()
    def _mark(self) -> None:
        """Mark what is typed where it cannot be used, and tell who listens."""
        before, problem = self._problem, self._read()[1]
        self._say(problem)
        if problem and problem != before:
            self.invalid.emit(problem)
        elif before and not problem:
            self.put_right.emit()

    def _read(self) -> tuple[tuple[float, ...], str]:
        """The quantiles in the editor, and why they cannot be used."""
        try:
            return parse_quantiles(self.text()), ""
        except InputError as error:
            return (), str(error)

    def _say(self, problem: str) -> None:
        self._problem = problem
        self.setAccessibleDescription(problem)
        set_state(self, "invalid", bool(problem))
