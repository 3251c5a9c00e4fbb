"""Supposing a fact: what the case would be if something were found, absent, or not known.

A supposed fact takes the place of what is recorded of the same finding at the same place; everything else stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from sequela.case.case import Case
from sequela.case.errors import CaseError, CaseProblem
from sequela.case.fact import Fact
from sequela.case.ledger import before_operation
from sequela.case.location import LEVELS, ROOTS, SIDES, PlaceError, mirrored, parse_levels, parse_root
from sequela.case.read import read_one_fact
from sequela.knowledge.names import nearest as most_like
from sequela.knowledge.schema.knowledge import Knowledge

FORM = "FINDING[@SIDE][@LEVEL]=VALUE, such as straight_leg_raise@right=absent"

_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


def parse_supposition(text: str, number: int, case: Case, knowledge: Knowledge) -> Fact:
    """The fact that ``finding@side@level=value`` states, observed on the day of assessment.

    A nerve root may stand where a level may. `number` counts suppositions from 0; ``set[0]`` is the first one's id and
    the place in messages. Raises `CaseError` with what is accepted and the nearest match.
    """
    place = f"set[{number}]"
    stated, equals, value = text.partition("=")
    if not equals or not stated.strip() or not value.strip():
        raise _fault(case, code="syntax", field=place, message=f"{text!r} supposes nothing", accepted=(FORM,))
    finding, *places = (part.strip() for part in stated.split("@"))
    raw: dict[str, object] = {"finding": finding, "value": _value(value.strip())}
    for word in places:
        key, meant = _place(word, place, case)
        if key in raw:
            raise _fault(case, code="repeated_key", field=f"{place}.{key}", message=f"{key} is stated twice")
        raw[key] = meant
    try:
        return read_one_fact(raw, place, case, knowledge)
    except CaseError as error:
        raise CaseError(case.name, error.problems) from error


def suppose(case: Case, facts: Iterable[Fact]) -> Case:
    """The case with these facts in place of what it records of the same findings at the same places. Pure."""
    kept = case.facts
    supposed = tuple(facts)
    for fact in supposed:
        kept = tuple(rest for old in kept for rest in _left(old, fact, case))
    return replace(case, facts=kept + supposed)


def _value(text: str) -> str | float:
    return float(text) if _NUMBER.fullmatch(text) else text


def _place(text: str, place: str, case: Case) -> tuple[str, str]:
    """Whether a word is a side, a level or a root, and its id."""
    if text in SIDES:
        return "side", text
    for key, parse in (("level", _one_level), ("root", parse_root)):
        try:
            return key, parse(text)
        except PlaceError:
            continue
    near = most_like(text, (*SIDES, *LEVELS, *ROOTS), limit=1)
    raise _fault(
        case,
        code="unknown_name",
        field=place,
        message=f"{text!r} is neither a side nor a level nor a root",
        accepted=(*SIDES, "a level such as L5-S1", "a root such as L5"),
        nearest=near[0] if near else None,
    )


def _fault(
    case: Case, *, code: str, field: str, message: str, accepted: tuple[str, ...] = (), nearest: str | None = None
) -> CaseError:
    problem = CaseProblem(code=code, field=field, message=message, accepted=accepted, nearest=nearest)
    return CaseError(case.name, (problem,))


def _one_level(text: str) -> str:
    levels = parse_levels(text)
    if len(levels) != 1:
        raise PlaceError(f"{text!r} is more than one level")
    return levels[0]


def _left(old: Fact, supposed: Fact, case: Case) -> tuple[Fact, ...]:
    """What remains of a recorded fact beside a supposed one: all of it, the other side, or nothing.

    History stays: what was observed before the latest operation does not speak of the present.
    """
    latest = case.latest_surgery()
    if old.finding != supposed.finding or before_operation(old, latest.when if latest else None):
        return (old,)
    if not all(_meet(a, b) for a, b in ((old.level, supposed.level), (old.root, supposed.root))):
        return (old,)
    if old.side == "both" and supposed.side in ("left", "right"):
        return (replace(old, side=mirrored(supposed.side)),)
    return () if _meet(old.side, supposed.side) or "both" in (old.side, supposed.side) else (old,)


def _meet(one: str | None, other: str | None) -> bool:
    """True unless both are stated and differ: a fact without a place gives way, since it may be of that place."""
    return one is None or other is None or one == other
