"""Work-up, plan, blocks and course: what is decided is kept with its reason, and what came of it."""

from __future__ import annotations

import re

from sequela.store.entries import add, history
from sequela.store.patients import standing
from sequela.web.decisions import decisions_in
from sequela.web.record import refresh
from sequela.web.site import Site
from tests.web.workspace.conftest import Clinician


def _test_offered(clinician: Clinician, patient: str) -> str:
    found = re.search(r'name="about" value="test"><input type="hidden" name="id" value="(\w+)"', clinician.see(patient))
    assert found is not None
    return found[1]


def _decision(of: str, about: str, decided: str, reason: str, head: int = 0) -> dict[str, object]:
    return {"about": about, "id": of, "decision": decided, "reason": reason, "words": "as she wishes", "head": head}


def test_an_accepted_test_waits_on_the_work_list_until_its_result_is_recorded(
    clinician: Clinician, ordinary: str, site: Site
) -> None:
    address = f"/clinic/patients/{ordinary}"
    test = _test_offered(clinician, f"{address}/work-up")
    clinician.send(f"{address}/work-up", f"{address}/decisions", _decision(test, "test", "accepted", "agreed"))
    assert "Waiting for a result</strong>" in clinician.see("/clinic?view=waiting")
    with site.store.reading() as connection:
        (made,) = decisions_in(standing(connection, ordinary)).values()
    assert (made.decision, made.reason, made.words, made.waits) == ("accepted", "agreed", "as she wishes", True)
    done = f"{address}/decisions/{made.number}/done"
    clinician.send(f"{address}/work-up", done, {"on": "2027-01-01", "result": "to come"}, 422)
    clinician.send(f"{address}/work-up", done, {"on": "2026-11-28", "result": "scar and no new disc"})
    assert "scar and no new disc" in clinician.see(f"{address}/work-up")
    assert "Waiting for a result</strong>" not in clinician.see("/clinic?view=waiting")


def test_a_decision_needs_a_reason_that_can_be_counted(clinician: Clinician, ordinary: str) -> None:
    address = f"/clinic/patients/{ordinary}"
    test = _test_offered(clinician, f"{address}/work-up")
    page = clinician.send(f"{address}/work-up", f"{address}/decisions", _decision(test, "test", "declined", ""), 422)
    assert "Choose a reason" in page
    assert "as she wishes" in page


def test_of_two_who_decide_at_once_the_second_sees_the_first_and_loses_no_word(
    clinician: Clinician, ordinary: str, site: Site
) -> None:
    address = f"/clinic/patients/{ordinary}"
    test = _test_offered(clinician, f"{address}/work-up")
    clinician.send(f"{address}/work-up", f"{address}/decisions", _decision(test, "test", "accepted", "agreed"))
    mine = _decision(test, "test", "declined", "tried_already") | {"words": "done in May elsewhere"}
    page = clinician.send(f"{address}/work-up", f"{address}/decisions", mine, 409)
    assert "done in May elsewhere" in page
    assert "as she wishes" in page
    with site.store.reading() as connection:
        (made,) = decisions_in(standing(connection, ordinary)).values()
    clinician.send(f"{address}/work-up", f"{address}/decisions", mine | {"head": made.number})
    with site.store.reading() as connection:
        kept = [
            e.body["decision"]
            for e in history(connection, ordinary)
            if e.kind == "decision" and isinstance(e.body, dict)
        ]
    assert kept == ["accepted", "declined"]


def test_the_plan_shows_each_option_as_a_hundred_people_and_its_price(clinician: Clinician, ordinary: str) -> None:
    page = clinician.see(f"/clinic/patients/{ordinary}/plan")
    pictures = re.findall(r'<svg viewBox="0 0 300 48" class="hundred".*?</svg>', page)
    assert pictures
    for picture in pictures:
        assert picture.count("<circle") == 100
    assert "Relief against recovery and risk" in page
    assert "serious harm: no figure" in page
    assert page.count('class="app-no-figure"') == page.count("serious harm: no figure"), "not counted is not harmless"


def test_a_danger_stands_before_the_plan(clinician: Clinician, in_danger: str) -> None:
    page = clinician.see(f"/clinic/patients/{in_danger}/plan")
    assert "Held." in page
    assert page.index("Held.") < page.index("Relief against recovery and risk")


def test_a_block_is_read_before_it_is_recorded_and_drawn_after(clinician: Clinician, ordinary: str, site: Site) -> None:
    address = f"/clinic/patients/{ordinary}"
    block = re.search(r'<option value="(medial_branch_block\w*)"', clinician.see(f"{address}/blocks/new"))
    assert block is not None
    fields: dict[str, object] = {
        "block": block[1],
        "levels": "L4-L5",
        "side": "left",
        "date": "2026-11-20",
        "drug": "lidocaine",
        "volume": "0.5 ml",
        "sedation": "none",
        "index_activity": "walking",
        "baseline": "8",
        "row.time": ["+30min", "+1h", "+2h", "+4h"],
        "row.score": ["1", "1", "6", "8"],
        "row.activity": ["walking"] * 4,
        "row.medicine": [""] * 4,
    }
    with site.store.reading() as connection:
        before = len(standing(connection, ordinary))
    page = clinician.send(f"{address}/blocks/new", f"{address}/blocks", fields | {"what": "read"}, 200)
    assert 'class="diary"' in page
    assert "Not recorded yet" in page
    with site.store.reading() as connection:
        assert len(standing(connection, ordinary)) == before
    clinician.send(f"{address}/blocks/new", f"{address}/blocks", fields | {"what": "record"})
    page = clinician.see(f"{address}/blocks")
    assert 'class="diary"' in page
    wrong = fields | {"what": "record", "row.score": ["1", "44", "6", "8"]}
    page = clinician.send(f"{address}/blocks/new", f"{address}/blocks", wrong, 422)
    assert 'href="#row-1-score"' in page


def test_the_course_is_drawn_with_what_matters_to_patients(clinician: Clinician, ordinary: str, site: Site) -> None:
    with site.store.writing("test") as writing:
        for when, total in (("2026-05-01", 52), ("2026-11-10", 24)):
            body = {"instrument": "odi", "total": total, "when": when}
            add(writing, ordinary, "score", body, source="clinician")
    refresh(site, ordinary)
    page = clinician.see(f"/clinic/patients/{ordinary}/course")
    assert "52 → 24" in page
    assert "better by what matters" in page
    assert 'class="unimportant"' in page


def test_every_page_of_a_patient_is_json_where_a_program_asks(clinician: Clinician, ordinary: str) -> None:
    for part in (
        "",
        "/what-if",
        "/facts",
        "/history",
        "/examination",
        "/blocks",
        "/work-up",
        "/plan",
        "/course",
        "/documents",
    ):
        assert clinician.read(f"/clinic/patients/{ordinary}{part}")["head"]
    assert clinician.read("/clinic")["lines"]


def test_every_page_stands_before_anything_is_told(clinician: Clinician, patient_id: str) -> None:
    for part in (
        "",
        "/what-if",
        "/facts",
        "/history",
        "/examination",
        "/blocks",
        "/work-up",
        "/plan",
        "/course",
        "/documents",
    ):
        clinician.see(f"/clinic/patients/{patient_id}{part}")


def test_an_operation_that_was_accepted_is_in_question_once_the_patient_refuses_it(
    clinician: Clinician, ordinary: str, site: Site
) -> None:
    address = f"/clinic/patients/{ordinary}"
    accepted = _decision("revision_discectomy", "step", "accepted", "agreed")
    clinician.send(f"{address}/plan", f"{address}/decisions", accepted)
    assert "to be decided again" not in clinician.see(f"{address}/plan")
    assert "to be decided again" not in clinician.see(address)
    with site.store.writing("test") as writing:
        old = next(e for e in standing(writing.connection, ordinary) if e.kind == "preferences")
        refused = {"injections": "yes", "surgery": "no"}
        add(writing, ordinary, old.kind, refused, source="patient", thing=old.thing, supersedes=old.number)
    refresh(site, ordinary)
    for part in ("", "/plan"):
        page = clinician.see(address + part)
        notice = page[page.index('id="overtaken"') :]
        notice = notice[: notice.index("</section>")]
        assert "Accepted on 2026-11-29:" in notice
        assert "repeat disc operation" in notice
        assert "The patient now does not want an operation." in notice
    assert "accepted, to be decided again" in clinician.see(f"{address}/plan")
    (made,) = clinician.read(f"{address}/plan")["overtaken"]  # type: ignore[misc]
    head = made["decision"]["number"]
    declined = _decision("revision_discectomy", "step", "declined", "patient_does_not_want", head)
    clinician.send(f"{address}/plan", f"{address}/decisions", declined)
    assert 'id="overtaken"' not in clinician.see(address)


def test_an_accepted_step_is_in_question_while_a_danger_holds_the_plan(
    clinician: Clinician, ordinary: str, site: Site
) -> None:
    address = f"/clinic/patients/{ordinary}"
    accepted = _decision("spinal_cord_stimulation", "step", "accepted", "agreed")
    clinician.send(f"{address}/plan", f"{address}/decisions", accepted)
    with site.store.writing("test") as writing:
        add(writing, ordinary, "fact", {"finding": "saddle_numbness", "value": "present"}, source="patient")
    refresh(site, ordinary)
    assert "The whole plan is held now." in clinician.see(address)


def test_what_was_decided_is_said_on_top_and_the_address_names_no_words(clinician: Clinician, ordinary: str) -> None:
    address = f"/clinic/patients/{ordinary}"
    test = _test_offered(clinician, f"{address}/work-up")
    clinician.send(f"{address}/work-up", f"{address}/decisions", _decision(test, "test", "accepted", "agreed"))
    assert re.fullmatch(rf"{address}/work-up\?done=\d+", clinician.went)
    page = clinician.see(clinician.went)
    status = re.search(r'role="status"><strong>Recorded:</strong>(.*?)</p>', page)
    assert status is not None
    assert "accepted" in status[1]
    assert f'href="#d-{test}"' in status[1]
    assert f'id="d-{test}"' in page
