"""What every page of the intake starts from: the round that the cookie opens, or the page that says why not."""

from __future__ import annotations

import dataclasses
from typing import Annotated

from fastapi.responses import Response

from sequela.records import frozen
from sequela.store.invitations import Invitation, opened
from sequela.store.problem import NotFoundError
from sequela.web.intake.about import COUNTRY
from sequela.web.intake.advice import Advice, advice
from sequela.web.intake.round import Round, open_round
from sequela.web.visit import Visit, go, needs, page

AnswerIntake = Annotated[Visit, needs("answer_intake")]
COOKIE = "sequela_intake"
NEXT, REVIEW, URGENT, WELCOME = "/start/next", "/start/review", "/start/urgent", "/start/welcome"
PAUSED = "/start/paused"


@frozen
class Start:
    """The entrance. `refused` is what was wrong about a code."""

    clinic: str
    phone: str
    going_on: bool = False
    refused: str = ""


@frozen
class Stopped:
    """Why no question is asked: ``closed`` (nobody could be called), ``gone`` (the link), ``sent`` (used already)."""

    why: str
    clinic: str
    phone: str


def invitation(visit: Visit, token: str) -> Invitation | None:
    """The invitation behind a token or code that still opens something, used or not; None otherwise."""
    if not token:
        return None
    with visit.site.store.reading() as connection:
        try:
            return opened(connection, visit.site.clock(), token)
        except NotFoundError:
            return None


def stopped(visit: Visit, why: str, status: int) -> Response:
    """The page that says why no question is asked here."""
    settings = visit.site.settings
    return page(
        visit,
        "intake/stopped.html.j2",
        Stopped(why=why, clinic=settings.name, phone=settings.phone),
        status=status,
    )


def round_of(visit: Visit) -> Round | Response:
    """The round that the cookie opens, or the page that says why there is none."""
    if not visit.site.settings.intake_open:
        return stopped(visit, "closed", 503)
    found = invitation(visit, visit.request.cookies.get(COOKIE, ""))
    if found is None:
        return stopped(visit, "gone", 404)
    if found.sent:
        return stopped(visit, "sent", 410)
    return open_round(visit.site, found, visit.language)


def pausing() -> Response:
    """Stop for now: this device forgets the link; the answers stay."""
    answer = go(PAUSED)
    answer.delete_cookie(COOKIE, path="/")
    return answer


def alarm(visit: Visit, found: Round) -> Advice | None:
    """What to do about an urgent answer of this round, with the numbers of where the patient is."""
    if found.alarm is None:
        return None
    asked = visit.request.query_params.get("country", "") or found.basis.one(COUNTRY, COUNTRY)
    every = visit.site.settings.numbers
    numbers = tuple(n for n in every if n.country == asked) or every
    return dataclasses.replace(
        advice(found.alarm, found.basis),
        numbers=numbers,
        countries=tuple(n.country for n in every) if len(every) > 1 else (),
        clinic=visit.site.settings.name,
        phone=visit.site.settings.phone,
    )
