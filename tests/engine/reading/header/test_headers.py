"""Where tables begin and what their columns are called, each read from a text as people write it."""

from pathlib import Path

import pytest

from engine.reading import tables
from engine.reading.choice import Reading
from engine.table.table import Table
from tests.engine.reading.spreadsheet.workbooks import workbook_of


def read(folder: Path, text: str, **chosen: object) -> Table:
    path = folder / "t.csv"
    path.write_text(text, encoding="utf-8")
    return tables.read(path, Reading(**chosen))  # type: ignore[arg-type]


def names(table: Table) -> list[str]:
    return [column.name for column in table.columns]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # years, beside texts that come again
        ("land,code,item,1960,1961\nChad,TCD,births,,\nPeru,PER,births,5,6\nMali,MLI,births,7,8\n", None),
        ("region;2019;2020\nnorth;10,5;12\nsouth;9;8,25\n", None),
        ("district,2021\nA,15\nB,22\nC,9\n", None),
        ("2019,2020,2021\n1.5,2.5,7\n5,6.5,7\n", None),
        ("x,2021,2015,2007\na,4,5,6\nb,7,8,9\n", None),
        # numbers that count, or go on in even steps
        (",0,1,2\na,1.5,2,3\nb,2,3,1\n", "column 1,0,1,2"),
        (",0\na,1.5\nb,2\n", "column 1,0"),
        ("sample,400,402,404\nA1,.5,.6,.7\nA2,.5,.4,.7\n", None),
        ("0,1,2\n5.5,4,7.1\n6.5,7.1,3\n", None),
        # words and dates above numbers
        ("date,value\n2020-01-01,5\n2020-01-02,6\n", None),
        ("land,1/22/20,1/23/20\nA,5,6\nB,7,8\n", None),
        ("x,25%,50%,75%\na,1,2,3\nb,4,2,4\n", None),
        ("first name,age\nAnn,\nBob,5\nCleo,7\n", None),
    ],
)
def test_names_are_told_from_data(tmp_path: Path, text: str, expected: str | None) -> None:
    table = read(tmp_path, text)
    first = text.split("\n")[0]
    assert names(table) == (expected or first.replace(";", ",")).split(",")
    assert table.rows == text.count("\n") - 1
    assert table.questions == ()


@pytest.mark.parametrize(
    "text",
    [
        "5.1,3.5,0.2,setosa\n4.9,3,0.2,setosa\n7,3.2,1.4,versicolor\n",
        "1990,1991\n1992,1993\n1994,1995\n",
        "1,2,3\n4,5,6\n7,8,9\n",
        "north,2019,7\nsouth,2020,9\nnorth,2021,4\n",
        "unknown,1.5,2\n2,3,4\n3,4,5\nunknown,5,6\n4,7,7\n",
        "<0.5,1\n2,3\n1,4\n3,5\n2,7\n4,1\n5,8\n4,2\n7,1\n9,4\n8,3\n",
        "Kiel,246\nBerlin,3645\nBremen,563\n",
    ],
)
def test_data_without_names_are_all_kept(tmp_path: Path, text: str) -> None:
    table = read(tmp_path, text)
    assert (table.rows, table.dialect["header"]) == (text.count("\n"), "no")
    assert table.questions == ()


@pytest.mark.parametrize(
    ("text", "named", "asked"),
    [
        (
            "Hamburg,1841\nBerlin,3645\nBremen,563\nKiel,246\n",
            True,
            'line 1 ("Hamburg" and "1841") was read as',
        ),
        ("150,4,a,b,c\n5.1,3.5,1,2,0\n4.9,3,7,4,1\n", True, '("150", "4", "a" and 2 more) was read as'),
        ("0,1,2\n3,5,4\n6,8,9\n", False, 'line 1 ("0", "1" and "2") was read as data'),
        ("town,1977\nHof am See,1982\nbad Tölz,2000\n", False, 'line 1 ("town" and "1977") was read as data'),
        ("1996\t1997\n1999\t-4.82\n1967\t6.98\n", False, 'line 1 ("1996" and "1997") was read as data'),
        ("All we saw\t\n5.1\t15.5\n2.5\t45.5\n1.2\t17.6\n", True, 'line 1 ("All we saw" and "") was read as'),
    ],
)
def test_what_could_be_either_is_asked_and_answered(
    tmp_path: Path, text: str, named: bool, asked: str
) -> None:
    table = read(tmp_path, text)
    assert (table.dialect["header"] == "yes") == named
    assert [asked in question for question in table.questions] == [True]
    for answer in (True, False):
        told = read(tmp_path, text, header=answer)
        assert (told.rows, told.questions) == (text.count("\n") - answer, ())


@pytest.mark.parametrize(
    ("text", "expected", "note"),
    [
        ("a,b,c\n1,2,3,4,5\n6,7,8,9,10\n", "a,b,c,column 4,column 5", "line 1 names 3 of 5 columns only"),
        (
            "Ort;Wert\nA;1,5;2;3\nB;2,5;3;9\n",
            "Ort,Wert,column 3,column 4",
            "line 1 names 2 of 4 columns only",
        ),
        ("x y\nr1 1 2\nr2 3 4\n", "column 1,x,y", "line 1 were taken for those of all columns but the first"),
        ("y\n1,5\n2,7\n3,4\n", "column 1,y", "line 1 were taken for those of all columns but the first"),
    ],
)
def test_names_of_some_columns_only_are_kept(tmp_path: Path, text: str, expected: str, note: str) -> None:
    table = read(tmp_path, text)
    assert names(table) == expected.split(",")
    assert table.rows == text.count("\n") - 1
    assert any(note in said for said in table.notes)


@pytest.mark.parametrize(
    ("text", "note"),
    [
        (
            "Sales by year\n\nyear,sum\n2001,5\n2002,6\n",
            'line 1 was left out above the table, as no record: "Sales by',
        ),
        (
            "Made: May\nBy: us\nx,y,z\n1,2,3\n4,5,6\n",
            '2 lines were left out above the table, as no record: "Made: May',
        ),
        (
            "Bericht;;\n;;\nx;y;z\n1;2;3\n4;5;6\n",
            '2 lines were left out above the table, as no record: "Bericht;;"',
        ),
        (
            "Model,DSO\nMemory,4\nt,u,v\n1,2,3\n2,3,4\n",
            '2 lines were left out above the table, as no record: "Model',
        ),
        ("# ours\nx,y\n1,2\n# a gap\n3,4\n", "2 lines that begin with # were left out, as comments"),
        ("% x y\n1 2\n3 4\n% end\n", "1 line that begins with % was left out, as a comment"),
    ],
)
def test_what_is_left_out_is_said(tmp_path: Path, text: str, note: str) -> None:
    table = read(tmp_path, text)
    assert [said for said in table.notes if note in said], table.notes
    assert table.rows == 2
    assert set(names(table)) in ({"x", "y"}, {"x", "y", "z"}, {"t", "u", "v"}, {"year", "sum"})


GROUPED = [
    (",Score,,Age,\nname,math,reading,years,months\n", "name|Score math|Score reading|Age years|Age months"),
    ("name,Score,,Age\n,math,reading,\n", "name|Score math|Score reading|Age"),
    ("Score,Score,Age,Age\nmath,reading,years,months\n", "Score math|Score reading|Age years|Age months"),
    (",2019,,2020,\nland,male,female,male,female\n", "land|2019 male|2019 female|2020 male|2020 female"),
    (",Asia,,,\n,Japan,,Nepal,\nyear,a,b,a,b\n", "year|Asia Japan a|Asia Japan b|Asia Nepal a|Asia Nepal b"),
    ("A report,,,\n,Score,,\nname,math,reading,age\n", "name|Score math|Score reading|Score age"),
]


@pytest.mark.parametrize(("above", "expected"), GROUPED)
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_names_in_groups_are_joined(tmp_path: Path, above: str, expected: str, separator: str) -> None:
    width = expected.count("|") + 1
    data = "".join(
        ",".join(["x"] + [str(row + column) for column in range(1, width)]) + "\n" for row in (1, 7)
    )
    if not above.startswith((",", "n", "A")):
        data = data.replace("x", "5")
    table = read(tmp_path, (above + data).replace(",", separator))
    assert names(table) == expected.split("|")
    assert table.rows == 2
    joined = next(name for name in expected.split("|") if " " in name)
    assert any(f'such as "{joined}"' in note for note in table.notes)


def test_groups_may_have_units_below_the_names(tmp_path: Path) -> None:
    table = read(tmp_path, ",Size,,Mass\nname,height,width,net\n,cm,cm,kg\na,1,2,3\nb,4,5,6\n")
    assert names(table) == ["name", "Size height", "Size width", "Mass net"]
    assert [column.unit for column in table.columns] == ["", "cm", "cm", "kg"]


def test_groups_of_a_sheet_are_cells_that_were_merged(tmp_path: Path) -> None:
    rows: list[list[str | float | None]] = [
        [None, "Score", None, 2020, None],
        ["name", "math", "reading", "spring", "autumn"],
        ["Ann", 1, 2, 3, 4],
        ["Bob", 5, 6, 7, 8],
    ]
    table = tables.read(workbook_of(tmp_path, rows))
    assert names(table) == ["name", "Score math", "Score reading", "2020 spring", "2020 autumn"]
    assert any("the names were joined from rows 1 and 2" in note for note in table.notes)


def test_units_are_words_of_units_or_asked_about(tmp_path: Path) -> None:
    sure = read(tmp_path, "time,speed\ns,km/h\n1,2\n3,4\n")
    assert ([column.unit for column in sure.columns], sure.questions) == (["s", "km/h"], ())
    years = read(tmp_path, "region,2019,2020\n,kg,kg\nnorth,10,12\nsouth,9,8\n")
    assert (names(years), years.columns[1].unit) == (["region", "2019", "2020"], "kg")
    asked = read(tmp_path, "speed,class\nlow,high\n" + "1,2\n" * 20)
    assert [column.unit for column in asked.columns] == ["low", "high"]
    assert 'line 2 ("low" and "high") was read as the units' in asked.questions[0]
    for answer in (True, False):
        told = read(tmp_path, "speed,class\nlow,high\n" + "1,2\n" * 20, units=answer)
        assert (told.rows, told.questions) == (21 - answer, ())


def test_pairs_of_words_above_a_table_of_two_columns_are_no_names(tmp_path: Path) -> None:
    table = read(tmp_path, "Device,X100\nSerial,A7\nDate,2020-01-01\ntime,value\n0,1.5\n1,2.5\n2,2.5\n")
    assert (names(table), table.rows) == (["time", "value"], 3)
    assert "3 lines were left out above the table" in table.notes[0]


def test_the_first_of_three_rows_of_words_holds_the_names(tmp_path: Path) -> None:
    text = "q1,q2,q3\nHow old?,How tall?,Which town?\n{a},{b},{c}\n34,170,Ulm\n40,181,Ulm\n22,165,Bonn\n"
    table = read(tmp_path, text)
    assert (names(table), table.rows) == (["q1", "q2", "q3"], 3)
    assert "2 lines were left out below the names of the table" in table.notes[0]
    described = read(tmp_path, "a,b,c\nthe length,the width,the kind\ncm,cm,-\n1,2,x\n2,3,y\n2,4,y\n")
    assert [(column.name, column.unit) for column in described.columns][:2] == [("a", "cm"), ("b", "cm")]


@pytest.mark.parametrize("between", ["\n", ";\n", ";\n;\n"])
def test_names_are_found_above_empty_lines(tmp_path: Path, between: str) -> None:
    table = read(tmp_path, f"a;b\n{between}1;2\n3;4\n")
    assert (names(table), table.rows) == (["a", "b"], 2)


@pytest.mark.parametrize(
    ("text", "width"),
    [
        ("Notes of a spring\nred\tUlm\t1,5\nred\tBonn\t2,5\nblue\tKiel\t3,5\n", 3),
        ("a|Ulm|b|1,5\nb|Bonn|b|2,5\na|Kiel|c|3,5\n", 4),
        ("A title\n\nitem 1\t7.5\nitem 2\t9.5\nitem 3\t8.25\n", 2),
    ],
)
def test_a_separator_in_every_record_outweighs_commas_and_blanks(
    tmp_path: Path, text: str, width: int
) -> None:
    table = read(tmp_path, text)
    assert (names(table)[0], len(table.columns), table.rows) == ("column 1", width, 3)


def test_a_person_can_say_that_there_are_no_names(tmp_path: Path) -> None:
    text = "A title\nx,y,z\nm,s,s\n" + "1,2,3\n" * 30
    assert names(read(tmp_path, text, header=False)) == ["column 1", "column 2", "column 3"]
    assert names(read(tmp_path, text, header=True)) == ["x", "y", "z"]
    assert names(read(tmp_path, "A title\n1,2,3\n4,5,6\n7,8,8\n", header=True)) == ["1", "2", "3"]


def test_units_of_some_columns_only_stand_below_the_names(tmp_path: Path) -> None:
    table = read(
        tmp_path, "flow,place,when\nm/h,,\n43.5,west,11.01.2013\n11.5,east,06.01.2013\n3.5,west,05.01.2013\n"
    )
    assert (names(table), table.columns[0].unit, table.rows) == (["flow", "place", "when"], "m/h", 3)
    assert table.questions == table.notes == ()


def test_names_are_years_also_above_words_and_dates(tmp_path: Path) -> None:
    table = read(tmp_path, "1974,1975,1976\n2.5,low,1974-01-05\n4.5,high,1973-02-06\n7.25,low,1978-01-05\n")
    assert (names(table), table.rows) == (["1974", "1975", "1976"], 3)


def test_words_of_a_text_are_no_groups(tmp_path: Path) -> None:
    table = read(tmp_path, "Recorded by the second logger\nx y z u v w\n" + "1 2 3 4 5 6\n" * 5)
    assert names(table) == ["x", "y", "z", "u", "v", "w"]


def test_a_title_above_names_beside_numbers_of_rows_is_left_out(tmp_path: Path) -> None:
    rows: list[list[str | float | None]] = [["Sales by year", None], [None, "paid"]]
    rows += [[row, "yes"] for row in range(5)]
    table = tables.read(workbook_of(tmp_path, rows))
    assert (names(table), table.rows) == (["column 1", "paid"], 5)
    assert any('"Sales by year"' in note for note in table.notes)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ('"1979";"1980";"1981"\n3,29e-71;2006;-1,37e-111\n-6,78e+65;1934;1,67e-195\n', "1979,1980,1981"),
        ('"";"2021";"";"no."\n0;ab;7;x\n1;cd;4;y\n', "column 1,2021,column 3,no."),
        ("sep=\t\nname 0\t1993\n\t7_5_1\nA\t7_5_1\n\t3_4_2\nA\t3_4_2\n", "name 0,1993"),
    ],
)
def test_names_beside_numbers_that_are_not_plain(tmp_path: Path, text: str, names: str) -> None:
    assert ",".join(column.name for column in read(tmp_path, text).columns) == names


def test_names_with_a_word_for_nothing_among_them_are_asked_about(tmp_path: Path) -> None:
    (question,) = read(tmp_path, "NULL;zee\nRobben;12\nVliegen;7\nRobben;9\n").questions
    assert question.startswith('line 1 ("NULL" and "zee") was read as the names')
