"""The estimates grouped into studies that somebody could do, each with what it would bring and about how large."""

from __future__ import annotations

import math
from collections.abc import Sequence

from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.terms import FactorId, FindingId, MechanismId, Region
from sequela.records import frozen
from sequela.upkeep.influence.steps import Place

from .worth import Worth

LARGEST = 100_000
"""Patients beyond which no size is named."""


@frozen
class Study:
    """One study.

    what, whom
        what would be counted, and in whom.
    moves
        expected movement of the answers of one patient by all its numbers: errors of different numbers are
        independent, so they add as squares.
    patients
        about how many people would halve that; None where more than a hundred thousand.
    numbers, measured
        how many estimates it would settle, and how many of them come from patients already.
    """

    id: str
    what: str
    whom: str
    moves: float
    patients: int | None
    numbers: int
    measured: int


def studies(knowledge: Knowledge, region: Region, worths: Sequence[Worth]) -> tuple[Study, ...]:
    """Every study, the most worth doing first."""
    groups: dict[tuple[str, str, str], list[Worth]] = {}
    for one in worths:
        groups.setdefault(_study_of(one.place), []).append(one)
    found = [_study(knowledge, region, key, group) for key, group in groups.items()]
    return tuple(sorted(found, key=lambda s: (-s.moves, s.id)))


def _study_of(place: Place) -> tuple[str, str, str]:
    """Its kind, and what it is of: one finding among people with one mechanism, all shares of causes, ..."""
    if place.kind in ("main share", "further share"):
        return "causes", "", ""
    if place.kind == "context":
        return "context", "", str(place.of)
    if place.kind == "raised by":
        return "raised", str(place.mechanism), str(place.of)
    if place.kind == "leak":
        return "leak", "", str(place.of)
    return "finding", str(place.mechanism), str(place.of)


def _study(knowledge: Knowledge, region: Region, key: tuple[str, str, str], group: Sequence[Worth]) -> Study:
    what, whom = _words(knowledge, region, *key)
    return Study(
        id=":".join(part for part in key if part),
        what=what,
        whom=whom,
        moves=math.sqrt(sum(one.moves**2 for one in group)),
        patients=halving(group),
        numbers=len(group),
        measured=sum(one.influence.measured for one in group),
    )


def halving(group: Sequence[Worth]) -> int | None:
    """So many further patients halve the movement: a belief of w patients' worth with n more has the standard deviation
    sqrt((w + 1) / (w + 1 + n)) times its own.
    """
    whole = sum(one.moves**2 for one in group)
    if whole <= 0:
        return None
    few, many = 0, 1
    while many <= LARGEST and _left(group, many) > whole / 4:
        few, many = many, 2 * many
    if many > LARGEST:
        return None
    while many - few > 1:
        middle = (few + many) // 2
        few, many = (middle, many) if _left(group, middle) > whole / 4 else (few, middle)
    return many


def _left(group: Sequence[Worth], more: int) -> float:
    return sum(
        one.moves**2 * (one.uncertainty.weight + 1) / (one.uncertainty.weight + 1 + more)
        for one in group
        if math.isfinite(one.uncertainty.weight)
    )


def _words(knowledge: Knowledge, region: Region, kind: str, mechanism: str, of: str) -> tuple[str, str]:
    """What is counted and in whom, in a clinician's words."""
    cohort = f"consecutive people with pain after {region} spine surgery, each worked up to a confirmed cause"
    if kind == "causes":
        return "which causes are confirmed, and how often two together", cohort
    if kind == "context":
        factor = knowledge.factors[FactorId(of)].label.en
        return f"how the causes differ by: {_small(factor)}", cohort
    if kind == "raised":
        cause, effect = (knowledge.mechanisms[MechanismId(m)].label.en for m in (of, mechanism))
        return f"how often it leads to: {_small(effect)}", f"people with confirmed {_small(cause)}"
    finding = knowledge.findings[FindingId(of)].label.en
    if kind == "leak":
        return f"how often this is found: {_small(finding)}", "operated people with none of the causes that bring it"
    cause = knowledge.mechanisms[MechanismId(mechanism)].label.en
    return f"how often this is found: {_small(finding)}", f"people with confirmed {_small(cause)}"


def _small(label: str) -> str:
    """A label inside a sentence; one that begins with a short form in capitals stays."""
    return label if label[:2].isupper() else f"{label[:1].lower()}{label[1:]}"
