"""What is recorded, worded for a letter: times as dates, facts with their day and course, operations and treatments.

Times "ago" become calendar times: a letter is read on another day than the one it counts from. What nobody recorded is
said to be so; it is never told as a no.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from sequela.assessment import Assessment
from sequela.assessment.blocks import BlockReading
from sequela.case.case import BlockDone, Case, Surgery, TreatmentTried
from sequela.case.fact import ABSENT, PRESENT, UNKNOWN, Fact
from sequela.case.ledger import before_operation
from sequela.case.opioids import figure
from sequela.case.when import DAYS_PER_YEAR, TimeError, When, on, read_day
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.terms import FindingId
from sequela.pathway.dictation import inside, listed, sentence, span

NOT_RECORDED = "not recorded"
NOT_ASKED = "not asked"
ASKED_NOT_KNOWN = "asked, not known"

_MANY_LEVELS = 5
"""More levels than this are not counted out: "multilevel" may be any number."""
BOTH_SIDES = "both sides"

_EFFECTS: Mapping[str, str] = {
    "none": "no effect",
    "partial": "partial effect",
    "good": "good effect",
    "unknown": "effect asked, not known",
}
_RELIEFS: Mapping[str, str] = {"none": "no relief", "partial": "partial relief", "complete": "complete relief"}
_ADEQUATE: Mapping[str, str] = {"yes": "adequate", "no": "not adequate"}
_SPAN_OF_MONTH = DAYS_PER_YEAR / 6
_SPAN_OF_YEAR = 1.5 * DAYS_PER_YEAR


def dated(when: When) -> str:
    """A time as a calendar date, as exact as it is known: ``2024-05-20``, ``about 2024-04``, ``between .. and ..``."""
    days = (when.latest - when.earliest).days
    if days == 0:
        return when.latest.isoformat()
    if "ago" not in when.text:
        return when.text
    if days <= _SPAN_OF_MONTH:
        return f"about {when.middle:%Y-%m}"
    if days <= _SPAN_OF_YEAR:
        return f"about {when.middle:%Y}"
    return f"between {when.earliest:%Y} and {when.latest:%Y}"


def on_day(when: When | None) -> str:
    """A time, or that none is recorded."""
    return "no date recorded" if when is None else dated(when)


# --- facts -----------------------------------------------------------------------------------------------------------


def value_words(fact: Fact, knowledge: Knowledge) -> str:
    """What was found: the finding by its name, ``no ...``, its level or number."""
    finding = knowledge.findings[fact.finding]
    label = finding.label.en.rstrip("?")
    if fact.number is not None:
        return f"{label}: {fact.number:g}{_unit(finding.unit)}"
    if fact.value == PRESENT:
        return label
    if fact.value == ABSENT:
        return f"no {inside(label)}"
    if fact.value == UNKNOWN:
        return f"{label}: {ASKED_NOT_KNOWN}"
    return f"{label}: {str(fact.value).replace('_', ' ')}"


def _unit(unit: str | None) -> str:
    return "" if not unit or unit.startswith("points") else f" {unit}"


def fact_words(fact: Fact, case: Case, knowledge: Knowledge) -> str:
    """A fact with place, course and dates: ``Foot drop, right, worse, since about 2024-04; seen 2024-05-20``."""
    where = " ".join(word for word in (fact.level or fact.root or "", fact.side or "") if word)
    course = [
        where,
        "" if fact.trend is None else str(fact.trend),
        f"since {dated(fact.since)}" if fact.since is not None and fact.value not in (ABSENT, UNKNOWN) else "",
    ]
    said = ", ".join(part for part in (value_words(fact, knowledge), *course) if part)
    seen = f"{seen_words(fact)}{', before the last operation' if was_before(fact, case) else ''}"
    return f"{said} ({seen})"


def seen_words(fact: Fact) -> str:
    """When it was seen; without a date of its own, when it was written down."""
    return dated(fact.when) if fact.when is not None else f"recorded {fact.recorded.isoformat()}"


def was_before(fact: Fact, case: Case) -> bool:
    """True if the fact speaks of the time before the latest operation."""
    last = case.latest_surgery()
    return before_operation(fact, None if last is None else last.when)


def facts_of(findings: Iterable[str], case: Case, knowledge: Knowledge) -> tuple[Fact, ...]:
    """The facts of these findings, the latest first; those whose finding the knowledge does not have are left out."""
    wanted = frozenset(findings)
    found = [fact for fact in case.facts if fact.finding in wanted and fact.finding in knowledge.findings]
    return tuple(sorted(found, key=lambda fact: (fact.observed.latest, fact.id), reverse=True))


def asked_as(kinds: Iterable[str], case: Case, knowledge: Knowledge) -> Iterator[Fact]:
    """The facts of these kinds (imaging, laboratory ...) in the order of the file."""
    wanted = frozenset(kinds)
    for fact in case.facts:
        known = knowledge.findings.get(fact.finding)
        if known is not None and known.asked in wanted:
            yield fact


# --- operations, treatments, blocks ----------------------------------------------------------------------------------


def operation_words(surgery: Surgery, knowledge: Knowledge) -> str:
    """An operation with its levels, side, approach and implants."""
    procedure = knowledge.procedures.get(surgery.procedure or "")
    kind = procedure.label.en if procedure else (surgery.family or "spine operation").replace("_", " ")
    levels = span(surgery.levels) or "level not recorded"
    if not surgery.levels and surgery.extent is not None:
        low, high = surgery.extent
        several = f"{low:g} or more levels" if high > _MANY_LEVELS else f"{low:g} to {high:g} levels"
        levels = f"{low:g} level{'' if low == 1 else 's'}" if low == high else several
    more = [
        levels,
        BOTH_SIDES if surgery.side == "both" else surgery.side or "",
        f"{surgery.approach} approach" if surgery.approach else "",
        listed([name.replace("_", " ") for name in surgery.implants]),
    ]
    return sentence(", ".join(part for part in (kind, *more) if part)).rstrip(".")


def result_words(surgery: Surgery) -> str:
    """What the operation did at first, for how long, and what went wrong as far as it is recorded."""
    said = [_relief(surgery)]
    if surgery.pain_free_months is not None:
        low, high = surgery.pain_free_months
        months = f"{low:g}" if low == high else f"{low:g} to {high:g}"
        said.append(f"well for {months} months")
    if surgery.complications:
        said.append(f"complications: {surgery.complications.replace('_', ' ')}")
    return "; ".join(said)


def _relief(surgery: Surgery) -> str:
    axial, limb = surgery.relief_axial, surgery.relief_limb
    if axial is None and limb is None:
        return f"relief {ASKED_NOT_KNOWN}" if surgery.relief_asked_unknown else f"relief {NOT_RECORDED}"
    if axial == limb and axial is not None:
        return _RELIEFS[axial]
    parts = [f"{_RELIEFS[relief]} of {place} pain" for relief, place in ((axial, "spine"), (limb, "limb")) if relief]
    return ", ".join(parts)


def treatment_words(tried: TreatmentTried, knowledge: Knowledge) -> str:
    """A treatment with what was given, how much, for how long and where."""
    known = knowledge.treatments.get(tried.treatment or "")
    label = known.label.en if known else tried.phrase or (tried.treatment or "treatment").replace("_", " ")
    dose = "" if tried.dose is None else f"{figure(tried.dose)} {tried.unit or ''}".strip()
    parts = [
        label,
        " ".join(part for part in (tried.agent or "", dose) if part),
        tried.route or "",
        f"{tried.weeks:g} weeks" if tried.weeks else "",
        f"{tried.times} times" if tried.times and tried.times > 1 else "",
        " ".join(part for part in (span(tried.levels), tried.side or "") if part),
        _ADEQUATE.get(tried.adequate or "", ""),
    ]
    return ", ".join(part for part in parts if part)


def effect_words(tried: TreatmentTried) -> str:
    """What a treatment did, in words and in per cent, and for how long."""
    if not tried.given:
        return "not tried"
    said = [
        _EFFECTS.get(tried.effect or "", ""),
        f"{tried.percent:g} % relief" if tried.percent is not None else "",
        f"for {tried.effect_weeks:g} weeks" if tried.effect_weeks else "",
    ]
    return ", ".join(part for part in said if part) or f"effect {NOT_RECORDED}"


def block_words(block: BlockDone, knowledge: Knowledge) -> str:
    """A block with its place."""
    known = knowledge.findings.get(FindingId(block.block))
    label = known.label.en if known else block.block.replace("_", " ")
    return ", ".join(part for part in (label, span(block.levels), block.side or "") if part)


def block_result(block: BlockDone, assessment: Assessment) -> str:
    """What a block showed: its reading where a diary was read, else what the file states."""
    for reading in assessment.blocks or ():
        if reading.id == block.id:
            relief = "" if reading.best_relief is None else f"best relief {reading.best_relief:.0f} %"
            drug = " ".join(part for part in (reading.drug, _volume(reading)) if part)
            told = (f"by its diary {plain(reading.verdict)}", relief, drug, _sedation(reading.sedation))
            return ", ".join(part for part in told if part)
    if block.result is None:
        return f"result {NOT_RECORDED}"
    return block.result.replace("_", " ")


def block_when(block: BlockDone, assessment: Assessment) -> When | None:
    """When a block was done: as the file states it, else the day of its diary."""
    if block.when is not None:
        return block.when
    date = next((reading.date for reading in assessment.blocks or () if reading.id == block.id), None)
    try:
        return None if date is None else on(read_day(date))
    except TimeError:
        return None


def _volume(reading: BlockReading) -> str:
    return "" if reading.volume_ml is None else f"{reading.volume_ml:g} ml"


def _sedation(sedation: str | None) -> str:
    return f"sedation {NOT_RECORDED}" if sedation is None else f"sedation: {plain(sedation)}"


def plain(identifier: str) -> str:
    """An id as words."""
    return identifier.replace("_", " ")
