"""A zip of one JSON and raw arrays: written in one go, and read as if whoever wrote it meant harm.

Nothing in such a file can name a place on the disk, ask for more memory than the file itself takes, or be
executed: members are looked up by name, never extracted, and arrays are plain numbers (NumPy's .npy, format
1.0, without pickled objects), stored as they lie in memory.
"""

import io
import json
import math
import re
import zipfile
import zlib
from collections.abc import Mapping
from typing import IO, Any, Final

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from engine.base.watch import Watch
from engine.storage.codec import Json
from engine.storage.errors import ProjectFileError, damaged

JSON_NAME: Final = "project.json"
SUFFIX: Final = ".npy"

MOST_MEMBERS: Final = 20_000
LARGEST_JSON: Final = 8_000_000
MOST_BRACKETS: Final = 500_000
"""Each is a list or a mapping, which takes some hundred bytes of memory."""

PIECE: Final = 1 << 22
"""So many bytes are written or read between two looks at whether that is to end."""

_MAGIC: Final = b"\x93NUMPY\x01\x00"
_HEADER: Final = re.compile(
    rb"\{'descr': '(<f4|<f8|<i8|\|b1|\|u1)', 'fortran_order': False, "
    rb"'shape': \(((?:\d{1,12},? ?){0,3})\), \} *\n"
)
"""The headers that NumPy writes for numbers in up to three dimensions; no other is looked at any further."""

_LOCAL_HEADER: Final = 30
"""Of a zip, before the name of each member."""

_TIME: Final = (1980, 1, 1, 0, 0, 0)
"""The same for all members, so that equal projects give equal files."""


def write_container(file: IO[bytes], data: Json, arrays: Mapping[str, NDArray[Any]], watch: Watch) -> None:
    """Write `data` and the `arrays` by their names; may raise OSError, or Cancelled by the `watch`."""
    total = sum(array.nbytes for array in arrays.values()) or 1
    done = 0
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED, allowZip64=True) as archive:
        text = json.dumps(data, ensure_ascii=False, allow_nan=False, indent=1)
        archive.writestr(zipfile.ZipInfo(JSON_NAME, _TIME), text.encode("utf-8", "surrogatepass"))
        for name, array in arrays.items():
            info = zipfile.ZipInfo(name + SUFFIX, _TIME)
            plain = np.ascontiguousarray(array, array.dtype.newbyteorder("<"))
            with archive.open(info, "w", force_zip64=plain.nbytes > 1 << 31) as member:
                npy.write_array_header_1_0(member, npy.header_data_from_array_1_0(plain))
                whole = plain.reshape(-1).view(np.uint8)
                for first in range(0, len(whole), PIECE):
                    watch.check()
                    member.write(whole[first : first + PIECE].data)
                    done += min(PIECE, len(whole) - first)
                    watch.share = done / total


def read_container(file: io.BufferedReader, watch: Watch) -> tuple[Json, dict[str, NDArray[Any]]]:
    """Return the JSON and the arrays by name; raise ProjectFileError for what is never written."""
    try:
        with zipfile.ZipFile(file) as archive:
            size = file.seek(0, io.SEEK_END)
            members = _members(archive, size)
            data = _json(archive.read(members.pop(JSON_NAME)))
            return data, _arrays(file, members, watch)
    except ProjectFileError:
        raise
    except (
        zipfile.BadZipFile,
        EOFError,
        NotImplementedError,
        RuntimeError,
        ValueError,
        OverflowError,
    ) as error:
        raise damaged(f"{error!s:.80}") from None


def _members(archive: zipfile.ZipFile, size: int) -> dict[str, zipfile.ZipInfo]:
    """Return the members by name, having looked at what each claims to be."""
    infos = archive.infolist()
    if len(infos) > MOST_MEMBERS:
        raise damaged(f"it has {len(infos):,} parts")
    members = {info.filename: info for info in infos}
    if len(members) != len(infos):
        raise damaged("two parts have the same name")
    if JSON_NAME not in members:
        raise ProjectFileError(f"this is no Layerbench project: it has no {JSON_NAME}; choose another file")
    if members[JSON_NAME].file_size > LARGEST_JSON:
        raise damaged(f"{JSON_NAME} is too large")
    for name, info in members.items():
        if name != JSON_NAME and (not name.endswith(SUFFIX) or info.compress_type != zipfile.ZIP_STORED):
            raise damaged(f"a part {name!r:.60} does not belong there")
        if info.flag_bits & 1:
            raise damaged(f"{name!r:.60} is encrypted")
    arrays = sum(info.file_size for name, info in members.items() if name != JSON_NAME)
    if arrays > size:
        raise damaged("its parts claim to be larger than the file")
    return members


def _json(raw: bytes) -> Json:
    if raw.count(b"[") + raw.count(b"{") > MOST_BRACKETS:
        raise damaged(f"{JSON_NAME} has too many parts")
    try:
        return json.loads(  # type: ignore[no-any-return]
            raw.decode("utf-8", "surrogatepass"), object_pairs_hook=_unique, parse_constant=_no_constant
        )
    except RecursionError:
        raise damaged(f"{JSON_NAME} is nested too deeply") from None


def _unique(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise damaged(f"{JSON_NAME} names a field twice")
    return found


def _no_constant(text: str) -> Json:
    raise damaged(f"{JSON_NAME} holds {text}")


def _arrays(
    file: io.BufferedReader, members: Mapping[str, zipfile.ZipInfo], watch: Watch
) -> dict[str, NDArray[Any]]:
    total = sum(info.file_size for info in members.values()) or 1
    arrays, done = {}, 0
    for name, info in members.items():
        arrays[name.removesuffix(SUFFIX)] = _array(file, info, watch, done, total)
        done += info.file_size
    return arrays


def _array(
    file: io.BufferedReader, info: zipfile.ZipInfo, watch: Watch, done: int, total: int
) -> NDArray[Any]:
    """Read one array, straight into place; its header must say what is there before room is made for it."""
    name = f"{info.filename!r:.60}"
    _go_to(file, info)
    start = file.read(len(_MAGIC) + 2)
    header = file.read(int.from_bytes(start[-2:], "little")) if start.startswith(_MAGIC) else b""
    match = _HEADER.fullmatch(header)
    if match is None:
        raise damaged(f"{name} holds what no project has")
    dtype, shape = np.dtype(match[1].decode()), tuple(map(int, match[2].replace(b",", b" ").split()))
    if math.prod(shape) * dtype.itemsize != info.file_size - len(start) - len(header):
        raise damaged(f"{name} has another size than it says")
    array = np.empty(shape, dtype)
    whole = array.reshape(-1).view(np.uint8)
    check = zlib.crc32(header, zlib.crc32(start))
    for first in range(0, len(whole), PIECE):
        watch.check()
        part = whole[first : first + PIECE]
        if file.readinto(part.data) != len(part):
            raise damaged(f"{name} ends early")
        check = zlib.crc32(part.data, check)
        watch.share = (done + first + len(part)) / total
    if check != info.CRC:
        raise damaged(f"{name} has changed since it was written")
    array.setflags(write=False)
    return array


def _go_to(file: io.BufferedReader, info: zipfile.ZipInfo) -> None:
    """Go to where the content of a stored member begins, behind a header whose length only it knows."""
    file.seek(info.header_offset)
    header = file.read(_LOCAL_HEADER)
    if len(header) != _LOCAL_HEADER or not header.startswith(b"PK\x03\x04"):
        raise damaged(f"{info.filename!r:.60} is not where it says")
    lengths = int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little")
    file.seek(lengths, io.SEEK_CUR)
