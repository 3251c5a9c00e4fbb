"""How well, how often and how long ago: what rules ask of treatments and blocks on record."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sequela.rules.facts import Given, OnRecord
from sequela.rules.language import compile_condition
from tests.rules.patients import Patient, recorded

ENOUGH = {"adequate": True, "weeks": 8.0, "days": (60.0, 60.0), "effect": "none"}
NOT_TRIED = {"done": False, "times": 0}


def limit(value: float) -> dict[str, object]:
    return {"value": value, "weight": 5, "elicited": "a limit for this test"}


SIX_WEEKS: dict[str, object] = {"tried": "exercise", "adequate": True, "weeks": {"ge": limit(6)}}
THIS_YEAR: dict[str, object] = {**SIX_WEEKS, "within_days": limit(365)}


def answer(rule: dict[str, object], records: dict[str, OnRecord]) -> bool | None:
    return compile_condition(rule).evaluate(Patient(records=records)).value


@pytest.mark.parametrize(
    ("entry", "expected", "missing"),
    [
        (ENOUGH, True, ()),
        ({**ENOUGH, "weeks": 6.0, "days": (365.0, 365.0)}, True, ()),
        ({**ENOUGH, "weeks": 5.9}, False, ()),
        ({**ENOUGH, "adequate": False}, False, ()),
        ({**ENOUGH, "days": (366.0, 380.0)}, False, ()),
        ({**ENOUGH, "days": (350.0, 380.0)}, None, ("exercise.when",)),
        ({**ENOUGH, "weeks": None}, None, ("exercise.weeks",)),
        ({**ENOUGH, "adequate": None, "weeks": None}, None, ("exercise.adequate", "exercise.weeks")),
        ({**ENOUGH, "adequate": None, "weeks": 2.0}, False, ()),
        (NOT_TRIED, False, ()),
    ],
)
def test_a_treatment_was_enough_only_if_one_record_says_all_of_it(
    entry: dict[str, object], expected: bool | None, missing: tuple[str, ...]
) -> None:
    verdict = compile_condition(THIS_YEAR).evaluate(Patient(records=recorded("exercise", entry)))
    assert (verdict.value, verdict.settle) == (expected, missing)
    assert verdict.because == ("exercise[0]",)


def test_two_records_that_each_lack_something_do_not_add_up() -> None:
    long_and_poor, short_and_good = {**ENOUGH, "adequate": False}, {**ENOUGH, "weeks": 2.0}
    assert answer(SIX_WEEKS, recorded("exercise", long_and_poor, short_and_good)) is False
    assert answer(SIX_WEEKS, recorded("exercise", long_and_poor, short_and_good, ENOUGH)) is True


def test_without_a_word_about_it_nobody_knows_whether_it_was_tried() -> None:
    verdict = compile_condition(SIX_WEEKS).evaluate(Patient())
    assert (verdict.value, verdict.settle) == (None, ("exercise",))
    assert answer({"none": [{"tried": "exercise"}]}, {}) is None
    assert answer({"none": [{"tried": "exercise"}]}, recorded("exercise", NOT_TRIED)) is True


def test_one_of_several_treatments_is_enough_and_each_must_be_told_to_say_no() -> None:
    rule: dict[str, object] = {"tried": ["exercise", "therapy"], "adequate": True}
    poor, good = {"adequate": False}, {"adequate": True}
    assert answer(rule, recorded("therapy", good)) is True
    assert answer(rule, recorded("therapy", poor)) is None
    assert answer(rule, {**recorded("therapy", poor), **recorded("exercise", poor)}) is False
    assert answer(rule, {**recorded("therapy", poor), **recorded("exercise", NOT_TRIED)}) is False


def test_of_a_kind_some_treatments_may_be_told_and_others_not() -> None:
    part = OnRecord(sessions=(Given(fact="f", name="exercise", adequate=False),), complete=False)
    rule: dict[str, object] = {"tried": "conservative", "adequate": True}
    verdict = compile_condition(rule).evaluate(Patient(records={"conservative": part}))
    assert (verdict.value, verdict.settle) == (None, ("conservative",))


def test_an_effect_that_nobody_recorded_is_asked_for() -> None:
    rule = compile_condition({"tried": "injection", "effect": ["none", "worse"]})
    verdict = rule.evaluate(Patient(records=recorded("injection", {"effect": None})))
    assert (verdict.value, verdict.settle) == (None, ("injection.effect",))
    assert rule.evaluate(Patient(records=recorded("injection", {"effect": "worse"}))).value is True
    assert rule.evaluate(Patient(records=recorded("injection", {"effect": "good"}))).value is False


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ({"percent": 50.0, "effect_weeks": 12.0}, True),
        ({"percent": 49.0, "effect_weeks": 12.0}, False),
        ({"percent": 50.0, "effect_weeks": 11.0}, False),
        ({"percent": 80.0}, None),
        ({"effect_weeks": 3.0}, False),
        ({}, None),
    ],
)
def test_relief_is_compared_by_its_amount_and_its_length(entry: dict[str, object], expected: bool | None) -> None:
    rule: dict[str, object] = {
        "tried": "injection",
        "percent": {"ge": limit(50)},
        "effect_weeks": {"ge": limit(12)},
    }
    assert answer(rule, recorded("injection", entry)) is expected


def test_both_limits_of_an_amount_count() -> None:
    rule: dict[str, object] = {"tried": "exercise", "weeks": {"ge": limit(6), "le": limit(12)}}
    expected = {5: False, 6: True, 12: True, 13: False}
    assert {w: answer(rule, recorded("exercise", {"weeks": float(w)})) for w in expected} == expected


# --- how often --------------------------------------------------------------------------------------------------------

RECENT, LONG_AGO, VAGUE = {"days": (30.0, 30.0)}, {"days": (400.0, 430.0)}, {}
YEARLY: dict[str, object] = {"times": ["injection", "block"], "within_days": limit(365), "le": limit(2)}


@pytest.mark.parametrize(
    ("records", "expected"),
    [
        ({}, None),
        (recorded("injection", RECENT, RECENT), True),
        (recorded("injection", RECENT, RECENT, RECENT), False),
        (recorded("injection", {**RECENT, "times": 2}), True),
        (recorded("injection", {**RECENT, "times": 3}), False),
        ({**recorded("injection", RECENT, RECENT), **recorded("block", RECENT)}, False),
        (recorded("injection", RECENT, RECENT, LONG_AGO), True),
        (recorded("injection", RECENT, RECENT, {"days": (365.0, 365.0)}), False),
        (recorded("injection", RECENT, RECENT, VAGUE), None),
        (recorded("injection", RECENT, VAGUE), True),
        (recorded("injection", RECENT, RECENT, {"days": (360.0, 370.0)}), None),
        (recorded("injection", NOT_TRIED), None),
        ({**recorded("injection", NOT_TRIED), **recorded("block", NOT_TRIED)}, True),
    ],
)
def test_sessions_of_the_last_year_are_counted_over_all_that_is_named(
    records: dict[str, OnRecord], expected: bool | None
) -> None:
    assert answer(YEARLY, records) is expected


def test_nothing_on_record_is_not_counted_as_none() -> None:
    for comparison in ("ge", "le", "gt", "lt"):
        verdict = compile_condition({"times": ["block"], comparison: limit(1)}).evaluate(Patient())
        assert (verdict.value, verdict.settle) == (None, ("block",))


def test_an_open_count_names_the_time_that_would_settle_it_and_no_time_that_is_known() -> None:
    records = {**recorded("injection", RECENT, RECENT), **recorded("block", VAGUE)}
    verdict = compile_condition(YEARLY).evaluate(Patient(records=records))
    assert verdict.settle == ("block.when",)
    assert verdict.because == ("injection[0]", "injection[1]", "block[0]")


def test_a_count_that_is_decided_asks_for_no_time() -> None:
    verdict = compile_condition(YEARLY).evaluate(Patient(records=recorded("injection", RECENT, RECENT, RECENT, VAGUE)))
    assert (verdict.value, verdict.settle) == (False, ())


def test_without_a_window_every_session_counts_however_long_ago() -> None:
    rule = compile_condition({"times": "injection", "ge": limit(3)})
    verdict = rule.evaluate(Patient(records=recorded("injection", RECENT, LONG_AGO, VAGUE)))
    assert (verdict.value, verdict.settle) == (True, ())
    assert verdict.because == ("injection[0]", "injection[1]", "injection[2]")
    assert rule.evaluate(Patient(records=recorded("injection", LONG_AGO, VAGUE))).value is False


SESSIONS = st.lists(
    st.builds(
        lambda low, more, times: {"days": (float(low), float(low + more)), "times": times},
        st.integers(0, 800),
        st.integers(0, 400),
        st.integers(1, 4),
    ),
    min_size=1,
    max_size=5,
)


@given(SESSIONS, st.integers(0, 12))
def test_a_count_is_decided_only_if_every_possible_day_of_every_session_says_the_same(
    entries: list[dict[str, object]], most: int
) -> None:
    fewest = sum(int(e["times"]) for e in entries if e["days"][1] <= 365)  # type: ignore[index, call-overload]
    greatest = sum(int(e["times"]) for e in entries if e["days"][0] <= 365)  # type: ignore[index, call-overload]
    expected = True if greatest <= most else False if fewest > most else None
    rule: dict[str, object] = {"times": ["injection"], "within_days": limit(365), "le": limit(most)}
    assert answer(rule, recorded("injection", *entries)) is expected


# --- how long ago -----------------------------------------------------------------------------------------------------

TWO_WEEKS: dict[str, object] = {"since": ["injection", "block"], "ge": limit(14)}


@pytest.mark.parametrize(
    ("records", "expected"),
    [
        ({}, None),
        (recorded("injection", {"days": (14.0, 14.0)}), True),
        (recorded("injection", {"days": (13.0, 13.0)}), False),
        (recorded("injection", {"days": (10.0, 20.0)}), None),
        (recorded("injection", VAGUE), None),
        (recorded("injection", RECENT, VAGUE), None),
        ({**recorded("injection", RECENT), **recorded("block", {"days": (3.0, 3.0)})}, False),
        (recorded("injection", NOT_TRIED), None),
        ({**recorded("injection", NOT_TRIED), **recorded("block", NOT_TRIED)}, True),
    ],
)
def test_the_last_session_of_all_that_is_named_counts(records: dict[str, OnRecord], expected: bool | None) -> None:
    assert answer(TWO_WEEKS, records) is expected


def test_what_was_never_given_is_not_recent() -> None:
    never = recorded("injection", NOT_TRIED)
    assert answer({"since": "injection", "le": limit(14)}, never) is False
    assert answer({"since": "injection", "ge": limit(1e6)}, never) is True


def test_an_undated_session_settles_nothing_and_is_asked_for_its_time() -> None:
    records = {**recorded("injection", RECENT), **recorded("block", VAGUE)}
    verdict = compile_condition({"since": ["injection", "block"], "ge": limit(14)}).evaluate(Patient(records=records))
    assert verdict.settle == ("block.when",)
    assert verdict.because == ("injection[0]", "block[0]")


@given(SESSIONS)
def test_a_further_session_never_makes_the_last_one_longer_ago(entries: list[dict[str, object]]) -> None:
    rule: dict[str, object] = {"since": ["injection"], "ge": limit(100)}
    last = min(entry["days"][0] for entry in entries)  # type: ignore[index]
    if answer(rule, recorded("injection", *entries)) is True:
        assert last >= 100
    more = recorded("injection", *entries, {"days": (0.0, math.inf)})
    assert answer(rule, more) is not True
