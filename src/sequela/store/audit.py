"""The audit: every view and every change, each row sealed to the one before it by its hash.

The hash of a row covers all it says and the hash of the previous row, so that a row changed, removed or slipped in
breaks the chain from there on. Whoever can rewrite the whole table can rewrite the chain: its last hash belongs on
paper, or in another system's log, now and then.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Row, func, insert, select

from sequela.records import frozen

from .tables import audit

if TYPE_CHECKING:
    from .store import Writing

FIRST = "0" * 64


@frozen
class AuditRow:
    """Who did what, when, to whose record. `about` names things, never what was stated of them."""

    number: int
    at: str
    actor: str
    action: str
    patient_id: str | None
    about: str
    previous: str
    hash: str


@frozen
class Verified:
    """The chain is whole up to `rows`, whose last hash is `last`; or broken first at `broken`, because of `why`."""

    rows: int
    last: str
    broken: int | None = None
    why: str = ""


def note(writing: Writing, action: str, about: str = "", patient_id: str | None = None) -> None:
    """Add a row, in the transaction of what it tells of: neither stands without the other."""
    connection = writing.connection
    last = connection.execute(select(audit.c.number, audit.c.hash).order_by(audit.c.number.desc()).limit(1)).first()
    number, previous = (1, FIRST) if last is None else (last.number + 1, last.hash)
    said = {
        "number": number,
        "at": writing.at,
        "actor": writing.actor,
        "action": action,
        "patient_id": patient_id,
        "about": about,
        "previous": previous,
    }
    connection.execute(insert(audit).values(**said, hash=sealed(said)))


def sealed(said: dict[str, object]) -> str:
    """The hash of a row: of all it says, the hash of the row before included."""
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def verify(connection: Connection) -> Verified:
    """Walk the whole chain."""
    previous, count = FIRST, 0
    for row in connection.execute(select(audit).order_by(audit.c.number)).yield_per(1000):
        said = {key: value for key, value in row._mapping.items() if key != "hash"}
        why = _fault(row, count + 1, previous, said)
        if why:
            return Verified(rows=count, last=previous, broken=row.number, why=why)
        previous, count = row.hash, count + 1
    return Verified(rows=count, last=previous)


def _fault(row: Row[tuple[object, ...]], expected: int, previous: str, said: dict[str, object]) -> str:
    if row.number != expected:
        return f"row {expected} is missing"
    if row.previous != previous:
        return "it does not follow from the row before it"
    if row.hash != sealed(said):
        return "it was changed after it was written"
    return ""


def rows(
    connection: Connection,
    patient_id: str | None = None,
    limit: int = 200,
    *,
    actor: str | None = None,
    before: int | None = None,
) -> Iterator[AuditRow]:
    """The newest rows; of one patient, by one actor, or older than number `before`, if that is asked."""
    asked = select(audit).order_by(audit.c.number.desc()).limit(limit)
    if patient_id is not None:
        asked = asked.where(audit.c.patient_id == patient_id)
    if actor is not None:
        asked = asked.where(audit.c.actor == actor)
    if before is not None:
        asked = asked.where(audit.c.number < before)
    for row in connection.execute(asked):
        yield AuditRow(**row._mapping)


def count(connection: Connection) -> int:
    """How many rows there are."""
    return int(connection.execute(select(func.count()).select_from(audit)).scalar_one())
