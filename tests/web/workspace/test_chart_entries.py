"""The chart by hand: nothing is overwritten, nobody's version lost, and the reader of cases judges what is entered."""

from __future__ import annotations

import re

from sequela.store.entries import history
from sequela.store.patients import standing
from sequela.web.site import Site
from tests.web.workspace.conftest import Clinician


def _fact(site: Site, patient: str, finding: str) -> int:
    with site.store.reading() as connection:
        for entry in standing(connection, patient):
            if isinstance(entry.body, dict) and entry.body.get("finding") == finding:
                return entry.number
    raise AssertionError(finding)


def test_a_finding_is_found_by_a_few_letters_and_recorded(clinician: Clinician, ordinary: str) -> None:
    address = f"/clinic/patients/{ordinary}"
    assert "finding=saddle_numbness" in clinician.see(f"{address}/facts?words=between the legs")
    form = f"{address}/facts/new?finding=saddle_numbness"
    clinician.send(form, f"{address}/entries/new/fact", {"finding": "saddle_numbness", "value": "present", "when": ""})
    assert "Emergency now" in clinician.see(address)


def test_what_the_reader_of_cases_refuses_is_said_at_its_field(clinician: Clinician, ordinary: str) -> None:
    address = f"/clinic/patients/{ordinary}"
    form = f"{address}/facts/new?finding=motor_deficit"
    sent = {"finding": "motor_deficit", "value": "present", "when": "2031-01-01", "side": "left"}
    page = clinician.send(form, f"{address}/entries/new/fact", sent, 422)
    assert '<a href="#when">' in page
    assert "2031" in page
    assert 'value="left" checked' in page


def test_an_operation_a_pain_and_a_score_are_entered_for_a_new_patient(clinician: Clinician) -> None:
    clinician.send("/clinic", "/clinic/patients", {"name": "Rosa Lima", "number": "77"})
    found = re.search(r'/clinic/patients/([0-9a-f]{32})">Rosa Lima', clinician.see("/clinic"))
    assert found is not None
    address = f"/clinic/patients/{found[1]}"
    for kind, body in (
        ("surgery", {"procedure": "discectomy", "levels": "L4-L5", "side": "left", "when": "24 months ago"}),
        (
            "complaint",
            {"id": "leg", "region": "lumbar", "distribution": "limb_more", "sites": "buttock", "side": "left"},
        ),
        ("score", {"instrument": "odi", "total": "44", "when": "2026-11"}),
    ):
        clinician.send(f"{address}/entries/new/{kind}", f"{address}/entries/new/{kind}", body)
    page = clinician.see(address)
    assert "two years after L4-L5" in page
    assert "Probable sources" in page


def test_a_correction_supersedes_and_the_first_version_stays(clinician: Clinician, ordinary: str, site: Site) -> None:
    address = f"/clinic/patients/{ordinary}"
    number = _fact(site, ordinary, "straight_leg_raise")
    entry = f"{address}/entries/{number}"
    clinician.send(entry, entry, {"value": "absent", "side": "left", "when": "2026-11-20"})
    with site.store.reading() as connection:
        versions = [e for e in history(connection, ordinary) if "straight_leg_raise" in str(e.body)]
    assert [e.body["value"] for e in versions if isinstance(e.body, dict)] == ["present", "absent"]
    assert versions[1].supersedes == number
    page = clinician.see(f"{address}/entries/{versions[1].number}")
    assert "All versions" in page


def test_of_two_who_correct_one_fact_nobody_is_overwritten(clinician: Clinician, ordinary: str, site: Site) -> None:
    address = f"/clinic/patients/{ordinary}"
    number = _fact(site, ordinary, "straight_leg_raise")
    entry = f"{address}/entries/{number}"
    clinician.send(entry, entry, {"value": "absent", "side": "left", "note": "theirs"})
    page = clinician.send(entry, entry, {"value": "present", "side": "both", "note": "mine"}, 409)
    assert "Someone else has changed this meanwhile" in page
    assert "note: theirs" in page
    assert "note: mine" in page
    again = re.search(r'action="(/clinic/patients/[0-9a-f]+/entries/\d+)"', page)
    assert again is not None
    clinician.send(entry, again[1], {"value": "present", "side": "both", "note": "mine"})
    with site.store.reading() as connection:
        notes = [e.body.get("note") for e in history(connection, ordinary) if isinstance(e.body, dict)]
    assert [note for note in notes if note] == ["theirs", "mine"]


def test_of_two_who_start_from_nothing_the_second_sees_the_first(
    clinician: Clinician, patient_id: str, site: Site
) -> None:
    address = f"/clinic/patients/{patient_id}"
    form = f"{address}/entries/new/allergies"
    clinician.see(form)
    clinician.send(f"{address}/facts", form, {"allergies": "penicillin\nlatex"})
    page = clinician.send(f"{address}/facts", form, {"allergies": "contrast"}, 409)
    assert "penicillin" in page
    assert "contrast" in page
    with site.store.reading() as connection:
        told = [e.body for e in history(connection, patient_id) if e.kind == "allergies"]
    assert told == [["penicillin", "latex"]]


def test_what_is_withdrawn_needs_a_reason_and_stays_in_the_history(
    clinician: Clinician, in_danger: str, site: Site
) -> None:
    address = f"/clinic/patients/{in_danger}"
    number = _fact(site, in_danger, "foot_drop")
    entry = f"{address}/entries/{number}"
    assert "Say why it is withdrawn" in clinician.send(entry, f"{entry}/withdraw", {"reason": " "}, 422)
    clinician.send(entry, f"{entry}/withdraw", {"reason": "of another patient"})
    assert "New foot drop" not in clinician.see(address)
    page = clinician.see(f"{address}/history")
    assert "Foot drop" in page
    assert "of another patient" in page


def test_markup_in_any_field_is_shown_as_it_was_typed(clinician: Clinician, ordinary: str) -> None:
    address, bad = f"/clinic/patients/{ordinary}", '"><img src=x onerror=alert(1)>'
    clinician.send(f"{address}/entries/new/story", f"{address}/entries/new/story", {"story": bad})
    clinician.send(f"{address}/entries/new/visit", f"{address}/entries/new/visit", {"when": "2026-11", "note": bad})
    for page in ("", "/facts", "/history"):
        assert "<img" not in clinician.see(address + page)


def test_what_was_recorded_corrected_or_withdrawn_is_said_on_top_and_marked(
    clinician: Clinician, ordinary: str, site: Site
) -> None:
    address = f"/clinic/patients/{ordinary}"
    form = f"{address}/facts/new?finding=night_pain"
    clinician.send(form, f"{address}/entries/new/fact", {"finding": "night_pain", "value": "present", "when": ""})
    number = _fact(site, ordinary, "night_pain")
    assert clinician.went == f"{address}/facts?done={number}"
    page = clinician.see(clinician.went)
    status = page[page.index('role="status"><strong>Recorded:') :]
    assert "present" in status[: status.index("</p>")]
    assert f'href="#e-{number}"' in status[: status.index("</p>")]
    findings = page[page.index('id="fact"') :]
    assert findings.index("<li id=") == findings.index(f'<li id="e-{number}" class="app-new"'), (
        "the newest stands first"
    )
    assert 'class="app-new"' not in clinician.see(f"{address}/facts")
    entry = f"{address}/entries/{number}"
    clinician.send(entry, entry, {"value": "absent"})
    assert "<strong>Corrected:" in clinician.see(clinician.went)
    latest = f"{address}/entries/{_fact(site, ordinary, 'night_pain')}"
    clinician.send(latest, f"{latest}/withdraw", {"reason": "of another patient"})
    assert "<strong>Withdrawn:" in clinician.see(clinician.went)
    assert "<strong>Recorded:" not in clinician.see(f"{address}/facts?done={number}"), "it is not what stands any more"
    assert 'role="status"><strong>' not in clinician.see(f"{address}/facts?done=1"), "somebody else recorded it"
