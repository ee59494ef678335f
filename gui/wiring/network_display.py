"""The network in its own tab: the weights of the run that is seen, or those that training begins with."""

from typing import Final

from PySide6.QtCore import QObject, Slot

from engine.base.arrays import FloatArray
from engine.base.errors import InputError
from engine.project.project import Project
from engine.project.run import Run
from gui.diagram.view import look
from gui.document.document import Document
from gui.document.edits import Edits
from gui.runs.message import RunMessage
from gui.runs.session import RUNNING, TrainingSession
from gui.wiring.panels import Panels

MOST_PARAMETERS: Final = 300_000
"""A network of more is not drawn: a picture of it would hold up the window."""

BEFORE: Final = "The weights that training begins with"


class NetworkDisplay(QObject):
    """Draws the network while its tab can be seen; hidden it costs nothing."""

    def __init__(self, document: Document, session: TrainingSession, edits: Edits, panels: Panels) -> None:
        super().__init__(document)
        self._document, self._session = document, session
        self._panel, self._prediction = panels.diagram, panels.prediction
        self._run: Run | None = None
        self._start: tuple[Project, FloatArray] | None = None
        self._panel.shown.connect(self.refresh)
        self._panel.plane_changed.connect(self.refresh)
        self._panel.weights_edited.connect(edits.take_weights)
        self._panel.refused.connect(panels.network.show_problem)
        self._panel.saved.connect(
            lambda path: panels.message.show_message(RunMessage("good", f"Saved as {path}."))
        )
        self._prediction.inputs_edited.connect(self.refresh)

    @Slot(object)
    def show_run(self, run: Run | None) -> None:
        """Show the network of a run as far as its snapshot has it, or of none."""
        self._run = run
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Draw anew, where that can be seen."""
        if not self._panel.isVisible():
            return
        project, prepared = self._document.project, self._document.prepared
        network, preprocessor = project.build_network(), prepared.preprocessor
        if network.parameters > MOST_PARAMETERS:
            self._panel.show_nothing(f"A network of {network.parameters:,} parameters is too large to draw.")
            return
        try:
            theta, note = self._weights(project)
        except InputError as error:
            self._panel.show_nothing(str(error))
            return
        self._panel.show_inputs(preprocessor)
        view = look(
            network=network,
            theta=theta,
            preprocessor=preprocessor,
            training_rows=prepared.train.X,
            plane=self._panel.plane,
            activations=tuple(activation.title for activation in network.activations),
            note=note,
        )
        is_live = self._session.state == RUNNING
        self._panel.show_view(view, self._prediction.inputs(), is_live=is_live)

    def _weights(self, project: Project) -> tuple[FloatArray, str]:
        """Return the weights that are seen, and what they are."""
        run = self._run
        snapshot = run.snapshot if run is not None else None
        if run is not None and snapshot is not None and project.same_run(run.project):
            return snapshot.theta, f"After epoch {snapshot.epoch:,}"
        if self._start is None or self._start[0] != project:
            self._start = project, project.start_weights(0, self._document.weights)
        return self._start[1], BEFORE
