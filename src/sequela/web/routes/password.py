"""A password of one's own in place of the one that was handed over."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, HTTPException
from fastapi.responses import Response

from sequela.records import frozen
from sequela.store.accounts import PRESENT_WRONG, change_own_password
from sequela.store.problem import StoreError
from sequela.web.headers import Bucket
from sequela.web.routes.entrance import HOME
from sequela.web.visit import SESSION, Visit, go, needs, page

router = APIRouter()

ChangeOwn = Annotated[Visit, needs("change_own_password")]


@frozen
class PasswordPage:
    """The way back; what was wrong, by field."""

    home: str
    faults: Mapping[str, str]


@router.get("/password")
def password_page(visit: ChangeOwn) -> Response:
    """Where it is changed."""
    return _page(visit, {})


@router.post("/password")
def new_password(visit: ChangeOwn) -> Response:
    """Change it; every device is signed out, this one too."""
    tries: Bucket = visit.request.app.state.sign_in_tries
    if not tries.take(f"password {visit.actor}"):
        raise HTTPException(429)
    try:
        change_own_password(visit.site.store, visit.actor, present=visit.typed("present"), wanted=visit.typed("wanted"))
    except StoreError as error:
        faults = {"present" if str(error) == PRESENT_WRONG else "wanted": str(error)}
        return _page(visit, faults)
    answer = go("/sign-in?changed=1")
    answer.delete_cookie(SESSION, path="/")
    return answer


def _page(visit: Visit, faults: Mapping[str, str]) -> Response:
    assert visit.account is not None  # noqa: S101 - the action lets in no one else
    view = PasswordPage(home=HOME[visit.account.role], faults=faults)
    return page(visit, "password.html.j2", view, status=422 if faults else 200)
