"""The bar below the views: through the epochs of a run, by step, by slider, or played."""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QWidget

from gui.look.theme import SMALL_ICON, current_theme, icon
from gui.widgets.marked_slider import MarkedSlider

_NO_EPOCHS: Final = "no epochs yet"
_BEST: Final = " * best"
_PAGES: Final = 10
"""How many times Page Down is pressed from one end to the other."""

_PLAY_TIP: Final = (
    "Replay the run: every view shows one epoch after the other, at a pace that can be followed"
)
_PAUSE_TIP: Final = "Hold the replay at this epoch"


class EpochBar(QWidget):
    """Shows which epoch is seen; a person chooses another of those that are kept, or has them played.

    Places are numbered from 0, one for each epoch that is kept; the last is the newest.
    """

    place_chosen = Signal(int)
    play_wanted = Signal()
    pause_wanted = Signal()

    def __init__(self) -> None:
        """Show that there is no run."""
        super().__init__()
        self.setObjectName("epoch_bar")
        self._epochs: Sequence[int] = ()
        self._best: int | None = None
        self._is_playing = False
        self._first = self._button("epoch_first", "First epoch", "Show the first epoch", self._go_first)
        self._previous = self._button(
            "epoch_previous", "Previous epoch", "Show the epoch before", self._go_previous
        )
        self._play = self._button("replay", "Replay", _PLAY_TIP, self._toggle)
        self._next = self._button("epoch_next", "Next epoch", "Show the epoch after", self._go_next)
        self._last = self._button("epoch_last", "Newest epoch", "Show the newest epoch again", self._go_last)
        self._slider = MarkedSlider()
        self._slider.setObjectName("epoch_slider")
        self._slider.setAccessibleName("Epoch")
        self._slider.valueChanged.connect(self.place_chosen)
        self._label = QLabel()
        self._label.setObjectName("epoch_label")
        row = QHBoxLayout(self)
        row.setContentsMargins(6, 2, 8, 2)
        row.setSpacing(4)
        for button in (self._first, self._previous, self._play):
            row.addWidget(button)
        row.addWidget(self._slider, 1)
        for button in (self._next, self._last):
            row.addWidget(button)
        row.addWidget(self._label)
        self.set_icons()
        self.show_epochs((), (), None)

    def _button(self, name: str, text: str, tip: str, slot: Callable[[], None]) -> QToolButton:
        button = QToolButton()
        button.setObjectName(name)
        button.setAccessibleName(text)
        button.setToolTip(tip)
        button.setProperty("compact", "true")
        button.setIconSize(QSize(SMALL_ICON, SMALL_ICON))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(slot)
        return button

    @Slot()
    def set_icons(self) -> None:
        """Tint the buttons for the theme now in use."""
        theme = current_theme()
        for button in (self._first, self._previous, self._next, self._last):
            button.setIcon(icon(button.objectName(), theme))
        self._play.setIcon(icon("pause" if self._is_playing else "replay", theme))

    @property
    def place(self) -> int:
        """The place that is shown."""
        return self._slider.value()

    def show_epochs(
        self, epochs: Sequence[int], marks: Sequence[tuple[int, float]], best: int | None
    ) -> None:
        """Offer the `epochs`, which rise, and show the newest of them.

        `marks` are changes of the learning rate: the first epoch trained at it, and the new rate. For the
        `best`, where that is known, the last epoch stands that is kept up to it.
        """
        self._epochs = epochs
        self._best = None if best is None else max(bisect_right(epochs, best) - 1, 0)
        places = [max(bisect_right(epochs, epoch) - 1, 0) for epoch, _ in marks]
        with QSignalBlocker(self._slider):
            self._slider.setRange(0, max(len(epochs) - 1, 0))
            self._slider.setPageStep(max(len(epochs) // _PAGES, 1))
            self._slider.set_marks(places if epochs else ())
        tip = (
            "Which epoch every view shows. Left and Right: one epoch; Home and End: the first and the newest."
        )
        if marks:
            rates = ", ".join(f"{rate:g} at epoch {epoch:,}" for epoch, rate in marks[:_PAGES])
            tip += f"\nMarks: the learning rate was changed to {rates}{' …' if len(marks) > _PAGES else ''}."
        self._slider.setToolTip(tip)
        self._keep_room()
        self.show_place(len(epochs) - 1)

    def _keep_room(self) -> None:
        """Give the label the room of its longest words, so that nothing moves while it counts."""
        metrics = self._label.fontMetrics()
        last = self._epochs[-1] if self._epochs else 0
        longest = (f"epoch {last:,}{_BEST}", _NO_EPOCHS)
        self._label.setMinimumWidth(max(map(metrics.horizontalAdvance, longest)) + 2)

    def show_running(self, epoch: int) -> None:
        """Show how far a run is that goes on, or is not the current project's: nothing else can be chosen."""
        self.setEnabled(False)
        self._label.setText(f"epoch {epoch:,}")
        # Room once taken is kept, so that the slider does not shrink with every figure.
        self._label.setMinimumWidth(max(self._label.minimumWidth(), self._label.sizeHint().width()))

    def show_place(self, place: int) -> None:
        """Show that the epoch at `place` is seen."""
        with QSignalBlocker(self._slider):
            self._slider.setValue(place)
        self.setEnabled(len(self._epochs) > 1)
        if not self._epochs:
            self._label.setText(_NO_EPOCHS)
            return
        words = f"epoch {self._epochs[place]:,}"
        self._label.setText(words + (_BEST if place == self._best else ""))
        self._label.setToolTip("The epoch that every view shows")
        self._slider.setAccessibleDescription(words)
        for button in (self._first, self._previous):
            button.setEnabled(place > 0)
        for button in (self._next, self._last):
            button.setEnabled(place < len(self._epochs) - 1)

    def show_playing(self, *, playing: bool) -> None:
        """Offer to hold the replay where it is `playing`, or to play."""
        self._is_playing = playing
        self._play.setToolTip(_PAUSE_TIP if playing else _PLAY_TIP)
        self._play.setAccessibleName("Hold the replay" if playing else "Replay")
        self.set_icons()

    @Slot()
    def _toggle(self) -> None:
        (self.pause_wanted if self._is_playing else self.play_wanted).emit()

    @Slot()
    def _go_first(self) -> None:
        self._slider.setValue(0)

    @Slot()
    def _go_previous(self) -> None:
        self._slider.setValue(self.place - 1)

    @Slot()
    def _go_next(self) -> None:
        self._slider.setValue(self.place + 1)

    @Slot()
    def _go_last(self) -> None:
        self._slider.setValue(self._slider.maximum())
