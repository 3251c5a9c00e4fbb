"""The page of a treatment tells all that the plan reckons from: aim, times, harms, predictors, gates, judgement."""

from __future__ import annotations

import pytest

from sequela.upkeep.pages import Page, Row, find_page, page_text
from tests.pathway.triage.patients import knowledge


def rows(page: Page, heading: str) -> tuple[Row, ...]:
    return next((part.rows for part in page.sections if part.heading == heading), ())


@pytest.fixture(scope="module")
def ablation() -> Page:
    return find_page(knowledge(), "treatment:medial_branch_rfa")


def test_it_says_what_it_is_and_what_it_is_aimed_at(ablation: Page) -> None:
    care = knowledge().treatments["medial_branch_rfa"].care
    assert care is not None
    assert ablation.about == care.about.en
    aim = rows(ablation, "What it is aimed at")
    assert aim[0].id == "mechanism:facet_joint_pain"
    assert any("stage: ablation" in row.label for row in aim)


def test_a_palliative_treatment_is_aimed_at_patterns() -> None:
    palliative = next(t for t in knowledge().treatments.values() if t.care is not None and t.care.acts == "palliative")
    aim = rows(find_page(knowledge(), f"treatment:{palliative.id}"), "What it is aimed at")
    assert aim[0].id is not None
    assert aim[0].id.startswith("pattern:")


def test_times_harms_predictors_and_judgement_stand_with_their_origin(ablation: Page) -> None:
    for heading in ("How soon, how long, and what it takes", "Harms", "Who responds more or less often"):
        found = rows(ablation, heading)
        assert found
        assert all(row.estimate is not None for row in found), heading
    assert [row.lead for row in rows(ablation, "When it is judged")] == ["12", "enough", "some", "too little"]


def test_gates_stand_by_their_role_with_sources_or_the_word_that_none_was_found(ablation: Page) -> None:
    gates = rows(ablation, "When not, and what instead")
    leads = [row.lead for row in gates]
    assert leads == sorted(leads, key=["not", "only if", "not again", "with care"].index)
    own = next(row for row in gates if row.id == "gate:two_facet_blocks")
    assert "met by: Medial branch blocks" in (own.words or "")
    assert "(facet_blocks_rct2010, conger2020)" in (own.words or "")
    assert any("without a publication: " in (row.words or "") for row in gates)


def test_every_gate_and_criterion_has_a_page_and_every_treatment_can_be_read() -> None:
    known = knowledge()
    for treatment in known.treatments:
        page = find_page(known, f"treatment:{treatment}")
        assert page_text(page, full=True)
    for row in rows(find_page(known, "treatment:spinal_cord_stimulation"), "When not, and what instead"):
        assert find_page(known, row.id or "").kind == "gate"
    for profile in known.coverage.values():
        for criterion in profile.criteria[:2]:
            assert find_page(known, f"criterion:{criterion.id}").label == criterion.text.en
