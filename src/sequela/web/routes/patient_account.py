"""The account by which a patient reads what was released to them: given on their record, its password shown once."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, HTTPException
from fastapi.responses import Response

from sequela.records import frozen
from sequela.store import audit
from sequela.store.accounts import (
    Account,
    account_of_patient,
    change_password,
    give_account,
    made_password,
    set_active,
)
from sequela.store.problem import StoreError
from sequela.web.patient_head import Head, opened
from sequela.web.visit import Visit, go, needs, page

router = APIRouter(prefix="/clinic/patients/{patient_id}/account")

GiveAccount = Annotated[Visit, needs("give_account")]


@frozen
class AccountPage:
    """The account as it stands, if there is one; what was wrong about the name that was typed."""

    head: Head
    account: Account | None
    login: str = ""
    problem: str = ""


@frozen
class Given:
    """A new password, shown this once: only its hash is kept."""

    head: Head
    login: str
    password: str
    address: str


@router.get("")
def account_page(visit: GiveAccount) -> Response:
    """Whether the patient can sign in, and under which name."""
    return _shown(visit)


@router.post("")
def make(visit: GiveAccount, patient_id: str) -> Response:
    """An account under the name that was typed, with a password to hand over now."""
    login = visit.said("login")[:254]
    _, head = opened(visit, "account")
    try:
        with visit.site.store.writing(visit.actor) as writing:
            password = give_account(writing, visit.clinic_id, patient_id, login=login, name=head.name or login)
    except StoreError as error:
        return _shown(visit, login=login, problem=str(error))
    return _given(visit, head, login.casefold(), password)


@router.post("/password")
def new_password(visit: GiveAccount, patient_id: str) -> Response:
    """Another password in place of one that was lost; whoever is signed in with the old one is signed out."""
    account, password = _theirs(visit, patient_id), made_password()
    with visit.site.store.writing(visit.actor) as writing:
        change_password(writing, account.id, password)
        audit.note(writing, "patient's password made anew", account.id, patient_id)
    return _given(visit, opened(visit, "account")[1], account.login, password)


@router.post("/close")
def close(visit: GiveAccount, patient_id: str) -> Response:
    """The patient cannot sign in any more."""
    return _set(visit, patient_id, active=False)


@router.post("/open")
def reopen(visit: GiveAccount, patient_id: str) -> Response:
    """The patient can sign in again, also after too many wrong passwords."""
    return _set(visit, patient_id, active=True)


def _set(visit: Visit, patient_id: str, *, active: bool) -> Response:
    account = _theirs(visit, patient_id)
    with visit.site.store.writing(visit.actor) as writing:
        set_active(writing, account.id, active)
        audit.note(
            writing, "patient's account opened" if active else "patient's account closed", account.id, patient_id
        )
    return go(f"/clinic/patients/{patient_id}/account")


def _theirs(visit: Visit, patient_id: str) -> Account:
    """The account of this patient. Raises 404 if there is none."""
    with visit.site.store.reading() as connection:
        found = account_of_patient(connection, patient_id)
    if found is None:
        raise HTTPException(404)
    return found


def _shown(visit: Visit, login: str = "", problem: str = "") -> Response:
    _, head = opened(visit, "account")
    with visit.site.store.reading() as connection:
        found = account_of_patient(connection, head.patient_id)
    view = AccountPage(head=head, account=found, login=login, problem=problem)
    return page(visit, "patient_account.html.j2", view, status=422 if problem else 200)


def _given(visit: Visit, head: Head, login: str, password: str) -> Response:
    view = Given(head=head, login=login, password=password, address=f"{visit.request.base_url}sign-in")
    return page(visit, "patient_account_given.html.j2", view)
