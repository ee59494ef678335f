import numpy as np
import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QLabel

from gui.look.theme import LIGHT, apply_theme
from gui.prediction.class_answers import MOST_LINES, ClassAnswers


@pytest.fixture(autouse=True)
def themed(qapp: QApplication) -> None:
    apply_theme(qapp, LIGHT)


def lines(widget: ClassAnswers) -> dict[str, str]:
    """What every line says, by what its number is called for a screen reader."""
    numbers = [label for label in widget.findChildren(QLabel) if label.objectName()]
    return {label.accessibleName().removeprefix("Probability of "): label.text() for label in numbers}


def emphasised(widget: ClassAnswers) -> list[str]:
    """The names of the objects that stand out."""
    labels = widget.findChildren(QLabel)
    return [
        label.objectName() for label in labels if label.property("role") == "value" and label.objectName()
    ]


def test_every_class_has_a_line_in_its_order() -> None:
    widget = ClassAnswers(("no", "yes"))
    assert lines(widget) == {"no": "–", "yes": "–"}
    assert emphasised(widget) == []
    widget.show_chances(np.array([0.25, 0.75]))
    assert lines(widget) == {"no": "25.0 %", "yes": "75.0 %"}
    assert emphasised(widget) == ["predict_output_1"]
    widget.show_chances(np.array([1.0, 0.0]))
    assert lines(widget) == {"no": "100 %", "yes": "0 %"}
    assert emphasised(widget) == ["predict_output_0"]
    widget.show_chances(np.array([1.0, 0.0]), emphasised=False)
    assert emphasised(widget) == []


def test_what_is_no_number_is_no_answer() -> None:
    widget = ClassAnswers(("no", "yes"))
    widget.show_chances(np.array([0.25, 0.75]))
    widget.show_chances(np.array([np.nan, np.nan]))
    assert lines(widget) == {"no": "–", "yes": "–"}
    assert emphasised(widget) == []


def test_of_many_classes_the_likeliest_have_lines_and_the_others_one() -> None:
    labels = [f"class {i}" for i in range(1000)]
    widget = ClassAnswers(labels)
    chances = np.full(1000, 0.1 / 990)
    likely = [7, 900, 31, 500, 2, 999, 450, 10, 88, 640]
    chances[likely] = np.arange(1, 11) * 0.9 / 55
    widget.show_chances(chances)
    said = lines(widget)
    assert list(said) == [f"class {i}" for i in sorted(likely)] + ["990 others"]
    assert len(said) == MOST_LINES + 1
    assert said["990 others"] == "10.0 %"
    assert said["class 640"] == "16.4 %"
    widget.show_chances(None)
    assert set(lines(widget).values()) == {"–"}


def test_one_class_too_many_has_the_line_that_the_others_would_take() -> None:
    labels = [f"class {i}" for i in range(MOST_LINES + 1)]
    widget = ClassAnswers(labels)
    widget.show_chances(np.full(len(labels), 1 / len(labels)))
    assert list(lines(widget)) == labels


def test_bars_are_as_long_as_the_chances(qapp: QApplication) -> None:
    widget = ClassAnswers(("a", "b"))
    widget.resize(300, 60)
    widget.show_chances(np.array([0.5, 0.5]))
    widget.show()
    qapp.processEvents()
    half = widget.grab().toImage()
    widget.show_chances(np.array([0.1, 0.9]))
    tenth = widget.grab().toImage()
    widget.hide()

    def filled(image: QImage) -> int:
        line = widget._lines[0]._bar.geometry().center().y()
        return sum(image.pixelColor(x, line).name() != LIGHT.hover for x in bar)

    bar = range(widget._lines[0]._bar.x() + 1, widget._lines[0]._bar.geometry().right())
    assert filled(half) == pytest.approx(len(bar) / 2, abs=6)
    assert filled(tenth) == pytest.approx(len(bar) / 10, abs=6)
