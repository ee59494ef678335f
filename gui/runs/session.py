"""The training session: owns the thread and the runs, and hands snapshots to the views."""

import weakref
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Final

from PySide6.QtCore import (
    QCoreApplication,
    QDeadlineTimer,
    QEvent,
    QObject,
    Qt,
    QThread,
    QTimer,
    Signal,
    Slot,
)

from engine.base.errors import InputError
from engine.project.project import Project
from engine.project.run import Run
from engine.project.run_request import plan_request, with_starts
from engine.training.run.control import TrainingControl
from engine.training.run.request import Checkpoint
from engine.training.run.snapshot import Snapshot
from engine.training.thread import TrainingJob, TrainingWorker
from gui.document.document import Document
from gui.runs.kept_runs import KeptRuns
from gui.runs.speed import FULL_SPEED, PICTURE_MILLISECONDS, epochs_per_picture, picture_delay

IDLE: Final = "idle"
RUNNING: Final = "running"
PAUSED: Final = "paused"
STOPPING: Final = "stopping"


def _end_thread(thread: QThread, controls: list[TrainingControl]) -> None:
    for control in controls:
        control.stop()
    thread.quit()
    thread.wait()


class TrainingSession(QObject):
    """Idle, running, paused or stopping; one run at a time, on a thread of its own.

    `run_changed` tells that another run, or none, is shown, or that the shown one has become stale or is no
    longer; `snapshot_ready` that the shown run has a new snapshot.
    """

    state_changed = Signal(str)
    run_changed = Signal()
    snapshot_ready = Signal(object)
    run_failed = Signal(str)
    run_ended = Signal(object)
    """The Run that has ended, with its last snapshot."""
    checkpoint_taken = Signal(object)
    """A copy of the Run that is going, as it can be gone on with; see `take_checkpoint`."""
    run_let_go = Signal(object)
    """The Project of a run whose weights were let go to make room."""
    _job_given = Signal(object)

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        """Start the thread; it must be closed before the program ends."""
        super().__init__(parent)
        self._document = document
        self._state = IDLE
        self._speed = FULL_SPEED
        self._controls = [TrainingControl()]
        self._runs = KeptRuns()
        self._shown: Run | None = None
        self._going: Run | None = None
        self._last_run_id = 0
        self._watched = True
        self._train_when_finished = False
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(PICTURE_MILLISECONDS)
        self._timer.timeout.connect(self._take_picture)
        self._thread = QThread()
        self._thread.setObjectName("training")
        self._worker = TrainingWorker()
        self._worker.moveToThread(self._thread)
        self._worker.paused.connect(self._on_paused)
        self._worker.finished.connect(self._on_finished)
        self._worker.failed.connect(self._on_failed)
        self._job_given.connect(self._worker.run)
        # Where nobody closes it, as after an error while the window is built: a thread that is destroyed
        # while it runs aborts the process.
        self._end_thread = weakref.finalize(self, _end_thread, self._thread, self._controls)
        self._thread.start()

    @Slot(object)
    def follow(self, project: Project) -> None:
        """Show the run of `project`; the one that goes on takes its learning rate where it is its own."""
        if self._going and project.same_run(self._going.project):
            self._control.set_learning_rate(project.training.learning_rate)
        shown, matching = self._shown, self._runs.of(project)
        if matching is None and shown and shown.project.attempt == project.attempt:
            has_rows = shown.preprocessor is self._document.prepared.preprocessor
            matching = shown if has_rows else None
        self._show(matching)

    @property
    def state(self) -> str:
        """One of idle, running, paused, stopping."""
        return self._state

    @property
    def _control(self) -> TrainingControl:
        """What steers the run that is going or was last."""
        return self._controls[0]

    @property
    def run(self) -> Run | None:
        """The run that is shown: the current project's own, or else the last one on the same rows."""
        return self._shown

    @property
    def latest(self) -> Snapshot | None:
        """The newest snapshot of the shown run."""
        return self._shown.snapshot if self._shown else None

    @property
    def is_stale(self) -> bool:
        """Whether the shown run was made with another project than the current one."""
        return self._shown is not None and not self._document.project.same_run(self._shown.project)

    @property
    def goes_on_unseen(self) -> bool:
        """Whether a run is going that is not the one shown, as after another table was opened."""
        return self._going is not None and self._going is not self._shown

    @property
    def kept_runs(self) -> tuple[Run, ...]:
        """Copies of the runs that are kept, the oldest first; what they hold never changes."""
        return tuple(map(replace, self._runs.all))

    @property
    def own_run(self) -> Run | None:
        """The current project's own run, under way or ended, where there is one."""
        return self._runs.of(self._document.project)

    @property
    def has_trained(self) -> bool:
        """Whether any network has been trained since the program started."""
        return self._runs.has_trained

    @property
    def has_let_go(self) -> bool:
        """Whether the current project was trained, and its weights were let go to make room."""
        return self._runs.has_let_go(self._document.project)

    def adopt(self, runs: Sequence[Run]) -> None:
        """Keep runs that were saved before, as if they had ended here."""
        for run in runs:
            self._last_run_id += 1
            snapshot = run.snapshot and replace(run.snapshot, run_id=self._last_run_id)
            self._runs.add(replace(run, id=self._last_run_id, snapshot=snapshot))

    def take_checkpoint(self) -> None:
        """Have `checkpoint_taken` tell, within an epoch or two, where the run that is going is."""
        if self._going is not None:
            self._control.want_checkpoint()
            self._timer.start()

    def train(self) -> None:
        """Begin or go on: resume a paused run, add epochs to the project's own run, or start it anew."""
        if self._state == PAUSED:
            self.resume()
        else:
            self._document.when_prepared(self._train)

    def recover(self) -> None:
        """Go on with the project's own run that diverged from its best weights; from idle only."""
        self._document.when_prepared(self._recover)

    def restart(self) -> None:
        """Stop the run that is going and train the current project."""
        if self._state == IDLE:
            self.train()
        else:
            self._train_when_finished = True
            self.stop()

    def pause(self) -> None:
        """Hold the run after the epoch being computed."""
        if self._state == RUNNING:
            self._control.pause()

    def resume(self) -> None:
        """Go on after a pause."""
        if self._state == PAUSED:
            self.go_on()

    @Slot()
    def go_on(self) -> None:
        """Let the run go on, also where it has not come to hold after `pause` yet."""
        if self._state in (RUNNING, PAUSED):
            self._control.resume()
            self._set_state(RUNNING)

    def step(self) -> None:
        """Do one epoch and hold; from idle this begins or goes on with a run."""
        if self._state == IDLE:
            self._document.when_prepared(self._step)
        else:
            self._step()

    def stop(self) -> None:
        """End the run, keeping its weights."""
        if self._state in (RUNNING, PAUSED):
            self._control.stop()
            self._set_state(STOPPING)

    def set_speed(self, speed: int) -> None:
        """Set how fast the run goes, 0 (an epoch a second) to FULL_SPEED."""
        self._speed = speed
        self._control.set_speed(self._pace)

    @Slot(bool)
    def set_watched(self, watched: bool) -> None:
        """Say whether the window can be seen: otherwise no picture is taken, and no run waits for one."""
        self._watched = watched
        self._control.set_speed(self._pace)
        if watched and self._going:
            self._timer.start()
        elif not watched:
            self._timer.stop()

    @property
    def _pace(self) -> int:
        return epochs_per_picture(self._speed) if self._watched else 0

    def cancel(self) -> None:
        """End the run and the thread, without waiting; what the thread said last is not heard any more."""
        self._train_when_finished = False
        self._timer.stop()
        for control in self._controls:
            control.stop()
        self._thread.quit()
        self._going = None
        self._set_state(IDLE)

    def wait(self, deadline: QDeadlineTimer) -> bool:
        """Wait until the thread has ended; False where it is still within one update at the deadline."""
        ended = self._thread.wait(deadline)
        if ended:
            self._end_thread.detach()
        return ended

    def _train(self) -> None:
        if self._state == IDLE:
            self._begin(paused=False)

    def _recover(self) -> None:
        run = self.own_run
        if self._state == IDLE:
            self._begin(paused=False, checkpoint=run.recovery if run else None)

    def _step(self) -> None:
        if self._state == IDLE:
            self._begin(paused=True)
        if self._state in (RUNNING, PAUSED):
            self._control.step()

    def _begin(self, *, paused: bool, checkpoint: Checkpoint | None = None) -> None:
        """Begin a run of the project, or go on with its own from a `checkpoint`, usually from its end."""
        if not self._thread.isRunning():
            return
        project = self._document.project
        earlier = self._runs.of(project)
        self._last_run_id += 1
        prepared = self._document.prepared
        checkpoint = checkpoint or (earlier.checkpoint if earlier else None)
        try:
            request = plan_request(project, prepared, self._last_run_id, checkpoint)
        except InputError as error:
            self.run_failed.emit(str(error))
            return
        run = Run.of(
            request, project, prepared.preprocessor, earlier.snapshot if earlier and checkpoint else None
        )
        self._runs.add(run)
        self._going = run
        self._controls[:] = [TrainingControl(paused=paused, epochs_per_picture=self._pace)]
        self._show(run)
        self._make_room()
        self._set_state(PAUSED if paused else RUNNING)
        if self._watched:
            self._timer.start()
        self._job_given.emit(
            TrainingJob(request, self._control, partial(with_starts, project, self._document.weights))
        )

    def _make_room(self) -> None:
        """Let runs go that take more than may be kept beside what is at hand."""
        for run in self._runs.let_go([self._shown, self._going]):
            self.run_let_go.emit(run.project)

    def _set_state(self, state: str) -> None:
        if state != self._state:
            self._state = state
            self.state_changed.emit(state)

    def _show(self, run: Run | None) -> None:
        self._shown = run
        self.run_changed.emit()

    @Slot()
    def _take_picture(self) -> None:
        """Take the newest snapshot and have it drawn, while the training thread waits."""
        snapshot = self._worker.box.take()
        if snapshot is None or self._going is None or snapshot.run_id != self._going.id:
            return
        control = self._control
        control.set_drawing(True)
        self._going.snapshot = snapshot
        if snapshot.checkpoint is not None and snapshot.stopped is None:
            control.checkpoint_taken()
            self.checkpoint_taken.emit(replace(self._going))
            if not self._watched:
                self._timer.stop()
        try:
            if self._going is self._shown:
                self.snapshot_ready.emit(snapshot)
        finally:
            # A graphics scene asks its view for a repaint only once the event loop comes round. What is
            # posted here comes after that: then the picture is painted and the training thread released.
            QTimer.singleShot(0, self, lambda: self._finish_picture(control))

    def _finish_picture(self, control: TrainingControl) -> None:
        QCoreApplication.sendPostedEvents(None, QEvent.Type.UpdateRequest)
        control.set_drawing(False)
        QTimer.singleShot(picture_delay(self._speed), self, control.picture_taken)

    @Slot(int)
    def _on_paused(self, run_id: int) -> None:
        # The word of a step's end may come after the run was let go on: then the run holds no longer.
        if self._is_going(run_id) and self._state == RUNNING and self._control.paused:
            self._take_picture()
            self._set_state(PAUSED)

    @Slot(int)
    def _on_finished(self, run_id: int) -> None:
        if not self._is_going(run_id):
            return
        self._take_picture()
        self._end_run()

    @Slot(int, str)
    def _on_failed(self, run_id: int, text: str) -> None:
        if self._is_going(run_id):
            self._end_run()
            self.run_failed.emit(text)

    def _is_going(self, run_id: int) -> bool:
        return self._going is not None and self._going.id == run_id

    def _end_run(self) -> None:
        self._timer.stop()
        ended, self._going = self._going, None
        self._make_room()
        self._set_state(IDLE)
        if ended is not None and ended.snapshot is not None:
            self.run_ended.emit(ended)
        if self._train_when_finished:
            self._train_when_finished = False
            self.train()
