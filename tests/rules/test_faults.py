"""What the author of a rule is told when it states no rule: where, what is wrong, and what would be accepted."""

from __future__ import annotations

import pytest

from sequela.rules.language import RuleError, compile_condition

FEVER: dict[str, object] = {"finding": "fever"}
YEAR = {"value": 365, "weight": 5, "elicited": "a year, for this test"}

KINDS = "all, any, none, at_least, finding, factor, quantity, taking, tried, times, since, procedure, posterior"
NO_RULE = f"this is no rule; start with one of {KINDS}"
TWO_THINGS = f"a statement is about one thing; one of {KINDS}"
NOTHING_JOINED = "an empty group; list the rules it joins"
NOTHING_NAMED = "nothing is named; name one or a list"
NO_LIMIT = "is compared with nothing; add one of ge, gt, le, lt"
BARE = "is a bare number or word; write it as {value: .., weight: .., elicited: ..}"
OPERATION_KEYS = "approach, family, id, implants, within_days"

FAULTS: list[tuple[dict[str, object], str]] = [
    # groups
    ({}, NO_RULE),
    ({"maybe": "fever"}, TWO_THINGS),
    ({"any": [FEVER, {"maybe": "fever"}]}, f"any.1: {TWO_THINGS}"),
    ({"finding": "fever", "factor": "relief"}, TWO_THINGS),
    ({"all": []}, f"all: {NOTHING_JOINED}"),
    ({"any": "fever"}, f"any: {NOTHING_JOINED}"),
    ({"none": [FEVER, []]}, f"none.1: {NO_RULE}"),
    ({"all": [FEVER], "any": [FEVER]}, "unknown key 'any'; accepted here: all"),
    (
        {"all": [FEVER, {"any": [{"taking": "opioid", "gt": YEAR}]}]},
        "all.1.any.0: unknown key 'gt'; accepted here: taking",
    ),
    (
        {"any": [{"at_least": {"count": 1, "of": [FEVER]}, "finding": "fever"}]},
        "any.0: unknown key 'finding'; accepted here: at_least",
    ),
    (
        {"any": [{"at_least": {"count": 1, "off": [FEVER]}}]},
        "any.0.at_least: unknown key 'off'; accepted here: count, of",
    ),
    ({"at_least": {"count": 1, "of": []}}, f"at_least.of: {NOTHING_JOINED}"),
    ({"at_least": {"count": 1, "of": [FEVER, {}]}}, f"at_least.of.1: {NO_RULE}"),
    (
        {"at_least": {"count": 3, "of": [FEVER, FEVER]}},
        "at_least.count: 3 of 2 cannot be counted; give a whole number from 1 to 2",
    ),
    (
        {"at_least": {"count": 0, "of": [FEVER]}},
        "at_least.count: 0 of 1 cannot be counted; give a whole number from 1 to 1",
    ),
    (
        {"at_least": {"count": True, "of": [FEVER]}},
        "at_least.count: True of 1 cannot be counted; give a whole number from 1 to 1",
    ),
    (
        {"at_least": {"count": 1.5, "of": [FEVER, FEVER]}},
        "at_least.count: 1.5 of 2 cannot be counted; give a whole number from 1 to 2",
    ),
    # findings
    ({"finding": ["fever", "chills"]}, "finding: ['fever', 'chills'] is no name; write one id"),
    ({"finding": ""}, "finding: '' is no name; write one id"),
    (
        {"finding": "fever", "chnge": "new_or_worse"},
        "unknown key 'chnge'; accepted here: at_least, change, finding, ge, gt, is, le, lt, within_days",
    ),
    ({"finding": "fever", "change": "old"}, "change: 'old' is no change; accepted: new_or_worse"),
    ({"finding": "pain", "is": []}, f"is: {NOTHING_NAMED}"),
    ({"finding": "pain", "is": ["marked", 3]}, "is.1: 3 is no name; write one id"),
    ({"finding": "pain", "at_least": 2}, "at_least: 2 is no name; write one id"),
    (
        {"none": [{"finding": "pain", "is": "some", "at_least": "marked"}]},
        "none.0: both 'is' and 'at_least' name its level; write one of them",
    ),
    ({"all": [{"finding": "crp", "ge": 3}]}, f"all.0.ge: 3 {BARE}"),
    ({"finding": "fever", "within_days": 7}, f"within_days: 7 {BARE}"),
    # factors, quantities, posteriors, medicines
    ({"factor": 1, "in": ["none"]}, "factor: 1 is no name; write one id"),
    ({"factor": "relief"}, f"in: {NOTHING_NAMED}"),
    ({"factor": "relief", "in": ["none", False]}, "in.1: False is no name; write one id"),
    ({"quantity": 1, "ge": YEAR}, "quantity: 1 is no name; write one id"),
    ({"quantity": "age"}, f"'quantity' {NO_LIMIT}"),
    ({"none": [{"quantity": "age"}]}, f"none.0: 'quantity' {NO_LIMIT}"),
    ({"posterior": 1, "ge": YEAR}, "posterior: 1 is no name; write one id"),
    ({"posterior": "infection"}, f"'posterior' {NO_LIMIT}"),
    ({"taking": ["opioid"]}, "taking: ['opioid'] is no name; write one id"),
    # treatments and blocks
    ({"tried": []}, f"tried: {NOTHING_NAMED}"),
    ({"tried": ["tens", 1]}, "tried.1: 1 is no name; write one id"),
    ({"tried": "tens", "adequate": "yes"}, "adequate: 'yes' cannot be asked; write true, or leave it out"),
    ({"tried": "tens", "adequate": 1}, "adequate: 1 cannot be asked; write true, or leave it out"),
    ({"tried": "tens", "adequate": False}, "adequate: False cannot be asked; write true, or leave it out"),
    ({"tried": "tens", "effect": []}, f"effect: {NOTHING_NAMED}"),
    ({"tried": "tens", "weeks": 6}, "weeks: 'weeks' is compared with nothing; write {ge: ESTIMATE}"),
    ({"tried": "tens", "percent": {}}, f"percent: 'percent' {NO_LIMIT}"),
    ({"tried": "tens", "weeks": {"ge": 6}}, f"weeks.ge: 6 {BARE}"),
    ({"tried": "tens", "weeks": {"at": YEAR}}, "weeks: unknown key 'at'; accepted here: ge, gt, le, lt"),
    ({"tried": "tens", "within_days": 1}, f"within_days: 1 {BARE}"),
    ({"times": [], "le": YEAR}, f"times: {NOTHING_NAMED}"),
    ({"times": "tens", "within_days": YEAR}, f"'times' {NO_LIMIT}"),
    ({"times": "tens", "le": YEAR, "within_days": 9}, f"within_days: 9 {BARE}"),
    ({"since": [], "ge": YEAR}, f"since: {NOTHING_NAMED}"),
    ({"since": "tens"}, f"'since' {NO_LIMIT}"),
    # operations
    ({"procedure": "alif"}, f"procedure: it names no operation; accepted: {OPERATION_KEYS}"),
    ({"procedure": {}}, f"procedure: it names no operation; accepted: {OPERATION_KEYS}"),
    ({"procedure": {"levels": ["L5-S1"]}}, f"procedure: unknown key 'levels'; accepted here: {OPERATION_KEYS}"),
    ({"procedure": {"implants": "yes"}}, "procedure.implants: 'yes' is neither true nor false; write true or false"),
    ({"procedure": {"family": []}}, f"procedure.family: {NOTHING_NAMED}"),
    ({"procedure": {"within_days": 3}}, f"procedure.within_days: 3 {BARE}"),
]


@pytest.mark.parametrize(("raw", "said"), FAULTS, ids=[f"{n}: {said[:40]}" for n, (_, said) in enumerate(FAULTS)])
def test_a_fault_is_told_with_its_place_and_the_mend(raw: dict[str, object], said: str) -> None:
    with pytest.raises(RuleError) as caught:
        compile_condition(raw)
    assert str(caught.value) == said
    assert said.endswith(f"{caught.value.message}; {caught.value.mend}")


@pytest.mark.parametrize(
    ("raw", "place"),
    [
        ({"finding": "fever", "change": None}, "change"),
        ({"finding": "pain", "at_least": None}, "at_least"),
        ({"tried": "tens", "adequate": None}, "adequate"),
        ({"procedure": {"implants": None}}, "procedure"),
    ],
)
def test_a_key_left_empty_is_refused_since_its_demand_would_be_lost(raw: dict[str, object], place: str) -> None:
    with pytest.raises(RuleError, match="nothing is written after") as caught:
        compile_condition({"any": [raw]})
    assert caught.value.mend == "give it a value, or leave the key out"
    assert caught.value.place[:2] == ("any", 0)
    assert place in str(caught.value)


def test_what_is_not_even_a_mapping_is_no_rule() -> None:
    with pytest.raises(RuleError) as caught:
        compile_condition({"all": ["fever"]})
    assert str(caught.value) == f"all.0: {NO_RULE}"
    assert caught.value.place == ("all", 0)
