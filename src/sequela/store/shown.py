"""Assessments that were shown: kept with the entries and the knowledge they were made of, and made once."""

from __future__ import annotations

import datetime as dt
import json
import zlib
from collections.abc import Callable, Mapping

from sqlalchemy import Connection, insert, select

from sequela.records import frozen

from .store import Writing, new_id
from .tables import assessment

LEVEL = 3
"""Of compression: half the time of the usual 6 for a tenth more bytes."""


@frozen
class Shown:
    """An assessment as it was shown. `upto` is the number of the last entry it knew."""

    id: str
    as_of: dt.date
    upto: int
    knowledge_version: str
    knowledge_sha256: str
    made_at: str
    body: dict[str, object]


def packed(body: Mapping[str, object]) -> bytes:
    """An assessment's JSON as it is kept."""
    return zlib.compress(json.dumps(body, ensure_ascii=False).encode(), level=LEVEL)


def unpacked(kept: bytes) -> dict[str, object]:
    """The JSON of what was packed."""
    read: Callable[[bytes], dict[str, object]] = json.loads
    return read(zlib.decompress(kept))


def keep(writing: Writing, patient_id: str, as_of: dt.date, upto: int, knowledge: tuple[str, str], body: bytes) -> str:
    """Keep an assessment, `packed`; the id. `knowledge` is its version and sha256."""
    made = new_id()
    writing.connection.execute(
        insert(assessment).values(
            id=made,
            patient_id=patient_id,
            as_of=as_of.isoformat(),
            upto=upto,
            knowledge_version=knowledge[0],
            knowledge_sha256=knowledge[1],
            body=body,
            made_at=writing.at,
        )
    )
    return made


def found(
    connection: Connection, patient_id: str, as_of: dt.date, upto: int, knowledge_sha256: str
) -> dict[str, object] | None:
    """The assessment of these very entries on this day by this knowledge, if it was shown before."""
    row = connection.execute(
        select(assessment.c.body).where(
            assessment.c.patient_id == patient_id,
            assessment.c.as_of == as_of.isoformat(),
            assessment.c.upto == upto,
            assessment.c.knowledge_sha256 == knowledge_sha256,
        )
    ).first()
    return None if row is None else unpacked(row.body)


def all_shown(connection: Connection, patient_id: str) -> tuple[Shown, ...]:
    """Every assessment of a patient that was shown, the latest first."""
    asked = select(assessment).where(assessment.c.patient_id == patient_id).order_by(assessment.c.made_at.desc())
    return tuple(
        Shown(
            id=row.id,
            as_of=dt.date.fromisoformat(row.as_of),
            upto=row.upto,
            knowledge_version=row.knowledge_version,
            knowledge_sha256=row.knowledge_sha256,
            made_at=row.made_at,
            body=unpacked(row.body),
        )
        for row in connection.execute(asked)
    )
