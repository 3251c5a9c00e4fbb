"""Danger comes first, is asked with the fewest questions, and is decided by the product's own triage."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from sequela.case.case import Case
from sequela.case.ledger import sort_facts
from sequela.knowledge.schema.terms import FindingId
from sequela.pathway.reading import triage_reading
from sequela.pathway.triage.red_flags import triage
from sequela.store.entries import Entry
from sequela.web.intake import danger
from sequela.web.intake.answers import case_with
from sequela.web.intake.basis import Basis
from sequela.web.intake.filled import filled
from sequela.web.intake.page import Page
from sequela.web.intake.questions import next_page, sequence
from sequela.web.intake.rows import asked_of_patients

from .typical import KNOWLEDGE, TODAY, after, empty, finished, form


def answered(basis: Basis, **rows: str) -> Basis:
    """The page that asks for these rows answered so; the other lines of it with no."""
    asked = {name.split("__")[0] for name in rows}
    page = next(page for page in sequence(basis) if asked & set(page.names))
    said = {name.replace("__", "."): [value] for name, value in rows.items()}
    return after(basis, filled(page, "next", form(page, said), basis).answer)


def level(basis: Basis) -> str | None:
    found = danger.urgent(case_with(basis), KNOWLEDGE)
    return None if found is None else found.level


def danger_pages(basis: Basis) -> list[Page]:
    return [page for page in sequence(basis) if page.chapter == "danger"]


def asked(basis: Basis) -> set[str]:
    return {name for page in danger_pages(basis) for name in page.names}


def test_the_first_question_of_all_is_about_danger() -> None:
    first = next_page(empty())
    assert first is not None
    assert first.chapter == "danger"
    assert "saddle_numbness" in first.names


def test_new_bladder_trouble_is_an_emergency_at_once() -> None:
    assert level(answered(empty(), bladder_retention="present", bladder_retention__since="days")) == "emergency_now"


def test_bladder_trouble_of_unknown_age_is_taken_as_possibly_new() -> None:
    assert level(answered(empty(), bladder_retention="present", bladder_retention__since="unsure")) == "emergency_now"
    assert level(answered(empty(), bladder_retention="present")) == "emergency_now"


def test_an_old_and_stable_deficit_is_recorded_and_is_no_emergency() -> None:
    told = answered(empty(), bladder_retention="present", bladder_retention__since="same")
    assert level(told) is None
    fact = next(fact for fact in case_with(told).facts if fact.finding == "bladder_retention")
    assert (fact.value, fact.trend) == ("present", "stable")


def test_growing_weakness_is_to_be_seen_the_same_day() -> None:
    assert level(answered(empty(), progressive_weakness="present", progressive_weakness__since="weeks")) == "same_day"


def test_a_foot_that_newly_drops_is_asked_about_and_seen_the_same_day() -> None:
    told = answered(empty(), foot_drop="present", foot_drop__since="days", foot_drop__side="left")
    found = danger.urgent(case_with(told), KNOWLEDGE)
    assert found is not None
    assert found.level == "same_day"
    assert "new_foot_drop" in found.flags
    fact = next(fact for fact in case_with(told).facts if fact.finding == "foot_drop")
    assert (fact.value, fact.trend, fact.side) == ("present", "new", "left")


def test_a_foot_drop_that_grows_is_urgent_without_its_side() -> None:
    assert level(answered(empty(), foot_drop="present", foot_drop__since="worse")) == "same_day"


def test_a_foot_drop_of_unknown_age_waits_as_long_as_the_red_flag_says() -> None:
    """Many live with an old one: the knowledge gives it two weeks until its age is known."""
    told = answered(empty(), foot_drop="present", foot_drop__since="unsure", foot_drop__side="right")
    case = case_with(told)
    found = triage(case, triage_reading(case, sort_facts(case, KNOWLEDGE), KNOWLEDGE), KNOWLEDGE)
    flag = next(flag for flag in found.flags if flag.id == "new_foot_drop")
    assert (flag.status, flag.urgency) == ("possible", "two_weeks")


def test_an_old_and_stable_foot_drop_is_no_alarm() -> None:
    told = answered(empty(), foot_drop="present", foot_drop__since="same", foot_drop__side="left")
    assert level(told) is None


def test_a_foot_that_was_strong_at_the_last_visit_is_asked_about_again() -> None:
    seen = replace(_entry({"finding": "foot_drop", "value": "absent", "side": "left"}), source="clinician")
    assert "foot_drop" in asked(empty(told=(seen,)))


def test_not_sure_raises_nothing_and_rules_nothing_out() -> None:
    told = answered(empty(), saddle_numbness="unknown")
    assert level(told) is None
    fact = next(fact for fact in case_with(told).facts if fact.finding == "saddle_numbness")
    assert fact.value == "unknown"


def test_none_of_these_everywhere_leaves_nothing_urgent() -> None:
    assert level(finished()) is None


def test_self_harm_is_asked_only_where_the_clinic_has_named_who_acts() -> None:
    assert not {"suicidal_thoughts", "suicide_plan"} & asked(empty())
    named = empty(self_harm=True)
    assert {"suicidal_thoughts", "suicide_plan"} <= asked(named)
    assert level(answered(named, suicide_plan="present")) == "emergency_now"


def test_a_device_is_asked_about_only_if_there_is_one() -> None:
    assert "device_alarm_or_stopped" not in asked(empty())
    with_pump = _operated(empty(), "lumbar", "pump")
    assert "device_alarm_or_stopped" in asked(with_pump)


def test_the_throat_is_asked_about_after_an_operation_from_the_front_of_the_neck() -> None:
    from_the_front = _operated(empty(), "cervical", "fused", route="anterior", year=str(TODAY.year))
    throat = {"breathing_difficulty", "neck_swelling", "swallowing_difficulty"}
    assert not throat & asked(empty())
    assert throat & asked(_with_neck_pain(from_the_front))


def test_danger_that_an_answer_makes_possible_is_asked_next() -> None:
    with_pump = _operated(_none_of_these(empty()), "lumbar", "pump")
    page = next_page(with_pump)
    assert page is not None
    assert page.chapter == "danger"


def test_a_line_left_open_is_put_again_and_one_that_was_skipped_is_not() -> None:
    basis = empty()
    page = sequence(basis)[0]
    partly = filled(page, "next", {page.names[0]: ["absent"]}, basis)
    assert {fault.field for fault in partly.faults} == set(page.names[1:])
    again = next_page(after(basis, partly.answer))
    assert again is not None
    assert again.names == page.names
    skipped = next_page(after(basis, filled(page, "skip", {}, basis).answer))
    assert skipped is not None
    assert skipped.id != page.id


def test_none_of_these_answers_only_what_was_left_open_and_a_ticked_yes_stays_yes() -> None:
    basis = empty()
    page = sequence(basis)[0]
    said = {"saddle_numbness": ["present"], "saddle_numbness.since": ["days"], "bladder_retention": ["unknown"]}
    result = filled(page, "none", said, basis)
    assert result.answer.one("saddle_numbness") == "present"
    assert result.answer.one("saddle_numbness.since") == "days"
    assert result.answer.one("bladder_retention") == "unknown"
    assert result.answer.one("bowel_incontinence_new") == "absent"
    assert level(after(basis, result.answer)) == "emergency_now"


def test_a_skipped_page_keeps_what_was_ticked_and_says_nothing_of_the_rest() -> None:
    basis = empty()
    page = sequence(basis)[0]
    skipped = after(basis, filled(page, "skip", {"saddle_numbness": ["present"]}, basis).answer)
    assert level(skipped) == "emergency_now"
    assert {str(fact.finding) for fact in case_with(skipped).facts} == {"saddle_numbness"}
    again = next_page(skipped)
    assert again is not None
    assert again.id != page.id


def test_who_stops_finds_the_page_again_as_it_was_left() -> None:
    basis = empty()
    page = sequence(basis)[0]
    result = filled(page, "stop", {"bladder_retention": ["absent"]}, basis)
    assert result.faults == ()
    stopped = after(basis, result.answer)
    assert {str(fact.finding): fact.value for fact in case_with(stopped).facts} == {"bladder_retention": "absent"}
    again = next_page(stopped)
    assert again is not None
    assert again.id == page.id


def test_what_was_ruled_out_months_ago_is_asked_again() -> None:
    earlier = Entry(
        number=1,
        patient_id="p",
        kind="fact",
        thing="t",
        body={"finding": "saddle_numbness", "value": "absent", "recorded": "2026-05-01"},
        withdrawn=False,
        supersedes=None,
        source="patient",
        account_id=None,
        recorded_at=dt.datetime(2026, 5, 1, tzinfo=dt.UTC),
    )
    assert "saddle_numbness" in asked(empty(told=(earlier,)))


def test_no_grave_danger_that_a_patient_can_answer_is_left_unasked() -> None:
    """Every flag that cannot wait, applies to everyone and hangs on patients' answers has a question on some page."""
    for flag in KNOWLEDGE.red_flags.values():
        grave = {flag.urgency, flag.urgency_possible} & set(danger.URGENT)
        own = set(asked_of_patients(flag.asks, KNOWLEDGE))
        if grave and own and flag.applies_when is None:
            assert own & asked(empty(self_harm=True)), flag.id


def test_the_clinics_own_record_counts_in_the_triage_of_an_answer() -> None:
    """A fever that would be seen the same day is an emergency in somebody who is known to be confused with it."""
    known = replace(_entry({"finding": "confusion", "value": "present", "trend": "new"}), source="clinician")
    basis = answered(empty(), fever="present", fever__since="days")
    assert level(basis) == "same_day"
    assert level(replace(basis, told=(known,))) == "emergency_now"


@pytest.mark.parametrize("name", ["bladder_retention", "chest_pain", "fever"])
def test_since_when_is_asked_where_a_danger_depends_on_it(name: str) -> None:
    page = next(page for page in sequence(empty()) if name in page.names)
    field = next(field for field in page.fields if field.name == name)
    assert field.since
    assert KNOWLEDGE.findings[FindingId(name)].question is not None


def _entry(body: dict[str, object]) -> Entry:
    return Entry(
        number=1,
        patient_id="p",
        kind="fact",
        thing="t",
        body=body,
        withdrawn=False,
        supersedes=None,
        source="patient",
        account_id=None,
        recorded_at=dt.datetime.combine(TODAY, dt.time(), dt.UTC),
    )


def _none_of_these(basis: Basis) -> Basis:
    while (page := next_page(basis)) is not None and page.chapter == "danger":
        basis = after(basis, filled(page, "none", {}, basis).answer)
    return basis


def _operated(basis: Basis, where: str, what: str, route: str = "posterior", year: str = "2021") -> Basis:
    said = {
        "op-count": ["1"],
        "op1.where": [where],
        "op1.what": [what],
        "op1.year": [year],
        "op1.from": [route],
        "op1.implants": ["yes"],
    }
    for name in ("op-count", "op1-what", "op1-when"):
        page = next(page for page in sequence(basis) if page.id == name)
        basis = after(basis, filled(page, "next", form(page, said), basis).answer)
    return basis


def _with_neck_pain(basis: Basis) -> Basis:
    page = next(page for page in sequence(basis) if page.id == "where")
    return after(basis, filled(page, "next", {"where": ["neck.left"]}, basis).answer)


def test_the_case_of_an_empty_intake_can_be_read() -> None:
    assert isinstance(case_with(empty()), Case)
