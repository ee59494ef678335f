"""How files that a person asks for are written."""

from pathlib import Path

from PySide6.QtCore import QByteArray, QIODevice, QSaveFile


def save(path: str | Path, data: QByteArray) -> str:
    """Write a file whole or not at all; return why it could not be, or an empty text."""
    file = QSaveFile(str(path))
    if file.open(QIODevice.OpenModeFlag.WriteOnly) and file.write(data) == data.size() and file.commit():
        return ""
    return f"{Path(path).name} could not be saved: {file.errorString()}; choose another folder"
