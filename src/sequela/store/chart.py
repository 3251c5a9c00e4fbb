"""From what stands in the store to the case of a day, and from a case file to entries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping

from sequela.case.case import Case
from sequela.case.read import SCHEMA, read_case
from sequela.case.when import TimeError, read_when
from sequela.knowledge.schema.knowledge import Knowledge

from .entries import Entry
from .kinds import IN_THE_CASE

_AGO = frozenset({"days_ago", "weeks_ago", "months_ago", "years_ago"})
_RECORDED = ("fact",)
"""Kinds whose body may say when it was recorded."""


def case_file(standing: Iterable[Entry], as_of: dt.date) -> dict[str, object]:
    """The case file that these entries make, in the order in which they were first told."""
    raw: dict[str, object] = {"schema": SCHEMA, "as_of": as_of.isoformat()}
    many: dict[str, list[object]] = {}
    for entry in sorted(standing, key=lambda e: e.number):
        if entry.kind not in IN_THE_CASE:
            continue
        key, holds = IN_THE_CASE[entry.kind]
        if entry.kind == "never_operated":
            raw.setdefault(key, "none")
        elif holds == "one":
            raw[key] = entry.body
        else:
            many.setdefault(key, []).append(_dated(entry))
    return raw | many


def _dated(entry: Entry) -> object:
    if entry.kind not in _RECORDED or not isinstance(entry.body, Mapping):
        return entry.body
    return {"source": entry.source, "recorded": entry.recorded_at.date().isoformat(), **entry.body}


def case_of_chart(standing: Iterable[Entry], name: str, knowledge: Knowledge, as_of: dt.date, today: dt.date) -> Case:
    """The case of a day. Raises `CaseError` for entries that a later version of the knowledge no longer understands."""
    return read_case(case_file(standing, as_of), name, knowledge, as_of=as_of, today=today)


def parts_of(raw: Mapping[str, object], written: dt.date) -> Iterator[tuple[str, object]]:
    """A case file as (kind, body), its "3 months ago" turned into calendar time so that it stays true later.

    `written` is the day the file speaks of.
    """
    for kind, (key, holds) in IN_THE_CASE.items():
        body = raw.get(key)
        if body is None or (kind == "surgery" and body == "none") or kind == "never_operated":
            continue
        if holds == "one":
            yield kind, anchored(body, written)
        elif isinstance(body, list):
            for part in body:
                yield kind, anchored(part, written)
    if raw.get("surgeries") == "none":
        yield "never_operated", True


def anchored(body: object, day: dt.date) -> object:
    """The same with every time that counts from `day` as a day, month or year of the calendar, as exact as it was."""
    if isinstance(body, Mapping):
        if len(body) == 1 and set(body) <= _AGO:
            return _calendar(body, day)
        return {str(key): anchored(part, day) for key, part in body.items()}
    if isinstance(body, list):
        return [anchored(part, day) for part in body]
    return body


def _calendar(ago: Mapping[object, object], day: dt.date) -> object:
    try:
        when = read_when(ago, day)
    except TimeError:
        return dict(ago)  # the reader of cases will say what is wrong with it
    (unit,) = ago
    middle = when.middle.isoformat()
    return {"years_ago": middle[:4], "months_ago": middle[:7]}.get(str(unit), middle)
