"""Encodings, packed files, and that a copy never stays behind."""

import bz2
import gzip
import lzma
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from engine.base.errors import InputError
from engine.base.watch import Watch
from engine.reading import size_limits, tables
from engine.reading.choice import Reading
from engine.reading.text import text_file

TEXT = "größe;wert;ort\n1,5;2;Köln\n3;4,5;Straße\n"


@pytest.fixture(autouse=True)
def nothing_stays(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> object:
    folder = tmp_path_factory.mktemp("copies")
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    yield
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize(
    ("encoding", "title"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8"),
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16 LE"),
        ("utf-16-be", "UTF-16 BE"),
        ("utf-32", "UTF-32"),
        ("utf-32-be", "UTF-32 BE"),
        ("latin-1", "Latin-1"),
    ],
)
def test_encodings(tmp_path: Path, encoding: str, title: str, packed: bool) -> None:
    content = TEXT.encode(encoding)
    path = tmp_path / "t.csv"
    path.write_bytes(gzip.compress(content) if packed else content)
    table = tables.read(path)
    assert [column.name for column in table.columns] == ["größe", "wert", "ort"]
    assert table.columns[0].values.tolist() == [1.5, 3]
    assert table.columns[2].labels == ("Köln", "Straße")
    assert table.dialect["encoding"] == title
    assert table.questions == ()


@pytest.mark.parametrize(
    ("text", "encoding", "title", "asked"),
    [
        ("name,n\n„Größe“,5 €\nüber,6 €\n", "cp1252", "Windows-1252", False),
        ("город,n\nМосква,1\nСанкт-Петербург,2\nНовосибирск,3\n", "cp1251", "Windows-1251", False),
        ("город,n\nМосква,1\nСанкт-Петербург,2\nНовосибирск,3\n", "koi8-r", "KOI8-R", False),
        ("miasto,n\nŁódź,2\nGdańsk,3\n", "iso8859-2", "ISO8859-2", False),
        ("město,n\nBrno a Žďár,2\nČeské Budějovice,3\nŘež,4\n", "cp1250", "Windows-1250", False),
        ("область,n\nТульская,1\nКурская,2\nРеспублика Карелия,3\n", "cp1251", "Windows-1251", False),
        ("νομός,n\nΑττική,1\nΉπειρος,2\nΚρήτη,3\n", "cp1253", "Windows-1253", False),
        ("şehir,n\nİstanbul,1\nAğrı,2\nMuğla,3\n", "cp1254", "Windows-1254", False),
        ("ciudad,n\nCádiz,1\nMálaga,2\n", "latin-1", "Latin-1", False),
        ("ville,n\nBesançon,1\nOrléans,2\nforêt,3\n", "latin-1", "Latin-1", False),
        ("עיר,n\nחיפה,1\nאילת,2\n", "cp1255", "KOI8-R", True),
        ("dům,n\nBrno,1\nPraha,2\n", "cp1250", "Latin-1", True),
        ("ćwierć,n\ngröße,1\nab,2\n", "cp1250", "Latin-1", True),
    ],
)
def test_encodings_of_one_byte(tmp_path: Path, text: str, encoding: str, title: str, asked: bool) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(text.encode(encoding))
    table = tables.read(path)
    assert table.dialect["encoding"] == title
    assert bool(table.questions) == asked
    if not asked:
        assert table.columns[0].name == text.partition(",")[0]
        assert set(table.columns[0].labels) == {line.split(",")[0] for line in text.splitlines()[1:]}
    assert tables.read(path, Reading(encoding=title)).questions == ()


@pytest.mark.parametrize(
    ("content", "encoding", "sentence"),
    [
        ("a,ü\n1,2\n3,4\n".encode("latin-1"), "UTF-8", "is not written in UTF-8: choose another"),
        (b"a,b\n1,2\n3,4\n", "utf-16", "is not written in UTF-16: choose another"),
        ("a,b\n1,2\n".encode("utf-16")[:-1], None, "is not written in UTF-16: choose another"),
        (b"a,b\n1,2\n3,4\n", "klingon", "no encoding 'klingon': choose one of UTF-8, "),
        (b"a,b\n1,2\n3,4\n", "base64", "no encoding 'base64'"),
        (b"\xff\xd8\xfe\xe0" + bytes(range(1, 256)), None, "is a binary file"),
        (bytes(range(128, 256)) * 50, None, '"t.csv" '),
        (b"\x1f\x8babc" * 10, None, "is a damaged gz file"),
        (gzip.compress(TEXT.encode() * 100)[:-20], None, "is a damaged gz file"),
        (gzip.compress(b""), None, "is empty"),
        (gzip.compress(b"0" * 20_000_000), None, "a line of more than 2,000,000 characters"),
    ],
    ids=[
        *("no UTF-8", "no UTF-16", "half a UTF-16", "no encoding", "no encoding of text", "picture", "noise"),
        *("no gz", "half a gz", "nothing packed", "a packed line without end"),
    ],
)
def test_what_is_no_text_ends_in_a_sentence(
    tmp_path: Path, content: bytes, encoding: str | None, sentence: str
) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        tables.read(path, Reading(encoding=encoding))
    assert sentence in str(caught.value)


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_a_file_that_unpacks_to_too_much(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pack: Callable[[bytes], bytes]
) -> None:
    monkeypatch.setattr(size_limits, "_TEXT", 100_000)
    path = tmp_path / "t.csv"
    path.write_bytes(pack(b"1,2\n" * 1_000_000))
    with pytest.raises(InputError, match=r'^"t\.csv" packs more than [\d,]+ bytes of text into'):
        tables.read(path)
    path.write_bytes(b"1,2\n" * 100_000)
    assert tables.read(path).rows == 100_000


@pytest.mark.parametrize("cut", [1, 2, 3, 4, 7, 100])
@pytest.mark.parametrize("text", ["", "\n", "a", "a\n", "a\r\nb\r\n\r\nc", "a\rb\r\r\n\n", "a\n\r\nb\r"])
def test_lines_are_counted_as_they_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, cut: int
) -> None:
    monkeypatch.setattr(text_file, "_CHUNK", cut)
    path = tmp_path / "t.csv"
    path.write_bytes(text.encode())
    with path.open(newline="") as lines:
        assert text_file.line_count(path, Watch()) == sum(1 for _ in lines)


def test_no_room_for_a_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(TEXT.encode("latin-1"))
    with monkeypatch.context() as without_folder:
        without_folder.setattr(tempfile, "tempdir", str(tmp_path / "gone"))
        with pytest.raises(InputError, match=r"needs a copy in .*gone, which could not be written"):
            tables.read(path)
