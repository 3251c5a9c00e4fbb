"""A number known as an interval against a limit: every, none, or only some of what it can be."""

from __future__ import annotations

import pytest

from sequela.rules.facts import Interval
from sequela.rules.limits import Comparison, all_inside, compared, inside

BELOW, TO, ON, FROM, ABOVE, ACROSS = (3, 6), (3, 7), (7, 7), (7, 9), (8, 9), (3, 9)
"""Intervals around the limit seven."""
MEANING: dict[Comparison, tuple[bool | None, ...]] = {
    "ge": (False, None, True, True, True, None),
    "gt": (False, False, False, None, True, None),
    "le": (True, True, True, None, False, None),
    "lt": (True, None, False, False, False, None),
}
CASES = [
    (comparison, interval, answer)
    for comparison, answers in MEANING.items()
    for interval, answer in zip((BELOW, TO, ON, FROM, ABOVE, ACROSS), answers, strict=True)
]


@pytest.mark.parametrize(("comparison", "interval", "expected"), CASES)
def test_the_answer_is_known_only_if_the_whole_interval_gives_it(
    comparison: Comparison, interval: Interval, expected: bool | None
) -> None:
    assert inside((comparison, 7), interval) is expected


def test_a_number_that_is_missing_meets_no_limit_and_fails_none() -> None:
    assert compared(("ge", 7), None) is None
    assert compared(("ge", 7), 7) is True
    assert compared(("gt", 7), 7) is False


def test_one_limit_failed_is_enough_and_one_left_open_leaves_all_open() -> None:
    assert all_inside((("ge", 3), ("le", 9)), (3, 9)) is True
    assert all_inside((("ge", 4), ("le", 8)), (3, 9)) is None
    assert all_inside((("ge", 4), ("gt", 9)), (3, 9)) is False
    assert all_inside((("ge", 3), ("le", 8)), (3, 9)) is None
    assert all_inside((), (3, 9)) is True
