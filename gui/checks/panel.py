"""The Checks panel: what is odd about the data, why that matters, and buttons that do something about it."""

import re
from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from engine.base.words import capitalised
from engine.insight.checks.check import INFO, SERIOUS, WARNING, DataCheck
from engine.reading.choice import way_text
from gui.look.theme import SMALL_ICON, current_theme, icon
from gui.widgets.flow_layout import FlowLayout
from gui.widgets.message_bar import Kind, MessageBar

LEAST_HEIGHT: Final = 84
"""Room for a card, however much the panels above need."""

_SIGNS: Final = {
    SERIOUS: ("error", "Serious: what the network seems to be worth may be wrong."),
    WARNING: ("warning", "Worth a look before training."),
    INFO: ("info", "Good to know."),
}
"""For each severity the icon and what it says."""

_LONG_WORD: Final = re.compile(r"(\S{16})(?=\S)")


class ChecksPanel(QWidget):
    """A card for each finding; announces the remedy that is chosen and the rows somebody wants to see."""

    remedy_chosen = Signal(object)
    way_chosen = Signal(object)
    """A column is to be read in another way."""
    rows_asked = Signal(object, str)
    """Numbers of rows, and what they have in common."""
    run_remedy_chosen = Signal()
    """What is offered beside the sentence about the run is wanted."""
    room_wanted = Signal()
    """Some of it cannot be seen without scrolling."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make the panel; `show_checks` fills it."""
        super().__init__(parent)
        self._unfolded: set[str] = set()
        self._of_data: Sequence[DataCheck] | None = None
        self._of_run: Sequence[DataCheck] = ()
        self._message = MessageBar()
        self._message.setObjectName("checks_message")
        self._run_message = MessageBar()
        self._run_message.setObjectName("checks_run_message")
        self._run_message.action.setObjectName("checks_run_remedy")
        self._run_message.action_clicked.connect(self.run_remedy_chosen)
        self._summary = QLabel()
        self._summary.setObjectName("checks_summary")
        self._summary.setWordWrap(True)
        self._summary.setProperty("role", "muted")
        self._cards = _Cards()
        self._cards.setObjectName("check_cards")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 6, 10, 8)
        layout.setSpacing(6)
        layout.addWidget(self._message)
        layout.addWidget(self._run_message)
        layout.addWidget(self._summary)
        layout.addWidget(self._cards, 1)
        layout.addStretch(0)
        self.show_waiting()

    def show_waiting(self) -> None:
        """Say that nothing is known yet of a new table."""
        self._of_data = None
        self._show("Looking at the data…", [])

    def show_checks(self, checks: Sequence[DataCheck]) -> None:
        """Show what was found; what was unfolded and where the focus was stays."""
        self._of_data = checks
        cards = [self._card(check) for check in (*self._of_run, *checks)]
        self._show("" if checks else "No problems found in the data.", cards)

    def show_run_checks(self, checks: Sequence[DataCheck]) -> None:
        """Show what the run that is shown has come to, above what was found in the data."""
        is_same = [check.title for check in checks] == [check.title for check in self._of_run]
        self._of_run = checks
        if not is_same and self._of_data is not None:
            self.show_checks(self._of_data)

    def show_run_message(self, kind: Kind, sentence: str, remedy: str) -> None:
        """Show a `sentence` about the run, and the `remedy` offered; both empty where nothing is wrong."""
        if (kind, sentence) == (self._run_message.kind, self._run_message.text):
            return
        self._run_message.set_message(kind, sentence, remedy or None)

    def show_failure(self, sentence: str) -> None:
        """Say why the data could not be checked."""
        self._show("", [])
        self.show_problem(sentence)

    def show_problem(self, sentence: str) -> None:
        """Say why a remedy could not be applied."""
        self._message.set_message("error", capitalised(sentence))

    def _show(self, summary: str, cards: Sequence["CheckCard"]) -> None:
        focus = self.focusWidget()
        had_focus = focus.objectName() if focus is not None and focus.hasFocus() else ""
        self._message.clear()
        self._summary.setText(summary)
        self._summary.setVisible(bool(summary))
        self._cards.show_cards(cards)
        self._ask_for_room()
        buttons = self._cards.findChildren(QPushButton)
        if had_focus and buttons:
            next((button for button in buttons if button.objectName() == had_focus), buttons[0]).setFocus()

    def _card(self, check: DataCheck) -> "CheckCard":
        card = CheckCard(check, unfolded=check.id in self._unfolded)
        card.remedy_chosen.connect(self.remedy_chosen)
        card.way_chosen.connect(self.way_chosen)
        card.rows_asked.connect(self.rows_asked)
        card.toggled.connect(self._on_toggled)
        return card

    def _on_toggled(self, check: str, unfolded: bool) -> None:
        (self._unfolded.add if unfolded else self._unfolded.discard)(check)
        self._cards.fit()
        self._ask_for_room()

    def _ask_for_room(self) -> None:
        """Ask, once the cards have found their places, if these are not all in sight."""

        def ask() -> None:
            if self._cards.is_short:
                self.room_wanted.emit()

        QTimer.singleShot(0, self, ask)


class _Cards(QScrollArea):
    """Cards below one another, that ask for all their height but can do with little."""

    def __init__(self) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.show_cards([])

    @property
    def is_short(self) -> bool:
        """Whether there are more cards than can be seen."""
        return self.isVisible() and self.sizeHint().height() > self.viewport().height()

    def show_cards(self, cards: Sequence["CheckCard"]) -> None:
        """Show these in the place of those before."""
        column = QWidget()
        column.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._layout = QVBoxLayout(column)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(6)
        for card in cards:
            self._layout.addWidget(card)
        self._layout.addStretch(1)
        before = self.takeWidget()
        if before is not None:
            before.hide()
            before.deleteLater()
        self.setWidget(column)
        self.setVisible(bool(cards))
        self.fit()

    def fit(self) -> None:
        """Ask for the height the cards have now."""
        self.setMinimumHeight(min(self.sizeHint().height(), LEAST_HEIGHT))
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """All cards at the present width."""
        hint = self._layout.totalSizeHint()
        wraps = self._layout.hasHeightForWidth()
        height = self._layout.totalHeightForWidth(self.viewport().width()) if wraps else hint.height()
        return QSize(self._layout.totalMinimumSize().width(), height)


class CheckCard(QFrame):
    """One finding: a sign of how bad it is, its title, buttons, and its meaning under "Why?"."""

    remedy_chosen = Signal(object)
    way_chosen = Signal(object)
    rows_asked = Signal(object, str)
    toggled = Signal(str, bool)

    def __init__(self, check: DataCheck, *, unfolded: bool) -> None:
        """Show `check`, with its meaning if `unfolded`."""
        super().__init__()
        self._check = check
        self._title = capitalised(check.title)
        self.setObjectName(f"check_{check.id}")
        self.setProperty("panel", "true")
        self.setAccessibleName(self._title)
        self._sign = QLabel()
        self._sign.setToolTip(_SIGNS[check.severity][1])
        self._meaning = _words(check.meaning)
        self._meaning.setProperty("role", "muted")
        self._why = self._button("Why?", "why", "What this means for the network.")
        self._why.setCheckable(True)
        self._why.toggled.connect(self._unfold)
        self._lay_out()
        self._why.setChecked(unfolded)
        self._meaning.setVisible(unfolded)
        self._tint()

    def changeEvent(self, event: QEvent) -> None:
        """Draw the sign in the colours of a new theme."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.StyleChange):
            self._tint()

    def _lay_out(self) -> None:
        buttons = FlowLayout(spacing=8)
        for number, remedy in enumerate(self._check.remedies):
            button = self._button(remedy.text, f"remedy_{number}", "Undo takes it back.")
            button.clicked.connect(lambda _checked, remedy=remedy: self.remedy_chosen.emit(remedy))
            buttons.addWidget(button)
        for way in self._check.ways:
            tip = f"Reads the file again, this column as {way_text(way.way)}. Undo takes it back."
            button = self._button(way.text, f"as_{way.way}", tip)
            button.clicked.connect(lambda _checked, way=way: self.way_chosen.emit(way))
            buttons.addWidget(button)
        if len(self._check.rows):
            button = self._button("Show rows", "rows", "Show the rows this is about.")
            button.clicked.connect(lambda: self.rows_asked.emit(self._check.rows, self._check.title))
            buttons.addWidget(button)
        buttons.addWidget(self._why)
        words = QVBoxLayout()
        words.setSpacing(3)
        words.addWidget(_words(self._title))
        words.addWidget(self._meaning)
        words.addLayout(buttons)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 6, 6, 4)
        row.setSpacing(7)
        row.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)

    def _button(self, text: str, name: str, tip: str) -> QPushButton:
        button = QPushButton(text)
        button.setObjectName(f"{self._check.id}_{name}")
        button.setProperty("link", "true")
        button.setAccessibleName(f"{text}: {self._title}")
        button.setToolTip(tip)
        return button

    def _unfold(self, unfolded: bool) -> None:
        self._meaning.setVisible(unfolded)
        self.toggled.emit(self._check.id, unfolded)

    def _tint(self) -> None:
        picture = icon(_SIGNS[self._check.severity][0], current_theme())
        self._sign.setPixmap(picture.pixmap(QSize(SMALL_ICON, SMALL_ICON), self.devicePixelRatioF()))


def _words(text: str) -> QLabel:
    label = QLabel(_LONG_WORD.sub("\\1\u200b", text))  # a place where lines can break
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
