"""One clinic in an encrypted file, with a clinician, a patient and invitations."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from sequela.store.accounts import make_account, make_clinic
from sequela.store.entries import Entry, add, history
from sequela.store.invitations import invite
from sequela.store.patients import make_patient
from sequela.store.store import open_file
from sequela.web.app import make_app
from sequela.web.site import ClinicSettings, HelpNumbers, Site

from .typical import KNOWLEDGE

PASSWORD = "four calm words here"  # noqa: S105 - made up
NUMBERS = (
    HelpNumbers(country="United Kingdom", emergency="999", same_day="111"),
    HelpNumbers(country="España", emergency="112", same_day="061"),
)


@dataclass
class Clock:
    """A clock that the test sets."""

    now: dt.datetime = field(default_factory=lambda: dt.datetime(2026, 11, 30, 9, 0, tzinfo=dt.UTC))

    def __call__(self) -> dt.datetime:
        self.now += dt.timedelta(milliseconds=1)
        return self.now


@dataclass
class Clinic:
    """A running clinic as a test sees it."""

    site: Site
    clock: Clock
    clinician: str
    patient: str

    def invitation(self) -> tuple[str, str]:
        with self.site.store.writing(self.clinician) as writing:
            return invite(writing, self.patient)

    def entries(self, kind: str) -> list[Entry]:
        with self.site.store.reading() as connection:
            return [entry for entry in history(connection, self.patient) if entry.kind == kind]

    def browser(self) -> TestClient:
        return TestClient(make_app(self.site, secret=b"s" * 32), follow_redirects=True)


@pytest.fixture
def make_intake_clinic(tmp_path: Path) -> Iterator[Callable[..., Clinic]]:
    """Make clinics with settings of one's own."""
    stores = []

    def make(numbers: tuple[HelpNumbers, ...] = NUMBERS[:1], self_harm_contact: str | None = None) -> Clinic:
        clock = Clock()
        folder = tmp_path / f"clinic{len(stores)}"
        store = open_file(folder / "clinic.db", folder / "key", clock)
        stores.append(store)
        settings = ClinicSettings(
            name="Spine clinic", phone="01 234", numbers=numbers, self_harm_contact=self_harm_contact
        )
        with store.writing("system") as writing:
            clinic_id = make_clinic(writing, settings.name, json.dumps(asdict(settings)))
            clinician = make_account(
                writing, clinic_id, login="doc", name="Doctor", role="clinician", password=PASSWORD
            )
            patient = make_patient(writing, clinic_id, synthetic=True)
            add(writing, patient, "identity", {"name": "Ann Example", "number": "7"}, source="clinician")
        site = Site(store=store, knowledge=KNOWLEDGE, clinic_id=clinic_id, settings=settings, clock=clock)
        return Clinic(site=site, clock=clock, clinician=clinician, patient=patient)

    yield make
    for store in stores:
        store.close()


@pytest.fixture
def intake_clinic(make_intake_clinic: Callable[..., Clinic]) -> Clinic:
    """A clinic with one set of numbers to call."""
    return make_intake_clinic()


def token_on(page: str) -> str:
    """The token that the forms of a page carry."""
    found = re.search(r'name="form_token" value="([^"]+)"', page)
    assert found is not None
    return found[1]


def send_form(client: TestClient, page: str, address: str, **said: object):  # type: ignore[no-untyped-def]
    """Send a form of a page as a browser would."""
    return client.post(address, data={"form_token": token_on(page), **said})
