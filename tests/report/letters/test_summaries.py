"""The clinician's summary and the checklist for a payer: each number with its interval, each criterion with its day."""

from __future__ import annotations

import io

import pytest
from pypdf import PdfReader

from sequela.report.letters import pdf
from sequela.report.letters.authorisation import authorisation, spoken_of
from sequela.report.letters.clinician import clinician
from sequela.report.letters.document import Cell, Document, Table

from ..patients import FULL
from .made import CALM, EMPTY, FOOT_DROP, NECK, assessed, knowledge, section, texts


def summary(text: str) -> Document:
    return clinician(*assessed(text), knowledge())


def checklist(text: str, treatment: str | None = "spinal_cord_stimulation") -> Document:
    return authorisation(*assessed(text), knowledge(), treatment)


def table(document: Document, name: str) -> Table:
    part = next(s for s in document.sections if s.id == name)
    return next(block for block in part.blocks if isinstance(block, Table))


def test_danger_stands_first_and_is_the_title_where_it_cannot_wait() -> None:
    made = summary(FOOT_DROP)
    assert "foot drop" in made.title.lower()
    assert (made.sections[0].id, made.sections[0].tone) == ("danger", "alarm")
    assert summary(CALM).sections[0].tone == "plain"


def test_every_probability_has_its_interval_and_the_picture_shows_the_same() -> None:
    assessment, _ = assessed(CALM)
    ranked = {entry.title: entry for entry in assessment.complaints[0].differential}
    rows = table(summary(CALM), f"sources-{assessment.complaints[0].id}").rows
    assert rows
    for name, _main, _active, interval, drawn in rows:
        entry = next(e for title, e in ranked.items() if name.text.startswith(title))
        assert interval.text == f"{100 * entry.interval[0]:.0f}-{100 * entry.interval[1]:.0f}"
        assert drawn.drawn is not None
        assert (drawn.drawn.low, drawn.drawn.high) == entry.interval


def test_the_plan_is_staged_and_each_step_has_its_day_of_judgement() -> None:
    assessment, _ = assessed(CALM)
    assert assessment.plan is not None
    rows = table(summary(CALM), "plan").rows
    assert len(rows) == len(assessment.plan.stages)
    assert all(("week" in row[2].text and "2024" in row[2].text) or "2025" in row[2].text for row in rows)


def test_an_urgent_danger_holds_the_plan() -> None:
    assert "once the danger is settled" in section(summary(FOOT_DROP), "test")
    said = section(summary(FOOT_DROP), "plan")
    assert "Step" not in said.replace("First step and staged plan", "")


def test_what_became_of_the_facts_is_counted() -> None:
    assessment, _ = assessed(CALM)
    assert f"{len(assessment.ledger.used)} used" in section(summary(CALM), "facts")


@pytest.mark.parametrize("text", [CALM, FULL, FOOT_DROP, NECK, EMPTY])
def test_nothing_is_called_a_diagnosis(text: str) -> None:
    said = f"{texts(summary(text))} {texts(checklist(text))}".lower()
    assert "diagnosis" not in said.replace("makes no diagnosis", "").replace("no diagnosis", "")


@pytest.mark.parametrize("text", [CALM, FULL, FOOT_DROP, NECK, EMPTY])
def test_the_summary_fits_two_pages(text: str) -> None:
    assert len(PdfReader(io.BytesIO(pdf.render(summary(text)).content)).pages) <= 2


# --- authorisation ---------------------------------------------------------------------------------------------------


def test_a_checklist_says_first_that_it_is_no_clinical_truth() -> None:
    assert "not clinical truth" in checklist(CALM).lead


def test_each_criterion_is_met_not_met_or_not_documented_as_assessed() -> None:
    assessment, _ = assessed(CALM)
    assert assessment.coverage is not None
    made = checklist(CALM)
    for profile, criteria in assessment.coverage.items():
        asked = [c for c in criteria if "spinal_cord_stimulation" in c.treatment]
        states = [row[0].text for row in table(made, f"payer-{profile}").rows]
        words = {"met": "Met", "not_met": "Not met", "not_documented": "Not documented"}
        assert sorted(states) == sorted(words[c.status] for c in asked)


def test_what_is_not_documented_names_what_is_missing_and_has_no_day() -> None:
    for profile in ("payer-us_medicare", "payer-nice_england"):
        for state, _asked, day, record in table(checklist(CALM), profile).rows:
            if state.text == "Not documented":
                assert "missing:" in record.text.lower()
                assert day == Cell(text="–")


def test_no_probability_enters_a_checklist() -> None:
    assert "interval" not in texts(checklist(CALM))
    assert "Leading explanation" not in texts(checklist(CALM))


def test_a_treatment_of_which_no_payer_speaks_says_so() -> None:
    assert "acupuncture" not in spoken_of(knowledge())
    assert "no criterion on file speaks of acupuncture" in texts(checklist(CALM, "acupuncture"))
