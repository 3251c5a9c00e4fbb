"""Every published example, assessed by the real model: valid JSON, one screen, a narrow note."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from sequela.assess import assess
from sequela.assessment import Assessment
from sequela.case.files import case_of, read_file
from sequela.knowledge.load import load_knowledge
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.report import note, note_layout, terminal

from .schema import validate

EXAMPLES = Path(__file__).parents[2] / "examples" / "vignettes.yaml"
DAY = dt.date(2026, 1, 1)
ITEMS = {item.name: item for item in read_file(EXAMPLES)} if EXAMPLES.exists() else {}


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load_knowledge(cache=None)


@pytest.fixture(scope="module")
def assessments(knowledge: Knowledge) -> dict[str, Assessment]:
    cases = {name: case_of(item, knowledge, as_of=DAY, today=DAY) for name, item in ITEMS.items()}
    return {name: assess(case, knowledge, DAY) for name, case in cases.items()}


def test_all_twenty_are_there() -> None:
    assert len(ITEMS) == 20


@pytest.mark.parametrize("name", ITEMS)
def test_its_json_is_what_the_schema_describes(assessments: dict[str, Assessment], name: str) -> None:
    validate(assessments[name].to_json())


@pytest.mark.parametrize("name", ITEMS)
def test_it_fits_on_one_screen_and_says_its_danger(assessments: dict[str, Assessment], name: str) -> None:
    lines = terminal.render(assessments[name]).splitlines()
    assert len(lines) <= terminal.LINES
    assert max(map(len, lines)) <= 80
    assert any(line.startswith("DANGER  ") for line in lines)
    assert lines[-1].endswith("makes no diagnosis.")


@pytest.mark.parametrize("name", ITEMS)
def test_its_headline_fits_and_is_no_diagnosis(assessments: dict[str, Assessment], name: str) -> None:
    headline = assessments[name].headline
    assert "diagnos" not in headline.lower()
    assert "unknown" not in headline.lower()
    assert "None" not in headline
    assert 2 <= headline.count(". ") + 1 <= 8


@pytest.mark.parametrize("name", ITEMS)
def test_its_note_is_narrow_and_cites_what_it_uses(
    assessments: dict[str, Assessment], name: str, knowledge: Knowledge
) -> None:
    text = note.render(assessments[name], knowledge, full=True)
    assert all(len(line) <= note_layout.WIDTH or line.split()[0].startswith("http") for line in text.splitlines())
    assert "\nSOURCES\n" in text
    assert "WHAT BECAME OF EACH FACT" in text
