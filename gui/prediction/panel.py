"""The Predict panel: type inputs, read the network's answers as it learns."""

import math
from collections.abc import Sequence
from functools import partial
from typing import Final

import numpy as np
from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from engine.base.arrays import FloatArray
from engine.base.limits import Limit
from engine.base.words import counted, listed, with_unit
from engine.data.inputs import ROW, Input
from engine.data.preprocessor import Preprocessor
from engine.model.answers import likeliest
from gui.look.numbers import number_text, percent_text, range_text
from gui.look.theme import set_state
from gui.prediction.answer_text import NO_ANSWER, answer_error_text, answer_text
from gui.prediction.class_answers import ClassAnswers
from gui.prediction.date_edit import DateEdit
from gui.prediction.input_values import carried, shortened_value
from gui.prediction.label_choice import LabelChoice
from gui.program.clipboard import copy_table
from gui.widgets.elided_label import ElidedLabel
from gui.widgets.message_bar import MessageBar
from gui.widgets.number_edit import NumberEdit

WIDEST_NAME: Final = 100
"""So much room a name has in any case; more where there is more."""

MOST_EDITORS: Final = 60
"""More inputs than anybody types; those beyond are held at a typical row's."""

FEWEST_DIGITS: Final = 6
"""So many have room in every editor, however long names and ranges beside it are."""

DECIMAL_COMMAS: Final = QLocale(QLocale.Language.German)
"""Any that writes "6,5"."""

LARGEST_INPUT: Final = 1e308
"""About the largest number there is; far outside the training rows means a doubtful answer, not a refusal."""


class PredictionPanel(QWidget):
    """Editors for the inputs, and the answers below; `inputs_edited` says there is something new to ask."""

    inputs_edited = Signal()
    table_wanted = Signal()
    """The rows of a whole table are to be answered."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make the panel; `show_data` fills it."""
        super().__init__(parent)
        self._preprocessor: Preprocessor | None = None
        self._inputs: list[NumberEdit | LabelChoice] = []
        self._edited: set[str] = set()
        self._outputs: list[QLabel] = []
        self._errors: list[QLabel] = []
        self._ranges: list[QLabel | None] = []
        self._classes: ClassAnswers | None = None
        self._answers: FloatArray | None = None
        self._headline = ElidedLabel()
        self._headline.setObjectName("predict_answer")
        self._headline.setProperty("role", "value")
        self._form = QWidget()
        self._note = MessageBar()
        self._note.setObjectName("predict_note")
        copying = "Put names and answers on the clipboard, ready to paste into a spreadsheet."
        self._copy = _button("copy_answers", "Copy answers", copying)
        self._copy.clicked.connect(self.copy_answers)
        whole = "Predict every row of a table, and save it with the answers."
        self._table = _button("predict_table", "From file…", whole)
        self._table.clicked.connect(self.table_wanted)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 6, 10, 8)
        layout.setSpacing(10)
        layout.addWidget(self._headline)
        layout.addWidget(self._form)
        layout.addWidget(self._note)
        buttons = QHBoxLayout()
        buttons.addWidget(self._copy)
        buttons.addWidget(self._table)
        buttons.addStretch(1)
        layout.addLayout(buttons)
        layout.addStretch(1)

    def show_data(
        self, preprocessor: Preprocessor, example: Sequence[float] = (), *, decimal_commas: bool = False
    ) -> None:
        """Offer an editor for every input and a line for every target; what was typed stays where names do.

        Other editors begin with the `example`, or where there is none with a typical training row.
        With `decimal_commas`, as in the table, "6,5" is understood beside "6.5".
        """
        if self._preprocessor is preprocessor:
            return
        typed = self._typed()
        names_changed = self._preprocessor is None or _names(self._preprocessor) != _names(preprocessor)
        self._preprocessor = preprocessor
        if names_changed:
            self._build(preprocessor)
            self._fill(preprocessor, typed, example)
        for editor in self._inputs:
            editor.setLocale(DECIMAL_COMMAS if decimal_commas else QLocale())
        for low, high, label in zip(
            preprocessor.input_low, preprocessor.input_high, self._ranges, strict=False
        ):
            if label is not None:
                label.setText(range_text(low, high))
        self._judge_inputs()

    def inputs(self) -> FloatArray | None:
        """Return the typed raw inputs as (columns, 1), or None while one of them cannot be used."""
        values = [editor.value for editor in self._inputs]
        if self._problem():
            return None
        typed = [math.nan if value is None else value for value in values]
        assert self._preprocessor is not None
        held = self._preprocessor.typical[len(typed) :]
        return np.array([*typed, *held])[:, None]

    def show_answers(
        self,
        answers: FloatArray | None,
        note: str = "",
        errors: Sequence[float] = (),
        *,
        mean_nothing: bool = False,
    ) -> None:
        """Show answers (d_out, 1) in the table's units, or that there are none, and a `note` about them.

        For classes they are the probabilities (classes, 1). Beside each stands about how far off it is, where
        `errors` say so and the answer's last decimal can show it. What does `mean_nothing` is grey and short.
        """
        self._answers = answers
        for i, (label, hint, std) in enumerate(zip(self._outputs, self._errors, self._stds(), strict=False)):
            value = math.nan if answers is None else float(answers[i, 0])
            text = number_text(value) if mean_nothing and math.isfinite(value) else answer_text(value, std)
            if text != label.text():
                label.setText(text)
            label.setToolTip(f"{value!r}" if math.isfinite(value) else "")
            set_state(label, "role", "muted" if mean_nothing else "title")
            is_told = answers is not None and errors and not mean_nothing
            text = answer_error_text(errors[i], std) if is_told else ""
            if text != hint.text():
                hint.setText(text)
        if self._classes is not None:
            chances = None if answers is None else answers[:, 0]
            self._classes.show_chances(chances, emphasised=not mean_nothing)
            self._headline.setText(self._answer_text(answers))
            set_state(self._headline, "role", "muted" if mean_nothing else "value")
        self._copy.setEnabled(answers is not None)
        self._table.setEnabled(answers is not None and not mean_nothing)
        self._say(note, mean_nothing=mean_nothing)

    def copy_answers(self) -> None:
        """Put inputs and answers on the clipboard, names in the first line."""
        if self._preprocessor is None:
            return
        roles = self._preprocessor.roles
        names = list(roles.input_names + (roles.classes or roles.output_names))
        # Inputs as answers are written, whichever sign they were typed with.
        values = [
            editor.written(editor.value) if isinstance(editor, NumberEdit) else editor.text()
            for editor in self._inputs
        ]
        if roles.classes and self._answers is not None:
            values += [repr(float(chance)) for chance in self._answers[:, 0]]
        else:
            values += [label.toolTip() or label.text() for label in self._outputs]
        copy_table([names, values])

    def _answer_text(self, chances: FloatArray | None) -> str:
        """Return the likeliest class and its probability, in words."""
        assert self._preprocessor is not None
        label = None if chances is None else likeliest(self._preprocessor.roles.classes, chances)[0]
        if chances is None or label is None:
            return f"The answer is {NO_ANSWER}"
        return f"The answer is {label} ({percent_text(float(chances.max()))})"

    def _build(self, preprocessor: Preprocessor) -> None:
        self._inputs, self._outputs, self._errors, self._ranges = [], [], [], []
        self._classes = None
        form = QWidget()
        column = QVBoxLayout(form)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        inputs = self._build_inputs(preprocessor)
        column.addLayout(inputs)
        self._headline.setVisible(bool(preprocessor.roles.classes))
        if preprocessor.roles.classes:
            self._classes = ClassAnswers(preprocessor.roles.classes)
            column.addWidget(self._classes)
        else:
            answers = self._build_answers(preprocessor)
            column.addLayout(answers)
            _line_up(form, inputs, answers)
        layout = self.layout()
        assert layout is not None
        layout.replaceWidget(self._form, form)
        self._form.setParent(None)  # so that nobody finds its editors any more
        self._form.deleteLater()
        self._form = form

    def _build_inputs(self, preprocessor: Preprocessor) -> QGridLayout:
        grid = _grid()
        grid.setColumnStretch(1, 1)
        titles = map(with_unit, preprocessor.roles.input_names, preprocessor.input_units)
        for row, (given, title) in enumerate(
            zip(preprocessor.roles.inputs[:MOST_EDITORS], titles, strict=False)
        ):
            editor = self._make_editor(given)
            editor.setObjectName(f"predict_input_{row}")
            editor.setAccessibleName(given.name)
            grid.addWidget(_name(title, editor), row, 0)
            if isinstance(editor, NumberEdit) and not given.is_date:
                hint = _muted("The range of this input in the training rows.")
                grid.addWidget(editor, row, 1)
                grid.addWidget(hint, row, 2)
                self._ranges.append(hint)
            else:
                grid.addWidget(editor, row, 1, 1, 2)
                self._ranges.append(None)
            self._inputs.append(editor)
        hidden = len(preprocessor.roles.inputs) - len(self._inputs)
        if hidden:
            held = _muted("")
            held.setText(f"{counted(hidden, 'more input')}: held at a typical row's")
            grid.addWidget(held, len(self._inputs), 0, 1, 3)
        return grid

    def _build_answers(self, preprocessor: Preprocessor) -> QGridLayout:
        """In a grid of its own, so that editors and ranges do not keep these names narrow."""
        grid = _grid()
        grid.setColumnStretch(3, 1)
        names = preprocessor.roles.output_names
        for row, (name, unit) in enumerate(zip(names, preprocessor.output_units, strict=True)):
            output = QLabel(NO_ANSWER)
            output.setObjectName(f"predict_output_{row}")
            output.setAccessibleName(f"Predicted {name}")
            output.setProperty("role", "title")
            output.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
            error = _muted("On test rows answers are off by about this much (root mean squared error).")
            error.setObjectName(f"predict_error_{row}")
            grid.addWidget(_name(with_unit(name, unit), output), row, 0)
            grid.addWidget(output, row, 1)
            grid.addWidget(error, row, 2)
            self._outputs.append(output)
            self._errors.append(error)
        return grid

    def _make_editor(self, given: Input) -> NumberEdit | LabelChoice:
        optional = given.missing != ROW
        if given.labels:
            choice = LabelChoice(given.labels, optional=optional)
            choice.setToolTip("Choose one: the answers below follow at once.")
            choice.value_edited.connect(partial(self._on_edited, given.name))
            return choice
        kind, what = (DateEdit, "a date") if given.is_date else (NumberEdit, "any number")
        limit = Limit(given.name, -LARGEST_INPUT, LARGEST_INPUT)
        editor = kind(limit, step="add", optional=optional, at_once=True)
        editor.setToolTip(f"Type {what}: the answers below follow at once.")
        digit = editor.fontMetrics().horizontalAdvance("0")
        editor.setMinimumWidth(editor.textMargins().right() + (FEWEST_DIGITS + 3) * digit)
        if optional:
            editor.setPlaceholderText("missing")
        for signal in (editor.value_edited, editor.invalid, editor.put_right):
            signal.connect(partial(self._on_edited, given.name))
        return editor

    def _typed(self) -> dict[str, tuple[Input, float]]:
        """Return the raw values that the person has chosen, each with the input it is for."""
        if self._preprocessor is None:
            return {}
        given = zip(self._preprocessor.roles.inputs, (editor.value for editor in self._inputs), strict=False)
        return {
            each.name: (each, value)
            for each, value in given
            if value is not None and each.name in self._edited
        }

    def _fill(
        self, preprocessor: Preprocessor, typed: dict[str, tuple[Input, float]], example: Sequence[float]
    ) -> None:
        ranges = zip(preprocessor.input_low.tolist(), preprocessor.input_high.tolist(), strict=True)
        typical = [
            value if given.is_date else shortened_value(value, low, high)
            for given, value, (low, high) in zip(
                preprocessor.roles.inputs, preprocessor.typical.tolist(), ranges, strict=True
            )
        ]
        begin = example if len(example) == len(typical) else typical
        for given, editor, first in zip(preprocessor.roles.inputs, self._inputs, begin, strict=False):
            kept = carried(*typed[given.name], given) if given.name in typed else None
            value = first if kept is None else kept
            editor.set_value(None if math.isnan(value) else value)

    def _on_edited(self, name: str, *_: object) -> None:
        self._edited.add(name)
        self._judge_inputs()
        self.inputs_edited.emit()

    def _judge_inputs(self) -> None:
        """Mark, in amber, what lies outside the training rows' range; it is answered all the same."""
        assert self._preprocessor is not None
        ranges = zip(self._preprocessor.input_low, self._preprocessor.input_high, strict=True)
        for given, editor, (low, high) in zip(
            self._preprocessor.roles.inputs, self._inputs, ranges, strict=False
        ):
            if not isinstance(editor, NumberEdit):
                continue
            outside = editor.value is not None and not low <= editor.value <= high
            dates = f"{editor.written(low)} to {editor.written(high)}"
            # Digits enough for what lies outside to be seen to.
            place = f"{given.name} is outside {dates if given.is_date else range_text(low, high, 6)}"
            editor.set_warning(f"{place}, where the network is trained" if outside else "")

    def _numbers(self) -> list[NumberEdit]:
        return [editor for editor in self._inputs if isinstance(editor, NumberEdit)]

    def _problem(self) -> str:
        """Return what is wrong with the first input that cannot be used."""
        return next((editor.problem for editor in self._numbers() if editor.problem), "")

    def _say(self, note: str, *, mean_nothing: bool) -> None:
        problem = self._problem()
        outside = [editor.accessibleName() for editor in self._numbers() if editor.warning]
        if problem:
            self._note.set_message("error", problem)
        elif mean_nothing:
            self._note.set_message("error", note)
        elif outside and self._copy.isEnabled():
            verb = "is" if len(outside) == 1 else "are"
            self._note.set_message(
                "warning",
                f"{listed(outside)} {verb} outside what the network was trained on: the answers are guesses.",
            )
        else:
            self._note.set_message("info", note)

    def _stds(self) -> FloatArray:
        """Return the standard deviations (d_out,) of the targets."""
        assert self._preprocessor is not None
        return self._preprocessor.target_scaler.std


def _names(preprocessor: Preprocessor) -> tuple[object, ...]:
    """Return all that editors and answers are named after."""
    return preprocessor.roles, preprocessor.input_units, preprocessor.output_units


def _grid() -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(8)
    grid.setVerticalSpacing(6)
    return grid


def _line_up(form: QWidget, *grids: QGridLayout) -> None:
    """Make the columns of names in `grids`, all of the `form`, equally wide where the names have room."""
    widest = max(name.sizeHint().width() for name in form.findChildren(ElidedLabel))
    for grid in grids:
        grid.setColumnMinimumWidth(0, widest if widest <= WIDEST_NAME else 0)


def _muted(tip: str) -> QLabel:
    label = QLabel()
    label.setProperty("role", "muted")
    label.setToolTip(tip)
    return label


def _name(name: str, buddy: QWidget) -> ElidedLabel:
    # Names that begin alike, like those of a target's quantiles, differ at the end.
    label = ElidedLabel(text=name, cut=Qt.TextElideMode.ElideMiddle)
    label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
    label.setMinimumWidth(min(label.fontMetrics().horizontalAdvance(name) + 2, WIDEST_NAME))
    label.setBuddy(buddy)
    return label


def _button(name: str, text: str, tip: str) -> QPushButton:
    button = QPushButton(text)
    button.setObjectName(name)
    button.setToolTip(tip)
    return button
