"""From plain data to checked records: every fault of shape is found and said, none is repaired.

pydantic checks the data against the dataclasses of `sequela.knowledge.schema`. Each record goes through JSON
in strict mode, where a number in quotes is no number and a list may become a tuple. pydantic is imported only
here and only when the cache does not answer.
"""

from __future__ import annotations

import json
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from types import UnionType
from typing import TYPE_CHECKING, Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from sequela.knowledge.documents import KINDS, Item
from sequela.knowledge.estimate import EstimateError, form, from_mapping
from sequela.knowledge.names import nearest
from sequela.knowledge.problem import Problem
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.mechanisms import Mechanism
from sequela.knowledge.schema.terms import Estimate
from sequela.records import frozen

if TYPE_CHECKING:
    from pydantic import TypeAdapter
    from pydantic_core import ErrorDetails

Step = str | int
LIMITS = frozenset({"ge", "gt", "le", "lt", "within_days"})
"""Keys of the rule language whose value is an estimate."""

_ESTIMATE_MEND = (
    "write {n: .., N: .., source: ..}, {value: .., ci95: [.., ..], source: ..} or {value: .., weight: .., elicited: ..}"
)


@frozen
class Record:
    """A checked record and where it was read."""

    kind: str
    item: Item
    at: tuple[Step, ...]
    value: object

    @property
    def id(self) -> str:
        """Its id, unique within its kind."""
        return str(getattr(self.value, "id", ""))

    def problem(self, message: str, mend: str, at: Iterable[Step] = ()) -> Problem:
        """A problem inside this record."""
        return self.item.problem(message, mend, (*self.at, *at))


def records(items: Iterable[Item], problems: list[Problem], kinds: Mapping[str, type] = KINDS) -> Iterator[Record]:
    """The checked records in order, a mechanism's own findings and sources after it; faults go to

    `problems`. `kinds` says which class a kind of record is, for data that is kept outside the knowledge folder.
    """
    for item in items:
        value = checked(item, kinds[item.kind], problems)
        if value is None:
            continue
        record = Record(kind=item.kind, item=item, at=(), value=value)
        problems.extend(_number_problems(record))
        yield record
        if isinstance(value, Mechanism):
            for kind, owned in (("findings", value.findings), ("sources", value.sources)):
                for index, part in enumerate(owned):
                    yield Record(kind=kind, item=item, at=(kind, index), value=part)


T = TypeVar("T")


def checked(item: Item, wanted: type[T], problems: list[Problem], at: tuple[Step, ...] = ()) -> T | None:
    """What stands in an item, or at a place inside it, as a `wanted` record; None where it is none, and why."""
    from pydantic import ValidationError

    inside = item.value
    for step in at:
        inside = cast(Any, inside)[step]
    try:
        value: T = _adapter(cast(Hashable, wanted)).validate_json(json.dumps(inside), strict=True)
    except ValidationError as error:
        problems.extend(_explained(item, wanted, detail, at) for detail in error.errors(include_url=False))
        return None
    return value


@cache
def _adapter(wanted: Hashable) -> TypeAdapter[Any]:
    from pydantic import TypeAdapter

    return TypeAdapter(cast(Any, wanted))


def assembled(version: str, sha256: str, found: Iterable[Record], problems: list[Problem]) -> Knowledge:
    """All records as one `Knowledge`; an id used twice within its kind is a problem that names both

    places.
    """
    by_kind: dict[str, dict[str, Record]] = {kind: {} for kind in KINDS}
    for record in found:
        first = by_kind[record.kind].setdefault(record.id, record)
        if first is not record:
            other = first.problem("", "")
            place = other.file if other.line is None else f"{other.file}:{other.line}"
            message = f"the id {record.id!r} is already used in {place}"
            problems.append(record.problem(message, "keep one of them or rename this one", ("id",)))
    values: dict[str, Any] = {
        kind: {name: record.value for name, record in known.items()} for kind, known in by_kind.items()
    }
    return Knowledge(version=version, sha256=sha256, **values)


def parts(value: object, wanted: type[T], at: tuple[Step, ...] = ()) -> Iterator[tuple[tuple[Step, ...], T]]:
    """Every `wanted` inside a record with the keys that lead to it, in file order."""
    if isinstance(value, wanted):
        yield at, value
    elif is_dataclass(value):
        for item in fields(value):
            yield from parts(getattr(value, item.name), wanted, (*at, item.name))
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from parts(inner, wanted, (*at, str(key)))
    elif isinstance(value, tuple | list):
        for index, inner in enumerate(value):
            yield from parts(inner, wanted, (*at, index))


def limits(value: object, at: tuple[Step, ...] = ()) -> Iterator[tuple[tuple[Step, ...], object]]:
    """Every limit of a rule inside a record (the plain data after ``ge``, ``within_days`` ...) with its

    place.
    """
    if is_dataclass(value):
        for item in fields(value):
            yield from limits(getattr(value, item.name), (*at, item.name))
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            if key in LIMITS:
                yield (*at, str(key)), inner
            else:
                yield from limits(inner, (*at, str(key)))
    elif isinstance(value, tuple | list):
        for index, inner in enumerate(value):
            yield from limits(inner, (*at, index))


def _number_problems(record: Record) -> Iterator[Problem]:
    for at, estimate in parts(record.value, Estimate):
        try:
            form(estimate)
        except EstimateError as error:
            yield record.problem(error.message, error.mend, at)
    for at, raw in limits(record.value):
        try:
            from_mapping(raw)
        except EstimateError as error:
            yield record.problem(error.message, error.mend, at)


def _explained(item: Item, wanted: type, detail: ErrorDetails, before: tuple[Step, ...]) -> Problem:
    inside: tuple[Step, ...] = tuple(step for step in detail["loc"] if step != "[key]")
    at = (*before, *inside)
    kind, given = detail["type"], detail["input"]
    context = detail.get("ctx", {})
    if kind == "unexpected_keyword_argument":
        if " " in str(at[-1]):
            return item.problem(f"{at[-1]!r} stands as a key", "put the text into quotes: a comma ends it", at)
        known = _keys_of(_type_at(wanted, inside[:-1]))
        return item.problem(f"unknown key {at[-1]!r}", _did_you_mean(str(at[-1]), known), at)
    if kind.startswith("missing"):
        return item.problem(f"the key {str(at[-1])!r} is missing", "add it", at)
    if kind == "dataclass_type":
        expected = _type_at(wanted, inside)
        if expected is Estimate:
            return item.problem(f"a bare number or word: {_shown(given)}", _ESTIMATE_MEND, at)
        keys = ", ".join(_keys_of(expected))
        return item.problem(f"{_shown(given)} stands where keys are expected", f"accepted keys: {keys}", at)
    if kind == "literal_error":
        accepted = tuple(str(word) for word in get_args(bare(_type_at(wanted, inside))))
        mend = _did_you_mean(str(given), accepted) if accepted else f"accepted: {context.get('expected', '')}"
        return item.problem(f"{_shown(given)} is not accepted", mend, at)
    if kind == "string_type" and isinstance(given, bool | int | float):
        return item.problem(f"{_shown(given)} stands where text is expected", "put it in quotes", at)
    message = detail["msg"][:1].lower() + detail["msg"][1:]
    return item.problem(f"{_shown(given)}: {message}", "write it as the other records do", at)


def _shown(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 60 else text[:57] + "..."


def _did_you_mean(word: str, accepted: Iterable[str]) -> str:
    known = list(accepted)
    near = nearest(word, known, limit=1)
    return f"did you mean {near[0]!r}?" if near else f"accepted: {', '.join(known)}"


def _keys_of(wanted: object) -> tuple[str, ...]:
    return tuple(item.name for item in fields(cast(Any, wanted))) if is_dataclass(wanted) else ()


def _type_at(top: object, at: Iterable[Step]) -> object:
    """The type a schema class expects at a place inside it; None if the place is not part of the schema."""
    wanted = bare(top)
    for step in at:
        arguments = get_args(wanted)
        if is_dataclass(wanted):
            wanted = get_type_hints(cast(Any, wanted)).get(str(step))
        elif isinstance(step, int) and arguments:
            wanted = arguments[0]
        else:
            wanted = arguments[-1] if arguments else None
        wanted = bare(wanted)
    return wanted


def bare(wanted: object) -> object:
    """The type ``X`` for ``X | None``; other types as they are."""
    if get_origin(wanted) in (Union, UnionType):
        return next((part for part in get_args(wanted) if part is not type(None)), None)
    return wanted
