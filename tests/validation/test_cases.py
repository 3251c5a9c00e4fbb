"""Published cases are scored as they are, case by case."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import replace
from pathlib import Path

import pytest

from sequela.assessment import LedgerEntry
from sequela.knowledge.load import load_knowledge
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.validation.cases import (
    CaseScore,
    CaseSetError,
    Standing,
    Truth,
    forecast,
    leaves,
    left_over,
    read_truths,
    score_cases,
    standing,
    summary,
)

from .tiny import tiny_knowledge

AS_OF = dt.date(2026, 1, 1)

VIGNETTES = """
- id: made-up-1
  region: lumbar
  known_before:
    age: 61
    pain_sites: [buttock, "glimmering of the left aura"]
    signs: {straight_leg_raise: absent}
- id: made-up-2
  region: cervical
  known_before: {age: 40, pain_sites: [neck]}
- id: made-up-3
  region: lumbar
  known_before: {age: 50}
"""
TRUTH = """
- {id: made-up-1, truth: [sacroiliac_joint_pain], urgent: false}
- {id: made-up-2, truth: [central_stenosis], urgent: false}
- {id: made-up-3, truth: [a_cause_nobody_knows], urgent: true, vocab_fit: approximate}
"""


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    vignettes, truth = tmp_path / "vignettes.yaml", tmp_path / "truth.yaml"
    vignettes.write_text(VIGNETTES, encoding="utf-8")
    truth.write_text(TRUTH, encoding="utf-8")
    return vignettes, truth


def test_the_best_true_mechanism_ranks_and_the_dominant_one_scores() -> None:
    shares = {"a": 0.5, "b": 0.125, "c": 0.25}
    assert standing(shares, ("b", "c")) == Standing(rank=2, bits=-3.0)
    assert standing(shares, ()) is None


def test_a_cause_held_impossible_costs_much_but_not_everything() -> None:
    found = standing({"a": 1.0, "b": 0.0}, ("b",))
    assert found == Standing(rank=2, bits=-10.0)


def test_the_prior_alone_knows_no_patient_and_context_rules_out() -> None:
    knowledge = tiny_knowledge()
    alone = forecast(knowledge, "lumbar", {})
    assert sorted(alone, key=lambda m: -alone[m])[0] == "pressed_root"
    assert 0 < sum(alone.values()) < 1
    assert forecast(knowledge, "cervical", {}) == {}


def test_every_single_value_has_a_place() -> None:
    raw = {"age": 3, "sites": ["a", "b"], "tried": [{"name": "x", "effect": "none"}], "empty": []}
    assert list(leaves(raw)) == [
        "known_before.age",
        "known_before.sites[0]",
        "known_before.sites[1]",
        "known_before.tried[0].name",
        "known_before.tried[0].effect",
    ]


def test_a_truth_without_mechanisms_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "truth.yaml"
    path.write_text("- {id: x, truth: sacroiliac_joint_pain}\n", encoding="utf-8")
    with pytest.raises(CaseSetError, match="x: truth is a list of mechanisms"):
        read_truths(path)


def test_a_case_without_truth_is_refused(files: tuple[Path, Path]) -> None:
    files[1].write_text("- {id: made-up-1, truth: [sacroiliac_joint_pain]}\n", encoding="utf-8")
    with pytest.raises(CaseSetError, match="no truth for made-up-2, made-up-3"):
        score_cases(*files, load_knowledge(), AS_OF)


def of_the_low_back_only(knowledge: Knowledge) -> Knowledge:
    """The knowledge without any region but the lumbar one."""
    mechanisms = {
        m: replace(mechanism, regions={"lumbar": mechanism.regions["lumbar"]})
        for m, mechanism in knowledge.mechanisms.items()
        if "lumbar" in mechanism.regions
    }
    return replace(knowledge, mechanisms=mechanisms)


def test_each_case_says_whether_it_can_be_judged(files: tuple[Path, Path]) -> None:
    known, elsewhere, foreign = score_cases(*files, of_the_low_back_only(load_knowledge()), AS_OF)
    assert known.covered == "covered"
    assert known.answer is not None
    assert known.prior is not None
    assert elsewhere.covered == "region_not_covered"
    assert elsewhere.answer is None
    assert foreign.covered == "not_covered"
    assert foreign.truth.fit == "approximate"
    assert foreign.first is not None


def test_words_without_meaning_are_not_counted_as_understood(files: tuple[Path, Path]) -> None:
    known = score_cases(*files, load_knowledge(), AS_OF)[0]
    assert (known.values, known.understood) == (4, 3)


def entry(place: str, text: str, words: str) -> LedgerEntry:
    return LedgerEntry(fact=place, finding=None, label=text, value=words)


def test_values_understood_in_part_are_told_apart_from_those_not_understood() -> None:
    values = list(leaves({"age": 3, "sites": ["a", "b"], "tried": [{"name": "x", "effect": "none"}]}))
    assert left_over(values, []) == (0, 0)
    assert left_over(values, [entry("known_before.sites[0]", "a b", "b"), entry("known_before.age", "3", "3")]) == (
        1,
        1,
    )
    assert left_over(values, [entry("known_before.tried[0]", "x: none", "x: none")]) == (2, 0)
    assert left_over(values, [entry("known_before", "11", "11")]) == (1, 0)
    both = [entry("known_before.sites[0]", "a b", "b"), entry("known_before.sites[0]#2", "a b", "a b")]
    assert left_over(values, both) == (1, 0)


def score(rank: int, bits: float, *, urgent: tuple[bool, bool] = (False, False)) -> CaseScore:
    same = Standing(rank=4, bits=-4.0)
    return CaseScore(
        case="x",
        region="lumbar",
        truth=Truth(case="x", mechanisms=("a",), urgent=urgent[0], fit="exact"),
        covered="covered",
        judged=("a",),
        prior=same,
        with_context=same,
        answer=Standing(rank=rank, bits=bits),
        first=("a", 0.5),
        urgent=urgent[1],
        values=1,
        understood=1,
        partly=0,
    )


def test_the_set_is_counted_with_its_uncertainty() -> None:
    found = summary([score(1, -1.0), score(3, -3.0, urgent=(True, True)), score(9, -5.0, urgent=(False, True))])
    assert found.first == (0, 0, 1)
    assert found.in_three == (0, 0, 2)
    assert found.by_answer.bits == pytest.approx(1.0)
    assert found.by_answer.se == pytest.approx(2.0 / math.sqrt(3))
    assert (found.urgent, found.urgent_found, found.not_urgent, found.over_called) == (1, 1, 2, 1)
