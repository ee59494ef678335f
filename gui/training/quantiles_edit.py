"""A line editor for several quantiles that takes any text, marks what it cannot use, and says why."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from engine.base.errors import InputError
from engine.data.quantiles import parse_quantiles, quantiles_text
from gui.look.theme import set_state


class QuantilesEdit(QLineEdit):
    """A line editor for quantiles, "0.1, 0.5, 0.9", that never changes or refuses what is being typed.

    Text that cannot be used stays as it is, gets a red edge, and the reason becomes the accessible
    description; `value` keeps the last valid quantiles.
    """

    value_edited = Signal(object)
    """The person made it other valid quantiles, a tuple."""
    invalid = Signal(str)
    """The person typed what cannot be used; the sentence says why."""
    put_right = Signal()
    """What could not be used says again the quantiles it had before, of which `value_edited` told already."""

    warning = ""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._value: tuple[float, ...] = ()
        self._problem = ""
        self.textEdited.connect(self._judge)
        self.editingFinished.connect(self._judge)

    @property
    def value(self) -> tuple[float, ...]:
        """The last valid quantiles; what the editor shows may be unusable, see `problem`."""
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

    def _judge(self) -> None:
        """Compare the text with the value, mark it, and tell who listens."""
        value, problem = self._read()
        new_problem, changed = problem != self._problem, not problem and value != self._value
        if changed:
            self._value = value
        self._say(problem)
        if changed:
            self.value_edited.emit(value)
        elif problem and new_problem:
            self.invalid.emit(problem)
        elif new_problem:
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
