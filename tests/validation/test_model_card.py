"""The model card answers every attribute that is asked for, and says what is and is not measured."""

import re
from dataclasses import replace

import pytest

from sequela.knowledge.schema.knowledge import Knowledge
from sequela.validation.model_card.card import NOT_MEASURED, CardTextError, card_text, key_studies, model_card
from sequela.validation.part import Figure, Goal, Part
from sequela.validation.results_file import Results
from sequela.validation.study import Validation

PREDICTIVE = {1: 4, 2: 4, 3: 2, 4: 4, 5: 2, 6: 4, 7: 5, 8: 4, 9: 2}
"""How many attributes each of the nine groups of 45 CFR 170.315(b)(11)(iv)(B) has: 31 in all."""

TRIPOD = (
    "1 2 3a 3b 3c 4 5a 5b 6a 6b 6c 7 8a 8b 8c 9a 9b 9c 10 11 12a 12b 12c 12d 12e 12f 12g 13 14 15 16 17 18a 18b 18c "
    "18d 18e 18f 19 20a 20b 20c 21 22 23a 23b 24 25 26 27a 27b 27c"
)


def measured(knowledge: Knowledge, sha256: str | None = None) -> Results:
    ece = Figure(
        id="error_all_lumbar",
        label="Expected calibration error",
        value=0.0123,
        unit="score",
        goal=Goal(high=0.02),
        n=10,
    )
    part = Part(id="simulated", title="", question="", answer="", figures=(ece,))
    found = Validation(
        version=knowledge.version,
        sha256=sha256 or knowledge.sha256,
        seed=1,
        patients=5000,
        as_of="2026-01-01",
        cases="the 20 examples",
        parts=(part,),
    )
    return Results(validation=found, figures={"simulated.error_all_lumbar": ece})


def test_all_31_and_13_source_attributes_are_answered() -> None:
    text = card_text()
    groups = [item.id.split(".")[0] for item in text.hti1_predictive]
    assert {int(group): groups.count(group) for group in groups} == PREDICTIVE
    assert [item.id for item in text.hti1_evidence] == [str(n) for n in range(1, 14)]


def test_all_27_items_of_tripod_ai_are_answered() -> None:
    assert [item.id for item in card_text().tripod_ai] == TRIPOD.split()


def test_no_answer_is_empty_and_no_brace_is_left(knowledge: Knowledge) -> None:
    card = model_card(knowledge, measured(knowledge))
    answers = [item.answer for checklist in card.checklists for item in checklist.items]
    assert all(answers)
    assert not [words for words in (*answers, card.summary, card.data, *card.limits) if re.search(r"[{}]", words)]


def test_the_figures_come_from_the_recorded_results(knowledge: Knowledge) -> None:
    card = model_card(knowledge, measured(knowledge))
    validity = next(i for c in card.checklists for i in c.items if c.id == "hti1_predictive" and i.id == "7.i")
    assert "0.0123" in validity.answer
    assert not card.stale


def test_results_of_another_knowledge_are_called_so(knowledge: Knowledge) -> None:
    assert model_card(knowledge, measured(knowledge, sha256="0" * 64)).stale


def test_without_results_the_card_says_that_nothing_was_measured(knowledge: Knowledge) -> None:
    card = model_card(knowledge, None)
    assert card.figures == ()
    assert any(NOT_MEASURED in item.answer for checklist in card.checklists for item in checklist.items)


def test_a_word_that_the_card_does_not_know_is_refused(knowledge: Knowledge) -> None:
    with pytest.raises(CardTextError, match="nobody"):
        model_card(knowledge, None, replace(card_text(), summary="made by {nobody}"))


def test_every_study_that_the_plan_counts_on_is_a_key_study(knowledge: Knowledge) -> None:
    listed = {study.source for study in key_studies(knowledge)}
    counted = {
        str(outcome.share.source)
        for treatment in knowledge.treatments.values()
        for outcome in treatment.outcomes
        if outcome.plan and outcome.share.source is not None
    }
    assert listed == counted
    assert "kumar2007process" in listed
