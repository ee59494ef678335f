"""Everything a person can do, in one table: id, text, shortcut, icon and tip."""

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence, QUndoGroup, QUndoStack

from gui.look.theme import Theme, icon


@dataclass(frozen=True, slots=True)
class ActionRow:
    """One thing to do. `text` is the menu's, `short` the toolbar's; `shortcuts` are as Qt writes them."""

    name: str
    text: str
    tip: str
    shortcuts: tuple[str, ...] = ()
    icon: str = ""
    short: str = ""
    checkable: bool = False


PANELS: Final = ("Data", "Network", "Training", "Predict", "Checks", "Runs")
"""The titles of the panels, in the order of their keys."""

VIEWS: Final = (
    ("Pl&ots", "Go to the plots of the run."),
    ("Net&work picture", "Go to the picture of the network."),
    ("Ta&ble", "Go to the rows of the table."),
)
"""What the middle shows, in the order of its tabs: text and tip."""

ACTIONS: Final = (
    ActionRow("new_project", "&New project", "Begin again with the article's problem.", ("Ctrl+N",)),
    ActionRow(
        "open_project",
        "Open pro&ject…",
        "Open a project that was saved, with its table and its trained networks.",
        ("Ctrl+Shift+O",),
    ),
    ActionRow(
        "save_project",
        "&Save project",
        "Save settings, table and trained networks in one file.",
        ("Ctrl+S",),
        "save",
        "Save",
    ),
    ActionRow(
        "save_project_as",
        "Save project &as…",
        "Save the project under another name.",
        ("Ctrl+Shift+S",),
    ),
    ActionRow(
        "recover",
        "Reco&ver…",
        "Bring back what was kept when the program did not end in order, for up to 30 days.",
    ),
    ActionRow(
        "export_model",
        "&Export",
        "Write the trained network for other programs, as code, a web page or equations.",
        ("Ctrl+E",),
        "export",
        "Export",
    ),
    ActionRow(
        "open_table",
        "&Open table…",
        "Open a table of your own: a text file, a spreadsheet or a Parquet file. You can also drop it on the "
        "window.",
        ("Ctrl+O",),
        "open",
        "Open",
    ),
    ActionRow(
        "paste_table",
        "&Paste table",
        "Open what you copied in a spreadsheet as a table.",
        ("Ctrl+Shift+V",),
    ),
    ActionRow(
        "draw_table",
        "New table by &drawing…",
        "Make a table of your own by clicking points into a plane.",
        (),
        "draw",
    ),
    ActionRow(
        "read_again",
        "&How the file is read…",
        "Choose separator, decimal sign, header, encoding or sheet of the table that is open.",
    ),
    ActionRow("quit", "&Quit", "Close the program.", ("Ctrl+Q",)),
    ActionRow("undo", "&Undo", "Take the last change back.", ("Ctrl+Z",), "undo"),
    ActionRow("redo", "&Redo", "Make the change again.", ("Ctrl+Shift+Z", "Ctrl+Y"), "redo"),
    ActionRow(
        "train",
        "&Train",
        "Train the network; where it is trained already, add as many epochs.",
        ("F5", "Ctrl+Return"),
        "train",
        "Train",
    ),
    ActionRow("pause", "&Pause", "Hold training; Train goes on.", ("F6",), "pause", "Pause"),
    ActionRow("step", "&Step", "Do one epoch and hold.", ("F7",), "step", "Step"),
    ActionRow("stop", "St&op", "End training and keep the network as it is.", ("Shift+F5",), "stop", "Stop"),
    ActionRow(
        "start_over",
        "Start o&ver",
        "Go back to the first weights and begin again; Undo brings the trained network back.",
        ("Ctrl+Shift+R",),
        "start_over",
        "Start over",
    ),
    ActionRow(
        "new_weights",
        "New &weights",
        "Start from other random weights: where a run got stuck, another may not.",
        ("Ctrl+R",),
        "new_weights",
        "Weights",
    ),
    ActionRow(
        "cross_validate",
        "&Cross-validate…",
        "Train once for each of several folds of the rows, and see how well and how surely unseen rows are "
        "answered.",
    ),
    ActionRow(
        "presentation",
        "&Presentation",
        "Larger type and fewer controls, for a projector; again to go back.",
        ("F11",),
        checkable=True,
    ),
    ActionRow("reset_layout", "&Reset layout", "Put every panel back where it belongs."),
    *(
        ActionRow(f"go_{title.lower()}", f"&{title}", f"Go to the panel {title}.", (f"Ctrl+{number}",))
        for number, title in enumerate(PANELS, 1)
    ),
    *(
        ActionRow(f"go_view_{number}", text, tip, (f"Alt+{number}",))
        for number, (text, tip) in enumerate(VIEWS, 1)
    ),
    ActionRow("theme", "&Light or dark", "Change between light and dark.", ("Ctrl+Shift+L",), "theme"),
    ActionRow("shortcuts", "&Shortcuts", "Show what can be done by key.", ("F1",), "keyboard"),
    ActionRow(
        "whats_this",
        "What's &this?",
        "Click anything afterwards to read what it is, what it does, and what values it takes.",
        ("Shift+F1",),
        "whats_this",
    ),
    ActionRow("words", "&Words", "What the words of the field mean, from accuracy to weight."),
    ActionRow("article", "The a&rticle", "The nine steps of the article, and why its run gets stuck."),
    ActionRow("log_folder", "Open &log folder", "Open the folder in which errors are logged."),
    ActionRow("about", "&About Layerbench", "Show version and licence."),
)


def create_actions(parent: QObject, stack: QUndoStack | QUndoGroup) -> dict[str, QAction]:
    """Make every action of the table, by name, without icons; see `set_icons`.

    Undo and redo are those of `stack`: it names them after the edit they concern.
    """
    actions = {row.name: QAction(row.text, parent) for row in ACTIONS}
    actions["undo"] = stack.createUndoAction(parent, "&Undo")
    actions["redo"] = stack.createRedoAction(parent, "&Redo")
    for row in ACTIONS:
        _set_up(actions[row.name], row)
    return actions


def _set_up(action: QAction, row: ActionRow) -> None:
    action.setObjectName(row.name)
    action.setCheckable(row.checkable)
    action.setIconText(row.short or row.text.replace("&", ""))
    action.setShortcuts([QKeySequence(keys) for keys in row.shortcuts])
    keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
    action.setToolTip(f"{row.tip} ({keys})" if keys else row.tip)


def set_icons(actions: dict[str, QAction], theme: Theme) -> None:
    """Give the actions their icons in the colours of `theme`."""
    for row in ACTIONS:
        if row.icon:
            actions[row.name].setIcon(icon(row.icon, theme))
