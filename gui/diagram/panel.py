"""The Network tab: the picture of the network, what it is drawn over, and one unit close up."""

from functools import partial
from pathlib import Path

import numpy as np
from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication, QImage, QShowEvent
from PySide6.QtWidgets import QComboBox, QFileDialog, QHBoxLayout, QLabel, QMenu, QVBoxLayout, QWidget

from engine.base.arrays import FloatArray
from engine.data.preprocessor import Preprocessor
from engine.insight.unit_outputs import Plane
from engine.insight.unit_sum import unit_sum
from gui.diagram.canvas import NetworkCanvas
from gui.diagram.details import UnitDetails
from gui.diagram.terms import WEIGHTS
from gui.diagram.view import Link, NetworkView, Unit
from gui.look.show_dialog import show_dialog
from gui.look.theme import current_theme, icon
from gui.program import picture_file
from gui.program.saving import save
from gui.widgets.corner_button import CornerButton
from gui.widgets.elided_label import ElidedLabel
from gui.widgets.number_edit import NumberEdit
from gui.widgets.save_dialog import PictureChoice, SaveDialog


class DiagramPanel(QWidget):
    """Shows a NetworkView; `shown` says that the panel can be seen again and has nothing new to show."""

    shown = Signal()
    plane_changed = Signal()
    weights_edited = Signal(object)
    """All weights (parameters,) with one of them changed by a person."""
    refused = Signal(str)
    saved = Signal(str)
    """The path of a picture that has been written."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("diagram")
        self.setAutoFillBackground(True)
        self._preprocessor: Preprocessor | None = None
        self._inputs: FloatArray | None = None
        self._note = ElidedLabel()
        self._note.setObjectName("diagram_note")
        self._note.setProperty("role", "muted")
        self._across, self._up = QComboBox(), QComboBox()
        self._over = QLabel("Pictures over")
        self.canvas = NetworkCanvas()
        self._details = UnitDetails()
        self._details.hide()
        self._editor = NumberEdit(WEIGHTS, self.canvas)
        self._editor.setObjectName("weight_edit")
        self._editor.setAccessibleName("New weight")
        self._editor.hide()
        self._edited: Link | None = None
        self.folder = ""
        self._lay_out()
        self._make_menu()
        self.canvas.unit_selected.connect(self._show_unit)
        self.canvas.change_wanted.connect(self._begin_change)
        self._details.weight_edited.connect(self._change)
        self._details.refused.connect(self.refused)
        self._editor.value_edited.connect(self._finish_change)
        self._editor.editingFinished.connect(self._editor.hide)

    def _lay_out(self) -> None:
        for combo, name, words in (
            (self._across, "diagram_across", "Input that varies from left to right in each picture"),
            (self._up, "diagram_up", "Input that varies upwards in each picture"),
        ):
            combo.setObjectName(name)
            combo.setAccessibleName(words)
            combo.setToolTip(f"{words}; the others are those of a typical row")
            combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
            combo.setMaximumWidth(200)
            combo.activated.connect(self.plane_changed)
        row = QHBoxLayout()
        row.setContentsMargins(8, 6, 8, 0)
        row.setSpacing(8)
        row.addWidget(self._note, 1)
        row.addWidget(self._over)
        row.addWidget(self._across)
        row.addWidget(self._up)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(row)
        layout.addWidget(self.canvas, 1)
        layout.addWidget(self._details)

    @property
    def plane(self) -> Plane:
        """The inputs over which units are drawn, as a person chose them."""
        across = max(self._across.currentIndex(), 0)
        return Plane(across=across, up=max(self._up.currentIndex(), 0) if self._up.count() > 1 else across)

    def show_inputs(self, preprocessor: Preprocessor) -> None:
        """Offer the inputs of a project; those that were chosen stay where they are still there."""
        if preprocessor is self._preprocessor:
            return
        self._preprocessor = preprocessor
        names = preprocessor.roles.input_names
        for combo, place in ((self._across, 0), (self._up, 1)):
            before = combo.currentText()
            combo.clear()
            combo.addItems(names)
            combo.setCurrentIndex(names.index(before) if before in names else min(place, len(names) - 1))
        for widget in (self._over, self._across, self._up):
            widget.setVisible(len(names) > 1)

    def show_view(self, view: NetworkView, inputs: FloatArray | None, *, is_live: bool) -> None:
        """Draw a network; `inputs` (columns, 1) are the raw values for which a unit's sum is shown."""
        self._inputs = inputs
        self._note.setText(view.note)
        self.canvas.show_view(view, is_live=is_live)
        self._show_unit(self.canvas.selected)

    def show_nothing(self, sentence: str) -> None:
        """Draw no network, and say why."""
        self._note.setText(sentence)
        self.canvas.show_nothing()
        self._details.hide()

    @Slot(object)
    def _show_unit(self, unit: Unit | None) -> None:
        view = self.canvas.view
        self._details.setVisible(unit is not None and view is not None)
        if unit is None or view is None:
            return
        total = None
        if unit.layer and self._inputs is not None:
            features = view.preprocessor.standardised(self._inputs)
            if np.isfinite(features).all():
                total = unit_sum(view.network, view.theta, features, unit.layer, unit.number)
        self._details.show_unit(view, unit, total)

    @Slot(object, object)
    def _begin_change(self, link: Link, point: QPoint) -> None:
        """Open an editor for a weight where a person pointed."""
        view = self.canvas.view
        if view is None:
            return
        self._edited = link
        self._editor.setToolTip("The bias" if link.source is None else "The weight")
        self._editor.set_value(view.value(link))
        size = self._editor.sizeHint()
        left = min(max(point.x() - size.width() // 2, 0), max(self.canvas.width() - size.width(), 0))
        top = min(max(point.y(), 0), max(self.canvas.height() - size.height(), 0))
        self._editor.setGeometry(left, top, size.width(), size.height())
        self._editor.show()
        self._editor.setFocus(Qt.FocusReason.PopupFocusReason)
        self._editor.selectAll()

    @Slot(float)
    def _finish_change(self, value: float) -> None:
        if self._edited is not None:
            self._change(self._edited, value)
        self._editor.hide()
        self.canvas.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(object, float)
    def _change(self, link: Link, value: float) -> None:
        view = self.canvas.view
        if view is not None and view.value(link) != value:
            self.weights_edited.emit(view.replaced(link, value))

    # Pictures.

    def _make_menu(self) -> None:
        """Offer what every plot offers of its picture, in the corner and by a right click."""
        self._menu = QMenu(self.canvas)
        for name, text, tip, slot in (
            ("copy_network", "Copy picture", "Put the picture on the clipboard", self.copy_picture),
            ("save_network", "Save picture…", "Save the picture as PNG or SVG", self._ask_picture),
        ):
            action = self._menu.addAction(text, slot)
            action.setObjectName(name)
            action.setToolTip(tip)
        self._menu.setToolTipsVisible(True)
        self._corner = CornerButton(self.canvas, "network_diagram_menu", "Network: copy, save")
        self._corner.clicked.connect(lambda: self._menu.popup(self._corner.mapToGlobal(QPoint(0, 0))))
        self.canvas.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.canvas.customContextMenuRequested.connect(
            lambda point: self._menu.popup(self.canvas.mapToGlobal(point))
        )

    def picture(self, scale: float = 2.0, *, light: bool = False) -> QImage:
        """Return the picture at so many times the window's pixels, `light` or as on screen."""
        return picture_file.image(partial(self.canvas.draw, light=light), self.canvas.size(), scale)

    def copy_picture(self) -> None:
        """Put the picture on the clipboard."""
        QGuiApplication.clipboard().setImage(self.picture())

    def _ask_picture(self) -> None:
        dialog = SaveDialog(self, "network", self.canvas.size())
        dialog.chosen.connect(self._save_picture)
        show_dialog(dialog)

    @Slot(object)
    def _save_picture(self, choice: PictureChoice) -> None:
        suffix = "svg" if choice.is_svg else "png"
        first = str(Path(self.folder) / f"network.{suffix}")
        kinds = f"{suffix.upper()} (*.{suffix})"
        path, _filter = QFileDialog.getSaveFileName(self, "Save picture", first, kinds)
        if not path:
            return
        draw = partial(self.canvas.draw, light=choice.light)
        if choice.is_svg:
            data = picture_file.svg(draw, self.canvas.size(), "Network", self.canvas.logicalDpiX())
        else:
            made = self.picture(choice.pixels / self.canvas.width(), light=choice.light)
            data = picture_file.png(made, choice.dots_per_inch)
        problem = save(path, data)
        (self.refused if problem else self.saved).emit(problem or path)

    def restyle(self) -> None:
        """Take the colours now in use."""
        theme = current_theme()
        self._corner.setIcon(icon("more", theme, theme.muted))
        self.canvas.restyle()

    def showEvent(self, event: QShowEvent) -> None:
        """Ask for what there is to see."""
        super().showEvent(event)
        self.shown.emit()
