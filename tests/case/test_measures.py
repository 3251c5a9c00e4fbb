"""Two findings that measure one thing: which of them counts, and when both say something of their own."""

from __future__ import annotations

import itertools

import pytest

from sequela.case.ledger import SortedFacts, sort_facts
from sequela.knowledge.schema.knowledge import Knowledge

from .conftest import ReadCase

OPERATED = "surgeries: [{procedure: discectomy, levels: [L4-L5], when: {months_ago: 24}}]\n"
HERNIATION, COMPRESSION = "mri_herniation_operated_level", "mri_root_compression"


def scan(finding: str, value: str, months_ago: int = 2) -> str:
    return f"{{finding: {finding}, value: {value}, side: left, level: L4-L5, when: {{months_ago: {months_ago}}}}}"


def examined(finding: str, value: str) -> str:
    return f"{{finding: {finding}, value: {value}, side: left}}"


def counted(read: ReadCase, knowledge: Knowledge, *facts: str) -> dict[str, str | float]:
    """What counts, the same in whatever order the facts are told."""
    answers = [
        {fact.finding: fact.value for fact in _sorted(read, knowledge, order).usable}
        for order in itertools.permutations(facts)
    ]
    assert all(answer == answers[0] for answer in answers)
    return answers[0]


def _sorted(read: ReadCase, knowledge: Knowledge, facts: tuple[str, ...]) -> SortedFacts:
    return sort_facts(read(f"{OPERATED}facts: [{', '.join(facts)}]"), knowledge)


def test_no_herniation_adds_nothing_to_no_root_compression(read: ReadCase, knowledge: Knowledge) -> None:
    free = scan(COMPRESSION, "absent")
    alone = counted(read, knowledge, free)
    assert alone == {COMPRESSION: "absent"}
    assert counted(read, knowledge, free, scan(HERNIATION, "absent")) == alone


def test_a_herniation_says_what_compresses_the_root(read: ReadCase, knowledge: Knowledge) -> None:
    found = counted(read, knowledge, scan(COMPRESSION, "present"), scan(HERNIATION, "present"))
    assert found == {HERNIATION: "present"}


def test_a_root_compressed_by_something_else_than_a_herniation_keeps_both(read: ReadCase, knowledge: Knowledge) -> None:
    found = counted(read, knowledge, scan(COMPRESSION, "present"), scan(HERNIATION, "absent"))
    assert found == {COMPRESSION: "present", HERNIATION: "absent"}


def test_a_herniation_stands_against_the_statement_that_no_root_is_compressed(
    read: ReadCase, knowledge: Knowledge
) -> None:
    found = counted(read, knowledge, scan(COMPRESSION, "absent"), scan(HERNIATION, "present"))
    assert found == {HERNIATION: "present"}


def test_a_newer_scan_without_herniation_counts_beside_an_older_one_without_compression(
    read: ReadCase, knowledge: Knowledge
) -> None:
    found = counted(read, knowledge, scan(COMPRESSION, "absent", 8), scan(HERNIATION, "absent", 1))
    assert found == {COMPRESSION: "absent", HERNIATION: "absent"}


@pytest.mark.parametrize("told", ["present", "absent"])
@pytest.mark.parametrize("shown", ["present", "absent"])
def test_the_place_pointed_at_counts_and_not_the_place_told(
    read: ReadCase, knowledge: Knowledge, told: str, shown: str
) -> None:
    found = counted(read, knowledge, examined("sacral_pain", told), examined("fortin_finger", shown))
    assert found == {"fortin_finger": shown}


def test_a_herniation_next_door_is_not_counted_again_as_wear_next_door(read: ReadCase, knowledge: Knowledge) -> None:
    worn = "{finding: imaging_adjacent_degeneration, value: present, level: L3-L4}"
    herniated = "{finding: mri_herniation_adjacent_level, value: %s, level: L3-L4}"
    assert counted(read, knowledge, worn, herniated % "present") == {"mri_herniation_adjacent_level": "present"}
    both = counted(read, knowledge, worn, herniated % "absent")
    assert both == {"imaging_adjacent_degeneration": "present", "mri_herniation_adjacent_level": "absent"}


def test_no_foot_drop_does_not_deny_a_weak_leg(read: ReadCase, knowledge: Knowledge) -> None:
    found = counted(read, knowledge, examined("foot_drop", "absent"), examined("motor_deficit", "present"))
    assert found == {"motor_deficit": "present"}
