"""Danger first: which questions the red flags still need, and whether the answers so far are urgent.

The product's own triage decides, on the whole chart with the answers in it. Nothing here is a diagnosis: it says where
to go and by when.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from sequela.case.case import Case
from sequela.case.ledger import sort_facts
from sequela.knowledge.same import Same
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.red_flags import RedFlag
from sequela.knowledge.schema.terms import FindingId
from sequela.pathway.reading import triage_reading
from sequela.pathway.triage.red_flags import Decided, decide, triage
from sequela.records import frozen

from .basis import Basis
from .page import Page
from .rows import asked_of_patients, row
from .topics import OTHER, SELF_HARM, TOPICS, Topic

URGENT = ("emergency_now", "same_day")
ROWS_PER_PAGE = "intake_rows"
NONE_OF_THESE = "None of these"


@frozen
class Urgent:
    """How urgent the answers so far are, and the red flags that say so."""

    level: str
    flags: tuple[str, ...]


def urgent(case: Case, knowledge: Knowledge) -> Urgent | None:
    """What the triage of the chart says, if it cannot wait; else None."""
    found = triage(case, triage_reading(case, sort_facts(case, knowledge), knowledge), knowledge)
    if not found.urgent:
        return None
    raised = (flag for flag in found.flags if flag.status in ("present", "possible") and flag.urgency in URGENT)
    return Urgent(level=found.level, flags=tuple(flag.id for flag in raised))


def pages(basis: Basis, case: Case) -> Iterator[Page]:
    """The danger questions: those put already, and the fewest that could still rule each grave danger out."""
    wanted = _wanted(basis, case)
    put = basis.put
    named = {name for topic in TOPICS for name in topic.findings}
    rest = Topic(id=OTHER.id, title=OTHER.title, findings=tuple(name for name in wanted if name not in named))
    most = int(basis.knowledge.conventions[ROWS_PER_PAGE].value)
    for topic in (*TOPICS, rest):
        if topic.id == "despair" and not basis.self_harm:
            continue
        before = _put_under(topic, basis)
        fresh = [name for name in topic.findings if name in wanted and name not in put]
        for number, rows in enumerate(_filled(before, fresh, most), 1):
            yield _page(topic, number, rows, basis.knowledge)


def _put_under(topic: Topic, basis: Basis) -> list[list[str]]:
    """The questions of a topic that were put already, page by page."""
    found: list[list[str]] = []
    while (answer := basis.answers.get(page_id(topic, len(found) + 1))) is not None:
        found.append([name for name in answer.put if FindingId(name) in basis.knowledge.findings])
    return found


def _filled(before: Sequence[Sequence[str]], fresh: Sequence[str], most: int) -> Iterator[tuple[str, ...]]:
    """The pages as they were, then what is new, in equal parts of at most `most` lines."""
    yield from (tuple(names) for names in before)
    if fresh:
        parts = -(-len(fresh) // most)
        size = -(-len(fresh) // parts)
        yield from (tuple(fresh[at : at + size]) for at in range(0, len(fresh), size))


def page_id(topic: Topic, number: int) -> str:
    """The first page of a topic is called by its name, the next ones by their number too."""
    return f"danger-{topic.id}" if number == 1 else f"danger-{topic.id}-{number}"


def _page(topic: Topic, number: int, names: Sequence[str], knowledge: Knowledge) -> Page:
    timed = _timed(Same(knowledge))
    findings = [knowledge.findings[FindingId(name)] for name in names]
    return Page(
        id=page_id(topic, number),
        chapter="danger",
        title=topic.title,
        why=topic.why,
        lead=topic.lead,
        fields=tuple(row(one, since=one.id in timed, sided=one.located == "side") for one in findings),
        none=NONE_OF_THESE,
        layout="rows",
    )


def _wanted(basis: Basis, case: Case) -> frozenset[FindingId]:
    """What patients can answer of the questions that could settle a grave danger that can occur in this person."""
    knowledge = basis.knowledge
    reading = triage_reading(case, sort_facts(case, knowledge), knowledge)
    regions = {complaint.region for complaint in case.complaints if complaint.place != "complaints"}
    found: set[FindingId] = set()
    for flag in knowledge.red_flags.values():
        decided = decide(flag, reading, knowledge)
        if _grave(flag) and decided.status in ("to_ask", "possible") and _may_occur(decided):
            found |= set(asked_of_patients(decided.settle, knowledge))
    return frozenset(
        name
        for name in found
        if (basis.self_harm or name not in SELF_HARM)
        and (len(knowledge.findings[name].regions) > 2 or regions & set(knowledge.findings[name].regions))
    )


def _grave(flag: RedFlag) -> bool:
    return flag.urgency in URGENT or flag.urgency_possible in URGENT


def _may_occur(decided: Decided) -> bool:
    """Not while it is unknown whether there was such an operation: that is asked first, and then decides."""
    return decided.applies is True


@lru_cache(maxsize=2)
def _timed(knowledge: Same[Knowledge]) -> frozenset[str]:
    """The findings of which a red flag asks whether they are new, worse, or how long they have been there."""
    conditions = (
        condition
        for flag in knowledge.value.red_flags.values()
        for condition in (flag.rule, *flag.alarming, flag.applies_when)
    )
    return frozenset(name for condition in conditions for name in _with_time(condition))


def _with_time(condition: object) -> Iterator[str]:
    if isinstance(condition, Mapping):
        if "finding" in condition and ("change" in condition or "within_days" in condition):
            yield str(condition["finding"])
        for part in condition.values():
            yield from _with_time(part)
    elif isinstance(condition, list | tuple):
        for part in condition:
            yield from _with_time(part)
