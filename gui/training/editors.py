"""The editors of training fields: a number, a list to choose from, a box to tick."""

from collections.abc import Callable, Iterable
from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QWidget

from engine.training.fields import ChoiceField, FlagField, NumberField
from gui.widgets.number_edit import NumberEdit


def make_editor(row: NumberField | ChoiceField | FlagField, edit: Callable[[Any], None]) -> QWidget:
    """Return an editor of `row`, which calls `edit` with every new value."""
    editor: NumberEdit | QComboBox | QCheckBox
    if isinstance(row, NumberField):
        editor = NumberEdit(row.limit, optional=row.empty is not None, step=row.step, first=row.first)
        editor.setPlaceholderText(row.empty or "")
        editor.value_edited.connect(edit)
    elif isinstance(row, ChoiceField):
        editor = make_combo(row.table.values(), row)
        editor.activated.connect(lambda _index: edit(editor.currentData()))
    else:
        editor = QCheckBox(row.sentence)
        editor.toggled.connect(edit)
    editor.setObjectName(row.id)
    editor.setAccessibleName(row.title)
    editor.setToolTip(row.tip)
    return editor


def make_combo(rows: Iterable[Any], field: ChoiceField | None = None) -> QComboBox:
    """Return a list of `rows`, headed by none of them where `field` can be that."""
    combo = QComboBox()
    combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    combo.setMinimumContentsLength(6)
    if field and field.none:
        add_item(combo, field.none, "", field.tip)
    for row in rows:
        add_item(combo, row.title, row.id, row.tip)
    return combo


def add_item(combo: QComboBox, title: str, data: str, tip: str) -> None:
    """Add an item with a tip."""
    combo.addItem(title, data)
    combo.setItemData(combo.count() - 1, tip, Qt.ItemDataRole.ToolTipRole)


def show_value(editor: QWidget, row: NumberField | ChoiceField | FlagField, value: Any) -> None:
    """Show `value` without calling it an edit, and the tip of what is chosen where `row` has none."""
    if isinstance(editor, NumberEdit):
        editor.set_value(value)
        return
    with QSignalBlocker(editor):
        if isinstance(editor, QCheckBox):
            editor.setChecked(value)
        elif isinstance(editor, QComboBox):
            editor.setCurrentIndex(editor.findData(value))
    if isinstance(row, ChoiceField) and not row.tip:
        editor.setToolTip(row.table[value].tip)
