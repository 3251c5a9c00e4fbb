"""The patient's summary: only what a clinician has released, in plain words, without a cause, a share or blame."""

from __future__ import annotations

import re

import pytest

from sequela.case.errors import CaseError
from sequela.report.letters.document import Document, Paragraph, Points
from sequela.report.letters.patient import patient
from sequela.report.letters.patient_words import EN, ES, LANGUAGES, PatientWords
from sequela.report.letters.plain_names import TESTS, TREATMENTS
from sequela.report.letters.release import COMMAND, NotReleasedError, fingerprint
from sequela.upkeep.reading_level import ease_es, grade_en

from ..patients import FULL
from .made import CALM, EMPTY, FOOT_DROP, NECK, assessed, knowledge, released, section, texts

GRADE, EASE = 8.0, 60.0
CASES = {"calm": CALM, "foot drop": FOOT_DROP, "full": FULL, "neck": NECK, "empty": EMPTY}


def summary(text: str, language: str | None = None) -> Document:
    return patient(*released(text), knowledge(), language)


def test_nothing_is_written_for_an_unreleased_patient() -> None:
    with pytest.raises(NotReleasedError, match="no clinician has released this") as refused:
        patient(*assessed(CALM), knowledge())
    assert COMMAND in refused.value.message
    assert refused.value.field == "released"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"assessment_sha256": "0" * 64}, "released.assessment_sha256"),
        ({"assessment_sha256": "null"}, "released.assessment_sha256"),
        ({"assessment_sha256": "0123456789abcdef"}, "released.assessment_sha256"),
        ({"at": "null"}, "released.at"),
        ({"at": "2024-05-31"}, "released.at"),
        ({"by": "null"}, "released.by"),
    ],
)
def test_a_release_that_is_not_of_this_assessment_is_refused(change: dict[str, str], field: str) -> None:
    with pytest.raises(NotReleasedError) as refused:
        patient(*released(CALM, **change), knowledge())
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"at": "soon"}, "released.at"),
        ({"at": "[2024-06-02]"}, "released.at"),
        ({"at": "2024-06-04"}, "released.at"),  # a day after today
        ({"by": "[Dr Example]"}, "released.by"),
        ({"by": "D" * 201}, "released.by"),
        ({"assessment_sha256": "{a: b}"}, "released.assessment_sha256"),
        ({"withdrawn": "yes"}, "released.withdrawn"),
    ],
)
def test_a_release_that_cannot_be_is_found_when_the_case_is_read(change: dict[str, str], field: str) -> None:
    with pytest.raises(CaseError) as refused:
        released(CALM, **change)
    assert [problem.field for problem in refused.value.problems] == [field]


def test_a_hash_cut_short_is_said_to_be_that() -> None:
    with pytest.raises(NotReleasedError, match="too short, with 16 characters, and a hash has 64"):
        patient(*released(CALM, assessment_sha256=fingerprint(*assessed(CALM))[:16]), knowledge())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("It was good for two years", "It was good for three years"),
        ("walk the dog", "walk the cat"),
        ("surgery: only_if_needed", "surgery: no"),
        ("language: en", "language: es"),
    ],
)
def test_what_the_summary_shows_is_part_of_what_is_released(old: str, new: str) -> None:
    changed = CALM.replace(old, new)
    assert changed != CALM
    with pytest.raises(NotReleasedError, match="have changed since"):
        patient(*released(changed, assessment_sha256=fingerprint(*assessed(CALM))), knowledge())


def test_one_fact_more_asks_for_a_new_release() -> None:
    old = fingerprint(*assessed(CALM))
    changed = CALM.replace("  - {finding: pain_worst, value: 8}\n", "  - {finding: pain_worst, value: 3}\n")
    with pytest.raises(NotReleasedError, match="have changed since"):
        patient(*released(changed, assessment_sha256=old), knowledge())


def test_the_hash_does_not_hang_on_the_name_of_the_file() -> None:
    assert fingerprint(*assessed(CALM, "a.yaml")) == fingerprint(*assessed(CALM, "b/c.yaml"))


def test_their_story_comes_first_in_their_own_words() -> None:
    made = summary(CALM)
    assert made.sections[0].id == "story"
    assert "It was good for two years, then the leg came back." in section(made, "story")
    assert "walk the dog for 30 minutes" in section(made, "story")


def test_what_must_not_wait_stands_above_everything_and_nobody_is_told_to_train() -> None:
    made = summary(FOOT_DROP)
    assert (made.sections[0].id, made.sections[0].tone) == ("danger", "alarm")
    assert "foot drop" in section(made, "danger").lower()
    assert {"do", "claims"}.isdisjoint(part.id for part in made.sections)
    assert "First:" not in section(made, "next")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", CASES)
def test_no_share_no_cause_no_blame(case: str, language: str) -> None:
    made = summary(CASES[case], language)
    said = texts(made)
    assert "%" not in said
    assert not re.search(r"\b\d+ of 1?\d00\b|\b\d+ de cada 1?\.?\d00\b|probab", said)
    own = " ".join(section(made, part.id) for part in made.sections if not part.id.startswith("help-"))
    labels = {
        text
        for m in (*knowledge().mechanisms.values(), *knowledge().groups.values())
        for text in (m.label.en, m.label.es)
    }
    assert not [label for label in labels if label and label.lower() in own.lower()]
    for reason in knowledge().failure_reasons.values():
        assert reason.label.en.lower() not in own.lower()


@pytest.mark.parametrize("case", CASES)
def test_three_questions_and_no_more(case: str) -> None:
    (points,) = next(part for part in summary(CASES[case]).sections if part.id == "questions").blocks
    assert isinstance(points, Points)
    assert len(points.items) == 3


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", CASES)
def test_when_to_get_help_is_told_in_full(case: str, language: str) -> None:
    made = summary(CASES[case], language)
    for part in knowledge().education[f"{language}/help_now"].sections[:2]:
        said = section(made, f"help-{part.id}")
        left_out = [p for p in part.points if p.text not in said]
        gone = {"red_flag:neck_haematoma", "red_flag:oesophageal_injury", "red_flag:vessel_after_anterior_approach"}
        assert all(set(p.about) <= gone for p in left_out)
        assert case != "empty" or not left_out


@pytest.mark.parametrize("case", CASES)
def test_urgent_spanish_is_marked_once_after_the_advice_and_released_english_is_not(case: str) -> None:
    assert texts(summary(CASES[case], "es")).count(ES.unread) == 1
    first = next(part for part in summary(CASES[case], "es").sections if part.id in {"danger", "help"})
    assert first.blocks[-1] == Paragraph(text=ES.unread, weight="small")
    assert "checked by a clinician" not in texts(summary(CASES[case], "en"))


@pytest.mark.parametrize("case", CASES)
def test_a_short_box_of_signs_stands_near_the_beginning_with_a_line_for_the_telephone(case: str) -> None:
    made = summary(CASES[case], "en")
    (place,) = (n for n, part in enumerate(made.sections) if part.id == "help")
    assert place <= 2
    points = next(block for block in made.sections[place].blocks if isinstance(block, Points))
    assert 4 <= len(points.items) <= 6
    assert "Telephone of your team" in section(made, "help")


def test_a_long_story_does_not_push_the_box_off_the_first_page() -> None:
    long = CALM.replace("then the leg came back.", "then the leg came back. " * 60)
    assert [part.id for part in summary(long).sections[:2]] == ["help", "story"]


def test_the_box_fits_region_and_operations() -> None:
    assert EN.signs["bladder"] in section(summary(CALM), "help")
    assert EN.signs["cord"] not in section(summary(CALM), "help")
    assert EN.signs["cord"] in section(summary(NECK, "en"), "help")
    assert EN.signs["bladder"] not in section(summary(NECK, "en"), "help")


def test_signs_of_devices_and_operations_that_the_record_rules_out_are_left_out() -> None:
    none = CALM.replace("facts:\n", "facts:\n  - {finding: pump_implanted, value: absent}\n")
    both = none.replace("facts:\n", "facts:\n  - {finding: stimulator_implanted, value: absent}\n")
    assert "Say that you have a pump" in section(summary(CALM), "help-call_now")
    assert "Say that you have a pump" not in section(summary(none), "help-call_now")
    assert "The skin over a pump or stimulator" in section(summary(none), "help-today")
    assert "The skin over a pump or stimulator" not in section(summary(both), "help-today")
    assert "after an operation through the belly or flank" not in section(summary(CALM), "help-today")
    front = CALM.replace("approach: posterior", "approach: anterior")
    assert "after an operation through the belly or flank" in section(summary(front), "help-today")


def test_a_draft_needs_no_release_and_says_above_and_at_the_foot_that_it_is_one() -> None:
    for language, words in (("en", EN), ("es", ES)):
        made = patient(*assessed(CALM), knowledge(), language, draft=True)
        assert (made.sections[0].id, made.sections[0].heading) == ("draft", words.draft)
        assert made.foot.startswith(words.draft)
        assert made.lead == ""
        assert words.draft not in texts(summary(CALM, language))
    assert patient(*released(CALM), knowledge(), draft=True).sections[0].id == "draft"


def test_the_released_page_says_by_whom_and_on_which_day_in_words() -> None:
    assert summary(CALM).lead == "This page is for you. Released by Dr Example on 2 June 2024."
    assert "Dr Example el 2 de junio de 2024" in summary(CALM, "es").lead
    assert summary(CALM).stamp == ("1 June 2024",)


def test_with_an_urgent_danger_nobody_is_told_to_take_their_time() -> None:
    said = texts(summary(FOOT_DROP, "en"))
    assert "take your time" not in said
    assert "What if we wait" not in said


def test_everything_a_plan_may_name_has_a_plain_name_that_is_easy_to_read() -> None:
    assert set(TREATMENTS) == set(knowledge().treatments)
    assert set(TESTS) == set(knowledge().tests)
    for names in (TREATMENTS, TESTS):
        for plain in names.values():
            assert grade_en([f"{plain['en'].name}.", plain["en"].what]) <= GRADE
            assert ease_es([f"{plain['es'].name}.", plain["es"].what]) >= EASE
    assert "does not mean that your pain is in your head" in TREATMENTS["snri_tca"]["en"].what


def test_the_steps_follow_the_plan_and_the_test_stands_where_the_plan_has_it() -> None:
    assessment, case = assessed(CALM)
    plan = assessment.plan
    assert plan is not None
    made = patient(assessment, case, knowledge(), "en", draft=True)
    points = next(b for part in made.sections if part.id == "next" for b in part.blocks if isinstance(b, Points))
    assert len(points.items) == min(3, len(plan.stages))
    for stage, item in zip(plan.stages, points.items, strict=False):
        if stage.by_test is None:
            assert TREATMENTS[stage.treatment]["en"].name in item
        for test in (of for missing in stage.first if missing.need == "test" for of in missing.of[:1]):
            assert TESTS[test]["en"].name in item


def test_the_language_is_the_patients_where_there_are_words_for_it() -> None:
    assert summary(NECK).language == "es"
    assert summary(NECK, "en").language == "en"
    assert summary(CALM).language == "en"
    assert summary(CALM.replace("language: en", "language: pl")).language == "en"


def test_a_claim_stronger_than_the_evidence_stands_beside_what_was_found() -> None:
    said = section(summary(CALM), "claims")
    assert "Nearly everyone recovers" in said
    assert "results differ a lot" in said


def sentences(words: PatientWords) -> list[str]:
    """Every fixed text of a language, its gaps filled with a short word."""
    out: list[str] = []
    for name in PatientWords.__dataclass_fields__:
        value = getattr(words, name)
        out += [value] if isinstance(value, str) else list(value.values() if hasattr(value, "values") else value)
    return [text.replace("{}", "it") for text in out]


def test_the_fixed_words_are_easy_to_read() -> None:
    assert grade_en(sentences(EN)) <= GRADE
    assert ease_es(sentences(ES)) >= EASE


@pytest.mark.parametrize("case", CASES)
def test_the_whole_summary_is_easy_to_read(case: str) -> None:
    assert grade_en(_read(summary(CASES[case], "en"))) <= GRADE
    assert ease_es(_read(summary(CASES[case], "es"))) >= EASE


def _read(document: Document) -> list[str]:
    blocks = [block for part in document.sections for block in part.blocks]
    points = [text for block in blocks if isinstance(block, Points) for text in block.items]
    return [document.lead, *points, *(block.text for block in blocks if hasattr(block, "text"))]
