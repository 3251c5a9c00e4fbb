"""What a clinician sees on opening a patient: danger first, the reasoning with its basis, and what was known when."""

from __future__ import annotations

import re

from sequela.store import audit
from sequela.store.entries import add
from sequela.web.record import refresh
from sequela.web.site import Site
from tests.web.conftest import Hands, SignedIn
from tests.web.workspace.conftest import Clinician


def test_a_new_foot_drop_stands_before_everything_else(clinician: Clinician, in_danger: str) -> None:
    page = clinician.see(f"/clinic/patients/{in_danger}")
    strip, tabs, panel = page.index("New foot drop"), page.index("Pages of this patient"), page.index('id="danger"')
    assert strip < tabs < panel < page.index("Probable sources")
    assert "Same day" in page[:tabs]


def test_every_weight_leads_to_what_it_rests_on(clinician: Clinician, ordinary: str) -> None:
    page = clinician.see(f"/clinic/patients/{ordinary}")
    links = sorted(set(re.findall(r'href="(/evidence/[^"]+)"', page)))
    assert len(links) > 20
    for link in links[:: max(1, len(links) // 25)]:
        clinician.see(link)


def test_the_page_as_json_holds_the_kept_assessment(clinician: Clinician, ordinary: str) -> None:
    body = clinician.read(f"/clinic/patients/{ordinary}")
    assessment = body["assessment"]
    assert isinstance(assessment, dict)
    assert assessment["schema"] == "sequela.assessment/1"
    assert assessment["complaints"][0]["differential"][0]["mechanism"] == "recurrent_disc_herniation"


def test_a_page_of_an_earlier_day_leaves_out_what_came_later_and_says_so(
    signed_in: SignedIn, ordinary: str, site: Site, hands: Hands
) -> None:
    before = site.today().isoformat()
    hands.on(days=3)
    clinician = Clinician(signed_in("clinician"))
    with site.store.writing("test") as writing:
        add(writing, ordinary, "fact", {"finding": "saddle_numbness", "value": "present"}, source="clinician")
    refresh(site, ordinary)
    today = clinician.see(f"/clinic/patients/{ordinary}")
    then = clinician.see(f"/clinic/patients/{ordinary}?as_of={before}")
    assert "Emergency now" in today
    assert "app-strip--past" not in today
    assert f'As it was known on <time datetime="{before}">' in then
    assert "Possible cauda equina" not in then[: then.index("Pages of this patient")]
    assert "I do not share the leading explanation" not in then


def test_dealing_with_an_urgent_answer_takes_it_from_the_top_but_not_one_that_came_meanwhile(
    clinician: Clinician, ordinary: str, site: Site
) -> None:
    with site.store.writing("test") as writing:
        add(writing, ordinary, "alarm", {"finding": "saddle_numbness"}, source="patient")
    refresh(site, ordinary)
    address = f"/clinic/patients/{ordinary}"
    page = clinician.see(address)
    assert "Urgent answer of the patient, not dealt with yet" in page
    upto = re.search(r'name="upto" value="(\d+)"', page)
    assert upto is not None
    with site.store.writing("test") as writing:
        add(writing, ordinary, "alarm", {"finding": "urinary_retention"}, source="patient")
    clinician.send(address, f"{address}/seen", {"what": "alarm", "upto": upto[1]})
    assert "Urgent answer of the patient, not dealt with yet" in clinician.see(address)
    latest = re.search(r'name="upto" value="(\d+)"', clinician.see(address))
    assert latest is not None
    clinician.send(address, f"{address}/seen", {"what": "alarm", "upto": latest[1]})
    assert "Urgent answer of the patient, not dealt with yet" not in clinician.see(address)


def test_nobody_marks_as_seen_what_is_yet_to_come(clinician: Clinician, ordinary: str, site: Site) -> None:
    address = f"/clinic/patients/{ordinary}"
    clinician.send(address, f"{address}/seen", {"what": "alarm", "upto": "99999"}, 400)
    with site.store.writing("test") as writing:
        add(writing, ordinary, "seen", {"what": "alarm", "upto": 99999}, source="clinician")
        add(writing, ordinary, "alarm", {"level": "emergency_now", "flags": []}, source="patient")
    refresh(site, ordinary)
    assert "Urgent answer of the patient, not dealt with yet" in clinician.see(address)


def test_an_urgent_answer_shows_what_was_told_and_new_answers_what_is_new(
    clinician: Clinician, ordinary: str, site: Site
) -> None:
    with site.store.writing("test") as writing:
        numb = {"finding": "saddle_numbness", "value": "present", "since": {"days_ago": 2}}
        add(writing, ordinary, "fact", numb, source="patient")
        add(writing, ordinary, "fact", {"finding": "bowel_incontinence_new", "value": "absent"}, source="patient")
        add(writing, ordinary, "alarm", {"level": "emergency_now", "flags": ["cauda_equina"]}, source="patient")
        add(writing, ordinary, "answer", {"sent": True}, source="patient", thing="sent")
    refresh(site, ordinary)
    page = clinician.see(f"/clinic/patients/{ordinary}")
    urgent = page[page.index('id="alarm"') : page.index("</section>", page.index('id="alarm"'))]
    assert "Possible cauda equina" in urgent
    assert "Emergency now" in urgent
    assert "Numbness between the legs" in urgent
    assert "cauda_equina" not in urgent
    assert "bowel" not in urgent, "what is absent raised no alarm"
    told = page[page.index('id="answers"') :]
    told = told[: told.index("</section>")]
    assert "2 things told" in told
    there, absent = told.split("What the patient says is not there (1)")
    assert "What the patient has or says (1)" in there
    assert "Numbness between the legs" in there
    assert "absent" in absent
    assert "<details" in there[there.rindex("<details") :]
    assert " open>" not in there[there.rindex("<details") :], "what is absent is closed at first"


def test_a_disagreement_is_kept_counted_and_changes_no_number(clinician: Clinician, ordinary: str) -> None:
    address = f"/clinic/patients/{ordinary}"
    body = clinician.read(address)["assessment"]
    fields = {
        "leading": "recurrent_disc_herniation",
        "instead": "epidural_fibrosis",
        "words": "scar <b>on</b> the root",
    }
    clinician.send(address, f"{address}/disagree", fields)
    clinician.send(address, f"{address}/disagree", fields)
    page = clinician.see(address)
    assert "scar &lt;b&gt;on&lt;/b&gt; the root" in page
    after = clinician.read(address)["assessment"]
    assert isinstance(body, dict)
    assert isinstance(after, dict)
    assert after["complaints"] == body["complaints"]
    (count,) = clinician.read("/clinic/disagreements")["counts"]  # type: ignore[misc]
    assert count["patients"] == 1
    assert count["instead"][0][0] == "Epidural scar on a nerve root"


def test_every_view_is_in_the_audit_without_what_was_stated(clinician: Clinician, in_danger: str, site: Site) -> None:
    clinician.see(f"/clinic/patients/{in_danger}")
    with site.store.reading() as connection:
        row = next(r for r in audit.rows(connection, in_danger) if r.action == "viewed record")
        assert audit.verify(connection).broken is None
    assert row.about == "overview as of 2026-11-29"
