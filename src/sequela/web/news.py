"""What a patient told that nobody in the clinic has dealt with yet: urgent answers, and answers that were sent."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.terms import FindingId, RedFlagId
from sequela.records import frozen
from sequela.store.entries import Entry
from sequela.store.kinds import IN_THE_CASE

from .entry_words import in_words

ALARM, ANSWER = "alarm", "answer"


@frozen
class Said:
    """Something that the patient told: what it is about, and what was said of it. `absent`: that it is not there."""

    about: str
    words: str
    absent: bool = False


@frozen
class Alarm:
    """An urgent answer: when it came, how urgent it is, the dangers it speaks of, and the answers that say so."""

    at: dt.datetime
    level: str
    dangers: tuple[str, ...]
    said: tuple[Said, ...]


@frozen
class Arrived:
    """Answers that were sent: when, and everything that the patient told since the clinic last looked."""

    at: dt.datetime
    said: tuple[Said, ...]


def unseen(entries: Sequence[Entry], kind: str) -> bool:
    """Whether one of this kind (``alarm`` or ``answer``) came after what was last marked as seen.

    A mark names the last entry that the clinician saw, so that what comes meanwhile is not marked with it.
    """
    return next(_news(entries, kind), None) is not None


def alarms_in(entries: Sequence[Entry], knowledge: Knowledge, language: str) -> tuple[Alarm, ...]:
    """The urgent answers that nobody has dealt with, the latest first."""
    return tuple(_alarm(entry, entries, knowledge, language) for entry in reversed([*_news(entries, ALARM)]))


def arrived_in(entries: Sequence[Entry], knowledge: Knowledge, language: str) -> Arrived | None:
    """What was sent since the clinic last looked; None if nothing was."""
    sent = [*_news(entries, ANSWER)]
    if not sent:
        return None
    before = max((_seen_upto(entry, ANSWER) for entry in entries), default=0)
    told = (e for e in entries if e.source == "patient" and e.kind in IN_THE_CASE and e.number > before)
    return Arrived(at=sent[-1].recorded_at, said=tuple(_said(e, knowledge, language) for e in told))


def _alarm(alarm: Entry, entries: Sequence[Entry], knowledge: Knowledge, language: str) -> Alarm:
    body = alarm.body if isinstance(alarm.body, Mapping) else {}
    raised = [flag for name in body.get("flags", ()) if (flag := knowledge.red_flags.get(RedFlagId(str(name))))]
    asked = {finding for flag in raised for finding in flag.asks}
    return Alarm(
        at=alarm.recorded_at,
        level=str(body.get("level", "")),
        dangers=tuple(getattr(flag.label, language, None) or flag.label.en for flag in raised),
        said=tuple(_said(e, knowledge, language) for e in entries if e.number < alarm.number and _speaks_of(e, asked)),
    )


def _speaks_of(entry: Entry, asked: set[FindingId]) -> bool:
    """Whether the patient stated one of these findings, and not that it is absent."""
    body = entry.body
    return (
        entry.kind == "fact"
        and entry.source == "patient"
        and isinstance(body, Mapping)
        and body.get("finding") in asked
        and body.get("value") != "absent"
    )


def _said(entry: Entry, knowledge: Knowledge, language: str) -> Said:
    about, words = in_words(entry.kind, entry.body, knowledge, language)
    body = entry.body
    absent = entry.kind == "fact" and isinstance(body, Mapping) and body.get("value") == "absent"
    return Said(about=about, words=", ".join(words), absent=absent)


def _news(entries: Sequence[Entry], kind: str) -> Iterator[Entry]:
    before = max((_seen_upto(entry, kind) for entry in entries), default=0)
    for entry in entries:
        if entry.kind == kind and entry.number > before and (kind != ANSWER or _was_sent(entry)):
            yield entry


def _seen_upto(entry: Entry, kind: str) -> int:
    if entry.kind != "seen" or not isinstance(entry.body, Mapping) or entry.body.get("what") != kind:
        return 0
    upto = entry.body.get("upto", entry.number)
    return min(upto, entry.number) if isinstance(upto, int) else entry.number  # nobody has seen what is yet to come


def _was_sent(entry: Entry) -> bool:
    """Whether it marks that a patient sent their answers; an answer alone is no news yet."""
    return isinstance(entry.body, Mapping) and bool(entry.body.get("sent"))
