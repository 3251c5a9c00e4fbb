"""The fewest questions whose reassuring answers rule a danger out."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from sequela.knowledge.schema.terms import FindingId
from sequela.pathway.reading import CaseFacts
from sequela.pathway.triage.questions import fewest
from sequela.rules.facts import Observed
from sequela.rules.language import compile_condition
from tests.pathway.triage.patients import case, knowledge
from tests.rules.patients import BINARY, seen

WEEK = {"value": 7, "weight": 5, "elicited": "a week, for this test"}
NOBODY = case({"schema": "sequela.case/1"})
NUMB, RETENTION, FEVER = "saddle_numbness", "bladder_retention", "fever"
OF_EITHER_SIDE = Observed(levels=BINARY, low=0, high=1, facts=("one side only",))


def asked(rule: Mapping[str, object], *views: Mapping[str, Observed], order: tuple[str, ...]) -> tuple[str, ...]:
    """What must be asked of a patient in whom so much is seen; each view is one complaint."""
    facts = [
        CaseFacts(case=NOBODY, knowledge=knowledge(), seen={FindingId(name): (place,) for name, place in view.items()})
        for view in views or ({},)
    ]
    return fewest(compile_condition(rule), [FindingId(name) for name in order], facts)


BOTH = {"all": [{"finding": NUMB}, {"finding": RETENTION}]}
EITHER = {"any": [{"finding": NUMB}, {"finding": RETENTION}]}


def test_of_two_signs_that_make_a_danger_together_the_first_named_is_asked() -> None:
    assert asked(BOTH, order=(NUMB, RETENTION)) == (NUMB,)
    assert asked(BOTH, order=(RETENTION, NUMB)) == (RETENTION,)


def test_of_two_signs_that_each_make_a_danger_both_are_asked_once() -> None:
    assert asked(EITHER, order=(RETENTION, NUMB, RETENTION, FEVER)) == (RETENTION, NUMB)


def test_a_sign_that_is_there_is_not_asked_as_if_it_could_be_absent() -> None:
    assert asked(BOTH, {NUMB: seen("present")}, order=(NUMB, RETENTION)) == (RETENTION,)


@pytest.mark.parametrize("age", [{"change": "new_or_worse"}, {"within_days": WEEK}])
def test_of_a_sign_of_unknown_age_only_its_age_is_asked(age: dict[str, object]) -> None:
    rule = {"finding": NUMB, **age}
    assert asked(rule, {NUMB: seen("present")}, order=(NUMB, FEVER)) == (NUMB,)


def test_a_sign_absent_on_one_side_may_be_absent_on_both() -> None:
    assert asked({"finding": NUMB}, {NUMB: OF_EITHER_SIDE}, order=(NUMB, FEVER)) == (NUMB,)


def test_what_is_absent_already_need_not_be_asked() -> None:
    assert asked(EITHER, {NUMB: seen("absent")}, order=(NUMB, RETENTION)) == (RETENTION,)


def test_every_complaint_must_be_cleared() -> None:
    rule = {"all": [{"finding": NUMB, "change": "new_or_worse"}, {"finding": RETENTION}]}
    told = {RETENTION: seen("present")}
    assert asked(rule, {}, told, order=(RETENTION, NUMB)) == (NUMB,)
    assert asked(rule, told, {}, order=(RETENTION, NUMB)) == (NUMB,)
    assert asked(rule, {}, {}, order=(RETENTION, NUMB)) == (RETENTION,)


def test_where_no_answer_helps_everything_is_asked() -> None:
    without_date = {"any": [{"finding": NUMB}, {"quantity": "days_since_surgery", "le": WEEK}]}
    assert asked(without_date, order=(NUMB, FEVER)) == (NUMB, FEVER)
