"""A slip is said once and briefly; two statements that cannot both be are a fault."""

from __future__ import annotations

import pytest

from sequela.case.errors import CaseError, CaseProblem

from .conftest import ReadCase


def problems(read: ReadCase, text: str) -> tuple[CaseProblem, ...]:
    with pytest.raises(CaseError) as caught:
        read(text)
    return caught.value.problems


@pytest.mark.parametrize("text", ["treatments: physio", "treatments: [5]", "visits: yesterday", "medicines: aspirin"])
def test_a_word_where_keys_belong_is_one_fault(read: ReadCase, text: str) -> None:
    assert [problem.code for problem in problems(read, text)] == ["wrong_type"]


@pytest.mark.parametrize(("effect", "percent"), [("none", 90), ("good", 0), ("partial", 0)])
def test_an_effect_and_its_share_agree(read: ReadCase, effect: str, percent: int) -> None:
    text = f"treatments: [{{treatment: physical_therapy, effect: {effect}, percent: {percent}}}]"
    (problem,) = problems(read, text)
    assert (problem.field, problem.code) == ("treatments[0].percent", "contradiction")


def test_a_unit_is_no_markup(read: ReadCase) -> None:
    (problem,) = problems(read, "treatments: [{treatment: physical_therapy, dose: 5, unit: '<b>mg</b>'}]")
    assert problem.field == "treatments[0].unit"
    assert read("treatments: [{treatment: physical_therapy, dose: 5, unit: µg/h}]").treatments[0].unit == "µg/h"


def test_a_bad_time_of_a_diary_is_cut(read: ReadCase) -> None:
    rows = f"[{{time: '{'9' * 5000}', score: 3}}]"
    text = f"blocks: [{{block: medial_branch_block, diary: {{baseline: 7, rows: {rows}}}}}]"
    assert all(len(problem.message) < 200 for problem in problems(read, text))


def test_keys_that_no_diary_has_are_said_once_with_their_number(read: ReadCase) -> None:
    keys = ", ".join(f"x{number}: 1" for number in range(1500))
    text = f"blocks: [{{block: medial_branch_block, diary: {{baseline: 7, {keys}, rows: [{{time: +1h, score: 3}}]}}}}]"
    (problem,) = problems(read, text)
    assert "and 1499 more" in problem.message
