"""From the JSON of an assessment back to its records, so that what was kept is shown by the same words and pictures.

Each part is read alone, so that a page pays for what it shows. Probabilities come back as they were written, rounded.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import types
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")
Read = Callable[[Any], Any]


def read_back(record: type[T], written: object) -> T:
    """The record of this class that `written` is the JSON of. Raises `TypeError` where it is the JSON of another."""
    if not isinstance(written, Mapping):
        raise TypeError(f"the JSON of a {record.__name__} is an object")
    kind: Any = record
    made: T = _reader(kind)(written)
    return made


def read_all(record: type[T], written: object) -> tuple[T, ...]:
    """A list of such records; none where there is no list."""
    return tuple(read_back(record, part) for part in written) if isinstance(written, Sequence) else ()


@cache
def _reader(kind: Any) -> Read:
    """What turns the JSON of a value of this type into the value."""
    origin, inside = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        return _optional(*inside)
    if origin is tuple:
        return _row(*inside)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        read = _reader(inside[1])
        return lambda written: {key: read(value) for key, value in written.items()}
    if kind is dt.date:
        return dt.date.fromisoformat
    if isinstance(kind, type) and dataclasses.is_dataclass(kind):
        return _of_record(kind)
    return lambda written: written


def _optional(*inside: Any) -> Read:
    kinds = [kind for kind in inside if kind is not type(None)]
    read = _reader(kinds[0])
    return lambda written: None if written is None else read(written)


def _row(*inside: Any) -> Read:
    if inside and inside[-1] is Ellipsis:
        read = _reader(inside[0])
        return lambda written: tuple([read(part) for part in written])
    readers = [_reader(kind) for kind in inside]
    return lambda written: tuple(read(part) for read, part in zip(readers, written, strict=True))


def _of_record(record: type[Any]) -> Read:
    hints = get_type_hints(record)
    parts = [(part.name, part.name.rstrip("_"), _reader(hints[part.name])) for part in dataclasses.fields(record)]
    empty = {name: None for name, _, _ in parts if name in _MAY_BE_LEFT_OUT}

    def read(written: Mapping[str, Any]) -> Any:
        told = {name: read_part(written[key]) for name, key, read_part in parts if key in written}
        return record(**{**empty, **told})

    return read


_MAY_BE_LEFT_OUT = frozenset({"no_modelled_cause", "expected_active", "pattern", "because"})
"""Keys that the JSON leaves out where their work was not done (see `sequela.assessment`)."""
