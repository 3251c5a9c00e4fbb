"""Supposing on a page: before and after, live or by form, and nothing of it stored."""

from __future__ import annotations

import json

from sequela.store.entries import last_number
from sequela.web.site import Site
from tests.web.workspace.conftest import Clinician


def test_without_the_scan_the_herniation_loses_ground(clinician: Clinician, ordinary: str, site: Site) -> None:
    address = f"/clinic/patients/{ordinary}/what-if"
    with site.store.reading() as connection:
        before = last_number(connection, ordinary)
    choice = "mri_herniation_operated_level@left@L5-S1=absent"
    assert choice in clinician.see(address)
    page = clinician.send(address, address, {"set": choice}, 200)
    assert "Supposed, not observed" in page
    assert f'value="{choice}" selected' in page
    with site.store.reading() as connection:
        assert last_number(connection, ordinary) == before


def test_the_same_answer_as_json_says_how_far_it_fell(clinician: Clinician, ordinary: str) -> None:
    address = f"/clinic/patients/{ordinary}/what-if"
    fields = {"set": "mri_herniation_operated_level@left@L5-S1=absent"}
    body = json.loads(clinician.send(address, address, fields, 200, accept="application/json"))
    changes = {change["mechanism"]: change for change in body["supposition"]["what_if"]["changes"]}
    fell = changes["recurrent_disc_herniation"]
    assert fell["before"] > 0.9 > fell["after"]


def test_htmx_gets_the_result_alone(clinician: Clinician, ordinary: str) -> None:
    address = f"/clinic/patients/{ordinary}/what-if"
    part = clinician.send(address, address, {"set": "saddle_numbness=present"}, 200, **{"hx-request": "true"})
    assert "<html" not in part
    assert "Emergency now" in part


def test_any_finding_can_be_supposed_by_its_name(clinician: Clinician, ordinary: str) -> None:
    address = f"/clinic/patients/{ordinary}/what-if"
    fields = {"finding": "Numbness between the legs", "value": "present"}
    assert "Emergency now" in clinician.send(address, address, fields, 200)


def test_a_name_that_is_none_is_said_and_changes_nothing(clinician: Clinician, ordinary: str) -> None:
    address = f"/clinic/patients/{ordinary}/what-if"
    page = clinician.send(address, address, {"finding": "<script>alert(1)</script>", "value": "present"}, 200)
    assert "There is a problem" in page
    assert "<script>alert" not in page
