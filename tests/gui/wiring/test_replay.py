"""A run seen again in the whole window, epoch by epoch."""

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLabel, QSlider, QToolButton
from pytestqt.qtbot import QtBot

from engine.training.run.snapshot import Snapshot
from gui.application import Application
from gui.runs.replay import LONGEST_MILLISECONDS, SLOWEST_MILLISECONDS
from tests.gui.conftest import Build
from tests.gui.person import Person, set_training

ANSWERS = ("predict_input_0", "30"), ("predict_input_1", "70")


class Viewer(Person):
    """Watches a replay, the clock of which is in the viewer's hand."""

    @property
    def clock(self) -> QTimer:
        timer = self.program.window.findChild(QTimer, "replay_timer")
        assert timer is not None
        return timer

    def play(self) -> Snapshot:
        """Press Replay; return the first picture of it."""
        with self.qtbot.waitSignal(self.program.replay.shown, timeout=5000) as shown:
            self.click("replay")
        self.interval = self.clock.interval()
        self.clock.setInterval(10**8)
        return picture(shown.args)

    def see_next(self) -> Snapshot | None:
        """Let one picture's time pass; return what is shown next, None for the newest weights."""
        with self.qtbot.waitSignal(self.program.replay.shown, timeout=5000) as shown:
            self.clock.timeout.emit()
        return shown.args[0] if shown.args else None

    def label(self) -> str:
        return self.find(QLabel, "epoch_label").text()

    def slider(self) -> QSlider:
        return self.find(QSlider, "epoch_slider")


def picture(args: list[object] | None) -> Snapshot:
    assert args
    assert isinstance(args[0], Snapshot)
    return args[0]


def trained(start: Build, qtbot: QtBot, **training: object) -> tuple[Viewer, Snapshot]:
    viewer = Viewer(qtbot, start())
    if training:
        set_training(viewer.program.document, **training)
    for name, text in ANSWERS:
        viewer.write(name, text)
    return viewer, viewer.train_fully()


def curve_end(program: Application) -> int:
    """The last epoch that the loss plot shows."""
    plots = program._plots
    assert plots is not None
    return max(int(str(row[1]).split(".")[0]) for row in plots.loss.table()[1] if row[0] == "train")


def test_the_articles_run_is_played_with_every_view_following(start: Build, qtbot: QtBot) -> None:
    viewer, newest = trained(start, qtbot)
    program = viewer.program
    kept = list(newest.trail.epochs)
    assert len(kept) > 20
    final, figures, end = viewer.answers(), viewer.figures(), curve_end(program)
    shown, answers = [viewer.play()], [viewer.answers()]
    assert viewer.interval == SLOWEST_MILLISECONDS, "eight a second"
    while (snapshot := viewer.see_next()) is not None:
        shown.append(snapshot)
        answers.append(viewer.answers())
        assert viewer.label().startswith(f"epoch {snapshot.epoch:,}")
        assert viewer.figures().startswith(f"epoch {snapshot.epoch:,} of ")
        assert curve_end(program) == snapshot.epoch
    assert [snapshot.epoch for snapshot in shown] == kept[:-1]
    assert len({tuple(one) for one in answers}) > len(kept) / 2
    assert not viewer.clock.isActive()
    assert (viewer.answers(), viewer.figures(), curve_end(program)) == (final, figures, end)
    assert viewer.label() == f"epoch {kept[-1]:,}" or viewer.label().endswith("best")
    assert viewer.slider().value() == viewer.slider().maximum()


def test_a_long_run_is_played_in_about_six_seconds(start: Build, qtbot: QtBot) -> None:
    viewer, newest = trained(
        start, qtbot, epoch_limit=300, starts=1, method="gradient_descent", schedule="constant"
    )
    epochs = [viewer.play().epoch]
    while (snapshot := viewer.see_next()) is not None:
        epochs.append(snapshot.epoch)
    assert len(newest.trail.epochs) == 301
    assert 0.8 * LONGEST_MILLISECONDS < len(epochs) * viewer.interval <= LONGEST_MILLISECONDS


def test_the_slider_shows_an_epoch_and_end_the_newest(start: Build, qtbot: QtBot) -> None:
    viewer, newest = trained(start, qtbot)
    final = viewer.answers()
    with qtbot.waitSignal(viewer.program.replay.shown, timeout=5000) as shown:
        viewer.slider().setValue(3)
    assert picture(shown.args).epoch == newest.trail.epochs[3]
    assert viewer.answers() != final
    assert f"From the network of epoch {newest.trail.epochs[3]}." in viewer.said()
    viewer.write("predict_input_0", "40")
    viewer.write("predict_input_0", "30")
    assert viewer.answers() != final, "what is typed is answered by the epoch that is seen"
    viewer.click("epoch_last")
    assert viewer.answers() == final
    assert not any("From the network" in said for said in viewer.said())


def test_a_person_can_hold_a_replay_and_go_on(start: Build, qtbot: QtBot) -> None:
    viewer, newest = trained(start, qtbot)
    viewer.play()
    viewer.see_next()
    viewer.click("replay")
    assert not viewer.program.replay.is_playing
    assert viewer.slider().value() == 1
    viewer.click("replay")
    assert viewer.program.replay.is_playing
    next_one = viewer.see_next()
    assert next_one is not None
    assert next_one.epoch == newest.trail.epochs[2]


def test_an_edit_ends_a_replay(start: Build, qtbot: QtBot) -> None:
    viewer, newest = trained(start, qtbot)
    final = viewer.answers()
    viewer.play()
    viewer.see_next()
    assert viewer.answers() != final
    set_training(viewer.program.document, epoch_limit=7)
    assert not viewer.program.replay.is_playing
    assert viewer.answers() == final
    assert curve_end(viewer.program) == newest.epoch
    assert not viewer.find(QToolButton, "replay").isEnabled(), "its rows may be others"
    viewer.trigger("undo")
    assert viewer.find(QToolButton, "replay").isEnabled()


def test_train_ends_a_replay(start: Build, qtbot: QtBot) -> None:
    viewer, _ = trained(start, qtbot, epoch_limit=5, starts=1)
    viewer.play()
    latest = viewer.train_fully()
    assert latest.epoch == 10
    assert not viewer.program.replay.is_playing
    assert viewer.figures().startswith("epoch 10 of 10")
    assert viewer.slider().maximum() == 10


def test_the_bar_follows_a_run_and_serves_it_while_paused(start: Build, qtbot: QtBot) -> None:
    viewer = Viewer(qtbot, start())
    set_training(viewer.program.document, epoch_limit=100_000, starts=1, method="gradient_descent")
    play = viewer.find(QToolButton, "replay")
    viewer.click_action("train")
    viewer.wait_for_epoch(20)
    assert not play.isEnabled()
    first = viewer.label()
    qtbot.waitUntil(lambda: viewer.label() != first)
    viewer.click_action("pause")
    viewer.wait_for("paused")
    latest = viewer.program.session.latest
    assert latest is not None
    assert play.isEnabled()
    assert viewer.play().epoch == 0
    viewer.click_action("train")
    viewer.wait_for("running")
    assert not viewer.program.replay.is_playing
    viewer.wait_for_epoch(latest.epoch + 1)
    viewer.click_action("stop")
    viewer.wait_for("idle")
