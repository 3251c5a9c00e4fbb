"""For those who run the clinic's accounts and settings."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, field, replace
from typing import Annotated

from fastapi import APIRouter
from fastapi import Path as InAddress
from fastapi.responses import Response
from sqlalchemy import Connection

from sequela.records import frozen
from sequela.store.accounts import (
    Account,
    account_of,
    accounts_of,
    change_clinic,
    change_password,
    make_account,
    set_active,
)
from sequela.store.problem import NotFoundError, StoreError
from sequela.web.site import ClinicSettings, HelpNumbers, SettingsError, checked
from sequela.web.visit import Visit, go, needs, page

router = APIRouter()

ManageAccounts = Annotated[Visit, needs("manage_accounts")]
ManageClinic = Annotated[Visit, needs("manage_clinic")]
AccountId = Annotated[str, InAddress(max_length=32)]
STAFF = ("clinician", "maintainer", "auditor", "admin")
MOST_COUNTRIES = 8


@frozen
class AccountsPage:
    """Who of the staff may sign in; after a change that could not be made what was wrong, by field, and what was typed.

    `asked` is the account whose password was to be changed.
    """

    accounts: tuple[Account, ...]
    own: str
    faults: Mapping[str, str] = field(default_factory=dict)
    typed: Mapping[str, str] = field(default_factory=dict)
    asked: str = ""


@frozen
class SettingsPage:
    """The settings as they stand, `saved` a moment ago or not, or as they were typed with what is wrong, by field."""

    settings: ClinicSettings
    rows: tuple[HelpNumbers, ...]
    saved: bool = False
    faults: Mapping[str, str] = field(default_factory=dict)


@router.get("/admin")
def accounts(visit: ManageAccounts) -> Response:
    """The accounts of the clinic's staff; those of patients stand on their records."""
    return _accounts(visit)


@router.post("/admin/accounts")
def new_account(visit: ManageAccounts) -> Response:
    """An account for one of the staff; a patient's is made from the patient's record."""
    typed = {name: visit.said(name)[:254] for name in ("login", "name", "role")}
    faults = {} if typed["role"] in STAFF else {"role": "Choose what the account is for"}
    if not typed["name"]:
        faults["name"] = "Enter the person's name"
    if not faults:
        try:
            with visit.site.store.writing(visit.actor) as writing:
                make_account(writing, visit.clinic_id, **typed, password=visit.typed("password"))
            return go("/admin")
        except StoreError as error:
            faults["password" if "password" in str(error) else "login"] = str(error)
    return _accounts(visit, faults=faults, typed=typed)


@router.post("/admin/accounts/{account_id}/close")
def close(visit: ManageAccounts, account_id: AccountId) -> Response:
    """Close an account, never one's own: somebody must be left to open it again."""
    if account_id == visit.actor:
        return _accounts(visit, faults={"close": "You cannot close your own account; ask another administrator"})
    with visit.site.store.writing(visit.actor) as writing:
        _of_clinic(visit, writing.connection, account_id)
        set_active(writing, account_id, False)
    return go("/admin")


@router.post("/admin/accounts/{account_id}/open")
def reopen(visit: ManageAccounts, account_id: AccountId) -> Response:
    """Open a closed or locked account again."""
    with visit.site.store.writing(visit.actor) as writing:
        _of_clinic(visit, writing.connection, account_id)
        set_active(writing, account_id, True)
    return go("/admin")


@router.post("/admin/accounts/{account_id}/password")
def new_password(visit: ManageAccounts, account_id: AccountId) -> Response:
    """A new password, which ends the sessions of the account."""
    try:
        with visit.site.store.writing(visit.actor) as writing:
            _of_clinic(visit, writing.connection, account_id)
            change_password(writing, account_id, visit.typed("password"))
    except NotFoundError:
        raise
    except StoreError as error:
        return _accounts(visit, faults={f"password_{account_id}": str(error)}, asked=account_id)
    return go("/sign-in?changed=1" if account_id == visit.actor else "/admin")


@router.get("/admin/clinic")
def settings(visit: ManageClinic, saved: str = "") -> Response:
    """The clinic's settings."""
    return _settings(visit, visit.site.settings, saved=bool(saved))


@router.post("/admin/clinic")
def new_settings(visit: ManageClinic) -> Response:
    """New settings, at once for every page."""
    wanted = _typed(visit)
    try:
        checked(wanted)
    except SettingsError as error:
        return _settings(visit, wanted, error.faults)
    with visit.site.store.writing(visit.actor) as writing:
        change_clinic(writing, visit.clinic_id, wanted.name, json.dumps(asdict(wanted)))
    visit.request.app.state.site = replace(visit.site, settings=wanted)
    return go("/admin/clinic?saved=1")


def _accounts(
    visit: Visit, *, faults: Mapping[str, str] | None = None, typed: Mapping[str, str] | None = None, asked: str = ""
) -> Response:
    with visit.site.store.reading() as connection:
        listed = tuple(one for one in accounts_of(connection, visit.clinic_id) if one.role != "patient")
    view = AccountsPage(accounts=listed, own=visit.actor, faults=faults or {}, typed=typed or {}, asked=asked)
    return page(visit, "admin/accounts.html.j2", view, status=422 if faults else 200)


def _settings(
    visit: Visit, shown: ClinicSettings, faults: Mapping[str, str] | None = None, *, saved: bool = False
) -> Response:
    empty = HelpNumbers(country="", emergency="", same_day="")
    rows = (*shown.numbers, empty, empty)[:MOST_COUNTRIES]
    return page(
        visit,
        "admin/clinic.html.j2",
        SettingsPage(settings=shown, rows=rows, saved=saved, faults=faults or {}),
        status=422 if faults else 200,
    )


def _typed(visit: Visit) -> ClinicSettings:
    rows = [
        HelpNumbers(**{name: visit.said(f"{name}_{place}") for name in ("country", "emergency", "same_day")})
        for place in range(MOST_COUNTRIES)
    ]
    days = visit.said("invitation_days")
    return replace(
        visit.site.settings,
        name=visit.said("name"),
        phone=visit.said("phone"),
        numbers=tuple(row for row in rows if row.country or row.emergency or row.same_day),
        self_harm_contact=visit.said("self_harm_contact") or None,
        invitation_days=int(days) if days.isascii() and days.isdigit() and len(days) < 4 else 0,
    )


def _of_clinic(visit: Visit, connection: Connection, account_id: str) -> None:
    """Raises `NotFoundError` for an account of another clinic, as if there were none."""
    if account_of(connection, account_id).clinic_id != visit.clinic_id:
        raise NotFoundError("there is no such account")
