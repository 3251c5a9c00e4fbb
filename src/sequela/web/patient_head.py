"""What every page of a patient begins with: who, which day, and the danger."""

from __future__ import annotations

import datetime as dt

from fastapi import HTTPException

from sequela.assessment import TriageResult
from sequela.assessment.read_back import read_back
from sequela.records import frozen
from sequela.report import sections
from sequela.store import audit

from .news import ALARM, ANSWER, unseen
from .record import Record, record
from .visit import Visit


@frozen
class Head:
    """The top of a page.

    upto
        the number of the last entry that the page knows: what a form sends back, so that nobody overwrites what came
        meanwhile.
    dangers
        the red flags that are present or possible, the most urgent first.
    alarm, arrived
        whether an urgent answer, or answers, of the patient wait to be dealt with.
    """

    patient_id: str
    name: str
    number: str
    synthetic: bool
    as_of: dt.date
    today: dt.date
    upto: int
    assessed: bool
    level: str
    dangers: tuple[str, ...]
    open_questions: int
    alarm: bool
    arrived: bool
    problems: tuple[str, ...]

    @property
    def past(self) -> bool:
        """Whether the page shows an earlier day; nothing is changed from there."""
        return self.as_of < self.today

    @property
    def address(self) -> str:
        """Where the pages of this patient are."""
        return f"/clinic/patients/{self.patient_id}"

    @property
    def day(self) -> str:
        """What links add to stay on an earlier day."""
        return f"?as_of={self.as_of.isoformat()}" if self.past else ""

    @property
    def urgent(self) -> bool:
        """Whether something asks for action today."""
        return self.alarm or self.level in ("emergency_now", "same_day")


def opened(visit: Visit, what: str, as_of: str = "") -> tuple[Record, Head]:
    """The record for a page called `what`, and its head; the view is in the audit."""
    assert visit.patient is not None  # noqa: S101 - every route of a patient has one
    now = record(visit.site, visit.patient.id, day_of(visit.site.today(), as_of))
    with visit.site.store.writing(visit.actor) as writing:
        audit.note(writing, "viewed record", f"{what} as of {now.as_of}", now.patient.id)
    return now, head_of(now, visit.site.today())


def head_of(now: Record, today: dt.date) -> Head:
    """The head of a record's pages."""
    triage = None if now.assessment is None else read_back(TriageResult, now.assessment["triage"])
    return Head(
        patient_id=now.patient.id,
        name=now.name,
        number=now.number,
        synthetic=now.patient.synthetic,
        as_of=now.as_of,
        today=today,
        upto=now.upto,
        assessed=triage is not None,
        level="unknown" if triage is None else triage.level,
        dangers=() if triage is None else tuple(flag.label for flag in sections.raised(triage)),
        open_questions=0 if triage is None else triage.open_questions,
        alarm=unseen(now.entries, ALARM),
        arrived=unseen(now.entries, ANSWER),
        problems=now.problems,
    )


def day_of(today: dt.date, text: str) -> dt.date | None:
    """The day that the address names; days to come show today. Raises 400."""
    if not text:
        return None
    try:
        return min(dt.date.fromisoformat(text), today)
    except ValueError as error:
        raise HTTPException(400) from error
