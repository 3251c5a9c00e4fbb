"""How one danger is decided, how urgent it is, and what is still asked of it; and how all of them are put together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from sequela.case.case import Case
from sequela.knowledge.schema.red_flags import RedFlag, Urgency
from sequela.knowledge.schema.terms import Condition, FindingId, RedFlagId
from sequela.pathway.triage.red_flags import STATUSES, URGENCIES, Decided, decide, triage
from sequela.pathway.triage.seek_care import reasons
from tests.pathway.triage.patients import case, fact, knowledge, patient, reading

NUMB, RETENTION, PUMP, FEVER = "saddle_numbness", "bladder_retention", "pump_implanted", "fever"
LAMINECTOMY = {"procedure": "laminectomy", "when": {"days_ago": 2}}
OF_A_PUMP: Condition = {"finding": PUMP}
NEWLY_NUMB: Condition = {"finding": NUMB, "change": "new_or_worse"}
SAME_DAY_OR_TWO_WEEKS = replace(
    knowledge().red_flags[RedFlagId("cauda_equina")],
    id=RedFlagId("a_danger"),
    rule={"any": [NEWLY_NUMB, {"finding": RETENTION, "change": "new_or_worse"}]},
    alarming=({"finding": NUMB}, {"finding": FEVER}),
    asks=(FindingId(RETENTION), FindingId(NUMB)),
    urgency="same_day",
    urgency_possible="two_weeks",
)
WITH_A_PUMP = replace(SAME_DAY_OR_TWO_WEEKS, applies_when=OF_A_PUMP)


def decided(flag: RedFlag, facts: Mapping[str, str], **row: object) -> Decided:
    of = patient({"facts": facts, **row})
    return decide(flag, reading(of), knowledge())


def test_a_true_rule_is_a_danger_that_is_present_and_asks_nothing() -> None:
    found = decided(SAME_DAY_OR_TWO_WEEKS, {FEVER: "present", NUMB: "present new"})
    assert (found.status, found.urgency, found.because, found.settle) == ("present", "same_day", ("facts[1]",), ())


def test_answers_that_make_a_rule_false_rule_the_danger_out_and_are_its_reasons() -> None:
    found = decided(SAME_DAY_OR_TWO_WEEKS, {NUMB: "absent", RETENTION: "present stable for 9 years"})
    assert (found.status, found.urgency, found.settle) == ("ruled_out", "routine", ())
    assert found.because == ("facts[0]", "facts[1]")
    assert found.applies is True


def test_an_undecided_danger_with_nothing_alarming_is_asked_at_its_own_urgency() -> None:
    found = decided(SAME_DAY_OR_TWO_WEEKS, {})
    assert (found.status, found.urgency, found.because) == ("to_ask", "same_day", ())
    assert found.settle == (RETENTION, NUMB)
    assert found.applies is True


def test_an_alarming_fact_makes_it_possible_at_the_urgency_of_a_suspicion() -> None:
    found = decided(SAME_DAY_OR_TWO_WEEKS, {RETENTION: "absent", FEVER: "present"})
    assert (found.status, found.urgency, found.because) == ("possible", "two_weeks", ("facts[1]",))
    assert found.settle == (NUMB,)


def test_a_sign_of_unknown_age_right_after_an_operation_is_as_urgent_as_a_new_one() -> None:
    later = decided(SAME_DAY_OR_TWO_WEEKS, {NUMB: "present"})
    soon = decided(SAME_DAY_OR_TWO_WEEKS, {NUMB: "present"}, surgery=LAMINECTOMY)
    assert (later.status, later.urgency) == ("possible", "two_weeks")
    assert (soon.status, soon.urgency) == ("possible", "same_day")
    assert set(soon.because) == {"facts[0]", "surgeries[0]"}


@pytest.mark.parametrize(
    ("presumed", "suspected", "expected"),
    [("two_weeks", "emergency_now", "emergency_now"), ("same_day", "routine", "same_day")],
)
def test_of_two_suspicions_the_more_urgent_counts(presumed: Urgency, suspected: Urgency, expected: Urgency) -> None:
    flag = replace(SAME_DAY_OR_TWO_WEEKS, urgency=presumed, urgency_possible=suspected)
    found = decided(flag, {NUMB: "present"}, surgery=LAMINECTOMY)
    assert (found.status, found.urgency) == ("possible", expected)


def test_any_one_alarming_fact_is_enough() -> None:
    for alarming in (NUMB, FEVER):
        assert decided(SAME_DAY_OR_TWO_WEEKS, {alarming: "present"}).status == "possible"


def test_a_danger_that_cannot_occur_is_ruled_out_by_what_says_so_alone() -> None:
    found = decided(WITH_A_PUMP, {NUMB: "present new", PUMP: "absent"})
    assert (found.status, found.urgency, found.because, found.settle) == ("ruled_out", "routine", ("facts[1]",), ())
    assert found.applies is False
    denied_too = decided(WITH_A_PUMP, {NUMB: "absent", RETENTION: "absent", PUMP: "absent"})
    assert denied_too.because == ("facts[2]",)


def test_a_danger_that_may_not_apply_is_asked_with_what_it_depends_on() -> None:
    found = decided(WITH_A_PUMP, {})
    assert (found.status, found.applies) == ("to_ask", None)
    known = decided(WITH_A_PUMP, {PUMP: "present"})
    assert (known.status, known.applies) == ("to_ask", True)


def test_a_danger_that_applies_and_was_denied_is_ruled_out_by_the_denial() -> None:
    found = decided(WITH_A_PUMP, {PUMP: "present", NUMB: "absent", RETENTION: "absent"})
    assert (found.status, found.because, found.applies) == ("ruled_out", ("facts[1]", "facts[2]"), True)


def test_what_a_note_denies_is_still_asked() -> None:
    raw = {"schema": "sequela.case/1", "facts": [{**fact(f, "absent"), "source": "note"} for f in (NUMB, RETENTION)]}
    found = decide(SAME_DAY_OR_TWO_WEEKS, reading(case(raw)), knowledge())
    assert (found.status, found.settle) == ("to_ask", (RETENTION, NUMB))


def test_a_note_that_completes_a_rule_raises_the_danger_also_by_what_it_denies() -> None:
    flag = replace(SAME_DAY_OR_TWO_WEEKS, rule={"all": [NEWLY_NUMB, {"none": [OF_A_PUMP]}]})
    no_pump = {**fact(PUMP, "absent"), "source": "note"}
    of = case({"schema": "sequela.case/1", "facts": [fact(NUMB, "present new"), no_pump]})
    assert decide(flag, reading(of), knowledge()).status == "present"


def test_what_the_flag_does_not_ask_itself_is_asked_last() -> None:
    flag = replace(SAME_DAY_OR_TWO_WEEKS, rule={"any": [OF_A_PUMP, NEWLY_NUMB]}, asks=(FindingId(NUMB),))
    assert decided(flag, {}).settle == (NUMB, PUMP)


# --- all of them together


PATIENTS: dict[str, dict[str, object]] = {
    "nothing asked": {},
    "a pump and a numb seat of unknown age": {"facts": {PUMP: "present", NUMB: "present"}},
    "days after a laminectomy": {"surgery": LAMINECTOMY, "facts": {"foot_drop": "present", FEVER: "present new"}},
    "much denied": {"facts": {NUMB: "absent", RETENTION: "absent", "foot_drop": "absent", FEVER: "absent"}},
}


@pytest.fixture(params=PATIENTS.values(), ids=PATIENTS)
def of(request: pytest.FixtureRequest) -> Case:
    return patient(request.param)


def test_flags_stand_by_status_then_urgency_then_name_and_say_what_the_knowledge_says(of: Case) -> None:
    flags = triage(of, reading(of), knowledge()).flags
    order = [(STATUSES.index(f.status), URGENCIES.index(f.urgency), f.id) for f in flags]
    assert order == sorted(order)
    for flag in flags:
        known = knowledge().red_flags[RedFlagId(flag.id)]
        assert (flag.label, flag.action, flag.within) == (known.label.en, known.action.en, known.within_label.en)
        assert flag.sources == known.sources


def test_the_level_is_the_most_urgent_of_what_is_present_and_possible(of: Case) -> None:
    result = triage(of, reading(of), knowledge())
    raised = [URGENCIES.index(f.urgency) for f in result.flags if f.status in ("present", "possible")]
    assert URGENCIES.index(result.level) == min(raised, default=URGENCIES.index("routine"))


def test_only_a_danger_that_cannot_occur_is_told_not_to_apply() -> None:
    known = replace(knowledge(), red_flags={WITH_A_PUMP.id: WITH_A_PUMP})

    def told(facts: Mapping[str, str]) -> list[tuple[str, tuple[str, ...]]]:
        of = patient({"facts": facts})
        (flag,) = triage(of, reading(of), known).flags
        return [(reason.text, reason.facts) for reason in flag.because]

    assert told({PUMP: "absent"}) == [("Does not apply: no implanted medicine pump", ("facts[0]",))]
    denied = told({PUMP: "present", NUMB: "absent", RETENTION: "absent"})
    assert [facts for _, facts in denied] == [("facts[1]",), ("facts[2]",)]
    assert not any("apply" in text for text, _ in denied)


def test_a_danger_that_can_wait_does_not_lower_the_level_of_one_that_cannot() -> None:
    can_wait = replace(SAME_DAY_OR_TWO_WEEKS, id=RedFlagId("can_wait"), urgency="routine")
    both = replace(knowledge(), red_flags={flag.id: flag for flag in (can_wait, SAME_DAY_OR_TWO_WEEKS)})
    of = patient({"facts": {NUMB: "present new"}})
    result = triage(of, reading(of), both)
    assert [flag.status for flag in result.flags] == ["present", "present"]
    assert result.level == "same_day"


def test_the_reasons_to_see_a_clinician_are_told_beside_the_dangers(of: Case) -> None:
    told = triage(of, reading(of), knowledge()).seek_care
    assert told == reasons(of, reading(of), knowledge())


def stake(flag: str) -> int:
    known = knowledge().red_flags[RedFlagId(flag)]
    return min(URGENCIES.index(known.urgency), URGENCIES.index(known.urgency_possible))


def test_each_open_question_names_every_danger_it_bears_on_the_most_urgent_first(of: Case) -> None:
    result = triage(of, reading(of), knowledge())
    status = {f.id: STATUSES.index(f.status) for f in result.flags}
    undecided = [f for f in result.flags if f.status in ("possible", "to_ask")]
    assert {q.finding for q in result.questions} == {finding for f in undecided for finding in f.settle}
    for question in result.questions:
        bears_on = {f.id for f in undecided if question.finding in f.settle}
        assert list(question.flags) == sorted(bears_on, key=lambda flag: (stake(flag), status[flag], flag))


def test_questions_that_bear_on_more_dangers_come_first_among_equally_urgent_ones() -> None:
    of = patient({"facts": {PUMP: "absent", "stimulator_implanted": "absent"}})
    result = triage(of, reading(of), knowledge())
    of_devices = {f.id for f in result.flags if "opioid" in f.id}
    asked = [(stake(q.flags[0]), -len(q.flags)) for q in result.questions if not set(q.flags) <= of_devices]
    assert asked == sorted(asked)


def test_a_question_is_as_urgent_as_the_danger_would_be_if_the_answer_were_yes() -> None:
    suspicion_can_wait = replace(SAME_DAY_OR_TWO_WEEKS, id=RedFlagId("z_danger"), urgency_possible="routine")
    of_fever = {"finding": FEVER, "change": "new_or_worse"}
    less_urgent = replace(SAME_DAY_OR_TWO_WEEKS, rule=of_fever, asks=(FindingId(FEVER),), urgency="two_weeks")
    both = replace(knowledge(), red_flags={flag.id: flag for flag in (less_urgent, suspicion_can_wait)})
    of = patient({"facts": {RETENTION: "absent"}})
    assert [q.finding for q in triage(of, reading(of), both).questions] == [NUMB, FEVER]


def test_a_question_is_put_in_the_words_of_the_finding_or_else_by_its_name() -> None:
    of, numb = patient({}), knowledge().findings[FindingId(NUMB)]
    assert numb.question is not None
    wordless = replace(knowledge(), findings={**knowledge().findings, FindingId(NUMB): replace(numb, question=None)})
    for known, words in ((knowledge(), numb.question.en), (wordless, numb.label.en)):
        asked = {q.finding: q.question for q in triage(of, reading(of), known).questions}
        assert asked[FindingId(NUMB)] == words


def test_a_danger_of_the_neck_alone_is_left_out_for_the_back_and_looked_at_while_the_region_is_unknown() -> None:
    of_the_neck = replace(SAME_DAY_OR_TWO_WEEKS, regions=("cervical",))
    known = replace(knowledge(), red_flags={of_the_neck.id: of_the_neck})

    def looked_at(*regions: str) -> bool:
        complaints = [{"id": f"c{n}", "region": region} for n, region in enumerate(regions)]
        of = case({"schema": "sequela.case/1", "complaints": complaints})
        of = of if regions else replace(of, complaints=())
        return bool(triage(of, reading(of), known).flags)

    assert looked_at("cervical")
    assert looked_at("lumbar", "cervical")
    assert not looked_at("lumbar")
    assert looked_at()
