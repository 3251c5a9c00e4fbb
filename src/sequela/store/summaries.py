"""The work list: one line a patient, kept up with the entries so that thousands can be sorted at once."""

from __future__ import annotations

from typing import Literal

from sqlalchemy import ColumnElement, Connection, Row, and_, case, delete, func, insert, select, true

from sequela.records import frozen

from .store import Writing
from .tables import summary

Wanted = Literal["all", "danger", "arrived", "worse", "overdue", "waiting"]
WANTED: tuple[Wanted, ...] = ("all", "danger", "arrived", "worse", "overdue", "waiting")
URGENT_FROM = 2
"""Urgency from which a line is a danger: 0 routine, 1 within two weeks, 2 the same day, 3 at once."""

_FLAGS = ("worse", "alarm", "arrived", "waiting")


@frozen
class Summary:
    """A line: what a clinician needs to see to choose whom to open.

    alarm
        an urgent answer of the patient that nobody has dealt with yet.
    arrived
        answers were sent that no clinician has opened yet.
    waiting
        results of tests, or steps accepted, that are not recorded yet.
    """

    patient_id: str
    clinic_id: str
    name: str
    urgency: int
    level: str
    headline: str
    leading: str
    worse: bool
    alarm: bool
    arrived: bool
    waiting: bool
    due_on: str | None
    upto: int
    changed_at: str


def put(writing: Writing, line: Summary) -> None:
    """The present line of a patient in place of the one before."""
    writing.connection.execute(delete(summary).where(summary.c.patient_id == line.patient_id))
    flags = {name: int(getattr(line, name)) for name in _FLAGS}
    plain = (
        "patient_id",
        "clinic_id",
        "name",
        "urgency",
        "level",
        "headline",
        "leading",
        "due_on",
        "upto",
        "changed_at",
    )
    writing.connection.execute(insert(summary).values(**{name: getattr(line, name) for name in plain}, **flags))


def worklist(
    connection: Connection,
    clinic_id: str,
    today: str,
    wanted: Wanted = "all",
    words: str = "",
    *,
    most: int,
    skip: int = 0,
) -> tuple[Summary, ...]:
    """The lines asked for: urgent answers first, then by urgency; then new answers, worse, overdue, waiting."""
    asked = select(summary).where(*_wanted(clinic_id, today, wanted, words))
    overdue = case((summary.c.due_on < today, 1), else_=0)
    order = (
        summary.c.alarm.desc(),
        summary.c.urgency.desc(),
        summary.c.arrived.desc(),
        summary.c.worse.desc(),
        overdue.desc(),
        summary.c.waiting.desc(),
        summary.c.changed_at.desc(),
        summary.c.patient_id,
    )
    return tuple(_line(row) for row in connection.execute(asked.order_by(*order).limit(most).offset(skip)))


def counts(connection: Connection, clinic_id: str, today: str, words: str = "") -> dict[Wanted, int]:
    """How many lines each view has, in one walk over the clinic's."""
    each = [func.sum(case((and_(true(), *_view(wanted, today)), 1), else_=0)).label(f"n_{wanted}") for wanted in WANTED]
    row = connection.execute(select(*each).where(*_wanted(clinic_id, today, "all", words))).one()
    return {wanted: int(getattr(row, f"n_{wanted}") or 0) for wanted in WANTED}


def not_since(connection: Connection, clinic_id: str, today: str) -> tuple[str, ...]:
    """Ids of the patients whose line was made before this day, those in most danger first."""
    asked = select(summary.c.patient_id).where(summary.c.clinic_id == clinic_id, summary.c.changed_at < today)
    return tuple(connection.execute(asked.order_by(summary.c.urgency.desc(), summary.c.patient_id)).scalars())


def _wanted(clinic_id: str, today: str, wanted: Wanted, words: str) -> tuple[ColumnElement[bool], ...]:
    called = (func.lower(summary.c.name).contains(words.lower(), autoescape=True),) if words else ()
    return (summary.c.clinic_id == clinic_id, *_view(wanted, today), *called)


def _view(wanted: Wanted, today: str) -> tuple[ColumnElement[bool], ...]:
    views: dict[Wanted, tuple[ColumnElement[bool], ...]] = {
        "all": (),
        "danger": ((summary.c.urgency >= URGENT_FROM) | (summary.c.alarm == 1),),
        "arrived": (summary.c.arrived == 1,),
        "worse": (summary.c.worse == 1,),
        "overdue": (summary.c.due_on < today,),
        "waiting": (summary.c.waiting == 1,),
    }
    return views[wanted]


def _line(row: Row[tuple[object, ...]]) -> Summary:
    return Summary(
        patient_id=row.patient_id,
        clinic_id=row.clinic_id,
        name=row.name,
        urgency=row.urgency,
        level=row.level,
        headline=row.headline,
        leading=row.leading,
        worse=bool(row.worse),
        alarm=bool(row.alarm),
        arrived=bool(row.arrived),
        waiting=bool(row.waiting),
        due_on=row.due_on,
        upto=row.upto,
        changed_at=row.changed_at,
    )
