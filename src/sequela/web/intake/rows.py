"""Rows: a finding asked with yes, no and not sure; and the facts that such answers are."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from sequela.knowledge.schema.findings import Finding
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.terms import FindingId, Text

from .page import NO, SIDE, SINCE, UNSURE, YES, Answers, Field, Option
from .part import Part
from .wording import plain_question, told_by_patients

SINCE_OPTIONS = (
    Option(value="days", label="The last 3 days"),
    Option(value="weeks", label="The last 2 weeks"),
    Option(value="month", label="The last 6 weeks"),
    Option(value="worse", label="Longer, and getting worse"),
    Option(value="same", label="Longer, and no worse"),
    Option(value="unsure", label="Not sure"),
)
SINCE_SAYS: Mapping[str, Mapping[str, object]] = {
    "days": {"trend": "new", "since": {"days_ago": 1}},
    "weeks": {"trend": "new", "since": {"weeks_ago": 1}},
    "month": {"trend": "new", "since": {"weeks_ago": 4}},
    "worse": {"trend": "worse"},
    "same": {"trend": "stable"},
}
"""What a fact says after "since when"; not sure says nothing, and is then taken as possibly new."""
_SENTENCES = re.compile(r".+?[?.!](?=\s|$)\s*|.+$", re.DOTALL)
_FOLLOW_UP = re.compile(
    r"(since when|when\?|which side|how (?:much|high)|¿desde cuándo|¿cuándo|¿qué lado|¿cuánt)", re.IGNORECASE
)
SIDES = (
    Option(value="left", label="Left"),
    Option(value="right", label="Right"),
    Option(value="both", label="Both"),
)


def row(finding: Finding, *, since: bool = False, sided: bool = False) -> Field:
    """A finding as a question, in the knowledge's own words unless those do not address the reader."""
    label = plain_question(finding) or _without_follow_up(finding.question or finding.label)
    return Field(name=finding.id, kind="row", label=label, since=since, sided=sided)


def _without_follow_up(question: Text) -> Text:
    """The question that yes or no answers; "since when" and "which side" are asked beside it where they matter."""
    return Text(en=_first(question.en), es=None if question.es is None else _first(question.es))


def _first(question: str) -> str:
    kept = [part for part in _SENTENCES.findall(question) if not _FOLLOW_UP.match(part.strip())]
    return "".join(kept).strip() or question


def fact_parts(answers: Answers, knowledge: Knowledge) -> Iterator[Part]:
    """The facts that rows state. Not sure is asked and unknown; a row that was not answered is nothing."""
    for answer in answers.values():
        for name, given in answer.given.items():
            if FindingId(name) not in knowledge.findings or given[:1] not in (((YES,)), ((NO,)), ((UNSURE,))):
                continue
            body: dict[str, object] = {"finding": name, "value": given[0]}
            if given[0] == YES:
                body |= SINCE_SAYS.get(answer.one(name + SINCE), {})
                side = answer.one(name + SIDE)
                body |= {"side": side} if side in ("left", "right", "both") else {}
            yield Part(kind="fact", about=name, body=body)


def members(finding: Finding) -> tuple[FindingId, ...]:
    """The findings that the rules of a cluster speak of, in reading order."""
    return tuple(dict.fromkeys(FindingId(name) for name in named_in(finding.cluster)))


def named_in(condition: object) -> Iterator[str]:
    """Every finding that a condition names."""
    if isinstance(condition, Mapping):
        for key, part in condition.items():
            if key == "finding" and isinstance(part, str):
                yield part
            else:
                yield from named_in(part)
    elif isinstance(condition, list | tuple):
        for part in condition:
            yield from named_in(part)


def asked_of_patients(names: Iterable[FindingId], knowledge: Knowledge) -> tuple[FindingId, ...]:
    """Those that a patient can answer with yes or no."""
    return tuple(
        name
        for name in names
        if (known := knowledge.findings.get(name)) is not None
        and told_by_patients(known)
        and known.question is not None
        and known.askable
        and known.levels == (NO, YES)
        and known.range is None
        and known.unit is None
    )
