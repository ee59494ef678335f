from pathlib import Path

from engine.data import tables
from gui.pasted import PastedTexts


def test_each_text_is_a_file_of_its_own() -> None:
    texts = PastedTexts()
    first = texts.keep("größe\ty\r\n1\t2\r\n3\t4\r\n")
    second = texts.keep("a\tb\n\ud800\t2\n" + "3\t4\n" * 9)
    assert [Path(path).name for path in (first, second)] == ["pasted table", "pasted table 2"]
    assert first in texts
    assert "pasted table" not in texts
    assert [column.name for column in tables.read(first).columns] == ["größe", "y"]
    assert tables.read(second).rows == 10


def test_nothing_is_left() -> None:
    texts = PastedTexts()
    folder = Path(texts.keep("")).parent
    assert folder.exists()
    del texts
    assert not folder.exists()
