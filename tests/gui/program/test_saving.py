"""A file is written whole or not at all."""

from pathlib import Path

from PySide6.QtCore import QByteArray

from gui.program.saving import save


def test_a_file_is_replaced_as_a_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"before, and longer")
    assert save(path, QByteArray(b"a,b\n")) == ""
    assert path.read_bytes() == b"a,b\n"


def test_why_it_could_not_be_is_said(tmp_path: Path) -> None:
    sentence = save(tmp_path / "missing" / "a.csv", QByteArray(b"a"))
    assert sentence == "a.csv could not be saved: No such file or directory; choose another folder"
