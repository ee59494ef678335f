"""The Training panel: the recipe, the fields it fills, and the seeds."""

from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise
from typing import Any, Final

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from engine.base.limits import LIMITS
from engine.base.words import capitalised
from engine.data.quantiles import USUAL_QUANTILES
from engine.network.losses import LOSSES, QUANTILE
from engine.project.project import Project
from engine.training.methods.precisions import PRECISIONS
from engine.training.methods.schedules import SCHEDULES
from engine.training.methods.table import METHODS
from engine.training.recipes.choice import CUSTOM, Case, TrainingChoice
from engine.training.recipes.recipes import RECIPES
from gui.look.theme import ICONS
from gui.training.fields import (
    ALTERNATIVE_TIP,
    MORE,
    NUMBERS,
    NumberField,
    alternatives,
    count_set,
    is_refused,
    is_shown,
    offered_losses,
)
from gui.training.quantiles_edit import QuantilesEdit
from gui.widgets.message_bar import MessageBar
from gui.widgets.number_edit import NumberEdit
from gui.widgets.panel_area import reveal

EDITOR_HEIGHT: Final = 26

_NO_VALIDATION: Final = (
    "there are no validation rows, so patience has no effect: give them a share, the middle number of Split, "
    "or hold some out"
)


_AT_FIRST: Final = TrainingChoice(
    recipe=CUSTOM,
    method="adam",
    learning_rate=0.01,
    schedule="constant",
    batch_size=None,
    epoch_limit=1,
)
"""What is shown until there is a project."""


class TrainingPanel(QWidget):
    """Shows and edits how to train; announces whole TrainingChoices, recipes, quantiles and seeds.

    What most people never need is behind a button that says how much of it is set.
    """

    recipe_chosen = Signal(str)
    training_edited = Signal(object, str, str)
    """The new TrainingChoice, what was done, and the field, by which quick edits merge."""
    quantiles_edited = Signal(object)
    """What the quantile loss is to aim at, a tuple; that loss is to be taken where it is not yet."""
    seed_edited = Signal(object)
    """The new seed, an int."""
    more_toggled = Signal(bool)
    """Whether the person wants to see the fields that are seldom needed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make the panel; `show_project` fills it."""
        super().__init__(parent)
        self._training = _AT_FIRST
        self._classes = 0
        self._shows_more = False
        self._refusal = ""
        self._recipe = _combo("recipe", "Recipe", RECIPES.values())
        self._recipe.addItem("Custom", CUSTOM)
        self._method = _combo("method", "Method", METHODS.values())
        self._schedule = _combo("schedule", "Learning rate schedule", SCHEDULES.values())
        self._loss = _combo("loss", "Loss", ())
        self._precision = _combo("precision", "Precision", PRECISIONS.values())
        self._balance = QCheckBox("All classes count the same")
        self._balance.setObjectName("balance_classes")
        self._balance.setToolTip(
            "Rows of rare classes count for more, so that the network cannot do well by always answering the "
            "commonest: fewer rare ones are missed, for more false alarms."
        )
        self._alternative = _make_alternative()
        self._numbers = {row.id: self._number(row) for row in NUMBERS.values()}
        self._quantiles = QuantilesEdit()
        self._quantiles.setObjectName("quantiles")
        self._quantiles.setAccessibleName("Quantiles")
        self._quantiles.setToolTip(
            "Shares of the rows that should stay below the answer, each an output of the network: 0.9 is "
            "seldom exceeded, 0.5 is the middle, and from 0.1 to 0.9 lie four rows of five."
        )
        self._seed = _make_seed()
        self._more = _make_more()
        self._reason = QLabel()
        self._reason.setObjectName("recipe_reason")
        self._reason.setProperty("role", "muted")
        self._reason.setWordWrap(True)
        self._reason.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._message = MessageBar()
        self._labels: dict[QWidget, QLabel] = {}
        self._lay_out()
        self._connect()

    def show_project(self, project: Project, case: Case, refusal: str = "") -> None:
        """Show how `project` trains in its `case` and why so, or why it cannot be trained as it is."""
        self._refusal = refusal
        self._training = training = project.training
        self._classes = len(project.data.roles.classes)
        self._fill_losses()
        for combo, value in (
            (self._recipe, training.recipe),
            (self._method, training.method),
            (self._schedule, training.schedule),
            (self._loss, training.loss),
            (self._precision, training.precision),
            (self._alternative, training.alternative),
        ):
            with QSignalBlocker(combo):
                combo.setCurrentIndex(combo.findData(value))
        with QSignalBlocker(self._balance):
            self._balance.setChecked(training.balance_classes)
        recipe = RECIPES.get(training.recipe)
        self._recipe.setToolTip(recipe.tip if recipe else "The fields below, as you have set them.")
        reason = recipe.reason(case) if recipe and recipe.reason else ""
        self._reason.setText(reason)
        self._reason.setVisible(bool(reason))
        self._method.setToolTip(METHODS[training.method].tip)
        self._schedule.setToolTip(SCHEDULES[training.schedule].tip)
        self._loss.setToolTip(LOSSES[training.loss].tip)
        self._precision.setToolTip(PRECISIONS[training.precision].tip)
        for name, editor in self._numbers.items():
            editor.set_value(getattr(training, NUMBERS[name].field))
        self._quantiles.set_value(project.data.roles.quantiles)
        has_validation_rows = case.validation_rows > 0 or training.held_out > 0
        waits_in_vain = training.patience is not None and not has_validation_rows
        self._numbers["patience"].set_warning(_NO_VALIDATION if waits_in_vain else "")
        self._seed.set_value(project.seed)
        self._show_fields()
        self._say_problems()

    def show_more(self, *, more: bool) -> None:
        """Show the fields that are seldom needed, or hide them."""
        self._shows_more = more
        self._show_fields()

    def show_problem(self, sentence: str) -> None:
        """Say why an edit could not be made."""
        self._message.set_message("error", sentence)

    def _show_fields(self) -> None:
        """Show what the method and the loss have, behind the button only where that is wanted."""
        for name, editor in self._numbers.items():
            row = NUMBERS[name]
            wrong = bool(editor.problem) or is_refused(row.field, self._training)
            wanted = self._shows_more or name not in MORE or wrong
            self._show(editor, shown=wanted and is_shown(row, self._training))
        uses = METHODS[self._training.method].uses
        self._show(self._schedule, shown="schedule" in uses)
        self._show(self._alternative, shown=self._shows_more and self._training.folds > 1)
        self._show(self._precision, shown=self._shows_more and "precision" in uses)
        self._show(self._balance, shown=self._shows_more and bool(self._classes))
        self._show(self._loss, shown=self._shows_more or is_refused("loss", self._training))
        wanted = self._shows_more or bool(self._quantiles.problem)
        self._show(self._quantiles, shown=wanted and self._training.loss == QUANTILE)
        count = count_set(self._training, self._classes)
        self._more.setText(f"More settings ({count} set)" if count else "More settings")
        self._more.setIcon(QIcon(str(ICONS / f"control_{'down' if self._shows_more else 'right'}.svg")))
        self._more.setAccessibleDescription("shown" if self._shows_more else "hidden")

    def _show(self, editor: QWidget, *, shown: bool) -> None:
        editor.setVisible(shown)
        if editor in self._labels:
            self._labels[editor].setVisible(shown)

    def _fill_losses(self) -> None:
        offered = offered_losses(self._training, self._classes)
        if [self._loss.itemData(index) for index in range(self._loss.count())] == offered:
            return
        with QSignalBlocker(self._loss):
            self._loss.clear()
            for loss in offered:
                title = LOSSES[loss].title
                _add_item(self._loss, capitalised(title), loss, LOSSES[loss].tip)

    def _number(self, row: NumberField) -> NumberEdit:
        editor = NumberEdit(LIMITS[row.id], optional=row.empty is not None, step=row.step, first=row.first)
        editor.setObjectName(row.id)
        editor.setAccessibleName(row.title)
        editor.setToolTip(row.tip)
        editor.setPlaceholderText(row.empty or "")
        editor.value_edited.connect(lambda value: self._edit(row.title, row.field, value))
        editor.invalid.connect(self._say_problems)
        editor.put_right.connect(self._say_problems)
        return editor

    def _places(self) -> list[tuple[int, tuple[int, int], str, QWidget]]:
        """Return the row of each editor, its column and how many it spans, its label, and the editor."""
        full, first, second, unnamed = (1, 3), (1, 1), (3, 1), (2, 2)
        numbers = self._numbers
        return [
            (0, full, "Recipe", self._recipe),
            (2, full, "Method", self._method),
            (3, first, NUMBERS["learning_rate"].label, numbers["learning_rate"]),
            (3, unnamed, "", self._schedule),
            (4, first, NUMBERS["epoch_limit"].label, numbers["epoch_limit"]),
            (4, second, "Seed", self._seed),
            (5, full, NUMBERS["batch_size"].label, numbers["batch_size"]),
            (7, (0, 4), "", self._more),
            (8, full, "Loss", self._loss),
            (9, full, "", self._balance),
            (9, first, NUMBERS["huber_width"].label, numbers["huber_width"]),
            (9, full, "Quantiles", self._quantiles),
            (10, first, NUMBERS["l2"].label, numbers["l2"]),
            (10, second, NUMBERS["l1"].label, numbers["l1"]),
            (11, first, NUMBERS["patience"].label, numbers["patience"]),
            (11, second, NUMBERS["held_out"].label, numbers["held_out"]),
            (12, first, NUMBERS["starts"].label, numbers["starts"]),
            (12, second, NUMBERS["folds"].label, numbers["folds"]),
            (13, full, "Or try", self._alternative),
            (14, first, NUMBERS["target_loss"].label, numbers["target_loss"]),
            (14, second, NUMBERS["max_seconds"].label, numbers["max_seconds"]),
            (15, first, NUMBERS["gradient_norm"].label, numbers["gradient_norm"]),
            (15, second, NUMBERS["clip_norm"].label, numbers["clip_norm"]),
            (16, full, "Precision", self._precision),
        ]

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(3)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(3, 1)
        places = self._places()
        for row, (column, span), text, editor in places:
            if text:
                self._labels[editor] = label = _label(text, editor, right=column == 3)
                grid.addWidget(label, row, column - 1)
            if editor is not self._more:
                editor.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
                editor.setMinimumWidth(78)
                editor.setFixedHeight(EDITOR_HEIGHT)
            side = Qt.AlignmentFlag.AlignLeft if editor is self._more else Qt.AlignmentFlag(0)
            grid.addWidget(editor, row, column, 1, span, side)
        # Above what is seldom needed, which may have to be scrolled to.
        grid.addWidget(self._message, 6, 0, 1, 4)
        grid.addWidget(self._reason, 1, 0, 1, 4)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 6, 10, 2)
        layout.setSpacing(6)
        layout.addLayout(grid)
        layout.addStretch(1)
        for (*_, earlier), (*_, later) in pairwise(places):
            self.setTabOrder(earlier, later)

    def _connect(self) -> None:
        self._recipe.activated.connect(self._on_recipe)
        for name, combo in (
            ("method", self._method),
            ("schedule", self._schedule),
            ("precision", self._precision),
            ("alternative", self._alternative),
        ):
            combo.activated.connect(
                lambda _index, name=name, combo=combo: self._edit(name, name, combo.currentData())
            )
        self._loss.activated.connect(self._on_loss)
        self._balance.toggled.connect(lambda on: self._edit("how much classes count", "balance_classes", on))
        self._more.clicked.connect(self._toggle_more)
        self._seed.value_edited.connect(self.seed_edited)
        self._quantiles.value_edited.connect(self.quantiles_edited)
        self._seed.invalid.connect(self._say_problems)
        self._seed.put_right.connect(self._say_problems)
        self._quantiles.invalid.connect(self._say_problems)
        self._quantiles.put_right.connect(self._say_problems)

    def _toggle_more(self) -> None:
        self.more_toggled.emit(not self._shows_more)
        if self._shows_more:
            precise = self._precision.isVisibleTo(self)
            reveal(self._precision if precise else self._numbers["gradient_norm"])

    def _on_recipe(self, _index: int) -> None:
        recipe = self._recipe.currentData()
        if recipe != CUSTOM:
            self.recipe_chosen.emit(recipe)
        else:
            self.training_edited.emit(replace(self._training, recipe=CUSTOM), "choose a custom recipe", "")

    def _on_loss(self, _index: int) -> None:
        loss = self._loss.currentData()
        if loss == self._training.loss:
            return
        if loss == QUANTILE:
            self.quantiles_edited.emit(USUAL_QUANTILES)
        else:
            changed = replace(self._training, recipe=CUSTOM, loss=loss, loss_parameter=None)
            self.training_edited.emit(changed, "change loss", "loss")

    def _edit(self, title: str, field: str, value: Any) -> None:
        if getattr(self._training, field) == value:
            self._say_problems()
            return
        changed: TrainingChoice = replace(self._training, recipe=CUSTOM, **{field: value})
        self.training_edited.emit(changed, f"change {title[:1].lower() + title[1:]}", field)

    def _say_problems(self) -> None:
        editors: tuple[NumberEdit | QuantilesEdit, ...]
        editors = (*self._numbers.values(), self._seed, self._quantiles)
        shown = [editor for editor in editors if not editor.isHidden()]
        problem = next((editor.problem for editor in shown if editor.problem), self._refusal)
        warning = next((editor.warning for editor in shown if editor.warning), "")
        said = problem or warning
        self._message.set_message("error" if problem else "warning", capitalised(said))


def _label(text: str, editor: QWidget, *, right: bool) -> QLabel:
    label = QLabel(text)
    label.setBuddy(editor)
    label.setToolTip(editor.toolTip())
    if right:
        label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    return label


def _combo(name: str, label: str, rows: Iterable[Any]) -> QComboBox:
    combo = QComboBox()
    combo.setObjectName(name)
    combo.setAccessibleName(label)
    combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    combo.setMinimumContentsLength(6)
    for row in rows:
        _add_item(combo, row.title, row.id, row.tip)
    return combo


def _add_item(combo: QComboBox, title: str, data: str, tip: str) -> None:
    combo.addItem(title, data)
    combo.setItemData(combo.count() - 1, tip, Qt.ItemDataRole.ToolTipRole)


def _make_alternative() -> QComboBox:
    """Return the list of methods that cross-validation can try besides."""
    choice = _combo("alternative", "Method that cross-validation also tries", ())
    _add_item(choice, "L2 penalties only", "", ALTERNATIVE_TIP)
    for method in alternatives():
        _add_item(choice, METHODS[method].title, method, METHODS[method].tip)
    choice.setToolTip(ALTERNATIVE_TIP)
    return choice


def _make_seed() -> NumberEdit:
    """Return the editor of the seed."""
    seed = NumberEdit(LIMITS["seed"])
    seed.setObjectName("seed")
    seed.setAccessibleName("Seed")
    seed.setToolTip(
        "The number everything random follows from: rows, split and first weights. The same seed gives "
        "the same network. New weights changes the first weights alone."
    )
    return seed


def _make_more() -> QPushButton:
    """Return the button that shows and hides what is seldom needed."""
    more = QPushButton()
    more.setObjectName("more_settings")
    more.setProperty("link", "true")
    more.setProperty("disclosure", "true")
    more.setToolTip("The loss, penalties, several starts, and further ways to end a run.")
    return more
