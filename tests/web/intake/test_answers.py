"""What answers state: nothing guessed, nothing lost, always a case that can be read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sequela.store.entries import Entry
from sequela.web.intake import operations, review
from sequela.web.intake.answers import case_with, parts
from sequela.web.intake.basis import Basis
from sequela.web.intake.filled import DIDS, Filled, filled
from sequela.web.intake.page import Field
from sequela.web.intake.questions import chosen_pages, next_page, sequence

from .typical import KNOWLEDGE, TODAY, after, empty, finished, form


def answer(basis: Basis, page_id: str, said: Mapping[str, Sequence[str]], did: str = "next") -> Filled:
    page = next(page for page in sequence(basis) if page.id == page_id)
    return filled(page, did, said, basis)  # type: ignore[arg-type]


def told(basis: Basis, page_id: str, said: Mapping[str, Sequence[str]]) -> Basis:
    return after(basis, answer(basis, page_id, said).answer)


def to(page_id: str) -> Basis:
    """The typical intake as far as a page, everything before it skipped."""
    basis = empty()
    while (page := next_page(basis)) is not None and page.id != page_id:
        basis = after(basis, filled(page, "skip", {}, basis).answer)
    return basis


def test_a_typical_intake_makes_the_case_that_was_told() -> None:
    case = case_with(finished())
    assert case.patient.age == (58, 58)
    (surgery,) = case.surgeries
    assert (surgery.procedure, surgery.relief_limb, surgery.pain_free_months) == ("lumbar_fusion", "partial", (24, 24))
    (complaint,) = case.complaints
    assert (complaint.region, complaint.course, complaint.like_before_surgery) == (
        "lumbar",
        "better_then_worse",
        "yes",
    )
    assert {(site.name, site.side) for site in complaint.sites} == {
        ("low_back", "both"),
        ("buttock", "left"),
        ("lower_leg", "left"),
    }
    assert complaint.onset is not None
    assert complaint.onset.text == "2026-03"
    facts = {fact.finding: fact for fact in case.facts}
    assert (facts["pain_back"].value, facts["pain_leg"].value) == (5.0, 7.0)
    assert {fact.source for fact in case.facts if fact.id.startswith("facts[")} == {"patient"}
    assert {t.treatment: (t.effect, t.adequate) for t in case.treatments} == {
        "physical_therapy": ("partial", "yes"),
        "gabapentinoid": ("none", "yes"),
    }
    (medicine,) = case.medicines
    assert (medicine.medicine, medicine.dose, medicine.unit, medicine.per_day) == ("pregabalin", 75.0, "mg", 2.0)
    assert case.goals == ("walk the dog for half an hour",)
    assert case.preferences == {"injections": "yes", "surgery": "only_if_needed", "matters_most": "relief"}


def test_skipping_everything_tells_nothing() -> None:
    basis = empty(self_harm=True)
    while (page := next_page(basis)) is not None:
        basis = after(basis, filled(page, "skip", {}, basis).answer)
    assert [part.kind for part in parts(basis)] == ["patient"]
    assert case_with(basis).facts == ()


def test_a_box_left_open_on_the_body_map_is_not_a_place_that_does_not_hurt() -> None:
    basis = told(to("where"), "where", {"where": ["buttock.left"]})
    assert not [fact for fact in case_with(basis).facts if fact.value == "absent"]


def test_a_treatment_that_was_not_ticked_is_not_told() -> None:
    basis = told(to("treatments"), "treatments", {"treatments": ["nsaid"]})
    assert [t.treatment for t in case_with(basis).treatments] == ["nsaid"]


def test_a_correction_takes_the_place_of_what_was_said_before() -> None:
    basis = finished()
    corrected = told(basis, "you", {"age": ["85"], "sex": ["female"]})
    assert case_with(corrected).patient.age == (85, 85)
    undone = after(basis, answer(basis, "op-count", {"op-count": ["0"]}).answer)
    assert case_with(undone).never_operated
    assert case_with(undone).surgeries == ()


def test_three_days_ago_counts_from_the_day_of_the_answer() -> None:
    page = sequence(empty())[0]
    said = form(page, {"bladder_retention": ["present"], "bladder_retention.since": ["days"]})
    early = after(empty(), filled(page, "next", said, empty(today=TODAY - dt.timedelta(days=10))).answer)
    fact = next(fact for fact in case_with(early).facts if fact.finding == "bladder_retention")
    assert fact.since is not None
    assert fact.since.latest == TODAY - dt.timedelta(days=11)
    assert fact.recorded == TODAY - dt.timedelta(days=10)


@pytest.mark.parametrize(
    ("where", "what", "route", "procedure"),
    [
        ("lumbar", "disc", "posterior", "discectomy"),
        ("lumbar", "room", "posterior", "decompression"),
        ("lumbar", "fused", "anterior", "lumbar_fusion"),
        ("cervical", "fused", "anterior", "acdf"),
        ("cervical", "fused", "posterior", "posterior_cervical_fusion"),
        ("cervical", "fused", "unsure", "lumbar_fusion"),
        ("cervical", "disc_replaced", "anterior", "cervical_disc_replacement"),
        ("thoracic", "disc_replaced", "anterior", "spine_surgery"),
        ("unsure", "unsure", "unsure", "spine_surgery"),
        ("lumbar", "stimulator", "posterior", "spinal_cord_stimulator"),
    ],
)
def test_lay_words_stand_for_a_family_of_operations_and_no_more(
    where: str, what: str, route: str, procedure: str
) -> None:
    assert operations.procedure(where, what, route) == procedure
    assert procedure in KNOWLEDGE.procedures


def test_the_name_of_every_lay_operation_and_treatment_is_known_to_the_knowledge() -> None:
    page = next(page for page in sequence(finished()) if page.id == "op1-what")
    for option in page.fields[1].options:
        assert operations.procedure("lumbar", option.value, "posterior") in KNOWLEDGE.procedures


def test_two_painful_regions_make_two_complaints_the_worst_first() -> None:
    basis = told(to("where"), "where", {"where": ["neck.left", "hand.left", "low_back.left"]})
    basis = told(basis, "worst", {"worst": ["lumbar"]})
    assert [c.region for c in case_with(basis).complaints] == ["lumbar", "cervical"]


def test_a_treatment_that_was_ticked_stands_against_none_of_these() -> None:
    basis = to("treatments")
    both = after(basis, answer(basis, "treatments", {"treatments": ["nsaid"]}, "none").answer)
    assert [t.treatment for t in case_with(both).treatments] == ["nsaid"]


def test_a_medicine_that_was_named_is_checked_although_no_medicines_was_pressed() -> None:
    asked = answer(to("medicines"), "medicines", {"medicine1.name": ["warfarrin"]}, "none")
    assert [fault.field for fault in asked.faults] == ["medicine1.name"]


@pytest.mark.parametrize("did", ["skip", "stop"])
def test_no_medicines_said_before_stands_when_the_page_is_left(did: str) -> None:
    basis = to("medicines")
    basis = after(basis, answer(basis, "medicines", {}, "none").answer)
    assert answer(basis, "medicines", {}, did).answer.one("none") == "yes"


@pytest.mark.parametrize("page_id", ["you", "op-count", "where", "scores", "course", "health", "treatments", "story"])
def test_a_page_left_blank_is_no_answer_and_is_not_refused(page_id: str) -> None:
    basis = to(page_id)
    blank = answer(basis, page_id, {})
    assert blank.faults == ()
    told_before, told_now = case_with(basis), case_with(after(basis, blank.answer))
    assert (told_now.facts, told_now.treatments) == (told_before.facts, told_before.treatments)
    assert next_page(after(basis, blank.answer)) != next_page(basis)


def test_a_page_of_goals_left_blank_is_read_back_as_no_answer() -> None:
    basis = to("goals")
    basis = after(basis, answer(basis, "goals", {}).answer)
    goals = next(one for one in review.told(basis) if one.page == "goals")
    assert [line.said for line in goals.lines] == [()]


# --- medicines and allergies -----------------------------------------------------------------------------------------


def test_a_misspelt_blood_thinner_is_asked_about_and_never_lost() -> None:
    basis = to("medicines")
    asked = answer(basis, "medicines", {"medicine1.name": ["warfarrin"]})
    assert [fault.field for fault in asked.faults] == ["medicine1.name"]
    kept = answer(basis, "medicines", {"medicine1.name": ["warfarrin"], "medicine1.sure": ["yes"]})
    assert kept.faults == ()
    (medicine,) = case_with(after(basis, kept.answer)).medicines
    assert (medicine.name, medicine.classes) == ("warfarrin", ("not recognised",))


def test_a_dose_in_other_words_stays_in_the_patients_words() -> None:
    basis = told(to("medicines"), "medicines", {"medicine1.name": ["Tramadol"], "medicine1.dose": ["two big ones"]})
    (medicine,) = case_with(basis).medicines
    assert medicine.dose is None
    notes = [part.body for part in parts(basis) if part.kind == "note"]
    assert notes == [{"text": "Tramadol: two big ones", "about": "medicines as written"}]


def test_an_allergy_that_cannot_be_read_is_kept_as_a_remark() -> None:
    basis = told(to("allergies"), "allergies", {"any_allergy": ["yes"]})
    page = next(page for page in sequence(basis) if page.id == "which-allergies")
    basis = after(basis, filled(page, "next", {**form(page), "other_allergies": ["latexx"]}, basis).answer)
    assert case_with(basis).allergies == ()
    assert [part.body for part in parts(basis) if part.kind == "note"] == [{"text": "latexx"}]


def test_no_allergy_answers_for_every_allergy_that_is_asked_about() -> None:
    basis = told(to("allergies"), "allergies", {"any_allergy": ["no"]})
    facts = {fact.finding: fact.value for fact in case_with(basis).facts}
    assert facts["allergy_latex"] == "absent"


def test_the_total_of_a_form_is_kept_as_a_total() -> None:
    basis = empty()
    page = chosen_pages(basis)[0]
    basis = after(basis, filled(page, "next", {"form.odi": ["44"]}, basis).answer)
    assert {fact.finding: fact.value for fact in case_with(basis).facts} == {"odi": 44.0}


def test_a_clinics_record_that_cannot_be_read_does_not_stop_the_patient() -> None:
    broken = Entry(
        number=1,
        patient_id="p",
        kind="surgery",
        thing="s",
        body={"procedure": "an operation of a later version"},
        withdrawn=False,
        supersedes=None,
        source="clinician",
        account_id=None,
        recorded_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
    )
    page = sequence(empty(told=(broken,)))[0]
    basis = empty(told=(broken,))
    basis = after(basis, filled(page, "none", {}, basis).answer)
    assert {fact.value for fact in case_with(basis).facts} == {"absent"}


# --- whatever is sent ------------------------------------------------------------------------------------------------

WORDS = st.one_of(
    st.sampled_from(
        ["", "1", "0", "-3", "2021", "99999", "nan", "inf", "L4-L5", "yes", "<b>x</b>", "warfarrin", "latexx"]
    ),
    st.text(max_size=30),
)


@st.composite
def sent(draw: st.DrawFn, fields: tuple[Field, ...]) -> dict[str, list[str]]:
    """A form with any of the values that its fields offer, and some that they do not."""
    found: dict[str, list[str]] = {}
    for name in draw(st.lists(st.sampled_from([n for f in fields for n in f.names]), unique=True, max_size=12)):
        field = next(f for f in fields if name in f.names)
        offered = [option.value for option in field.options] or ["present", "absent", "unknown", "days", "left"]
        found[name] = draw(st.lists(st.one_of(st.sampled_from(offered), WORDS), min_size=1, max_size=4))
    return found


@settings(max_examples=25)
@given(data=st.data())
def test_any_sequence_of_answers_makes_a_case_and_unknown_never_becomes_absent(data: st.DataObject) -> None:
    basis = empty(self_harm=True, countries=("A", "B"))
    said_no: set[str] = set()
    for _ in range(data.draw(st.integers(min_value=1, max_value=14))):
        pages = sequence(basis)
        page = data.draw(st.sampled_from(pages))
        did = data.draw(st.sampled_from(DIDS))
        values = data.draw(sent(page.fields))
        result = filled(page, did, values, basis)
        basis = after(basis, result.answer)
        said_no -= set(page.names)
        said_no |= {name for name, given_ in result.answer.given.items() if given_[:1] == ("absent",)}
    case = case_with(basis)
    absent = {str(f.finding) for f in case.facts if f.value == "absent" and not f.finding.startswith("allergy_")}
    assert absent - said_no <= {"new_injury"}  # the one that "did an injury come before it" answers in other words
    assert {str(fact.finding) for fact in case.facts if fact.value == "unknown"} & said_no == set()
