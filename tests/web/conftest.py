"""A clinic with its application, on a real encrypted file; people of every role to sign in as."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread

import pytest
import uvicorn
from fastapi import FastAPI
from starlette.testclient import TestClient

from sequela.knowledge.load import load_knowledge
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.store.accounts import make_account, sign_in
from sequela.store.entries import add
from sequela.store.patients import make_patient
from sequela.store.store import open_file
from sequela.web.app import make_app
from sequela.web.clinic import open_clinic
from sequela.web.site import Site
from sequela.web.visit import SESSION

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
def knowledge() -> Knowledge:
    return load_knowledge()


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
def site(tmp_path: Path, knowledge: Knowledge, hands: Hands) -> Iterator[Site]:
    store = open_file(tmp_path / "clinic.db", tmp_path / "key", hands)
    yield open_clinic(store, knowledge, demo=True, host="127.0.0.1")
    store.close()


@pytest.fixture
def app(site: Site) -> FastAPI:
    return make_app(site)


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app, follow_redirects=False, raise_server_exceptions=False) as made:
        yield made


@pytest.fixture
def patient_id(site: Site) -> str:
    """A patient of whom no more than a name is known."""
    with site.store.writing("test") as writing:
        made = make_patient(writing, site.clinic_id)
        add(writing, made, "identity", {"name": "Ana Quijano", "number": "K-1"}, source="clinician")
    return made


SignedIn = Callable[[str], TestClient]


@pytest.fixture
def signed_in(app: FastAPI, site: Site, patient_id: str) -> SignedIn:
    """A browser of someone of a role, signed in; the patient's account is that of `patient_id`."""

    def make(role: str) -> TestClient:
        browser = TestClient(app, follow_redirects=False, raise_server_exceptions=False)
        if role == "nobody":
            return browser
        with site.store.writing("test") as writing:
            own = patient_id if role == "patient" else None
            make_account(writing, site.clinic_id, login=role, name=role, role=role, password=PASSWORD, patient_id=own)
        found = sign_in(site.store, role, PASSWORD)
        assert found is not None
        browser.cookies.set(SESSION, found[0])
        return browser

    return make


@pytest.fixture
def served(app: FastAPI) -> Iterator[str]:
    """The address of the application on a real server."""
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="warning", access_log=False))
    thread = Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    (listening,) = server.servers
    port = listening.sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join()
