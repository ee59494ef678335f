"""Replay: a run is shown again, epoch by epoch, in every view, and left for its newest weights."""

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QLabel, QSlider, QToolButton

from engine.project.run import Run
from engine.training.run.snapshot import Snapshot
from gui.application import Application
from tests.gui.person import Person, set_training, train_by_adam


class Seen:
    """What the plots were given to show, in its order."""

    def __init__(self, program: Application, monkeypatch: pytest.MonkeyPatch) -> None:
        assert program._plots is not None
        self.snapshots: list[Snapshot] = []
        show_run = program._plots.show_run

        def note(run: Run | None, roles: object) -> None:
            if run is not None and run.snapshot is not None:
                self.snapshots.append(run.snapshot)
            show_run(run, roles)  # type: ignore[arg-type]

        monkeypatch.setattr(program._plots, "show_run", note)


@pytest.fixture
def trained(person: Person) -> Snapshot:
    """The end of the article's problem under Auto, with inputs typed to be answered."""
    person.write("predict_input_0", "30")
    person.write("predict_input_1", "70")
    return person.train_fully()


@pytest.fixture
def seen(program: Application, trained: Snapshot, monkeypatch: pytest.MonkeyPatch) -> Seen:
    assert trained.stopped is not None
    return Seen(program, monkeypatch)


def label(person: Person) -> str:
    return person.find(QLabel, "epoch_label").text()


def timer(program: Application) -> QTimer:
    found = program.replay.findChild(QTimer, "replay_timer")
    assert found is not None
    return found


def is_past(program: Application) -> bool:
    """Whether an earlier epoch is seen."""
    return program._display._past is not None


def shown_epoch(program: Application) -> int:
    run = program._display._run
    assert run is not None
    assert run.snapshot is not None
    return run.snapshot.epoch


def wait_for_picture(person: Person, epoch: int) -> None:
    person.qtbot.waitUntil(lambda: shown_epoch(person.program) == epoch)


def go_to(person: Person, epoch: int) -> None:
    """Move the slider to an epoch of a run that is kept whole, and wait until that is shown."""
    person.find(QSlider, "epoch_slider").setValue(epoch)
    wait_for_picture(person, epoch)


def played(person: Person) -> Iterator[int]:
    """Press Replay and let the time of one picture after the other pass, by hand; yield the epochs shown."""
    person.click("replay")
    timer(person.program).setInterval(10**6)
    for epoch in range(25):
        wait_for_picture(person, epoch)
        yield epoch
        if epoch < 24:
            timer(person.program).timeout.emit()


def test_the_article_s_problem_is_played_with_every_view_following(
    person: Person, program: Application, trained: Snapshot, seen: Seen
) -> None:
    newest_answers, newest_figures = person.answers(), person.figures()
    answers = []
    for epoch in played(person):
        shown = seen.snapshots[-1]
        assert shown.epoch == epoch
        assert shown.history.train.epoch[-1] == epoch
        assert label(person).startswith(f"epoch {epoch}")
        assert f"epoch {epoch} of" in person.figures()
        answers.append(person.answers())
        assert program.session.run is not None
        assert program.session.latest is trained, "the newest weights stay at hand"
    assert [picture.epoch for picture in seen.snapshots] == list(range(25))
    assert len({shown.predicted.tobytes() for shown in seen.snapshots}) == 25
    assert len({tuple(answer) for answer in answers}) > 15
    assert seen.snapshots[-1] is trained
    assert (person.answers(), person.figures()) == (newest_answers, newest_figures)
    assert person.find(QToolButton, "replay").accessibleName() == "Replay"


def test_an_epoch_is_shown_for_an_eighth_of_a_second(person: Person, trained: Snapshot) -> None:
    person.click("replay")
    assert timer(person.program).isActive()
    assert timer(person.program).interval() == 125
    person.click("replay")
    assert not timer(person.program).isActive()
    assert trained.epoch == 24


@pytest.mark.parametrize("key", [Qt.Key.Key_End, Qt.Key.Key_Right])
def test_the_last_epoch_is_the_newest_weights(
    person: Person, program: Application, trained: Snapshot, seen: Seen, key: Qt.Key
) -> None:
    before = person.answers()
    slider = person.find(QSlider, "epoch_slider")
    go_to(person, 23)
    person.qtbot.keyClick(slider, key)
    assert not is_past(program)
    assert seen.snapshots[-1] is trained
    assert person.answers() == before
    assert slider.value() == 24


def test_keys_and_buttons_lead_through_the_epochs(person: Person, program: Application, seen: Seen) -> None:
    slider = person.find(QSlider, "epoch_slider")
    for press, epoch in (
        (lambda: person.qtbot.keyClick(slider, Qt.Key.Key_Home), 0),
        (lambda: person.click("epoch_next"), 1),
        (lambda: person.qtbot.keyClick(slider, Qt.Key.Key_Right), 2),
        (lambda: person.click("epoch_previous"), 1),
        (lambda: person.click("epoch_first"), 0),
    ):
        press()
        wait_for_picture(person, epoch)
        assert seen.snapshots[-1].epoch == epoch
    person.click("epoch_last")
    assert not is_past(program)


def test_answers_to_what_is_typed_are_those_of_the_epoch(person: Person, program: Application) -> None:
    person.train_fully()
    go_to(person, 3)
    person.write("predict_input_0", "3")
    person.write("predict_input_1", "5")
    run = program._display._run
    assert run is not None
    assert run.model is not None
    expected = run.model.predict(np.array([[3.0], [5.0]]))[:, 0]
    shown = [float(text.split()[0].replace(",", "").replace("−", "-")) for text in person.answers()]
    assert shown == pytest.approx(expected, rel=0.01, abs=0.01)


def test_an_edit_ends_it_and_brings_the_newest_weights_back(
    person: Person, program: Application, trained: Snapshot, seen: Seen
) -> None:
    person.click("replay")
    person.qtbot.waitUntil(lambda: is_past(program))
    person.trigger("new_weights")
    assert not is_past(program)
    assert not timer(program).isActive()
    assert seen.snapshots[-1] is trained
    assert label(person).startswith("epoch 24")


def test_training_ends_it(person: Person, program: Application) -> None:
    train_by_adam(program.document)
    person.click_action("train")
    person.wait_for_epoch(3)
    person.trigger("pause")
    person.wait_for("paused")
    go_to(person, 1)
    person.trigger("train")
    assert not is_past(program)
    assert not person.find(QSlider, "epoch_slider").isEnabled()
    person.wait_for_epoch(5)
    assert not is_past(program)


def test_during_a_run_the_bar_follows(person: Person, program: Application) -> None:
    train_by_adam(program.document)
    person.click_action("train")
    latest = person.wait_for_epoch(2)
    assert label(person) == f"epoch {latest.epoch}"
    assert not person.find(QToolButton, "replay").isEnabled()
    person.trigger("pause")
    person.wait_for("paused")
    assert person.find(QToolButton, "replay").isEnabled()


def test_a_change_of_the_learning_rate_is_a_mark(person: Person, program: Application) -> None:
    train_by_adam(program.document)
    person.click_action("train")
    person.wait_for_epoch(2)
    set_training(program.document, learning_rate=0.0123)
    assert program.session.latest is not None
    person.wait_for_epoch(program.session.latest.epoch + 4)
    person.trigger("pause")
    person.wait_for("paused")
    assert "0.0123 at epoch" in person.find(QSlider, "epoch_slider").toolTip()


def test_another_document_has_no_epochs(person: Person, program: Application, trained: Snapshot) -> None:
    go_to(person, 5)
    program.opening.open_problem("xor")
    assert not is_past(program)
    assert label(person) == "no epochs yet"
    assert not person.find(QToolButton, "replay").isEnabled()
    assert trained.epoch == 24


def test_only_the_last_run_keeps_its_epochs(person: Person, program: Application, trained: Snapshot) -> None:
    person.trigger("new_weights")
    person.train_fully()
    assert trained.trail.epochs == ()
    person.trigger("undo")
    assert program.session.latest is trained
    assert not person.find(QToolButton, "replay").isEnabled()
    person.trigger("redo")
    assert person.find(QToolButton, "replay").isEnabled()


def test_an_epoch_that_cannot_be_worked_out_is_said(
    person: Person, program: Application, trained: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> Snapshot:
        raise MemoryError

    monkeypatch.setattr("gui.runs.replay.revisit", fail)
    person.find(QSlider, "epoch_slider").setValue(3)
    person.qtbot.waitUntil(lambda: "cannot be shown" in person.status())
    assert not is_past(program)
    assert program.session.latest is trained
    assert person.find(QSlider, "epoch_slider").value() == 24
