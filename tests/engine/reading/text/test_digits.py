"""Whether zeros before digits and underscores between them are seen, wherever a text is cut into pieces."""

from pathlib import Path

import pytest

from engine.base.watch import Watch
from engine.reading.text import digits


@pytest.mark.parametrize(
    ("text", "separator", "padded", "joined"),
    [
        ("a,b\n1,01\n", ",", True, False),
        ("a,b\n01,1\n", ",", True, False),
        ('a;b\n1;"007"\n', ";", True, False),
        ("00501,1", ",", True, False),
        ("a|b\n10|0.01\n0|-01\n", "|", False, False),
        ("a;b\n1e05;x,01\n", ";", False, False),
        ("a_1,b\n1_000,2\n", ",", False, True),
        ("a_1,_2\n1,2\n", ",", False, False),
    ],
)
def test_only_digits_that_need_a_look_are_seen(
    tmp_path: Path, text: str, separator: str, padded: bool, joined: bool
) -> None:
    path = tmp_path / "text.csv"
    path.write_text(text, encoding="utf-8")
    assert digits.any_padded(path, separator, Watch()) == padded
    assert digits.any_joined(path, Watch()) == joined


def test_a_cell_across_two_pieces_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(digits, "_CHUNK", 4)
    path = tmp_path / "text.csv"
    for shift in range(4):
        path.write_text("9" * shift + ",01,1_0,9", encoding="utf-8")
        assert digits.any_padded(path, ",", Watch()), shift
        assert digits.any_joined(path, Watch()), shift
