"""Predicted against true values: one picture per output, or all outputs in one."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QButtonGroup, QComboBox, QGridLayout, QLabel, QToolButton

from engine.base.arrays import FloatArray, IndexArray
from engine.base.words import with_unit
from gui.look.numbers import number_text, percent_text, r2_text
from gui.plots.axes import Axes
from gui.plots.base import Plot
from gui.plots.dots import Series
from gui.plots.items import Entry
from gui.plots.picture import Picture, Span, share_axes, span_of

if TYPE_CHECKING:
    from engine.scoring.scores import Score
    from gui.look.theme import Theme


EMPTY_TEXT: Final = "Here every row becomes a dot:\nthe better the network, the nearer to the line"
MOST_PICTURES: Final = 6
MOST_COLORS: Final = 8
COLUMNS: Final = {1: 1, 2: 2, 3: 3, 4: 2, 5: 3, 6: 3}


class ScatterPlot(Plot):
    """Predicted against true values of every output, in the table's units."""

    row_chosen = Signal(int)
    """The number in the table of the row whose dot was clicked."""

    def __init__(self) -> None:
        super().__init__(
            "scatter_plot",
            "Predicted and true values",
            EMPTY_TEXT,
        )
        self._names: tuple[str, ...] = ()
        self._units: tuple[str, ...] = ()
        self._titles: tuple[str, ...] = ()
        self._true: FloatArray = np.zeros((0, 0))
        self._rows: IndexArray = np.zeros(0, np.intp)
        self._predicted: FloatArray | None = None
        self._scores: Sequence[Score] = ()
        self._spans: list[Span] = []
        self._wants_together = False
        self._page = 0
        self._colors: Sequence[str] = ("#000000",)
        self._font = QFont()
        self._pictures: list[Picture] = []
        self._grid = QGridLayout(self.canvas)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(0)
        self._note = QLabel()
        self._choice = QComboBox()
        self._buttons = QButtonGroup(self)
        self._fill_controls()

    def _fill_controls(self) -> None:
        self._note.setObjectName("scatter_note")
        self._choice.setObjectName("scatter_choice")
        self._choice.setAccessibleName("Outputs shown")
        self._choice.setToolTip("Which of the outputs are shown")
        self._choice.activated.connect(self._turn_page)
        self.row.addWidget(self._note, 1)
        self.row.addWidget(self._choice)
        texts = (
            ("scatter_each", "Side by side", "Show a picture for each output"),
            ("scatter_together", "Together", "Show all outputs in one picture, a colour each"),
        )
        for number, (name, text, tip) in enumerate(texts):
            button = QToolButton()
            button.setObjectName(name)
            button.setText(text)
            button.setToolTip(tip)
            button.setAccessibleName(text)
            button.setCheckable(True)
            button.setChecked(number == 0)
            self._buttons.addButton(button, number)
            self.row.addWidget(button)
        self._buttons.idToggled.connect(self._mode_chosen)

    # What the program says

    def set_outputs(self, names: Sequence[str], units: Sequence[str] = ()) -> None:
        """Prepare for these outputs, and the `units` they are in if there are any, without any dots yet."""
        self._names = tuple(names)
        self._units = tuple(units) or ("",) * len(names)
        self._titles = tuple(map(with_unit, self._names, self._units))
        self._true, self._predicted, self._scores, self._spans = np.zeros((len(names), 0)), None, (), []
        self._buttons.button(0).setVisible(len(names) > 1)
        self._buttons.button(1).setVisible(len(names) > 1)
        self._fill_choice()
        self.automatic_view()
        self.set_filled(False)

    def show_truth(self, true: FloatArray, rows: IndexArray | None = None) -> None:
        """Take the true values (outputs, rows) that later predictions belong to, and the rows' numbers."""
        self._rows = np.zeros(0, np.intp) if rows is None else rows
        if len(true) != len(self._names):
            raise ValueError(f"{len(true)} rows of true values for {len(self._names)} outputs")
        self._true, self._predicted = true, None
        self._spans = [span_of(values) for values in true]
        self.set_filled(False)

    def show(self, predicted: FloatArray, scores: Sequence["Score"]) -> None:
        """Draw the predictions (outputs, rows) against the true values, and say how good they are."""
        if predicted.shape != self._true.shape:
            raise ValueError(f"predictions {predicted.shape} for true values {self._true.shape}")
        first = self._predicted is None
        self._predicted, self._scores = predicted, scores
        if first:
            self._arrange()
        else:
            self._draw_dots()
        self.set_filled(True)

    def clear(self) -> None:
        """Take the dots away and go back to the empty state."""
        self._predicted, self._scores = None, ()
        for picture in self._pictures:
            picture.dots.set_series(())
        self.set_filled(False)

    def set_note(self, text: str) -> None:
        """Say quietly which rows are shown: "1,000 of 3,000 test rows"."""
        self._note.setText(text)
        self._show_controls()

    def set_together(self, together: bool) -> None:
        """Show all outputs in one picture, or one picture per output."""
        self._buttons.button(int(together)).setChecked(True)

    # What a person chooses

    def _mode_chosen(self, number: int, chosen: bool) -> None:
        if chosen:
            self._wants_together = bool(number)
            self._fill_choice()
            self._arrange()
            self.automatic_view()

    def _turn_page(self, page: int) -> None:
        self._page = page
        self._arrange()
        self.automatic_view()

    def _fill_choice(self) -> None:
        self._page = 0
        self._choice.clear()
        starts = range(0, len(self._names), self._page_size)
        for start in starts:
            end = min(start + self._page_size, len(self._names))
            self._choice.addItem(f"Outputs {start + 1} to {end}" if end > start + 1 else f"Output {end}")
        self._choice.setVisible(len(starts) > 1)
        self._show_controls()

    def _show_controls(self) -> None:
        self.controls.setVisible(len(self._names) > 1 or bool(self._note.text()))

    # What is drawn

    @property
    def _together(self) -> bool:
        return self._wants_together and len(self._names) > 1

    @property
    def _page_size(self) -> int:
        return MOST_COLORS if self._together else MOST_PICTURES

    @property
    def _shown(self) -> range:
        """The outputs on this page."""
        start = self._page * self._page_size
        return range(start, min(start + self._page_size, len(self._names)))

    def _arrange(self) -> None:
        """Put as many pictures as are needed into the grid; they are made when first needed."""
        if self._predicted is None:
            return
        needed = 1 if self._together else len(self._shown)
        while len(self._pictures) < needed:
            self._pictures.append(Picture(self))
            self._pictures[-1].dot_clicked.connect(self.row_chosen)
            if self._theme is not None:
                self._pictures[-1].set_theme(self._theme, self._font)
        columns = COLUMNS.get(needed, 1)
        for number, picture in enumerate(self._pictures):
            picture.set_rows(self._rows)
            self._grid.removeWidget(picture.view)
            if number < needed:
                self._grid.addWidget(picture.view, number // columns, number % columns)
            picture.view.setVisible(number < needed)
        for number in range(MOST_PICTURES):
            self._grid.setColumnStretch(number, int(number < columns))
            self._grid.setRowStretch(number, int(number * columns < needed))
        self._label()
        self._draw_dots()

    def axes(self) -> Sequence[Axes]:
        """Return the pictures on this page."""
        return self._pictures[: 1 if self._together else len(self._shown)]

    def _label(self) -> None:
        if not self._together:
            for picture, i in zip(self._pictures, self._shown, strict=False):
                name = self._names[i]
                picture.set_labels(f"true {name}", f"predicted {name}", self._units[i], self._units[i])
        elif self._shared:
            units = {self._units[i] for i in self._shown}
            unit = units.pop() if len(units) == 1 else ""
            self._pictures[0].set_labels("true", "predicted", unit, unit)
        else:
            self._pictures[0].set_labels("true, scaled", "predicted, scaled")

    @property
    def _shared(self) -> bool:
        spans = [self._spans[i] for i in self._shown] if self._spans else []
        return not spans or share_axes(spans)

    def _draw_dots(self) -> None:
        if self._together:
            self._draw_together()
        else:
            self._draw_each()

    def _draw_each(self) -> None:
        assert self._predicted is not None
        for picture, i in zip(self._pictures, self._shown, strict=False):
            series = Series(self._true[i], self._predicted[i], self._color(i))
            missing = picture.show(self._spans[i], [series])
            picture.heading.set_text(self._titles[i], self._score_text(i) + _missing_text(missing))
            picture.set_legend([])

    def _draw_together(self) -> None:
        assert self._predicted is not None
        shown, picture = self._shown, self._pictures[0]
        if self._shared:
            span = Span(min(self._spans[i].low for i in shown), max(self._spans[i].high for i in shown))
            series = [Series(self._true[i], self._predicted[i], self._color(i)) for i in shown]
        else:
            span = Span(0.0, 1.0)
            series = [self._scaled(i) for i in shown]
        missing = picture.show(span, series)
        detail = (
            "in the table's units"
            if self._shared
            else "0 and 1 are each output's lowest and highest true value"
        )
        picture.heading.set_text(
            "All outputs" if len(shown) == len(self._names) else self._choice.currentText(),
            detail + _missing_text(missing),
        )
        picture.set_legend(
            [Entry("dot", self._color(i), f"{self._titles[i]}   {self._score_text(i)}") for i in shown]
        )

    def _scaled(self, i: int) -> Series:
        assert self._predicted is not None
        span = self._spans[i]
        with np.errstate(over="ignore"):  # what is too large stays too large, and is not shown
            x, y = ((values - span.low) / span.width for values in (self._true[i], self._predicted[i]))
        return Series(x, y, self._color(i))

    def _color(self, i: int) -> str:
        # Within a page no colour comes twice.
        return self._colors[i % len(self._colors)]

    def _score_text(self, i: int) -> str:
        if i >= len(self._scores):
            return ""
        score = self._scores[i]
        if score.of_quantile is not None:
            return f"{percent_text(score.of_quantile.coverage)} of rows below"
        return f"R² {r2_text(score.r2)} · RMSE {number_text(score.rmse)}"

    def table(self) -> tuple[Sequence[str], Iterable[Sequence[object]]]:
        """Return the true and predicted values of every output, a row for each of the table's rows shown."""
        if self._predicted is None:
            return (), ()
        names = [f"{name} {what}" for name in self._names for what in ("true", "predicted")]
        columns = [row for pair in zip(self._true, self._predicted, strict=True) for row in pair]
        return names, np.stack(columns).T.tolist()

    def restyle(self, theme: "Theme", font: QFont) -> None:
        """Recolour pictures and dots."""
        self._colors, self._font = theme.series, font
        palette = self._note.palette()
        palette.setColor(QPalette.ColorRole.WindowText, QColor(theme.muted))
        self._note.setPalette(palette)
        for picture in self._pictures:
            picture.set_theme(theme, font)
        if self._predicted is not None:
            self._draw_dots()


def _missing_text(count: int) -> str:
    return f" · {count:,} not shown" if count else ""
