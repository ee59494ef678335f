"""Answers as files read back, and nothing in them computes."""

from pathlib import Path

import numpy as np
import pytest

from engine.base.errors import InputError
from engine.export.answer_file import REASON, write_answers
from engine.model.table_answers import answer_table
from engine.reading import tables
from engine.table.table import Table
from tests.engine.export.models import mixed_table, models
from tests.engine.runs import table


@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".parquet"])
def test_what_is_written_reads_back(suffix: str, tmp_path: Path) -> None:
    answers = answer_table(models()["two outputs, all inputs"], mixed_table())
    path = tmp_path / f"answers{suffix}"
    write_answers(answers, path)
    back = tables.read(path)
    assert back.rows == 80
    for name, values in answers.numbers.items():
        tolerance = 1e-15 if suffix == ".xlsx" else 0.0  # where numbers have 16 digits
        assert np.allclose(back.column(name).values, values, rtol=tolerance, atol=0), name
    # Breaks of lines in cells read back as blanks.
    assert [" ".join(text.split()) for text in _texts(back, "kind")] == [
        " ".join(text.split()) for text in _texts(answers.table, "kind")
    ]


def _texts(made: Table, name: str) -> list[str]:
    column = made.column(name)
    return [column.labels[int(place)] for place in column.values]


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_texts_do_not_compute_and_rows_say_why(suffix: str, tmp_path: Path) -> None:
    made = table(a=[1.0, float("nan"), 2.0], b=[1.0, 2.0, 3.0], note=["=1+1", "@x", "plain"])
    path = tmp_path / f"answers{suffix}"
    write_answers(answer_table(models()["tanh"], made), path)
    back = tables.read(path)
    notes = back.column("note").labels
    assert set(notes) == ({"'=1+1", "'@x", "plain"} if suffix == ".csv" else {"=1+1", "@x", "plain"})
    assert back.column(REASON).missing == 2


def test_another_suffix_is_refused(tmp_path: Path) -> None:
    answers = answer_table(models()["tanh"], table(a=[1.0], b=[1.0]))
    with pytest.raises(InputError, match=r"written as \.csv, \.xlsx, \.parquet, not as \.txt"):
        write_answers(answers, tmp_path / "x.txt")
