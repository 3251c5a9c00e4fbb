"""Invitations: the link or code by which a patient fills in the questions at home, without an account.

The link holds a token and the letter a short code; the store keeps only their hashes. Either opens one patient's own
answers until it expires, is sent or is revoked, and nothing else.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets

from sqlalchemy import Connection, Row, insert, select, update

from sequela.records import frozen

from . import audit
from .problem import NotFoundError
from .store import Writing, moment, stamp
from .tables import invitation

LASTS = dt.timedelta(days=14)
_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""No letters that are read for one another."""
_CODE = 10
GONE = "this link or code is not valid any more, or never was; ask the clinic for a new one"


@frozen
class Invitation:
    """An open invitation: whose, until when, and whether its answers were sent already."""

    token_sha256: str
    patient_id: str
    created_by: str
    expires_at: dt.datetime
    sent: bool


def invite(writing: Writing, patient_id: str, lasts: dt.timedelta = LASTS) -> tuple[str, str]:
    """A token for a link, and a code to type; both are shown once, and open nothing after `lasts`."""
    token = secrets.token_urlsafe(24)
    code = "".join(secrets.choice(_LETTERS) for _ in range(_CODE))
    writing.connection.execute(
        insert(invitation).values(
            token_sha256=_sha(token),
            code_sha256=_sha(code),
            patient_id=patient_id,
            created_by=writing.actor,
            created_at=writing.at,
            expires_at=stamp(writing.moment + lasts),
        )
    )
    audit.note(writing, "invited", patient_id=patient_id)
    return token, code


def opened(connection: Connection, now: dt.datetime, token_or_code: str) -> Invitation:
    """The invitation behind a token or code, spaces and dashes in a code aside. Raises `NotFoundError`."""
    code = token_or_code.replace("-", "").replace(" ", "").upper()
    row = connection.execute(
        select(invitation).where(
            (invitation.c.token_sha256 == _sha(token_or_code)) | (invitation.c.code_sha256 == _sha(code))
        )
    ).first()
    if row is None or row.revoked_at is not None or moment(row.expires_at) <= now:
        raise NotFoundError(GONE)
    return _invitation(row)


def sent(writing: Writing, token_sha256: str) -> None:
    """The answers went to the clinic."""
    _mark(writing, token_sha256, "sent_at", "answers sent")


def revoke(writing: Writing, token_sha256: str) -> None:
    """The link opens nothing any more."""
    _mark(writing, token_sha256, "revoked_at", "invitation revoked")


def _mark(writing: Writing, token_sha256: str, column: str, action: str) -> None:
    row = writing.connection.execute(select(invitation).where(invitation.c.token_sha256 == token_sha256)).first()
    if row is None:
        raise NotFoundError(GONE)
    writing.connection.execute(
        update(invitation).where(invitation.c.token_sha256 == token_sha256).values({column: writing.at})
    )
    audit.note(writing, action, patient_id=row.patient_id)


def invitations_of(connection: Connection, patient_id: str) -> tuple[Invitation, ...]:
    """All invitations of a patient that were not revoked, the newest first."""
    asked = (
        select(invitation)
        .where(invitation.c.patient_id == patient_id, invitation.c.revoked_at.is_(None))
        .order_by(invitation.c.created_at.desc())
    )
    return tuple(_invitation(row) for row in connection.execute(asked))


def _invitation(row: Row[tuple[object, ...]]) -> Invitation:
    return Invitation(
        token_sha256=row.token_sha256,
        patient_id=row.patient_id,
        created_by=row.created_by,
        expires_at=moment(row.expires_at),
        sent=row.sent_at is not None,
    )


def _sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
