"""The Training panel: recipes fill the fields, editing makes them custom, and mistakes are said in place."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QLineEdit, QPushButton, QWidget

from engine.network.losses import LOSSES
from engine.project.start import Seed
from engine.training.methods.table import METHODS
from engine.training.recipes.choice import CUSTOM
from engine.training.recipes.recipes import RECIPES
from gui.application import Application
from gui.training.fields import EDITED
from tests.gui.conftest import Build
from tests.gui.person import LEFT, Person, set_recipe, set_training


@pytest.fixture
def program(start: Build) -> Application:
    """The program with the article's problem and Adam, which uses every field of the panel."""
    program = start()
    set_recipe(program.document, "adam")
    program.document.undo_stack.clear()
    return program


def test_choosing_a_recipe_fills_the_fields_in_one_step(person: Person, program: Application) -> None:
    set_recipe(program.document, "auto")
    program.document.undo_stack.clear()
    before = program.document.project
    person.choose("recipe", "article")
    training = program.document.project.training
    assert training == RECIPES["article"].fill(before.case(program.document.prepared))
    assert person.find(QComboBox, "method").currentData() == "gradient_descent"
    assert person.find(QLineEdit, "learning_rate").text() == "0.01"
    assert person.find(QLineEdit, "batch_size").text() == ""
    assert program.document.undo_stack.count() == 1
    person.trigger("undo")
    assert program.document.project == before
    assert person.find(QComboBox, "recipe").currentData() == "auto"


def test_every_recipe_can_be_chosen(person: Person, program: Application) -> None:
    combo = person.find(QComboBox, "recipe")
    case = program.document.project.case(program.document.prepared)
    for recipe in RECIPES:
        combo.setCurrentIndex(combo.findData(recipe))
        combo.activated.emit(combo.currentIndex())
        assert program.document.project.training == RECIPES[recipe].fill(case)
        assert combo.toolTip()


def test_typing_makes_a_recipe_custom_and_undo_brings_it_back(person: Person, program: Application) -> None:
    open_more(person)
    before = program.document.project.training
    for field, text, value in (
        ("learning_rate", "0.05", 0.05),
        ("learning_rate", "1e-3", 0.001),
        ("batch_size", "128", 128),
        ("epoch_limit", "7", 7),
        ("epoch_limit", "1e6", 1_000_000),
        ("target_loss", "0.001", 0.001),
    ):
        editor = person.write(field, text)
        assert getattr(program.document.project.training, field) == value
        assert program.document.project.training.recipe == "custom"
        assert person.find(QComboBox, "recipe").currentData() == "custom"
        assert editor.text() == text, "a refresh leaves what is typed alone"
        person.trigger("undo")
        assert program.document.project.training == before
        assert not program.actions["undo"].isEnabled(), "typing a number is one step"
        assert person.find(QComboBox, "recipe").currentData() == "adam"


def test_an_empty_batch_size_is_all_rows(person: Person, program: Application) -> None:
    set_training(program.document, batch_size=128)
    assert person.find(QLineEdit, "batch_size").text() == "128"
    person.write("batch_size", "")
    assert program.document.project.training.batch_size is None


def test_a_method_and_a_schedule_are_chosen(person: Person, program: Application) -> None:
    for method in METHODS:
        if method != program.document.project.training.method:
            person.choose("method", method)
            assert program.document.project.training.method == method
    person.choose("schedule", "constant")
    assert program.document.project.training.schedule == "constant"
    assert program.document.project.training.recipe == "custom"


BAD = {
    "learning_rate": ("0", "-1", "nan", "inf", "fast", "", "1e9", "0.01.2"),
    "batch_size": ("0", "-5", "2.5", "many", "nan"),
    "epoch_limit": ("-1", "1e10", "inf", "", "soon"),
    "target_loss": ("-1", "nan", "small"),
    "seed": ("-1", "4294967296", "1.5", "", "luck", "1e400"),
}


def test_what_cannot_be_is_said_and_the_last_value_kept(person: Person, program: Application) -> None:
    open_more(person)
    project = program.document.project
    for field, text in ((field, text) for field, texts in BAD.items() for text in texts):
        shown = person.find(QLineEdit, field).text()
        editor = person.write(field, text)
        kept = program.document.project
        assert editor.text() == text
        assert editor.property("invalid"), text
        assert "must be" in editor.accessibleDescription(), text
        assert any("must be" in sentence for sentence in person.said()), text
        person.choose("schedule", "constant")
        if text:  # an editor left empty shows its number again
            assert editor.text() == text, "an edit elsewhere takes nothing away"
            assert any("must be" in sentence for sentence in person.said()), text
        person.qtbot.keyClick(editor, Qt.Key.Key_Escape)
        assert not editor.property("invalid")
        assert not any("must be" in sentence for sentence in person.said()), "put right, it is said no more"
        value = kept.seed if field == "seed" else getattr(kept.training, field)
        assert editor.text() == ("" if value is None else f"{value:.12g}")
        while program.document.undo_stack.canUndo():
            person.trigger("undo")
        assert program.document.project == project
        assert person.find(QLineEdit, field).text() == shown


def test_a_number_is_applied_when_it_is_typed_whole_or_a_run_begins(
    person: Person, program: Application
) -> None:
    person.type_into("epoch_limit", "3")
    assert program.document.project.training.epoch_limit != 3
    person.find(QLineEdit, "learning_rate").setFocus(Qt.FocusReason.TabFocusReason)
    assert program.document.project.training.epoch_limit == 3
    person.type_into("epoch_limit", "2")
    person.click_action("train")
    assert program.session.run is not None
    assert program.session.run.project.training.epoch_limit == 2, "Train takes what is being typed"


def test_typing_the_old_value_again_takes_the_mark_away(person: Person, program: Application) -> None:
    editor = person.write("learning_rate", "0.01")
    assert editor.text() == "0.01"
    person.qtbot.keyClicks(editor, "x")
    assert any("must be" in sentence for sentence in person.said())
    person.qtbot.keyClick(editor, Qt.Key.Key_Backspace)
    assert not any("must be" in sentence for sentence in person.said())
    assert program.document.project.training.learning_rate == 0.01


def test_two_mistakes_are_said_one_after_the_other(person: Person) -> None:
    person.write("batch_size", "many")
    person.write("learning_rate", "fast")
    assert any("learning rate must be" in sentence for sentence in person.said())
    person.write("learning_rate", "0.01")
    assert any("batch size must be" in sentence for sentence in person.said())


def test_a_seed_draws_data_and_weights_anew(person: Person, program: Application) -> None:
    first = program.document.table.column("a").values[0]
    person.write("seed", "7")
    assert (program.document.project.seed, program.document.project.start) == (7, Seed(7))
    assert program.document.table.column("a").values[0] != first
    person.trigger("undo")
    assert program.document.project.seed == 42
    assert program.document.table.column("a").values[0] == first


def test_a_draw_is_shown_beside_its_seed_and_can_be_typed(person: Person, program: Application) -> None:
    editor = person.find(QLineEdit, "seed")
    assert editor.text() == "42"
    first = program.document.project
    person.click_action("new_weights")
    second = program.document.project
    assert editor.text() == "42, draw 2"
    person.click_action("new_weights")
    assert editor.text() == "42, draw 3"
    person.write("seed", "42, draw 2")
    assert program.document.project == second
    person.write("seed", "42")
    assert program.document.project == first
    person.write("seed", "42, draw 0")
    assert any("draw must be" in sentence for sentence in person.said())


def test_weights_kept_while_rows_are_dealt_anew_say_their_seed(person: Person, program: Application) -> None:
    program.edits.deal_again()
    dealt = program.document.project
    editor = person.find(QLineEdit, "seed")
    shown = editor.text()
    assert shown == f"{dealt.seed}, draw 1 of 42"
    person.write("seed", "7")
    person.write("seed", shown)
    assert program.document.project == dealt


def test_arrow_keys_step_through_sensible_values(person: Person, program: Application) -> None:
    editor = person.find(QLineEdit, "learning_rate")
    editor.setFocus()
    person.qtbot.keyClick(editor, Qt.Key.Key_Up)
    assert program.document.project.training.learning_rate == 0.02
    person.qtbot.keyClick(editor, Qt.Key.Key_Down)
    person.qtbot.keyClick(editor, Qt.Key.Key_Down)
    assert program.document.project.training.learning_rate == 0.005


def test_another_number_of_training_rows_refills_auto(person: Person, program: Application) -> None:
    person.choose("recipe", "auto")
    before = program.document.project.training
    person.write("split", "5/0/95")
    assert program.document.prepared.train.count == 500
    after = program.document.project.training
    assert after.recipe == "auto"
    assert after.epoch_limit != before.epoch_limit
    assert person.find(QLineEdit, "epoch_limit").text().replace(",", "") == str(after.epoch_limit)


def open_more(person: Person) -> QPushButton:
    """Show what is seldom needed, and return the button."""
    button = person.find(QPushButton, "more_settings")
    person.qtbot.mouseClick(button, LEFT)
    return button


def test_what_is_seldom_needed_is_behind_a_button_and_stays_as_it_was_left(
    person: Person, program: Application, start: Build
) -> None:
    assert not person.find(QComboBox, "loss").isVisible()
    assert not person.find(QLineEdit, "patience").isVisible()
    button = open_more(person)
    of_others = {"loss_parameter", "alternative", "balance_classes"}  # losses, searches and targets
    for name, edited in EDITED.items():
        shown = edited.field not in of_others
        assert person.find(QWidget, name).isVisible() == shown, name
    again = Person(person.qtbot, start())
    assert again.find(QComboBox, "loss").isVisible()
    person.qtbot.mouseClick(button, LEFT)
    assert not person.find(QComboBox, "loss").isVisible()
    assert not program.settings.more_training


def test_the_button_says_how_much_behind_it_is_not_as_usual(person: Person, program: Application) -> None:
    button = person.find(QPushButton, "more_settings")
    assert button.text() == "More settings"
    set_training(program.document, loss="huber", loss_parameter=0.9, l2=0.001)
    assert button.text() == "More settings (3 set)"
    for name in ("Loss", "L2 penalty"):
        assert name in button.toolTip().splitlines()[0]
        assert name in button.accessibleDescription()
    person.choose("recipe", "adam")
    assert button.text() == "More settings"


def test_numbers_behind_the_button_are_set_and_undone(person: Person, program: Application) -> None:
    open_more(person)
    before = program.document.project.training
    for name, text, value in (
        ("l1", "0.01", 0.01),
        ("l2", "1e-4", 1e-4),
        ("clip_norm", "2", 2),
        ("patience", "30", 30),
        ("gradient_norm", "0", 0),
        ("max_seconds", "1.5", 1.5),
    ):
        person.write(name, text)
        assert getattr(program.document.project.training, name) == value
        assert program.document.project.training.recipe == "custom"
        person.trigger("undo")
        assert program.document.project.training == before
        assert not program.actions["undo"].isEnabled()


def test_a_loss_has_its_own_number_where_it_has_one(person: Person, program: Application) -> None:
    open_more(person)
    person.choose("loss", "huber")
    assert not person.find(QLineEdit, "quantiles").isVisible()
    person.write("huber_width", "2")
    assert program.document.project.training.loss_parameter == 2
    person.choose("loss", "quantile")
    assert program.document.project.training.loss_parameter is None, "a width is no quantile"
    assert not person.find(QLineEdit, "huber_width").isVisible()
    person.write("quantiles", "0.9")
    assert program.document.project.data.roles.quantiles == (0.9,)
    combo = person.find(QComboBox, "loss")
    assert combo.toolTip()
    assert all(combo.itemData(i, Qt.ItemDataRole.ToolTipRole) for i in range(combo.count()))
    offered = [combo.itemData(i) for i in range(combo.count())]
    assert offered == [loss.id for loss in LOSSES.values() if not loss.of_classes]


def pick(combo: QComboBox, data: str) -> None:
    """Choose from the open list, without passing over what is between."""
    combo.setCurrentIndex(combo.findData(data))
    combo.activated.emit(combo.currentIndex())


def test_quantiles_are_typed_shown_everywhere_and_undone(person: Person, program: Application) -> None:
    program.opening.open_problem("few")
    open_more(person)
    before = program.document.project
    pick(person.find(QComboBox, "loss"), "quantile")
    assert program.document.project.training.recipe == "auto", "it chooses a method for them"
    editor = person.find(QLineEdit, "quantiles")
    assert editor.isVisible()
    assert editor.text() == "0.1, 0.5, 0.9"
    person.write("quantiles", "0.9 0.2")
    assert editor.text() == "0.9 0.2", "what is typed stays"
    roles = program.document.project.data.roles
    assert roles.quantiles == (0.2, 0.9)
    person.train_fully()
    low, high = map(float, person.answers())
    assert low < high
    assert not person.find(QLabel, "predict_error_0").text(), "a quantile is not to be near the true values"
    assert program._plots is not None
    names, _ = program._plots.scatter.table()
    assert list(names) == [f"{name} {what}" for name in roles.output_names for what in ("true", "predicted")]
    person.write("quantiles", "0.9, 2")
    assert "A quantile must be a number from 0.001 to 0.999, not 2" in person.said()
    assert program.document.project.data.roles.quantiles == (0.2, 0.9), "the last that could be used"
    while program.document.project != before:
        person.trigger("undo")
    assert not editor.isVisible()
    assert len(person.answers()) == len(before.data.roles.targets)


def test_another_loss_takes_the_quantiles_away(person: Person, program: Application) -> None:
    open_more(person)
    person.choose("loss", "quantile")
    person.choose("loss", "log_cosh")
    assert program.document.project.data.roles.quantiles == ()
    assert program.document.project.training.loss == "log_cosh"
    assert not person.find(QLineEdit, "quantiles").isVisible()


def test_auto_offers_quantiles_where_its_method_takes_no_other_loss(
    person: Person, program: Application
) -> None:
    open_more(person)
    combo = person.find(QComboBox, "loss")
    set_recipe(program.document, "levenberg_marquardt")
    assert [combo.itemData(i) for i in range(combo.count())] == ["squared_error"]
    person.choose("recipe", "auto")
    assert program.document.project.training.method == "levenberg_marquardt"
    assert [combo.itemData(i) for i in range(combo.count())] == ["squared_error", "quantile"]
    pick(combo, "quantile")
    training = program.document.project.training
    assert (training.recipe, training.method) == ("auto", "lbfgs")


def test_what_a_method_cannot_take_is_said_where_it_was_chosen_and_by_train(
    person: Person, program: Application
) -> None:
    set_training(program.document, loss="absolute_error")
    person.choose("method", "levenberg_marquardt")
    refusal = "Levenberg-Marquardt can only make the mean squared error small"
    assert any(sentence.startswith(refusal) for sentence in person.said())
    person.click_action("train")
    assert person.status().startswith(refusal)
    assert person.find(QComboBox, "loss").isVisible(), "what stands in the way can be put right"
    person.choose("loss", "squared_error")
    assert not any("cannot" in sentence or "can only" in sentence for sentence in person.said())
    assert not person.find(QLineEdit, "l1").isVisible(), "it has no L1 penalty"
    person.trigger("undo")
    set_training(program.document, loss="squared_error", l1=0.1)
    assert person.find(QLineEdit, "l1").isVisible()
    assert not person.find(QLineEdit, "l2").isVisible()
    person.write("l1", "0")
    assert program.document.project.training.l1 == 0
    assert not any("penalty" in sentence for sentence in person.said())


def test_patience_without_validation_rows_is_doubted(person: Person) -> None:
    open_more(person)
    editor = person.write("patience", "20")
    assert editor.property("warning")
    assert any("no validation rows" in sentence for sentence in person.said())
    person.write("split", "60/20/20")
    assert not editor.property("warning")
    assert not any("no validation rows" in sentence for sentence in person.said())


def test_a_mistake_is_not_hidden_with_what_is_seldom_needed(person: Person) -> None:
    button = open_more(person)
    editor = person.write("patience", "soon")
    person.qtbot.mouseClick(button, LEFT)
    assert editor.isVisible()
    assert any("patience in epochs must be" in sentence for sentence in person.said())
    assert not person.find(QLineEdit, "clip_norm").isVisible()


def test_precision_is_offered_where_a_method_has_the_choice(person: Person, program: Application) -> None:
    button = open_more(person)
    person.choose("precision", "float32")
    assert program.document.project.training.precision == "float32"
    assert button.text() == "More settings (1 set)"
    assert "7 digits" in person.find(QComboBox, "precision").toolTip()
    person.choose("method", "levenberg_marquardt")
    assert not person.find(QComboBox, "precision").isVisible()
    assert button.text() == "More settings", "it has no effect here"


def test_a_recipe_that_chooses_says_why(person: Person, program: Application) -> None:
    reason = person.find(QLabel, "recipe_reason")
    assert not reason.isVisible()
    person.choose("recipe", "auto")
    assert reason.isVisible()
    assert reason.text().startswith("7,000 training rows are plenty for 47 parameters: Levenberg-Marquardt")
    person.write("split", "5/0/95")
    assert "cross-validation" in reason.text()
    person.write("epoch_limit", "7")
    assert program.document.project.training.recipe == "custom"
    assert not reason.isVisible(), "what a person has changed they know the reason of"


def test_starts_folds_and_held_out_rows_are_set(person: Person, program: Application) -> None:
    open_more(person)
    for name, value in (("starts", 20), ("folds", 5), ("held_out", 12.5)):
        person.write(name, f"{value}")
        assert getattr(program.document.project.training, name) == value
    folds = person.find(QLineEdit, "folds")
    person.write("folds", "0")
    person.qtbot.keyClick(folds, Qt.Key.Key_Up)
    assert program.document.project.training.folds == 5, "the usual number comes first"
    person.write("starts", "0")
    assert any("number of starts must be" in sentence for sentence in person.said())


def test_what_cross_validation_tries_besides_penalties_is_chosen(
    person: Person, program: Application
) -> None:
    button = open_more(person)
    combo = person.find(QComboBox, "alternative")
    assert not combo.isVisible(), "without folds it has no effect"
    set_training(program.document, folds=5)
    assert combo.isVisible()
    assert combo.currentText() == "L2 penalties only"
    person.choose("alternative", "bayesian")
    assert program.document.project.training.alternative == "bayesian"
    assert button.text() == "More settings (2 set)"
    person.trigger("undo")
    assert combo.currentData() == ""


def test_patience_has_its_rows_where_some_are_held_out(person: Person) -> None:
    open_more(person)
    editor = person.write("patience", "20")
    assert editor.property("warning")
    person.write("held_out", "10")
    assert not editor.property("warning")


def test_folds_stay_to_be_put_right_where_a_method_cannot_use_them(
    person: Person, program: Application
) -> None:
    set_training(program.document, folds=5)
    assert not person.find(QLineEdit, "folds").isVisible()
    person.choose("method", "bayesian")
    assert any("set the folds" in sentence for sentence in person.said())
    assert person.find(QLineEdit, "folds").isVisible()
    person.write("folds", "0")
    assert program.document.project.training.folds == 0
    assert not any("folds" in sentence for sentence in person.said())


def test_classes_can_be_made_to_count_the_same(person: Person, program: Application) -> None:
    more = person.find(QPushButton, "more_settings")
    box = person.find(QCheckBox, "balance_classes")
    open_more(person)
    assert not box.isVisible(), "numbers have no classes"
    program.opening.open_problem("pinwheel")
    assert box.isVisible()
    assert not box.isChecked()
    assert box.toolTip()
    before = more.text()
    person.qtbot.keyClick(box, Qt.Key.Key_Space)
    assert program.document.project.training.balance_classes
    assert program.document.project.training.recipe == CUSTOM
    assert more.text() != before
    person.trigger("undo")
    assert not box.isChecked()
    assert more.text() == before
    person.trigger("redo")
    assert box.isChecked()
    program.opening.open_problem("line")
    assert not box.isVisible()
