"""A line editor for one number that takes any text, marks what it cannot use, and says the limit."""

import math
import re
from typing import Final, Literal, overload

from PySide6.QtCore import QEvent, QLocale, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QIcon, QKeyEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QLineEdit, QToolButton, QWidget

from engine.base.errors import InputError
from engine.base.limits import Limit
from gui.look.theme import ICONS, set_state
from gui.look.tips import plain_tip

Step = Literal["add", "tenths", "multiply", "double"]

_SPACES: Final = str.maketrans("", "", " \u00a0\u202f\u2009'’_")
_SIGNS: Final = str.maketrans({"−": "-", "–": "-"})
_ARROWS_WIDTH: Final = 18
_EDGE: Final = 1


def read_number(text: str, limit: Limit, locale: QLocale) -> float:
    """Read a number as people write it; raise InputError, saying the limit, where it is none or outside.

    The locale's decimal sign and the point both work. A whole number may have its digits grouped in threes by
    the locale's sign, a comma, a space or an apostrophe. Ambiguous text is refused rather than guessed at:
    "1,5" is no number where the comma is not the decimal sign.
    """
    plain = text.strip().translate(_SIGNS)
    if limit.whole:
        plain = _without_groups(plain, locale)
    if locale.decimalPoint() not in ("", ".") and "." not in plain:
        plain = plain.replace(locale.decimalPoint(), ".")
    if "_" in plain:
        raise InputError(f"{limit.sentence}, not {text.strip()!r}")
    try:
        return limit.parse(plain)
    except InputError as error:
        hint = (
            "" if limit.whole or not re.fullmatch(r"[+-]?\d+,\d+", plain) else "; write a point, not a comma"
        )
        raise InputError(f"{error}{hint}") from None


def write_number(value: float | None) -> str:
    """The shortest text that reads back as exactly `value`, with a point: "0.01", "1e-5", "10000"."""
    if value is None:
        return ""
    if value == int(value) and abs(value) < 1e15:
        return str(int(value))
    return re.sub(r"e([+-])0*(\d)", lambda m: f"e{m[1].strip('+')}{m[2]}", repr(float(value)))


class NumberEdit(QLineEdit):
    """A line editor for one number, with small arrows, that never changes or refuses what is being typed.

    Text that is no number within `limit` stays as it is, gets a red edge, and the limit becomes tip and
    accessible description; `value` keeps the last valid number. Up, Down, Page Up, Page Down, the arrows and
    the wheel (with the focus) step; Escape brings the last valid number back. With `optional`, empty means
    None. `step`: "add" goes by ones, "tenths" by 0.1, "multiply" by 1, 2, 5, 10, 20..., "double" by twos; a
    step up from nothing or 0 goes to `first` where it is given.
    """

    value_edited = Signal(object)
    """The person made it another valid value: an int, a float, or None."""
    invalid = Signal(str)
    """The person typed what cannot be used; the sentence says why."""
    put_right = Signal()
    """What could not be used says again the value it had before, of which `value_edited` told already."""

    def __init__(
        self,
        limit: Limit,
        parent: QWidget | None = None,
        *,
        optional: bool = False,
        step: Step = "add",
        first: float | None = None,
    ) -> None:
        """Take what `limit` says, and begin empty."""
        super().__init__(parent)
        self._limit = limit
        self._optional = optional
        self._step: Step = step
        self._first = first
        self._value: float | None = None
        self._problem = ""
        self._warning = ""
        self._own_tip = ""
        self._arrows = (_arrow(self, "up", "More"), _arrow(self, "down", "Less"))
        for button, slot in zip(self._arrows, (self._step_up, self._step_down), strict=True):
            button.clicked.connect(slot)
        self.setTextMargins(0, 0, _ARROWS_WIDTH - 4, 0)
        self.textEdited.connect(self._judge)
        self.editingFinished.connect(self._judge)

    @property
    def value(self) -> float | None:
        """The last valid value; what the editor shows may be unusable, see `problem`."""
        return self._value

    @property
    def problem(self) -> str:
        """Why the text cannot be used, or an empty text."""
        return self._problem

    @property
    def warning(self) -> str:
        """What is doubtful about a valid value, or an empty text."""
        return self._warning

    def set_value(self, value: float | None) -> None:
        """Show `value` without a signal.

        A text that already says it stays as it was typed; so does a wrong text if `value` is the one the
        editor had before, so that a refresh never takes away what somebody is typing.
        """
        shown, problem = self._read()
        stays = self._value == value if problem else shown == value
        self._value = value
        if not stays or (problem and not self.text()):
            self.setText(self.written(value))
            problem = self._read()[1]
        self._say(problem=problem, warning=self._warning)

    def set_warning(self, sentence: str) -> None:
        """Mark a value as doubtful, in amber, without refusing it; an empty sentence takes the mark away."""
        self._say(problem=self._problem, warning=sentence)

    def step_by(self, steps: int) -> None:
        """Change the value as `steps` clicks on an arrow do; outside the limits nothing happens."""
        if self.isReadOnly():
            return
        value = self._value
        for _ in range(abs(steps)):
            if steps > 0 and not value and self._first is not None:
                value = self._first
            else:
                value = _stepped(value, self._step, self._limit, 1 if steps > 0 else -1)
        try:
            value = self._limit.check(0.0 if value is None else value)
        except InputError:
            return
        self.setText(self.written(value))
        self.selectAll()
        self._judge()

    def understood(self, text: str) -> float:
        """Return the value that a text says; raise InputError where it says none."""
        return read_number(text, self._limit, self.locale())

    def written(self, value: float | None) -> str:
        """Return how a value is shown; empty for none."""
        return write_number(value)

    def changeEvent(self, event: QEvent) -> None:
        """Write a valid value anew where numbers are now read in another way."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LocaleChange and not self._problem:
            self.setText(self.written(self._value))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and Down step by one, Page Up and Page Down by ten, Escape brings the last valid value back."""
        steps = _STEP_KEYS.get(Qt.Key(event.key()))
        if steps is not None:
            self.step_by(steps)
        elif event.key() == Qt.Key.Key_Escape and self._problem and not self.isReadOnly():
            self.setText(self.written(self._value))
            self.selectAll()
            self._judge()
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Step where the editor has the focus; otherwise let the panel scroll."""
        if self.hasFocus() and event.angleDelta().y():
            self.step_by(1 if event.angleDelta().y() > 0 else -1)
            event.accept()
        else:
            event.ignore()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Judge text that came in by another way than typing."""
        self._judge()
        super().focusOutEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the arrows at the right edge."""
        super().resizeEvent(event)
        half = (self.height() - 2 * _EDGE) // 2
        left = self.width() - _ARROWS_WIDTH - _EDGE
        for index, button in enumerate(self._arrows):
            button.setGeometry(left, _EDGE + index * half, _ARROWS_WIDTH, half)

    def _step_up(self) -> None:
        self.step_by(1)

    def _step_down(self) -> None:
        self.step_by(-1)

    @overload
    def _judge(self) -> None: ...
    @overload
    def _judge(self, _text: str) -> None: ...
    def _judge(self, _text: str = "") -> None:
        """Compare the text with the value, mark it, and tell who listens."""
        value, problem = self._read()
        new_problem = problem != self._problem
        changed = not problem and value != self._value
        if changed:
            self._value = value
        self._say(problem=problem, warning=self._warning)
        if changed:
            self.value_edited.emit(value)
        elif problem and new_problem:
            self.invalid.emit(problem)
        elif new_problem:
            self.put_right.emit()

    def _read(self) -> tuple[float | None, str]:
        """The number in the editor, and why it cannot be used."""
        if self._optional and not self.text().strip():
            return None, ""
        try:
            return self.understood(self.text()), ""
        except InputError as error:
            return None, str(error)

    def _say(self, *, problem: str, warning: str) -> None:
        """Show problem or warning by colour, by tip, and to screen readers."""
        before = self._problem or self._warning
        if not before:
            self._own_tip = self.toolTip()
        self._problem, self._warning = problem, warning
        now = problem or warning
        if now != before:
            self.setToolTip(plain_tip(now) or self._own_tip)
            self.setAccessibleDescription(now)
        set_state(self, "invalid", bool(problem))
        set_state(self, "warning", bool(warning) and not problem)


_STEP_KEYS: Final = {
    Qt.Key.Key_Up: 1,
    Qt.Key.Key_Down: -1,
    Qt.Key.Key_PageUp: 10,
    Qt.Key.Key_PageDown: -10,
}


def _without_groups(text: str, locale: QLocale) -> str:
    """`text` without the signs between groups of three digits, if it is grouped all through."""
    packed = text.translate(_SPACES)
    for sign in {locale.groupSeparator(), ","} - {""}:
        if re.fullmatch(rf"[+-]?\d{{1,3}}({re.escape(sign)}\d{{3}})+", packed):
            return packed.replace(sign, "")
    grouped = re.fullmatch(r"[+-]?\d{1,3}([ \u00a0\u202f\u2009'’_]\d{3})+", text)
    return packed if grouped else text


def _stepped(value: float | None, step: Step, limit: Limit, direction: int) -> float:
    """The value one step further; without a value, the smallest sensible one."""
    if value is None:
        return limit.low if limit.low > 0 else max(limit.low, 0.0) + (1.0 if limit.above_low else 0.0)
    if step == "add":
        return value + direction
    if step == "tenths":
        return round(value + 0.1 * direction, 9)
    if value <= 0:
        return 1.0 if direction > 0 else value
    return value * 2.0**direction if step == "double" else _next_in_125(value, direction)


def _next_in_125(value: float, direction: int) -> float:
    """The nearest 1, 2 or 5 times a power of ten beyond `value`."""
    exponent = math.floor(math.log10(value))
    rungs = [float(f"{digit}e{power}") for power in range(exponent - 1, exponent + 2) for digit in (1, 2, 5)]
    if direction > 0:
        return min(rung for rung in rungs if rung > value * (1 + 1e-9))
    return max(rung for rung in rungs if rung < value * (1 - 1e-9))


def _arrow(parent: QWidget, name: str, tip: str) -> QToolButton:
    button = QToolButton(parent)
    button.setIcon(QIcon(str(ICONS / f"control_{name}.svg")))
    button.setIconSize(QSize(9, 9))
    button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    button.setCursor(Qt.CursorShape.ArrowCursor)
    button.setAutoRepeat(True)
    button.setAccessibleName(tip)
    return button
