"""Answers for the rows of a file: it is chosen, answered beside the window, and written with its answers."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from engine.base.watch import Watch
from engine.export.answer_file import write_answers
from engine.model.table_answers import TableAnswers, answer_table, summary
from engine.model.trained import TrainedModel
from engine.reading.choice import Reading
from gui.program.background import Background

KINDS = "CSV (*.csv);;Excel workbook (*.xlsx);;Parquet (*.parquet)"


class TablePrediction(QObject):
    """Asks for a table, has a model answer its rows, and asks where to write it with the answers."""

    done = Signal(str)
    """What came of it, and where it is."""
    failed = Signal(str)
    folder_chosen = Signal(str)

    def __init__(self, window: QWidget, file_kinds: str) -> None:
        super().__init__(window)
        self._window, self._file_kinds = window, file_kinds
        self.folder = ""
        self._path = ""
        self._reading = Background(self)
        self._reading.done.connect(self._ask_where)
        self._reading.failed.connect(self.failed)
        self._writing = Background(self)
        self._writing.done.connect(self._on_written)
        self._writing.failed.connect(self.failed)

    def ask(self, model: TrainedModel, reading: Reading) -> None:
        """Let the person choose a table for `model`; `reading` says how it is written."""
        path, _filter = QFileDialog.getOpenFileName(
            self._window, "Predict the rows of a table", self.folder, self._file_kinds
        )
        if path:
            self._path = path
            self._reading.start(partial(_answers, model, path, reading))

    @property
    def is_busy(self) -> bool:
        """Whether a table is being answered or written."""
        return self._reading.is_busy or self._writing.is_busy

    def _ask_where(self, answers: TableAnswers) -> None:
        first = Path(self._path)
        place = str(first.with_name(f"{first.stem} predicted.csv"))
        path, _filter = QFileDialog.getSaveFileName(self._window, "Save with predictions", place, KINDS)
        if path:
            self.folder_chosen.emit(str(Path(path).parent))
            self._writing.start(partial(_write, answers, path))

    def _on_written(self, sentence: str) -> None:
        self.done.emit(sentence)


def _answers(model: TrainedModel, path: str, reading: Reading, watch: Watch) -> TableAnswers:
    from engine.reading import tables  # only who opens a file needs the readers

    return answer_table(model, tables.read(path, reading, watch), watch)


def _write(answers: TableAnswers, path: str, watch: Watch) -> str:
    write_answers(answers, path, watch)
    return f"{path}. {summary(answers)}"
