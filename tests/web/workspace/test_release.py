"""No patient sees anything of an assessment before a clinician has read and released that very one."""

from __future__ import annotations

import re

import pytest
from starlette.testclient import TestClient

from sequela.store.entries import add, history
from sequela.web.record import refresh
from sequela.web.routes import ROUTERS
from sequela.web.site import Site
from tests.web.conftest import SignedIn
from tests.web.workspace.conftest import Clinician, charted

_HASH = re.compile(r'name="sha256" value="([0-9a-f]{64})"')


@pytest.fixture
def own(site: Site, patient_id: str) -> str:
    """The patient who has an account, with a chart."""
    return charted(site, "recurrence_willing", patient_id)


@pytest.fixture
def patient(signed_in: SignedIn) -> TestClient:
    return signed_in("patient")


def _release(clinician: Clinician, own: str) -> None:
    address = f"/clinic/patients/{own}/documents/patient"
    found = _HASH.search(clinician.see(address))
    assert found is not None
    clinician.send(address, f"{address}/release", {"sha256": found[1]})


def test_the_patient_sees_the_summary_once_it_is_released_and_no_differential(
    clinician: Clinician, patient: TestClient, own: str
) -> None:
    before = patient.get("/mine").text
    assert "has not shared a summary" in before
    draft = clinician.see(f"/clinic/patients/{own}/documents/patient")
    assert "Draft" in draft
    _release(clinician, own)
    page = patient.get("/mine").text
    assert "What happens next" in page
    assert "Draft" not in page
    assert "ecurrent disc herniation" not in page
    assert not re.search(r"\d+ ?%", page)
    assert "Qué" in patient.get("/mine", headers={"accept-language": "es"}).text


def test_a_later_change_withdraws_it_until_it_is_read_and_released_again(
    clinician: Clinician, patient: TestClient, own: str, site: Site
) -> None:
    _release(clinician, own)
    assert 'id="lapsed"' not in clinician.see(f"/clinic/patients/{own}")
    with site.store.writing("test") as writing:
        add(writing, own, "fact", {"finding": "night_pain", "value": "present"}, source="clinician")
    refresh(site, own)
    assert "Something new has come in" in patient.get("/mine").text
    overview = clinician.see(f"/clinic/patients/{own}")
    notice = overview[overview.index('id="lapsed"') :]
    assert "The summary released on 2026-11-29 no longer holds" in notice
    assert f'href="/clinic/patients/{own}/documents/patient"' in notice[: notice.index("</p>")]
    page = clinician.see(f"/clinic/patients/{own}/documents/patient")
    assert "withdrawn by what changed since" in page
    _release(clinician, own)
    assert "What happens next" in patient.get("/mine").text
    assert 'id="lapsed"' not in clinician.see(f"/clinic/patients/{own}")


@pytest.mark.usefixtures("patient")
def test_a_release_says_who_cannot_read_it_yet(clinician: Clinician, own: str, ordinary: str) -> None:
    for one, words in ((own, "Released: the patient sees it"), (ordinary, "the patient sees it once they have an acc")):
        _release(clinician, one)
        assert words in clinician.see(f"/clinic/patients/{one}/documents/patient")


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_summary_names_the_telephone_of_the_clinic(
    clinician: Clinician, patient: TestClient, own: str, language: str
) -> None:
    draft = clinician.see(f"/clinic/patients/{own}/documents/patient?language={language}")
    _release(clinician, own)
    for page in (draft, patient.get("/mine", headers={"accept-language": language}).text):
        assert "555 0100" in page
        assert "……" not in page


def test_what_changed_while_it_was_read_is_not_released(
    clinician: Clinician, patient: TestClient, own: str, site: Site
) -> None:
    address = f"/clinic/patients/{own}/documents/patient"
    read = _HASH.search(clinician.see(address))
    assert read is not None
    with site.store.writing("test") as writing:
        add(writing, own, "story", "It is worse than I said.", source="patient")
    refresh(site, own)
    page = clinician.send(address, f"{address}/release", {"sha256": read[1]}, 409)
    assert "has changed since you read it" in page
    assert "has not shared a summary" in patient.get("/mine").text


def test_a_release_taken_back_is_seen_no_more_and_comes_back_by_no_other_way(
    clinician: Clinician, patient: TestClient, own: str, site: Site
) -> None:
    _release(clinician, own)
    address = f"/clinic/patients/{own}/documents/patient"
    clinician.send(address, f"{address}/withdraw", {})
    with site.store.reading() as connection:
        number = [e.number for e in history(connection, own) if e.kind == "released"][-1]
    clinician.send(address, f"/clinic/patients/{own}/entries/{number}", {}, 404)
    assert "has not shared a summary" in patient.get("/mine").text


def test_patients_read_their_own_answers_back_and_nothing_that_others_recorded(
    patient: TestClient, own: str, site: Site
) -> None:
    with site.store.writing("test") as writing:
        add(writing, own, "fact", {"finding": "night_pain", "value": "present"}, source="patient")
        add(writing, own, "story", "<b>It</b> began on a Monday.", source="patient")
    page = patient.get("/mine/answers").text
    assert "&lt;b&gt;It&lt;/b&gt; began on a Monday." in page
    assert "Yes" in page
    assert "straight leg" not in page.lower()


def test_a_patient_gets_none_of_the_pages_of_the_clinic(patient: TestClient, own: str, ordinary: str) -> None:
    every = [str(getattr(route, "path", "")) for router in ROUTERS for route in router.routes]
    paths = [path for path in every if path.startswith("/clinic")]
    assert len(paths) > 15
    for path in paths:
        for record in (own, ordinary):
            address = path.replace("{patient_id}", record).replace("{number}", "1").replace("{kind}", "story")
            for answer in (patient.get(address), patient.post(address, data={"form_token": "x"})):
                assert answer.status_code in (403, 404, 405), (address, answer.status_code)
    assert patient.get("/evidence/mechanism/pseudarthrosis").status_code == 403


def test_a_document_that_needs_a_treatment_asks_for_it(clinician: Clinician, in_danger: str) -> None:
    address = f"/clinic/patients/{in_danger}/documents/authorisation"
    asked = clinician.see(address)
    assert "choose a treatment" in asked
    assert 'value="spinal_cord_stimulation"' in asked
    clinician.see(f"{address}.pdf", 400)


@pytest.mark.parametrize("kind", ["clinician", "referral", "authorisation"])
def test_documents_for_colleagues_are_read_on_the_page_and_taken_along(
    clinician: Clinician, ordinary: str, kind: str
) -> None:
    address = f"/clinic/patients/{ordinary}/documents/{kind}"
    about = "?treatment=spinal_cord_stimulation" if kind == "authorisation" else ""
    title = str(clinician.read(address + about)["title"])
    assert title in clinician.see(address + about)
    for form, begins in (("pdf", b"%PDF-"), ("html", b"<!doctype html>"), ("md", b"<!-- sequela")):
        answer = clinician.browser.get(f"{address}.{form}{about}")
        assert answer.status_code == 200
        assert answer.content.startswith(begins)
        assert "attachment" in answer.headers["content-disposition"]
        assert ordinary not in answer.headers["content-disposition"]


def test_documents_about_nothing_that_exists_are_not_found(clinician: Clinician, ordinary: str) -> None:
    clinician.see(f"/clinic/patients/{ordinary}/documents/referral?treatment=phrenology", 404)
    clinician.see(f"/clinic/patients/{ordinary}/documents/obituary", 404)
