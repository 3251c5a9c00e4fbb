"""The way into the intake: by a link or code from the clinic, without an account; and the way out, to go on later."""

from __future__ import annotations

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response

from sequela.records import frozen
from sequela.store.invitations import GONE, Invitation
from sequela.web.headers import Bucket
from sequela.web.intake.advice import Advice
from sequela.web.intake.round import note_opened
from sequela.web.intake.visiting import (
    COOKIE,
    WELCOME,
    AnswerIntake,
    Start,
    alarm,
    invitation,
    pausing,
    round_of,
    stopped,
)
from sequela.web.site import HelpNumbers
from sequela.web.visit import Visit, go, page, set_cookie

router = APIRouter()


@frozen
class Welcome:
    """What comes, before the first question."""

    clinic: str
    phone: str
    numbers: tuple[HelpNumbers, ...]
    begun: bool
    alarm: Advice | None


@frozen
class Switch:
    """A link of somebody else, opened where a round is under way: the answers must not go to another's record."""

    clinic: str
    code: str


def _others_begun(visit: Visit, found: Invitation) -> bool:
    """Whether this device holds another patient's questions that are not sent yet."""
    begun = invitation(visit, visit.request.cookies.get(COOKIE, ""))
    return begun is not None and not begun.sent and begun.patient_id != found.patient_id


@router.get("/start")
def start(visit: AnswerIntake) -> Response:
    """Where a code is typed; who came before on this device can go on."""
    settings = visit.site.settings
    if not settings.intake_open:
        return stopped(visit, "closed", 503)
    found = invitation(visit, visit.request.cookies.get(COOKIE, ""))
    going_on = found is not None and not found.sent
    return page(visit, "intake/start.html.j2", Start(clinic=settings.name, phone=settings.phone, going_on=going_on))


@router.post("/start")
def by_code(visit: AnswerIntake, request: Request) -> Response:
    """In by the code that was typed."""
    if not visit.site.settings.intake_open:
        return stopped(visit, "closed", 503)
    return _enter(visit, request, visit.said("code"), typed=True)


def _enter(visit: Visit, request: Request, token: str, *, typed: bool) -> Response:
    """Keep the token where scripts and other sites cannot reach it, and take it out of the address."""
    tries: Bucket = request.app.state.sign_in_tries
    if not tries.take(f"intake {request.client.host if request.client else '?'}"):
        raise HTTPException(429)
    found = invitation(visit, token)
    if found is None:
        settings = visit.site.settings
        if typed:
            view = Start(clinic=settings.name, phone=settings.phone, refused=GONE)
            return page(visit, "intake/start.html.j2", view, status=404)
        return stopped(visit, "gone", 404)
    if found.sent:
        return stopped(visit, "sent", 410)
    if not typed and _others_begun(visit, found):
        other = Switch(clinic=visit.site.settings.name, code=token)
        return page(visit, "intake/switch.html.j2", other, status=409)
    note_opened(visit.site, found, "opened questions")
    answer = go(WELCOME)
    lasts = found.expires_at - visit.site.clock()
    set_cookie(visit.site, answer, COOKIE, token, seconds=max(1, int(lasts.total_seconds())))
    return answer


@router.get("/start/welcome")
def welcome(visit: AnswerIntake) -> Response:
    """How long it takes, that nobody reads along, how to stop and go on."""
    found = round_of(visit)
    if isinstance(found, Response):
        return found
    settings = visit.site.settings
    view = Welcome(
        clinic=settings.name,
        phone=settings.phone,
        numbers=settings.numbers,
        begun=bool(found.basis.answers),
        alarm=alarm(visit, found),
    )
    return page(visit, "intake/welcome.html.j2", view)


@router.post("/start/pause")
def pause(_: AnswerIntake) -> Response:
    """Stop for now, from a page without questions; a page with questions saves them first."""
    return pausing()


@router.get("/start/paused")
def paused(visit: AnswerIntake) -> Response:
    """How to go on later."""
    settings = visit.site.settings
    return page(visit, "intake/paused.html.j2", Start(clinic=settings.name, phone=settings.phone))


@router.get("/start/{token}")
def by_link(visit: AnswerIntake, request: Request, token: str) -> Response:
    """In by the link from the clinic. Last of all, for any other word behind ``/start/`` is a page."""
    if not visit.site.settings.intake_open:
        return stopped(visit, "closed", 503)
    return _enter(visit, request, token, typed=False)
