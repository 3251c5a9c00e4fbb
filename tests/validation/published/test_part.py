"""The figures of a set: counted from its cases, and held to goals only if nobody saw the cases."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from sequela.knowledge.load import load_knowledge
from sequela.validation.part import Figure, Part, Settings, Study
from sequela.validation.published.entries import CaseSetError
from sequela.validation.published.figures import GOALS, Scored, figures
from sequela.validation.published.offered import AMONG_FIRST, LATER, NOT_STATED
from sequela.validation.published.part import part
from sequela.validation.published.scoring import AfterScore, CaseScore, Claim, Standing
from sequela.validation.published.tables import by_group
from sequela.validation.published.truth import Truth

CASES = [
    {
        "id": "fused",
        "region": "lumbar",
        "known_before": {
            "age": 61,
            "sex": "female",
            "prior_procedures": ["L4-S1 instrumented fusion"],
            "months_since_surgery": 120,
            "pain_sites": ["mid-lumbar back", "both legs"],
            "aggravating": ["walking"],
            "signs": {"neurogenic_claudication": "present"},
        },
        "truth": ["adjacent_segment_disease"],
        "urgent": False,
        "facts_known": 6,
        "right_next_test": {"ids": ["mri_plain", "other:a dream"]},
        "effective_treatment": {"ids": ["fusion"]},
        "confirming": {"tests": {"mri_plain": "L3-4 adjacent segment degeneration with central stenosis"}},
    },
    {
        "id": "shifted",
        "region": "lumbar",
        "known_before": {"age": 40, "prior_procedures": ["L5-S1 discectomy"], "pain_sites": ["leg"]},
        "truth": ["other: a retained textile"],
        "urgent": False,
        "confirming_step": "Something that no dictionary holds was seen.",
    },
    {"id": "lost", "region": "lumbar", "known_before": {"age": 50}},
]


def study(folder: Path, told: list[float], workers: int = 1) -> Study:
    settings = Settings(seed=5, patients=0, workers=workers, as_of=dt.date(2026, 1, 1), cases=folder)
    return Study(knowledge=load_knowledge(), settings=settings, progress=lambda done, _: told.append(done))


def figure(found: Part, name: str) -> Figure:
    return next(f for f in found.figures if f.id == name)


def test_an_unseen_set_is_held_to_the_goals_and_nothing_of_it_is_lost(tmp_path: Path) -> None:
    (tmp_path / "cases.json").write_text(json.dumps(CASES), encoding="utf-8")
    told: list[float] = []
    found = part(study(tmp_path, told))
    assert {f.id for f in found.figures if f.goal is not None} == set(GOALS)
    assert told == sorted(told)
    assert told[-1] == 1.0
    tables = {table.id: table for table in found.tables}
    assert [row[0] for row in tables["cases_each"].rows] == ["fused", "shifted"]
    assert [row[1] for row in tables["cases_problems"].rows] == ["lost"]
    assert figure(found, "cases_top_3").n == 1, "a cause outside the vocabulary cannot be ranked"
    assert figure(found, "cases_over_called").n == 2, "its danger can still be judged"
    assert "In 1 of 2 cases nothing that was found is a mechanism known here." in found.answer
    assert figure(found, "cases_after_first").n == 1
    assert found == part(study(tmp_path, [], workers=2)), "the same whatever the number of processes"


def test_a_set_in_which_no_case_can_be_assessed_is_refused(tmp_path: Path) -> None:
    entries = [{"id": "x", "known_before": {"age": 3}}]
    (tmp_path / "cases.json").write_text(json.dumps(entries), encoding="utf-8")
    with pytest.raises(CaseSetError, match=r"cases\.json: x truth: no truth for it"):
        part(study(tmp_path, []))


def made_up(
    rank: int, *, urgent: tuple[bool, bool] = (False, False), age: float = 40, after: int | None = 1
) -> CaseScore:
    """A case whose answer ranks a true cause so; its other rankings put it fourth. `urgent`: in truth, as called."""
    fourth, found = Standing(rank=4, bits=-4.0, brier=1.0), Standing(rank=rank, bits=-float(rank), brier=0.5)
    later = None if after is None else Standing(rank=after, bits=-1.0, brier=0.2)
    return CaseScore(
        case=f"rank {rank}",
        region="lumbar",
        age=(age, age),
        sex=None,
        truth=Truth(mechanisms=("a",), urgent=urgent[0], facts_known=rank + 4),
        standings={"prior": fourth, "with_context": fourth, "naive_bayes": fourth, "answer": found},
        first=("a", 0.5),
        claims=(Claim(mechanism="a", probability=0.8, true=rank == 1),),
        urgent=urgent[1],
        test=AMONG_FIRST if rank < 3 else LATER,
        test_withheld=None,
        test_proposed=False,
        treatment=NOT_STATED,
        after=AfterScore(standing=later, first="a", from_sentence=True),
        values=10,
        understood=8,
        partly=1,
    )


SCORES = (made_up(1), made_up(3, urgent=(True, True), age=65), made_up(9, urgent=(False, True), age=50, after=None))


def test_the_figures_count_the_cases() -> None:
    said = {f.id: (f.value, f.n) for f in figures(Scored(scores=SCORES, seed=1, seen=0))}
    third = pytest.approx(1 / 3)
    assert said["cases_top_1"] == (third, 3)
    assert said["cases_top_3"] == (pytest.approx(2 / 3), 3)
    assert said["cases_top_3_well_known"] == (0.5, 2), "ranks 3 and 9 have 7 and 13 facts"
    assert said["cases_top_3_over_context"] == (pytest.approx(200 / 3), 3)
    assert said["cases_bits_over_prior"] == (pytest.approx((3 + 1 - 5) / 3), 3)
    assert said["cases_claims_true"] == (third, 3)
    assert said["cases_urgent_found"] == (1.0, 1)
    assert said["cases_over_called"] == (0.5, 2)
    assert said["cases_test_first_three"] == (third, 3)
    assert said["cases_test_proposed"] == (0.0, 3)
    assert said["cases_treatment_eligible"] == (None, 0)
    assert said["cases_after_first"] == (1.0, 2)
    assert said["cases_values_understood"] == (0.9, 30)


def test_cases_that_were_seen_carry_that_note_and_no_goal() -> None:
    unseen, seen, some = (figures(Scored(scores=SCORES, seed=1, seen=n)) for n in (0, 3, 1))
    assert [f.value for f in seen] == [f.value for f in unseen]
    assert all(f.goal is None and f.note.startswith("seen while the knowledge was written") for f in seen)
    assert all(f.goal is None and f.note.startswith("1 of these cases were seen") for f in some)


def test_a_result_read_from_a_sentence_says_so() -> None:
    note = next(f.note for f in figures(Scored(scores=SCORES, seed=1, seen=0)) if f.id == "cases_after_first")
    assert note.startswith("2 of 3 results entered, 2 of them read")


def test_ages_fall_into_bands_in_order() -> None:
    rows = [row[1:3] for row in by_group(Scored(scores=SCORES, seed=1, seen=0)).rows if row[0] == "age"]
    assert rows == [("under 50", 1), ("50 to 64", 1), ("65 and over", 1)]
