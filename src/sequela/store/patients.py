"""Patients: made and listed. Their names are entries like all else, so that a corrected name has a history."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, Row, insert, select

from sequela.records import frozen

from . import audit
from .entries import Entry, heads
from .problem import NotFoundError
from .store import Writing, new_id
from .tables import patient


@frozen
class PatientRow:
    """A patient of a clinic. `synthetic`: made up for a demonstration, and marked so wherever it is shown."""

    id: str
    clinic_id: str
    created_at: str
    synthetic: bool


def make_patient(writing: Writing, clinic_id: str, *, synthetic: bool = False) -> str:
    """A new patient; the id."""
    made = new_id()
    writing.connection.execute(
        insert(patient).values(id=made, clinic_id=clinic_id, created_at=writing.at, synthetic=int(synthetic))
    )
    audit.note(writing, "patient made", patient_id=made)
    return made


def patient_row(connection: Connection, patient_id: str) -> PatientRow:
    """Raises `NotFoundError`."""
    row = connection.execute(select(patient).where(patient.c.id == patient_id)).first()
    if row is None:
        raise NotFoundError("there is no such patient")
    return _row(row)


def patients_of(connection: Connection, clinic_id: str) -> tuple[PatientRow, ...]:
    """All patients of a clinic, in the order in which they came."""
    asked = select(patient).where(patient.c.clinic_id == clinic_id).order_by(patient.c.created_at, patient.c.id)
    return tuple(_row(row) for row in connection.execute(asked))


def _row(row: Row[tuple[object, ...]]) -> PatientRow:
    return PatientRow(id=row.id, clinic_id=row.clinic_id, created_at=row.created_at, synthetic=bool(row.synthetic))


def standing(connection: Connection, patient_id: str, upto: int | None = None) -> Sequence[Entry]:
    """What stands of a patient, oldest first."""
    return sorted(heads(connection, patient_id, upto).values(), key=lambda entry: entry.number)
