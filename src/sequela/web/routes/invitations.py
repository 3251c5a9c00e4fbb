"""Inviting a patient to answer questions at home: a link and a code, shown once; listed; revoked."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from fastapi import APIRouter, HTTPException
from fastapi.responses import Response

from sequela.records import frozen
from sequela.store import audit
from sequela.store.invitations import Invitation, invitations_of, invite, revoke
from sequela.web.visit import Visit, go, needs, page

router = APIRouter()

Invite = Annotated[Visit, needs("invite")]
PART = 5


@frozen
class Shown:
    """A new invitation, shown this once: only hashes of link and code are kept."""

    patient_id: str
    link: str
    code: str
    start: str
    until: str
    open: bool


@frozen
class Invitations:
    """What stands for a patient. `today` tells which have expired."""

    patient_id: str
    listed: tuple[Invitation, ...]
    now: str


@router.get("/clinic/patients/{patient_id}/invitations")
def listed(visit: Invite, patient_id: str) -> Response:
    """The invitations that were not revoked."""
    with visit.site.store.reading() as connection:
        found = invitations_of(connection, patient_id)
    with visit.site.store.writing(visit.actor) as writing:
        audit.note(writing, "viewed invitations", patient_id=patient_id)
    view = Invitations(patient_id=patient_id, listed=found, now=visit.site.clock().isoformat())
    return page(visit, "intake/invitations.html.j2", view)


@router.post("/clinic/patients/{patient_id}/invitations")
def make(visit: Invite, patient_id: str) -> Response:
    """A new link and code, to be printed or read out now."""
    with visit.site.store.writing(visit.actor) as writing:
        token, code = invite(writing, patient_id, dt.timedelta(days=visit.site.settings.invitation_days))
    with visit.site.store.reading() as connection:
        newest = invitations_of(connection, patient_id)[0]
    base = str(visit.request.base_url)
    view = Shown(
        patient_id=patient_id,
        link=f"{base}start/{token}",
        code=f"{code[:PART]}-{code[PART:]}",
        start=f"{base}start",
        until=newest.expires_at.date().isoformat(),
        open=visit.site.settings.intake_open,
    )
    return page(visit, "intake/invited.html.j2", view)


@router.post("/clinic/patients/{patient_id}/invitations/{token_sha256}/revoke")
def take_back(visit: Invite, patient_id: str, token_sha256: str) -> Response:
    """The link and its code open nothing any more."""
    with visit.site.store.reading() as connection:
        known = {one.token_sha256 for one in invitations_of(connection, patient_id)}
    if token_sha256 not in known:
        raise HTTPException(404)
    with visit.site.store.writing(visit.actor) as writing:
        revoke(writing, token_sha256)
    return go(f"/clinic/patients/{patient_id}/invitations")
