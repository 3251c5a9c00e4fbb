"""What rules see of the treatments and blocks of a case file."""

from __future__ import annotations

from sequela.case.ledger import sort_facts
from sequela.pathway.observed import recent_injections
from sequela.pathway.reading import reader
from sequela.rules.language import compile_condition
from tests.pathway.test_reading import answer
from tests.pathway.triage.patients import case, knowledge, patient

PT, CBT = "physical_therapy", "cbt"
YEAR = {"value": 365, "weight": 5, "elicited": "a year, for this test"}


def limit(value: float) -> dict[str, object]:
    return {"value": value, "weight": 5, "elicited": "a limit for this test"}


def tried(rule: dict[str, object], *treatments: dict[str, object]) -> bool | None:
    return answer(rule, {"treatments": list(treatments)})


def test_a_treatment_is_adequate_as_the_record_says() -> None:
    rule: dict[str, object] = {"tried": PT, "adequate": True}
    assert tried(rule, {"treatment": PT, "adequate": "yes"}) is True
    assert tried(rule, {"treatment": PT, "adequate": "no"}) is False
    assert tried(rule, {"treatment": PT, "adequate": "unsure"}) is None
    assert tried(rule, {"treatment": PT}) is None
    assert tried(rule) is None


def test_a_kind_is_tried_by_any_treatment_of_it_and_untried_only_if_the_case_says_so() -> None:
    rule: dict[str, object] = {"tried": "conservative", "weeks": {"ge": limit(6)}}
    assert tried(rule, {"treatment": PT, "weeks": 6}) is True
    assert tried(rule, {"treatment": PT, "weeks": 5}) is None
    assert tried(rule, {"treatment": "opioid", "weeks": 20}) is None
    assert tried(rule, {"treatment": "conservative", "effect": "not_tried"}) is False
    assert tried(rule, {"treatment": "conservative", "weeks": 3}, {"treatment": PT, "weeks": 3}) is False


def test_that_a_kind_was_not_tried_answers_for_each_treatment_of_it() -> None:
    none_at_all: dict[str, object] = {"treatment": "conservative", "effect": "not_tried"}
    assert tried({"tried": PT}, none_at_all) is False
    assert tried({"times": [PT, CBT], "le": limit(0)}, none_at_all) is True
    assert tried({"tried": "opioid"}, none_at_all) is None
    assert tried({"tried": PT}, {"treatment": PT, "effect": "not_tried"}) is False
    assert tried({"tried": CBT}, {"treatment": PT, "effect": "not_tried"}) is None
    assert tried({"tried": "conservative"}, {"treatment": PT, "effect": "not_tried"}) is None


def test_sessions_and_blocks_of_a_year_are_counted_together() -> None:
    rule: dict[str, object] = {"times": ["facet_injection", "medial_branch_rfa"], "within_days": YEAR, "le": limit(2)}
    two: dict[str, object] = {"treatment": "facet_injection", "times": 2, "when": {"months_ago": 3}}
    assert tried(rule, two) is True
    assert tried(rule, two, {"treatment": "medial_branch_rfa", "when": {"months_ago": 5}}) is False
    assert tried(rule, two, {"treatment": "medial_branch_rfa", "when": {"years_ago": 5}}) is True
    assert tried(rule, two, {"treatment": "medial_branch_rfa"}) is None
    assert tried(rule, two, {"treatment": "medial_branch_rfa", "effect": "not_tried"}) is True
    assert tried(rule) is None


def test_days_since_the_last_session_come_from_its_time() -> None:
    rule: dict[str, object] = {"since": ["facet_injection", "medial_branch_block"], "ge": limit(14)}
    assert tried(rule, {"treatment": "facet_injection", "when": {"days_ago": 14}}) is True
    assert tried(rule, {"treatment": "facet_injection", "when": {"days_ago": 13}}) is False
    assert tried(rule, {"treatment": "facet_injection"}) is None
    assert tried(rule, {"treatment": "facet_injection", "effect": "not_tried"}) is None


def test_a_block_counts_as_a_session() -> None:
    of = case(
        {
            "schema": "sequela.case/1",
            "blocks": [
                {"block": "medial_branch_block", "when": {"days_ago": 20}},
                {"block": "medial_branch_block", "when": {"days_ago": 50}},
            ],
        }
    )
    seen = reader(of, None, sort_facts(of, knowledge()), knowledge())(())

    def holds(rule: dict[str, object]) -> bool | None:
        return compile_condition(rule).evaluate(seen).value

    assert holds({"times": ["medial_branch_block"], "ge": limit(2)}) is True
    assert holds({"times": ["medial_branch_block"], "within_days": limit(30), "ge": limit(2)}) is False
    assert holds({"since": ["medial_branch_block"], "ge": limit(14)}) is True
    assert holds({"times": ["sacroiliac_block"], "ge": limit(1)}) is None


def test_an_injection_that_was_not_given_is_no_recent_injection() -> None:
    def recent(effect: str) -> int:
        row = {"treatment": "facet_injection", "effect": effect, "when": {"days_ago": 5}}
        return len(recent_injections(patient({"treatments": [row]}), knowledge()))

    assert (recent("none"), recent("not_tried")) == (1, 0)
