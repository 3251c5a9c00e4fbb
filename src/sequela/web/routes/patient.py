"""One patient: what is known, what it probably is, what to do next."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query
from fastapi.responses import Response

from sequela.store import audit
from sequela.web.record import record
from sequela.web.visit import SeePatient, page

router = APIRouter()


@router.get("/clinic/patients/{patient_id}")
def patient_page(visit: SeePatient, patient_id: str, as_of: Annotated[str, Query(max_length=10)] = "") -> Response:
    """The record today, or as of an earlier day."""
    now = record(visit.site, patient_id, _day(visit.site.today(), as_of))
    with visit.site.store.writing(visit.actor) as writing:
        audit.note(writing, "viewed record", f"as of {now.as_of}", patient_id)
    return page(visit, "patient.html.j2", now)


def _day(today: dt.date, text: str) -> dt.date | None:
    """The day that the address names; days to come show today."""
    if not text:
        return None
    try:
        return min(dt.date.fromisoformat(text), today)
    except ValueError as error:
        raise HTTPException(400) from error
