"""The referral letter: asked first, dated, on a page and a half, no blame, and what nobody asked said to be so."""

from __future__ import annotations

import io

import pytest
from pypdf import PdfReader

from sequela.report.letters import pdf
from sequela.report.letters.referral import referral

from ..patients import FULL
from .made import CALM, EMPTY, FOOT_DROP, NECK, assessed, knowledge, released, section, texts


def letter(text: str, treatment: str | None = None):  # type: ignore[no-untyped-def]
    return referral(*assessed(text), knowledge(), treatment)


def test_a_referral_names_the_dated_foot_drop_first() -> None:
    made = letter(FOOT_DROP)
    assert made.title == "Urgent referral: new foot drop"
    assert (made.sections[0].id, made.sections[0].tone) == ("ask", "alarm")
    assert "Same day (today): new foot drop." in section(made, "ask")
    assert "Foot drop, right, worse, since about 2024-04 (2024-05-20)" in section(made, "neurology")


def test_an_old_stable_deficit_keeps_its_own_date() -> None:
    assert "weakness in one root's muscles, left, stable (2022-03)" in section(letter(FOOT_DROP), "neurology")


def test_danger_comes_before_the_treatment_that_is_asked_about() -> None:
    asked = section(letter(FOOT_DROP, "spinal_cord_stimulation"), "ask")
    assert asked.index("MRI and spinal surgical opinion the same day") < asked.index("After that")
    assert "Is a trial of spinal cord stimulation" in asked


@pytest.mark.parametrize(
    ("treatment", "to", "question"),
    [
        ("spinal_cord_stimulation", "Neuromodulation service", "Is a trial of spinal cord stimulation"),
        ("revision_decompression", "Spine surgery", "indicated, what could it gain here against its risks"),
        ("epidural_steroid_transforaminal", "Interventional pain service", "what would its result tell us"),
        ("cbt", "Pain psychology", "Would you take this patient on for"),
        ("ct", "Diagnostic service", "Would you do this test"),
    ],
)
def test_the_addressee_and_the_question_follow_the_treatment(treatment: str, to: str, question: str) -> None:
    made = letter(CALM, treatment)
    assert dict(made.head)["To"] == to
    assert question in section(made, "ask")


def test_without_a_treatment_named_the_letter_is_about_the_first_step() -> None:
    assessment, _ = assessed(CALM)
    assert assessment.plan is not None
    first = assessment.plan.stages[0]
    assert first.label.lower() in letter(CALM).title.lower()


def test_operations_carry_levels_dates_aim_and_result() -> None:
    said = section(letter(CALM), "operations")
    assert "2015 Microdiscectomy, L4-L5, right" in said
    assert "about 2019-06 Posterolateral fusion, L4-S1, both sides, posterior approach, pedicle screws leg pain" in said
    assert "Partial relief; well for 24 months." in said


def test_treatments_carry_dose_place_time_and_effect() -> None:
    said = section(letter(CALM), "tried")
    assert (
        "2023-09 Transforaminal epidural steroid injection, dexamethasone 8 mg, L5-S1 right 40 % relief, for 3" in said
    )
    assert "Physiotherapy and exercise, 12 weeks, adequate no effect" in said
    assert "Asked and not tried: acupuncture." in said


def test_a_scan_from_before_the_last_operation_says_so() -> None:
    said = section(letter(CALM), "tests")
    assert "2024-05: Foraminal stenosis on MRI or CT, L5-S1 right." in said
    assert "2015-01, before the last operation: " in said


def test_blood_thinner_opioid_load_and_allergy_are_told() -> None:
    said = section(letter(CALM), "safety")
    assert "Apixaban 5 mg, 2 a day" in said
    assert "30 MME a day" in said
    assert "never for conversion" in said
    assert "Latex." in said


@pytest.mark.parametrize("text", [EMPTY, FOOT_DROP, NECK])
def test_what_nobody_asked_is_not_asked_and_never_a_no(text: str) -> None:
    made = letter(text)
    safety = section(made, "safety")
    assert "Allergies Not asked." in safety
    assert "Not asked: pacemaker or defibrillator" in safety
    assert "Not asked: blood thinners" in safety
    assert "Not asked, so not ruled out: " in section(made, "danger")
    for never_said in ("No allergies", "no blood thinner", "No pacemaker", "not pregnant"):
        assert never_said.lower() not in texts(made).lower()


def test_asked_and_not_known_is_neither_asked_nor_absent() -> None:
    said = section(letter(FOOT_DROP), "neurology")
    assert "numbness between the legs: asked, not known" in said.lower()
    assert "no numbness between the legs" not in said.lower()


def test_a_recorded_no_is_told_as_a_no() -> None:
    assert "infection or fever now" in section(letter(EMPTY), "safety")  # nobody asked there
    allergic = letter(EMPTY + "allergies: [none]\n")
    assert "Allergies None." in section(allergic, "safety")


def test_no_letter_carries_a_reason_that_blames() -> None:
    blamed = CALM.replace(
        "  - {finding: pain_worst, value: 8}\n",
        "  - {finding: pain_worst, value: 8}\n  - {finding: distress, value: marked}\n"
        "  - {finding: unrealistic_expectations, value: present}\n  - {finding: compensation_claim, value: present}\n",
    )
    assessment, _ = assessed(blamed)
    said = texts(letter(blamed)).lower()
    for reason in assessment.failure_reasons:
        assert reason.label.lower() not in said, reason.id
    for word in ("claim", "unrealistic", "distress", "failed", "fault", "diagnosis of"):
        assert word not in said.replace("no diagnosis", ""), word


def test_what_the_patient_was_told_is_what_was_released() -> None:
    assert "No written summary has been released" in section(letter(CALM), "told")
    made = referral(*released(CALM), knowledge())
    assert "released to the patient by Dr Example on 2024-06-02" in section(made, "told")


@pytest.mark.parametrize("text", [CALM, FULL, FOOT_DROP, NECK, EMPTY])
def test_the_letter_takes_at_most_a_page_and_a_half(text: str) -> None:
    pages = PdfReader(io.BytesIO(pdf.render(letter(text)).content)).pages
    assert len(pages) <= 2
    if len(pages) == 2:
        assert _lowest(pages[1]) > float(pages[1].mediabox.height) / 2


def _lowest(page) -> float:  # type: ignore[no-untyped-def]
    """How low the text of a page reaches, its foot left out."""
    heights: list[float] = []

    def note(text: str, at, matrix, *_: object) -> None:  # type: ignore[no-untyped-def]
        height = matrix[5] * at[3] + at[5]
        if text.strip() and height > 60:
            heights.append(height)

    page.extract_text(visitor_text=note)
    return min(heights)


def test_pregnancy_is_no_open_question_for_a_man_or_beyond_its_age() -> None:
    older = CALM.replace("age: 61, sex: male", "age: 61, sex: female")
    younger = CALM.replace("age: 61, sex: male", "age: 41, sex: female")
    said = {text: texts(referral(*assessed(text), knowledge())).lower() for text in (CALM, older, younger)}
    assert "pregnan" not in said[CALM]
    assert "pregnan" not in said[older]
    assert "pregnan" in said[younger]


def test_an_opioid_that_was_not_counted_stands_beside_the_load_and_no_number_has_a_power_of_ten() -> None:
    wrong = """\
medicines:
  - {name: morphine, dose: 1000000, unit: mg, per_day: 100, route: oral}
  - {name: oxycodone, dose: 10, unit: furlong, per_day: 2, route: oral}
  - {name: tramadol, dose: 50, unit: mg, per_day: 4, route: oral}
"""
    made = letter(EMPTY + wrong)
    said = section(made, "safety")
    assert "At least 40 MME a day" in said
    assert "Not counted: morphine and oxycodone" in said
    assert "e+" not in texts(made)
