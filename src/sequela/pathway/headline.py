"""The headline: the assessment in a few sentences, as a clinician would dictate it.

Who, which operation, the course; danger (first of all if it is urgent); the leading explanations; what to do next.
What is not known is left out, never guessed, and nothing here is called a diagnosis.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator, Sequence

from sequela.assessment import (
    AskNext,
    ComplaintResult,
    FailureReasonResult,
    FlagResult,
    Place,
    Ranked,
    ScopeResult,
    TriageResult,
)
from sequela.case.case import Case, Patient, Surgery
from sequela.case.complaint import Complaint
from sequela.case.when import DAYS_PER_MONTH
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.terms import FindingId

from .dictation import counted, elapsed, first_sentence, inside, listed, ordinal, percent, sentence, span

URGENCY = {
    "emergency_now": "emergency now",
    "same_day": "to be seen the same day",
    "two_weeks": "to be seen within two weeks",
    "routine": "no hurry",
}

_BLAMING = frozenset({"psychosocial_factors"})
"""Reasons never put in a headline, where they would read as blame of the patient."""

_AXIAL = {"lumbar": "back", "cervical": "neck", "thoracic": "mid-back"}
_LIMB = {"lumbar": "leg", "cervical": "arm", "thoracic": "chest wall"}
_COURSE = {
    "never_better": "never better after the operation",
    "better_then_worse": "better at first, then worse",
    "new_different": "new and different from before the operation",
}


def headline(
    case: Case,
    scope: ScopeResult,
    triage: TriageResult,
    complaints: Sequence[ComplaintResult],
    failure_reasons: Sequence[FailureReasonResult],
    knowledge: Knowledge,
) -> str:
    """Return two to five sentences; danger comes first if it is urgent, and then nothing is proposed beside it."""
    who = sentence("; ".join(part for part in (person_words(case, knowledge), _pain(case)) if part))
    danger = sentence(_danger(triage))
    said = [danger, who] if triage.urgent else [who, danger]
    said.extend(sentence(text) for text in _scope(scope))
    if scope.status != "out":
        said.extend(sentence(text) for text in _explanations(complaints))
        if not triage.urgent:
            if scope.status == "in" and not scope.notes:
                said.append(sentence(_reasons(failure_reasons)))
            said.append(sentence(_next(triage, complaints, knowledge)))
    return " ".join(text for text in said if text)


# --- who, which operation, what pain ---------------------------------------------------------------------------------


def person_words(case: Case, knowledge: Knowledge) -> str:
    """Who, and the last operation: ``58-year-old woman, five years after L4-L5 fusion (second operation)``."""
    operation = _operation(case, knowledge)
    person = _person(case.patient, knowledge)
    return f"{person}, {operation}" if operation else person


def _person(patient: Patient, knowledge: Knowledge) -> str:
    noun = {"female": "woman", "male": "man"}.get(patient.sex or "", "patient")
    if patient.age is None:
        return noun
    low, high = (math.floor(years) for years in patient.age)
    if high < knowledge.conventions["adult_age"].value:
        noun = "patient"
    return f"{low}-year-old {noun}" if low == high else f"{noun} aged {low} to {high}"


def _operation(case: Case, knowledge: Knowledge) -> str:
    last = case.latest_surgery()
    if last is None:
        return "never operated on the spine" if case.never_operated else ""
    name = _named(last, knowledge)
    count = len(case.surgeries)
    if count > 1:
        name += f" ({ordinal(count)} operation)"
    since = f"{elapsed(last.when.days_before(case.as_of))} " if last.when else ""
    return f"{since}after {name}"


def _named(surgery: Surgery, knowledge: Knowledge) -> str:
    """The operation with its levels; where its kind is not known, only that it was one."""
    procedure = knowledge.procedures.get(surgery.procedure or "")
    if procedure is not None:
        kind = inside(procedure.label.en)
    elif surgery.family and surgery.family != "other":
        kind = surgery.family.replace("_", " ")
    else:
        kind = "spine operation"
    return f"{span(surgery.levels)} {kind}".strip()


def _pain(case: Case) -> str:
    """The complaints in words, each with how it has gone."""
    return "; ".join(course_words(complaint, case) for complaint in case.complaints)


def course_words(complaint: Complaint, case: Case) -> str:
    """A complaint in words, with how it has gone: ``right leg pain, for two and a half years, never better``."""
    course = [_since(complaint, case.as_of), _course(complaint, case.latest_surgery())]
    return ", ".join(part for part in (pain_words(complaint), *course) if part)


def pain_words(complaint: Complaint) -> str:
    """What hurts, in words: ``back and right leg pain, L5 territory``; only what is stated."""
    axial, limb = _AXIAL[complaint.region], _LIMB[complaint.region]
    side = {"left": "left ", "right": "right ", "both": "bilateral "}.get(complaint.side or "", "")
    words = {
        "axial_only": f"{side if complaint.side != 'both' else ''}{axial} pain",
        "axial_more": f"{axial} more than {side}{limb} pain",
        "equal": f"{axial} and {side}{limb} pain",
        "limb_more": f"{side}{limb} more than {axial} pain",
        "limb_only": f"{side}{limb} pain",
    }.get(complaint.distribution or "", _undivided(complaint, side))
    return words + (f" in the {listed(complaint.roots)} territory" if complaint.roots else "")


def _undivided(complaint: Complaint, side: str) -> str:
    """Pain of which it is not stated how it divides between the spine and the limb: by the places that hurt."""
    sites = list(dict.fromkeys(site.name.replace("_", " ") for site in complaint.sites))
    if sites:
        sided = side.replace(" ", "-sided ") if complaint.side != "both" else side
        return f"{sided}{listed(sites)} pain"
    if complaint.roots:
        return f"{side}{_LIMB[complaint.region]} pain"
    return f"{side}pain in the {complaint.region} region"


def _since(complaint: Complaint, as_of: dt.date) -> str:
    return f"for {elapsed(complaint.onset.days_before(as_of))}" if complaint.onset else ""


def _course(complaint: Complaint, surgery: Surgery | None) -> str:
    if complaint.course is None:
        return ""
    well = surgery.pain_free_months if surgery else None
    if complaint.course == "better_then_worse" and well is not None and well[0] == well[1] >= 1:
        return f"better for {elapsed((well[0] * DAYS_PER_MONTH, well[1] * DAYS_PER_MONTH))}, then worse"
    return _COURSE[complaint.course]


# --- danger and scope ------------------------------------------------------------------------------------------------


def _danger(triage: TriageResult) -> str:
    raised = [f for f in triage.flags if f.status in {"present", "possible"}]
    leading = [f for f in raised if f.urgency == triage.level] or raised
    if triage.urgent and leading:
        return f"{URGENCY[triage.level]}: {_flag(leading[0])}{_besides(leading)}. {first_sentence(leading[0].action)}"
    if leading:
        text = f"{URGENCY[triage.level]}: {_flag(leading[0])}{_besides(leading)}"
        return text + (f"; {_open(triage)}" if triage.open_questions else "")
    if triage.open_questions:
        return f"danger not yet ruled out ({_open(triage)})"
    return "no red flag on the recorded answers"


def _flag(flag: FlagResult) -> str:
    return inside(flag.label) + ("" if flag.status == "present" else ", not settled")


def _besides(flags: Sequence[FlagResult]) -> str:
    return f", and {counted(len(flags) - 1, 'further red flag')}" if len(flags) > 1 else ""


def _open(triage: TriageResult) -> str:
    count = triage.open_questions
    return f"{count} question{'' if count == 1 else 's'} open"


def _scope(scope: ScopeResult) -> Iterator[str]:
    because = "; ".join(inside(statement.text.rstrip(".")) for statement in scope.because)
    if scope.status == "early":
        yield "early post-operative: danger, causes and tests only, no plan for lasting pain"
    elif scope.status == "out":
        yield "outside what this product is for" + (f": {because}" if because else "")
    elif scope.status == "unknown":
        yield "not settled whether this product applies" + (f": {because}" if because else "")
    for note in scope.notes:
        yield note.text


# --- explanations and what next --------------------------------------------------------------------------------------


def _explanations(complaints: Sequence[ComplaintResult]) -> Iterator[str]:
    for place, complaint in enumerate(complaints):
        name = f" of the {inside(complaint.label)}" if len(complaints) > 1 else ""
        if not complaint.differential:
            yield f"no explanations{name}: {complaint.because or 'nothing to go by'}"
            continue
        told = [entry for entry in complaint.differential if not entry.background]
        if not told:
            yield f"no recorded fact points to a source{name} yet"
            continue
        # The main complaint gets its two leading explanations, any other one only the first: this is a headline.
        # What a fact raised, but to less than half of what stands there without any, leads nothing.
        usual = max((entry.probability for entry in complaint.differential if entry.background), default=0.0)
        second = [entry for entry in told[1:2] if place == 0 and 2 * entry.probability >= usual]
        shown = [told[0], *second]
        words = ", ".join(_explanation(entry, first=i == 0) for i, entry in enumerate(shown))
        tied = any({e.mechanism for e in shown} <= set(group) for group in complaint.indistinguishable)
        yield f"leading explanations{name}: {words}" if len(shown) > 1 else f"leading explanation{name}: {words}"
        if len(shown) > 1 and tied:
            yield "these two cannot be told apart on the recorded facts"


def _explanation(entry: Ranked, *, first: bool) -> str:
    spot = _spot(entry.where[0]) if entry.where else ""
    likely = percent(entry.probability)
    if first:
        low, high = entry.interval
        likely += f", 90 % interval {100 * low:.0f} to {100 * high:.0f}"
    return f"{inside(entry.title)}{spot} ({likely})"


def _spot(place: Place) -> str:
    if place.level:
        return f" at {place.level}" + (f" {place.side}" if place.side else "")
    return " on both sides" if place.side == "both" else f" on the {place.side}"


def _reasons(reasons: Sequence[FailureReasonResult]) -> str:
    named = [inside(r.label) for r in reasons if r.verdict == "supported" and r.id not in _BLAMING]
    return f"why there may be pain after the operation: {listed(named[:2])}" if named else ""


def _next(triage: TriageResult, complaints: Sequence[ComplaintResult], knowledge: Knowledge) -> str:
    first = ["answer the open danger questions"] if triage.open_questions else []
    asks = complaints[0].ask_next[:2] if complaints else ()
    steps = [*first, *([", and ".join(_asked(asks, knowledge))] if asks else [])]
    return f"next: {', then '.join(steps)}" if steps else ""


def _asked(asks: Sequence[AskNext], knowledge: Knowledge) -> Iterator[str]:
    """What to ask and what to examine, by their labels; each verb once."""
    by_verb: dict[str, list[str]] = {}
    for ask in asks:
        finding = knowledge.findings.get(FindingId(ask.finding))
        verb = "examine" if ask.asked == "examination" else "ask"
        by_verb.setdefault(verb, []).append(inside(finding.label.en if finding else ask.question))
    for verb, labels in by_verb.items():
        yield f"{verb}: {listed(labels)}"
