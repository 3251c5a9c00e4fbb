"""What each statement of the rule language means, what is unknown, and what is no rule at all."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sequela.rules.facts import Amount, Observed, Operation, PossibleLevels
from sequela.rules.kleene import yes
from sequela.rules.language import compile_condition, holds, rule_of, statements_of
from tests.rules.patients import Patient, recorded, seen

NOBODY = Patient()
LEVELS = ("none", "some", "marked")


def limit(value: float) -> dict[str, object]:
    return {"value": value, "weight": 5, "elicited": "a limit for this test"}


def answer(rule: dict[str, object], patient: Patient) -> bool | None:
    return compile_condition(rule).evaluate(patient).value


def graded(low: int, high: int) -> Patient:
    return Patient(findings={"x": (Observed(levels=LEVELS, low=low, high=high, facts=("f",)),)})


def relieved(*levels: str) -> Patient:
    return Patient(factors={"relief": PossibleLevels(levels=frozenset(levels), facts=("f",))})


def since(low: float, high: float) -> Patient:
    return Patient(amounts={"days": Amount(low=low, high=high, facts=("f",))})


def test_what_nobody_recorded_is_unknown_and_named_as_what_would_settle_it() -> None:
    verdict = compile_condition({"all": [{"finding": "fever"}, {"taking": "opioid"}]}).evaluate(NOBODY)
    assert verdict.value is None
    assert verdict.settle == ("fever", "opioid")


def test_a_finding_holds_above_its_lowest_level() -> None:
    assert answer({"finding": "x"}, graded(1, 1)) is True
    assert answer({"finding": "x"}, graded(0, 0)) is False
    assert answer({"finding": "x"}, graded(0, 2)) is None
    assert answer({"finding": "x", "is": "some"}, graded(1, 1)) is True
    assert answer({"finding": "x", "is": ["none", "some"]}, graded(0, 1)) is True
    assert answer({"finding": "x", "at_least": "some"}, graded(1, 2)) is True
    assert answer({"finding": "x", "at_least": "marked"}, graded(1, 2)) is None
    assert answer({"finding": "x", "at_least": "marked"}, graded(0, 1)) is False


def test_a_number_is_compared_with_its_limit_and_a_word_is_not() -> None:
    measured = Patient(findings={"crp": (Observed(levels=("absent", "present"), low=0, high=1, number=48.0),)})
    said = Patient(findings={"crp": (seen("present"),)})
    assert answer({"finding": "crp", "gt": limit(10)}, measured) is True
    assert answer({"finding": "crp", "le": limit(10)}, measured) is False
    assert answer({"finding": "crp", "gt": limit(10)}, said) is None


@pytest.mark.parametrize(("changed", "expected"), [(True, True), (False, False), (None, None)])
def test_new_or_worse_is_asked_and_never_assumed(changed: bool | None, expected: bool | None) -> None:
    patient = Patient(findings={"x": (seen("present", changed=changed),)})
    assert answer({"finding": "x", "change": "new_or_worse"}, patient) is expected


def test_an_absent_sign_is_neither_new_nor_recent() -> None:
    patient = Patient(findings={"x": (seen("absent"),)})
    assert answer({"finding": "x", "change": "new_or_worse"}, patient) is False
    assert answer({"finding": "x", "within_days": limit(7)}, patient) is False


@pytest.mark.parametrize(("began", "expected"), [((0, 3), True), ((0, 7), True), ((8, 90), False), ((3, 30), None)])
def test_a_vague_beginning_leaves_the_limit_open(began: tuple[float, float], expected: bool | None) -> None:
    patient = Patient(findings={"x": (seen("present", began=began),)})
    assert answer({"finding": "x", "within_days": limit(7)}, patient) is expected


def test_demands_must_meet_in_one_place() -> None:
    left, right = seen("present", "left", changed=False, began=(0, 3)), seen("present", "right", changed=True)
    rule: dict[str, object] = {"finding": "x", "change": "new_or_worse", "within_days": limit(7)}
    assert answer(rule, Patient(findings={"x": (left,)})) is False
    assert answer(rule, Patient(findings={"x": (left, right)})) is None
    verdict = compile_condition({"finding": "x", "change": "new_or_worse"}).evaluate(
        Patient(findings={"x": (left, right)})
    )
    assert verdict.value is True
    assert verdict.because == ("right",)


def test_a_context_factor_counts_only_when_all_or_none_of_its_possible_levels_do() -> None:
    rule: dict[str, object] = {"factor": "relief", "in": ["partial", "complete"]}
    assert answer(rule, relieved("partial", "complete")) is True
    assert answer(rule, relieved("none")) is False
    assert answer(rule, relieved("none", "partial")) is None
    assert answer(rule, NOBODY) is None


def test_a_quantity_is_an_interval() -> None:
    rule: dict[str, object] = {"quantity": "days_since_surgery", "le": limit(90)}
    for interval, expected in (((10, 60), True), ((91, 120), False), ((80, 100), None)):
        patient = Patient(amounts={"days_since_surgery": Amount(low=interval[0], high=interval[1])})
        assert answer(rule, patient) is expected


FACTOR, DAYS = {"factor": "relief", "in": ["partial"]}, {"quantity": "days", "ge": limit(10), "le": limit(20)}


@pytest.mark.parametrize(
    ("rule", "patient", "expected"),
    [
        (FACTOR, relieved("partial"), (True, ("f",), ())),
        (FACTOR, relieved("none"), (False, ("f",), ())),
        (FACTOR, relieved("none", "partial"), (None, ("f",), ("relief",))),
        (FACTOR, NOBODY, (None, (), ("relief",))),
        (DAYS, since(10, 20), (True, ("f",), ())),
        (DAYS, since(21, 30), (False, ("f",), ())),
        (DAYS, since(15, 30), (None, ("f",), ("days",))),
        (DAYS, NOBODY, (None, (), ("days",))),
        ({"finding": "x"}, graded(1, 2), (True, ("f",), ())),
        ({"finding": "x"}, graded(0, 0), (False, ("f",), ())),
        ({"finding": "x"}, graded(0, 1), (None, ("f",), ("x",))),
        ({"finding": "x", "at_least": "unheard_of"}, graded(2, 2), (None, ("f",), ("x",))),
    ],
)
def test_a_statement_names_the_facts_that_decide_it_and_while_open_what_would_settle_it(
    rule: dict[str, object], patient: Patient, expected: tuple[object, ...]
) -> None:
    assert tuple(compile_condition(rule).evaluate(patient)) == expected


def operation(**more: object) -> Operation:
    made: dict[str, object] = {
        "procedure": "alif",
        "family": "fusion",
        "approach": None,
        "implants": True,
        "days": (10, 20),
    }
    return Operation(fact="surgeries[0]", **{**made, **more})  # type: ignore[arg-type]


def test_an_operation_must_fit_as_a_whole() -> None:
    alif, old = operation(), operation(procedure="discectomy", family="discectomy", days=(900, 930))
    rule: dict[str, object] = {"procedure": {"family": ["fusion"], "within_days": limit(42)}}
    assert answer(rule, Patient(operated=(alif,))) is True
    assert answer(rule, Patient(operated=(old,))) is False
    assert (
        answer({"procedure": {"id": ["discectomy"], "within_days": limit(42)}}, Patient(operated=(alif, old))) is False
    )
    assert answer({"procedure": {"approach": ["anterior"]}}, Patient(operated=(alif,))) is None
    assert answer(rule, Patient(operated=())) is False
    assert answer(rule, NOBODY) is None


@pytest.mark.parametrize(
    ("asked", "known", "unrecorded"),
    [
        ({"id": ["alif", "plif"]}, {"procedure": "plif"}, {"procedure": None}),
        ({"family": ["fusion"]}, {"family": "fusion"}, {"family": None}),
        ({"approach": ["anterior"]}, {"approach": "anterior"}, {"approach": None}),
        ({"implants": True}, {"implants": True}, {"implants": None}),
        ({"within_days": limit(42)}, {"days": (10, 42)}, {"days": (10, 43)}),
    ],
)
def test_each_demand_on_an_operation_is_met_failed_or_not_recorded(
    asked: dict[str, object], known: dict[str, object], unrecorded: dict[str, object]
) -> None:
    other = operation(procedure="discectomy", family="discectomy", approach="open", implants=False, days=(43, 90))
    rule: dict[str, object] = {"procedure": asked}
    assert answer(rule, Patient(operated=(operation(**known),))) is True
    assert answer(rule, Patient(operated=(other,))) is False
    verdict = compile_condition(rule).evaluate(Patient(operated=(operation(**unrecorded),)))
    assert (verdict.value, verdict.settle) == (None, ("operations",))
    assert answer(rule, Patient(operated=(other, operation(**known)))) is True


def test_an_operation_without_implants_can_be_asked_for() -> None:
    bare, held = operation(implants=False), operation(implants=True)
    assert answer({"procedure": {"implants": False}}, Patient(operated=(bare,))) is True
    assert answer({"procedure": {"implants": False}}, Patient(operated=(held,))) is False


def test_two_of_three_signs_are_two() -> None:
    rule: dict[str, object] = {"at_least": {"count": 2, "of": [{"finding": name} for name in "abc"]}}
    yes_, no_ = (seen("present"),), (seen("absent"),)
    assert answer(rule, Patient(findings={"a": yes_, "b": yes_})) is True
    assert answer(rule, Patient(findings={"a": yes_, "b": no_})) is None
    assert answer(rule, Patient(findings={"a": yes_, "b": no_, "c": no_})) is False


def test_the_statements_of_a_rule_are_found_at_any_depth_in_reading_order() -> None:
    a, b, c = ({"finding": name} for name in "abc")
    rule = compile_condition({"all": [a, {"none": [{"at_least": {"count": 1, "of": [b, c]}}]}]})
    assert statements_of(rule) == tuple(compile_condition(part) for part in (a, b, c))
    assert statements_of(compile_condition(a)) == (compile_condition(a),)


def test_medicines_treatments_and_posteriors() -> None:
    patient = Patient(
        medicines={"opioid": yes(("medicines[0]",))},
        records=recorded("tens", {"effect": "partial"}),
        posteriors={"m": 0.6},
    )
    assert answer({"taking": "opioid"}, patient) is True
    assert answer({"tried": "tens", "effect": ["good"]}, patient) is False
    assert answer({"tried": "tens"}, patient) is True
    assert answer({"posterior": "m", "ge": limit(0.5)}, patient) is True
    assert answer({"posterior": "m", "lt": limit(0.5)}, patient) is False
    assert answer({"posterior": "other", "ge": limit(0.5)}, patient) is None


NAMES = st.sampled_from("abcd")
LEAVES = st.builds(
    lambda name, change: {"finding": name, **({"change": "new_or_worse"} if change else {})}, NAMES, st.booleans()
)
RULES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.builds(
            lambda kind, parts: {kind: parts},
            st.sampled_from(["all", "any", "none"]),
            st.lists(inner, min_size=1, max_size=3),
        ),
        st.builds(
            lambda parts, count: {"at_least": {"count": min(count, len(parts)), "of": parts}},
            st.lists(inner, min_size=1, max_size=3),
            st.integers(1, 3),
        ),
    ),
    max_leaves=8,
)
PLACES = st.one_of(
    st.just(seen("absent")), st.builds(lambda changed: seen("present", changed=changed), st.sampled_from([True, False]))
)


@given(RULES, st.dictionaries(NAMES, PLACES), st.dictionaries(NAMES, PLACES))
def test_more_answers_never_undo_a_decision(
    raw: dict[str, object], known: dict[str, Observed], later: dict[str, Observed]
) -> None:
    rule = compile_condition(raw)
    before = rule.evaluate(Patient(findings={name: (place,) for name, place in known.items()}))
    answered = {name: (place,) for name, place in {**later, **known}.items()}
    after = rule.evaluate(Patient(findings=answered))
    assert before.value is None or before.value is after.value


@given(RULES, st.dictionaries(NAMES, PLACES))
def test_an_open_rule_is_settled_by_the_answers_it_asks_for(raw: dict[str, object], known: dict[str, Observed]) -> None:
    rule = compile_condition(raw)
    verdict = rule.evaluate(Patient(findings={name: (place,) for name, place in known.items()}))
    if verdict.value is None:
        answers = {name: (seen("absent"),) for name in verdict.settle}
        full = {**{name: (place,) for name, place in known.items()}, **answers}
        assert rule.evaluate(Patient(findings=full)).value is not None


@given(RULES, st.dictionaries(NAMES, PLACES))
def test_the_value_alone_is_that_of_the_verdict(raw: dict[str, object], known: dict[str, Observed]) -> None:
    rule = compile_condition(raw)
    patient = Patient(findings={name: (place,) for name, place in known.items()})
    assert holds(rule, patient) is rule.evaluate(patient).value


def test_a_condition_of_the_knowledge_is_compiled_once() -> None:
    raw = {"finding": "weakness"}
    assert rule_of(raw) is rule_of(raw)
    assert rule_of(raw) == compile_condition(raw)
