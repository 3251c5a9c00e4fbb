"""What follows from the case without judgement: context for the prior, and numbers for the rules.

One function for each, pure. What is only partly known stays partly known: a factor is the set of its levels
that are still possible, a number the interval in which it lies. A factor of which nothing is known has no value
at all.
"""

from __future__ import annotations

from collections.abc import Iterable

from sequela.case.case import Case, Surgery
from sequela.case.complaint import DISTRIBUTIONS, Complaint
from sequela.case.fact import ABSENT, PRESENT, Fact
from sequela.case.ledger import SortedFacts
from sequela.case.location import LEVELS
from sequela.case.operated import fused_levels
from sequela.case.quantities import (
    LONG_FUSION,
    Quantity,
    fused_count,
    onset_days,
    quantities,
    since_surgery,
    unspecified,
)
from sequela.case.sites import BY_NAME
from sequela.case.when import DAYS_PER_MONTH, DAYS_PER_YEAR
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.terms import FactorId
from sequela.records import frozen

LUMBOSACRAL = LEVELS[-1]
ONSET_LIMITS: tuple[tuple[str, float, float], ...] = (
    ("under_6_weeks", 0, 42),
    ("from_6_weeks_to_6_months", 42, 6 * DAYS_PER_MONTH),
    ("from_6_to_24_months", 6 * DAYS_PER_MONTH, 24 * DAYS_PER_MONTH),
    ("from_2_to_7_years", 24 * DAYS_PER_MONTH, 7 * DAYS_PER_YEAR),
    ("over_7_years", 7 * DAYS_PER_YEAR, float("inf")),
)
"""Onset levels as days after the operation, the lower limit included; the same words as the factor's levels."""
FROM_OPERATION = "from_operation"
AGE_LIMITS: tuple[tuple[str, float, float], ...] = (
    ("under_40", 0, 40),
    ("from_40_to_64", 40, 65),
    ("from_65", 65, float("inf")),
)
__all__ = ["FactorValue", "Quantity", "context", "quantities"]


@frozen
class FactorValue:
    """The levels of a context factor that are still possible, and the places in the file that say so."""

    levels: frozenset[str]
    facts: tuple[str, ...]


# --- context --------------------------------------------------------------------------------------


def context(case: Case, complaint: Complaint, facts: SortedFacts, knowledge: Knowledge) -> dict[FactorId, FactorValue]:
    """Every context factor of which something is known, for one complaint."""
    found: dict[str, FactorValue | None] = {
        "setting": setting(case),
        "procedure": procedure(case),
        "fused_to_sacrum": fused_to_sacrum(case),
        "operations": operations(case),
        "age_band": age_band(case),
        "distribution": distribution(complaint, facts, knowledge),
        "onset": onset(case, complaint, facts),
        "relief": relief(case, complaint, facts),
        "likeness": likeness(complaint),
        "smoking": _from_finding("smoking", "current", "no", facts),
        "diabetes": _from_finding("diabetes", "yes", "no", facts),
    }
    return {
        FactorId(name): value
        for name, value in found.items()
        if value is not None and FactorId(name) in knowledge.factors
    }


def setting(case: Case) -> FactorValue | None:
    """Where the patient is seen."""
    return None if case.setting is None else FactorValue(levels=frozenset({case.setting}), facts=("setting",))


def procedure(case: Case) -> FactorValue | None:
    """The kind of operation that counts: a fusion anywhere dominates, then a disc replacement, then the latest.

    A fusion of unknown extent may be short or long. An operation of unknown kind leaves every kind at least as
    extensive as the known ones possible, so nothing follows unless there was a fusion.
    """
    surgeries = case.spine_operations()
    ids = tuple(surgery.id for surgery in surgeries)
    fusions = [surgery for surgery in surgeries if surgery.fuses]
    if fusions:
        low, high = fused_count(case)
        levels = {"fusion_short"} if low < LONG_FUSION else set()
        if high >= LONG_FUSION:
            levels.add("fusion_long")
        return FactorValue(levels=frozenset(levels), facts=tuple(surgery.id for surgery in fusions))
    if not surgeries or any(surgery.family is None or unspecified(surgery) for surgery in surgeries):
        return None
    if any(surgery.family == "disc_replacement" for surgery in surgeries):
        return FactorValue(levels=frozenset({"disc_replacement"}), facts=ids)
    families = [surgery.family for surgery in surgeries if surgery.family in {"discectomy", "decompression"}]
    level = families[-1] if families else "other"
    return FactorValue(levels=frozenset({str(level)}), facts=ids)


def fused_to_sacrum(case: Case) -> FactorValue | None:
    """Whether anything is fused, and whether the fusion reaches the sacrum."""
    if case.never_operated:
        return FactorValue(levels=frozenset({"no_fusion"}), facts=("surgeries",))
    surgeries = case.spine_operations()
    if not surgeries:
        return None
    fusions = [surgery for surgery in surgeries if surgery.fuses]
    ids = tuple(surgery.id for surgery in fusions or surgeries)
    if LUMBOSACRAL in fused_levels(case):
        return FactorValue(levels=frozenset({"to_sacrum"}), facts=ids)
    if any(not surgery.levels for surgery in fusions):
        return FactorValue(levels=frozenset({"above_sacrum", "to_sacrum"}), facts=ids)
    if fusions:
        return FactorValue(levels=frozenset({"above_sacrum"}), facts=ids)
    if any(surgery.family is None or unspecified(surgery) for surgery in surgeries):
        return None
    return FactorValue(levels=frozenset({"no_fusion"}), facts=ids)


def operations(case: Case) -> FactorValue | None:
    """How many spine operations are told. Those not told are not known, but histories list them."""
    surgeries = case.spine_operations()
    if not surgeries:
        return None
    level = {1: "one", 2: "two"}.get(len(surgeries), "three_or_more")
    return FactorValue(levels=frozenset({level}), facts=tuple(surgery.id for surgery in surgeries))


def age_band(case: Case) -> FactorValue | None:
    """The age bands in which the age can lie."""
    if case.patient.age is None:
        return None
    return FactorValue(levels=_bands(AGE_LIMITS, *case.patient.age), facts=("patient.age",))


def _bands(limits: Iterable[tuple[str, float, float]], low: float, high: float) -> frozenset[str]:
    return frozenset(name for name, least, limit in limits if high >= least and low < limit)


def distribution(complaint: Complaint, facts: SortedFacts, knowledge: Knowledge) -> FactorValue | None:
    """Which hurts more, back or limb: as answered, else by the two scores, else what the named sites leave possible.

    A site that is not mentioned is not known to be free of pain; it is only less likely to hurt more than one that is.
    """
    if complaint.distribution is not None:
        return FactorValue(levels=frozenset({complaint.distribution}), facts=(f"{complaint.place}.distribution",))
    scores = _scores(complaint, facts)
    if scores is not None:
        return _compared(*scores, knowledge)
    parts = {BY_NAME[site.name].component for site in complaint.sites}
    places = tuple(site.id for site in complaint.sites)
    if complaint.roots:
        parts.add("limb")
        places = (*places, f"{complaint.place}.roots")
    if {"axial", "limb"} <= parts:
        return FactorValue(levels=frozenset(DISTRIBUTIONS[1:4]), facts=places)
    if "limb" in parts:
        return FactorValue(levels=frozenset(DISTRIBUTIONS[2:]), facts=places)
    if "axial" in parts:
        return FactorValue(levels=frozenset(DISTRIBUTIONS[:3]), facts=places)
    return None


def _scores(complaint: Complaint, facts: SortedFacts) -> tuple[Fact, Fact] | None:
    """The pain scores of axis and limb, if both are known."""
    pairs = {
        "lumbar": ("pain_back", "pain_leg"),
        "cervical": ("pain_neck", "pain_arm"),
        "thoracic": ("pain_thoracic", "pain_chest_wall"),
    }
    names = pairs.get(complaint.region)
    if names is None:
        return None
    own = [f for f in facts.usable if f.number is not None and f.complaint in (None, complaint.id)]
    found = [next((fact for fact in own if fact.finding == name), None) for name in names]
    axial, limb = found
    return None if axial is None or limb is None else (axial, limb)


def _compared(axial: Fact, limb: Fact, knowledge: Knowledge) -> FactorValue:
    back, leg = axial.number or 0.0, limb.number or 0.0
    margin = knowledge.conventions["equal_pain_margin"].value
    none = knowledge.conventions["absent_pain_limit"].value
    if back <= none < leg:
        level = "limb_only"
    elif leg <= none < back:
        level = "axial_only"
    elif abs(back - leg) <= margin:
        level = "equal"
    else:
        level = "axial_more" if back > leg else "limb_more"
    return FactorValue(levels=frozenset({level}), facts=(axial.id, limb.id))


def onset(case: Case, complaint: Complaint, facts: SortedFacts) -> FactorValue | None:
    """How long after the latest operation the present pain began.

    From the course (never better: from the operation on), else from the two dates, else from the time without pain.
    If only the time since the operation is known, it bounds the onset from above.
    """
    course = f"{complaint.place}.course"
    if complaint.course == "never_better" and not _in_conflict(course, facts):
        return FactorValue(levels=frozenset({FROM_OPERATION}), facts=(course,))
    latest = case.latest_surgery()
    if latest is None:
        return None
    days = onset_days(case, complaint)
    if days is not None:
        return FactorValue(levels=_onset_levels(days), facts=days.facts)
    since = since_surgery(latest.when, case, latest.id)
    if since is None:
        return None
    # Bounded above only: any time from the operation on is possible, and no band beyond the time since.
    levels = {FROM_OPERATION, *_bands(ONSET_LIMITS, 0, since.high)}
    if complaint.course == "better_then_worse":
        levels.discard(FROM_OPERATION)
    everything = {FROM_OPERATION, *(name for name, _, _ in ONSET_LIMITS)}
    return None if levels == everything else FactorValue(levels=frozenset(levels), facts=since.facts)


def _onset_levels(days: Quantity) -> frozenset[str]:
    found = set(_bands(ONSET_LIMITS, max(days.low, 0), max(days.high, 0)))
    if days.low <= 0:
        found.add(FROM_OPERATION)
    if days.high <= 0:
        found = {FROM_OPERATION}
    return frozenset(found)


def relief(case: Case, complaint: Complaint, facts: SortedFacts) -> FactorValue | None:
    """How much the latest operation helped this pain at first: as stated, else by the course.

    Relief stated apart for back and limb is taken for the part that dominates the complaint; where neither
    does, the two together: complete only if both were, none only if neither was better.
    """
    latest = case.latest_surgery()
    course = f"{complaint.place}.course"
    if latest is not None and not _in_conflict(f"{latest.id}.relief", facts):
        stated = _relief_of(latest, complaint)
        if stated:
            return FactorValue(levels=frozenset(stated), facts=(f"{latest.id}.relief",))
        if latest.pain_free_months is not None and latest.pain_free_months[0] > 0 and not _in_conflict(course, facts):
            return FactorValue(levels=frozenset({"complete"}), facts=(f"{latest.id}.pain_free_months",))
    if complaint.course is None or _in_conflict(course, facts):
        return None
    if complaint.course == "never_better":
        return FactorValue(levels=frozenset({"none"}), facts=(course,))
    return FactorValue(levels=frozenset({"partial", "complete"}), facts=(course,))


def _relief_of(surgery: Surgery, complaint: Complaint) -> set[str]:
    parts: set[str] = {part for part in (surgery.relief_axial, surgery.relief_limb) if part is not None}
    if len(parts) < 2:
        return parts
    if complaint.distribution in {"axial_only", "axial_more"}:
        return {str(surgery.relief_axial)}
    if complaint.distribution in {"limb_only", "limb_more"}:
        return {str(surgery.relief_limb)}
    return {"partial"}


def likeness(complaint: Complaint) -> FactorValue | None:
    """Whether the present pain is like the one before the operation; a new and different course says no."""
    if complaint.like_before_surgery in ("yes", "no"):
        level = "like_before" if complaint.like_before_surgery == "yes" else "different"
        return FactorValue(levels=frozenset({level}), facts=(f"{complaint.place}.like_before_surgery",))
    if complaint.course == "new_different":
        return FactorValue(levels=frozenset({"different"}), facts=(f"{complaint.place}.course",))
    return None


def _in_conflict(place: str, facts: SortedFacts) -> bool:
    return any(place in conflict.places for conflict in facts.conflicts)


def _from_finding(name: str, if_present: str, if_absent: str, facts: SortedFacts) -> FactorValue | None:
    for fact in facts.usable:
        if fact.finding == name and fact.value in (PRESENT, ABSENT):
            level = if_present if fact.value == PRESENT else if_absent
            return FactorValue(levels=frozenset({level}), facts=(fact.id,))
    return None
