"""What a monkey does with the program: clicks, keys, words, drags, tables opened, all drawn from one seed."""

import random
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

import shiboken6
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QApplication,
    QComboBox,
    QHeaderView,
    QLineEdit,
    QMenu,
    QMenuBar,
    QPlainTextEdit,
    QTabBar,
    QWidget,
)

from engine.sources.examples import examples
from engine.sources.problems import PROBLEMS

if TYPE_CHECKING:
    from gui.application import Application

EVENT_MILLISECONDS: Final = 4
LONGEST_REST: Final = 2000
_CONTROLS: Final = (
    QAbstractButton,
    QLineEdit,
    QComboBox,
    QAbstractItemView,
    QAbstractSlider,
    QHeaderView,
    QTabBar,
    QMenuBar,
)
_BUTTONS: Final = (
    (Qt.MouseButton.LeftButton,) * 8 + (Qt.MouseButton.RightButton,) * 3 + (Qt.MouseButton.MiddleButton,)
)
_NO_KEY: Final = Qt.KeyboardModifier.NoModifier
_HELD: Final = (_NO_KEY,) * 8 + (
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
)
_KEY_NAMES: Final = (
    "Tab Backtab Return Enter Escape Space Delete Backspace Insert Up Down Left Right Home End PageUp "
    "PageDown F1 F2 F4 F5 F6 F7 F10 A C L N R V X Y Z Menu Plus Minus"
)
_KEYS: Final = tuple(Qt.Key(getattr(Qt.Key, f"Key_{name}")) for name in _KEY_NAMES.split())
_WORDS: Final = (
    "0", "1", "-1", "3", "17", "0.001", "1e-9", "1e308", "-0", "nan", "inf", "1,5", "1.000,5", "4096",
    "4097", "999999999999999999999", "0.1, 0.5, 0.9", "0.9 0.1", ",,,", " ", "", "a", "<b>bold</b>",
    "&amp;&", "%s %n {}", "ß ä 漢字 😀", "\u202e\u200b", "x" * 3000, "9" * 400, "'", '"', "\\", "=1+1",
    "../..", "(" * 200, "٣٫٥", "−5",
)  # fmt: skip
_PASTED: Final = (
    "a\tb\n1\t2\n3\t4\n5\t6\n",
    "x;y\n1,5;2\n2,5;3\n3,5;5\n",
    "",
    "only words\n",
    "\x00\x01",
    "d\tv\n03/04/2024\t1\n05/06/2024\t2\n07/08/2024\t4\n",
    "c,y\n" + "".join(f"{number % 3},{number}\n" for number in range(300)),
    "\n".join("\t".join(str(row * column % 7) for column in range(60)) for row in range(80)),
)


class Monkey:
    """Does one thing after another with `program`, drawn from the seed; `tables` are files it may open."""

    def __init__(
        self, program: "Application", seed: int, tables: list[Path], tell: Callable[[str], object]
    ) -> None:
        """Begin with nothing done; `tell` hears of everything before it is done."""
        self._program, self._tables, self._tell = program, tables, tell
        self._chance = random.Random(seed)
        acts: dict[Callable[[], int | None], int] = {
            self._click: 40,
            self._press_key: 16,
            self._type: 12,
            self._drag: 7,
            self._turn_wheel: 3,
            self._trigger: 8,
            self._open_file: 2,
            self._open_lesson: 2,
            self._paste: 1,
            self._undo: 4,
            self._resize: 2,
            self._leave: 3,
            self._rest: 2,
        }
        self._acts, self._weights = list(acts), list(acts.values())

    def act(self) -> int:
        """Do the next thing, and return after how many milliseconds to do another."""
        return self._chance.choices(self._acts, self._weights)[0]() or EVENT_MILLISECONDS

    def escape(self) -> None:
        """Leave a menu, a dialog or a drag that is waited for."""
        self._press(Qt.Key.Key_Escape)

    def _press(self, key: Qt.Key, held: Qt.KeyboardModifier = _NO_KEY) -> None:
        for event in (QTest.keyPress, QTest.keyRelease):
            # Not Qt's window, which QTest goes on with when Shift or Alt has closed it.
            top = self._top()
            event(top.focusWidget() or top, key, held)

    # Where.

    def _top(self) -> QWidget:
        """Return the window that a person could reach now."""
        shown = [widget for widget in QApplication.topLevelWidgets() if widget.isVisible()]
        blocking = QApplication.activePopupWidget() or QApplication.activeModalWidget()
        return blocking or self._chance.choice([*shown, self._program.window])

    def _place(self) -> tuple[QWidget, QPoint, str]:
        """Return a window, a point in it, more often than not on a control, and what is there."""
        top = self._top()
        widget = top
        if self._chance.random() < 0.75:
            controls = [child for child in top.findChildren(QWidget) if child.isVisible()]
            widget = self._chance.choice(
                [child for child in controls if isinstance(child, _CONTROLS)] or [top]
            )
        across, down = (self._chance.randrange(max(length, 1)) for length in widget.size().toTuple())
        place = _inside(top, widget.mapTo(top, QPoint(across, down)))
        return top, place, f"{type(widget).__name__} {_name(widget)!r} in {type(top).__name__}"

    # What.

    def _click(self) -> None:
        top, place, what = self._place()
        button, held = self._chance.choice(_BUTTONS), self._chance.choice(_HELD)
        twice = self._chance.random() < 0.15
        self._tell(f"{'double ' if twice else ''}click {button.name} {held.name} {what}")
        for event in (QTest.mouseDClick,) if twice else (QTest.mousePress, QTest.mouseRelease):
            _send(event, top, button, held, place)

    def _drag(self) -> None:
        top, place, what = self._place()
        to = place + QPoint(self._chance.randint(-300, 300), self._chance.randint(-200, 200))
        to = _inside(top, to)
        self._tell(f"drag {what} by {to - place}")
        button = self._chance.choice(_BUTTONS)
        _send(QTest.mousePress, top, button, _NO_KEY, place)
        for step in range(1, 6):
            _send(QTest.mouseMove, top, place + (to - place) * (step / 5))
        _send(QTest.mouseRelease, top, button, _NO_KEY, to)

    def _turn_wheel(self) -> None:
        top, place, what = self._place()
        self._tell(f"wheel {what}")
        window, turns = top.windowHandle(), QPoint(0, self._chance.choice((-480, -120, 120, 480)))
        if shiboken6.isValid(window):
            QTest.wheelEvent(window, place, turns, QPoint(), self._chance.choice(_HELD))

    def _press_key(self) -> None:
        key, held = self._chance.choice(_KEYS), self._chance.choice(_HELD)
        self._tell(f"key {key.name} {held.name} to {_focused()}")
        self._press(key, held)

    def _type(self) -> None:
        editors = [
            editor
            for editor in self._top().findChildren(QWidget)
            if isinstance(editor, (QLineEdit, QPlainTextEdit)) and editor.isVisible() and editor.isEnabled()
        ]
        if not editors:
            self._tell("nothing to type into")
            return
        editor, word = self._chance.choice(editors), self._chance.choice(_WORDS)
        self._tell(f"type {word[:20]!r} into {editor.objectName()!r}")
        editor.setFocus()
        editor.selectAll()
        QTest.keyClick(editor, Qt.Key.Key_Delete)
        if len(word) <= 200 and word.isascii():
            QTest.keyClicks(editor, word)
        elif isinstance(editor, QLineEdit):
            editor.insert(word)
        QTest.keyClick(editor, self._chance.choice((Qt.Key.Key_Return, Qt.Key.Key_Tab, Qt.Key.Key_Escape)))

    def _trigger(self) -> None:
        window = self._program.window
        menus = window.menuBar().findChildren(QMenu)
        actions = [action for menu in (window, *menus) for action in menu.actions() if action.isEnabled()]
        action = self._chance.choice(actions)
        self._tell(f"action {action.objectName() or action.text()}")
        if _is_free():
            action.trigger()

    def _open_file(self) -> None:
        path = self._chance.choice(self._tables)
        self._tell(f"open {path.parent.name}/{path.name}")
        if _is_free():
            self._program.opening.open_table(str(path))

    def _open_lesson(self) -> None:
        problems, tables = list(PROBLEMS), list(examples())
        name = self._chance.choice(problems + tables)
        self._tell(f"open {name}")
        if _is_free():
            opening = self._program.opening
            (opening.open_problem if name in PROBLEMS else opening.open_example)(name)

    def _paste(self) -> None:
        text = self._chance.choice(_PASTED)
        self._tell(f"paste {text[:20]!r}")
        QGuiApplication.clipboard().setText(text)
        if _is_free():
            self._program.actions["paste_table"].trigger()

    def _undo(self) -> None:
        stack, times = self._program.document.undo_stack, self._chance.randint(1, 12)
        back = self._chance.random() < 0.7
        self._tell(f"{'undo' if back else 'redo'} {times} times")
        if _is_free():
            for _ in range(times):
                (stack.undo if back else stack.redo)()

    def _resize(self) -> None:
        width, height = self._chance.randint(600, 2600), self._chance.randint(400, 1600)
        self._tell(f"resize to {width}x{height}")
        self._program.window.resize(width, height)

    def _rest(self) -> int:
        """Let what goes on come to its end, perhaps."""
        milliseconds = self._chance.randint(100, LONGEST_REST)
        self._tell(f"rest for {milliseconds} ms")
        return milliseconds

    def _leave(self) -> None:
        self._tell("escape")
        self.escape()


def _is_free() -> bool:
    """Whether a person could use the menus of the main window."""
    return not (QApplication.activeModalWidget() or QApplication.activePopupWidget())


def _focused() -> str:
    widget = QApplication.focusWidget()
    return f"{type(widget).__name__} {widget.objectName()!r}" if widget else "nothing"


def _send(event: Callable[..., None], top: QWidget, *arguments: object) -> None:
    """Send an event as a person's come, to Qt's own window, or to the widget where that has none."""
    if not shiboken6.isValid(top):
        return
    window = top.windowHandle()
    target = window if window is not None and shiboken6.isValid(window) else top
    try:
        event(target, *arguments)
    except RuntimeError:  # PySide's word for a window that the event has closed
        if shiboken6.isValid(target):
            raise


def _inside(top: QWidget, place: QPoint) -> QPoint:
    return QPoint(
        min(max(place.x(), 0), max(top.width() - 1, 0)), min(max(place.y(), 0), max(top.height() - 1, 0))
    )


def _name(widget: QWidget) -> str:
    text = getattr(widget, "text", None)
    return widget.objectName() or (str(text())[:20] if callable(text) else "")
