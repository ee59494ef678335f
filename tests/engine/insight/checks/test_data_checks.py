"""Each check has a table it speaks of, a remedy that silences it, and nothing to say of sound tables."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.base.arrays import Float64Array
from engine.base.errors import InputError
from engine.data.split import Split
from engine.insight.checks.check import INFO, MOST_SHOWN, SERIOUS, DataCheck
from engine.insight.checks.data_checks import check_data
from engine.project.opening import problem_project, table_project
from engine.project.project import Project
from engine.reading import tables
from engine.reading.choice import Reading
from engine.sources.examples import examples
from engine.sources.problems import PROBLEMS
from engine.table.table import Column, Table
from tests.engine.runs import table

Columns = dict[str, list[Any]]


def sound(rows: int = 200) -> Columns:
    """Three columns of noise with a target that follows them."""
    a, b, c = np.random.default_rng(3).standard_normal((3, rows))
    return {"a": list(a), "b": list(b), "c": list(c), "y": list(a + b * c)}


def with_classes(counts: dict[str, int]) -> Columns:
    labels = [label for label, count in counts.items() for _ in range(count)]
    columns = sound(len(labels))
    columns["y"] = labels
    return columns


def put(columns: Columns, **others: list[Any]) -> Columns:
    """Put `others` in front: a table's target is its last column."""
    return {**others, **columns}


def repeated(columns: Columns, copies: int) -> Columns:
    """Have the first rows once more at the end."""
    return {name: [*values, *values[:copies]] for name, values in columns.items()}


def replaced(columns: Columns, name: str, changes: dict[int, float]) -> Columns:
    values = [changes.get(row, value) for row, value in enumerate(columns[name])]
    return {**columns, name: values}


def numbers(columns: Columns, name: str) -> Float64Array:
    return np.array(columns[name], dtype=float)


def copied_target() -> Columns:
    columns = sound()
    return put(columns, copy=list(np.exp(numbers(columns, "y"))))


def told_class() -> Columns:
    columns = with_classes({"no": 120, "yes": 80})
    return put(columns, code=["lost" if label == "yes" else "ok" for label in columns["y"]])


def leak() -> Columns:
    return repeated(sound(), 100)


def duplicates() -> Columns:
    columns = sound(30)
    return repeated(columns, 1)


def identifier() -> Columns:
    return put(sound(), who=list(np.random.default_rng(0).permutation(200).astype(float)))


def named_identifier() -> Columns:
    return put(sound(), CustomerID=list(np.random.default_rng(0).permutation(200) * 37.0 + 5000))


def gaps() -> Columns:
    return replaced(sound(), "b", dict.fromkeys(range(0, 200, 3), float("nan")))


def outliers() -> Columns:
    return replaced(sound(), "c", {17: 9999.0})


def sentinel() -> Columns:
    return replaced(sound(), "c", dict.fromkeys(range(0, 200, 20), -999.0))


def small_class() -> Columns:
    return with_classes({"cat": 90, "dog": 90, "owl": 3})


def uneven_classes() -> Columns:
    return with_classes({"common": 290, "rare": 10})


def wide() -> Columns:
    x = np.random.default_rng(5).standard_normal((60, 40))
    return {f"x{i}": list(row) for i, row in enumerate(x)} | {"y": list(x[7] + 0.1 * x[8])}


def constant() -> Columns:
    return put(sound(), still=[4.0] * 200)


def nearly_constant() -> Columns:
    return put(sound(), rare=[0.0] * 198 + [1.0, 2.0])


TABLES: dict[str, tuple[Callable[[], Columns], str]] = {
    "copied_target": (copied_target, "column 'copy' alone gives away 'y'"),
    "copied_target, of a class": (told_class, "column 'code' alone gives away 'y'"),
    "leak": (leak, "of 90 test rows are copies of training rows"),
    "gaps": (gaps, "67 of 200 rows are left out for gaps in column 'b'"),
    "outliers": (outliers, "1 row has a number far from all others, like 9,999 in column 'c'"),
    "outliers, of one value": (
        sentinel,
        "10 rows have a number far from all others, like -999 in column 'c'",
    ),
    "small_classes": (small_class, "class 'owl' has 3 rows only"),
    "uneven_classes": (uneven_classes, "class 'rare' has 10 of 300 rows"),
    "wide": (wide, "the network has 60 inputs and 28 training rows"),
    "constant": (constant, "column 'still' never changes in the training rows"),
    "nearly_constant": (nearly_constant, "column 'rare' is the same in all rows but 2"),
}
"""What triggers each check, and what it says."""


def made(columns: Columns) -> tuple[Project, Table]:
    source = table(**columns)
    return table_project(source), source


def checks(project: Project, source: Table) -> dict[str, DataCheck]:
    return {check.id: check for check in check_data(project, source, project.prepare(source))}


@pytest.mark.parametrize("case", TABLES)
def test_what_is_wrong_is_said_and_each_remedy_mends_it(case: str) -> None:
    columns, title = TABLES[case]
    project, source = made(columns())
    found = checks(project, source)
    kind = case.split(",")[0]
    assert list(found) == [kind]
    assert title in found[kind].title
    assert found[kind].meaning.endswith(".")
    assert found[kind].remedies
    for remedy in found[kind].remedies:
        assert not set(checks(remedy.apply(project), source)) - {"left_out"}


@pytest.mark.parametrize(("columns", "name"), [(identifier, "who"), (named_identifier, "CustomerID")])
def test_what_only_says_which_row_it_is_is_not_used_and_is_said(
    columns: Callable[[], Columns], name: str
) -> None:
    project, source = made(columns())
    found = checks(project, source)
    assert list(found) == ["unused_identifiers"]
    said = f"the unused column {name!r} only says which row it is"
    assert (found["unused_identifiers"].title, found["unused_identifiers"].severity) == (said, INFO)
    ticked = project.with_roles(source, project.data.roles.assigned(source, name, "input"))
    found = checks(ticked, source)
    assert list(found) == ["identifier"]
    assert found["identifier"].title == f"column {name!r} says which row it is, and not what it is like"
    assert found["identifier"].remedies[0].apply(ticked) == project
    grouped = replace(project, split=replace(project.split, method="group", group=name))
    assert not checks(grouped, source)


def test_copies_that_do_not_test_are_only_named() -> None:
    project, source = made(duplicates())
    project = replace(project, split=Split(train=70, validation=0, test=30, method="in_order"))
    found = checks(project, source)
    assert found["leak"].rows.tolist() == [0, 30]
    project = replace(project, split=Split(train=100, validation=0, test=0, method="in_order"))
    found = checks(project, source)
    assert found["duplicates"].title == "1 row is a copy of another"
    assert found["duplicates"].rows.tolist() == [0, 30]
    assert checks(found["duplicates"].remedies[0].apply(project), source).keys() == {"left_out"}


def test_rows_left_out_are_remembered_and_come_back() -> None:
    project, source = made(outliers())
    shorter = checks(project, source)["outliers"].remedies[0].apply(project)
    assert shorter.data.left_out == (17,)
    said = checks(shorter, source)["left_out"]
    assert (said.title, said.rows.tolist()) == ("1 row is left out by choice", [17])
    assert said.remedies[0].apply(shorter) == project


def test_rows_in_order_of_time_are_better_tested_on_the_latest() -> None:
    _, source = made(sound())
    days = Column(
        name="day",
        kind="date",
        values=np.arange(19000.0, 19200.0),
        missing=0,
        unreadable=0,
        low=19000.0,
        high=19199.0,
        known_distinct=200,
    )
    dated = replace(source, columns=(days, *source.columns))
    project = table_project(dated)
    found = checks(project, dated)
    assert found.keys() == {"time_order"}
    latest = found["time_order"].remedies[0].apply(project)
    assert (latest.split.method, latest.split.order) == ("in_order", "day")
    assert latest.prepare(dated).test.numbers.min() > latest.prepare(dated).train.numbers.max()
    assert not checks(latest, dated)
    mixed = replace(days, values=np.random.default_rng(1).permutation(days.values))
    dated = replace(source, columns=(mixed, *source.columns))
    assert not checks(table_project(dated), dated)


def in_batches() -> Columns:
    return put(sound(), batch=[f"B{row // 20}" for row in range(200)])


def test_rows_of_a_group_that_stand_together_are_better_kept_in_one_share() -> None:
    project, source = made(in_batches())
    found = checks(project, source)
    assert found.keys() == {"groups"}
    assert "the rows of each 'batch' stand together" in found["groups"].title
    grouped = found["groups"].remedies[0].apply(project)
    assert (grouped.split.method, grouped.split.group) == ("group", "batch")
    without_one = replaced(in_batches(), "y", dict.fromkeys(range(20), float("nan")))
    assert checks(*made(without_one)).keys() == {"groups", "without_target"}
    columns = in_batches()
    columns["batch"] = [f"B{row % 10}" for row in range(200)]
    assert not checks(*made(columns))


def test_the_column_that_groups_the_rows_is_better_no_input() -> None:
    project, source = made(in_batches())
    project = replace(project, split=Split(train=70, validation=0, test=30, method="group", group="batch"))
    found = checks(project, source)
    assert found.keys() == {"group_input"}
    assert found["group_input"].remedies[0].text == "Leave batch out"
    mended = found["group_input"].remedies[0].apply(project)
    assert "batch" not in mended.data.roles.input_names
    assert not checks(mended, source)


def test_rows_without_a_target_are_shown() -> None:
    found = checks(*made(replaced(sound(), "y", {3: float("nan"), 5: float("nan")})))
    assert found.keys() == {"without_target"}
    assert (found["without_target"].title, found["without_target"].rows.tolist()) == (
        "2 rows have no y",
        [3, 5],
    )
    assert found["without_target"].sentence.startswith("2 rows have no y: fill them in the file")


def test_what_cannot_be_read_is_named_with_line_and_text(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    lines = [f"{i},{i * i % 7},{(3 * i) % 11}" for i in range(60)]
    lines[40] = "40,oops,1"
    path.write_text("\n".join(["a,b,y", *lines]) + "\n", encoding="utf-8")
    source = tables.read(path)
    found = checks(table_project(source), source)
    assert found["unreadable"].title == "1 cell of column 'b' is no number, “oops” in line 42"
    assert found["unreadable"].rows.tolist() == [40]
    assert "gaps" not in found


def test_what_cannot_be_read_is_left_out_and_no_gap_to_be_filled(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    cells = {3: "", 7: "n/m", 20: "", 40: "oops", 50: "oops"}
    rows = "".join(f"{i / 8},{cells.get(i, i * i % 7)},{(3 * i) % 11}\n" for i in range(80))
    path.write_text(f"a,b,y\n{rows}", encoding="utf-8")
    source = tables.read(path)
    project = table_project(source)
    found = checks(project, source)
    assert (found["unreadable"].rows.tolist(), found["gaps"].rows.tolist()) == ([7, 40, 50], [3, 20])
    assert "cannot be read stay left out" in found["gaps"].meaning
    without = found["unreadable"].remedies[0].apply(project)
    assert without.data.left_out == (7, 40, 50)
    assert checks(without, source).keys() == {"gaps", "left_out"}
    filled = found["gaps"].remedies[0].apply(project)
    assert filled.data.left_out == (7, 40, 50)
    assert checks(filled, source).keys() == {"left_out"}
    assert filled.prepare(source).train.count + filled.prepare(source).test.count == 77


def test_what_reading_left_out_below_the_table_is_said_without_alarm(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    rows = "".join(f"{i},{i * i % 7},{(3 * i) % 11}\n" for i in range(60))
    path.write_text(f"a,a,y\n{rows}Total,177,300\n", encoding="utf-8")
    source = tables.read(path)
    notes = checks(table_project(source), source)["notes"]
    assert (notes.severity, notes.remedies) == (INFO, ())
    assert notes.title.startswith('line 62 was left out below the table, as no record: "Total,177,300"; some')


def test_columns_of_texts_that_could_be_numbers(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    names = ",".join(f"x{place}" for place in range(12))
    rows = "".join("<5," * 12 + f"{i}\n" if i % 3 == 0 else "7," * 12 + f"{i}\n" for i in range(60))
    path.write_text(f"{names},y\n{rows}", encoding="utf-8")
    source = tables.read(path)
    project = table_project(source)
    found = check_data(project, source, project.prepare(source))
    texts = [check for check in found if check.id == "numbers_in_texts"]
    assert [check.columns for check in texts] == [(f"x{place}",) for place in range(10)]
    first = texts[0]
    assert first.title == (
        "column 'x0' was read as text: 20 of 60 cells are no numbers, the first is \"<5\" in line 2"
    )
    assert [(way.text, way.column, way.way) for way in first.ways] == [
        ("Read as number", "x0", "number"),
        ("Read as stripped", "x0", "stripped"),
    ]
    (notes,) = [check.title for check in found if check.id == "notes"]
    assert notes.count("can be read as number") == 2, "the others are said"
    assert tables.read(path, Reading(read_as=(("x0", "stripped"),))).column("x0").values[0] == 5


def test_an_input_of_nearly_nothing_but_gaps() -> None:
    project, source = made(put(sound(), seldom=[1.0, 2.0, 3.0] + [float("nan")] * 197))
    (given,) = table_project(table(seldom=[1.0, 2.0], y=[1.0, 2.0])).data.roles.inputs
    roles = replace(project.data.roles, inputs=(replace(given, missing="mean"), *project.data.roles.inputs))
    project = replace(project, data=replace(project.data, roles=roles))
    found = checks(project, source)
    assert found.keys() == {"empty"}
    assert "column 'seldom' is empty in more than 90% of the rows" in found["empty"].title
    assert not checks(found["empty"].remedies[0].apply(project), source)


def test_rows_that_have_no_say_are_not_lost_to_gaps() -> None:
    columns = put(gaps(), say=[0.0] * 150 + [1.0] * 50)
    project, source = made(columns)
    inputs = tuple(given for given in project.data.roles.inputs if given.name != "say")
    roles = replace(project.data.roles, inputs=inputs, weight="say")
    project = replace(project, data=replace(project.data, roles=roles))
    assert checks(project, source)["gaps"].rows.tolist() == list(range(150, 200, 3))


def test_the_most_related_inputs_are_kept() -> None:
    project, source = made(wide())
    narrow = checks(project, source)["wide"].remedies[0].apply(project)
    assert len(narrow.data.roles.inputs) == 28 // 5
    assert "x7" in narrow.data.roles.input_names


def test_the_worst_comes_first_and_says_what_to_do() -> None:
    columns = put(copied_target(), still=[1.0] * 200)
    project, source = made(replaced(columns, "c", {3: 1e6}))
    found = check_data(project, source, project.prepare(source))
    assert [check.id for check in found] == ["copied_target", "outliers", "constant"]
    assert found[0].severity == SERIOUS
    assert found[0].sentence == "column 'copy' alone gives away 'y': leave it out"


def test_many_rows_are_shown_in_part_but_all_left_out() -> None:
    project, source = made(repeated(sound(3000), 1500))
    found = checks(project, source)["leak"]
    assert len(found.rows) == MOST_SHOWN
    assert len(found.remedies[0].apply(project).data.left_out) == 1500


def test_what_cannot_be_left_out_is_not_offered() -> None:
    project, source = made({"a": [1.0] * 30, "y": list(range(30))})
    found = checks(project, source)
    assert found["constant"].remedies == ()
    assert found["constant"].sentence.endswith("in the training rows: choose other columns")


def test_a_remedy_that_leaves_too_little_is_refused_in_words() -> None:
    project, source = made(outliers())
    remedy = checks(project, source)["outliers"].remedies[0]
    rest = replace(project, data=replace(project.data, left_out=tuple(range(2, 200))))
    assert 17 in remedy.apply(rest).data.left_out
    with pytest.raises(InputError, match="at least 2"):
        replace(rest, data=replace(rest.data, left_out=tuple(range(1, 200)))).prepare(source)


@pytest.mark.parametrize(
    "columns",
    [
        sound(),
        with_classes({"no": 150, "yes": 50}),
        {
            "x": [float(i) for i in range(100)],
            "y": [float(i % 7) for i in range(100)],
        },  # one input is no copy
        {"x": [float(i % 5) for i in range(500)], "z": [1.0, 0.0] * 250, "y": [0.0, 1.0, 1.0, 0.0] * 125},
        put(sound(2000), long_tail=list(np.exp(np.random.default_rng(1).standard_normal(2000)))),
        put(sound(), visits=[0.0] * 150 + [float(i) for i in range(50)]),
        put(sound(), year=[float(1800 + i) for i in range(200)]),
    ],
    ids=["noise", "classes", "one input", "few values", "long tail", "counts", "years"],
)
def test_nothing_is_said_of_a_sound_table(columns: Columns) -> None:
    assert not checks(*made(columns))


@pytest.mark.parametrize("problem", PROBLEMS)
def test_nothing_is_said_of_the_built_in_problems(problem: str) -> None:
    assert not checks(problem_project(problem), PROBLEMS[problem].table(42))


@pytest.mark.parametrize(
    ("example", "said"),
    [
        ("auto-mpg", {"gaps"}),
        ("concrete", {"leak"}),
        ("diabetes", set()),
        ("iris", {"leak"}),
        ("penguins", {"gaps"}),
        ("wine", set()),
    ],
)
def test_of_real_tables_only_their_copies_and_gaps_are_said(example: str, said: set[str]) -> None:
    row = examples()[example]
    source = row.table()
    found = checks(table_project(source, target=row.target), source)
    assert found.keys() == said
    assert all(check.severity == INFO for check in found.values())


def test_of_many_notes_the_first_are_shown() -> None:
    source = replace(table(x=[1, 2, 3], y=[1, 2, 3]), notes=tuple(f"note {n}" for n in range(9)))
    assert checks(table_project(source), source)["notes"].title == (
        "note 0; note 1; note 2; note 3; note 4; 4 more notes like these"
    )
