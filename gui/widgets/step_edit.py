"""A line editor that takes any text, marks what it cannot use, and steps by small arrows."""

from typing import Final, Generic, TypeVar

from PySide6.QtCore import QEvent, QSize, Qt, Signal, Slot
from PySide6.QtGui import QIcon, QKeyEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QLineEdit, QToolButton, QWidget

from engine.base.errors import InputError
from gui.look.theme import ICONS, set_state
from gui.look.tips import plain_tip

V = TypeVar("V")

_ARROWS_WIDTH: Final = 18
_EDGE: Final = 1


class StepEdit(QLineEdit, Generic[V]):
    """A line editor for a value that never changes or refuses what is being typed.

    What is typed becomes the value on Enter or where the editor is left: 1 and 10 on the way to 100 would be
    edits of their own. With `at_once` every letter counts, for what costs nothing to change. Up, Down, Page
    Up, Page Down, the arrows and the wheel (with the focus) step at once; Escape brings the value back.

    What `understood` refuses is marked while it is typed: it stays as it is, gets a red edge, and the reason
    becomes tip and accessible description. With `optional`, empty means None.
    """

    value_edited = Signal(object)
    """The person made it another valid value, or None."""
    invalid = Signal(str)
    """The person typed what cannot be used; the sentence says why."""
    put_right = Signal()
    """What could not be used can be, or says again the value it had before."""

    def __init__(
        self, parent: QWidget | None = None, *, optional: bool = False, at_once: bool = False
    ) -> None:
        """Begin empty."""
        super().__init__(parent)
        self._optional = optional
        self._value: V | None = None
        self._problem = ""
        self._warning = ""
        self._own_tip = ""
        self._arrows = (_arrow(self, "up", "More"), _arrow(self, "down", "Less"))
        for button, slot in zip(self._arrows, (self._step_up, self._step_down), strict=True):
            button.clicked.connect(slot)
        self.setTextMargins(0, 0, _ARROWS_WIDTH - 4, 0)
        self.textEdited.connect(self.apply if at_once else self._mark)
        self.editingFinished.connect(self.apply)

    @property
    def value(self) -> V | None:
        """The value that counts; what the editor shows may be unusable, see `problem`, or still be typed."""
        return self._value

    @property
    def problem(self) -> str:
        """Why the text cannot be used, or an empty text."""
        return self._problem

    @property
    def warning(self) -> str:
        """What is doubtful about a valid value, or an empty text."""
        return self._warning

    def set_value(self, value: V | None) -> None:
        """Show `value` without a signal.

        A text that already says it stays as it was typed; so does any other if `value` is the one the
        editor had before, so that a refresh never takes away what somebody is typing.
        """
        shown, problem = self._read()
        stays = self._value == value or (not problem and shown == value)
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
        typed, problem = self._read()
        try:
            value = self.stepped(self._value if problem else typed, steps)
        except InputError:
            return
        self.setText(self.written(value))
        self.selectAll()
        self.apply()

    def understood(self, text: str) -> V:
        """Return the value that a text says; raise InputError where it says none."""
        raise NotImplementedError

    def written(self, value: V | None) -> str:
        """Return how a value is shown; empty for none."""
        raise NotImplementedError

    def stepped(self, value: V | None, steps: int) -> V:
        """Return the value so many steps further; raise InputError outside the limits."""
        raise NotImplementedError

    def changeEvent(self, event: QEvent) -> None:
        """Write a valid value anew where it is read in another way."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LocaleChange and not self._problem:
            self.setText(self.written(self._value))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and Down step by one, Page Up and Page Down by ten, Escape brings the value back."""
        steps = _STEP_KEYS.get(Qt.Key(event.key()))
        if steps is not None:
            self.step_by(steps)
        elif event.key() == Qt.Key.Key_Escape and self._read() != (self._value, "") and not self.isReadOnly():
            self.setText(self.written(self._value))
            self.selectAll()
            self._mark()
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Step where the editor has the focus; otherwise let the panel scroll."""
        if self.hasFocus() and event.angleDelta().y():
            self.step_by(1 if event.angleDelta().y() > 0 else -1)
            event.accept()
        else:
            event.ignore()

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

    @Slot()
    def apply(self) -> None:
        """Let what is typed be the value, and tell who listens, as Enter does."""
        value, problem = self._read()
        if problem or value == self._value:
            self._mark()
            return
        self._value = value
        self._say(problem="", warning=self._warning)
        self.value_edited.emit(value)

    @Slot()
    def _mark(self) -> None:
        """Mark what is typed where it cannot be used, and tell who listens."""
        before, problem = self._problem, self._read()[1]
        self._say(problem=problem, warning=self._warning)
        if problem and problem != before:
            self.invalid.emit(problem)
        elif before and not problem:
            self.put_right.emit()

    def _read(self) -> tuple[V | None, str]:
        """The value in the editor, and why it cannot be used."""
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


def _arrow(parent: QWidget, name: str, tip: str) -> QToolButton:
    button = QToolButton(parent)
    button.setIcon(QIcon(str(ICONS / f"control_{name}.svg")))
    button.setIconSize(QSize(9, 9))
    button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    button.setCursor(Qt.CursorShape.ArrowCursor)
    button.setAutoRepeat(True)
    button.setAccessibleName(tip)
    return button
