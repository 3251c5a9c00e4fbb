"""Two records of one kind, field by field: every place where they differ, by the types of the schema.

What a field means is read from its type: an estimate is a number, a condition a rule, a `Text` wording. Lists of
records are matched by id or by what names the entry, so that a changed order is no change. Gates are matched whatever
their role: one that moves from a caution to a contraindication is one gate with another role.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import MISSING, fields, is_dataclass, replace
from functools import cache
from typing import Literal, TypeAlias, cast, get_args, get_origin, get_type_hints

from sequela.knowledge.check import bare
from sequela.knowledge.schema.blocks import FalsePositive, Licence
from sequela.knowledge.schema.care import Gate, Harm, Role
from sequela.knowledge.schema.education import Paragraph
from sequela.knowledge.schema.findings import Band
from sequela.knowledge.schema.instruments import ScoreBand
from sequela.knowledge.schema.mechanisms import Mechanism, RaisedBy
from sequela.knowledge.schema.risks import Benefit
from sequela.knowledge.schema.terms import Condition, Estimate, SourceId, Text
from sequela.knowledge.schema.tests import Test, TestFigure
from sequela.knowledge.schema.treatments import Care, Outcome
from sequela.records import frozen

Sort = Literal["number", "rule", "setting", "source", "wording"]
"""What a difference is about: a number or its basis, a condition, a choice among words of ours, publications, prose."""


@frozen
class Difference:
    """One place where two records differ.

    at
        the keys that lead to it; entries of lists stand under their id or name.
    before, after
        an `Estimate`, a `Text`, a rule as plain data, a tuple or a plain value; None where there is nothing.
    """

    at: tuple[str, ...]
    sort: Sort
    before: object
    after: object


PROSE = frozenset(
    {"salience_reason", "searched", "note", "reason", "unit", "cite", "design", "population", "by", "reference"}
    | {"outside_because", "form", "rights", "mme_note", "unsourced", "text", "heading", "title", "summary", "display"}
)
"""Fields of plain text that say something to a reader; any other is a choice by which the program acts."""

WORDS_FOR_IT = frozenset({"phrases", "words", "combined"})
"""Names by which free text and diaries are understood."""

_ELSEWHERE: Mapping[type, frozenset[str]] = {Mechanism: frozenset({"findings", "sources"})}
"""Parts that are records of their own, wherever they stand."""


GATES = "gates"
"""Where the gates of a test or treatment stand in a place, whatever their role."""


def differences(old: object, new: object) -> Iterator[Difference]:
    """Every place where two records of one class differ, in the order of the schema.

    One may be None: then everything that the other states beside what goes without saying.
    """
    yield from _records(old, new, ())


def _records(old: object, new: object, at: tuple[str, ...]) -> Iterator[Difference]:
    kind = type(new if old is None else old)
    unstated = _defaults(kind) if old is None or new is None else {}
    for name, hint in _hints(cast(Hashable, kind)).items():
        values = (None if record is None else getattr(record, name) for record in (old, new))
        before, after = (None if name in unstated and value == unstated[name] else value for value in values)
        yield from _walk(hint, before, after, (*at, name))
    if _has_gates(kind):
        yield from _gates(_gates_of(old), _gates_of(new), (*at, GATES))


def _has_gates(kind: type) -> bool:
    return kind in (Test, Care)


Standing: TypeAlias = tuple[str, Gate]


def _gates_of(record: object) -> dict[str, Standing]:
    """The gates of a test or treatment by id, each with its role."""
    return {gate.id: (role, gate) for role in get_args(Role) for gate in getattr(record, role, ())}


def _gates(old: Mapping[str, Standing], new: Mapping[str, Standing], at: tuple[str, ...]) -> Iterator[Difference]:
    for name in dict.fromkeys((*new, *old)):
        (role, gate), (new_role, new_gate) = (side.get(name, (None, None)) for side in (old, new))
        if role != new_role:
            yield Difference(at=(*at, name, "role"), sort="setting", before=role, after=new_role)
        if gate != new_gate:
            yield from _records(gate, new_gate, (*at, name))


@cache
def _hints(kind: Hashable) -> dict[str, object]:
    """The fields of a class of records that are compared, with their types."""
    record = cast(type, kind)
    hints = get_type_hints(record)
    left_out = {"id", *_ELSEWHERE.get(record, ()), *(get_args(Role) if _has_gates(record) else ())}
    return {part.name: hints[part.name] for part in fields(record) if part.name not in left_out}


def _defaults(kind: type) -> dict[str, object]:
    """What a class says where its file says nothing."""
    return {part.name: part.default for part in fields(kind) if part.default is not MISSING}


def _walk(hint: object, old: object, new: object, at: tuple[str, ...]) -> Iterator[Difference]:
    hint = bare(hint)
    if old == new or (_empty(old) and _empty(new)):
        return
    if hint is Estimate:
        yield Difference(at=at, sort=_sort_of_estimates(old, new), before=old, after=new)
    elif hint is Text:
        yield Difference(at=at, sort="wording", before=old, after=new)
    elif hint == Condition:
        yield Difference(at=at, sort="rule", before=old, after=new)
    elif is_dataclass(hint):
        yield from _records(old, new, at)
    elif get_origin(hint) is Mapping:
        yield from _mappings(get_args(hint)[1], _mapping(old), _mapping(new), at)
    elif get_origin(hint) is tuple and _of_records(get_args(hint)[0]):
        for name, before, after in _paired(_sequence(old), _sequence(new)):
            yield from _walk(get_args(hint)[0], before, after, (*at, name))
    else:
        yield Difference(at=at, sort=_sort(hint, at), before=old, after=new)


def _mappings(
    hint: object, old: Mapping[str, object], new: Mapping[str, object], at: tuple[str, ...]
) -> Iterator[Difference]:
    for key in dict.fromkeys((*old, *new)):
        yield from _walk(hint, old.get(key), new.get(key), (*at, str(key)))


def _sort(hint: object, at: tuple[str, ...]) -> Sort:
    """What a plain value, or a list of them, is about."""
    inner = bare(get_args(hint)[0]) if get_origin(hint) is tuple else hint
    if inner is SourceId:
        return "source"
    if inner in (int, float):
        return "number"
    return "wording" if inner is str and (at[-1] in PROSE or WORDS_FOR_IT & set(at)) else "setting"


def _sort_of_estimates(old: object, new: object) -> Sort:
    """A number whose value and basis stay is only told in other words."""
    if isinstance(old, Estimate) and isinstance(new, Estimate) and _basis(old) == _basis(new):
        return "wording"
    return "number"


def _basis(estimate: Estimate) -> Estimate:
    return replace(estimate, note=None, elicited=None if estimate.elicited is None else "judged")


def _empty(value: object) -> bool:
    return value is None or (isinstance(value, Mapping | tuple) and not value)


def _mapping(value: object) -> Mapping[str, object]:
    return cast(Mapping[str, object], value) if isinstance(value, Mapping) else {}


def _sequence(value: object) -> Sequence[object]:
    return value if isinstance(value, tuple) else ()


def _of_records(hint: object) -> bool:
    inner = bare(hint)
    return is_dataclass(inner) or inner == Condition


# --- lists of records -------------------------------------------------------------------------------------------------

_NAMED: Mapping[type, Callable[..., str]] = {
    RaisedBy: lambda entry: entry.cause,
    Band: lambda entry: entry.level,
    ScoreBand: lambda entry: entry.label.en,
    Harm: lambda entry: entry.what.en,
    TestFigure: lambda entry: entry.what.en,
    Benefit: lambda entry: entry.text.en,
    Outcome: lambda entry: f"{entry.measure.en} at {entry.months:g} months",
    Paragraph: lambda entry: " ".join(entry.text.split()[:6]),
    FalsePositive: lambda entry: f"{entry.level} {' '.join(entry.regions)}",
    Licence: lambda entry: f"{entry.when} {entry.step}",
}
"""What names an entry of a list that has no id."""

_ALIKE = 0.5
"""Share of equal fields from which two entries of different name are one entry that was reworded."""


def _paired(old: Sequence[object], new: Sequence[object]) -> Iterator[tuple[str, object, object]]:
    """The entries of two lists by name: same name, else nearly the same content, else with nothing beside them."""
    left = [(_name(entry, place), entry) for place, entry in enumerate(old)]
    right = [(_name(entry, place), entry) for place, entry in enumerate(new)]
    for equal in (_same_content, _same_name, _nearly):
        for mine in list(left):
            match = next((theirs for theirs in right if equal(mine, theirs)), None)
            if match is not None:
                left.remove(mine)
                right.remove(match)
                yield match[0], mine[1], match[1]
    for name, entry in left:
        yield name, entry, None
    for name, entry in right:
        yield name, None, entry


def _name(entry: object, place: int) -> str:
    identifier = getattr(entry, "id", None)
    named = _NAMED.get(type(entry))
    return str(identifier) if identifier is not None else str(place + 1) if named is None else named(entry)


def _same_content(mine: tuple[str, object], theirs: tuple[str, object]) -> bool:
    return mine[1] == theirs[1]


def _same_name(mine: tuple[str, object], theirs: tuple[str, object]) -> bool:
    return mine[0] == theirs[0] and (hasattr(mine[1], "id") or type(mine[1]) in _NAMED)


def _nearly(mine: tuple[str, object], theirs: tuple[str, object]) -> bool:
    if not is_dataclass(mine[1]) or hasattr(mine[1], "id"):
        return isinstance(mine[1], Mapping)
    names = [part.name for part in fields(mine[1])]
    equal = sum(getattr(mine[1], name) == getattr(theirs[1], name) for name in names)
    return bool(equal >= _ALIKE * len(names))
