"""The course in time: operations, pain, treatments, blocks and imaging, each with how exactly its time is known."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sequela.case.case import BlockDone, Case, Surgery, TreatmentTried
from sequela.case.complaint import Complaint
from sequela.case.fact import ABSENT, PRESENT, UNKNOWN, Fact
from sequela.case.when import DAYS_PER_MONTH, When
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.terms import FindingId
from sequela.pathway.dictation import counted, elapsed, inside, span
from sequela.pathway.headline import pain_words
from sequela.report.figures import timeline

KINDS = {
    "operation": "Operation",
    "onset": "Pain or sign begins",
    "treatment": "Treatment or medicine",
    "block": "Diagnostic block",
    "imaging": "Imaging",
}
"""What the marks of the timeline mean."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened. `lasts` until the assessment; `well` is a time free of pain that followed."""

    kind: str
    label: str
    when: When | None
    lasts: bool = False
    well: When | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """An event as a line of the timeline: what, when in words, and its picture."""

    kind: str
    kind_words: str
    label: str
    when: str
    ago: str
    picture: str


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """The timeline, and beside it the events whose time is not recorded."""

    axis: str
    lines: tuple[Line, ...]
    undated: tuple[str, ...]
    even: bool
    kinds: tuple[tuple[str, str], ...]
    any_vague: bool
    any_well: bool


def history(case: Case, knowledge: Knowledge) -> History | None:
    """The timeline of a case; None if nothing in it happened that is recorded."""
    events = list(_events(case, knowledge))
    dated = sorted(
        ((event, event.when) for event in events if event.when is not None),
        key=lambda pair: (pair[1].middle, pair[0].label),
    )
    if not events:
        return None
    scale = timeline.scale((when for _, when in dated), case.as_of)
    lines = tuple(_line(event, when, scale) for event, when in dated)
    return History(
        axis=timeline.axis(scale),
        lines=lines,
        undated=tuple(event.label for event in events if event.when is None),
        even=scale.even,
        kinds=tuple((kind, words) for kind, words in KINDS.items() if kind in {line.kind for line in lines}),
        any_vague=any(when.latest > when.earliest for _, when in dated),
        any_well=any(event.well for event, _ in dated),
    )


def _line(event: Event, when: When, scale: timeline.Scale) -> Line:
    before = when.days_before(scale.as_of)
    ago = "" if "ago" in when.text else f"{elapsed(before)} before"
    words = f"{event.label}: {when.text}"
    picture = timeline.strip(scale, event.kind, when, words, lasts=event.lasts, well=event.well)
    return Line(
        kind=event.kind, kind_words=KINDS[event.kind], label=event.label, when=when.text, ago=ago, picture=picture
    )


def _events(case: Case, knowledge: Knowledge) -> Iterator[Event]:
    for place, surgery in enumerate(case.surgeries, 1):
        yield _operation(surgery, place, len(case.surgeries), case.as_of, knowledge)
    for complaint in case.complaints:
        onset = complaint.onset or _onset_after(complaint, case)
        if onset is not None:
            yield Event(kind="onset", label=_sentence(pain_words(complaint)), when=onset, lasts=True)
    for fact in case.facts:
        if fact.since is not None and _begun(fact) and fact.finding in knowledge.findings:
            yield Event(kind="onset", label=_fact(fact, knowledge), when=fact.since, lasts=True)
    for tried in case.treatments:
        if tried.given:
            yield Event(kind="treatment", label=_treatment(tried, knowledge), when=tried.when)
    for taken in case.medicines:
        if taken.since is not None:
            stopped = "" if taken.current is not False else " (stopped)"
            yield Event(
                kind="treatment", label=f"{_sentence(taken.name)}{stopped}", when=taken.since, lasts=bool(taken.current)
            )
    for block in case.blocks:
        yield Event(kind="block", label=_block(block, knowledge), when=block.when)
    yield from _imaging(case.facts, knowledge)


def _begun(fact: Fact) -> bool:
    """True for a sign that began; the places of a complaint and the medicines have lines of their own."""
    return fact.complaint is None and fact.value not in {ABSENT, UNKNOWN} and not fact.id.startswith("medicines")


def _operation(surgery: Surgery, place: int, count: int, as_of: dt.date, knowledge: Knowledge) -> Event:
    procedure = knowledge.procedures.get(surgery.procedure or "")
    kind = procedure.label.en if procedure else (surgery.family or "spine operation").replace("_", " ")
    words = [
        " ".join(part for part in (span(surgery.levels), inside(kind)) if part),
        surgery.side if surgery.side and surgery.side != "both" else "",
        f"operation {place} of {count}" if count > 1 else "",
    ]
    return Event(
        kind="operation",
        label=_sentence(", ".join(part for part in words if part)),
        when=surgery.when,
        well=_well(surgery, as_of),
    )


def _well(surgery: Surgery, as_of: dt.date) -> When | None:
    """The time free of pain after an operation, as long as is certain."""
    if surgery.when is None or surgery.pain_free_months is None or surgery.pain_free_months[0] <= 0:
        return None
    start = surgery.when.middle
    end = min(start + dt.timedelta(days=round(surgery.pain_free_months[0] * DAYS_PER_MONTH)), as_of)
    return When(earliest=start, latest=end, text="") if end > start else None


def _onset_after(complaint: Complaint, case: Case) -> When | None:
    """The onset where only the time from the last operation to it is known, and that operation's own time."""
    last = case.latest_surgery()
    if complaint.onset_after_surgery is None or last is None or last.when is None:
        return None
    low, high = (dt.timedelta(days=round(months * DAYS_PER_MONTH)) for months in complaint.onset_after_surgery)
    latest = min(last.when.latest + high, case.as_of)
    earliest = min(last.when.earliest + low, latest)
    least, most = complaint.onset_after_surgery
    months = f"{least:g}" if least == most else f"{least:g} to {most:g}"
    return When(earliest=earliest, latest=latest, text=f"{months} months after the operation")


def _treatment(tried: TreatmentTried, knowledge: Knowledge) -> str:
    known = knowledge.treatments.get(tried.treatment or "")
    label = known.label.en if known else tried.phrase or "Treatment"
    weeks = counted(round(tried.weeks), "week") if tried.weeks else ""
    effect = {"none": "no effect", "partial": "partial effect", "good": "good effect"}.get(tried.effect or "", "")
    return ", ".join(part for part in (_sentence(label), weeks, effect) if part)


def _block(block: BlockDone, knowledge: Knowledge) -> str:
    known = knowledge.findings.get(FindingId(block.block))
    label = known.label.en if known else block.block.replace("_", " ")
    where = " ".join(part for part in (span(block.levels), block.side or "") if part)
    result = block.result.replace("_", " ") if block.result else "result not stated"
    return ", ".join(part for part in (_sentence(label), where, result) if part)


def _imaging(facts: Iterable[Fact], knowledge: Knowledge) -> Iterator[Event]:
    """What was seen on images, together by the time they were taken; facts without a time are in the ledger alone."""
    by_time: dict[tuple[dt.date, dt.date], list[Fact]] = {}
    for fact in facts:
        known = knowledge.findings.get(fact.finding)
        if known is not None and known.asked == "imaging" and fact.when is not None and fact.value != UNKNOWN:
            by_time.setdefault((fact.when.earliest, fact.when.latest), []).append(fact)
    for together in by_time.values():
        words = dict.fromkeys(_fact(fact, knowledge) for fact in together)
        yield Event(kind="imaging", label="; ".join(words), when=together[0].when)


def _fact(fact: Fact, knowledge: Knowledge) -> str:
    label = knowledge.findings[fact.finding].label.en.rstrip("?")
    value = f"{fact.value:g}" if isinstance(fact.value, float) else fact.value.replace("_", " ")
    said = label if fact.value == PRESENT else f"no {inside(label)}" if fact.value == ABSENT else f"{label}: {value}"
    where = " ".join(part for part in (fact.level or fact.root or "", fact.side or "") if part)
    return _sentence(", ".join(part for part in (said, where) if part))


def _sentence(words: str) -> str:
    """A capital in front."""
    return words[:1].upper() + words[1:]
