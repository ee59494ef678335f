"""What's this?: says of every control what it is, what it does, and what values it takes.

Names and tips are said once, where a control is made, and the limits of numbers are those of the tables that
check them. So there is nothing here that could say otherwise than the program does.
"""

from html import escape

from PySide6.QtGui import Qt, QTextDocument
from PySide6.QtWidgets import QAbstractButton, QComboBox, QWhatsThis, QWidget

from engine.base.words import capitalised
from gui.widgets.number_edit import NumberEdit


def enter(window: QWidget) -> None:
    """Have the next click on a control say what it is instead of doing what it does."""
    explain(window)
    QWhatsThis.enterWhatsThisMode()


def explain(window: QWidget) -> None:
    """Give every control in `window` its words."""
    for widget in window.findChildren(QWidget):
        widget.setWhatsThis(words(widget))


def words(widget: QWidget) -> str:
    """Return what is to be said of a widget, as rich text; empty where neither name nor tip says anything."""
    name, tip = _name(widget), _plain(widget.toolTip())
    parts = [f"<b>{escape(name)}</b>"] if name else []
    if tip and tip != name:
        parts.append(escape(tip).replace("\n", "<br>"))
    if isinstance(widget, NumberEdit):
        parts.append(escape(f"{capitalised(widget.limit.sentence)}."))
    elif isinstance(widget, QComboBox) and widget.count() and not widget.isEditable():
        shown = [widget.itemText(place) for place in range(min(widget.count(), 12))]
        more = ", …" if widget.count() > len(shown) else ""
        parts.append(escape(f"One of {', '.join(shown)}{more}"))
    return "<p>" + "</p><p>".join(parts) + "</p>" if parts else ""


def _name(widget: QWidget) -> str:
    if widget.accessibleName():
        return widget.accessibleName()
    return widget.text().replace("&", "") if isinstance(widget, QAbstractButton) else ""


def _plain(tip: str) -> str:
    """Return the words of a tip, which may be HTML where a person's own words need that."""
    if not Qt.mightBeRichText(tip):
        return tip
    document = QTextDocument()
    document.setHtml(tip)
    return document.toPlainText()
