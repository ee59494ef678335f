"""Offers the formats that a trained network can leave in, and writes one beside the window."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from engine.base.watch import Watch
from engine.export.export import Exported, export
from engine.export.formats import FORMATS
from engine.model.trained import TrainedModel
from gui.program.background import Background


class ExportMenu(QObject):
    """`menu` has a line for each format; `model` is asked for the network when one is chosen."""

    exported = Signal(object)
    """What came of it, an Exported."""
    failed = Signal(str)
    folder_chosen = Signal(str)

    def __init__(self, window: QWidget, model: Callable[[], TrainedModel | None]) -> None:
        super().__init__(window)
        self._window, self._model = window, model
        self.folder = ""
        self.name = "model"
        self.menu = QMenu("E&xport", window)
        self.menu.setObjectName("export_menu")
        self.menu.setToolTipsVisible(True)
        for row in FORMATS.values():
            action = QAction(f"{row.title}…", window)
            action.setObjectName(f"export_{row.id}")
            action.setToolTip(row.tip)
            action.triggered.connect(partial(self._ask, row.id))
            self.menu.addAction(action)
        self._background = Background(self)
        self._background.done.connect(self.exported)
        self._background.failed.connect(self.failed)

    @Slot()
    def pop_up(self) -> None:
        """Open the menu in the middle of the window, as by key."""
        self.menu.popup(self._window.mapToGlobal(self._window.rect().center()))

    def allow(self, *, allowed: bool) -> None:
        """Let the menu be used, or not, as where nothing is trained."""
        for action in self.menu.actions():
            action.setEnabled(allowed)
        self.menu.menuAction().setEnabled(allowed)

    @property
    def is_busy(self) -> bool:
        """Whether something is being written."""
        return self._background.is_busy

    @Slot()
    def _ask(self, format_id: str) -> None:
        """Let the person say where, and write it there."""
        model, row = self._model(), FORMATS[format_id]
        if model is None:
            return
        first = str(Path(self.folder) / f"{self.name}{row.suffix}")
        kinds = f"{row.title} (*{row.suffix})"
        path, _filter = QFileDialog.getSaveFileName(self._window, f"Export as {row.title}", first, kinds)
        if path:
            self.folder_chosen.emit(str(Path(path).parent))
            self._background.start(partial(_export, model, format_id, path))


def _export(model: TrainedModel, format_id: str, path: str, _watch: Watch) -> Exported:
    return export(model, format_id, path)
