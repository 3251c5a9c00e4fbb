"""A patient's record as the pages show it: what stands, the assessment of it, and the line of the work list.

An assessment that was shown is kept with the entries and the knowledge it was made of; the same entries on the same day
are never assessed twice.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from sequela.assess import assess
from sequela.case.case import Case
from sequela.case.errors import CaseError
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.records import frozen
from sequela.store.chart import case_of_chart
from sequela.store.entries import Entry, last_number
from sequela.store.patients import PatientRow, patient_row, standing
from sequela.store.shown import found, keep, packed, unpacked
from sequela.store.store import Writing, stamp
from sequela.store.summaries import Summary, put
from sequela.web.news import ALARM, ANSWER, unseen
from sequela.web.site import Site

LEVELS = ("routine", "two_weeks", "same_day", "emergency_now")


@frozen
class Record:
    """One patient on one day.

    upto
        the number of the last entry it knows.
    assessment
        the JSON of the assessment (`sequela.assessment/1`), None while the entries make no case yet.
    problems
        what keeps the entries from being a case, in words.
    """

    patient: PatientRow
    name: str
    number: str
    as_of: dt.date
    upto: int
    entries: tuple[Entry, ...]
    assessment: Mapping[str, Any] | None
    problems: tuple[str, ...]


def record(site: Site, patient_id: str, as_of: dt.date | None = None) -> Record:
    """The record as of a day: entries recorded by then, assessed on that day. Raises `NotFoundError`."""
    today = site.today()
    day = as_of or today
    before = None if day >= today else stamp(dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), dt.UTC))
    with site.store.reading() as connection:
        row = patient_row(connection, patient_id)
        upto = last_number(connection, patient_id, before)
        entries = tuple(standing(connection, patient_id, upto))
        body = found(connection, patient_id, day, upto, site.knowledge.sha256)
    problems: tuple[str, ...] = ()
    if body is None and _told(entries):
        made, problems = site.worked_out(assessment_of, entries, patient_id, day, today)
        if made is not None:
            body = unpacked(made)
            with site.store.writing("assessment") as writing:
                keep(writing, patient_id, day, upto, (site.knowledge.version, site.knowledge.sha256), made)
    identity = named(entries)
    return Record(
        patient=row,
        name=str(identity.get("name", "")),
        number=str(identity.get("number", "")),
        as_of=day,
        upto=upto,
        entries=entries,
        assessment=body,
        problems=problems,
    )


def _told(entries: Sequence[Entry]) -> bool:
    """Whether anything of a case was told yet."""
    return any(entry.kind in ("complaint", "surgery", "fact", "score") for entry in entries)


def named(entries: Sequence[Entry]) -> Mapping[str, Any]:
    """Name and number of the patient, as last told."""
    found_: dict[str, Any] = {}
    for entry in entries:
        if entry.kind == "identity" and isinstance(entry.body, Mapping):
            found_ = dict(entry.body)
    return found_


def case_now(site: Site, entries: Sequence[Entry], patient_id: str, day: dt.date) -> Case:
    """The case of these entries. Raises `CaseError`."""
    return case_of_chart(entries, patient_id, site.knowledge, day, site.today())


def assessment_of(
    entries: Sequence[Entry], patient_id: str, day: dt.date, today: dt.date, knowledge: Knowledge
) -> tuple[bytes | None, tuple[str, ...]]:
    """The assessment of these entries as it is kept; or None, and what keeps them from being a case."""
    try:
        case = case_of_chart(entries, patient_id, knowledge, day, today)
    except CaseError as error:
        return None, tuple(f"{p.field}: {p.message}" if p.field else p.message for p in error.problems)
    return packed(assess(case, knowledge, day).to_json()), ()


def refresh(site: Site, patient_id: str) -> Record:
    """After a change: assess anew and put the patient's line on the work list right."""
    now = record(site, patient_id)
    with site.store.writing("work list") as writing:
        put(writing, summary_of(now, writing))
    return now


def summary_of(now: Record, writing: Writing) -> Summary:
    """The line of the work list that a record makes."""
    body = now.assessment or {}
    level = str(body.get("triage", {}).get("level", "routine"))
    complaints = body.get("complaints") or [{}]
    differential = complaints[0].get("differential") or [{}]
    course = body.get("followup") or {}
    due = sorted(str(item["on"]) for item in course.get("due", ()) if item.get("on"))
    return Summary(
        patient_id=now.patient.id,
        clinic_id=now.patient.clinic_id,
        name=now.name,
        urgency=LEVELS.index(level) if level in LEVELS else 0,
        level=level,
        headline=str(body.get("headline", "")),
        leading=str(differential[0].get("label", "")),
        worse=any(reason.get("kind") == "worse" for reason in course.get("reassess", ())),
        alarm=unseen(now.entries, ALARM),
        arrived=unseen(now.entries, ANSWER),
        waiting=any(entry.kind == "decision" and _awaits(entry) for entry in now.entries),
        due_on=due[0] if due else None,
        upto=now.upto,
        changed_at=writing.at,
    )


def _awaits(entry: Entry) -> bool:
    """An accepted step or test of which no result was recorded yet."""
    body = entry.body if isinstance(entry.body, Mapping) else {}
    return body.get("decision") == "accepted" and not body.get("done")
