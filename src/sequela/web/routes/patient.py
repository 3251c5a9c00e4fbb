"""One patient: what is known, what it probably is, what to do next; and what a clinician marks there."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, HTTPException, Query
from fastapi.responses import Response

from sequela.store.entries import add, last_number
from sequela.web.disagreement import KIND, OTHER
from sequela.web.documents import lapsed
from sequela.web.news import ALARM, ANSWER
from sequela.web.patient_head import opened
from sequela.web.patient_overview import overview_of
from sequela.web.record import refresh
from sequela.web.visit import ChangePatient, SeePatient, go, page

router = APIRouter(prefix="/clinic/patients/{patient_id}")

Day = Annotated[str, Query(max_length=10)]
MOST_WORDS = 2000


@router.get("")
def patient_page(visit: SeePatient, as_of: Day = "") -> Response:
    """The record today, or as of an earlier day."""
    now, head = opened(visit, "overview", as_of)
    told = None if head.past else lapsed(visit.site, now)
    return page(visit, "patient.html.j2", overview_of(now, head, visit.site.knowledge, visit.language, told))


@router.post("/seen")
def mark_seen(visit: ChangePatient, patient_id: str) -> Response:
    """The urgent answer, or the new answers, were dealt with: those that the page showed, none that came later."""
    what, upto = visit.said("what"), visit.number("upto")
    with visit.site.store.writing(visit.actor) as writing:
        if what not in (ALARM, ANSWER) or upto is None or upto > last_number(writing.connection, patient_id):
            raise HTTPException(400)
        add(writing, patient_id, "seen", {"what": what, "upto": upto}, source="clinician")
    refresh(visit.site, patient_id)
    return go(f"/clinic/patients/{patient_id}")


@router.post("/disagree")
def disagree(visit: ChangePatient, patient_id: str) -> Response:
    """Record that a clinician does not share the leading explanation, and what they think instead."""
    now, _ = opened(visit, "disagreement")
    differential = (((now.assessment or {}).get("complaints") or [{}])[0]).get("differential") or []
    if not differential or visit.said("leading") != differential[0]["mechanism"]:
        raise HTTPException(409)
    instead = visit.said("instead")
    body = {
        "leading": differential[0]["mechanism"],
        "probability": differential[0]["probability"],
        "instead": instead if instead in {entry["mechanism"] for entry in differential} else OTHER,
        "words": visit.said("words")[:MOST_WORDS],
        "as_of": now.as_of.isoformat(),
        "knowledge": visit.site.knowledge.sha256,
    }
    with visit.site.store.writing(visit.actor) as writing:
        add(writing, patient_id, KIND, body, source="clinician")
    refresh(visit.site, patient_id)
    return go(f"/clinic/patients/{patient_id}#disagreements")
