"""Windows that open over the main one."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog


def show_dialog(dialog: QDialog) -> None:
    """Open a dialog that is gone when it is closed; the program goes on meanwhile."""
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
