"""An examination on one screen: what was marked is recorded, what was not stays unknown."""

from __future__ import annotations

import re

from sequela.knowledge.schema.knowledge import Knowledge
from sequela.store.entries import Entry
from sequela.store.patients import standing
from sequela.web.examination import named_in_order
from sequela.web.site import Site
from tests.web.workspace.conftest import Clinician

DAY = "2026-11-28"


def _examined(site: Site, patient: str) -> list[Entry]:
    with site.store.reading() as connection:
        every = standing(connection, patient)
    return [e for e in every if isinstance(e.body, dict) and e.body.get("when") == DAY]


def _values(found: list[Entry]) -> dict[str, str]:
    bodies = [entry.body for entry in found if isinstance(entry.body, dict)]
    return {f"{b['finding']}.{b.get('side', '')}": b["value"] for b in bodies}


def _shown(page: str, group: str) -> list[str]:
    return re.findall(rf'name="shown.{group}" value="(\w+)"', page)


def test_only_what_was_marked_is_recorded(clinician: Clinician, ordinary: str, site: Site) -> None:
    address = f"/clinic/patients/{ordinary}/examination"
    fields = {
        "when": DAY,
        "v.motor_deficit.left": "present",
        "r.motor_deficit.left": "S1",
        "v.motor_deficit.right": "absent",
        "v.straight_leg_raise.left": "",
    }
    clinician.send(address, address, fields)
    found = _examined(site, ordinary)
    assert _values(found) == {"motor_deficit.left": "present", "motor_deficit.right": "absent"}
    assert any(isinstance(e.body, dict) and e.body.get("root") == "S1" for e in found)


def test_the_rest_being_normal_speaks_only_of_what_was_listed(clinician: Clinician, ordinary: str, site: Site) -> None:
    address = f"/clinic/patients/{ordinary}/examination"
    listed = _shown(clinician.see(address), "nerves")
    page = clinician.see(address)
    told = page[page.index('id="w-nerves"') :]
    for label in re.findall(
        r'<th scope="row">([^<]+)<', page[page.index('id="g-nerves"') : page.index('id="w-nerves"')]
    ):
        assert label in told[: told.index("</p>")], "what the mark speaks of is named before it is sent"
    left_out = listed.pop()
    fields = {"when": DAY, "normal": "nerves", "shown.nerves": listed, "v.foot_drop.left": "present"}
    clinician.send(address, address, fields)
    values = _values(_examined(site, ordinary))
    assert {key.partition(".")[0] for key in values} == set(listed)
    assert left_out not in {key.partition(".")[0] for key in values}
    assert values.pop("foot_drop.left") == "present"
    assert set(values.values()) == {"absent"}
    assert "straight_leg_raise.left" not in values


def test_the_same_day_again_corrects_and_does_not_contradict(clinician: Clinician, ordinary: str, site: Site) -> None:
    address = f"/clinic/patients/{ordinary}/examination"
    for value in ("present", "absent", "absent"):
        page = clinician.see(address)
        upto = re.search(r'name="upto" value="(\d+)"', page)
        assert upto is not None
        fields = {"when": DAY, "v.babinski.left": value, "v.clonus.right": "absent", "upto": upto[1]}
        answer = clinician.browser.post(address, data={"form_token": _token(page), **fields})
        assert answer.status_code in (303, 422)
    assert _values(_examined(site, ordinary)) == {"babinski.left": "absent", "clonus.right": "absent"}


def _token(page: str) -> str:
    found = re.search(r'name="form_token" value="([0-9a-f]+)"', page)
    assert found is not None
    return found[1]


def test_of_two_who_examine_at_once_both_findings_are_seen_before_one_replaces_the_other(
    clinician: Clinician, ordinary: str, site: Site
) -> None:
    address = f"/clinic/patients/{ordinary}/examination"
    both = re.search(r'name="upto" value="(\d+)"', clinician.see(address))
    assert both is not None
    clinician.send(address, address, {"when": DAY, "v.babinski.left": "present", "upto": both[1]})
    mine = {"when": DAY, "v.babinski.left": "absent", "v.clonus.left": "absent", "upto": both[1]}
    page = clinician.send(address, address, mine, 409)
    assert "Someone else has recorded this meanwhile" in page
    assert _values(_examined(site, ordinary)) == {"babinski.left": "present"}
    upto = re.search(r'name="upto" value="(\d+)"', page)
    assert upto is not None
    clinician.send(address, address, {**mine, "upto": upto[1]})
    assert _values(_examined(site, ordinary)) == {"babinski.left": "absent", "clonus.left": "absent"}


def test_a_day_to_come_is_refused_and_what_was_marked_stays_on_the_screen(clinician: Clinician, ordinary: str) -> None:
    address = f"/clinic/patients/{ordinary}/examination"
    page = clinician.send(address, address, {"when": "2027-03-01", "v.babinski.left": "present"}, 422)
    assert '<a href="#when">' in page
    assert re.search(r'name="v.babinski.left" id="[^"]+" value="present" checked', page)


def test_the_order_of_the_examination_names_findings_that_there_are(knowledge: Knowledge) -> None:
    examined = {str(f.id) for f in knowledge.findings.values() if f.asked == "examination"}
    assert named_in_order() <= examined
