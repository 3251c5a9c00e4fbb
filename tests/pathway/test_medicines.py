"""Medicines that do not go together are named when both are on record, with what to do and no dose."""

from __future__ import annotations

import re

import pytest

from sequela.assess import assess
from sequela.assessment import MedicineAlert
from sequela.case.ledger import sort_facts
from sequela.pathway.medicines import medicine_alerts
from sequela.pathway.reading import triage_reading
from tests.pathway.triage.patients import case, knowledge, patient

CDC_2022 = {
    "codeine": 0.15,
    "fentanyl": 2.4,
    "hydrocodone": 1.0,
    "hydromorphone": 5.0,
    "methadone": 4.7,
    "morphine": 1.0,
    "oxycodone": 1.5,
    "oxymorphone": 3.0,
    "tapentadol": 0.4,
    "tramadol": 0.2,
}


def found(row: dict[str, object]) -> dict[str, MedicineAlert]:
    of = patient(row)
    facts = sort_facts(of, knowledge())
    return {alert.id: alert for alert in medicine_alerts(of, triage_reading(of, facts, knowledge()), knowledge())}


@pytest.mark.parametrize(
    ("alert", "row"),
    [
        ("opioid_with_benzodiazepine", {"medicines": ["oxycodone", "diazepam"]}),
        ("opioid_with_gabapentinoid", {"medicines": ["MST", "pregabalin"]}),
        ("opioid_with_other_sedative", {"medicines": ["tramadol", "cyclobenzaprine"]}),
        ("opioid_with_alcohol", {"medicines": ["morphine"], "facts": {"high_alcohol_use": "present"}}),
        ("opioid_with_kidney_disease", {"medicines": ["morphine"], "facts": {"kidney_disease": "present"}}),
        ("opioid_with_naltrexone", {"medicines": ["codeine", "naltrexone"]}),
        ("opioid_with_serotonin_medicine", {"medicines": ["tramadol", "duloxetine"]}),
        ("nsaid_with_anticoagulant", {"medicines": ["naproxen", "apixaban"]}),
        ("nsaid_with_anticoagulant", {"medicines": ["naproxen"], "facts": {"anticoagulant_use": "present"}}),
        ("nsaid_with_antiplatelet", {"medicines": ["ibuprofen", "clopidogrel"]}),
        ("nsaid_with_kidney_disease", {"medicines": ["ibuprofen"], "facts": {"creatinine_egfr": 41}}),
        ("nsaid_with_serotonin_antidepressant", {"medicines": ["diclofenac", "sertraline"]}),
        ("methotrexate_with_nsaid", {"medicines": ["methotrexate", "etoricoxib"]}),
        ("gabapentinoid_with_kidney_disease", {"medicines": ["gabapentin"], "facts": {"kidney_disease": "present"}}),
        ("tricyclic_in_older_age", {"medicines": ["amitriptyline"], "age": 71}),
        ("muscle_relaxant_in_older_age", {"medicines": ["methocarbamol"], "age": 80}),
        ("tizanidine_with_strong_inhibitor", {"medicines": ["tizanidine", "ciprofloxacin"]}),
    ],
)
def test_both_on_record_are_named_with_the_facts_that_show_it(alert: str, row: dict[str, object]) -> None:
    result = found(row)[alert]
    assert len(result.because) >= 1
    assert "" not in (result.effect, result.action)
    assert result.sources


@pytest.mark.parametrize(
    "row",
    [
        {},
        {"medicines": ["oxycodone"]},
        {"medicines": ["ibuprofen"], "facts": {"creatinine_egfr": 85}},
        {"medicines": ["amitriptyline"], "age": 40},
        {"medicines": ["morphine", "sertraline"]},
    ],
)
def test_half_a_pair_raises_nothing(row: dict[str, object]) -> None:
    assert found(row) == {}


def test_a_medicine_stopped_raises_nothing() -> None:
    of = case(
        {
            "schema": "sequela.case/1",
            "surgeries": [{"procedure": "discectomy"}],
            "complaints": [{"id": "main", "region": "lumbar"}],
            "medicines": [{"name": "oxycodone"}, {"name": "diazepam", "current": "no"}],
        }
    )
    assert assess(of, knowledge(), of.as_of).medicine_alerts == ()


def test_no_alert_names_a_dose_or_a_sudden_stop() -> None:
    dose = re.compile(r"\d|\bmg\b|\bmcg\b|millig")
    for interaction in knowledge().interactions.values():
        for text in (interaction.action.en, interaction.action.es or ""):
            assert dose.search(text) is None, interaction.id
            assert not text.lower().startswith(("stop", "suspender")), interaction.id


def test_every_interaction_speaks_both_languages() -> None:
    for interaction in knowledge().interactions.values():
        assert all(text.es for text in (interaction.label, interaction.effect, interaction.action)), interaction.id


def test_morphine_equivalents_are_those_of_the_guideline() -> None:
    factors = {m.id: m.mme_factor.value for m in knowledge().medicines.values() if m.mme_factor is not None}
    assert factors == CDC_2022
    assert knowledge().medicines["fentanyl"].mme_unit == "mcg an hour of patch"


def test_every_opioid_has_a_factor_or_says_why_not() -> None:
    for medicine in knowledge().medicines.values():
        if "opioid" in medicine.classes:
            assert medicine.mme_note, medicine.id
            assert (medicine.mme_factor is None) == medicine.mme_note.startswith("Not converted"), medicine.id


def test_alerts_reach_the_assessment() -> None:
    of = patient({"medicines": ["tramadol", "duloxetine"]})
    assert [alert.id for alert in assess(of, knowledge(), of.as_of).medicine_alerts] == [
        "opioid_with_serotonin_medicine"
    ]
