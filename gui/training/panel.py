"""The Training panel: the recipe, the fields it fills, and the seeds."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from itertools import pairwise
from typing import Any, Final

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from engine.base.words import capitalised
from engine.data.quantiles import USUAL_QUANTILES
from engine.network.losses import LOSSES, QUANTILE
from engine.project.project import Project
from engine.project.start import Seeds
from engine.training.recipes.choice import CUSTOM, Case, TrainingChoice
from engine.training.recipes.recipes import RECIPES
from gui.look.theme import ICONS
from gui.training.editors import add_item, make_combo, make_editor, show_value
from gui.training.fields import EDITED, Edited, is_refused, is_shown, names_set, offered_losses
from gui.training.quantiles_edit import QuantilesEdit
from gui.training.seed_edit import SeedEdit
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


_FULL, _FIRST, _SECOND, _UNNAMED, _WHOLE = (1, 3), (1, 1), (3, 1), (2, 2), (0, 4)
"""The column of an editor, its label in the one before, and how many columns it takes."""


_BEHIND: Final = "The loss, penalties, several starts, and further ways to end a run."
"""What the button shows and hides."""


class TrainingPanel(QWidget):
    """Shows and edits how to train; announces whole TrainingChoices, recipes, quantiles and seeds.

    What most people never need is behind a button that says how much of it is set.
    """

    recipe_chosen = Signal(str)
    training_edited = Signal(object, str, str)
    """The new TrainingChoice, what was done, and the field, by which quick edits merge."""
    quantiles_edited = Signal(object)
    """What the quantile loss is to aim at, a tuple; that loss is to be taken where it is not yet."""
    seeds_edited = Signal(object)
    """The new Seeds."""
    more_toggled = Signal(bool)
    """Whether the person wants to see the fields that are seldom needed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make the panel; `show_project` fills it."""
        super().__init__(parent)
        self._training = _AT_FIRST
        self._classes = 0
        self._shows_more = False
        self._refusal = ""
        self._recipe = _make_recipe()
        self._editors = {name: self._make_editor(edited) for name, edited in EDITED.items()}
        self._numbers = {
            name: editor for name, editor in self._editors.items() if isinstance(editor, NumberEdit)
        }
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
        with QSignalBlocker(self._recipe):
            self._recipe.setCurrentIndex(self._recipe.findData(training.recipe))
        for name, editor in self._editors.items():
            show_value(editor, EDITED[name].row, getattr(training, EDITED[name].field))
        recipe = RECIPES.get(training.recipe)
        self._recipe.setToolTip(recipe.tip if recipe else "The fields below, as you have set them.")
        reason = recipe.reason(case) if recipe and recipe.reason else ""
        self._reason.setText(reason)
        self._reason.setVisible(bool(reason))
        self._quantiles.set_value(project.data.roles.quantiles)
        has_validation_rows = case.validation_rows > 0 or training.held_out > 0
        waits_in_vain = training.patience is not None and not has_validation_rows
        self._numbers["patience"].set_warning(_NO_VALIDATION if waits_in_vain else "")
        self._seed.set_value(Seeds(project.seed, project.start_seed))
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
        for name, editor in self._editors.items():
            edited = EDITED[name]
            wrong = is_refused(edited.field, self._training) or self._is_wrong(name)
            wanted = self._shows_more or not edited.row.seldom or wrong
            self._show(editor, shown=wanted and is_shown(edited, self._training, self._classes))
        wanted = self._shows_more or bool(self._quantiles.problem)
        self._show(self._quantiles, shown=wanted and self._training.loss == QUANTILE)
        names = names_set(self._training, self._classes)
        self._more.setText(f"More settings ({len(names)} set)" if names else "More settings")
        self._more.setToolTip(f"Set: {', '.join(names)}.\n{_BEHIND}" if names else _BEHIND)
        self._more.setIcon(QIcon(str(ICONS / f"control_{'down' if self._shows_more else 'right'}.svg")))
        state = "shown" if self._shows_more else "hidden"
        self._more.setAccessibleDescription(f"{state}; set: {', '.join(names)}" if names else state)

    def _is_wrong(self, name: str) -> bool:
        """Whether what is typed into that editor cannot be."""
        return name in self._numbers and bool(self._numbers[name].problem)

    def _show(self, editor: QWidget, *, shown: bool) -> None:
        editor.setVisible(shown)
        if editor in self._labels:
            self._labels[editor].setVisible(shown)

    def _fill_losses(self) -> None:
        losses, offered = self._editors["loss"], offered_losses(self._training, self._classes)
        if (
            not isinstance(losses, QComboBox)
            or [losses.itemData(index) for index in range(losses.count())] == offered
        ):
            return
        with QSignalBlocker(losses):
            losses.clear()
            for loss in offered:
                add_item(losses, capitalised(LOSSES[loss].title), loss, LOSSES[loss].tip)

    def _make_editor(self, edited: Edited) -> QWidget:
        if edited.field == "loss":
            return make_editor(edited.row, self._edit_loss)
        return make_editor(edited.row, partial(self._edit, edited.row.title, edited.field))

    def _places(self) -> list[tuple[int, tuple[int, int], str, QWidget]]:
        """Return the row of each editor, its column and how many it spans, its label, and the editor."""
        editors = self._editors
        return [
            (0, _FULL, "Recipe", self._recipe),
            (2, _FULL, EDITED["method"].row.label, editors["method"]),
            (3, _FIRST, EDITED["learning_rate"].row.label, editors["learning_rate"]),
            (3, _UNNAMED, "", editors["schedule"]),
            (4, _FIRST, EDITED["epoch_limit"].row.label, editors["epoch_limit"]),
            (4, _SECOND, "Seed", self._seed),
            (5, _FULL, EDITED["batch_size"].row.label, editors["batch_size"]),
            (7, _WHOLE, "", self._more),
            *self._seldom_places(8),
        ]

    def _seldom_places(self, row: int) -> Iterator[tuple[int, tuple[int, int], str, QWidget]]:
        """Yield the same for what is seldom needed, from `row` on: numbers two in a row, others alone."""
        column = _FIRST
        for label, editor, is_half in self._seldom():
            if column == _SECOND and not is_half:
                row, column = row + 1, _FIRST
            yield row, column if is_half else _FULL, label, editor
            if is_half and column == _FIRST:
                column = _SECOND
            else:
                row, column = row + 1, _FIRST

    def _seldom(self) -> Iterator[tuple[str, QWidget, bool]]:
        """Yield label and editor of what is seldom needed, and whether it takes half a row."""
        for name, edited in EDITED.items():
            if edited.row.seldom:
                is_half = name in self._numbers and edited.field != "loss_parameter"
                yield edited.row.label, self._editors[name], is_half
            if name == "loss":
                yield "Quantiles", self._quantiles, False

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
        grid.addWidget(self._reason, 1, 0, 1, 4)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 6, 10, 2)
        layout.setSpacing(6)
        layout.addLayout(grid)
        layout.addWidget(self._message)  # below all fields: it pushes none from under the pointer
        layout.addStretch(1)
        for (*_, earlier), (*_, later) in pairwise(places):
            self.setTabOrder(earlier, later)

    def _connect(self) -> None:
        self._recipe.activated.connect(self._on_recipe)
        self._more.clicked.connect(self._toggle_more)
        self._seed.value_edited.connect(self.seeds_edited)
        self._quantiles.value_edited.connect(self.quantiles_edited)
        for editor in self._typed:
            editor.invalid.connect(self._say_problems)
            editor.put_right.connect(self._say_problems)

    def _toggle_more(self) -> None:
        self.more_toggled.emit(not self._shows_more)
        if self._shows_more:
            shown = (editor for _, editor, _ in self._seldom() if editor.isVisibleTo(self))
            reveal(list(shown)[-1])

    def _on_recipe(self, _index: int) -> None:
        recipe = self._recipe.currentData()
        if recipe != CUSTOM:
            self.recipe_chosen.emit(recipe)
        else:
            self.training_edited.emit(replace(self._training, recipe=CUSTOM), "choose a custom recipe", "")

    def _edit_loss(self, loss: str) -> None:
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

    @property
    def _typed(self) -> tuple[NumberEdit | SeedEdit | QuantilesEdit, ...]:
        """What can hold a text that is no value."""
        return (*self._numbers.values(), self._seed, self._quantiles)

    def _say_problems(self) -> None:
        shown = [editor for editor in self._typed if not editor.isHidden()]
        problem = next((editor.problem for editor in shown if editor.problem), self._refusal)
        warning = next((editor.warning for editor in shown if editor.warning), "")
        said = problem or warning
        self._message.set_message("error" if problem else "warning", capitalised(said))
        if said:
            reveal(self._message)


def _label(text: str, editor: QWidget, *, right: bool) -> QLabel:
    label = QLabel(text)
    label.setBuddy(editor)
    label.setToolTip(editor.toolTip())
    if right:
        label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    return label


def _make_recipe() -> QComboBox:
    """Return the list of recipes, with an end for fields that none of them has filled."""
    recipe = make_combo(RECIPES.values())
    recipe.addItem("Custom", CUSTOM)
    recipe.setObjectName("recipe")
    recipe.setAccessibleName("Recipe")
    return recipe


def _make_seed() -> SeedEdit:
    """Return the editor of the seeds."""
    seed = SeedEdit()
    seed.setObjectName("seed")
    seed.setAccessibleName("Seed")
    seed.setToolTip(
        "The number everything random follows from: rows, split and first weights. The same seed gives "
        "the same network. New weights changes the first weights alone, to the next draw of the seed: "
        "42, draw 2."
    )
    return seed


def _make_more() -> QPushButton:
    """Return the button that shows and hides what is seldom needed."""
    more = QPushButton()
    more.setObjectName("more_settings")
    more.setProperty("link", "true")
    more.setProperty("disclosure", "true")
    return more
