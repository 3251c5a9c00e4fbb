"""Patients find plain pages in English and Spanish: what it is, what helps, when to get help, and no promise."""

from __future__ import annotations

import pickle
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from sequela.knowledge.cache import Unopened
from sequela.knowledge.load import load_knowledge
from sequela.knowledge.schema.education import EducationPage, Paragraph
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.terms import Estimate, FindingId, SourceId
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
WORDS_FOR: dict[str, tuple[str, str]] = {
    "abdominal_pain": (r"belly", r"barriga"),
    "anticoagulant_use": (r"blood thinners", r"anticoagulantes"),
    "bilateral_leg_pain": (r"pain\b.* both legs|pain in one or both legs", r"dolor\b.* las dos\b"),
    "bilateral_leg_weakness": (
        r"both legs\b[^.]* (?:get )?weak",
        r"las dos piernas\b[^.]* (?:débiles|fuerza)|fuerza\b[^.]*las dos piernas",
    ),
    "bladder_retention": (r"cannot pass water|bladder", r"no puede orinar|vejiga"),
    "blood_in_urine_or_burning": (r"blood or burning when you pass water", r"sangre o ardor al orinar"),
    "bowel_incontinence_new": (r"soil yourself|bowel", r"heces|intestino"),
    "breathing_difficulty": (r"breathing is hard|breath whistles", r"cuesta respirar"),
    "breathlessness": (r"short of breath|short breath|breathing fast", r"falta (?:el|de) aire|respiración rápida"),
    "calf_swelling": (r"calf", r"pantorrilla"),
    "cancer_history": (r"cancer", r"cáncer"),
    "chest_pain": (r"the chest|chest pain", r"el pecho"),
    "clear_fluid_leak": (r"clear fluid", r"líquido claro"),
    "cold_or_pale_leg": (r"suddenly cold, pale or blue", r"de pronto fría, pálida o azul"),
    "confusion": (r"confus", r"confusión"),
    "coughing_blood": (r"cough blood|blood when you cough", r"tose sangre|sangre al toser"),
    "dermatomal_arm_pain": (r"down an arm", r"por un brazo"),
    "dermatomal_leg_pain": (r"down an arm or leg|one or both legs", r"brazo o una pierna|una o las dos piernas"),
    "device_alarm_or_stopped": (r"alarm.*|stopped", r"alarma"),
    "device_site_redness": (r"red skin over a device|skin over a pump", r"piel roja sobre|piel sobre una bomba"),
    "drooping_eyelid": (r"drooping lid", r"párpado caído"),
    "drowsiness_or_slow_breathing": (r"hard to wake, or breathes slowly", r"no se despierta bien o respira despacio"),
    "exertional_chest_pain": (r"on effort", r"con esfuerzo"),
    "facial_droop_or_speech": (r"face hangs.*speech", r"media cara.*habla"),
    "feeling_very_ill": (r"very ill", r"muy mal"),
    "fever": (r"fever", r"fiebre"),
    "gait_disturbance": (r"walk\b.* (?:unsteady|stiff)|unsteady walk", r"marcha\b.* insegura"),
    "hand_clumsiness": (r"hands get clumsy", r"manos se vuelven torpes"),
    "immunosuppression": (r"defences are weak", r"defensas bajas"),
    "intravenous_drug_use": (r"injected drugs", r"inyectado drogas"),
    "neck_stiffness": (r"stiff neck", r"cuello rígido"),
    "neck_swelling": (r"neck swells|swollen neck", r"cuello, se hincha|cuello hinchado"),
    "new_injury": (r"fall, crash", r"caída, un choque"),
    "night_pain": (r"wakes you", r"le despierta"),
    "night_sweats": (r"sweat", r"sud[ao]"),
    "one_sided_neck_pain_new": (r"one side of the neck", r"un lado del cuello"),
    "osteoporosis": (r"thin bones", r"huesos débiles"),
    "pain_increasing": (r"\bgrows", r"\bcrece"),
    "photophobia": (r"pain from light", r"molestia con la luz"),
    "postural_headache": (r"head hurts when you stand", r"duele la cabeza de pie"),
    "previous_spinal_infection": (r"one in the spine before", r"antes en la columna"),
    "progressive_weakness": (
        r"(?:arm|leg)\b[^.]* weak",
        r"brazo\b[^.]* (?:fuerza|debilidad)|fuerza en un brazo|brazos o piernas débiles",
    ),
    "pulsatile_abdominal_mass": (r"beating lump", r"bulto que late"),
    "recent_infection": (r"recent infection", r"infección hace poco"),
    "rest_pain": (r"does not ease when you lie still", r"no cede al estar tumbado"),
    "rigors": (r"chills", r"escalofríos"),
    "sacral_pain": (r"beside the tailbone", r"junto al sacro"),
    "saddle_numbness": (r"between the legs", r"entre las piernas"),
    "severe_headache_new": (r"fierce headache", r"dolor de cabeza (?:nuevo y )?muy fuerte"),
    "severe_pain_new": (
        r"(?:fierce|strong)[^.]* pain|pain is new and strong",
        r"dolor (?:\w+ )*(?:nuevo|nueva|muy fuerte|fuerte)|dolor de espalda o cuello es nuevo y fuerte",
    ),
    "sexual_dysfunction_new": (r"lost feeling or function in sex", r"perdido la función o el tacto en el sexo"),
    "spinal_injection": (r"injection into the spine", r"inyección en la columna"),
    "steroid_use": (r"steroid tablets", r"corticoides"),
    "sudden_onset": (r"sudden", r"brusco"),
    "suicidal_thoughts": (r"life is not worth living", r"no merece la pena vivir"),
    "suicide_plan": (r"a plan or the means to end your life", r"un plan o los medios para quitarse la vida"),
    "swallowing_difficulty": (r"hard to swallow", r"cuesta tragar"),
    "sweating_or_collapse": (r"cold sweat|cold and sweaty|faint", r"sudor frío"),
    "tearing_pain": (r"tearing pain", r"desgarra"),
    "trauma": (r"fall, crash", r"caída, un choque"),
    "urinary_incontinence_new": (r"wet or soil", r"se le escapa la orina"),
    "vomiting_or_jaundice": (r"vomiting, no stool or wind, yellow skin", r"vómitos, sin heces ni gases, piel amarilla"),
    "weight_loss": (r"lose weight", r"pierde peso"),
    "withdrawal_symptoms": (r"itch, sweats, shaking, spasms", r"picor, sudores, temblor, espasmos"),
    "wound_discharge": (r"\bpus\b|drips on and off", r"\bpus\b|gotea a ratos"),
    "wound_redness_swelling": (r"wound is red, hot, swollen", r"herida está roja, caliente, hinchada"),
}
"""Words for each finding that a patient is asked for and a red flag reads, in English and Spanish."""
WAIVED = {
    ("spinal_infection", "night_sweats"): "counts only with a blood test",
    ("spinal_infection", "night_pain"): "counts only with a blood test",
    ("spinal_infection", "rest_pain"): "counts only with a blood test",
    ("spinal_infection", "bilateral_leg_weakness"): "an emergency by itself, with or without fever",
}
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
    places = {"emergency_now": "call_now", "same_day": "today", "two_weeks": "two_weeks"}
    for flag in knowledge.red_flags.values():
        told = [s.id for s in page.sections for p in paragraphs_of(s) if f"red_flag:{flag.id}" in p.about]
        assert told[0] == places[flag.urgency], flag.id
        assert set(told) <= {places[flag.urgency], places[flag.urgency_possible]}, flag.id


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_danger_tells_what_its_rule_fires_on(knowledge: Knowledge, language: str) -> None:
    """Each finding a patient is asked for and a rule reads has its words in the points of that rule."""
    page = knowledge.education[f"{language}/help_now"]
    silent: set[tuple[str, str]] = set()
    for flag in knowledge.red_flags.values():
        points = [p.text for s in page.sections for p in paragraphs_of(s) if f"red_flag:{flag.id}" in p.about]
        for name in findings_of(flag.rule):
            if knowledge.findings[FindingId(name)].asked == "patient":
                words_for = WORDS_FOR[name][language == "es"]
                if re.search(words_for, " ".join(points), re.IGNORECASE) is None:
                    silent.add((flag.id, name))
    assert silent == set(WAIVED)


WEAKNESS = {
    "en": (
        "An arm or leg that is newly weak, or weaker than before: be seen today. "
        "Both legs weak, bladder trouble or numb between the legs: emergency. "
        "So is any new weakness with fever, cancer, a pump or a stimulator, or in the days after an operation."
    ),
    "es": (
        "Un brazo o una pierna con debilidad nueva o peor: que le vean hoy. "
        "Las dos piernas débiles, problemas de vejiga o adormecimiento entre las piernas: urgencias. "
        "También una debilidad nueva con fiebre, cáncer, bomba o estimulador, o en los días tras operarse."
    ),
}


@pytest.mark.parametrize("language", ["en", "es"])
def test_new_weakness_is_told_in_one_sentence_on_every_page(knowledge: Knowledge, language: str) -> None:
    urgent = {
        "en": r"\bweak.*(?:emergency|today|same day|at once)|(?:emergency|today|same day|at once).*\bweak",
        "es": r"d[ée]bil.*(?:urgencias|hoy|mismo día)|(?:urgencias|hoy|mismo día).*d[ée]bil",
    }[language]
    told = set()
    for page in knowledge.education.values():
        if page.id.startswith(f"{language}/"):
            texts = [p.text for section in page.sections for p in paragraphs_of(section)]
            told |= {page.id[3:] for text in texts if WEAKNESS[language] in text}
            if page.id[3:] not in ("help_now", "postoperative_epidural_hematoma", "spinal_infection"):
                rest = " | ".join(texts).replace(WEAKNESS[language], "")
                for sentence in re.split(r"[.|]", rest):
                    assert re.search(urgent, sentence) is None, f"{page.id}: {sentence}"
    assert told == {
        "arachnoiditis",
        "can_nerve_pain_improve",
        "central_stenosis",
        "foraminal_stenosis",
        "help_now",
        "if_untreated",
        "myelopathy",
        "neuropathic_nerve_injury",
        "recurrent_disc_herniation",
        "residual_disc_herniation",
        "segmental_instability",
        "should_i_keep_moving",
        "spinal_infection",
        "vertebral_fracture_or_tumour",
        "will_it_get_worse",
    }


def findings_of(rule: object) -> Iterator[str]:
    """The findings whose presence helps a rule to fire."""
    if isinstance(rule, Mapping):
        if isinstance(rule.get("finding"), str):
            yield rule["finding"]
        for key, part in rule.items():
            if key != "none":
                yield from findings_of(part)
    elif isinstance(rule, list | tuple):
        for part in rule:
            yield from findings_of(part)


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
