"""The audit: who saw and changed what; and whether it is as it was written."""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response

from sequela.records import frozen
from sequela.store import audit
from sequela.store.accounts import accounts_of
from sequela.store.audit import AuditRow, Verified
from sequela.web.visit import Visit, needs, page

router = APIRouter()

SeeAudit = Annotated[Visit, needs("see_audit")]
PER_PAGE = 100
_ID = re.compile(r"[0-9a-f]{32}")


@frozen
class AuditPage:
    """The newest rows that were asked for, newest first, with the names of those who acted.

    verified
        what the last walk along the chain found, where one was asked for.
    """

    patient: str
    account: str
    rows: tuple[AuditRow, ...]
    names: dict[str, str]
    verified: Verified | None = None

    @property
    def older(self) -> int | None:
        """The number before which the next page begins."""
        return self.rows[-1].number if len(self.rows) == PER_PAGE else None


@router.get("/audit")
def see_audit(
    visit: SeeAudit,
    patient: Annotated[str, Query(max_length=40)] = "",
    account: Annotated[str, Query(max_length=48)] = "",
    before: Annotated[int | None, Query(ge=1, le=2**53)] = None,
) -> Response:
    """Rows of all, of one patient or by one account."""
    return page(visit, "admin/audit.html.j2", _page(visit, patient, account, before))


@router.post("/audit/verify")
def verify(visit: SeeAudit) -> Response:
    """Walk the whole chain and say what was found."""
    with visit.site.store.reading() as connection:
        found = audit.verify(connection)
    return page(visit, "admin/audit.html.j2", _page(visit, "", "", None, found))


def _page(visit: Visit, patient: str, account: str, before: int | None, found: Verified | None = None) -> AuditPage:
    with visit.site.store.reading() as connection:
        rows = tuple(audit.rows(connection, patient or None, PER_PAGE, actor=account or None, before=before))
        names = {each.id: each.name for each in accounts_of(connection, visit.clinic_id)}
    known = patient if _ID.fullmatch(patient) else None  # what is typed and no id has no place in the audit
    with visit.site.store.writing(visit.actor) as writing:
        audit.note(writing, "viewed audit" if found is None else "verified audit", patient_id=known)
    return AuditPage(patient=patient, account=account, rows=rows, names=names, verified=found)
