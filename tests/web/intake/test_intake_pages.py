"""The intake over HTTP: who gets in, what is stored when, what a patient sees."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Mapping, Sequence

import pytest
from starlette.testclient import TestClient

from sequela.store.audit import rows, verify
from sequela.store.invitations import invitations_of, invite, opened, revoke
from sequela.store.patients import make_patient
from sequela.store.summaries import worklist
from sequela.web.intake.filled import filled
from sequela.web.intake.questions import next_page
from sequela.web.intake.round import open_round, store_answer

from .conftest import NUMBERS, PASSWORD, Clinic, send_form
from .typical import TYPICAL, did, form

MARKUP = '<script>alert("x")</script>'


def entered(clinic: Clinic) -> tuple[TestClient, str]:
    """A patient who opened the link; the browser and the token."""
    client, (token, _) = clinic.browser(), clinic.invitation()
    assert "Before you start" in client.get(f"/start/{token}").text
    return client, token


def answer_all(clinic: Clinic, token: str, said: Mapping[str, Sequence[str]] = TYPICAL) -> None:
    """All pages answered by the typical patient, through the store."""
    while True:
        with clinic.site.store.reading() as connection:
            found = open_round(clinic.site, opened(connection, clinic.clock(), token), "en")
        page = next_page(found.basis)
        if page is None:
            return
        result = filled(page, did(page), form(page, said), found.basis)
        assert not result.faults, (page.id, result.faults)
        store_answer(clinic.site, found, result.answer)


def lines(clinic: Clinic) -> list[tuple[bool, bool, str]]:
    with clinic.site.store.reading() as connection:
        found = worklist(connection, clinic.site.clinic_id, "2026-11-30", most=10)
    return [(line.alarm, line.arrived, line.level) for line in found]


# --- the way in ------------------------------------------------------------------------------------------------------


def test_the_token_leaves_the_address_for_a_cookie_that_no_script_reads(intake_clinic: Clinic) -> None:
    client, (token, _) = intake_clinic.browser(), intake_clinic.invitation()
    answer = client.get(f"/start/{token}", follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"] == "/start/welcome"
    cookie = next(c for c in answer.headers.get_list("set-cookie") if token in c)
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie


def test_the_code_opens_the_same_with_small_letters_and_a_dash(intake_clinic: Clinic) -> None:
    client, (_, code) = intake_clinic.browser(), intake_clinic.invitation()
    page = client.get("/start").text
    opened = send_form(client, page, "/start", code=f" {code[:5].lower()}-{code[5:]}")
    assert "Before you start" in opened.text


@pytest.mark.parametrize("token", ["forged", "A" * 32, "%00"])
def test_a_forged_link_opens_nothing(intake_clinic: Clinic, token: str) -> None:
    answer = intake_clinic.browser().get(f"/start/{token}")
    assert answer.status_code == 404
    assert "Ann Example" not in answer.text


def test_a_wrong_code_is_said_beside_the_field(intake_clinic: Clinic) -> None:
    client = intake_clinic.browser()
    answer = send_form(client, client.get("/start").text, "/start", code="ABCDE23456")
    assert answer.status_code == 404
    assert 'href="#code"' in answer.text


def test_guessing_codes_is_slowed_down(intake_clinic: Clinic) -> None:
    client = intake_clinic.browser()
    page = client.get("/start").text
    statuses = {send_form(client, page, "/start", code=f"ABCDE234{n:02}").status_code for n in range(15)}
    assert 429 in statuses


def test_not_even_the_right_code_gets_in_after_too_many_guesses(intake_clinic: Clinic) -> None:
    client, (_, code) = intake_clinic.browser(), intake_clinic.invitation()
    page = client.get("/start").text
    for n in range(15):
        send_form(client, page, "/start", code=f"ABCDE234{n:02}")
    assert send_form(client, page, "/start", code=code).status_code == 429


def test_the_link_of_another_person_does_not_take_the_place_of_what_was_begun(intake_clinic: Clinic) -> None:
    client, token = entered(intake_clinic)
    site = intake_clinic.site
    with site.store.writing(intake_clinic.clinician) as writing:
        theirs, _ = invite(writing, make_patient(writing, site.clinic_id))
    page = client.get(f"/start/{theirs}")
    assert page.status_code == 409
    assert "someone else" in page.text
    assert client.cookies.get("sequela_intake") == token
    assert client.get("/start/next").status_code in (200, 303)
    send_form(client, page.text, "/start", code=theirs)
    assert client.cookies.get("sequela_intake") == theirs


def test_an_expired_link_says_so_and_the_answers_wait_for_the_next(intake_clinic: Clinic) -> None:
    client, _ = entered(intake_clinic)
    page = client.get("/start/next")
    send_form(client, page.text, page.url.path, do="none")
    intake_clinic.clock.now += dt.timedelta(days=15)
    gone = client.get("/start/next")
    assert gone.status_code == 404
    assert "This link does not work any more" in gone.text
    again, _ = entered(intake_clinic)
    assert 'value="absent" checked' in again.get("/start/page/danger-bladder").text


def test_a_revoked_link_opens_nothing(intake_clinic: Clinic) -> None:
    client, _ = entered(intake_clinic)
    with intake_clinic.site.store.writing(intake_clinic.clinician) as writing:
        (invitation,) = invitations_of(writing.connection, intake_clinic.patient)
        revoke(writing, invitation.token_sha256)
    assert client.get("/start/next").status_code == 404


def test_a_clinic_without_numbers_to_call_asks_nothing(make_intake_clinic: Callable[..., Clinic]) -> None:
    clinic = make_intake_clinic(numbers=())
    client, (token, _) = clinic.browser(), clinic.invitation()
    for address in ("/start", f"/start/{token}", "/start/next", "/start/review"):
        answer = client.get(address)
        assert answer.status_code == 503
        assert "whom you can call in an emergency" in answer.text


def test_a_form_without_its_token_changes_nothing(intake_clinic: Clinic) -> None:
    client, _ = entered(intake_clinic)
    assert client.post("/start/page/danger-bladder", data={"do": "none"}).status_code == 403
    assert intake_clinic.entries("answer") == []


# --- danger ----------------------------------------------------------------------------------------------------------


def test_an_urgent_answer_is_stored_at_once_and_shows_where_to_go(intake_clinic: Clinic) -> None:
    client, _ = entered(intake_clinic)
    page = client.get("/start/next")
    said = {"saddle_numbness": "present", "saddle_numbness.since": "days", "do": "next"}
    urgent = send_form(client, page.text, page.url.path, **said)
    assert urgent.url.path == "/start/urgent"
    for words in ("Get help now", "999", "Nobody reads your answers in real time", "Go on with the questions"):
        assert words in urgent.text
    assert "cauda equina" not in urgent.text.lower()
    (fact,) = [e for e in intake_clinic.entries("fact") if e.body["finding"] == "saddle_numbness"]  # type: ignore[index]
    assert fact.source == "patient"
    (alarm,) = intake_clinic.entries("alarm")
    assert alarm.body["level"] == "emergency_now"  # type: ignore[index]
    assert lines(intake_clinic) == [(True, False, "emergency_now")]


@pytest.mark.parametrize("did", ["none", "skip", "stop"])
def test_an_urgent_yes_leads_to_help_whichever_button_is_pressed(intake_clinic: Clinic, did: str) -> None:
    client, _ = entered(intake_clinic)
    page = client.get("/start/next")
    urgent = send_form(client, page.text, page.url.path, saddle_numbness="present", do=did)
    assert urgent.url.path == "/start/urgent"
    assert lines(intake_clinic) == [(True, False, "emergency_now")]
    assert "Your answers are saved" in send_form(client, urgent.text, "/start/pause").text


def test_the_alarm_stays_on_every_later_page_and_the_patient_can_go_on(intake_clinic: Clinic) -> None:
    client, _ = entered(intake_clinic)
    page = client.get("/start/next")
    send_form(client, page.text, page.url.path, fever="", bladder_retention="present", do="next")
    later = client.get("/start/next")
    assert later.url.path.startswith("/start/page/")
    for address in (later.url.path, "/start/review", "/start/welcome"):
        assert "Get help now" in client.get(address).text


def test_an_urgent_answer_taken_back_is_withdrawn_from_the_chart_and_the_alarm_stays(intake_clinic: Clinic) -> None:
    client, _ = entered(intake_clinic)
    page = client.get("/start/next")
    send_form(client, page.text, page.url.path, bladder_retention="present", do="next")
    again = client.get("/start/page/danger-bladder")
    send_form(client, again.text, "/start/page/danger-bladder", do="none")
    facts = [e for e in intake_clinic.entries("fact") if e.body["finding"] == "bladder_retention"]  # type: ignore[index]
    assert [f.body["value"] for f in facts] == ["present", "absent"]  # type: ignore[index]
    assert facts[1].supersedes == facts[0].number
    assert lines(intake_clinic) == [(True, False, "routine")]


def test_an_ordinary_answer_is_kept_and_is_no_part_of_the_chart_yet(intake_clinic: Clinic) -> None:
    client, _ = entered(intake_clinic)
    page = client.get("/start/next")
    send_form(client, page.text, page.url.path, do="none")
    assert len(intake_clinic.entries("answer")) == 1
    assert intake_clinic.entries("fact") == []


def test_where_there_are_several_countries_the_patient_chooses(make_intake_clinic: Callable[..., Clinic]) -> None:
    clinic = make_intake_clinic(numbers=NUMBERS)
    client, _ = entered(clinic)
    page = client.get("/start/next")
    assert page.url.path == "/start/page/country"
    page = send_form(client, page.text, page.url.path, country="España", do="next")
    urgent = send_form(client, page.text, page.url.path, bladder_retention="present", do="next")
    assert "112" in urgent.text
    assert "999" not in urgent.text
    assert "999" in client.get("/start/urgent?country=United Kingdom").text


def test_thoughts_of_suicide_lead_to_help_where_the_clinic_has_named_who_acts(
    make_intake_clinic: Callable[..., Clinic],
) -> None:
    clinic = make_intake_clinic(self_harm_contact="the doctor on call")
    client, _ = entered(clinic)
    page = client.get("/start/page/danger-despair")
    said = {"suicidal_thoughts": "present", "suicide_plan": "absent", "do": "next"}
    urgent = send_form(client, page.text, page.url.path, **said)
    assert "You are not alone" in urgent.text


# --- going on, correcting, sending -----------------------------------------------------------------------------------


def test_another_device_goes_on_where_the_first_stopped(intake_clinic: Clinic) -> None:
    client, token = entered(intake_clinic)
    page = client.get("/start/next")
    stopped_at = send_form(client, page.text, page.url.path, do="none").url.path
    other = intake_clinic.browser()
    other.get(f"/start/{token}")
    assert other.get("/start/next").url.path == stopped_at


def test_who_goes_on_days_later_is_asked_about_danger_again(intake_clinic: Clinic) -> None:
    client, _ = entered(intake_clinic)
    page = client.get("/start/next")
    send_form(client, page.text, page.url.path, do="none")
    intake_clinic.clock.now += dt.timedelta(days=1)
    assert client.get("/start/next").url.path != page.url.path
    intake_clinic.clock.now += dt.timedelta(days=2)
    asked = client.get("/start/next")
    assert asked.url.path == page.url.path
    assert 'value="absent" checked' in asked.text


def test_stopping_makes_this_device_forget_the_link_and_keeps_what_was_ticked(intake_clinic: Clinic) -> None:
    client, token = entered(intake_clinic)
    page = client.get("/start/next")
    paused = send_form(client, page.text, page.url.path, bladder_retention="absent", do="stop")
    assert "Your answers are saved" in paused.text
    assert client.get("/start/next").status_code == 404
    client.get(f"/start/{token}")
    again = client.get("/start/next")
    assert again.url.path == page.url.path
    assert again.text.count("checked") == 1
    assert 'name="bladder_retention" value="absent" checked' in again.text


def test_stopping_on_a_page_with_nothing_ticked_stores_nothing(intake_clinic: Clinic) -> None:
    client, _ = entered(intake_clinic)
    page = client.get("/start/next")
    send_form(client, page.text, page.url.path, do="stop")
    assert intake_clinic.entries("answer") == []


def test_stopping_is_not_refused_for_what_is_wrong_on_the_page(intake_clinic: Clinic) -> None:
    client, token = entered(intake_clinic)
    answer_all(intake_clinic, token)
    page = client.get("/start/page/you")
    stopped = send_form(client, page.text, "/start/page/you", age="580", sex="male", do="stop")
    assert "Your answers are saved" in stopped.text
    client.get(f"/start/{token}")
    assert 'value="male" checked' in client.get("/start/page/you").text


def test_a_skipped_page_keeps_what_was_ticked(intake_clinic: Clinic) -> None:
    client, _ = entered(intake_clinic)
    page = client.get("/start/next")
    send_form(client, page.text, page.url.path, bladder_retention="absent", do="skip")
    assert 'name="bladder_retention" value="absent" checked' in client.get(page.url.path).text


def test_sent_answers_join_the_chart_and_the_link_is_used_up(intake_clinic: Clinic) -> None:
    client, token = entered(intake_clinic)
    answer_all(intake_clinic, token)
    review = client.get("/start/review")
    assert "Check your answers" in review.text
    assert "walk the dog for half an hour" in client.get("/start/print").text
    done = send_form(client, review.text, "/start/send")
    assert "What happens next" in done.text
    kinds = {
        kind: len(intake_clinic.entries(kind)) for kind in ("surgery", "complaint", "treatment", "medicine", "story")
    }
    assert kinds == {"surgery": 1, "complaint": 1, "treatment": 2, "medicine": 1, "story": 1}
    assert {e.source for kind in ("fact", "surgery") for e in intake_clinic.entries(kind)} == {"patient"}
    ((alarm, arrived, _),) = lines(intake_clinic)
    assert (alarm, arrived) == (False, True)
    used = client.get(f"/start/{token}")
    assert used.status_code == 410
    assert "Your answers were sent" in used.text
    assert client.get("/start/review").status_code == 410


def test_a_second_round_adds_to_the_first_and_replaces_none_of_it(intake_clinic: Clinic) -> None:
    client, token = entered(intake_clinic)
    answer_all(intake_clinic, token)
    send_form(client, client.get("/start/review").text, "/start/send")
    intake_clinic.clock.now += dt.timedelta(days=90)
    client, token = entered(intake_clinic)
    answer_all(intake_clinic, token)
    send_form(client, client.get("/start/review").text, "/start/send")
    pain = [e for e in intake_clinic.entries("fact") if e.body["finding"] == "pain_leg"]  # type: ignore[index]
    assert [e.supersedes for e in pain] == [None, None]
    assert len(intake_clinic.entries("surgery")) == 1


def test_a_change_from_the_review_comes_back_to_it(intake_clinic: Clinic) -> None:
    client, token = entered(intake_clinic)
    answer_all(intake_clinic, token)
    page = client.get("/start/page/you?review=yes")
    assert 'value="58"' in page.text
    back = send_form(client, page.text, "/start/page/you", age="59", sex="female", review="yes", do="next")
    assert back.url.path == "/start/review"
    assert "59" in back.text


def test_what_is_wrong_on_a_page_is_said_on_top_with_a_link_and_nothing_else_is_lost(intake_clinic: Clinic) -> None:
    client, token = entered(intake_clinic)
    answer_all(intake_clinic, token)
    page = client.get("/start/page/you")
    wrong = send_form(client, page.text, "/start/page/you", age="580", sex="male", do="next")
    assert wrong.status_code == 422
    assert 'href="#age"' in wrong.text
    assert "<title>Error: " in wrong.text
    assert 'value="male" checked' in wrong.text


def test_markup_in_any_text_is_shown_as_text(intake_clinic: Clinic) -> None:
    client, token = entered(intake_clinic)
    answer_all(intake_clinic, token)
    texts = {
        "story": {"story": MARKUP},
        "goals": {"goal1": MARKUP},
        "medicines": {"medicine1.name": MARKUP, "medicine1.dose": MARKUP, "medicine1.sure": "yes"},
    }
    for page_id, said in texts.items():
        page = client.get(f"/start/page/{page_id}")
        after = send_form(client, page.text, page.url.path, do="next", **said)
        assert MARKUP not in after.text
        assert MARKUP not in client.get(f"/start/page/{page_id}").text
    for address in ("/start/review", "/start/print"):
        text = client.get(address).text
        assert MARKUP not in text
        assert "&lt;script&gt;" in text
    send_form(client, client.get("/start/review").text, "/start/send")
    assert lines(intake_clinic) != []


def test_a_program_gets_the_same_as_json(intake_clinic: Clinic) -> None:
    client, _ = entered(intake_clinic)
    body = client.get("/start/page/danger-bladder", headers={"accept": "application/json"}).json()
    assert body["page"]["id"] == "danger-bladder"
    assert body["alarm"] is None


@pytest.mark.parametrize("noise", ["\x00", "☃" * 500, "-1", "1e999", "nan", "../../etc", "%s%n"])
def test_noise_in_any_field_is_no_fault_of_ours(intake_clinic: Clinic, noise: str) -> None:
    client, token = entered(intake_clinic)
    answer_all(intake_clinic, token)
    for page_id in ("you", "op1-when", "op1-after", "where", "scores", "began", "medicines", "story", "goals"):
        page = client.get(f"/start/page/{page_id}")
        names = [part.split('"')[0] for part in page.text.split(' name="')[1:]]
        said = {name: noise for name in names if name not in ("form_token", "do")}
        assert send_form(client, page.text, page.url.path, do="next", **said).status_code in (200, 422)


def test_nothing_of_the_patient_is_logged_or_stands_in_an_address(
    intake_clinic: Clinic, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "sequela")
    client, token = entered(intake_clinic)
    page = client.get("/start/next")
    urgent = send_form(client, page.text, page.url.path, bladder_retention="present", do="next")
    assert token not in str(urgent.url)
    said = " ".join(f"{record.getMessage()} {vars(record)}" for record in caplog.records)
    for secret in (token, "Ann Example", "bladder_retention"):
        assert secret not in said


def test_every_step_is_in_the_audit_and_its_chain_holds(intake_clinic: Clinic) -> None:
    client, token = entered(intake_clinic)
    answer_all(intake_clinic, token)
    send_form(client, client.get("/start/review").text, "/start/send")
    with intake_clinic.site.store.reading() as connection:
        actions = {row.action for row in rows(connection, intake_clinic.patient, limit=1000)}
        assert verify(connection).broken is None
    assert {"opened questions", "viewed own answers", "record", "answers sent"} <= actions


# --- the clinic's side -----------------------------------------------------------------------------------------------


@pytest.fixture
def doctor(intake_clinic: Clinic) -> TestClient:
    client = intake_clinic.browser()
    send_form(client, client.get("/sign-in").text, "/sign-in", login="doc", password=PASSWORD)
    return client


def test_a_clinician_makes_a_link_and_code_that_are_shown_once(intake_clinic: Clinic, doctor: TestClient) -> None:
    address = f"/clinic/patients/{intake_clinic.patient}/invitations"
    page = doctor.get(address)
    made = send_form(doctor, page.text, address)
    link = made.text.split("/start/")[1].split("<")[0]
    assert "Before you start" in intake_clinic.browser().get(f"/start/{link}").text
    assert link not in doctor.get(address).text


def test_a_clinician_revokes_an_invitation(intake_clinic: Clinic, doctor: TestClient) -> None:
    token, _ = intake_clinic.invitation()
    address = f"/clinic/patients/{intake_clinic.patient}/invitations"
    page = doctor.get(address).text
    revoking = page.split(f'action="{address}/')[1].split('"')[0]
    send_form(doctor, page, f"{address}/{revoking}")
    assert intake_clinic.browser().get(f"/start/{token}").status_code == 404


def test_nobody_else_invites(intake_clinic: Clinic) -> None:
    client = intake_clinic.browser()
    address = f"/clinic/patients/{intake_clinic.patient}/invitations"
    assert "Sign in" in client.get(address).text
    page = client.get("/start").text
    assert send_form(client, page, address).status_code == 401
