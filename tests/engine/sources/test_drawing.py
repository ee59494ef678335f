from dataclasses import replace
from pathlib import Path

import pytest

from engine.base.errors import InputError
from engine.project.opening import table_project
from engine.reading import tables
from engine.sources.drawing import Drawing, Point, check_range

CURVE = tuple(Point(number / 10, (number / 10) ** 2) for number in range(12))
TWO = tuple(Point(number, -number, 2 * (number % 2)) for number in range(20))


def test_points_are_a_table_of_y_from_x() -> None:
    table = Drawing(CURVE).table()
    assert (table.name, table.rows) == ("drawn points", 12)
    x, y = table.columns
    assert (x.name, x.kind, x.values.tolist()) == ("x", "number", [point.x for point in CURVE])
    assert (y.name, y.low, y.high, y.distinct) == ("y", 0, 1.1**2, 12)
    roles = table_project(table, target="y").data.roles
    assert (roles.targets, roles.classes) == (("y",), ())


def test_labels_are_classes_and_only_those_drawn_count() -> None:
    table = Drawing(TWO, classes=True).table()
    assert [column.name for column in table.columns] == ["x1", "x2", "class"]
    label = table.column("class")
    assert (label.kind, label.labels) == ("category", ("A", "C"))
    assert label.values.tolist() == [0, 1] * 10
    roles = table_project(table, target="class").data.roles
    assert (roles.targets, roles.classes) == (("class",), ("A", "C"))


def test_the_fingerprint_tells_tables_apart() -> None:
    drawing = Drawing(TWO, classes=True)
    others = [
        drawing,
        replace(drawing, classes=False),
        replace(drawing, class_names=("x1", "x2", "colour")),
        replace(drawing, points=tuple(point._replace(label=point.label // 2) for point in TWO)),
        replace(drawing, points=TWO[1:]),
    ]
    assert len({other.table().fingerprint for other in others}) == len(others)
    assert drawing.table().fingerprint == replace(drawing, x_range=(0.0, 30.0)).table().fingerprint


@pytest.mark.parametrize("classes", [False, True])
def test_what_is_saved_reads_back_as_the_same_numbers(tmp_path: Path, classes: bool) -> None:
    drawing = Drawing(TWO, classes, class_names=("a, b", 'c "d"', " e "))
    path = tmp_path / "points.csv"
    path.write_text(drawing.csv_text(), encoding="utf-8")
    read, made = tables.read(path), drawing.table()
    assert [column.name for column in read.columns] == [column.name for column in made.columns]
    for theirs, ours in zip(read.columns, made.columns, strict=True):
        assert theirs.values.tolist() == ours.values.tolist()
        assert (theirs.kind, theirs.labels) == (ours.kind, ours.labels)


@pytest.mark.parametrize(
    ("drawing", "words"),
    [
        (Drawing(()), "draw at least 10 points$"),
        (Drawing(CURVE[:7]), "draw at least 10 points, 3 more than there are"),
        (Drawing(CURVE, classes=True), "two classes at least: all are A"),
        (Drawing(tuple(Point(0.5, point.y) for point in CURVE)), "differ in x"),
        (Drawing(tuple(Point(point.x, 0.5) for point in CURVE)), "differ in y"),
        (Drawing(CURVE, number_names=("x", "  ")), "give every column a name"),
        (Drawing(CURVE, number_names=("x", " x")), "a name of its own"),
    ],
)
def test_what_makes_no_table_is_said(drawing: Drawing, words: str) -> None:
    with pytest.raises(InputError, match=words):
        drawing.table()


@pytest.mark.parametrize("span", [(1.0, 1.0), (2.0, -2.0), (0.0, 5e-324), (1e6, 1e6 + 1e-3)])
def test_a_range_must_have_room(span: tuple[float, float]) -> None:
    with pytest.raises(InputError, match="x must end above where it begins"):
        check_range("x", span)
    check_range("x", (-1e6, 1e6))
    assert Drawing(CURVE, x_range=(0.05, 0.55)).hidden == 7
