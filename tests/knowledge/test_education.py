"""Patients find plain pages in English and Spanish: what it is, what helps, when to get help, and no promise."""

from __future__ import annotations

import pickle
import re
from pathlib import Path

import pytest

from sequela.knowledge.cache import Unopened
from sequela.knowledge.load import load_knowledge
from sequela.knowledge.schema import EducationPage, Estimate, Knowledge, Paragraph, SourceId
from sequela.report.education import between, paragraphs_of, share, view
from sequela.upkeep.pages import find_page, page_text

TOPICS = [
    "what_it_is",
    "how_it_feels",
    "why_it_hurts",
    "how_it_is_found",
    "options",
    "what_does_not_help_much",
    "if_untreated",
    "living_with_it",
    "your_visit",
]
QUESTIONS = [
    "was_my_surgery_a_failure",
    "can_nerve_pain_improve",
    "do_i_need_another_operation",
    "can_injections_still_help",
    "is_it_in_my_head",
    "will_it_get_worse",
    "should_i_keep_moving",
    "opioids",
]
CLAIMS = [
    "high_recovery_rates",
    "injections_highly_effective",
    "laser_surgery",
    "open_surgery_makes_more_scar",
    "repeat_surgery",
    "manipulation",
    "stimulation_cures",
]
VOCABULARY = [
    "epidural_fibrosis",
    "residual_disc_herniation",
    "recurrent_disc_herniation",
    "adjacent_segment_disease",
    "segmental_instability",
    "foraminal_stenosis",
    "central_stenosis",
    "facet_joint_pain",
    "sacroiliac_joint_pain",
    "discogenic_pain",
    "pseudarthrosis",
    "hardware_pain",
    "neuropathic_nerve_injury",
    "nociplastic_sensitization",
    "myofascial_pain",
    "arachnoiditis",
    "sagittal_imbalance",
    "extraspinal_source",
    "spinal_infection",
    "pseudomeningocele_or_csf_leak",
    "vertebral_fracture_or_tumour",
    "myelopathy",
]
SECTIONS_OF_A_MECHANISM = ["what_it_is", "how_it_feels", "how_it_is_found", "what_helps", "what_to_do"]


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load_knowledge(cache=None)


def test_pages_from_the_cache_are_the_same_and_wait_until_somebody_reads_them(
    knowledge: Knowledge, tmp_path: Path
) -> None:
    load_knowledge(cache=tmp_path)
    kept = load_knowledge(cache=tmp_path)
    assert isinstance(kept.education, Unopened)
    assert kept == knowledge
    assert pickle.loads(pickle.dumps(kept)) == knowledge  # noqa: S301 - our own bytes


def words(page: EducationPage) -> str:
    texts = [p.text for section in page.sections for p in paragraphs_of(section)]
    return " ".join([page.title, page.summary, *(section.heading for section in page.sections), *texts])


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("topic", [*TOPICS, *QUESTIONS, *CLAIMS, *VOCABULARY, "help_now"])
def test_a_patient_finds_the_page_in_their_language(knowledge: Knowledge, language: str, topic: str) -> None:
    page = knowledge.education[f"{language}/{topic}"]
    assert page.title
    assert page.sections
    assert view(page, knowledge).sources


@pytest.mark.parametrize("mechanism", VOCABULARY)
def test_each_mechanism_says_what_it_is_how_it_feels_is_found_what_helps_and_what_to_do(
    knowledge: Knowledge, mechanism: str
) -> None:
    page = knowledge.education[f"en/{mechanism}"]
    assert page.about == (f"mechanism:{mechanism}",)
    assert [section.id for section in page.sections] == SECTIONS_OF_A_MECHANISM
    assert 3 <= len(page.sections[-1].points) <= 5
    assert 110 <= len(words(page).split()) <= 240


@pytest.mark.parametrize("claim", CLAIMS)
def test_a_claim_is_told_then_what_studies_found_with_figures_then_what_it_means(
    knowledge: Knowledge, claim: str
) -> None:
    page = knowledge.education[f"en/{claim}"]
    assert [section.id for section in page.sections] == ["claimed", "found", "meaning"]
    assert any(p.figures for p in paragraphs_of(page.sections[1]))


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_danger_has_plain_words_and_what_to_do_at_the_right_urgency(knowledge: Knowledge, language: str) -> None:
    page = knowledge.education[f"{language}/help_now"]
    assert page.kind == "urgent"
    told = {name: section.id for section in page.sections for p in paragraphs_of(section) for name in p.about}
    places = {"emergency_now": "call_now", "same_day": "today", "two_weeks": "two_weeks"}
    for flag in knowledge.red_flags.values():
        assert told[f"red_flag:{flag.id}"] == places[flag.urgency], flag.id


def test_when_to_seek_care_that_is_not_urgent_is_told(knowledge: Knowledge) -> None:
    """Row S3: past recovery, back after months or years, a new pattern, falling function, changing nerves."""
    (section,) = [s for s in knowledge.education["en/help_now"].sections if s.id == "appointment"]
    assert len(section.points) == 5


def test_what_happens_if_nothing_is_done_is_told_without_threat(knowledge: Knowledge) -> None:
    """Row S4: pain and decline, deconditioning, distress and sleep, more medicines, other joints and muscles."""
    page = knowledge.education["en/if_untreated"]
    wanted = ["pain_and_decline", "weaker_body", "mood_and_sleep", "more_medicines", "other_places"]
    assert [section.id for section in page.sections][:5] == wanted
    assert page.sections[-1].id == "good_news"


def test_advice_that_no_clinician_has_read_says_so(knowledge: Knowledge) -> None:
    english = page_text(find_page(knowledge, "page:en/help_now"))
    spanish = page_text(find_page(knowledge, "page:es/help_now"))
    assert "Not yet checked by a clinician." in english
    assert "Todavía no lo ha revisado un profesional sanitario." in spanish


NEVER = {
    "en": r"\bdiagnos|\bguarantee|\bpromise|your fault|you must have|imagin|\b\d+ ?mg\b|malingering|\bbotched",
    "es": r"\bdiagn[oó]stic|\bgarantiz|su culpa|imaginari|\b\d+ ?mg\b|negligencia",
}


def test_no_page_diagnoses_promises_blames_or_gives_a_dose(knowledge: Knowledge) -> None:
    for page in knowledge.education.values():
        found = re.search(NEVER[page.id[:2]], words(page), re.IGNORECASE)
        assert found is None, f"{page.id}: {found}"


@pytest.mark.parametrize(
    ("topic", "warning"), [("en/opioids", "Never stop them at once"), ("es/opioids", "Nunca los deje de golpe")]
)
def test_opioids_are_never_to_be_stopped_at_once(knowledge: Knowledge, topic: str, warning: str) -> None:
    assert warning in knowledge.education[topic].summary


@pytest.mark.parametrize(
    ("estimate", "english", "spanish"),
    [
        (Estimate(n=24, N=50, source=SourceId("x")), "about 48 of 100", "cerca de 48 de cada 100"),
        (Estimate(value=0.008, weight=50, source=SourceId("x")), "about 8 of 1,000", "cerca de 8 de cada 1.000"),
        (Estimate(n=0, N=50, source=SourceId("x")), "fewer than 1 of 1,000", "menos de 1 de cada 1.000"),
        (Estimate(n=34, N=34, source=SourceId("x")), "about 99 of 100", "cerca de 99 de cada 100"),
        (Estimate(value=0.265, weight=50, source=SourceId("x")), "about 27 of 100", "cerca de 27 de cada 100"),
        (Estimate(value=0.285, weight=50, source=SourceId("x")), "about 29 of 100", "cerca de 29 de cada 100"),
        (Estimate(n=1, N=8, source=SourceId("x")), "about 13 of 100", "cerca de 13 de cada 100"),
        (Estimate(value=0.0025, weight=50, source=SourceId("x")), "about 3 of 1,000", "cerca de 3 de cada 1.000"),
    ],
)
def test_a_share_is_told_in_people(estimate: Estimate, english: str, spanish: str) -> None:
    assert share(estimate, "en") == english
    assert share(estimate, "es") == spanish


def test_a_small_study_is_told_with_a_wide_range() -> None:
    small = Estimate(n=9, N=14, source=SourceId("x"))
    large = Estimate(n=900, N=1400, source=SourceId("x"))
    assert between(small, "en") == "between 43 and 81 of 100"
    assert between(large, "en") == "between 62 and 66 of 100"


def test_a_range_is_told_on_the_scale_of_its_share() -> None:
    seldom = Estimate(value=0.0022, weight=100, source=SourceId("x"))
    assert share(seldom, "en") == "about 2 of 1,000"
    assert between(seldom, "en") == "between 0 and 30 of 1,000"
    assert between(seldom, "es") == "entre 0 y 30 de cada 1.000"
    assert between(Estimate(n=0, N=50, source=SourceId("x")), "en") == "between 0 and 50 of 1,000"


def test_a_range_that_rounds_to_one_number_is_left_out(knowledge: Knowledge) -> None:
    sure = Estimate(n=20200, N=100000, source=SourceId("x"))
    assert share(sure, "en") == "about 20 of 100"
    assert between(sure, "en") is None
    text = page_text(find_page(knowledge, "page:en/if_untreated"))
    assert re.search(r"about 20 of 100$", text, re.MULTILINE)


def test_how_sure_the_numbers_are_is_told_in_the_language_of_the_page(knowledge: Knowledge) -> None:
    text = page_text(find_page(knowledge, "page:es/options"), 1000)
    assert "24 de 50 pacientes, kumar2007process\n" in text
    assert "0,71, publicado sin intervalo (vale por 30 pacientes), drazin2016\n" in text
    for topic in (page.id for page in knowledge.education.values() if page.id.startswith("es/")):
        told = page_text(find_page(knowledge, f"page:{topic}"))
        told = told.partition("\nQUÉ SEGURIDAD")[2].partition("\nFUENTES")[0]
        assert not re.search(r"\b(?:of|the|with|without|patients|worth|interval)\b", told), topic


def test_each_sentence_with_a_figure_carries_its_source_and_begins_with_a_capital(knowledge: Knowledge) -> None:
    paragraph = Paragraph(
        text="{share} people were better. Of the others {share} were not.",
        figures={"share": Estimate(n=24, N=50, source=SourceId("weir2017"))},
    )
    page = knowledge.education["en/options"]
    section = page.sections[0]
    made = EducationPage(
        id="en/made",
        kind="topic",
        title="Made",
        summary="Made.",
        sections=(type(section)(id="a", heading="A", paragraphs=(paragraph,)),),
    )
    (said,) = view(made, knowledge).sections[0].paragraphs
    assert said.marked == ("About 48 of 100 people were better. [1] Of the others about 48 of 100 were not. [1]")


def test_the_page_shows_every_number_with_its_range_study_and_link(knowledge: Knowledge) -> None:
    text = page_text(find_page(knowledge, "page:en/stimulation_cures"))
    assert "about 48 of 100: between 37 and 59 of 100" in text
    assert "24 of 50 patients, kumar2007process" in text
    assert "doi:10.1016/j.pain.2007.07.028" in text
