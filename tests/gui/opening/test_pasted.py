from pathlib import Path

import pytest
from PySide6.QtCore import QDir

from engine.reading import tables
from gui.opening.pasted import PastedTexts


def test_each_text_is_a_file_of_its_own() -> None:
    texts = PastedTexts()
    first = texts.keep("größe\ty\r\n1\t2\r\n3\t4\r\n")
    second = texts.keep("a\tb\n\ud800\t2\n" + "3\t4\n" * 9)
    assert [Path(path).name for path in (first, second)] == ["pasted table", "pasted table 2"]
    assert first in texts
    assert "pasted table" not in texts
    assert [column.name for column in tables.read(first).columns] == ["größe", "y"]
    assert tables.read(second).rows == 10


def test_where_no_folder_can_be_made_the_next_text_tries_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = PastedTexts()
    monkeypatch.setattr("gui.opening.pasted.QDir.temp", lambda: QDir(str(tmp_path / "missing")))
    with pytest.raises(OSError, match="No such file"):
        texts.keep("a")
    monkeypatch.undo()
    assert Path(texts.keep("a")).is_file()


def test_nothing_is_left() -> None:
    texts = PastedTexts()
    folder = Path(texts.keep("")).parent
    assert folder.exists()
    del texts
    assert not folder.exists()
