"""The menu bar: every action in its menu."""

from collections.abc import Sequence

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDockWidget, QMainWindow, QMenu

Entries = Sequence[QAction | QMenu | None]


def fill_menus(
    window: QMainWindow,
    actions: dict[str, QAction],
    file_menus: tuple[QMenu, QMenu],
    layer_actions: Sequence[QAction],
) -> None:
    """Fill the menu bar of `window`; what layers can do stands under Edit.

    Under File stand the two menus of what can be opened and exported.
    """
    open_menu, export_menu = file_menus

    def named(*names: str) -> list[QAction | QMenu | None]:
        return [actions[name] if name else None for name in names]

    docks = [dock.toggleViewAction() for dock in window.findChildren(QDockWidget)]
    go_to = QMenu("&Go to", window)
    go_to.addActions([action for name, action in actions.items() if name.startswith("go_")])
    menus: dict[str, Entries] = {
        "&File": [
            actions["new_project"],
            open_menu,
            *named("save_project", "save_project_as"),
            export_menu,
            *named("recover", "read_again", "", "quit"),
        ],
        "&Edit": [*named("undo", "redo", ""), *layer_actions],
        "&Train": named("train", "pause", "step", "stop", "", "start_over", "new_weights", "cross_validate"),
        "&View": [*docks, go_to, *named("", "presentation", "reset_layout", "theme")],
        "&Help": named("whats_this", "words", "article", "", "shortcuts", "log_folder", "about"),
    }
    for title, entries in menus.items():
        _fill(window.menuBar().addMenu(title), entries)


def _fill(menu: QMenu, entries: Entries) -> None:
    menu.setToolTipsVisible(True)
    for entry in entries:
        if entry is None:
            menu.addSeparator()
        elif isinstance(entry, QMenu):
            menu.addMenu(entry)
        else:
            menu.addAction(entry)
