"""Supposing on a page: before and after, live or by form, and nothing of it stored."""

from __future__ import annotations

import json
import re

from sequela.store.entries import add, last_number
from sequela.web.record import refresh
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


def test_what_is_there_and_what_weighs_stands_first_and_the_rest_by_kind_in_closed_groups(
    clinician: Clinician, ordinary: str
) -> None:
    address = f"/clinic/patients/{ordinary}/what-if"
    body = clinician.read(address)
    recorded = body["recorded"]
    assert isinstance(recorded, list)
    first = [choice["stated"].partition("@")[0] for choice in recorded if choice["part"] == "first"]
    assert first[0] == "mri_herniation_operated_level", "the heaviest argument stands before all others"
    assert "motor_deficit" in first, "absent, but it argues against the leading source"
    parts = {choice["stated"]: choice["part"] for choice in recorded}
    assert (parts["saddle_numbness"], parts["active_cancer"]) == ("danger", "record")
    page = clinician.see(address)
    open_to_see = re.sub(r"<details.*?</details>", "", page, flags=re.DOTALL)
    assert "saddle_numbness=present" in page
    assert "saddle_numbness=present" not in open_to_see
    assert open_to_see.count('name="set"') < 30
    assert '<details class="nhsuk-details" open>' not in page
    page = clinician.send(address, address, {"set": "saddle_numbness=present"}, 200)
    assert '<details class="nhsuk-details" open>' in page, "what is supposed stays in sight"


def test_a_quantity_is_supposed_as_a_number(clinician: Clinician, ordinary: str, site: Site) -> None:
    address = f"/clinic/patients/{ordinary}/what-if"
    with site.store.writing("test") as writing:
        add(writing, ordinary, "fact", {"finding": "pain_leg", "value": 7, "side": "left"}, source="patient")
    refresh(site, ordinary)
    page = clinician.see(address)
    assert 'name="q.pain_leg@left"' in page
    assert "pain_leg@left=present" not in page
    page = clinician.send(address, address, {"q.pain_leg@left": "2,5"}, 200)
    assert "Leg pain, 0 to 10, left: 2.5" in page
    assert re.search(r'name="q.pain_leg@left"[^>]* value="2.5"', page)
    assert "There is a problem" in clinician.send(address, address, {"q.pain_leg@left": "44"}, 200)
