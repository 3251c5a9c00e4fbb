"""What is due: scores to take again, treatments that may be repeated, blocks and scans that run out, opioids to weigh.

Times are estimates or conventions of the knowledge. What is not documented is said to be so, with what would settle it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from sequela.assessment import Statement
from sequela.assessment.followup import Due, RepeatGate, Status
from sequela.assessment.opioids import OpioidLoad
from sequela.case.case import Case
from sequela.case.complaint import Complaint
from sequela.case.fact import Fact
from sequela.case.ledger import SortedFacts, sort_facts
from sequela.case.location import region_of
from sequela.knowledge.estimate import quantity
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.terms import FindingId
from sequela.pathway.dictation import inside, listed
from sequela.pathway.followup.effects import Event
from sequela.pathway.followup.outcomes import Series, spoken
from sequela.pathway.reading import TriageReading, triage_reading
from sequela.pathway.wording import statements
from sequela.rules.kleene import Verdict, some
from sequela.rules.language import rule_of

RUNS_OUT = {"block": "Block", "imaging": "Imaging", "electrodiagnosis": "Nerve study", "laboratory": "Blood test"}
"""Kinds of finding whose age is watched; symptoms and signs are simply asked and examined again."""
PER_REGION = ("lumbar", "cervical", "thoracic")
_ORDER: tuple[Status, ...] = ("overdue", "now", "soon", "not_documented", "open", "not_yet", "later")


def ordered(found: Iterable[Due]) -> tuple[Due, ...]:
    """The most pressing first, then by day."""
    return tuple(sorted(found, key=lambda due: (_ORDER.index(due.status), due.on or dt.date.min, due.kind, due.text)))


def status_of(day: dt.date, case: Case, knowledge: Knowledge, soon: str = "due_soon_days") -> Status:
    """Overdue, soon or later."""
    if day < case.as_of:
        return "overdue"
    if day == case.as_of:
        return "now"
    return "soon" if (day - case.as_of).days <= knowledge.conventions[soon].value else "later"


# --- measuring again --------------------------------------------------------------------------------------------------


def measurements(
    case: Case, all_series: Sequence[Series], all_events: Sequence[Event], knowledge: Knowledge
) -> Iterator[Due]:
    """A score for each treatment that can still be judged and was not; else one each season; a first one if none is."""
    if not all_series:
        text = "No score is on record: take pain and function now, as the baseline of everything that follows"
        yield Due(kind="measure", status="now", on=case.as_of, text=text)
        return
    named = listed(tuple(dict.fromkeys(spoken(of.finding.label.en) for of in all_series)))
    last = max(of.facts[-1].observed.middle for of in all_series)
    waiting = [event for event in all_events if _waits(event, last, case, knowledge)]
    for event in waiting:
        if event.judge_on is not None:
            text = f"Measure {named} again, to judge {inside(event.label)}"
            because = (Statement(text=f"{event.label}, {event.start.text if event.start else ''}", facts=(event.id,)),)
            status = status_of(event.judge_on, case, knowledge)
            yield Due(kind="measure", status=status, on=event.judge_on, text=text, because=because)
    if not waiting:
        day = last + dt.timedelta(days=knowledge.conventions["remeasure_days"].value)
        text = f"Measure {named} again: the last was {last.isoformat()}"
        yield Due(kind="measure", status=status_of(day, case, knowledge), on=day, text=text)


def _waits(event: Event, last: dt.date, case: Case, knowledge: Knowledge) -> bool:
    """True if a treatment can still be judged, and the last score was taken before it could be."""
    if event.start is None or event.judge_on is None or last >= event.judge_on:
        return False
    late = dt.timedelta(days=knowledge.conventions["compare_days"].value)
    return case.as_of <= event.judge_on + late


# --- what runs out ----------------------------------------------------------------------------------------------------


def validity(case: Case, facts: SortedFacts, knowledge: Knowledge) -> Iterator[Due]:
    """Blocks, scans and tests that no longer tell the present state, or soon will not; one entry for each occasion."""
    groups: dict[tuple[str, str], list[tuple[Fact, dt.date]]] = {}
    current = {fact.finding for fact in facts.usable}
    stale = {
        (fact.finding, fact.side, fact.level): fact
        for fact in sorted((aside.fact for aside in facts.stale), key=lambda fact: fact.observed.latest)
        if fact.finding not in current
    }  # of several that are too old only the newest is worth repeating
    for fact in (*facts.usable, *stale.values()):
        finding = knowledge.findings[fact.finding]
        if finding.asked in RUNS_OUT and finding.stale_after is not None:
            day = fact.observed.latest + dt.timedelta(days=quantity(finding.stale_after))
            groups.setdefault((finding.asked, fact.observed.text), []).append((fact, day))
    for (asked, when), found in groups.items():
        first = min(day for _, day in found)
        status = status_of(first, case, knowledge, "runs_out_soon_days")
        if status == "later":
            continue
        labels = listed(tuple(dict.fromkeys(inside(knowledge.findings[f.finding].label.en) for f, _ in found)))
        ended = "ran out" if first < case.as_of else "runs out"
        text = f"{RUNS_OUT[asked]} of {when} ({labels}) {ended} on {first.isoformat()}: repeat it before acting on it"
        yield Due(kind="validity", status=status, on=first, text=text, because=_places([f for f, _ in found]))


def imaging(case: Case, facts: SortedFacts, worse_since: dt.date | None, knowledge: Knowledge) -> Iterator[Due]:
    """Imaging that is older than the change in pain, for each complaint: it shows another state."""
    scans = [fact for fact in facts.usable if knowledge.findings[fact.finding].asked == "imaging"]
    for complaint in case.complaints:
        changed = _changed(complaint, worse_since, main=complaint is case.complaints[0])
        here = [fact for fact in scans if fact.level is None or region_of(fact.level) == complaint.region]
        if changed is None or not here:
            continue
        newest = max(here, key=lambda fact: (fact.observed.latest, fact.id))
        day, why, place = changed
        if newest.observed.latest < day:
            text = f"Imaging of {newest.observed.text} is older than the change in pain ({why}): think of a new one"
            facts_ = (newest.id, *place)
            yield Due(kind="imaging", status="now", on=case.as_of, text=text, because=_statement(why, facts_))


def _changed(
    complaint: Complaint, worse_since: dt.date | None, *, main: bool
) -> tuple[dt.date, str, tuple[str, ...]] | None:
    """The latest change of a pain for sure: that it got worse by an important change, or that it began."""
    found: list[tuple[dt.date, str, tuple[str, ...]]] = []
    if complaint.onset is not None:
        onset = complaint.onset
        found.append((onset.earliest, f"{complaint.id} began {onset.text}", (f"{complaint.place}.onset",)))
    if main and worse_since is not None:
        found.append((worse_since, f"worse since {worse_since.isoformat()}", ()))
    return max(found, default=None)


def _places(facts: Iterable[Fact]) -> tuple[Statement, ...]:
    return (Statement(text="as recorded", facts=tuple(fact.id for fact in facts)),)


def _statement(text: str, facts: tuple[str, ...]) -> tuple[Statement, ...]:
    return (Statement(text=text, facts=facts),)


# --- opioids ----------------------------------------------------------------------------------------------------------


def opioids(case: Case, load: OpioidLoad | None, knowledge: Knowledge) -> Iterator[Due]:
    """When benefit and risk of the opioids are weighed again, counted from the last visit."""
    if load is None or not load.parts:
        return
    seen = [visit.when.latest for visit in case.visits if visit.when is not None and visit.when.latest < case.as_of]
    days = dt.timedelta(days=knowledge.conventions["opioid_review_days"].value)
    day = max(seen) + days if seen else case.as_of
    text = f"Weigh benefit and risk of the opioids again ({load.total})"
    if not seen:
        text += ": no visit is on record to count from"
    places = tuple(part.fact for part in load.parts)
    status = status_of(day, case, knowledge)
    because = _statement(load.caution, places)
    yield Due(kind="opioids", status=status, on=day, text=text, because=because, sources=load.sources)


# --- repeating --------------------------------------------------------------------------------------------------------


def repeats(case: Case, reading: TriageReading, gates: Iterable[RepeatGate], knowledge: Knowledge) -> Iterator[Due]:
    """For each treatment on record: may it be given again, from when, or what must be documented first."""
    given = {tried.treatment for tried in case.treatments}
    for gate in gates:
        if gate.treatment not in given:
            continue
        verdict = _verdict(gate, reading)
        known = knowledge.treatments.get(gate.treatment)
        label = gate.treatment if known is None else known.label.en
        because = statements(verdict.because, case, reading.facts, knowledge)
        text, status, day = f"{label}, again: {gate.text}", "open", None
        if verdict.value is None:
            missing = listed(tuple(_named(name, knowledge) for name in verdict.settle))
            text, status = f"{text}; not documented: {missing}", "not_documented"
        elif verdict.value is False:
            day, status = _opens(case, gate, knowledge), "not_yet"
            text += (
                "; not before " + day.isoformat() if day is not None else "; not met, and time alone does not mend it"
            )
        yield Due(kind="repeat", status=_status(status), on=day, text=text, because=because, sources=gate.sources)


def _status(word: str) -> Status:
    return next(status for status in _ORDER if status == word)


def _named(name: str, knowledge: Knowledge) -> str:
    finding = knowledge.findings.get(FindingId(name))
    return name.replace("_", " ").replace(".", " ") if finding is None else inside(finding.label.en)


def _verdict(gate: RepeatGate, reading: TriageReading) -> Verdict:
    rule = rule_of(gate.rule)
    return some([rule.evaluate(view) for view in reading.stated])


def _opens(case: Case, gate: RepeatGate, knowledge: Knowledge) -> dt.date | None:
    """The first day on which the rule would hold if nothing else changed; None if none within the horizon."""

    def holds(days: int) -> bool:
        later = replace(case, as_of=case.as_of + dt.timedelta(days=days))
        return _verdict(gate, triage_reading(later, sort_facts(later, knowledge), knowledge)).value is True

    first = _first(holds, round(knowledge.conventions["repeat_horizon_days"].value))
    return None if first is None else case.as_of + dt.timedelta(days=first)


def _first(holds: Callable[[int], bool], most: int) -> int | None:
    """The least number from 1 to `most` for which it holds, by halving: what holds later is taken to go on holding."""
    if not holds(most):
        return None
    low, high = 0, most
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle, high)
    return high
