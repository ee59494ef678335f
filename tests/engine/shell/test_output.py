import json
import math
import sys

import numpy as np
import pytest

from engine.shell.output import aligned, in_one_line, json_text, number, say


def test_json_has_every_digit_and_null_for_what_is_not_finite() -> None:
    text = json_text({"a": 0.1 + 0.2, "b": [math.nan, math.inf, np.float64(1)], "c": {"d": None}})
    assert text == '{"a": 0.30000000000000004, "b": [null, null, 1.0], "c": {"d": null}}'
    assert json.loads(text)["a"] == 0.1 + 0.2


def test_text_columns_are_aligned() -> None:
    assert aligned(("name", "n"), [("a", "1"), ("longer", "20")]) == "name     n\na        1\nlonger  20"


def test_names_cannot_steer_a_terminal() -> None:
    assert in_one_line("a\x1b[31m\nb") == "a\ufffd[31m b"


def test_numbers_for_people() -> None:
    assert [number(value) for value in (1.23456789, 1e-9, None, math.nan)] == ["1.23457", "1e-09", "-", "-"]


def test_without_standard_error_nothing_is_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stderr", None)
    say("anything")
    assert capsys.readouterr().out == ""
