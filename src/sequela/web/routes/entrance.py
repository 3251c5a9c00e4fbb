"""The way in: the front page, signing in and out, the language."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response

from sequela.records import frozen
from sequela.store.accounts import SIGN_IN_REFUSED, sign_in, sign_out
from sequela.web.headers import Bucket
from sequela.web.language import LANGUAGES
from sequela.web.visit import LANGUAGE, SESSION, ReadPublic, Visit, go, needs, page, set_cookie

router = APIRouter()

SignIn = Annotated[Visit, needs("sign_in")]
HOME = {
    "clinician": "/clinic",
    "patient": "/mine",
    "auditor": "/audit",
    "admin": "/admin",
    "maintainer": "/evidence/knowledge",
}
YEAR = 365 * 24 * 3600


@frozen
class Entrance:
    """The front page: whether patients can answer questions here."""

    clinic: str
    intake_open: bool


@frozen
class SignInPage:
    """The form, with what was wrong about the last try; `changed`: the password was changed a moment ago."""

    next: str
    login: str = ""
    refused: str = ""
    changed: bool = False


@router.get("/")
def home(visit: ReadPublic) -> Response:
    """The front page."""
    settings = visit.site.settings
    return page(visit, "home.html.j2", Entrance(clinic=settings.name, intake_open=settings.intake_open))


@router.get("/sign-in")
def sign_in_page(visit: SignIn, next: str = "", changed: str = "") -> Response:  # noqa: A002 - the word of the address
    """Where one signs in."""
    return page(visit, "sign_in.html.j2", SignInPage(next=_ours(next), changed=bool(changed)))


@router.post("/sign-in")
def do_sign_in(visit: SignIn, request: Request) -> Response:
    """Sign in, or say in one sentence that it did not work."""
    login, password = visit.said("login"), visit.typed("password")
    tries: Bucket = request.app.state.sign_in_tries
    if not tries.take(request.client.host if request.client else "?"):
        raise HTTPException(429)
    found = sign_in(visit.site.store, login, password)
    if found is None or found[1].clinic_id != visit.site.clinic_id:
        view = SignInPage(next=_ours(visit.said("next")), login=login, refused=SIGN_IN_REFUSED)
        return page(visit, "sign_in.html.j2", view, status=401)
    token, account = found
    sign_out(visit.site.store, request.cookies.get(SESSION, ""))
    answer = go(_ours(visit.said("next")) or HOME[account.role])
    set_cookie(visit.site, answer, SESSION, token)
    return answer


@router.post("/sign-out")
def do_sign_out(visit: SignIn, request: Request) -> Response:
    """End the session."""
    sign_out(visit.site.store, request.cookies.get(SESSION, ""))
    answer = go("/")
    answer.delete_cookie(SESSION, path="/")
    return answer


@router.post("/language")
def choose_language(visit: ReadPublic) -> Response:
    """Keep the language that the person chose, and go back to where they were."""
    language = visit.said("language")
    answer = go(_ours(visit.said("back")) or "/")
    if language in LANGUAGES:
        set_cookie(visit.site, answer, LANGUAGE, language, seconds=YEAR)
    return answer


def _ours(address: str) -> str:
    """An address on this site, or nothing: what comes from outside must not lead there."""
    plain = address.startswith("/") and not address.startswith(("//", "/\\")) and address.isprintable()
    return address if plain and "\\" not in address else ""
