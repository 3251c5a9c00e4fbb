"""Where a finding lies in relation to what was operated: at it, next to it, elsewhere.

A disc herniation at the operated level, at its neighbour and far away speak for different causes. A finding
that says so in the knowledge (``by_operated_level``) is replaced, before anything is weighed, by the finding
that stands for it there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Literal, TypeAlias

from sequela.case.case import Case, Surgery
from sequela.case.fact import ABSENT, Fact
from sequela.case.location import neighbours, region_of
from sequela.knowledge.schema.findings import Finding
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.terms import Region

Relation: TypeAlias = Literal["operated", "adjacent", "elsewhere"]


def operated_levels(case: Case) -> frozenset[str]:
    """Every level that any spine operation touched; empty when no level is stated."""
    return frozenset(level for surgery in case.spine_operations() for level in surgery.levels)


def seen_from(case: Case, region: Region, knowledge: Knowledge) -> Case:
    """The case with only those operations that bear on pain of this region: done in it, beside it, or who knows where.

    If all were done elsewhere, this part of the spine was never operated on.
    """
    near = tuple(surgery for surgery in case.surgeries if _bears_on(surgery, region, knowledge))
    if near == case.surgeries:
        return case
    return replace(case, surgeries=near, never_operated=not near)


def _bears_on(surgery: Surgery, region: Region, knowledge: Knowledge) -> bool:
    if surgery.levels:
        return region in {region_of(level) for level in (*surgery.levels, *neighbours(surgery.levels))}
    procedure = knowledge.procedures.get(surgery.procedure or "")
    return procedure is None or not procedure.regions or region in procedure.regions


def fused_levels(case: Case) -> frozenset[str]:
    """Every level that any operation fused."""
    return frozenset(level for surgery in case.surgeries if surgery.fuses for level in surgery.levels)


def relation(level: str, case: Case) -> Relation | None:
    """How a level lies to all operations of the patient; None if it is not known where they were.

    At an operated level means operated, whatever lies beside it. Neighbours are those above and below; below
    the sacrum there is none.
    """
    operated = operated_levels(case)
    if not operated:
        return None
    if level in operated:
        return "operated"
    if any(not surgery.levels for surgery in case.spine_operations()):
        return None  # an operation of unknown level may have been here
    return "adjacent" if level in neighbours(operated) else "elsewhere"


def stand_ins(case: Case, knowledge: Knowledge) -> tuple[Fact, ...]:
    """The facts of `case`, each located one on the finding that stands for it at its level.

    Absent without a level is absent at all of them. Present without a level, or where the operated levels are
    not known, stays as it is.
    """
    return tuple(new for fact in case.facts for new in _stand_in(fact, knowledge.findings[fact.finding], case))


def _stand_in(fact: Fact, finding: Finding, case: Case) -> Iterator[Fact]:
    by_relation = finding.by_operated_level
    if not by_relation:
        yield fact
    elif fact.level is not None and (found := relation(fact.level, case)) in by_relation and found is not None:
        yield replace(fact, finding=by_relation[found])
    elif fact.level is None and fact.value == ABSENT:
        for name in dict.fromkeys(by_relation.values()):
            yield replace(fact, finding=name)
    else:
        yield fact
