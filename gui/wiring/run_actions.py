"""What a person does with runs: train, stop, begin anew; and which of it is possible now."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Slot

from engine.base.words import counted
from gui.document.edits import Edits
from gui.opening.opening import Opening
from gui.runs.cross_validation_session import CrossValidationSession
from gui.runs.message import Remedy
from gui.runs.session import IDLE, PAUSED, RUNNING, TrainingSession
from gui.window.main_window import Actions, MainWindow


class RunActions(QObject):
    """Serves the actions of runs and what the status line offers; actions that cannot be are switched off."""

    def __init__(
        self,
        session: TrainingSession,
        cross_validation: CrossValidationSession,
        opening: Opening,
        edits: Edits,
        window: MainWindow,
        actions: Actions,
    ) -> None:
        """Serve `actions`, which are those of `window`."""
        super().__init__(window)
        self._session, self._cross_validation, self._opening = session, cross_validation, opening
        self._edits, self._window, self._actions = edits, window, actions
        for name in ("train", "step", "start_over", "new_weights"):
            actions[name].triggered.connect(window.take_typed)
        actions["train"].triggered.connect(session.train)
        actions["pause"].triggered.connect(session.pause)
        actions["step"].triggered.connect(session.step)
        actions["stop"].triggered.connect(self.stop)
        actions["start_over"].triggered.connect(self.start_over)
        actions["new_weights"].triggered.connect(self.new_weights)

    @Slot()
    def stop(self) -> None:
        """End what is going on, a cross-validation or a run."""
        if self._cross_validation.is_running:
            self._cross_validation.stop()
        else:
            self._session.stop()

    @Slot()
    def start_over(self) -> None:
        """Go back to the first weights; a run that is going starts anew from them."""
        self._begin_anew(self._edits.start_over)

    @Slot()
    def new_weights(self) -> None:
        """Draw other first weights; a run that is going starts anew from them."""
        self._begin_anew(self._edits.take_new_weights)

    def _begin_anew(self, edit: Callable[[], None]) -> None:
        was_going = self._session.state != IDLE
        edit()
        if was_going:
            self._session.restart()

    @Slot(str)
    def apply_remedy(self, remedy: str) -> None:
        """Do what the status line offered."""
        if remedy == Remedy.NEW_WEIGHTS:
            self.new_weights()
            self._session.train()
        elif remedy == Remedy.CANCEL_READING:
            self._opening.cancel()
        elif remedy == Remedy.RESTART:
            self._session.restart()
        elif remedy == Remedy.LOWER_RATE:
            self._edits.lower_learning_rate()
            self._session.recover()
        elif remedy == Remedy.NETWORK_ANYWAY:
            self.train_network_anyway()

    @Slot()
    def train_network_anyway(self) -> None:
        """Train the network that a search has found no better than a linear model."""
        latest = self._session.latest
        candidate = latest.found.network if latest is not None and latest.found is not None else None
        if candidate is not None:
            self._edits.train_as(candidate)
            self._session.train()

    @Slot()
    def allow(self) -> None:
        """Switch the actions on that are possible in the sessions' states, and off those that are not."""
        state, free = self._session.state, not self._cross_validation.is_running
        possible = {
            "train": free and state in (IDLE, PAUSED),
            "pause": state == RUNNING,
            "step": free and state in (IDLE, PAUSED),
            "stop": not free or state in (RUNNING, PAUSED),
            "start_over": free and self._session.own_run is not None,
            "cross_validate": free and state == IDLE,
        }
        focused = self._window.focused_action()
        # What becomes possible comes first: the focus leaves a button that is switched off for the next
        # one that is on, and from Train that is Pause.
        for name in sorted(possible, key=lambda name: not possible[name]):
            self._actions[name].setEnabled(possible[name])
        if focused is self._actions["pause"] and possible["train"]:
            self._window.focus_train()
        self._name_train(state)

    def _name_train(self, state: str) -> None:
        """Say on the button and in the menu what Train will do."""
        train, run = self._actions["train"], self._session.own_run
        if state == PAUSED:
            text, short = "&Resume", "Resume"
        elif state == IDLE and run is not None and run.checkpoint is not None:
            more = counted(run.project.training.epoch_limit, "&more epoch")
            text, short = f"Go on for {more}", "Go on"
        else:
            text, short = "&Train", "Train"
        train.setText(text)
        train.setIconText(short)
