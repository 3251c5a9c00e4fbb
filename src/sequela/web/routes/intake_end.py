"""The end of the intake: answers read back, printed, sent to the clinic."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from sequela.records import frozen
from sequela.web.intake.advice import Advice
from sequela.web.intake.review import Told, told
from sequela.web.intake.round import note_opened, send
from sequela.web.intake.visiting import NEXT, AnswerIntake, Start, alarm, round_of
from sequela.web.visit import Visit, go, page

router = APIRouter()


@frozen
class Reviewed:
    """The patient's own answers. `open_` counts the pages that are still to be answered."""

    told: tuple[Told, ...]
    open_: int
    alarm: Advice | None
    clinic: str
    day: str


@router.get("/start/review")
def review(visit: AnswerIntake) -> Response:
    """All answers, each with a link to change it."""
    return _reviewed(visit, "intake/review.html.j2")


@router.get("/start/print")
def printed(visit: AnswerIntake) -> Response:
    """The answers as a sheet to print and keep."""
    return _reviewed(visit, "intake/print.html.j2")


def _reviewed(visit: Visit, template: str) -> Response:
    found = round_of(visit)
    if isinstance(found, Response):
        return found
    note_opened(visit.site, found.invitation, "viewed own answers")
    pages = told(found.basis)
    view = Reviewed(
        told=pages,
        open_=sum(one.open_ for one in pages),
        alarm=alarm(visit, found),
        clinic=visit.site.settings.name,
        day=visit.site.today().isoformat(),
    )
    return page(visit, template, view)


@router.post("/start/send")
def send_answers(visit: AnswerIntake) -> Response:
    """To the clinic."""
    found = round_of(visit)
    if isinstance(found, Response):
        return found
    if not found.basis.answers:
        return go(NEXT)
    send(visit.site, found)
    return go("/start/sent")


@router.get("/start/sent")
def sent_page(visit: AnswerIntake) -> Response:
    """What happens next."""
    settings = visit.site.settings
    return page(visit, "intake/sent.html.j2", Start(clinic=settings.name, phone=settings.phone))
