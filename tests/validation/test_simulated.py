"""The parts on simulated patients say what was found, with intervals and goals, the same for any number of workers."""

from __future__ import annotations

import json

import numpy as np
import pytest

from sequela.knowledge.load import load_knowledge
from sequela.validation.answers import Answers
from sequela.validation.batches import assessed_all, batches
from sequela.validation.part import Part
from sequela.validation.practice import Practice
from sequela.validation.study import as_data, validate

from .test_broken import study
from .tiny import tiny_knowledge

PATIENTS = 50


@pytest.fixture(scope="module")
def parts() -> dict[str, Part]:
    """Both parts that ask about the same patients, of the knowledge as it is."""
    return {part.id: part for part in validate(study(load_knowledge(), PATIENTS), ["simulated", "groups"]).parts}


def test_the_lumbar_answers_are_held_to_the_goals_of_calibration(parts: dict[str, Part]) -> None:
    figures = {f.id: f for f in parts["simulated"].figures}
    for kind, low, high in (("error_all", None, 0.02), ("covered", 0.88, 0.92)):
        figure = figures[f"{kind}_lumbar"]
        assert figure.goal is not None
        assert (figure.goal.low, figure.goal.high) == (low, high)
        assert figure.value is not None
        assert figure.low is not None
        assert figure.low <= figure.value


def test_too_few_patients_are_held_to_no_goal_but_shown_beside_chance(parts: dict[str, Part]) -> None:
    figures = {f.id: f for f in parts["simulated"].figures}
    for region in ("lumbar", "cervical", "thoracic"):
        figure = figures[f"error_likely_{region}"]
        assert figure.goal is None
        assert "by chance alone" in figure.note
        assert "too few patients" in figure.note
        assert {f"rank_distance_{region}", f"claims_{region}", f"nothing_active_{region}"} <= set(figures)


def test_writing_a_patient_as_a_case_file_changes_nothing(parts: dict[str, Part]) -> None:
    figures = {f.id: f for f in parts["simulated"].figures}
    assert figures["files_findings"].value == 0
    assert figures["files_difference"].met


def test_the_neck_and_the_chest_have_four_fifths_of_the_patients_of_the_lumbar_spine(parts: dict[str, Part]) -> None:
    (table,) = parts["groups"].tables
    patients = {row[1]: row[2] for row in table.rows if row[0] == "Region"}
    assert patients == {"Lumbar": 50, "Cervical": 40, "Thoracic": 40}


def test_every_patient_is_in_one_age_group_or_told_no_age(parts: dict[str, Part]) -> None:
    (table,) = parts["groups"].tables
    ages = {row[1]: row[2] for row in table.rows if row[0] == "Age"}
    assert {"Under 40", "40 to 64", "65 or older", "not told"} == set(ages)
    assert sum(n for n in ages.values() if isinstance(n, int)) == 130


def test_that_sex_cannot_be_judged_is_said(parts: dict[str, Part]) -> None:
    assert any("Sex" in limit for limit in parts["groups"].limits)


def test_what_is_drawn_stands_in_a_table_and_everything_can_be_written(parts: dict[str, Part]) -> None:
    for part in parts.values():
        tables = {table.id for table in part.tables}
        assert part.pictures
        assert all(picture.table in tables for picture in part.pictures)
        assert all(len(row) == len(table.columns) for table in part.tables for row in table.rows)
        ids = [f.id for f in part.figures]
        assert len(ids) == len(set(ids))
        json.dumps(as_data(part), allow_nan=False)


def test_two_processes_give_the_bytes_that_one_gives() -> None:
    def answered(workers: int) -> list[Answers]:
        return assessed_all(
            study(tiny_knowledge(), 120, workers), list(batches("lumbar", 1, 120, Practice())), "patients assessed"
        )

    for alone, shared in zip(answered(1), answered(2), strict=True):
        for name in ("active", "low", "high", "rank", "under_own_numbers", "told"):
            assert getattr(alone, name).tobytes() == getattr(shared, name).tobytes()


def test_another_seed_draws_other_patients_and_the_same_seed_the_same() -> None:
    first, again, others = (
        assessed_all(study(tiny_knowledge(), 40), list(batches("lumbar", seed, 40, Practice())), "")[0]
        for seed in (1, 1, 2)
    )
    assert np.array_equal(first.active, again.active)
    assert not np.array_equal(first.active, others.active)
