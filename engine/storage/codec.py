"""Between frozen dataclasses and JSON with arrays beside it, by the types that their fields declare.

What a dataclass says of its fields is all there is to say: a field that is added is stored from then on,
and where an earlier file does not have it yet, it has its default. What is read must have no other fields,
and the types that are declared. Arrays, and tuples too long for a person to read, go into `Arrays` under
the path of their field; the JSON then holds that name.
"""

import math
import types
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from enum import Enum
from functools import cache
from itertools import pairwise
from typing import Any, Final, Union, get_args, get_origin, get_type_hints

import numpy as np
from numpy.typing import NDArray

from engine.storage.errors import damaged

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]

MOST_INLINE: Final = 32
"""Arrays and tuples of at most so many entries stand in the JSON, where a person can read them."""

_ARRAY_TYPES: Final = {"float32": "f", "float64": "f", "int64": "i", "bool": "b", "uint8": "u"}
_KINDS: Final = {np.floating: "f", np.float64: "f", np.integer: "i", np.intp: "i", np.bool_: "b"}
_NOT_FINITE: Final = {"nan": math.nan, "inf": math.inf, "-inf": -math.inf}


@dataclass(frozen=True, slots=True)
class Adapter:
    """How a class that is no frozen dataclass is stored: as the dataclass `stored`."""

    stored: type
    to_stored: Callable[[Any], Any]
    from_stored: Callable[[Any], Any]


class Codec:
    """Writes and reads values by their declared types; `adapters` serve the classes that are no dataclasses.

    `arrays` are those beside the JSON by name: filled in writing, looked up in reading. Dataclasses of the
    `shared` types are written once each, into `shared_json`, however many others hold them.
    """

    def __init__(
        self,
        adapters: Mapping[Any, Adapter],
        shared: tuple[type, ...] = (),
        arrays: dict[str, NDArray[Any]] | None = None,
        shared_json: list[Json] | None = None,
    ) -> None:
        self._adapters, self._shared = adapters, shared
        self.arrays: dict[str, NDArray[Any]] = {} if arrays is None else arrays
        self.shared_json: list[Json] = [] if shared_json is None else shared_json
        self._names: dict[int, str] = {}
        self._written: list[Any] = []
        self._read: dict[int, Any] = {}

    # Writing.

    def write(self, value: Any, hint: Any, path: str) -> Json:
        """Return the JSON of `value`, which a field of type `hint` holds; `path` names arrays in it."""
        hint = _resolved(hint, value)
        if hint in self._adapters:
            adapter = self._adapters[hint]
            return self.write(adapter.to_stored(value), adapter.stored, path)
        origin = get_origin(hint)
        if origin is np.ndarray:
            return self._write_array(value, path)
        if origin is tuple:
            return self._write_tuple(value, get_args(hint), path)
        if origin is not None and issubclass(origin, Mapping):
            of_values = get_args(hint)[1]
            return {str(key): self.write(held, of_values, f"{path}/{key}") for key, held in value.items()}
        if hint in self._shared:
            return {"shared": self._write_shared(value, hint)}
        if is_dataclass(hint):
            return self._write_dataclass(value, hint, path)
        return _write_plain(value)

    def _write_dataclass(self, value: Any, hint: Any, path: str) -> Json:
        hints = _field_hints(hint)
        return {name: self.write(getattr(value, name), own, f"{path}/{name}") for name, own in hints.items()}

    def _write_shared(self, value: Any, hint: Any) -> int:
        """Write a value where that has not been done, and return its number."""
        for number, other in enumerate(self._written):
            if other is value:
                return number
        number = len(self._written)
        self._written.append(value)
        self.shared_json.append(None)
        self.shared_json[number] = self._write_dataclass(value, hint, f"shared/{number}")
        return number

    def _write_tuple(self, value: tuple[Any, ...], args: tuple[Any, ...], path: str) -> Json:
        if len(args) == 2 and args[1] is ... and len(value) > MOST_INLINE and args[0] in (str, int, float):
            return self._write_long(value, args[0], path)
        hints = args[:1] * len(value) if args[1:] == (...,) else args
        return [
            self.write(held, own, f"{path}/{place}")
            for place, (held, own) in enumerate(zip(value, hints, strict=True))
        ]

    def _write_long(self, value: tuple[Any, ...], of: type, path: str) -> Json:
        if of is str:
            return self._write_texts(value, path)
        return self._write_array(np.array(value, np.int64 if of is int else np.float64), path)

    def _write_array(self, array: NDArray[Any], path: str) -> Json:
        if isinstance(array.dtype, np.dtypes.StringDType):
            return self._write_texts(array, path)
        if array.dtype.kind == "i":
            array = array.astype(np.int64, copy=False)
        if array.size <= MOST_INLINE and array.dtype != np.float32:
            values = [_write_plain(value) for value in array.ravel().tolist()]
            return {"type": array.dtype.name, "shape": list(array.shape), "values": values}
        return {"array": self._keep(array, path)}

    def _write_texts(self, texts: Any, path: str) -> Json:
        encoded = [str(text).encode("utf-8", "surrogatepass") for text in texts]
        ends = np.cumsum([len(text) for text in encoded], dtype=np.int64)
        letters = np.frombuffer(b"".join(encoded), np.uint8)
        return {"texts": self._keep(letters, f"{path}/letters"), "ends": self._keep(ends, f"{path}/ends")}

    def _keep(self, array: NDArray[Any], path: str) -> str:
        """Keep an array under its path, or return the name of the same one that is kept already."""
        name = self._names.setdefault(id(array), path)
        self.arrays.setdefault(name, array)
        return name

    # Reading.

    def read(self, data: Json, hint: Any, path: str) -> Any:
        """Return the value of type `hint` that `data` stands for; raise ProjectFileError where it is none."""
        options = get_args(hint) if _is_union(hint) else (hint,)
        if type(None) in options:
            if data is None:
                return None
            options = tuple(option for option in options if option is not type(None))
        chosen = options[0] if len(options) == 1 else _chosen(options, data, path)
        return self._read_one(data, chosen, path)

    def _read_one(self, data: Json, hint: Any, path: str) -> Any:
        if hint in self._adapters:
            adapter = self._adapters[hint]
            return adapter.from_stored(self.read(data, adapter.stored, path))
        origin = get_origin(hint)
        if origin is np.ndarray:
            return self._read_array(data, hint, path)
        if origin is tuple:
            return self._read_tuple(data, get_args(hint), path)
        if origin is not None and issubclass(origin, Mapping):
            of_values = get_args(hint)[1]
            return {
                key: self.read(held, of_values, f"{path}/{key}") for key, held in _dict(data, path).items()
            }
        if hint in self._shared:
            return self._read_shared(data, hint, path)
        if is_dataclass(hint):
            return self._read_dataclass(data, hint, path)
        return _read_plain(data, hint, path)

    def _read_shared(self, data: Json, hint: Any, path: str) -> Any:
        number = _dict(data, path).get("shared")
        if type(number) is not int or not 0 <= number < len(self.shared_json):
            raise damaged(f"{path} is not there")
        if number not in self._read:
            self._read[number] = self._read_dataclass(self.shared_json[number], hint, f"shared/{number}")
        if not isinstance(self._read[number], hint):
            raise damaged(f"{path} is something else")
        return self._read[number]

    def _read_dataclass(self, data: Json, hint: Any, path: str) -> Any:
        hints, given = _field_hints(hint), _dict(data, path)
        odd = sorted((given.keys() - hints.keys()) | (_needed(hint) - given.keys()))
        if odd:
            raise damaged(f"{path} has no field, or one too many, called {odd[0]!r:.60}")
        return hint(**{name: self.read(held, hints[name], f"{path}/{name}") for name, held in given.items()})

    def _read_tuple(self, data: Json, args: tuple[Any, ...], path: str) -> tuple[Any, ...]:
        if isinstance(data, dict) and args[1:] == (...,) and args[0] in (str, int, float):
            if args[0] is str:
                return tuple(self._read_texts(data, path))
            array = self._read_array(
                data, NDArray[np.integer[Any]] if args[0] is int else NDArray[np.float64], path
            )
            return tuple(array.tolist())
        if not isinstance(data, list):
            raise damaged(f"{path} is no list")
        hints = args[:1] * len(data) if args[1:] == (...,) else args
        if len(hints) != len(data):
            raise damaged(f"{path} has {len(data)} entries")
        return tuple(
            self.read(held, own, f"{path}/{place}")
            for place, (held, own) in enumerate(zip(data, hints, strict=True))
        )

    def _read_array(self, data: Json, hint: Any, path: str) -> NDArray[Any]:
        given = _dict(data, path)
        if given.keys() == {"texts", "ends"}:
            return np.array(self._read_texts(data, path), np.dtypes.StringDType())
        array = self._inline(given, path) if "values" in given else self._kept(given.get("array"), path)
        kind = _array_kind(hint)
        if kind is not None and array.dtype.kind != kind:
            raise damaged(f"{path} holds {array.dtype.name}")
        if array.dtype.kind == "i":
            array = array.astype(np.intp, copy=False)
        array.setflags(write=False)
        return array

    def _inline(self, given: dict[str, Json], path: str) -> NDArray[Any]:
        kind, values = given.get("type"), given.get("values")
        shape = self._read_tuple(given.get("shape"), (int, ...), path)
        if kind not in _ARRAY_TYPES or not isinstance(values, list) or len(values) > MOST_INLINE:
            raise damaged(f"{path} is no array")
        types_of = {"f": float, "i": int, "b": bool, "u": int}[_ARRAY_TYPES[str(kind)]]
        plain = [_read_plain(value, types_of, path) for value in values]
        if math.prod(shape) != len(plain) or min(shape, default=0) < 0:
            raise damaged(f"{path} has another shape than it says")
        return np.array(plain, str(kind)).reshape(shape)

    def _kept(self, name: Json, path: str) -> NDArray[Any]:
        if not isinstance(name, str) or name not in self.arrays:
            raise damaged(f"the numbers of {path} are not there")
        return self.arrays[name]

    def _read_texts(self, data: Json, path: str) -> list[str]:
        given = _dict(data, path)
        letters, ends = self._kept(given.get("texts"), path), self._kept(given.get("ends"), path)
        sound = letters.dtype == np.uint8 and ends.dtype == np.int64 and letters.ndim == ends.ndim == 1
        last = int(ends[-1]) if sound and len(ends) else 0
        if not sound or last != len(letters) or (np.diff(ends, prepend=0) < 0).any():
            raise damaged(f"the texts of {path} have no ends")
        whole = letters.tobytes()
        places = [0, *ends.tolist()]
        try:
            return [whole[start:end].decode("utf-8", "surrogatepass") for start, end in pairwise(places)]
        except UnicodeDecodeError:
            raise damaged(f"the texts of {path} are none") from None


@cache
def _field_hints(of: Any) -> dict[str, Any]:
    """Return the types of the fields that a dataclass is made with."""
    hints = get_type_hints(of)
    return {field.name: hints[field.name] for field in fields(of) if field.init}


@cache
def _needed(of: Any) -> frozenset[str]:
    """Return the fields without a default; the others were added since, where a file does not have them."""
    has_none = [
        field for field in fields(of) if field.default is MISSING and field.default_factory is MISSING
    ]
    return frozenset(field.name for field in has_none if field.init)


def _is_union(hint: Any) -> bool:
    return get_origin(hint) in (Union, types.UnionType)


def _resolved(hint: Any, value: Any) -> Any:
    """Return which part of a union a value is of."""
    if not _is_union(hint):
        return hint
    if value is None:
        return type(None)
    options = [option for option in get_args(hint) if option is not type(None)]
    matching = [option for option in options if isinstance(option, type) and isinstance(value, option)]
    return matching[0] if len(options) > 1 and matching else options[0]


def _chosen(options: tuple[Any, ...], data: Json, path: str) -> Any:
    """Return which of several dataclasses has the fields that are there."""
    keys = _dict(data, path).keys()
    for option in options:
        if not isinstance(option, type) or not is_dataclass(option):
            continue
        if _needed(option) <= keys <= _field_hints(option).keys():
            return option
    raise damaged(f"{path} has other fields than it may have")


def _dict(data: Json, path: str) -> dict[str, Json]:
    if not isinstance(data, dict):
        raise damaged(f"{path} has no fields")
    return data


def _array_kind(hint: Any) -> str | None:
    """Return the kind of number that an array type asks for, None for any."""
    (scalar,) = get_args(get_args(hint)[1]) or (Any,)
    return _KINDS.get(get_origin(scalar) or scalar)


def _write_plain(value: Any) -> Json:
    """Return what JSON has as it is; of numbers that are not finite it has none."""
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, dict):
        return {str(key): _write_plain(held) for key, held in value.items()}
    if isinstance(value, list | tuple):
        return [_write_plain(held) for held in value]
    if value is None or isinstance(value, bool | int | float | str):
        return value
    raise TypeError(f"{type(value).__name__} cannot be stored")


def _read_plain(data: Json, hint: Any, path: str) -> Any:
    if hint is Any:
        return data
    if isinstance(hint, type) and issubclass(hint, Enum):
        if data not in [member.value for member in hint]:
            raise damaged(f"{path} is {data!r:.60}")
        return hint(data)
    if hint is float:
        if isinstance(data, str) and data in _NOT_FINITE:
            return _NOT_FINITE[data]
        if type(data) is int or type(data) is float:
            return float(data)
    if hint in (int, bool, str) and type(data) is hint:
        return data
    raise damaged(f"{path} is {data!r:.60}")
