"""Asks how many folds a cross-validation is to have."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from engine.base.limits import LIMITS
from engine.project.cross_validation import USUAL_FOLDS
from gui.widgets.number_edit import NumberEdit


class CrossValidationDialog(QDialog):
    """Says what cross-validation does, and takes a number of folds."""

    folds_chosen = Signal(int)

    def __init__(self, split_title: str, parent: QWidget | None = None) -> None:
        """Offer the usual number; rows are dealt as the split does it that is called `split_title`."""
        super().__init__(parent)
        self.setObjectName("cross_validation")
        self.setWindowTitle("Cross-validate")
        self._folds = NumberEdit(LIMITS["cross_validation"], at_once=True)
        self._folds.setObjectName("fold_count")
        self._folds.setAccessibleName("Folds")
        self._folds.setToolTip(
            "More folds train on more of the rows each, and take longer; 5 or 10 are usual."
        )
        self._folds.set_value(USUAL_FOLDS)
        self._folds.setFixedWidth(90)
        self._problem = QLabel()
        self._problem.setProperty("role", "muted")
        self._begin = QPushButton("Cross-validate")
        self._begin.setObjectName("begin_cross_validation")
        self._begin.setProperty("primary", "true")
        self._begin.setDefault(True)
        self._lay_out(split_title)
        self._begin.clicked.connect(self._on_begin)
        self._folds.textChanged.connect(self._judge, Qt.ConnectionType.QueuedConnection)
        self._folds.setFocus()
        self._folds.selectAll()

    def _lay_out(self, split_title: str) -> None:
        words = QLabel(
            "The rows are dealt into folds, and a network is trained for each: on the other folds, to be "
            "judged on the one it has not seen. The mean over folds depends less on which rows happen to "
            f"test than a single split.\n\nRows are dealt as under Data: {split_title}. The network you have "
            "stays as it is; the folds are listed under Runs."
        )
        words.setWordWrap(True)
        label = QLabel("Folds")
        label.setBuddy(self._folds)
        row = QHBoxLayout()
        row.addWidget(label)
        row.addWidget(self._folds)
        row.addWidget(self._problem, 1)
        cancel = QPushButton("Cancel")
        cancel.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(cancel)
        buttons.addWidget(self._begin)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 16, 18, 16)
        column.setSpacing(12)
        column.addWidget(words)
        column.addLayout(row)
        column.addLayout(buttons)
        self.setMinimumWidth(420)

    def _judge(self) -> None:
        """Say what is wrong with the number, once the editor knows."""
        limit = LIMITS["cross_validation"]
        words = f"a whole number from {limit.low} to {limit.high}"  # the label beside it says what of
        self._problem.setText(words if self._folds.problem else "")
        self._begin.setEnabled(not self._folds.problem)

    def _on_begin(self) -> None:
        if self._folds.value is not None and not self._folds.problem:
            self.folds_chosen.emit(int(self._folds.value))
            self.accept()
