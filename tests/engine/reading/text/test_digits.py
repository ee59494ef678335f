"""Whether zeros before digits and underscores between them are seen, wherever a text is cut into pieces."""

from pathlib import Path

import pytest

from engine.base.watch import Watch
from engine.reading.text import digits
from engine.reading.text.digits import Digits


@pytest.mark.parametrize(
    ("text", "separator", "found"),
    [
        ("a,b\n1,01\n", ",", Digits(padded=True)),
        ("a,b\n01,1\n", ",", Digits(padded=True)),
        ('a;b\n1;"007"\n', ";", Digits(padded=True)),
        ("00501,1", ",", Digits(padded=True)),
        ("a|b\n10|0.01\n0|-01\n", "|", Digits()),
        ("a;b\n1e05;x,01\n", ";", Digits()),
        ("a_1,b\n1_000,2\n", ",", Digits(joined=True)),
        ("a_1,_2\n1,2\n", ",", Digits()),
    ],
)
def test_only_digits_that_need_a_look_are_seen(
    tmp_path: Path, text: str, separator: str, found: Digits
) -> None:
    path = tmp_path / "text.csv"
    path.write_text(text, encoding="utf-8")
    assert digits.look(path, separator, Watch()) == found


@pytest.mark.parametrize("cell", ["01", "1_0"])
def test_a_cell_across_two_pieces_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cell: str) -> None:
    monkeypatch.setattr(digits, "_CHUNK", 4)
    path = tmp_path / "text.csv"
    for shift in range(4):
        path.write_text("9" * shift + "," + cell + ",9", encoding="utf-8")
        assert any(digits.look(path, ",", Watch())), shift
