"""A rule is unreachable only when no patient at all could make it true."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sequela.knowledge.load import load_knowledge
from sequela.rules.language import compile_condition
from sequela.upkeep.lint.reach import Reach, Span

SMALL = Path(__file__).parents[1] / "small_knowledge"
REACH = Reach(load_knowledge(SMALL, cache=None))

NONE, SOME, MARKED = ({"finding": "nerve_words", "is": level} for level in ("none", "some", "marked"))
RAISED = {"finding": "raised_leg"}
BURNING = {"finding": "burning"}
NEW_BURNING = {"finding": "burning", "change": "new_or_worse"}
FAILED, HELPED = ({"tried": "joint_injection", "effect": [effect]} for effect in ("none", "good"))


def possible(*rules: Mapping[str, object], outcome: bool = True) -> bool:
    return REACH.possible(*(compile_condition(rule) for rule in rules), outcome=outcome)


def limit(value: float) -> dict[str, object]:
    return {"value": value, "weight": 5, "elicited": "for this test"}


def burning_for(days: float) -> dict[str, object]:
    return {"finding": "burning", "within_days": limit(days)}


@pytest.mark.parametrize(
    ("rule", "can_be"),
    [
        ({"all": [SOME, MARKED]}, False),
        ({"any": [SOME, MARKED]}, True),
        ({"all": [{"finding": "nerve_words", "at_least": "some"}, {"none": [MARKED]}]}, True),
        ({"all": [{"finding": "nerve_words", "at_least": "some"}, {"none": [SOME, MARKED]}]}, False),
        ({"at_least": {"count": 2, "of": [NONE, SOME, MARKED]}}, False),
        ({"at_least": {"count": 2, "of": [NONE, SOME, RAISED]}}, True),
        ({"finding": "pain_score", "gt": limit(10)}, False),
        ({"finding": "pain_score", "ge": limit(10)}, True),
        ({"all": [{"quantity": "age", "ge": limit(65)}, {"quantity": "age", "lt": limit(40)}]}, False),
        ({"quantity": "age", "lt": limit(0)}, False),
        ({"posterior": "worn_joint", "gt": limit(1)}, False),
        ({"all": [{"factor": "smoking", "in": ["no"]}, {"factor": "smoking", "in": ["current"]}]}, False),
        ({"all": [FAILED, HELPED]}, True),  # two injections may do two things
        ({"all": [FAILED, {"none": [{"tried": "joint_injection"}]}]}, False),
        ({"all": [{"none": [{"tried": "joint_injection"}]}, HELPED]}, False),
        ({"tried": "joint_injection", "percent": {"gt": limit(100)}}, False),
        ({"tried": "joint_injection", "adequate": True, "weeks": {"ge": limit(6)}, "within_days": limit(90)}, True),
        ({"times": ["joint_injection"], "lt": limit(0)}, False),
        ({"all": [{"times": ["joint_injection"], op: limit(n)} for op, n in (("le", 2), ("ge", 3))]}, False),
        ({"all": [{"since": ["joint_injection"], op: limit(n)} for op, n in (("ge", 14), ("le", 30))]}, True),
        ({"all": [{"taking": "opioid"}, {"none": [{"taking": "opioid"}]}]}, False),
        ({"all": [{"procedure": {"family": ["fusion"]}}, {"procedure": {"family": ["discectomy"]}}]}, True),
        ({"all": [burning_for(3), {"none": [burning_for(9)]}]}, False),
        ({"all": [burning_for(9), {"none": [burning_for(3)]}]}, True),
        ({"all": [NEW_BURNING, {"none": [BURNING]}]}, False),
        ({"all": [BURNING, {"none": [NEW_BURNING]}]}, True),
    ],
)
def test_what_a_patient_can_and_cannot_be(rule: dict[str, object], can_be: bool) -> None:
    assert possible(rule) is can_be


def test_one_side_may_be_absent_and_the_other_present_but_not_every_side_absent() -> None:
    absent = {"finding": "raised_leg", "is": "absent"}
    assert possible({"all": [RAISED, absent]})
    assert not possible({"all": [RAISED, {"none": [RAISED]}]})
    assert not possible({"all": [{"none": [RAISED]}, RAISED]})


def test_a_rule_is_judged_together_with_the_condition_before_it() -> None:
    assert not possible(NONE, MARKED)
    assert possible(NONE, MARKED, outcome=False)
    assert not possible(MARKED, {"finding": "nerve_words", "at_least": "some"}, outcome=False)


LEVELS = {
    "nerve_words": ("none", "some", "marked"),
    "burning": ("absent", "present"),
    "tingling": ("absent", "present"),
}
atoms = st.one_of(
    st.sampled_from([NONE, SOME, MARKED, {"finding": "burning"}, {"finding": "tingling"}]),
    st.just({"finding": "nerve_words", "at_least": "some"}),
)
groups = st.sampled_from(["all", "any", "none"])
rules = st.recursive(
    atoms,
    lambda inner: st.one_of(
        st.builds(lambda key, parts: {key: parts}, groups, st.lists(inner, min_size=1, max_size=3)),
        st.lists(inner, min_size=1, max_size=3).flatmap(
            lambda parts: st.integers(1, len(parts)).map(lambda count: {"at_least": {"count": count, "of": parts}})
        ),
    ),
    max_leaves=8,
)


def holds(rule: dict[str, object], patient: dict[str, str]) -> bool:
    match rule:
        case {"all": list(parts)}:
            return all(holds(part, patient) for part in parts)
        case {"any": list(parts)}:
            return any(holds(part, patient) for part in parts)
        case {"none": list(parts)}:
            return not any(holds(part, patient) for part in parts)
        case {"at_least": {"count": int(count), "of": list(parts)}}:
            return sum(holds(part, patient) for part in parts) >= count
        case {"finding": str(name), "is": str(level)}:
            return patient[name] == level
        case {"finding": str(name), "at_least": str(level)}:
            return LEVELS[name].index(patient[name]) >= LEVELS[name].index(level)
        case {"finding": str(name)}:
            return patient[name] != LEVELS[name][0]
    raise AssertionError(rule)


@settings(deadline=None)
@given(rules, st.booleans())
def test_the_search_agrees_with_trying_every_patient(rule: dict[str, object], outcome: bool) -> None:
    patients = [dict(zip(LEVELS, levels, strict=True)) for levels in product(*LEVELS.values())]
    expected = any(holds(rule, patient) is outcome for patient in patients)
    assert possible(rule, outcome=outcome) is expected


ends = st.integers(-3, 3)
spans = st.builds(Span, ends, ends, st.booleans(), st.booleans())


@given(spans, spans, st.sampled_from([n / 2 for n in range(-8, 9)]))
def test_a_number_lies_in_two_spans_exactly_when_it_lies_in_what_they_share(
    one: Span, two: Span, number: float
) -> None:
    def inside(span: Span) -> bool:
        above = span.low < number or (span.low == number and not span.low_open)
        return above and (number < span.high or (number == span.high and not span.high_open))

    assert inside(one & two) == (inside(one) and inside(two))
