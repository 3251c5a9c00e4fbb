"""Supposing on a page: any recorded fact otherwise, or a result that is not there yet. Nothing of it is stored.

Only danger and probable sources are worked out anew, which is a fifth of an assessment: the answer comes while the
clinician still looks at what was changed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sequela.assess import differentials
from sequela.assessment import ComplaintResult, TriageResult
from sequela.assessment.read_back import read_all, read_back
from sequela.case.case import Case
from sequela.case.errors import CaseError
from sequela.case.fact import ABSENT, PRESENT, UNKNOWN, Fact
from sequela.case.ledger import sort_facts
from sequela.case.location import LEVELS, SIDES
from sequela.case.read_fact import is_numeric
from sequela.case.what_if import parse_supposition, suppose
from sequela.knowledge.schema.findings import Finding
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.terms import FindingId
from sequela.pathway.blocks.answer import with_blocks
from sequela.pathway.reading import triage_reading
from sequela.pathway.triage.red_flags import triage
from sequela.records import frozen
from sequela.report.compare import WhatIf, compare
from sequela.store.chart import case_of_chart
from sequela.store.entries import Entry

MOST = 40
"""So many suppositions at once; more are another patient."""


FIRST, DANGER = "first", "danger"
PARTS = (DANGER, "patient", "examination", "imaging", "block", "laboratory", "electrodiagnosis", "record")
"""Kinds of findings, in the order in which those that weigh little stand on the page."""
_LEADING = 3
"""Of so many probable sources the arguments come first."""


@frozen
class Answer:
    """Danger and probable sources of a case."""

    triage: TriageResult
    complaints: tuple[ComplaintResult, ...]


@frozen
class Choice:
    """Something that can be supposed, and how: `options` are texts of the form FINDING[@SIDE][@LEVEL]=VALUE with words.

    recorded
        its value as recorded; empty for what is not recorded yet.
    part
        where it stands on the page: ``first``, or among the others of its kind (`PARTS`).
    stated, unit
        what is supposed of, FINDING[@SIDE][@LEVEL]; and of a quantity its unit: it has no options, a number is typed.
    chosen
        the option, or the number, that is supposed now; empty if none.
    """

    label: str
    recorded: str
    options: tuple[tuple[str, str], ...]
    part: str
    stated: str
    unit: str = ""
    chosen: str = ""


@frozen
class Supposition:
    """What was asked, and what it changes; `problems` where it could not be read."""

    texts: tuple[str, ...]
    what_if: WhatIf | None
    problems: tuple[str, ...]


def kept(assessment: Mapping[str, Any]) -> Answer:
    """The answer as it was kept."""
    return Answer(
        triage=read_back(TriageResult, assessment["triage"]),
        complaints=read_all(ComplaintResult, assessment["complaints"]),
    )


def answer(case: Case, knowledge: Knowledge) -> Answer:
    """The answer of a case, worked out."""
    case = with_blocks(case, knowledge)
    facts = sort_facts(case, knowledge)
    return Answer(
        triage=triage(case, triage_reading(case, facts, knowledge), knowledge),
        complaints=tuple(worked.result for worked in differentials(case, facts, knowledge)),
    )


def supposed(texts: Sequence[str], case: Case, before: Answer, knowledge: Knowledge) -> Supposition:
    """What these suppositions change in a case whose answer is `before`."""
    asked = tuple(dict.fromkeys(text.strip() for text in texts if text.strip()))[:MOST]
    if not asked:
        return Supposition(texts=(), what_if=None, problems=())
    facts: list[Fact] = []
    problems: list[str] = []
    for number, text in enumerate(asked):
        try:
            facts.append(parse_supposition(text, number, case, knowledge))
        except CaseError as error:
            problems += [problem.message for problem in error.problems]
    if problems:
        return Supposition(texts=asked, what_if=None, problems=tuple(problems))
    after = answer(suppose(case, facts), knowledge)
    words = [_words(fact, knowledge) for fact in facts]
    return Supposition(texts=asked, what_if=compare(before, after, words), problems=())


def supposition_of(
    texts: Sequence[str],
    entries: Sequence[Entry],
    patient_id: str,
    day: dt.date,
    today: dt.date,
    before: Mapping[str, Any],
    knowledge: Knowledge,
) -> Supposition:
    """What these suppositions change for a patient whose assessment, as it was kept, is `before`."""
    if not any(text.strip() for text in texts):
        return Supposition(texts=(), what_if=None, problems=())
    return supposed(texts, case_of_chart(entries, patient_id, knowledge, day, today), kept(before), knowledge)


# --- what can be supposed ---------------------------------------------------------------------------------------------


def recorded_choices(
    case: Case, knowledge: Knowledge, chosen: Iterable[str], assessment: Mapping[str, Any]
) -> tuple[Choice, ...]:
    """Every recorded finding, each place once; first what is there and what weighs, the heaviest before all."""
    wanted = frozenset(chosen)
    bits = weights(assessment)
    found: dict[tuple[str, ...], Choice] = {}
    for fact in case.facts:
        finding = knowledge.findings.get(FindingId(fact.finding))
        place = tuple(part for part in (fact.side, fact.level or fact.root) if part)
        if finding is None or fact.before_surgery:
            continue
        value = fact.value if isinstance(fact.value, str) else f"{fact.value:g}"
        label = ", ".join([finding.label.en.rstrip("?"), *place])
        first = value not in (ABSENT, UNKNOWN) or finding.id in bits
        part = FIRST if first else _part(finding, knowledge)
        found[(finding.id, *place)] = _choice(finding, label, value, place, wanted, part)
    heaviest = {choice.stated: -bits.get(choice.stated.partition("@")[0], 0.0) for choice in found.values()}
    return tuple(sorted(found.values(), key=lambda choice: (heaviest[choice.stated], choice.label)))


def weights(assessment: Mapping[str, Any]) -> Mapping[str, float]:
    """The findings that argue for or against the leading sources, each with its weightiest argument in bits."""
    found: dict[str, float] = {}
    for complaint in assessment["complaints"]:
        for entry in complaint["differential"][:_LEADING]:
            for argument in (*entry["for"], *entry["against"]):
                found[argument["fact"]] = max(abs(argument["bits"]), found.get(argument["fact"], 0.0))
    return found


def _part(finding: Finding, knowledge: Knowledge) -> str:
    """The kind of a finding: a danger sign, else how it is learnt."""
    asked = any(finding.id in flag.asks for flag in knowledge.red_flags.values())
    return DANGER if asked else finding.asked


def open_choices(
    assessment: Mapping[str, Any], case: Case, knowledge: Knowledge, chosen: Iterable[str]
) -> tuple[Choice, ...]:
    """Results not recorded yet that the answer speaks of: what to ask next, what would change it, what tests show."""
    wanted = frozenset(chosen)
    known = {fact.finding for fact in case.facts}
    side = next((c.side for c in case.complaints if c.side in ("left", "right")), None)
    first = frozenset(_decisive(assessment))
    found = []
    for identifier in dict.fromkeys((*_decisive(assessment), *_of_tests(assessment))):
        finding = knowledge.findings.get(FindingId(identifier))
        if finding is None or identifier in known:
            continue
        place = (side,) if side and finding.located in ("side", "level_and_side") else ()
        label = ", ".join([finding.label.en.rstrip("?"), *place])
        part = FIRST if identifier in first else _part(finding, knowledge)
        found.append(_choice(finding, label, "", place, wanted, part))
    return tuple(found)


def _decisive(assessment: Mapping[str, Any]) -> Iterator[str]:
    """What would change the first place, and what is best asked next."""
    for complaint in assessment["complaints"]:
        for part in ("would_change", "ask_next"):
            yield from (item["finding"] for item in complaint[part])


def _of_tests(assessment: Mapping[str, Any]) -> Iterator[str]:
    for test in (assessment.get("workup") or {}).get("tests", ()):
        yield from test["findings"]


def _choice(
    finding: Finding, label: str, recorded: str, place: tuple[str, ...], wanted: frozenset[str], part: str
) -> Choice:
    stated = "@".join((finding.id, *place))
    if is_numeric(finding) and set(finding.levels) <= {PRESENT, ABSENT}:
        said = next((text for text in wanted if text.startswith(f"{stated}=")), "").partition("=")[2]
        unit = finding.unit or "number"
        return Choice(label=label, recorded=recorded, options=(), part=part, stated=stated, unit=unit, chosen=said)
    words = {PRESENT: "present", ABSENT: "absent", UNKNOWN: "not known"}
    values = [value for value in (*reversed(finding.levels), UNKNOWN) if value != recorded]
    options = tuple((f"{stated}={value}", words.get(value, value.replace("_", " "))) for value in values)
    chosen = next((text for text, _ in options if text in wanted), "")
    read = words.get(recorded, recorded.replace("_", " "))
    return Choice(label=label, recorded=read, options=options, part=part, stated=stated, chosen=chosen)


def typed(form: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """The quantities that were typed in the fields ``q.FINDING[@SIDE][@LEVEL]``, as suppositions."""
    said = ((name.removeprefix("q."), values[0].strip()) for name, values in form.items() if name.startswith("q."))
    return tuple(f"{stated}={value.replace(',', '.')}" for stated, value in said if value)


def stated(finding: str, value: str, side: str, level: str, knowledge: Knowledge) -> str:
    """A supposition of any finding from the fields of a form; empty if no finding is named."""
    by_label = {known.label.en.casefold(): known.id for known in knowledge.findings.values()}
    named = by_label.get(finding.casefold(), finding)
    places = [place for place, known in ((side, SIDES), (level, LEVELS)) if place in known]
    return f"{'@'.join((named, *places))}={value or PRESENT}" if named else ""


def _words(fact: Fact, knowledge: Knowledge) -> str:
    value = fact.value if isinstance(fact.value, str) else f"{fact.value:g}"
    label = knowledge.findings[fact.finding].label.en.rstrip("?")
    place = [part for part in (fact.side, fact.level or fact.root) if part]
    return f"{', '.join([label, *place])}: {value.replace('_', ' ')}"
