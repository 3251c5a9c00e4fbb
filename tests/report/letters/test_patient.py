"""The patient's summary: only what a clinician has released, in plain words, without a cause, a share or blame."""

from __future__ import annotations

import re

import pytest

from sequela.case.errors import CaseError
from sequela.report.letters.document import Document, Points
from sequela.report.letters.patient import patient
from sequela.report.letters.patient_words import EN, ES, LANGUAGES, PatientWords
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
    assert "The next step" not in section(made, "next")


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
def test_when_to_get_help_is_told_in_full_and_marked_as_unread(case: str, language: str) -> None:
    made = summary(CASES[case], language)
    page = knowledge().education[f"{language}/help_now"]
    assert not page.checked
    words = ES if language == "es" else EN
    for part in page.sections[:2]:
        said = section(made, f"help-{part.id}")
        left_out = [p for p in part.points if p.text not in said]
        assert all(set(p.about) <= {"red_flag:neck_haematoma", "red_flag:oesophageal_injury"} for p in left_out)
        assert case not in {"neck", "empty"} or not left_out
    assert words.unread in section(made, "help-call_now")


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
