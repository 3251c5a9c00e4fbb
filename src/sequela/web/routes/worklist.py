"""The work list: danger on top, then what is new, worse, overdue, waiting."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response

from sequela.records import frozen
from sequela.store import audit
from sequela.store.entries import add
from sequela.store.patients import make_patient
from sequela.store.problem import StoreError
from sequela.store.summaries import WANTED, Summary, Wanted, counts, worklist
from sequela.web.record import refresh
from sequela.web.visit import SeeWorklist, Visit, go, needs, page

router = APIRouter()

PER_PAGE = 50
MakePatient = Annotated[Visit, needs("make_patient")]


@frozen
class WorkList:
    """A page of the list, with how many lines each view has."""

    wanted: Wanted
    words: str
    lines: tuple[Summary, ...]
    counts: dict[Wanted, int]
    number: int
    today: str

    @property
    def more(self) -> bool:
        """Whether another page follows."""
        return self.number * PER_PAGE < self.counts[self.wanted]

    @property
    def first(self) -> int:
        """The place of the first line among all of this view."""
        return (self.number - 1) * PER_PAGE + 1


@router.get("/clinic")
def work_list(
    visit: SeeWorklist,
    view: Annotated[str, Query(max_length=20)] = "all",
    words: Annotated[str, Query(max_length=100)] = "",
    number: Annotated[int, Query(ge=1, le=10_000)] = 1,
) -> Response:
    """The patients of the clinic, those in danger first."""
    wanted: Wanted = next((w for w in WANTED if w == view), "all")
    clinic, today = visit.clinic_id, visit.site.today().isoformat()
    with visit.site.store.reading() as connection:
        lines = worklist(connection, clinic, today, wanted, words, most=PER_PAGE, skip=PER_PAGE * (number - 1))
        each = counts(connection, clinic, today, words)
    with visit.site.store.writing(visit.actor) as writing:
        audit.note(writing, "viewed work list", wanted)
    found = WorkList(wanted=wanted, words=words, lines=lines, counts=each, number=number, today=today)
    return page(visit, "worklist_lines.html.j2" if visit.live else "worklist.html.j2", found)


@router.post("/clinic/patients")
def new_patient(visit: MakePatient) -> Response:
    """A patient by name and number; the rest is told later."""
    identity = {"name": visit.said("name")[:200], "number": visit.said("number")[:60]}
    if not identity["name"]:
        raise StoreError("a patient needs a name")
    with visit.site.store.writing(visit.actor) as writing:
        made = make_patient(writing, visit.clinic_id)
        add(writing, made, "identity", identity, source="clinician")
    refresh(visit.site, made)
    return go(f"/clinic/patients/{made}")
