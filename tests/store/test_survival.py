"""Nothing acknowledged is lost: killed writers, a full disk, a lost server, files without their key."""

from __future__ import annotations

import multiprocessing
import random
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, make_url, text

from sequela.store import audit
from sequela.store.accounts import make_clinic
from sequela.store.entries import add, heads, history
from sequela.store.patients import make_patient
from sequela.store.problem import DatabaseKeyError, UnavailableError
from sequela.store.store import Store, open_file, open_postgres

from .writer import reopened, write_until_killed, write_until_the_file_may_not_grow

KILLS = {"file": 100, "postgres": 25}
TOLD = "the leg came back after two good years"


def new_patient(store: Store) -> str:
    with store.writing("test") as writing:
        return make_patient(writing, make_clinic(writing, "Test clinic", "{}"))


@pytest.mark.parametrize("kind", ["file", "postgres"])
def test_a_writer_killed_in_the_middle_loses_nothing_it_had_acknowledged(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    where = str(tmp_path) if kind == "file" else str(request.getfixturevalue("postgres")())
    store = reopened(where)
    patient = new_patient(store)
    store.close()
    processes = multiprocessing.get_context("forkserver")
    processes.set_forkserver_preload(["tests.store.writer", "sqlcipher3", "psycopg"])
    chance, acknowledged = random.Random(7), set[int]()  # noqa: S311 - when to kill is no secret
    for _ in range(KILLS[kind]):
        heard, said = processes.Pipe(duplex=False)
        writer = processes.Process(target=write_until_killed, args=(where, patient, said), daemon=True)
        writer.start()
        said.close()
        acknowledged |= {heard.recv() for _ in range(chance.randrange(1, 6))}
        writer.kill()
        writer.join()
        while heard.poll():  # what it said before it died
            try:
                acknowledged.add(heard.recv())
            except EOFError:
                break
    store = reopened(where)
    with store.reading() as connection:
        kept = {entry.number for entry in history(connection, patient)}
        assert acknowledged <= kept
        assert len(kept) - len(acknowledged) <= KILLS[kind], "more unsaid than one for each killed writer"
        assert audit.verify(connection).broken is None
        assert audit.count(connection) == len(kept) + 2
    store.close()


def test_a_full_disk_stores_nothing_says_so_and_goes_on_when_there_is_room(file_store: Store) -> None:
    patient = new_patient(file_store)
    with file_store.reading() as connection:
        pages = connection.execute(text("PRAGMA page_count")).scalar_one()
    most = [pages + 8]
    event.listen(
        file_store.engine, "begin", lambda c: c.exec_driver_sql(f"PRAGMA max_page_count = {most[0]}"), insert=True
    )
    stored = 0

    def fill() -> None:
        nonlocal stored
        for _ in range(50):
            with file_store.writing("test") as writing:
                add(writing, patient, "note", TOLD * 100, source="clinician")
            stored += 1

    with pytest.raises(UnavailableError, match="disk of the database is full"):
        fill()
    assert stored
    with file_store.reading() as connection:
        assert len(heads(connection, patient)) == stored
        assert audit.verify(connection).broken is None
    most[0] = pages + 10_000
    with file_store.writing("test") as writing:
        add(writing, patient, "note", "again", source="clinician")


def test_a_file_that_may_not_grow_keeps_what_it_acknowledged(file_store: Store, tmp_path: Path) -> None:
    patient = new_patient(file_store)
    processes = multiprocessing.get_context("forkserver")
    heard, said = processes.Pipe(duplex=False)
    limit = (tmp_path / "clinic.db").stat().st_size + 300_000
    writer = processes.Process(target=write_until_the_file_may_not_grow, args=(str(tmp_path), patient, limit, said))
    writer.start()
    stored, words = heard.recv()
    writer.join()
    assert "nothing of this was stored" in words
    with file_store.reading() as connection:
        assert len(heads(connection, patient)) == stored > 0
        assert audit.verify(connection).broken is None


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"database": "nowhere"}, "no database of this name"),
        ({"username": "nobody"}, "no such user"),
        ({"host": "127.0.0.1", "port": 1, "query": {}}, "nothing answers at this host and port"),
        ({"host": "no.such.host.invalid", "query": {}}, "no host of this name"),
    ],
)
def test_a_server_that_lets_nobody_in_is_named_with_the_cause_and_without_its_password(
    postgres: Callable[[], str], change: dict[str, Any], words: str
) -> None:
    address = make_url(postgres()).set(password="secret of the server").set(**change)  # noqa: S106
    with pytest.raises(UnavailableError, match=words) as refused:
        open_postgres(address.render_as_string(hide_password=False))
    assert "postgresql+psycopg://" in str(refused.value)
    assert "secret" not in str(refused.value)


def test_a_lost_postgres_connection_stores_nothing_says_so_and_the_next_try_succeeds(postgres_store: Store) -> None:
    store = postgres_store
    patient = new_patient(store)

    def lose() -> None:
        with store.writing("test") as writing:
            add(writing, patient, "note", "half way", source="clinician")
            own = writing.connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
            with store.reading() as other:
                other.execute(text("SELECT pg_terminate_backend(:own)"), {"own": own})
            add(writing, patient, "note", "never", source="clinician")

    with pytest.raises(UnavailableError, match="cannot be reached: nothing of this was stored"):
        lose()
    with store.writing("test") as writing:
        add(writing, patient, "note", "again", source="clinician")
    with store.reading() as connection:
        assert [entry.body for entry in history(connection, patient)] == ["again"]
        assert audit.verify(connection).broken is None


def test_a_writer_who_waits_too_long_is_told_that_nothing_was_stored(
    file_store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sequela.store.engine.BUSY_SECONDS", 0)
    patient = new_patient(file_store)
    other = open_file(tmp_path / "clinic.db", tmp_path / "key")
    with file_store.writing("test") as writing:
        add(writing, patient, "note", "first", source="clinician")
        with pytest.raises(UnavailableError, match="busy: nothing of this was stored"), other.writing("test"):
            pass
    other.close()


def bytes_of(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.iterdir() if file.name.startswith("clinic.db"))


def test_no_word_of_a_patient_stands_readable_in_the_file_or_its_journal(file_store: Store, tmp_path: Path) -> None:
    patient = new_patient(file_store)
    with file_store.writing("test") as writing:
        add(writing, patient, "story", TOLD, source="patient")
    written = bytes_of(tmp_path)
    assert (tmp_path / "clinic.db-wal").stat().st_size
    for word in (TOLD, "the leg", patient, "patient made", "SQLite format", "CREATE TABLE"):
        assert word.encode() not in written, word


def test_without_its_key_the_file_stays_shut_and_unharmed(file_store: Store, tmp_path: Path) -> None:
    patient = new_patient(file_store)
    file_store.close()
    right, wrong = tmp_path / "key", tmp_path / "wrong"
    wrong.write_text("0" * 64 + "\n", encoding="ascii")
    wrong.chmod(0o600)
    with pytest.raises(DatabaseKeyError, match="not that of this database"):
        open_file(tmp_path / "clinic.db", wrong)
    for spoiled, words in ((b"", "holds no key"), (b"zz" * 32, "holds no key"), (b"\xff", "cannot be read")):
        wrong.write_bytes(spoiled)
        with pytest.raises(DatabaseKeyError, match=words):
            open_file(tmp_path / "clinic.db", wrong)
    wrong.unlink()
    with pytest.raises(DatabaseKeyError, match="put back its backup"):
        open_file(tmp_path / "clinic.db", wrong)
    assert not wrong.exists(), "a new key beside old data would look like the right one"
    again = open_file(tmp_path / "clinic.db", right)
    with again.reading() as connection:
        assert history(connection, patient)
    again.close()


def test_a_key_that_others_may_read_is_refused_with_its_mend(file_store: Store, tmp_path: Path) -> None:
    file_store.close()
    (tmp_path / "key").chmod(0o644)
    with pytest.raises(DatabaseKeyError, match="chmod 600"):
        open_file(tmp_path / "clinic.db", tmp_path / "key")


def test_a_key_that_was_given_beforehand_is_used_and_not_replaced(file_store: Store, tmp_path: Path) -> None:
    file_store.close()
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    shutil.copy(tmp_path / "key", elsewhere / "key")
    made = open_file(elsewhere / "clinic.db", elsewhere / "key")
    assert not made.key_made
    made.close()
    assert (elsewhere / "key").read_bytes() == (tmp_path / "key").read_bytes()
