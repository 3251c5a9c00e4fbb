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
from sequela.web.searches import Searches
from sequela.web.visit import SeeWorklist, Visit, go, needs, page

router = APIRouter()

PER_PAGE, MOST_LETTERS = 50, 100
MakePatient = Annotated[Visit, needs("make_patient")]


@frozen
class WorkList:
    """A page of the list, with how many lines each view has.

    words, found
        the name that was searched for, and the word that stands for it in addresses.
    forgotten
        whether the address names a search that is not known any more; then everybody is listed.
    """

    wanted: Wanted
    words: str
    found: str
    forgotten: bool
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
    found: Annotated[str, Query(max_length=40)] = "",
    number: Annotated[int, Query(ge=1, le=10_000)] = 1,
) -> Response:
    """The patients of the clinic, those in danger first. `found` stands for a search that was sent before."""
    return _listed(visit, view, _searches(visit).words(visit.actor, found), number, forgotten=found)


@router.post("/clinic")
def search(visit: SeeWorklist) -> Response:
    """Search for a name. It is sent in the form, so that no address holds it, and leads to a page that can be kept."""
    words = visit.said("words")[:MOST_LETTERS]
    found = _searches(visit).keep(visit.actor, words)
    address = f"/clinic?view={_view(visit.said('view'))}{f'&found={found}' if found else ''}"
    if not visit.live and not visit.wants_json:
        return go(address)
    answer = _listed(visit, visit.said("view"), words, 1)
    answer.headers["hx-replace-url"] = address  # who goes back from a patient finds the search as it was
    return answer


def _listed(visit: Visit, view: str, words: str, number: int, forgotten: str = "") -> Response:
    wanted, clinic, today = _view(view), visit.clinic_id, visit.site.today().isoformat()
    with visit.site.store.reading() as connection:
        lines = worklist(connection, clinic, today, wanted, words, most=PER_PAGE, skip=PER_PAGE * (number - 1))
        each = counts(connection, clinic, today, words)
    with visit.site.store.writing(visit.actor) as writing:
        audit.note(writing, "viewed work list", wanted)
    found = WorkList(
        wanted=wanted,
        words=words,
        found=_searches(visit).keep(visit.actor, words),
        forgotten=bool(forgotten) and not words,
        lines=lines,
        counts=each,
        number=number,
        today=today,
    )
    return page(visit, "worklist_lines.html.j2" if visit.live else "worklist.html.j2", found)


def _view(name: str) -> Wanted:
    return next((wanted for wanted in WANTED if wanted == name), "all")


def _searches(visit: Visit) -> Searches:
    kept: Searches = visit.request.app.state.searches
    return kept


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
