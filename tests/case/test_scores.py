"""A questionnaire comes as a total or as the clinic's own answers; a total is never made of half a form."""

from __future__ import annotations

import json

import pytest

from sequela.assess import assess
from sequela.case.case import Case
from sequela.case.errors import CaseError, CaseProblem
from sequela.case.read_score import total_of
from sequela.knowledge.schema.knowledge import Knowledge

from .conftest import ReadCase

ALL_NINE = [2, 1, 2, 1, 0, 1, 1, 0, 0]


def value(case: Case, finding: str) -> object:
    return next((fact.value for fact in case.facts if fact.finding == finding), None)


def problem(read: ReadCase, text: str) -> CaseProblem:
    with pytest.raises(CaseError) as caught:
        read(text)
    return caught.value.first


OPERATED = """\
surgeries: [{procedure: discectomy, when: {years_ago: 2}}]
complaints: [{id: back, region: lumbar}]
"""
BY_NUMBER = json.dumps({str(number): answer for number, answer in enumerate(ALL_NINE, 1)})


@pytest.mark.parametrize("items", [json.dumps(ALL_NINE), BY_NUMBER, BY_NUMBER.replace('"', "")])
def test_answers_by_number_make_the_total_when_all_are_there(read: ReadCase, items: str) -> None:
    case = read(f"scores: [{{instrument: phq9, items: {items}, when: {{weeks_ago: 1}}, by: patient}}]")
    (fact,) = case.facts
    assert (fact.id, fact.finding, fact.value, fact.by) == ("scores[0]", "phq9", 8.0, "patient")


def test_each_instrument_adds_up_by_its_own_rule(knowledge: Knowledge) -> None:
    rules = {name: knowledge.instruments[name] for name in ("peg", "odi", "rmdq", "dn4", "csi", "paindetect")}
    assert total_of(rules["peg"], {1: 6, 2: 7, 3: 8}) == 7
    assert total_of(rules["odi"], dict.fromkeys(range(1, 11), 2.0)) == 40
    assert total_of(rules["rmdq"], dict.fromkeys(range(1, 25), 1.0)) == 24
    assert total_of(rules["dn4"], dict.fromkeys(range(1, 11), 0.0)) == 0
    assert total_of(rules["csi"], dict.fromkeys(range(1, 26), 4.0)) == 100
    assert total_of(rules["paindetect"], dict.fromkeys(range(1, 10), 1.0)) is None  # its total is entered


def test_the_most_and_the_least_of_every_form_lie_in_its_range(knowledge: Knowledge) -> None:
    for instrument in knowledge.instruments.values():
        if instrument.total != "entered":
            assert instrument.items is not None
            assert instrument.item_range is not None
            ends = [
                total_of(instrument, dict.fromkeys(range(1, instrument.items + 1), x)) for x in instrument.item_range
            ]
            assert tuple(ends) == instrument.range, instrument.id


def test_a_missing_answer_makes_no_total_and_is_named_in_the_ledger(read: ReadCase, knowledge: Knowledge) -> None:
    text = OPERATED + "scores: [{instrument: phq9, items: {1: 2, 2: 1, 3: unknown, 4: 1, 5: 0, 6: 1, 7: 1, 9: 0}}]"
    case = read(text)
    assert value(case, "phq9") is None
    (left,) = assess(case, knowledge, case.as_of).ledger.not_understood
    assert left.fact == "scores[0]"
    assert "items 3, 8 missing" in left.value
    assert "computed only from all items" in str(left.why)


def test_an_instrument_that_is_not_computed_needs_its_total(read: ReadCase) -> None:
    case = read("scores: [{instrument: paindetect, items: [1, 1, 1, 1, 1, 1, 1, 1, 1]}]")
    assert value(case, "paindetect") is None
    assert "enter it" in case.not_understood[0].why
    assert value(read("scores: [{instrument: paindetect, total: 21}]"), "paindetect") == 21


def test_a_total_is_enough_and_may_be_unknown(read: ReadCase) -> None:
    assert value(read("scores: [{instrument: odi, total: 44}]"), "odi") == 44
    assert value(read("scores: [{instrument: odi, total: unknown}]"), "odi") == "unknown"
    assert value(read("scores: [{instrument: PHQ-9, total: 12}]"), "phq9") == 12
    assert value(read("scores: [{instrument: pain_leg, total: 7, side: left}]"), "pain_leg") == 7


def test_a_thought_of_self_harm_counts_whatever_the_total(read: ReadCase, knowledge: Knowledge) -> None:
    text = OPERATED + "scores: [{instrument: phq9, items: {9: 1}}]"
    case = read(text)
    assert value(case, "suicidal_thoughts") == "present"
    flags = {flag.id: flag.status for flag in assess(case, knowledge, case.as_of).triage.flags}
    assert flags["suicidal_thoughts"] == "present"


def test_never_on_that_item_rules_nothing_out(read: ReadCase) -> None:
    case = read(f"scores: [{{instrument: phq9, items: {ALL_NINE}}}]")
    assert value(case, "suicidal_thoughts") is None


@pytest.mark.parametrize(
    ("score", "field", "words"),
    [
        ("{instrument: phq9, items: {1: 4}}", "scores[0].items.1", "4 is not between 0 and 3"),
        ("{instrument: phq9, items: {1: 1.5}}", "scores[0].items.1", "1.5 is no answer of phq9"),
        ("{instrument: phq9, items: {10: 1}}", "scores[0].items", "10 is no item of phq9 (accepted: 1 to 9)"),
        ("{instrument: phq9, total: 28}", "scores[0].total", "28 is not between 0 and 27"),
        ("{instrument: phq9, items: five}", "scores[0].items", "expected answers by item number"),
        ("{instrument: phg9, total: 4}", "scores[0].instrument", "did you mean phq9?"),
        ("{instrument: phq9}", "scores[0].total", "neither a total nor items are given"),
        ("{total: 4}", "scores[0].instrument", "instrument is missing"),
        ("{instrument: phq9, totl: 4}", "scores[0].totl", "is no key here"),
        (
            f"{{instrument: phq9, items: {ALL_NINE}, total: 9}}",
            "scores[0].total",
            "the items make 8, and the total says 9",
        ),
        ("{instrument: promis_pain_interference, items: {1: 2}}", "scores[0].items", "give its total"),
        ("{instrument: odi, total: 44, when: {days_ago: -3}}", "scores[0].when", ""),
    ],
)
def test_a_slip_is_named_with_its_place_and_its_mend(read: ReadCase, score: str, field: str, words: str) -> None:
    found = problem(read, f"scores: [{score}]")
    assert found.field == field
    assert words in str(found)


@pytest.mark.parametrize("second", ['"09"', '"9"'])
def test_an_answer_given_twice_is_refused_lest_the_graver_one_be_lost(read: ReadCase, second: str) -> None:
    found = problem(read, f"scores: [{{instrument: phq9, items: {{9: 3, {second}: 0}}}}]")
    assert found.code == "repeated_key"


@pytest.mark.parametrize(
    ("score", "possible"),
    [
        ("{instrument: phq9, items: {1: 0, 2: 0, 3: 0}, total: 19}", "from 0 to 18"),
        ("{instrument: phq9, items: {1: 3, 2: 3}, total: 5}", "from 6 to 27"),
        ("{instrument: peg, items: {1: 10}, total: 2}", "from 3.33333 to 10"),
        ("{instrument: odi, items: {1: 5}, total: 5}", "from 10 to 100"),
    ],
)
def test_a_total_that_the_answered_items_exclude_is_refused(read: ReadCase, score: str, possible: str) -> None:
    found = problem(read, f"scores: [{score}]")
    assert (found.code, found.field) == ("contradiction", "scores[0].total")
    assert possible in found.message


@pytest.mark.parametrize(
    ("score", "finding", "total"),
    [
        ("{instrument: phq9, items: {1: 0, 2: 0, 3: 0}, total: 18}", "phq9", 18),
        ("{instrument: phq9, items: {1: 3, 2: 3}, total: 6}", "phq9", 6),
        ("{instrument: odi, items: {1: 0, 2: 0}, total: 0}", "odi", 0),
        ("{instrument: odi, items: {1: 5, 2: 5, 3: 5, 4: 5, 5: 5, 6: 5, 7: 5, 8: 5, 9: 0}, total: 88.9}", "odi", 88.9),
    ],
)
def test_a_total_that_they_allow_is_taken(read: ReadCase, score: str, finding: str, total: float) -> None:
    assert value(read(f"scores: [{score}]"), finding) == total
