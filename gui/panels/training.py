"""The Training panel: the recipe, the fields it fills, and the seeds."""

from dataclasses import replace
from itertools import pairwise
from typing import Any, Final

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from engine.limits import LIMITS
from engine.project import Project
from engine.training.methods import METHODS
from engine.training.recipes import CUSTOM, RECIPES, TrainingChoice
from engine.training.schedules import SCHEDULES
from gui.widgets.message_bar import MessageBar
from gui.widgets.number_edit import NumberEdit, Step

# Field, label, tip, whether it may be empty, what an empty editor says, how arrows step.
_NUMBERS: Final[tuple[tuple[str, str, str, str | None, Step], ...]] = (
    (
        "learning_rate",
        "Learning rate",
        "How large the steps are. Too small: slow. Too large: the loss jumps about or explodes. Applies at "
        "once while training.",
        None,
        "multiply",
    ),
    (
        "batch_size",
        "Batch size",
        "How many rows each step looks at. Empty: all of them. Few make quick, noisy steps.",
        "all rows",
        "double",
    ),
    (
        "epoch_limit",
        "Epochs",
        "An epoch goes once through all training rows. Training ends after so many; Train again adds more.",
        None,
        "multiply",
    ),
    (
        "target_loss",
        "Stop at loss",
        "End as soon as the training loss is this small. Empty: go on to the last epoch.",
        "never",
        "multiply",
    ),
)


EDITOR_HEIGHT: Final = 27


class TrainingPanel(QWidget):
    """Shows and edits how to train; announces whole TrainingChoices, recipes and seeds."""

    recipe_chosen = Signal(str)
    training_edited = Signal(object, str, str)
    """The new TrainingChoice, what was done, and the field, by which quick edits merge."""
    seed_edited = Signal(object)
    """The new seed, an int."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make the panel; `show_project` fills it."""
        super().__init__(parent)
        self._recipe = _combo("recipe", "Recipe", RECIPES)
        self._recipe.addItem("Custom", CUSTOM)
        self._method = _combo("method", "Method", METHODS)
        self._schedule = _combo("schedule", "Learning rate schedule", SCHEDULES)
        self._schedule.setToolTip("How the learning rate changes over the run.")
        self._numbers = {row[0]: self._number(*row) for row in _NUMBERS}
        self._seed = NumberEdit(LIMITS["seed"])
        self._seed.setObjectName("seed")
        self._seed.setAccessibleName("Seed")
        self._seed.setToolTip(
            "The number everything random follows from: rows, split and first weights. The same seed gives "
            "the same network. New weights changes the first weights alone."
        )
        self._message = MessageBar()
        self._refusal = ""
        self._labels: dict[QWidget, QLabel] = {}
        self._lay_out()
        self._connect()

    def show_project(self, project: Project, refusal: str = "") -> None:
        """Show how `project` trains, or why it cannot be trained as it is."""
        self._refusal = refusal
        self._training: TrainingChoice = project.training
        training = self._training
        for combo, value in (
            (self._recipe, training.recipe),
            (self._method, training.method),
            (self._schedule, training.schedule),
        ):
            with QSignalBlocker(combo):
                combo.setCurrentIndex(combo.findData(value))
        recipe = RECIPES.get(training.recipe)
        self._recipe.setToolTip(recipe.tip if recipe else "The fields below, as you have set them.")
        self._method.setToolTip(METHODS[training.method].tip)
        for field, editor in self._numbers.items():
            editor.set_value(getattr(training, field))
        self._seed.set_value(project.seed)
        self._show_fields(METHODS[training.method].uses)
        self._say_problems()

    def _show_fields(self, used: frozenset[str]) -> None:
        """Show of the fields that not every method has those that are `used`."""
        for field, editor in (
            ("learning_rate", self._numbers["learning_rate"]),
            ("schedule", self._schedule),
            ("batch_size", self._numbers["batch_size"]),
        ):
            editor.setVisible(field in used)
            if editor in self._labels:
                self._labels[editor].setVisible(field in used)

    def show_problem(self, sentence: str) -> None:
        """Say why an edit could not be made."""
        self._message.set_message("error", sentence)

    def _number(self, field: str, label: str, tip: str, empty: str | None, step: Step) -> NumberEdit:
        editor = NumberEdit(LIMITS[field], optional=empty is not None, step=step)
        editor.setObjectName(field)
        editor.setAccessibleName(label)
        editor.setToolTip(tip)
        editor.setPlaceholderText(empty or "")
        editor.value_edited.connect(lambda value: self._edit(field, value))
        editor.invalid.connect(self._say_problems)
        editor.put_right.connect(self._say_problems)
        return editor

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(3, 1)
        full, first, second, unnamed = (1, 3), (1, 1), (3, 1), (2, 2)
        order: list[QWidget] = []
        for row, column, span, text, editor in (
            (0, *full, "Recipe", self._recipe),
            (1, *full, "Method", self._method),
            (2, *first, "Learning rate", self._numbers["learning_rate"]),
            (2, *unnamed, "", self._schedule),
            (3, *first, "Epochs", self._numbers["epoch_limit"]),
            (3, *second, "Stop at", self._numbers["target_loss"]),
            (4, *first, "Batch size", self._numbers["batch_size"]),
            (4, *second, "Seed", self._seed),
        ):
            if text:
                label = QLabel(text)
                label.setBuddy(editor)
                label.setToolTip(editor.toolTip())
                if column == 3:
                    label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                grid.addWidget(label, row, column - 1)
                self._labels[editor] = label
            editor.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            editor.setMinimumWidth(78)
            editor.setFixedHeight(EDITOR_HEIGHT)
            grid.addWidget(editor, row, column, 1, span)
            order.append(editor)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 6, 10, 8)
        layout.setSpacing(6)
        layout.addLayout(grid)
        layout.addWidget(self._message)
        layout.addStretch(1)
        for earlier, later in pairwise(order):
            self.setTabOrder(earlier, later)

    def _connect(self) -> None:
        self._recipe.activated.connect(self._on_recipe)
        self._method.activated.connect(lambda _index: self._edit("method", self._method.currentData()))
        self._schedule.activated.connect(lambda _index: self._edit("schedule", self._schedule.currentData()))
        self._seed.value_edited.connect(self.seed_edited)
        self._seed.invalid.connect(self._say_problems)
        self._seed.put_right.connect(self._say_problems)

    def _on_recipe(self, _index: int) -> None:
        recipe = self._recipe.currentData()
        if recipe != CUSTOM:
            self.recipe_chosen.emit(recipe)
        else:
            self.training_edited.emit(replace(self._training, recipe=CUSTOM), "choose a custom recipe", "")

    def _edit(self, field: str, value: Any) -> None:
        if getattr(self._training, field) == value:
            self._say_problems()
            return
        changed: TrainingChoice = replace(self._training, recipe=CUSTOM, **{field: value})
        self.training_edited.emit(changed, f"change {field.replace('_', ' ')}", field)

    def _say_problems(self) -> None:
        editors = (*self._numbers.values(), self._seed)
        shown = [editor for editor in editors if not editor.isHidden()]
        problem = next((editor.problem for editor in shown if editor.problem), self._refusal)
        self._message.set_message("error", problem[:1].upper() + problem[1:])


def _combo(name: str, label: str, table: Any) -> QComboBox:
    combo = QComboBox()
    combo.setObjectName(name)
    combo.setAccessibleName(label)
    combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    combo.setMinimumContentsLength(6)
    for row in table.values():
        combo.addItem(row.title, row.id)
        combo.setItemData(combo.count() - 1, row.tip, Qt.ItemDataRole.ToolTipRole)
    return combo
