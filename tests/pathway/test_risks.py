"""What can be changed is named where the record shows it, asked where it is silent, and moves no probability."""

from __future__ import annotations

import dataclasses

from sequela.assess import assess
from sequela.assessment import RiskResult
from sequela.case.ledger import sort_facts
from sequela.pathway.reading import triage_reading
from sequela.pathway.risks import risks
from tests.pathway.triage.patients import case, knowledge, patient


def found(row: dict[str, object]) -> dict[str, RiskResult]:
    of = patient(row)
    facts = sort_facts(of, knowledge())
    return {result.id: result for result in risks(of, triage_reading(of, facts, knowledge()), knowledge())}


def status(risk: str, **facts: object) -> str:
    return found({"facts": facts})[risk].status


def test_what_was_not_asked_is_asked_and_never_absent() -> None:
    assert {result.status for result in found({}).values()} == {"to_ask"}
    assert all(result.ask for result in found({}).values())


def test_a_smoker_is_told_what_stopping_buys_with_its_source() -> None:
    smoker = found({"facts": {"smoking": "present"}})["smoking"]
    assert smoker.status == "present"
    assert [statement.text for statement in smoker.because] == ["Smoking"]
    assert all(benefit.sources and benefit.certainty for benefit in smoker.buys)
    assert status("smoking", smoking="absent") == "absent"


def test_good_mood_is_enough_of_an_answer_without_a_questionnaire() -> None:
    assert status("low_mood", low_mood="absent") == "absent"
    assert status("low_mood", low_mood="present") == "present"


def test_a_high_score_counts_whatever_was_said() -> None:
    assert status("low_mood", phq9=14) == "present"
    assert status("low_mood", phq9=4) == "to_ask"


def test_opioids_count_as_long_use_only_when_that_was_said() -> None:
    assert found({"medicines": ["oxycodone"]})["long_term_opioids"].status == "to_ask"
    assert status("long_term_opioids", opioid_use="absent") == "absent"
    assert status("long_term_opioids", long_term_opioid_use="present") == "present"


def test_diabetes_needs_its_blood_value_to_be_called_badly_controlled() -> None:
    assert status("diabetes_control", diabetes="present", hba1c=9.1) == "present"
    assert status("diabetes_control", diabetes="present", hba1c=6.9) == "absent"
    assert status("diabetes_control", diabetes="absent") == "absent"
    assert len(found({})["diabetes_control"].ask) == 1  # without diabetes its blood value decides nothing


def test_a_benefit_without_a_figure_says_that_none_is_known() -> None:
    words = ("not measured", "not read", "has not been read", "no difference", "no more than", "have been seen", "weak")
    for risk in knowledge().risks.values():
        for benefit in risk.buys:
            assert benefit.effect is not None or any(word in benefit.text.en for word in words), (risk.id, benefit.text)


def test_factors_that_can_be_changed_move_no_probability() -> None:
    of = patient({"facts": {"straight_leg_raise": "present"}})
    without = dataclasses.replace(knowledge(), risks={}, interactions={})
    assert assess(of, knowledge(), of.as_of).complaints == assess(of, without, of.as_of).complaints


def test_who_was_never_operated_gets_no_such_list() -> None:
    of = case({"schema": "sequela.case/1", "surgeries": "none", "complaints": [{"id": "back", "region": "lumbar"}]})
    assert assess(of, knowledge(), of.as_of).modifiable == ()
