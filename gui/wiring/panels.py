"""All panels of the window: where each is placed, and what it shows of a project."""

from PySide6.QtWidgets import QMenu

from engine.base.errors import InputError
from engine.data.prepare import Prepared
from engine.project.project import Project
from engine.project.run_request import check_trainable
from engine.sources.problems import PROBLEMS
from gui.checks.panel import ChecksPanel
from gui.data.panel import DataPanel
from gui.diagram.panel import DiagramPanel
from gui.document.document import Document
from gui.network.panel import NetworkPanel
from gui.prediction.panel import PredictionPanel
from gui.runs.epoch_bar import EpochBar
from gui.runs.message_line import MessageLine
from gui.runs.panel import RunsPanel
from gui.runs.status import StatusPanel
from gui.table.panel import TablePanel
from gui.training.panel import TrainingPanel
from gui.window.main_window import MainWindow


class Panels:
    """One of each."""

    def __init__(self) -> None:
        self.data = DataPanel()
        self.table = TablePanel()
        self.network = NetworkPanel()
        self.training = TrainingPanel()
        self.prediction = PredictionPanel()
        self.runs = RunsPanel()
        self.checks = ChecksPanel()
        self.status = StatusPanel()
        self.message = MessageLine()
        self.epoch_bar = EpochBar()
        self.diagram = DiagramPanel()

    def set_icons(self) -> None:
        """Tint and draw everything for the theme now in use."""
        self.network.set_icons()
        self.epoch_bar.set_icons()
        self.data.set_icons()
        self.diagram.restyle()

    def place(self, window: MainWindow, open_menu: QMenu, export_menu: QMenu) -> None:
        """Put all panels into the window, and what they can do into its menus."""
        window.place_panels(
            [("Data", self.data), ("Network", self.network), ("Training", self.training)],
            [("Predict", self.prediction), ("Checks", self.checks)],
        )
        window.place_tabs(
            [
                (
                    "Network",
                    "The network itself: its units, what each answers, and its weights",
                    self.diagram,
                ),
                ("Table", "The rows that the network learns from, and its columns", self.table),
            ]
        )
        window.place_below("Runs", self.runs, self.runs.summary)
        self.status.place_right(self.runs.summary)
        window.place_epoch_bar(self.epoch_bar)
        window.place_status(self.status)
        window.place_message(self.message)
        self.message.shown_changed.connect(window.show_message_line)
        window.place_menus(open_menu, export_menu, list(self.network.actions_by_name.values()))

    def show_project(self, document: Document) -> None:
        """Show the document's project in every panel that is about it."""
        project, table, prepared = document.project, document.table, document.prepared
        self.data.show_project(project, document.title, table, prepared)
        self.table.show_project(project.data.roles, table, prepared)
        self.network.show_project(project, prepared)
        self.training.show_project(project, project.case(prepared), _refusal(project, prepared))
        problem = PROBLEMS.get(project.data.problem)
        example = problem.example if problem else ()
        self.prediction.show_data(prepared.preprocessor, example, decimal_commas=table.has_decimal_commas)


def _refusal(project: Project, prepared: Prepared) -> str:
    """Say why `project` cannot be trained; empty where it can."""
    try:
        check_trainable(project, prepared)
    except InputError as error:
        return str(error)
    return ""
