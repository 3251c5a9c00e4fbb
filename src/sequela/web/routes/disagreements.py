"""How often clinicians do not share the leading explanation, and what they think instead."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from sequela.records import frozen
from sequela.store import audit
from sequela.store.entries import of_kind
from sequela.web.disagreement import KIND, Count, counted
from sequela.web.visit import SeeWorklist, page

router = APIRouter()


@frozen
class DisagreementPage:
    """The counts of the clinic, no patient named."""

    counts: tuple[Count, ...]


@router.get("/clinic/disagreements")
def disagreements(visit: SeeWorklist) -> Response:
    """By leading explanation, the most often disputed first."""
    with visit.site.store.reading() as connection:
        found = tuple(of_kind(connection, visit.clinic_id, KIND))
    with visit.site.store.writing(visit.actor) as writing:
        audit.note(writing, "viewed disagreements")
    return page(visit, "disagreements.html.j2", DisagreementPage(counts=counted(found, visit.site.knowledge)))
