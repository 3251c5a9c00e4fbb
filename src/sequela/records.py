"""Frozen records: dataclasses whose methods are written once and not compiled anew for every class.

``dataclass(frozen=True, slots=True, kw_only=True)`` writes and compiles six functions for each class, about a
millisecond of every start, and a command needs more than a hundred classes. A record is the same kind of dataclass
(`fields`, `replace`, `asdict` and the type checker see no difference) with one constructor, one comparison, one hash
and one refusal to be changed, shared by all and told apart by the fields of the class.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, FrozenInstanceError, dataclass, field, fields
from functools import cache
from operator import attrgetter
from typing import Any, TypeVar, dataclass_transform

T = TypeVar("T")
Put = Callable[[object, object], None]


@dataclass_transform(kw_only_default=True, frozen_default=True, field_specifiers=(field,))
def frozen(made: type[T]) -> type[T]:
    """The class as a dataclass with slots, made by keywords only, compared by its values, and never changed."""
    for name, method in _METHODS.items():
        if name not in vars(made):
            setattr(made, name, method)
    return dataclass(init=False, repr=False, eq=False, slots=True, kw_only=True)(made)


class Shape:
    """What the shared methods need to know of one class of records, worked out when the first of them is made.

    `slots` has each field with what puts a value into its slot, in order; `values` gives the values by which two
    records are compared; `completed` is what the class does with a record that was filled (``__post_init__``).
    """

    __slots__ = ("completed", "defaults", "factories", "slots", "values")

    def __init__(self, record: type) -> None:
        parts = fields(record)
        compared = [part.name for part in parts if part.compare]
        self.slots: tuple[tuple[str, Put], ...] = tuple(
            (part.name, getattr(record, part.name).__set__) for part in parts
        )
        self.defaults = {part.name: part.default for part in parts if part.default is not MISSING}
        self.factories = [(part.name, part.default_factory) for part in parts if part.default_factory is not MISSING]
        self.values: Callable[[object], object] = attrgetter(*compared) if compared else type
        self.completed: Callable[[object], None] | None = getattr(record, "__post_init__", None)


@cache
def shape(record: type) -> Shape:
    """The shape of a class of records."""
    return Shape(record)


def restored(record: type, *values: object) -> object:
    """A record from its values in field order, put straight into its slots."""
    made: object = object.__new__(record)
    for (_, put), value in zip(shape(record).slots, values, strict=True):
        put(made, value)
    return made


def _filled(self: object, **given: object) -> None:
    record: type = type(self)
    known = shape(record)
    if len(given) < len(known.slots):
        given = {**known.defaults, **given}
        for name, make in known.factories:
            if name not in given:
                given[name] = make()
    try:
        for name, put in known.slots:
            put(self, given[name])
    except KeyError as error:
        raise TypeError(f"{record.__qualname__} is made without {error}") from None
    if len(given) > len(known.slots):
        surplus = given.keys() - {name for name, _ in known.slots}
        raise TypeError(f"{record.__qualname__} has no {', '.join(sorted(surplus))}")
    if known.completed is not None:
        known.completed(self)


def _equal(self: object, other: object) -> object:
    record: type = type(self)
    values = shape(record).values
    return values(self) == values(other) if type(other) is type(self) else NotImplemented


def _hashed(self: object) -> int:
    record: type = type(self)
    return hash(shape(record).values(self))


def _shown(self: Any) -> str:
    values = ", ".join(f"{part.name}={getattr(self, part.name)!r}" for part in fields(self) if part.repr)
    return f"{type(self).__qualname__}({values})"


def _unchanged(self: object, name: str, *_: object) -> None:
    raise FrozenInstanceError(f"{name!r} of a {type(self).__qualname__} cannot be changed")


def _reduced(self: object) -> tuple[Callable[..., object], tuple[object, ...]]:
    """For copies and pickles, which would otherwise set one field after the other."""
    record: type = type(self)
    return restored, (record, *(getattr(self, name) for name, _ in shape(record).slots))


_METHODS: dict[str, Callable[..., object]] = {
    "__init__": _filled,
    "__eq__": _equal,
    "__hash__": _hashed,
    "__repr__": _shown,
    "__setattr__": _unchanged,
    "__delattr__": _unchanged,
    "__reduce__": _reduced,
}
