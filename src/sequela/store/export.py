"""What the store holds of a patient, for whoever asks for it: the case, every entry, every assessment shown, the audit.

Files are in forms that other programs read. An export is no backup: it cannot be taken back.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import zipfile
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import BinaryIO

import yaml
from sqlalchemy import Connection, select

from . import audit
from .accounts import accounts_of
from .chart import case_file
from .entries import history
from .patients import patient_row, standing
from .shown import all_shown
from .store import Store, stamp
from .tables import clinic, patient

_BEGINNING_OF_TIME = (1980, 1, 1, 0, 0, 0)
"""The same export is the same bytes: no file in it carries the time at which it was packed."""
_ABOUT = """\
What is recorded of one patient.
case.yaml         the case as it stands, in the format sequela.case/1
entries.json      everything ever recorded, corrections and withdrawals included
assessments.json  every assessment that was shown, with the knowledge it was made by
audit.json        who saw and changed what, and when
"""


def export_patient(store: Store, actor: str, patient_id: str, target: Path) -> None:
    """A zip of everything about one patient; the export is audited. Raises `NotFoundError` and `OSError`."""
    with store.writing(actor) as writing:
        patient_row(writing.connection, patient_id)
        audit.note(writing, "exported record", patient_id=patient_id)
        files = _files(writing.connection, patient_id, writing.moment.date())
    with _private(target) as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(zipfile.ZipInfo(name, _BEGINNING_OF_TIME), content, zipfile.ZIP_DEFLATED)


def export_all(store: Store, actor: str, folder: Path, tell: Callable[[str], None]) -> int:
    """A folder with a zip for each patient, the clinic, its accounts and the whole audit; how many patients.

    Raises `OSError` where it cannot be written; `tell` is given a word now and then.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with store.reading() as connection:
        ids = [str(row.id) for row in connection.execute(select(patient.c.id).order_by(patient.c.created_at))]
    for count, patient_id in enumerate(ids, 1):
        export_patient(store, actor, patient_id, folder / f"{patient_id}.zip")
        if count % 100 == 0:
            tell(f"{count} of {len(ids)} patients")
    with store.writing(actor) as writing:
        audit.note(writing, "exported everything")
        clinics = [dict(row._mapping) for row in writing.connection.execute(select(clinic))]
        accounts = [asdict(a) for each in clinics for a in accounts_of(writing.connection, str(each["id"]))]
        rows = [asdict(row) for row in audit.rows(writing.connection, limit=audit.count(writing.connection))]
    for name, content in (("clinics", clinics), ("accounts", accounts), ("audit", rows[::-1])):
        with _private(folder / f"{name}.json") as file:
            file.write(_json(content).encode())
    return len(ids)


def _private(path: Path) -> BinaryIO:
    """A new file that only its owner may read."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def _files(connection: Connection, patient_id: str, today: dt.date) -> dict[str, str]:
    now = case_file(standing(connection, patient_id), today)
    entries = [{**asdict(e), "recorded_at": stamp(e.recorded_at)} for e in history(connection, patient_id)]
    shown = [{**asdict(each), "as_of": each.as_of.isoformat()} for each in all_shown(connection, patient_id)]
    rows = [asdict(row) for row in audit.rows(connection, patient_id, limit=audit.count(connection))]
    return {
        "README.txt": _ABOUT,
        "case.yaml": yaml.safe_dump(now, allow_unicode=True, sort_keys=False),
        "entries.json": _json(entries),
        "assessments.json": _json(shown),
        "audit.json": _json(rows[::-1]),
    }


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"
