"""A copy of the store is the store: the same rows on either database, and an export that reads on its own."""

from __future__ import annotations

import datetime as dt
import gzip
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from sqlalchemy import select

from sequela.case.read import read_case
from sequela.knowledge.load import load_knowledge
from sequela.store import audit, shown
from sequela.store.accounts import sign_in
from sequela.store.backup import copy_file, dump, put_back, restore, tables
from sequela.store.entries import add
from sequela.store.export import export_all, export_patient
from sequela.store.invitations import invite
from sequela.store.key import make_key, read_key
from sequela.store.problem import DatabaseKeyError, NotFoundError, StoreError
from sequela.store.store import Store, open_file, open_postgres

from .conftest import PASSWORD, Hands

STORY = "la pierna volvió; ‘así’ \u0000 🦴"


@pytest.fixture
def full(store: Store, clinician_id: str, patient_id: str, hands: Hands) -> Store:
    """A store with something in every table."""
    with store.writing(clinician_id) as writing:
        number = add(writing, patient_id, "story", STORY, source="patient")
        add(writing, patient_id, "story", STORY + ".", source="patient", supersedes=number)
        add(writing, patient_id, "complaint", {"id": "leg", "region": "lumbar"}, source="patient")
        shown.keep(writing, patient_id, hands().date(), number, ("1", "0" * 64), shown.packed({"headline": STORY}))
        invite(writing, patient_id)
    assert sign_in(store, "rosa", PASSWORD)
    return store


def rows(store: Store) -> dict[str, list[tuple[object, ...]]]:
    with store.reading() as connection:
        assert audit.verify(connection).broken is None
        return {t.name: [tuple(r) for r in connection.execute(select(t).order_by(*t.primary_key))] for t in tables()}


@pytest.mark.parametrize("into", ["file", "postgres"])
def test_a_portable_backup_restores_the_same_store_on_either_database(
    full: Store, into: str, tmp_path: Path, postgres: Callable[[], str], hands: Hands, patient_id: str
) -> None:
    dump(full, tmp_path / "backup.gz")
    assert (tmp_path / "backup.gz").stat().st_mode & 0o077 == 0
    elsewhere = tmp_path / "elsewhere"
    other = (
        open_postgres(postgres(), hands) if into == "postgres" else open_file(elsewhere / "a", elsewhere / "b", hands)
    )
    restore(other, tmp_path / "backup.gz")
    assert rows(other) == rows(full)
    with other.writing("test") as writing:  # and it goes on from there
        add(writing, patient_id, "note", "after", source="clinician")
    with pytest.raises(StoreError, match="not empty"):
        restore(other, tmp_path / "backup.gz")
    other.close()


def test_a_backup_that_was_cut_off_or_changed_is_taken_not_at_all(
    full: Store, tmp_path: Path, fresh_file: Path, hands: Hands
) -> None:
    assert fresh_file
    dump(full, tmp_path / "whole.gz")
    lines = gzip.decompress((tmp_path / "whole.gz").read_bytes()).splitlines(keepends=True)
    changed = [line.replace(b"Rosa Lind", b"Rosa Lund") for line in lines]
    assert changed != lines
    other = open_file(tmp_path / "o" / "clinic.db", tmp_path / "o" / "key", hands)
    for spoiled in (
        gzip.compress(b"".join(lines[:-1])),
        gzip.compress(b"".join(changed)),
        gzip.compress(b"{}"),
        gzip.compress(b"[]\n"),
        (tmp_path / "whole.gz").read_bytes()[:-20],
        b"noise",
    ):
        (tmp_path / "spoiled.gz").write_bytes(spoiled)
        with pytest.raises(StoreError, match="no whole backup"):
            restore(other, tmp_path / "spoiled.gz")
        assert not any(rows(other).values())
    other.close()


def test_a_copy_of_the_encrypted_file_is_whole_while_others_write_and_opens_with_its_key_alone(
    file_store: Store, tmp_path: Path, hands: Hands
) -> None:
    from .test_survival import TOLD, new_patient

    patient = new_patient(file_store)
    with file_store.writing("test") as writing:
        add(writing, patient, "story", TOLD, source="patient")
    before = rows(file_store)
    copy_file(file_store, read_key(tmp_path / "key"), tmp_path / "copy.db")
    with file_store.writing("test") as writing:
        add(writing, patient, "note", "after the copy", source="clinician")
    written = (tmp_path / "copy.db").read_bytes()
    assert TOLD.encode() not in written
    assert b"SQLite format" not in written
    other = make_key(tmp_path / "other_key")
    with pytest.raises(DatabaseKeyError):
        put_back(tmp_path / "copy.db", tmp_path / "restored" / "clinic.db", other)
    put_back(tmp_path / "copy.db", tmp_path / "restored" / "clinic.db", read_key(tmp_path / "key"))
    restored = open_file(tmp_path / "restored" / "clinic.db", tmp_path / "key", hands)
    assert rows(restored) == before
    restored.close()
    with pytest.raises(StoreError, match="already"):
        put_back(tmp_path / "copy.db", tmp_path / "restored" / "clinic.db", read_key(tmp_path / "key"))
    with pytest.raises(StoreError, match="overwrites nothing"):
        copy_file(file_store, read_key(tmp_path / "key"), tmp_path / "copy.db")


def test_a_damaged_copy_is_not_put_back(file_store: Store, tmp_path: Path) -> None:
    key = read_key(tmp_path / "key")
    copy_file(file_store, key, tmp_path / "copy.db")
    spoiled = bytearray((tmp_path / "copy.db").read_bytes())
    spoiled[-2000] ^= 1
    (tmp_path / "copy.db").write_bytes(spoiled)
    with pytest.raises(StoreError, match=r"damaged|does not open"):
        put_back(tmp_path / "copy.db", tmp_path / "back" / "clinic.db", key)
    assert not list((tmp_path / "back").iterdir())


def test_the_export_of_a_patient_reads_as_a_case_and_tells_who_saw_it(
    full: Store, patient_id: str, clinician_id: str, tmp_path: Path
) -> None:
    export_patient(full, clinician_id, patient_id, tmp_path / "a.zip")
    with zipfile.ZipFile(tmp_path / "a.zip") as packed:
        said = {name: packed.read(name).decode() for name in packed.namelist()}
    raw = yaml.safe_load(said["case.yaml"])
    case = read_case(raw, "case", load_knowledge(), as_of=dt.date(2026, 3, 2), today=dt.date(2026, 3, 2))
    assert case.story == STORY + "."
    assert [entry["body"] for entry in json.loads(said["entries.json"])][:2] == [STORY, STORY + "."]
    assert json.loads(said["assessments.json"])[0]["body"] == {"headline": STORY}
    assert json.loads(said["audit.json"])[-1]["action"] == "exported record"
    with pytest.raises(NotFoundError):
        export_patient(full, clinician_id, "0" * 32, tmp_path / "b.zip")
    assert not (tmp_path / "b.zip").exists()


def test_the_export_of_everything_holds_every_patient_and_no_password(
    full: Store, patient_id: str, tmp_path: Path
) -> None:
    assert export_all(full, "test", tmp_path / "all", print) == 1
    assert {file.name for file in (tmp_path / "all").iterdir()} == {
        f"{patient_id}.zip",
        "clinics.json",
        "accounts.json",
        "audit.json",
    }
    for file in (tmp_path / "all").iterdir():
        assert b"argon2" not in file.read_bytes()
        assert file.stat().st_mode & 0o077 == 0
