"""What every plot has: an empty state in words, a right-click menu, pictures and data that can be saved."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QByteArray, QObject, QPoint, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QAction, QColor, QFont, QGuiApplication, QImage, QPainter, QPalette
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QMenu, QStackedWidget, QVBoxLayout, QWidget

from gui.look.show_dialog import show_dialog
from gui.look.theme import LIGHT, icon
from gui.plots.axes import Axes
from gui.program import picture_file
from gui.program.saving import save
from gui.widgets.corner_button import CornerButton
from gui.widgets.save_dialog import PictureChoice, SaveDialog

if TYPE_CHECKING:
    from gui.look.theme import Theme

PICTURE_SCALE: Final = 2  # pictures leave with twice the window's pixels, so that they are sharp on paper too


class Plot(QObject):
    """A plot in a widget to place, `widget`; subclasses add `Axes` to `canvas` and say what their data are.

    `failed` carries one sentence about what could not be saved.
    """

    failed = Signal(str)
    saved = Signal(str)
    """The path of a file that has been written."""
    folder_chosen = Signal(str)
    """Where the person saves: the next time that is where they begin."""

    def __init__(self, name: str, title: str, empty_text: str, *, zooms: bool = True) -> None:
        """Make the widget, called `name`, with its menu and the words of its empty state.

        One that never `zooms` has no automatic view to go back to.
        """
        super().__init__()
        self._name, self._title = name, title
        self.folder = ""
        self._scale = 1.0
        self.widget = QWidget()
        self.widget.setObjectName(name)
        self.widget.setAccessibleName(title)
        self.widget.setAutoFillBackground(True)
        self.controls = QWidget()
        self.canvas = QWidget()
        self._empty = QLabel(empty_text)
        self._pages = QStackedWidget()
        self._theme: Theme | None = None
        self._lay_out()
        self.menu = QMenu(self.widget)
        self._button = CornerButton(self.widget, f"{name}_menu", f"{title}: copy, save, automatic view")
        self._button.clicked.connect(self._pop_up_at_button)
        self._fill_menu(zooms=zooms)
        self.set_filled(False)

    def _lay_out(self) -> None:
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setWordWrap(True)
        self._empty.setObjectName(f"{self._name}_empty")
        self._empty.setMargin(24)
        self._pages.addWidget(self._empty)
        self._pages.addWidget(self.canvas)
        self.row = QHBoxLayout(self.controls)
        self.row.setContentsMargins(8, 6, 8, 0)
        self.controls.setVisible(False)
        layout = QVBoxLayout(self.widget)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.controls)
        layout.addWidget(self._pages, 1)

    def _fill_menu(self, *, zooms: bool) -> None:
        self._add_action(
            "copy_picture", "Copy picture", "Put the picture on the clipboard", self.copy_picture
        )
        self._add_action(
            "save_picture",
            "Save picture…",
            "Save the picture as PNG or SVG, at a size of your choice",
            self._ask_picture,
        )
        self._add_action(
            "save_csv", "Save data as CSV…", "Save the numbers behind the picture", self._ask_csv
        )
        if zooms:
            self.menu.addSeparator()
            self._add_action(
                "automatic_view",
                "Back to automatic view",
                "Let the axes follow the data again (double-click does the same)",
                self.automatic_view,
            )
        self.menu.setToolTipsVisible(True)
        self.widget.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.widget.customContextMenuRequested.connect(self._pop_up)

    def _add_action(self, name: str, text: str, tip: str, slot: object) -> None:
        action = QAction(text, self.widget)
        action.setObjectName(name)
        action.setToolTip(tip)
        action.triggered.connect(slot)
        self.menu.addAction(action)

    # What subclasses say

    def axes(self) -> Sequence[Axes]:
        """Return the axes now on the canvas."""
        raise NotImplementedError

    def table(self) -> tuple[Sequence[str], Iterable[Sequence[object]]]:
        """Return the names of the data's columns, and the rows."""
        raise NotImplementedError

    def restyle(self, theme: "Theme", font: QFont) -> None:
        """Recolour the plot."""
        raise NotImplementedError

    def set_fine(self, fine: bool) -> None:
        """Draw lines smoothly, for a picture that stays; on the screen they are drawn fast."""

    def draw(self, painter: QPainter) -> None:
        """Draw what is on the canvas: its axes, unless a subclass has something else."""
        for axes in self.axes():
            place = QRectF(axes.view.mapTo(self.canvas, QPoint(0, 0)), axes.view.size())
            axes.view.render(painter, place, axes.view.rect())

    # What everybody may call

    def set_filled(self, filled: bool) -> None:
        """Show the canvas, or the words of the empty state."""
        self._pages.setCurrentWidget(self.canvas if filled else self._empty)
        self._button.setVisible(filled)
        for action in self.menu.actions():
            action.setEnabled(filled)

    @property
    def filled(self) -> bool:
        """Whether there is something to see and save."""
        return self._pages.currentWidget() is self.canvas

    def set_theme(self, theme: "Theme") -> None:
        """Recolour everything, now."""
        self._theme = theme
        for widget, role, color in (
            (self.widget, QPalette.ColorRole.Window, theme.base),
            (self._empty, QPalette.ColorRole.WindowText, theme.muted),
        ):
            palette = widget.palette()
            palette.setColor(role, QColor(color))
            widget.setPalette(palette)
        self._button.setIcon(icon("more", theme, theme.muted))
        self.restyle(theme, self.widget.font())

    def set_scale(self, scale: float) -> None:
        """Draw lines and dots so many times as large as usual."""
        self._scale = scale
        if self._theme is not None:
            self.set_theme(self._theme)

    @property
    def line_width(self) -> int:
        """The width of a line in pixels of the device: one is fastest, and a hair where two make a pixel."""
        return max(1, int(self.widget.devicePixelRatioF() * self._scale**3))

    def automatic_view(self) -> None:
        """Let the axes follow the data again."""
        for axes in self.axes():
            axes.automatic_view()

    def copy_picture(self) -> None:
        """Put the picture on the clipboard."""
        if self.filled:
            QGuiApplication.clipboard().setImage(self.picture())

    def save_png(self, path: str | Path, choice: PictureChoice | None = None) -> bool:
        """Write the picture as PNG; return whether it worked, and emit `failed` where not.

        Its size and colours are those of `choice`, or as on the screen.
        """
        with self._coloured(choice):
            image = self.picture(choice.pixels / self.canvas.width() if choice else PICTURE_SCALE)
        return self._write(path, picture_file.png(image, choice.dots_per_inch if choice else None))

    @contextmanager
    def _coloured(self, choice: PictureChoice | None) -> Iterator[None]:
        """Have the light colours meanwhile, where that is the `choice`."""
        theme = self._theme
        if theme is None or choice is None or not choice.light:
            yield
            return
        self.set_theme(LIGHT)
        try:
            yield
        finally:
            self.set_theme(theme)

    def save_svg(self, path: str | Path, choice: PictureChoice | None = None) -> bool:
        """Write the picture as SVG; return whether it worked, and emit `failed` where not."""
        with self._coloured(choice):
            data = picture_file.svg(self._draw, self.canvas.size(), self._title, self.canvas.logicalDpiX())
        return self._write(path, data)

    def save_csv(self, path: str | Path) -> bool:
        """Write the data at full precision; return whether it worked, and emit `failed` where not."""
        text = io.StringIO(newline="")
        writer = csv.writer(text, lineterminator="\n")
        names, rows = self.table()
        writer.writerow(names)
        writer.writerows(rows)
        return self._write(path, QByteArray(text.getvalue().encode()))

    def picture(self, scale: float = PICTURE_SCALE) -> QImage:
        """Return the picture, without the controls around it, at so many times the window's pixels."""
        return picture_file.image(self._draw, self.canvas.size(), scale)

    def _draw(self, painter: QPainter) -> None:
        painter.fillRect(self.canvas.rect(), self.widget.palette().color(QPalette.ColorRole.Window))
        self.set_fine(True)
        self.draw(painter)
        self.set_fine(False)

    def _write(self, path: str | Path, data: QByteArray) -> bool:
        problem = save(path, data)
        if problem:
            self.failed.emit(problem)
        else:
            self.saved.emit(str(path))
        return not problem

    def _ask_picture(self) -> None:
        dialog = SaveDialog(self.widget, self._title, self.canvas.size())
        dialog.chosen.connect(self._save_picture)
        show_dialog(dialog)

    @Slot(object)
    def _save_picture(self, choice: PictureChoice) -> None:
        kind, write = ("SVG drawing", self.save_svg) if choice.is_svg else ("PNG picture", self.save_png)
        if path := self._ask_path("svg" if choice.is_svg else "png", kind):
            write(path, choice)

    def _ask_csv(self) -> None:
        if path := self._ask_path("csv", "CSV table"):
            self.save_csv(path)

    def _ask_path(self, suffix: str, kind: str) -> str:
        """Return the path a person picks, '' where they don't."""
        dialog = QFileDialog(self.widget, f"Save {self._title}")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(f"{kind} (*.{suffix})")
        dialog.setDefaultSuffix(suffix)
        dialog.setDirectory(self.folder)
        dialog.selectFile(f"{self._name.removesuffix('_plot')}.{suffix}")
        path = dialog.selectedFiles()[0] if dialog.exec() else ""
        dialog.deleteLater()
        if path:
            self.folder = str(Path(path).parent)
            self.folder_chosen.emit(self.folder)
        return path

    def _pop_up_at_button(self) -> None:
        self.menu.popup(self._button.mapToGlobal(QPoint(0, self._button.height())))

    def _pop_up(self, position: QPoint) -> None:
        self.menu.popup(self.widget.mapToGlobal(position))
