"""What rules see of a case."""

from __future__ import annotations

from sequela.case.ledger import sort_facts
from sequela.pathway.reading import reader
from sequela.rules.language import compile_condition
from tests.pathway.triage.patients import case, knowledge, patient


def answer(rule: dict[str, object], row: dict[str, object]) -> bool | None:
    of = patient(row)
    facts = sort_facts(of, knowledge())
    return compile_condition(rule).evaluate(reader(of, of.complaints[0], facts, knowledge())(facts.usable)).value


def test_a_sign_that_is_not_recorded_is_unknown() -> None:
    assert answer({"finding": "straight_leg_raise"}, {}) is None


def test_a_list_of_medicines_that_does_not_name_a_class_is_no_answer() -> None:
    assert answer({"taking": "opioid"}, {"medicines": ["oxycodone"]}) is True
    assert answer({"taking": "opioid"}, {"medicines": ["gabapentin"]}) is None
    assert answer({"taking": "opioid"}, {"facts": {"opioid_use": "absent"}}) is False


def test_context_and_times_come_from_operations_and_complaint() -> None:
    row: dict[str, object] = {"complaint": {"like_before_surgery": "no"}}
    assert answer({"factor": "likeness", "in": ["different"]}, row) is True
    limit = {"value": 300, "weight": 5, "elicited": "a limit for this test"}
    assert answer({"quantity": "days_since_surgery", "ge": limit}, row) is True
    assert answer({"procedure": {"family": ["discectomy"]}}, row) is True
    assert answer({"procedure": {"family": ["fusion"]}}, row) is False


def test_without_a_word_about_operations_none_is_known() -> None:
    of = case({"schema": "sequela.case/1"})
    facts = sort_facts(of, knowledge())
    seen = reader(of, None, facts, knowledge())(facts.usable)
    assert compile_condition({"procedure": {"family": ["fusion"]}}).evaluate(seen).value is None


def test_a_posterior_is_seen_only_where_it_is_given() -> None:
    of = patient({})
    facts = sort_facts(of, knowledge())
    rule = compile_condition(
        {"posterior": "facet_joint_pain", "ge": {"value": 0.5, "weight": 5, "elicited": "for a test"}}
    )
    assert rule.evaluate(reader(of, of.complaints[0], facts, knowledge())(())).value is None
    told = reader(of, of.complaints[0], facts, knowledge(), {"facet_joint_pain": 0.7})(())
    assert rule.evaluate(told).value is True


def test_a_sign_looked_at_long_ago_is_at_least_so_old_and_may_be_older() -> None:
    limit = {"value": 14, "weight": 5, "elicited": "two weeks for this test"}
    rule: dict[str, object] = {"finding": "motor_deficit", "within_days": limit}
    assert answer(rule, {"facts": {"motor_deficit": "present seen 3 days ago"}}) is None
    assert answer(rule, {"facts": {"motor_deficit": "present seen 60 days ago"}}) is False
    assert answer(rule, {"facts": {"motor_deficit": "present for 3 days"}}) is True
