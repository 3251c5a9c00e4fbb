"""What may be used of everything recorded, and why the rest may not. Nothing is dropped: each fact lies in one part.

The rules, in this order:

1. recorded after the assessment: not yet known then (`later`);
2. observed before the latest operation: describes the pain before it (`before_last_surgery`); what belongs to the
   person, such as diabetes, does not end with an operation and stays; for what is seen at a level of the spine only
   operations of that part count;
3. outside ``valid_after_surgery``, or older than ``stale_after``: not what is there now (`stale`);
4. asked and not known (`unknown`);
5. the same finding at the same place: the newer counts; of the same time, the one recorded later is a correction
   (`superseded`); recorded alike and different: none counts (`contradictory`);
6. findings that measure the same thing: the newer counts, else the better one (`superseded`), as far as
   ``supersedes_when`` allows.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from sequela.case.case import Case
from sequela.case.fact import ABSENT, UNKNOWN, Fact
from sequela.case.location import REGIONS, region_of
from sequela.case.operated import seen_from, stand_ins
from sequela.case.when import DAYS_PER_MONTH, When
from sequela.knowledge import estimate
from sequela.knowledge.schema.findings import Finding
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.terms import FindingId
from sequela.records import frozen

OF_THE_PERSON: frozenset[str] = frozenset(
    {
        "smoking",
        "diabetes",
        "obesity",
        "osteoporosis",
        "cancer_history",
        "immunosuppression",
        "steroid_use",
        "anticoagulant_use",
        "intravenous_drug_use",
        "previous_spinal_infection",
        "dural_tear",
        "bmp_used",
        "kidney_disease",
        "known_aneurysm",
        "pump_implanted",
        "stimulator_implanted",
    }
)
"""Findings that belong to the person and not to the pain: an operation does not end them."""


@frozen
class SetAside:
    """A fact that is not used, and the reason in words."""

    fact: Fact
    why: str


@frozen
class Conflict:
    """Statements of the file, other than facts, that cannot both be: neither counts."""

    places: tuple[str, ...]
    why: str


@frozen
class SortedFacts:
    """Every fact of a case in exactly one part; see the rules above.

    Facts on a finding that means different things by level appear as the finding that stands for it there, with the
    same id.
    """

    usable: tuple[Fact, ...]
    later: tuple[SetAside, ...] = ()
    before_last_surgery: tuple[SetAside, ...] = ()
    stale: tuple[SetAside, ...] = ()
    unknown: tuple[SetAside, ...] = ()
    contradictory: tuple[SetAside, ...] = ()
    superseded: tuple[SetAside, ...] = ()
    conflicts: tuple[Conflict, ...] = ()


@dataclass(slots=True)
class _Parts:
    """The parts while they are filled."""

    later: list[SetAside] = field(default_factory=list)
    before: list[SetAside] = field(default_factory=list)
    stale: list[SetAside] = field(default_factory=list)
    unknown: list[SetAside] = field(default_factory=list)
    contradictory: list[SetAside] = field(default_factory=list)
    superseded: list[SetAside] = field(default_factory=list)


def sort_facts(case: Case, knowledge: Knowledge) -> SortedFacts:
    """Sort the facts of `case`. Pure; order of input does not change which facts count."""
    parts = _Parts()
    operated_on = _operated_on(case, knowledge)
    current = [
        fact
        for fact in stand_ins(case, knowledge)
        if _current(fact, knowledge.findings[fact.finding], case.as_of, operated_on(fact), parts)
    ]
    agreed = _agreed(current, parts)
    usable = _best_measures(agreed, knowledge, parts)
    return SortedFacts(
        usable=usable,
        later=tuple(parts.later),
        before_last_surgery=tuple(parts.before),
        stale=tuple(parts.stale),
        unknown=tuple(parts.unknown),
        contradictory=tuple(parts.contradictory),
        superseded=tuple(parts.superseded),
        conflicts=conflicts(case),
    )


def _operated_on(case: Case, knowledge: Knowledge) -> Callable[[Fact], When | None]:
    """When the operation was that a fact may describe the time before: the latest at its part of the spine."""

    def latest(seen: Case) -> When | None:
        operation = seen.latest_surgery()
        return None if operation is None else operation.when

    anywhere = latest(case)
    here = {region: latest(seen_from(case, region, knowledge)) for region in REGIONS} if case.surgeries else {}
    return lambda fact: anywhere if fact.level is None else here.get(region_of(fact.level))


def _current(fact: Fact, finding: Finding, as_of: dt.date, operated_on: When | None, parts: _Parts) -> bool:
    """True if the fact speaks of the present; otherwise it has been put into its part."""
    if fact.recorded > as_of:
        parts.later.append(SetAside(fact=fact, why=f"recorded on {fact.recorded}, after the assessment"))
    elif before_operation(fact, operated_on) and finding.id not in OF_THE_PERSON:
        parts.before.append(SetAside(fact=fact, why="observed before the latest operation"))
    elif reason := _out_of_date(fact, finding, as_of, operated_on):
        parts.stale.append(SetAside(fact=fact, why=reason))
    elif fact.value == UNKNOWN:
        parts.unknown.append(SetAside(fact=fact, why="asked, and not known"))
    else:
        return True
    return False


def before_operation(fact: Fact, operated_on: When | None) -> bool:
    """True if the fact was observed before that operation.

    Where the two times overlap, the middle of each decides: a scan of May before an operation on the 20th of
    May was more probably the one that led to it.
    """
    if fact.before_surgery:
        return True
    if operated_on is None or fact.when is None:
        return False
    if fact.when.overlaps(operated_on):
        return fact.when.middle < operated_on.middle
    return fact.when.latest < operated_on.earliest


def _out_of_date(fact: Fact, finding: Finding, as_of: dt.date, operated_on: When | None) -> str | None:
    """Why the fact no longer, or not yet, says what is there; None if it does, or may do."""
    if finding.stale_after is not None:
        limit = estimate.quantity(finding.stale_after)
        if fact.observed.days_before(as_of)[0] > limit:
            return f"older than {_span(limit)}, after which it no longer tells the present state"
    if finding.valid_after_surgery is not None and operated_on is not None:
        limit = estimate.quantity(finding.valid_after_surgery)
        most = (fact.observed.latest - operated_on.earliest).days
        if most < limit:
            return f"within {_span(limit)} of the operation, when it is often seen without meaning"
    return None


def _span(days: float) -> str:
    if days < 60:
        return f"{days:.0f} days"
    return f"{days / DAYS_PER_MONTH:.0f} months"


# --- the same finding twice -----------------------------------------------------------------------


def _agreed(facts: Sequence[Fact], parts: _Parts) -> list[Fact]:
    """Facts without those that a newer one, a correction or a contradiction takes out."""
    by_finding: dict[FindingId, list[Fact]] = {}
    for fact in facts:
        by_finding.setdefault(fact.finding, []).append(fact)
    out: set[str] = set()
    for same in by_finding.values():
        for fact in same:
            rivals = [other for other in same if other is not fact and at_one_place(fact, other)]
            if newer := next((other for other in rivals if _supersedes(other, fact)), None):
                parts.superseded.append(SetAside(fact=fact, why=f"a newer statement counts: {newer.id}"))
                out.add(_key(fact))
            elif against := next((o for o in rivals if _contradicts(o, fact) and _still(o, same)), None):
                parts.contradictory.append(SetAside(fact=fact, why=f"contradicts {against.id}; neither counts"))
                out.add(_key(fact))
    return [fact for fact in facts if _key(fact) not in out]


def _key(fact: Fact) -> str:
    """One fact may stand for several findings (absent everywhere): id and finding together are unique."""
    return f"{fact.id} {fact.finding}"


def _still(fact: Fact, same: Iterable[Fact]) -> bool:
    """True if nothing newer takes this fact out, so that it can contradict."""
    return not any(_supersedes(o, fact) for o in same if o is not fact and at_one_place(o, fact))


def at_one_place(one: Fact, other: Fact) -> bool:
    """True if two facts speak of the same place, so that at most one of two different values can hold.

    An absent sign without a place is absent everywhere; a present one without a place is present somewhere,
    which leaves room for its absence on one side.
    """
    if one.complaint is not None and other.complaint is not None and one.complaint != other.complaint:
        return False
    return all(
        _meet(a, b, one.value, other.value)
        for a, b in ((one.side, other.side), (one.level, other.level), (one.root, other.root))
    )


def _meet(a: str | None, b: str | None, value_a: object, value_b: object) -> bool:
    if a == b:
        return True
    if a is None:
        return value_a == ABSENT
    if b is None:
        return value_b == ABSENT
    return "both" in (a, b)


def _supersedes(newer: Fact, older: Fact) -> bool:
    """True if `newer` was observed later, or at the same time and recorded later."""
    if newer.observed.overlaps(older.observed):
        return newer.recorded > older.recorded
    return newer.observed.earliest > older.observed.latest


def _contradicts(one: Fact, other: Fact) -> bool:
    return one.value != other.value and one.recorded == other.recorded and one.observed.overlaps(other.observed)


# --- two findings that measure one thing ----------------------------------------------------------


def _best_measures(facts: Sequence[Fact], knowledge: Knowledge, parts: _Parts) -> tuple[Fact, ...]:
    """Of different findings with one word under ``measures`` only the newer, else the better, else the first by id."""
    out: set[str] = set()
    for fact in facts:
        finding = knowledge.findings[fact.finding]
        for other in facts:
            rival = knowledge.findings[other.finding]
            if finding.measures is None or finding.measures != rival.measures or rival.id == finding.id:
                continue
            if _may_be_one(fact, other) and _better(other, rival, fact, finding):
                parts.superseded.append(SetAside(fact=fact, why=f"{rival.label.en} tells the same: {other.id}"))
                out.add(_key(fact))
                break
    return tuple(fact for fact in facts if _key(fact) not in out)


def _may_be_one(one: Fact, other: Fact) -> bool:
    """True unless side, level or root say that the two speak of different places."""
    pairs = ((one.side, other.side), (one.level, other.level), (one.root, other.root))
    if one.complaint and other.complaint and one.complaint != other.complaint:
        return False
    return all(a is None or b is None or a == b or "both" in (a, b) for a, b in pairs)


def _newer(one: Fact, other: Fact) -> bool:
    return one.observed.earliest > other.observed.latest


def _one_lesion_absent(fact: Fact, finding: Finding) -> bool:
    return finding.supersedes_when == "present" and fact.value == ABSENT


def _better(one: Fact, finding: Finding, other: Fact, rival: Finding) -> bool:
    """True if `one` is to count and not `other`.

    An absent finding rules out only itself, never a present rival, unless it counts ``always``. That one lesion of
    several is absent (``present``) says less than that there is none at all, and nothing against another.
    """
    newer, older = _newer(one, other), _newer(other, one)
    if _one_lesion_absent(one, finding):
        return False
    if _one_lesion_absent(other, rival):
        return one.value == ABSENT and not older
    if (one.value == ABSENT) != (other.value == ABSENT):
        if "always" in (finding.supersedes_when, rival.supersedes_when):
            return finding.supersedes_when == "always" and not older
        return other.value == ABSENT
    if newer or older:
        return newer
    if finding.measure_rank != rival.measure_rank:
        return finding.measure_rank > rival.measure_rank
    return finding.id < rival.id


# --- statements that are no facts -----------------------------------------------------------------


def conflicts(case: Case) -> tuple[Conflict, ...]:
    """A complaint never better, after an operation said to have brought complete relief or a time without pain."""
    latest = case.latest_surgery()
    if latest is None:
        return ()
    relieved = "complete" in (latest.relief_axial, latest.relief_limb) and "none" not in (
        latest.relief_axial,
        latest.relief_limb,
    )
    free = latest.pain_free_months is not None and latest.pain_free_months[0] > 0
    return tuple(
        Conflict(
            places=(f"{complaint.place}.course", f"{latest.id}.{'relief' if relieved else 'pain_free_months'}"),
            why="never better, yet relieved by the operation; neither counts",
        )
        for complaint in case.complaints
        if complaint.course == "never_better" and (relieved or free)
    )
