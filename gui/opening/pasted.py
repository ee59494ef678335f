"""What was copied and opened as a table, kept until the program ends so that it can be read otherwise."""

from pathlib import Path

from PySide6.QtCore import QDir, QTemporaryDir


class PastedTexts:
    """Texts as files of a folder of their own, which is gone with this object at the latest."""

    def __init__(self) -> None:
        self._folder: QTemporaryDir | None = None
        self._paths: list[str] = []

    def keep(self, text: str) -> str:
        """Write `text` into a new file and return its path; raise OSError where there is no room for it."""
        if self._folder is None or not self._folder.isValid():
            self._folder = QTemporaryDir(QDir.temp().filePath("layerbench-XXXXXX"))
        if not self._folder.isValid():
            raise OSError(self._folder.errorString())
        number = len(self._paths) + 1
        name = "pasted table" if number == 1 else f"pasted table {number}"
        path = Path(self._folder.filePath(name)).absolute()
        try:
            # With its mark at the front nobody has to guess the encoding.
            path.write_text(text, encoding="utf-8-sig", errors="replace", newline="")
        except OSError:
            path.unlink(missing_ok=True)
            raise
        self._paths.append(str(path))
        return str(path)

    def remove(self) -> None:
        """Remove all of them."""
        if self._folder is not None:
            self._folder.remove()
            self._folder = None

    def __contains__(self, path: str) -> bool:
        """Tell whether a file is one of these."""
        return path in self._paths
