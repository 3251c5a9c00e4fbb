"""Entries: added, corrected by another that supersedes, withdrawn by one that says so. None is ever changed."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator

from sqlalchemy import Connection, Row, func, insert, select

from sequela.records import frozen

from . import audit
from .kinds import IN_THE_CASE, KINDS, SOURCES
from .problem import ConflictError, NotFoundError, StoreError
from .store import Writing, moment, new_id
from .tables import entry, patient

MOST_BYTES = 200_000
"""The longest body: a diary of weeks fits, a file somebody sent by mistake does not."""


@frozen
class Entry:
    """What was stated, by whom, when. `supersedes` is the number of the entry that this one corrects."""

    number: int
    patient_id: str
    kind: str
    thing: str
    body: object
    withdrawn: bool
    supersedes: int | None
    source: str
    account_id: str | None
    recorded_at: dt.datetime


def add(
    writing: Writing,
    patient_id: str,
    kind: str,
    body: object,
    *,
    source: str,
    thing: str | None = None,
    supersedes: int | None = None,
    withdrawn: bool = False,
    first: bool = False,
) -> int:
    """Record something; its number.

    Without `thing` it is new (or, of a kind that there is one of, the next version of that one). With `supersedes` the
    head must still be that entry, with `first` nothing may stand yet: `ConflictError` if someone was faster, and
    nothing is stored.
    """
    if kind not in KINDS or source not in SOURCES:
        raise StoreError(f"nothing of the kind {kind!r} from {source!r} is recorded here")
    text = _written(body)
    single = kind in IN_THE_CASE and IN_THE_CASE[kind][1] == "one"
    thing = thing or (kind if single else new_id())
    head = _head(writing.connection, patient_id, kind, thing)
    if supersedes is not None and (head is None or head != supersedes):
        raise ConflictError(head or 0)
    if first and head is not None and not one(writing.connection, patient_id, head).withdrawn:
        raise ConflictError(head)
    number = writing.connection.execute(
        insert(entry)
        .values(
            patient_id=patient_id,
            kind=kind,
            thing=thing,
            body=text,
            withdrawn=int(withdrawn),
            supersedes=head,
            source=source,
            account_id=writing.actor if len(writing.actor) == _ACCOUNT else None,
            recorded_at=writing.at,
        )
        .returning(entry.c.number)
    ).scalar_one()
    audit.note(writing, "withdraw" if withdrawn else "correct" if head else "record", f"{kind} {number}", patient_id)
    return int(number)


_ACCOUNT = 32


def _written(body: object) -> str:
    text = json.dumps(body, ensure_ascii=False, sort_keys=True)
    try:
        size = len(text.encode())
    except UnicodeEncodeError as error:
        raise StoreError("this holds letters that are none: it was damaged on its way; type it again") from error
    if size > MOST_BYTES:
        raise StoreError(f"this is too long to be recorded: at most {MOST_BYTES:,} bytes")
    return text


def withdraw(writing: Writing, patient_id: str, number: int, *, source: str) -> int:
    """Take an entry out of the present chart, as a new entry that says so; the old one stays in the history."""
    old = one(writing.connection, patient_id, number)
    return add(
        writing, patient_id, old.kind, old.body, source=source, thing=old.thing, supersedes=number, withdrawn=True
    )


def _head(connection: Connection, patient_id: str, kind: str, thing: str) -> int | None:
    found = connection.execute(
        select(func.max(entry.c.number)).where(
            entry.c.patient_id == patient_id, entry.c.kind == kind, entry.c.thing == thing
        )
    ).scalar()
    return None if found is None else int(found)


def one(connection: Connection, patient_id: str, number: int) -> Entry:
    """An entry of this patient. Raises `NotFoundError`."""
    row = connection.execute(select(entry).where(entry.c.patient_id == patient_id, entry.c.number == number)).first()
    if row is None:
        raise NotFoundError("there is no such entry")
    return _entry(row)


def heads(connection: Connection, patient_id: str, upto: int | None = None) -> dict[str, Entry]:
    """What stands, by thing: the latest entry of each that was not withdrawn; of the entries up to number `upto`."""
    standing: dict[str, Entry] = {}
    for found in history(connection, patient_id, upto):
        place = f"{found.kind}/{found.thing}"
        if found.withdrawn:
            standing.pop(place, None)
        else:
            standing[place] = found
    return standing


def history(connection: Connection, patient_id: str, upto: int | None = None) -> Iterator[Entry]:
    """Everything ever recorded of a patient, in order."""
    asked = select(entry).where(entry.c.patient_id == patient_id).order_by(entry.c.number)
    if upto is not None:
        asked = asked.where(entry.c.number <= upto)
    for row in connection.execute(asked):
        yield _entry(row)


def of_kind(connection: Connection, clinic_id: str, kind: str) -> Iterator[Entry]:
    """What stands of one kind in a whole clinic, in order."""
    asked = (
        select(entry)
        .join(patient, entry.c.patient_id == patient.c.id)
        .where(patient.c.clinic_id == clinic_id, entry.c.kind == kind)
        .order_by(entry.c.number)
    )
    standing: dict[tuple[str, str], Entry] = {}
    for row in connection.execute(asked):
        found = _entry(row)
        standing[(found.patient_id, found.thing)] = found
    yield from (found for found in standing.values() if not found.withdrawn)


def last_number(connection: Connection, patient_id: str, before: str | None = None) -> int:
    """The number of the latest entry, recorded before a stamp if one is given; 0 where there is none."""
    asked = select(func.max(entry.c.number)).where(entry.c.patient_id == patient_id)
    if before is not None:
        asked = asked.where(entry.c.recorded_at < before)
    return int(connection.execute(asked).scalar() or 0)


def _entry(row: Row[tuple[object, ...]]) -> Entry:
    return Entry(
        number=row.number,
        patient_id=row.patient_id,
        kind=row.kind,
        thing=row.thing,
        body=json.loads(row.body),
        withdrawn=bool(row.withdrawn),
        supersedes=row.supersedes,
        source=row.source,
        account_id=row.account_id,
        recorded_at=moment(row.recorded_at),
    )
