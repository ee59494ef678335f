"""Files that were made to do harm: each ends in our own sentence, and nothing in it is ever done."""

import io
import json
import os
import struct
import time
import zipfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as examples_of
from hypothesis import strategies as st

from engine.storage.errors import ProjectFileError
from engine.storage.project_file import load, save
from tests.engine.storage.saved import small

SECONDS = 2.0


@cache
def sound() -> bytes:
    """Return a small project file."""
    path = Path(os.environ["HOME"]) / "sound.layerbench"
    save(path, small())
    return path.read_bytes()


def opened(content: bytes, folder: Path) -> bool:
    """Open a file with this content; return whether it could be, and let nothing but our own error pass."""
    path = folder / "hostile.layerbench"
    path.write_bytes(content)
    start = time.process_time()
    sentence = ""
    try:
        load(path)
    except ProjectFileError as error:
        sentence = str(error)
    assert time.process_time() - start < SECONDS
    assert "\n" not in sentence
    assert len(sentence) < 400
    return not sentence


@cache
def _members() -> dict[str, bytes]:
    """Return what is in the sound file."""
    with zipfile.ZipFile(io.BytesIO(sound())) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def members() -> dict[str, bytes]:
    """Return the same, to be changed."""
    return dict(_members())


def packed(parts: dict[str, bytes], compression: int = zipfile.ZIP_STORED) -> bytes:
    """Return a zip of these."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content, compression)
    return file.getvalue()


def with_json(change: Any) -> bytes:
    """Return the sound file with its JSON changed by `change`."""
    parts = members()
    data = json.loads(parts["project.json"])
    changed = change(data)
    parts["project.json"] = json.dumps(data if changed is None else changed).encode()
    return packed(parts)


def first_array() -> str:
    return next(name for name in members() if name.endswith("theta.npy"))


def with_array(content: bytes) -> bytes:
    return packed(members() | {first_array(): content})


def npy(array: Any, **kw: Any) -> bytes:
    file = io.BytesIO()
    np.lib.format.write_array(file, array, **kw)
    return file.getvalue()


def header(text: str) -> bytes:
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(text)) + text.encode()


def deep(levels: int) -> bytes:
    return packed(members() | {"project.json": b"[" * levels + b"]" * levels})


def long_json() -> bytes:
    text = b'{"layerbench": "project", "format": 1, "shared": [' + b"[]," * 1_500_000 + b"[]]}"
    return packed(members() | {"project.json": text}, zipfile.ZIP_DEFLATED)


def bomb() -> bytes:
    return packed(members() | {"a.npy": npy(np.zeros(4_000_000))}, zipfile.ZIP_DEFLATED)


def linked() -> bytes:
    file = io.BytesIO(sound())
    with zipfile.ZipFile(file, "a") as archive:
        info = zipfile.ZipInfo("link.npy")
        info.external_attr = 0o120777 << 16
        archive.writestr(info, "/etc/passwd")
    return file.getvalue()


def twice() -> bytes:
    file = io.BytesIO(sound())
    with zipfile.ZipFile(file, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr(first_array(), npy(np.zeros(3)))
    return file.getvalue()


def set_in(data: Any, path: str, value: Any) -> None:
    *before, last = path.split("/")
    for step in before:
        data = data[int(step)] if isinstance(data, list) else data[step]
    data[int(last) if isinstance(data, list) else last] = value


NAMES = ["../../x.npy", "/x.npy", "a/../../x.npy", "C:\\x.npy", "x.txt", "\0.npy", ""]

HOSTILE: dict[str, Any] = {
    "nothing": lambda: b"",
    "no zip": lambda: b"PK\x03\x04 and nothing more",
    "text": lambda: b"a,b\n1,2\n",
    "nested deeply": lambda: deep(100_000),
    "a long list": long_json,
    "a bomb": bomb,
    "a link": linked,
    "a name twice": twice,
    "32 GiB claimed": lambda: with_array(
        header("{'descr': '<f8', 'fortran_order': False, 'shape': (4294967296,), }\n") + b"\0" * 8
    ),
    "a negative length": lambda: with_array(
        header("{'descr': '<f8', 'fortran_order': False, 'shape': (-1, -1), }\n") + b"\0" * 8
    ),
    "a header that calls": lambda: with_array(header("__import__('os').system('touch {marker}')\n")),
    "a long header": lambda: with_array(header("{" + " " * 60_000 + "}")),
    "objects": lambda: with_array(npy(np.array([{"a": 1}], dtype=object), allow_pickle=True)),
    "a pickle renamed": lambda: with_array(b"cos\nsystem\n(S'touch {marker}'\ntR."),
    "texts for numbers": lambda: with_array(npy(np.array(["a"] * 49))),
    "NaN weights": lambda: with_array(npy(np.full(small().runs[0].snapshot.theta.shape, np.nan))),  # type: ignore[union-attr]
    "too few weights": lambda: with_array(npy(np.zeros(3))),
    "weights of integers": lambda: with_array(npy(np.zeros(49, np.int64))),
    "no array": lambda: packed({name: part for name, part in members().items() if name != first_array()}),
    "an unknown field": lambda: with_json(lambda data: set_in(data, "saved/project/colour", "red")),
    "a field left out": lambda: with_json(lambda data: data["saved"]["project"].pop("split") and None),
    "a number for a text": lambda: with_json(
        lambda data: set_in(data, "saved/project/network/initialiser", 3)
    ),
    "a method nobody knows": lambda: with_json(
        lambda data: set_in(data, "saved/project/training/method", "x")
    ),
    "a huge network": lambda: with_json(
        lambda data: set_in(data, "saved/project/network/hidden/0/units", 10**9)
    ),
    "a number of 5,000 digits": lambda: packed(
        members() | {"project.json": b'{"layerbench": "project", "format": ' + b"9" * 5000 + b"}"}
    ),
    "NaN in the JSON": lambda: packed(members() | {"project.json": b'{"format": NaN}'}),
    "a field twice": lambda: packed(members() | {"project.json": b'{"format": 1, "format": 1}'}),
    "another table": lambda: with_json(lambda data: set_in(data, "saved/table/fingerprint", "0")),
    "rows for nobody": lambda: with_json(lambda data: set_in(data, "saved/table/rows", 10**12)),
    "a shared part that is not there": lambda: with_json(
        lambda data: set_in(data, "saved/runs/0/preprocessor/shared", 99)
    ),
    "a list instead of fields": lambda: with_json(lambda data: set_in(data, "saved/runs", [[], []])),
    **{f"a part called {name!r}": (lambda name=name: packed(members() | {name: b"x"})) for name in NAMES},
}


@pytest.fixture(autouse=True)
def marker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Be where a file appears if anything in a project file is executed."""
    monkeypatch.chdir(tmp_path)
    yield tmp_path / "{marker}"
    assert not (tmp_path / "{marker}").exists()


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_file_ends_in_a_sentence(kind: str, tmp_path: Path) -> None:
    assert not opened(HOSTILE[kind](), tmp_path)


def test_the_sound_file_opens(tmp_path: Path) -> None:
    assert opened(sound(), tmp_path)
    assert opened(packed(members()), tmp_path)


def test_files_that_end_early_are_refused(tmp_path: Path) -> None:
    content = sound()
    for length in range(0, len(content), max(len(content) // 60, 1)):
        assert not opened(content[:length], tmp_path)


def flipped(content: bytes, number: int) -> bytes:
    rng = np.random.default_rng(number)
    changed = bytearray(content)
    changed[int(rng.integers(len(changed)))] ^= 1 << int(rng.integers(8))
    return bytes(changed)


def test_flipped_bits_are_seen_or_do_no_harm(tmp_path: Path) -> None:
    for number in range(150):
        opened(flipped(sound(), number), tmp_path)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


def paths_of(data: Any, path: str = "") -> list[str]:
    items = enumerate(data) if isinstance(data, list) else data.items() if isinstance(data, dict) else ()
    return [own for key, held in items for own in (f"{path}{key}", *paths_of(held, f"{path}{key}/"))]


@cache
def places() -> list[str]:
    return [path for path in paths_of(json.loads(members()["project.json"])) if path not in ("format",)]


def replaced(place: str, value: Any) -> bytes:
    return with_json(lambda data: set_in(data, place, value))


@given(data=st.data())
@examples_of(max_examples=60)
def test_any_value_in_any_place(data: st.DataObject, tmp_path_factory: pytest.TempPathFactory) -> None:
    place = data.draw(st.sampled_from(places()))
    opened(replaced(place, data.draw(VALUES)), tmp_path_factory.getbasetemp())


@pytest.mark.slow
def test_every_length(tmp_path: Path) -> None:
    content = sound()
    for length in range(len(content)):
        assert not opened(content[:length], tmp_path)


@pytest.mark.slow
def test_ten_thousand_flipped_bits(tmp_path: Path) -> None:
    for number in range(10_000):
        opened(flipped(sound(), number + 1000), tmp_path)


@pytest.mark.slow
@given(data=st.data())
@examples_of(max_examples=20_000)
def test_any_value_in_any_place_at_length(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    place = data.draw(st.sampled_from(places()))
    opened(replaced(place, data.draw(VALUES)), tmp_path_factory.getbasetemp())
