"""A clinic with two patients: one in danger, one whose chart is ordinary; and forms that browsers would send."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from sequela.knowledge.strict import parse_yaml
from sequela.store.chart import parts_of
from sequela.store.entries import add
from sequela.store.patients import make_patient
from sequela.web.record import refresh
from sequela.web.site import Site
from tests.web.conftest import Hands, SignedIn

_TOKEN = re.compile(r'name="form_token" value="([0-9a-f]+)"')


@pytest.fixture
def hands() -> Hands:
    """The clock stands a month after the charts were written."""
    return Hands(dt.datetime(2026, 11, 29, 9, 0, tzinfo=dt.UTC))


EXAMPLES = Path(__file__).parents[3] / "examples" / "plan"


def charted(site: Site, name: str, patient_id: str | None = None) -> str:
    """A patient with the chart of an example; the id."""
    raw = parse_yaml((EXAMPLES / f"{name}.yaml").read_text(encoding="utf-8"), name)
    assert isinstance(raw, dict)
    identity = {"name": "Made-up patient", "number": f"D-{name}"}
    with site.store.writing("test") as writing:
        made = patient_id or make_patient(writing, site.clinic_id, synthetic=True)
        add(writing, made, "identity", identity, source="clinician")
        for kind, body in parts_of(raw, dt.date.fromisoformat(str(raw["as_of"]))):
            add(writing, made, kind, body, source="clinician")
    refresh(site, made)
    return made


@pytest.fixture
def in_danger(site: Site) -> str:
    return charted(site, "danger_before_preference")


@pytest.fixture
def ordinary(site: Site) -> str:
    return charted(site, "recurrence_willing")


class Clinician:
    """Somebody at a browser: opens pages, sends their forms with the token that stands in them.

    went
        where the last form led to.
    """

    def __init__(self, browser: TestClient) -> None:
        self.browser = browser
        self.went = ""

    def see(self, address: str, status: int = 200) -> str:
        answer = self.browser.get(address)
        assert answer.status_code == status, (address, answer.status_code)
        return answer.text

    def read(self, address: str) -> dict[str, object]:
        answer = self.browser.get(address, headers={"accept": "application/json"})
        assert answer.status_code == 200, (address, answer.status_code)
        body: dict[str, object] = answer.json()
        return body

    def send(self, page: str, address: str, fields: Mapping[str, object], status: int = 303, **headers: str) -> str:
        token = _TOKEN.search(self.see(page))
        assert token is not None, page
        answer = self.browser.post(address, data={"form_token": token[1], **fields}, headers=headers)
        assert answer.status_code == status, (address, answer.status_code, answer.text[:2000])
        self.went = answer.headers.get("location", "")
        return answer.text


@pytest.fixture
def clinician(signed_in: SignedIn) -> Clinician:
    return Clinician(signed_in("clinician"))
