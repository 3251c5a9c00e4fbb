"""As assumptions fail the answers lose their worth, and the part says how fast."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace

import numpy as np
import pytest

from sequela.knowledge.load import load_knowledge
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.validation.danger_by_rules import triaged
from sequela.validation.degradation import Measured, measured
from sequela.validation.faults import Place, endangered, places
from sequela.validation.part import Settings, Study
from sequela.validation.round_trip import AS_FILES
from sequela.validation.scores import dangerous
from sequela.validation.study import as_data, validate

from .tiny import tiny_knowledge


def study(knowledge: Knowledge, patients: int, workers: int = 1) -> Study:
    settings = Settings(seed=1, patients=patients, workers=workers, as_of=dt.date(2026, 1, 1), cases=None)
    return Study(knowledge=knowledge, settings=settings, progress=lambda done, what: None)  # noqa: ARG005


AT = [
    (place, practice)
    for place, practice in places()
    if place in ((None, 0.0), ("wrong", 0.1), ("wrong", 0.4), ("told_present", 9.0), ("told_absent", 9.0))
]


@pytest.fixture(scope="module")
def tiny() -> dict[Place, Measured]:
    return measured(study(tiny_knowledge(), 4800), AT)


def test_statements_above_70_percent_come_true_less_often_the_more_answers_are_wrong(
    tiny: dict[Place, Measured],
) -> None:
    right, some, many = (tiny[place] for place in ((None, 0.0), ("wrong", 0.1), ("wrong", 0.4)))
    assert right.claims.value > 0.75
    assert right.claims.value > some.claims.value > many.claims.value
    assert many.claims.value < 0.7
    assert many.claims.value + 3 * many.claims.se < right.claims.value


def test_findings_help_when_right_and_harm_when_two_in_five_are_wrong(tiny: dict[Place, Measured]) -> None:
    assert tiny[None, 0.0].gain.value > 2 * tiny[None, 0.0].gain.se
    assert tiny["wrong", 0.4].gain.value < -2 * tiny["wrong", 0.4].gain.se


def test_calibration_error_rises_with_every_kind_of_broken_assumption(tiny: dict[Place, Measured]) -> None:
    right = tiny[None, 0.0]
    for place in (("wrong", 0.4), ("told_present", 9.0), ("told_absent", 9.0)):
        worst = tiny[place]
        assert worst.everything.error > right.everything.error + 2 * worst.everything.error_se


def test_telling_only_what_is_absent_keeps_dangers_low(tiny: dict[Place, Measured]) -> None:
    assert tiny[None, 0.0].low.n > 40
    assert tiny["told_absent", 9.0].low.value > tiny[None, 0.0].low.value


def test_intervals_are_judged_in_some_of_the_patients_only(tiny: dict[Place, Measured]) -> None:
    assert tiny[None, 0.0].patients == 600
    assert 0 < tiny[None, 0.0].covered.n < 600
    assert tiny[None, 0.0].covered.value == pytest.approx(0.9, abs=4 * tiny[None, 0.0].covered.se)


def test_dangerous_is_what_the_knowledge_treats_before_all_else() -> None:
    found = dangerous(load_knowledge())
    assert {
        "spinal_infection",
        "myelopathy",
        "postoperative_epidural_hematoma",
        "vertebral_fracture_or_tumour",
    } <= found
    assert "facet_joint_pain" not in found


def test_two_processes_find_what_one_finds() -> None:
    alone, shared = (measured(study(tiny_knowledge(), 700, workers), AT[:2]) for workers in (1, 2))
    assert json.dumps(as_data(tuple(alone.values())), default=str) == json.dumps(
        as_data(tuple(shared.values())), default=str
    )
    assert all((alone[place].gain.hits == shared[place].gain.hits).all() for place in alone)


def test_red_flags_tell_a_danger_from_none_when_answers_are_right_and_no_longer_when_two_in_five_are_wrong() -> None:
    knowledge = load_knowledge()

    def flagged(wrong: float) -> tuple[float, float]:
        """Shares with a flag among patients with a danger, and without."""
        batches = [
            triaged(knowledge, batch)
            for batch in endangered(replace(AS_FILES, wrong=wrong), 1, 600, dangerous(knowledge), 3_000_000)
        ]
        ill, raised = (np.concatenate([getattr(b, name) for b in batches]) for name in ("endangered", "raised"))
        return float(raised[ill].mean()), float(raised[~ill].mean())

    with_danger, without = flagged(0.0)
    assert with_danger > without + 0.1
    assert min(flagged(0.4)) > 0.8


def test_the_part_says_from_where_on_statements_are_unsafe_and_shows_every_strength() -> None:
    (part,) = validate(study(load_knowledge(), 70), ["broken"]).parts
    figures = {f.id: f for f in part.figures}
    assert figures["unsafe_claims_wrong"].label == "Wrong answers: from where on statements are unsafe"
    assert {"claims_wrong_10", "claims_wrong_20", "claims_wrong_40", "claims_together_75", "claims_hidden_1"} <= set(
        figures
    )
    assert figures["claims_wrong_40"].value < figures["claims_together_75"].value  # type: ignore[operator]
    assert figures["claims_wrong_40"].goal is None  # a loss is measured, not held to a goal
    tables = {t.id: t for t in part.tables}
    assert [row[0] for row in tables["broken_wrong"].rows] == [0.0, 0.1, 0.2, 0.4]
    assert all(len(row) == len(t.columns) for t in part.tables for row in t.rows)
    assert all(picture.table in tables for picture in part.pictures)
