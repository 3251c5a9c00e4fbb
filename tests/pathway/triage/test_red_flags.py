"""Every red flag on the edge: just in, just out, old and stable, unknown."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml

from sequela.case.vignette import read_vignette
from sequela.knowledge.schema.terms import RedFlagId
from sequela.pathway.triage.red_flags import triage
from tests.pathway.triage.patients import TODAY, case, fact, knowledge, patient, reading

ROWS: Mapping[str, list[dict[str, object]]] = yaml.safe_load(
    (Path(__file__).parent / "cases.yaml").read_text(encoding="utf-8")
)
CASES = [
    pytest.param(flag, row, id=f"{flag}: {row['kind']}: {row['says']}") for flag, rows in ROWS.items() for row in rows
]


@pytest.mark.parametrize(("flag", "row"), CASES)
def test_the_flag_is_raised_or_not_as_a_clinician_would(flag: str, row: dict[str, object]) -> None:
    of = patient(row)
    result = triage(of, reading(of), knowledge())
    found = next(f for f in result.flags if f.id == flag)
    assert found.status == row["expect"], found
    if row["kind"] in {"in", "old", "unknown"}:
        assert result.level == row["level"], [(f.id, f.status) for f in result.flags if f.status != "to_ask"]


def test_every_flag_has_all_four_kinds_of_patient() -> None:
    assert set(ROWS) == set(knowledge().red_flags)
    for flag, rows in ROWS.items():
        assert {row["kind"] for row in rows} == {"in", "out", "old", "unknown"}, flag
        assert len(rows) >= 4, flag


@pytest.mark.parametrize("flag", sorted(knowledge().red_flags))
def test_a_flag_says_what_to_do_by_when_and_on_what_ground_in_both_languages(flag: str) -> None:
    known = knowledge().red_flags[RedFlagId(flag)]
    assert known.sources
    assert known.asks
    for text in (known.label, known.action, known.within_label, known.about):
        assert text.en
        assert text.es


def test_a_patient_of_whom_nothing_is_known_is_not_urgent_and_danger_is_not_yet_ruled_out() -> None:
    of = case({"schema": "sequela.case/1"})
    result = triage(of, reading(of), knowledge())
    assert result.level == "routine"
    assert not result.urgent
    assert {flag.status for flag in result.flags} == {"to_ask"}
    assert result.open_questions == len(result.questions) > 20
    assert len({q.finding for q in result.questions}) == result.open_questions


def test_asked_and_not_known_is_no_answer() -> None:
    asked = {finding: "unknown" for flag in knowledge().red_flags.values() for finding in flag.asks}
    of = patient({"facts": asked})
    result = triage(of, reading(of), knowledge())
    assert result.level == "routine"
    assert not [f for f in result.flags if f.status == "possible"]
    assert "saddle_numbness" in {q.finding for q in result.questions}


def test_the_most_urgent_questions_come_first_and_those_about_devices_nobody_mentioned_last() -> None:
    of = patient({})
    questions = triage(of, reading(of), knowledge()).questions
    assert knowledge().red_flags[RedFlagId(questions[0].flags[0])].urgency == "emergency_now"
    order = [str(q.finding) for q in questions]
    assert set(order[-3:]) == {"pump_implanted", "stimulator_implanted", "drowsiness_or_slow_breathing"}
    known = patient({"facts": {"pump_implanted": "present"}})
    asked = [str(q.finding) for q in triage(known, reading(known), knowledge()).questions]
    assert asked.index("withdrawal_symptoms") < asked.index("calf_swelling")


def test_a_danger_that_cannot_occur_is_said_not_to_apply_and_not_to_be_answered() -> None:
    of = patient({"facts": {"pump_implanted": "absent", "stimulator_implanted": "absent", "foot_drop": "absent"}})
    flags = {f.id: f for f in triage(of, reading(of), knowledge()).flags}
    neck = flags["neck_haematoma"]
    assert neck.status == "ruled_out"
    assert [reason.facts for reason in neck.because] == [("surgeries[0]",)]
    assert neck.because[0].text.startswith("Does not apply: no anterior cervical discectomy and fusion,")
    assert neck.because[0].text.endswith("in the last 45 days")
    assert "no implanted medicine pump" in flags["pump_withdrawal"].because[0].text
    assert flags["new_foot_drop"].because[0].text == "no foot drop"


def test_a_possible_danger_names_the_fact_that_would_settle_it_and_why_it_is_suspected() -> None:
    of = patient({"facts": {"motor_deficit": "present"}})
    found = next(f for f in triage(of, reading(of), knowledge()).flags if f.id == "progressive_motor_deficit")
    assert found.status == "possible"
    assert "motor_deficit" in found.settle
    assert found.because[0].facts == ("facts[0]",)
    assert "eakness" in found.because[0].text


def _from_note(raw: dict[str, object], **more: object) -> dict[str, object]:
    return {**raw, "source": "note", **more}


def _case_with(facts: list[dict[str, object]]) -> dict[str, object]:
    return {
        "schema": "sequela.case/1",
        "patient": {"age": 52},
        "surgeries": [{"procedure": "discectomy", "when": {"months_ago": 24}}],
        "complaints": [{"id": "main", "region": "lumbar"}],
        "facts": facts,
    }


def _status(raw: dict[str, object], flag: str) -> str:
    of = case(raw)
    return next(f.status for f in triage(of, reading(of), knowledge()).flags if f.id == flag)


def test_a_note_raises_a_danger_but_never_rules_one_out() -> None:
    absent, present = fact("foot_drop", "absent"), fact("foot_drop", "present new")
    assert _status(_case_with([absent]), "new_foot_drop") == "ruled_out"
    assert _status(_case_with([_from_note(absent)]), "new_foot_drop") == "to_ask"
    assert _status(_case_with([_from_note(present)]), "new_foot_drop") == "present"


def test_a_note_that_calls_a_deficit_old_does_not_settle_it() -> None:
    old = fact("foot_drop", "present stable for 5 years")
    assert _status(_case_with([old]), "new_foot_drop") == "ruled_out"
    assert _status(_case_with([_from_note(old)]), "new_foot_drop") == "possible"


def test_one_side_free_of_weakness_does_not_clear_the_other() -> None:
    left = {**fact("foot_drop", "absent"), "side": "left"}
    right = {**fact("foot_drop", "absent"), "side": "right"}
    assert _status(_case_with([left]), "new_foot_drop") == "to_ask"
    assert _status(_case_with([left, right]), "new_foot_drop") == "ruled_out"


def test_a_stable_old_foot_does_not_hide_a_new_one_on_the_other_side() -> None:
    left = {**fact("foot_drop", "present stable for 5 years"), "side": "left"}
    right = {**fact("foot_drop", "present new"), "side": "right"}
    assert _status(_case_with([left, right]), "new_foot_drop") == "present"


def test_facts_that_contradict_each_other_are_suspected_not_believed() -> None:
    facts = [fact("saddle_numbness", "present new"), fact("saddle_numbness", "absent")]
    assert _status(_case_with(facts), "cauda_equina") == "possible"


def test_a_weak_leg_before_the_operation_is_no_danger_of_today() -> None:
    before = {**fact("motor_deficit", "present new"), "when": {"months_ago": 30}}
    assert _status(_case_with([before]), "progressive_motor_deficit") == "to_ask"


def test_flags_are_no_diagnosis() -> None:
    for flag in knowledge().red_flags.values():
        assert "diagnos" not in f"{flag.label.en} {flag.action.en}".lower()


def test_the_questions_are_enough_to_rule_every_danger_out_and_none_is_idle() -> None:
    of = patient({})
    asked = {q.finding: "absent" for q in triage(of, reading(of), knowledge()).questions}
    answered = patient({"facts": asked})
    result = triage(answered, reading(answered), knowledge())
    assert {flag.status for flag in result.flags} == {"ruled_out"}
    assert result.open_questions == 0
    for left_out in ("saddle_numbness", "fever", "cancer_history", "pump_implanted", "suicide_plan"):
        without = patient({"facts": {f: said for f, said in asked.items() if f != left_out}})
        assert triage(without, reading(without), knowledge()).open_questions > 0, left_out


def test_reasons_are_told_in_words_and_each_once() -> None:
    row = {
        "surgery": {"procedure": "discectomy", "when": {"weeks_ago": 4}, "relief": "complete"},
        "facts": {"severe_pain_new": "present for 5 days"},
    }
    of = patient(row)
    found = next(f for f in triage(of, reading(of), knowledge()).flags if f.id == "spinal_infection")
    said = [reason.text for reason in found.because]
    assert said == [
        "operation: open discectomy, 4 weeks ago",
        "New severe back or neck pain (since 5 days ago)",
        "relief after the operation: complete",
    ]


NOT_URGENT = {
    "weak big toe and a numb foot of unknown age": {"motor_deficit": "present", "sensory_deficit": "present"},
    "old foot drop": {"foot_drop": "present stable"},
    "both legs ache on walking": {"bilateral_leg_pain": "present", "neurogenic_claudication": "present"},
    "constant pain, worse at night and at rest": {"night_pain": "present", "rest_pain": "present"},
    "bladder weak since childbirth": {"urinary_incontinence_new": "present stable for 20 years"},
    "brisk jaw and a Hoffmann sign": {"hoffmann": "present"},
    "smoker with narrow leg arteries for years": {"peripheral_pulses_reduced": "present"},
    "diabetes and osteoporosis": {"diabetes": "present", "osteoporosis": "present"},
    "had a tear of the dura that was sewn": {"dural_tear": "present"},
    "cancer twenty years ago": {"cancer_history": "present for 20 years"},
}


@pytest.mark.parametrize("facts", NOT_URGENT.values(), ids=NOT_URGENT)
def test_common_findings_of_lasting_pain_are_no_emergency(facts: dict[str, str]) -> None:
    of = patient({"facts": facts, "medicines": ["oxycodone", "pregabalin"]})
    result = triage(of, reading(of), knowledge())
    assert not result.urgent, [(f.id, f.status) for f in result.flags if f.status in {"present", "possible"}]


def test_leg_pain_after_a_fusion_of_unknown_route_and_date_is_no_vessel_emergency() -> None:
    of = patient({"surgery": {"procedure": "lumbar_fusion"}, "facts": {"dermatomal_leg_pain": "present"}})
    assert not triage(of, reading(of), knowledge()).urgent


def _level(raw: dict[str, object]) -> str:
    of = case({"schema": "sequela.case/1", "patient": {"age": 52}, **raw})
    return triage(of, reading(of), knowledge()).level


LAMINECTOMY: dict[str, object] = {"procedure": "laminectomy", "when": {"days_ago": 2}}
WEAK: dict[str, object] = {"finding": "motor_deficit", "value": "present"}


def test_soon_after_an_operation_a_sign_is_its_doing_until_somebody_says_it_is_old() -> None:
    soon: dict[str, object] = {"surgeries": [LAMINECTOMY], "complaints": [{"id": "main", "region": "lumbar"}]}
    assert _level({**soon, "facts": [WEAK]}) == "emergency_now"
    assert _level({**soon, "facts": [{**WEAK, "source": "note"}]}) == "emergency_now"
    assert _level({**soon, "facts": [{**WEAK, "trend": "stable"}]}) == "routine"
    assert _level({**soon, "facts": [{**WEAK, "since": {"years_ago": 3}}]}) == "routine"
    assert _level({**soon, "facts": [{**WEAK, "when": {"months_ago": 3}}]}) == "routine"


def test_pain_that_goes_on_after_an_operation_is_no_emergency_by_its_unknown_age() -> None:
    of = patient(
        {
            "surgery": {"procedure": "laminectomy", "when": {"weeks_ago": 3}},
            "facts": {"bilateral_leg_pain": "present", "sensory_deficit": "present", "night_pain": "present"},
        }
    )
    result = triage(of, reading(of), knowledge())
    assert not result.urgent, [(f.id, f.status) for f in result.flags if f.status in {"present", "possible"}]


def test_nobody_is_called_urgent_for_weakness_alone_when_the_operation_has_no_date() -> None:
    undated: dict[str, object] = {
        "surgeries": [{"procedure": "laminectomy"}],
        "complaints": [{"id": "main", "region": "lumbar"}],
    }
    assert _level({**undated, "facts": [WEAK]}) == "two_weeks"


def test_why_a_sign_soon_after_surgery_alarms_is_told_with_the_operation() -> None:
    of = patient({"surgery": LAMINECTOMY, "facts": {"foot_drop": "present"}})
    found = next(f for f in triage(of, reading(of), knowledge()).flags if f.id == "spinal_haematoma")
    assert [reason.text for reason in found.because] == ["operation: laminectomy, 2 days ago", "Foot drop"]
    assert "motor_deficit" in found.settle or "foot_drop" in found.settle


def test_the_onset_of_a_complaint_dates_its_own_beginning_and_of_no_other_pain() -> None:
    back: dict[str, object] = {"id": "back", "region": "lumbar", "onset": {"weeks_ago": 2}}
    leg: dict[str, object] = {"id": "leg", "region": "lumbar", "onset": {"years_ago": 4}}
    sudden, bones = fact("sudden_onset", "present"), fact("osteoporosis", "present")
    surgery = {"procedure": "discectomy", "when": {"years_ago": 6}}

    def status(fact_of: dict[str, object], *complaints: dict[str, object]) -> str:
        raw = {"schema": "sequela.case/1", "surgeries": [surgery], "complaints": [*complaints]}
        return _status({**raw, "facts": [fact_of, bones]}, "insufficiency_fracture")

    assert status(sudden, back) == "present"
    assert status(sudden, leg) == "to_ask"
    assert status({**sudden, "complaint": "back"}, back, leg) == "present"
    assert status({**sudden, "complaint": "leg"}, back, leg) == "to_ask"
    assert status(sudden, back, leg) == "possible"


def test_an_old_pain_does_not_make_its_qualities_old() -> None:
    long = {"id": "main", "region": "lumbar", "onset": {"years_ago": 4}}
    facts = {"weight_loss": "present", "night_pain": "present", "night_sweats": "absent", "rest_pain": "absent"}
    raw = _case_with([fact(finding, value) for finding, value in facts.items()])
    assert _status({**raw, "complaints": [long]}, "unexplained_weight_loss") == "possible"


def test_an_injection_years_ago_does_not_say_that_none_was_given_since() -> None:
    old = patient({"treatments": [{"treatment": "epidural injection", "when": {"years_ago": 3}}]})
    asked = {q.finding for q in triage(old, reading(old), knowledge()).questions}
    assert "spinal_injection" in asked


VIGNETTE = {
    "demographics": "52-year-old",
    "known_before": {
        "symptoms": "back pain; no fever, no weight loss, no night pain, no bladder trouble, no saddle numbness",
        "signs": {"motor_deficit": "absent", "foot_drop": "absent", "examination": "no motor deficit, afebrile"},
    },
}


def test_what_free_text_denies_rules_no_danger_out() -> None:
    of = read_vignette(VIGNETTE, "v", knowledge(), as_of=TODAY, today=TODAY)
    read = [f for f in of.facts if f.value == "absent"]
    assert read, "the text denies things"
    result = triage(of, reading(of), knowledge())
    decided = {place for flag in result.flags if flag.status == "ruled_out" for r in flag.because for place in r.facts}
    assert not decided & {f.id for f in read}
    assert "spinal_infection" not in {f.id for f in result.flags if f.status == "ruled_out"}
