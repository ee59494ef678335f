"""Everything can be done by keyboard alone, on a real screen."""

import time
from pathlib import Path

import pytest

from tests.x11.screen import Screen
from tests.x11.window import Window

LISTEN = (
    "setattr(program, 'heard', []) or len([action.triggered.connect("
    "lambda *_, name=name: program.heard.append(name)) for name, action in program.actions.items()])"
)
KEYS = (
    "{name: action.shortcut().toString() for name, action in program.actions.items() if action.isEnabled()}"
)
PATHS = (
    "(lambda walk: walk(walk, program.window.menuBar().actions(), []))(lambda walk, actions, path: "
    "{name: texts for one in actions for name, texts in ("
    "walk(walk, one.menu().actions(), [*path, one.text()]) if one.menu() "
    "else {one.objectName(): [*path, one.text()]}).items()})"
)
"""The texts of the menus and the entry that lead to each action."""

DIALOGS = (
    "[widget.windowTitle() for widget in QApplication.topLevelWidgets()"
    " if widget.isVisible() and widget is not program.window and widget.isWindow() and widget.windowTitle()]"
)


@pytest.fixture
def window(screen: Screen, tmp_path: Path) -> Window:
    for name in ("CONFIG", "STATE", "DATA", "CACHE"):
        screen.env[f"XDG_{name}_HOME"] = str(tmp_path / name.lower())
    table = tmp_path / "rows.csv"
    table.write_text("u,v,y\n" + "".join(f"{i},{i % 7},{i + i % 7}\n" for i in range(60)))
    window = Window(screen, str(table), title="^rows.csv – Layerbench$")
    window.ask(LISTEN)
    return window


def x_name(keys: str) -> str:
    """A shortcut as Qt writes it, as xdotool wants it."""
    *modifiers, key = keys.split("+")
    return "+".join([*(one.lower() for one in modifiers), key.lower() if len(key) == 1 else key])


def mnemonic(text: str) -> str:
    return text.partition("&")[2][:1].lower()


def close_dialogs(screen: Screen, window: Window) -> None:
    """Leave whatever has opened by Escape."""
    in_the_way = "QApplication.activePopupWidget() is not None or QWhatsThis.inWhatsThisMode()"
    if window.ask(in_the_way):
        screen.key("Escape")
    for _ in range(5):
        titles = window.ask(DIALOGS)
        if not titles:
            break
        screen.focus(screen.find_window(f"^{titles[-1]}$"))
        screen.key("Escape")
        time.sleep(0.2)
    screen.focus(window.id)


def press(screen: Screen, window: Window, name: str, keys: str) -> None:
    """Trigger an action by its shortcut, or else by the letters of its menu and entry."""
    if keys:
        screen.key(x_name(keys))
    else:
        paths = window.ask(PATHS)
        if name not in paths:  # some menus are filled when they are opened
            screen.key("alt+f", "o", "Escape", "Escape", "Escape")
            paths = window.ask(PATHS)
        menu, *entries = map(mnemonic, paths[name])
        screen.key(f"alt+{menu}", *entries)
    # Where it opens a dialog that waits for an answer, it is heard of only after that.
    window.wait_until(f"{name!r} in program.heard or bool({DIALOGS})", 10)


def test_every_action_has_a_key_or_the_letters_of_a_menu(screen: Screen, window: Window) -> None:
    window.ask("program.edits.choose_recipe('levenberg_marquardt')")  # which is done at once
    screen.key("F5")
    window.wait_until("program.session.state == 'idle' and program.session.latest is not None")
    screen.key("ctrl+r")  # something to undo
    # Of the first three the other test tells, and the last is there after a crash only.
    done = {"quit", "pause", "stop", "recover"}
    press(screen, window, "read_again", "")  # while a table is open
    close_dialogs(screen, window)
    done.add("read_again")
    for _ in range(40):
        waiting = {name: keys for name, keys in window.ask(KEYS).items() if name not in done}
        if not waiting:
            break
        name, keys = next(iter(waiting.items()))
        press(screen, window, name, keys)
        close_dialogs(screen, window)
        window.wait_until(f"{name!r} in program.heard", 10)
        done.add(name)
        if window.ask("program.session.state != 'idle'"):
            screen.key("shift+F5")
            window.wait_until("program.session.state == 'idle'")
    assert window.ask("sorted(program.actions)") == sorted(done)


def test_a_run_is_held_and_ended_by_key(screen: Screen, window: Window) -> None:
    screen.key("ctrl+3", "Home")
    window.ask(
        "program.document.apply(program.document.project.filled('article', program.document.prepared), '')"
    )
    screen.key("F5")
    window.wait_until("program.session.latest is not None and program.session.latest.epoch > 10")
    press(screen, window, "pause", "F6")
    window.wait_until("program.session.state == 'paused'")
    press(screen, window, "stop", "Shift+F5")
    window.wait_until("program.session.state == 'idle'")
    screen.key("ctrl+q")
    screen.focus(screen.find_window("^Close Layerbench$"))
    screen.key("alt+c")
    assert window.ended() == (0, "")
