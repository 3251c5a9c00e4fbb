"""The page of a test tells what it can show from the network, how far to trust it, and when not to do it."""

from __future__ import annotations

from pathlib import Path

import pytest

from sequela.knowledge.load import load_knowledge
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.upkeep.coverage import coverage
from sequela.upkeep.pages import Page, Row, find_page, index, page_data, page_text


@pytest.fixture
def knowledge(folder: Path) -> Knowledge:
    return load_knowledge(folder, cache=None)


def rows(page: Page, heading: str) -> tuple[Row, ...]:
    return next((part.rows for part in page.sections if part.heading == heading), ())


def test_what_a_test_can_show_is_read_from_the_network(knowledge: Knowledge) -> None:
    page = find_page(knowledge, "test:joint_blocks")
    assert [row.id for row in rows(page, "What it can show")] == ["mechanism:worn_joint"]
    assert all(row.numbers["LR"] > 1 for row in rows(page, "What it can show"))
    assert all(row.numbers["LR"] < 1 for row in rows(page, "What it can speak against"))


def test_a_published_share_is_told_as_it_was_counted(knowledge: Knowledge) -> None:
    (row,) = rows(find_page(knowledge, "joint_blocks"), "How far to trust it")
    assert row.lead == " 30 of 100"
    assert "falsely positive: one block without a worn joint" in row.label
    assert row.source is not None


def test_what_it_asks_of_the_patient_is_told_with_its_origin(knowledge: Knowledge) -> None:
    text = " ".join(page_text(find_page(knowledge, "joint_blocks")).split())
    assert "30 minutes of the patient's day (judged, worth 6)" in text
    assert "millisievert of radiation" in text
    assert "it is done twice" in text


def test_own_and_shared_gates_stand_with_what_to_do_instead_and_their_ground(knowledge: Knowledge) -> None:
    page = find_page(knowledge, "joint_blocks")
    shared, own = rows(page, "When not, and what instead")
    assert (shared.lead, shared.id) == ("not", "gate:cannot_hold_still")
    assert own.lead == "with care"
    assert "instead: Send in at once." in (own.words or "")
    assert own.id == "gate:numb_saddle"
    assert "caution without a publication: nobody studied it" in (own.words or "")
    assert "Rule: cannot_pass_water. Unless: joint_removed." in page_text(page, full=True)


def test_a_shared_gate_names_all_it_stands_before(knowledge: Knowledge) -> None:
    page = find_page(knowledge, "cannot_hold_still")
    assert page.kind == "gate"
    assert [row.id for row in rows(page, "Stands before")] == ["test:joint_blocks"]
    assert [row.lead for row in rows(page, "Sources")] == ["blocks2015"]


def test_a_gate_of_a_single_test_has_a_page_too(knowledge: Knowledge) -> None:
    page = find_page(knowledge, "gate:numb_saddle")
    assert [row.id for row in rows(page, "Stands before")] == ["test:joint_blocks"]
    assert [row.label for row in rows(page, "Ground")] == ["caution without a publication: nobody studied it"]
    assert find_page(knowledge, "numb_saddle") == page


def test_tests_and_gates_are_listed_counted_and_named_by_their_findings(knowledge: Knowledge) -> None:
    headings = {part.heading for part in index(knowledge).sections}
    assert {"test (1)", "gate (1)"} <= headings
    counted = next(part for part in coverage(knowledge).sections if part.heading == "Numbers by kind").rows
    assert next(row.numbers for row in counted if row.label == "test") == {"measured": 1, "judged": 2, "sources": 1}
    assert "test:joint_blocks" in {row.id for row in rows(find_page(knowledge, "finding:joint_block"), "Used by")}


def test_a_test_page_is_the_same_as_data(knowledge: Knowledge) -> None:
    data = page_data(find_page(knowledge, "joint_blocks"))
    assert data["kind"] == "test"
    assert "What it can show" in str(data["sections"])
