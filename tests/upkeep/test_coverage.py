"""What the knowledge rests on can be counted: measured, judged, and what nothing uses."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from sequela.knowledge.load import load_knowledge
from sequela.upkeep.coverage import coverage
from sequela.upkeep.pages import page_text


@pytest.fixture
def rows(folder: Path) -> dict[tuple[str, str], Mapping[str, float]]:
    page = coverage(load_knowledge(folder, cache=None))
    return {(part.heading, row.id or row.label): row.numbers for part in page.sections for row in part.rows}


def test_measured_and_judged_numbers_are_counted_apart(rows: dict[tuple[str, str], Mapping[str, float]]) -> None:
    assert rows["Numbers by mechanism", "mechanism:pressed_root"] == {
        "measured": 3,
        "judged": 6,
        "sources": 2,
        "findings": 3,
    }
    assert rows["Numbers by kind", "red_flag"] == {"measured": 0, "judged": 2, "sources": 0}


def test_the_total_is_the_sum_of_the_kinds(rows: dict[tuple[str, str], Mapping[str, float]]) -> None:
    kinds = {name: numbers for (heading, name), numbers in rows.items() if heading == "Numbers by kind"}
    total = kinds.pop("all")
    for counted in ("measured", "judged"):
        assert total[counted] == sum(numbers[counted] for numbers in kinds.values())


def test_what_nothing_uses_is_named(rows: dict[tuple[str, str], Mapping[str, float]]) -> None:
    unused = [name for heading, name in rows if heading == "Findings that nothing uses"]
    assert unused == ["finding:pain_score"]


def test_findings_of_a_mechanism_file_are_counted_once(folder: Path) -> None:
    with (folder / "mechanisms/worn_joint.yaml").open("a", encoding="utf-8") as out:
        out.write(
            "findings:\n"
            "  - id: own_sign\n    label: {en: Own}\n    asked: examination\n"
            "    leak: {present: {n: 1, N: 9, source: clinic2010}}\n"
        )
    page = coverage(load_knowledge(folder, cache=None))
    total = next(row for part in page.sections for row in part.rows if row.label == "all")
    assert total.numbers["measured"] == 11


def test_the_page_is_readable(folder: Path) -> None:
    assert max(map(len, page_text(coverage(load_knowledge(folder, cache=None))).splitlines())) <= 100
