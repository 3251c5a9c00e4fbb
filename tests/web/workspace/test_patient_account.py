"""A patient's account: given on the record, its password shown once, closed and opened again, all of it audited."""

from __future__ import annotations

import re

from fastapi import FastAPI
from starlette.testclient import TestClient

from sequela.store import audit
from sequela.web.site import Site
from tests.web.conftest import SignedIn
from tests.web.test_security import enter, with_form_cookie

from .conftest import Clinician

_PASSWORD = re.compile(r"\b(?:[a-z2-9]{4}-){3}[a-z2-9]{4}\b")


def _password(page: str) -> str:
    found = _PASSWORD.search(page)
    assert found is not None
    return found[0]


def _signs_in(app: FastAPI, login: str, password: str) -> bool:
    browser = with_form_cookie(TestClient(app, follow_redirects=False))
    return bool(enter(app, browser, login, password).headers.get("location") == "/mine")


def test_a_patient_signs_in_with_what_was_handed_over(clinician: Clinician, app: FastAPI, patient_id: str) -> None:
    address = f"/clinic/patients/{patient_id}/account"
    assert address in clinician.see(f"/clinic/patients/{patient_id}")
    given = clinician.send(address, address, {"login": " Ana.Q "}, 200)
    password = _password(given)
    assert _signs_in(app, "ana.q", password)
    shown = clinician.see(address)
    assert "ana.q" in shown
    assert not _PASSWORD.search(shown), "it is shown once"
    newer = _password(clinician.send(address, f"{address}/password", {}, 200))
    assert not _signs_in(app, "ana.q", password)
    assert _signs_in(app, "ana.q", newer)


def test_an_account_that_is_closed_lets_nobody_in_until_it_is_opened(
    clinician: Clinician, app: FastAPI, site: Site, patient_id: str
) -> None:
    address = f"/clinic/patients/{patient_id}/account"
    password = _password(clinician.send(address, address, {"login": "ana"}, 200))
    clinician.send(address, f"{address}/close", {})
    assert not _signs_in(app, "ana", password)
    clinician.send(address, f"{address}/open", {})
    assert _signs_in(app, "ana", password)
    with site.store.reading() as connection:
        done = {row.action for row in audit.rows(connection, patient_id)}
    assert {"account made", "patient's account closed", "patient's account opened"} <= done


def test_one_patient_has_one_account_and_one_name_one_patient(
    clinician: Clinician, patient_id: str, ordinary: str
) -> None:
    theirs, others = (f"/clinic/patients/{one}/account" for one in (patient_id, ordinary))
    assert "needs a name" in clinician.send(theirs, theirs, {"login": " "}, 422)
    clinician.send(theirs, theirs, {"login": "ana"}, 200)
    assert "has an account already" in clinician.send(theirs, theirs, {"login": "other"}, 422)
    wrong = clinician.send(others, others, {"login": "Ana"}, 422)
    assert 'href="#login"' in wrong
    assert 'value="Ana"' in wrong
    for what in ("password", "close", "open"):
        clinician.send(others, f"{others}/{what}", {}, 404)


def test_the_page_handed_to_the_patient_says_nothing_of_their_record(clinician: Clinician, in_danger: str) -> None:
    address = f"/clinic/patients/{in_danger}/account"
    assert "foot drop" in clinician.see(address).lower()
    assert "foot drop" not in clinician.send(address, address, {"login": "p"}, 200).lower()


def test_the_summary_says_that_nobody_can_read_it_yet(clinician: Clinician, ordinary: str) -> None:
    address = f"/clinic/patients/{ordinary}"
    assert "cannot sign in yet" in clinician.see(f"{address}/documents/patient")
    clinician.send(f"{address}/account", f"{address}/account", {"login": "p"}, 200)
    assert "cannot sign in yet" not in clinician.see(f"{address}/documents/patient")


def test_administrators_see_the_accounts_of_the_staff_alone(
    clinician: Clinician, signed_in: SignedIn, patient_id: str
) -> None:
    address = f"/clinic/patients/{patient_id}/account"
    clinician.send(address, address, {"login": "ana"}, 200)
    listed = signed_in("admin").get("/admin").text
    assert "Ana Quijano" not in listed


def test_the_language_is_chosen_on_the_page_of_an_error_too(app: FastAPI) -> None:
    browser = TestClient(app, follow_redirects=False)
    browser.get("/")
    token = re.search(r'name="form_token" value="([^"]+)"', browser.get("/nowhere").text)
    assert token is not None
    said = browser.post("/language", data={"form_token": token[1], "language": "es", "back": "/nowhere"})
    assert said.status_code == 303
