from pathlib import Path

import pytest

from engine.base.errors import InputError
from engine.reading.row_numbers import read_row_numbers


def test_row_numbers(tmp_path: Path) -> None:
    path = tmp_path / "rows.txt"
    path.write_bytes(b"\xef\xbb\xbf3\r\n\r\n  \n0\n")
    assert read_row_numbers(str(path), 4) == (3, 0)


@pytest.mark.parametrize("cell", ["4", "-1", "1.0", "x", "1 2", "9" * 5000, "\0", "²"])
def test_a_mistake_in_row_numbers_says_the_line(tmp_path: Path, cell: str) -> None:
    path = tmp_path / "rows.txt"
    path.write_text(f"0\n\n{cell}\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"line 3 of .* from 0 to 3"):
        read_row_numbers(str(path), 4)


def test_files_without_row_numbers(tmp_path: Path) -> None:
    path = tmp_path / "rows.txt"
    for content, sentence in ((b"\n\n", "holds no row number"), (b"\xff", "no UTF-8 text")):
        path.write_bytes(content)
        with pytest.raises(InputError, match=sentence):
            read_row_numbers(str(path), 4)
    for missing in (tmp_path, tmp_path / "gone.txt", "a\0b"):
        with pytest.raises(InputError, match="could not be read"):
            read_row_numbers(str(missing), 4)
