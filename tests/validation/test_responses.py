"""Shares of people helped by a treatment, predicted without the study that found them."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path

import pytest

from sequela.knowledge.estimate import Beta
from sequela.knowledge.load import load_knowledge
from sequela.knowledge.problem import KnowledgeError
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.validation.part import Settings, Study
from sequela.validation.responses.file import FILE, Responses, outcome_sources, read_responses
from sequela.validation.responses.part import part, untestable
from sequela.validation.responses.predict import Observed, between, observed, predictions, reached


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    """The packaged knowledge."""
    return load_knowledge()


@pytest.fixture(scope="module")
def responses(knowledge: Knowledge) -> Responses:
    """The packaged file."""
    return read_responses(knowledge)


@pytest.fixture(scope="module")
def found(knowledge: Knowledge, responses: Responses) -> tuple[Observed, ...]:
    """Every share that may be predicted."""
    return observed(knowledge, responses)


def _moved(found: tuple[Observed, ...], source: str, share: float) -> tuple[Observed, ...]:
    return tuple(
        dataclasses.replace(o, share=Beta(mean=share, weight=o.share.weight)) if o.source == source else o
        for o in found
    )


# --- the file ---------------------------------------------------------------------------------------------------------


def test_what_is_held_out_is_reckoned_from_nowhere(knowledge: Knowledge, responses: Responses) -> None:
    assert len(responses.held_out) >= 8
    for held in responses.held_out:
        assert held.id not in outcome_sources(knowledge, held.treatment)


@pytest.mark.parametrize(
    ("wrong", "right", "place", "mend"),
    [
        ("treatment: medial_branch_rfa", "treatment: medial_branch_rf", "held_out[1].treatment", "did you mean"),
        (
            "helps: [epidural_fibrosis]",
            "helps: [epidural_scar]",
            "held_out[0].helps",
            "did you mean 'epidural_fibrosis'?",
        ),
        ("n: 48, N: 60", "n: 68, N: 60", "held_out[0].n", "n is counted among N people"),
        ("id: macvicar2013", "id: conger2020", "held_out[1].id", "it is tested by leaving it out"),
        ("id: castroman2019", "id: castroman2018", "held_out[5].id", "add it under sources"),
        ("source: deer2018sunburst", "source: deer2018", "no_response[4].source", "did you mean 'deer2018sunburst'?"),
        ("months: 3, n: 48", "month: 3, n: 48", "held_out[0].month", "did you mean 'months'?"),
    ],
)
def test_a_wrong_file_is_refused_with_the_place_and_the_mend(
    knowledge: Knowledge, tmp_path: Path, wrong: str, right: str, place: str, mend: str
) -> None:
    text = FILE.read_text(encoding="utf-8")
    assert wrong in text
    file = tmp_path / "responses.yaml"
    file.write_text(text.replace(wrong, right, 1), encoding="utf-8")
    with pytest.raises(KnowledgeError) as refused:
        read_responses(knowledge, file)
    assert place in str(refused.value)
    assert mend in str(refused.value)


# --- leaving a study out ----------------------------------------------------------------------------------------------


def test_a_study_plays_no_part_in_its_own_prediction(knowledge: Knowledge, found: tuple[Observed, ...]) -> None:
    def expected(shares: tuple[Observed, ...]) -> tuple[float, tuple[float, float]]:
        (one,) = (p for p in predictions(knowledge, shares, 5) if p.observed.source == "kwak2019facet")
        return one.expected, one.wide

    assert expected(found) == expected(_moved(found, "kwak2019facet", 0.05))


def test_a_study_moved_far_away_lies_outside(knowledge: Knowledge, found: tuple[Observed, ...]) -> None:
    def inside(shares: tuple[Observed, ...]) -> bool:
        (one,) = (p for p in predictions(knowledge, shares, 5) if p.observed.source == "conger2020")
        return one.inside

    assert inside(found)
    assert not inside(_moved(found, "conger2020", 0.02))


def test_two_reports_of_one_trial_do_not_predict_each_other(knowledge: Knowledge, found: tuple[Observed, ...]) -> None:
    trials = [o.trial for o in found if o.treatment == "spinal_cord_stimulation"]
    assert len(trials) == len(set(trials))
    assert all(p.by.trial != p.observed.trial for p in predictions(knowledge, found, 5))
    assert "sacroiliac_fusion" in untestable(found)  # both its publications are of one trial


def test_a_treatment_with_one_study_is_listed_and_not_predicted(
    knowledge: Knowledge, found: tuple[Observed, ...]
) -> None:
    alone = untestable(found)
    assert "acupuncture" in alone
    assert not {p.observed.treatment for p in predictions(knowledge, found, 5)} & set(alone)


# --- what the prediction allows for -----------------------------------------------------------------------------------


def test_studies_that_agree_leave_no_spread_between_them(found: tuple[Observed, ...]) -> None:
    alike = tuple(dataclasses.replace(o, share=Beta(mean=0.5, weight=o.share.weight)) for o in found)
    assert between(alike) == 0
    assert between(found) > 0.2


def test_the_spread_between_studies_widens_every_prediction(knowledge: Knowledge, found: tuple[Observed, ...]) -> None:
    for one in predictions(knowledge, found, 5):
        assert one.wide[1] - one.wide[0] >= one.own[1] - one.own[0] - 0.02, one.observed.source


def test_a_treatment_reaches_its_target_and_part_of_a_pattern(knowledge: Knowledge) -> None:
    care = knowledge.treatments["medial_branch_rfa"].care
    assert care is not None
    assert reached(knowledge, care, ["facet_joint_pain"]) == 1
    assert reached(knowledge, care, ["hip_joint_pain"]) == 0
    assert 0 < reached(knowledge, care, ["mechanical_back_pain"]) < 0.5
    assert reached(knowledge, care, ["facet_joint_pain", "hip_joint_pain"]) == 0.5
    stimulation = knowledge.treatments["spinal_cord_stimulation"].care
    assert stimulation is not None
    assert reached(knowledge, stimulation, ["neuropathic_pain"]) == 1
    assert reached(knowledge, stimulation, ["mechanical_back_pain"]) == 0


def test_the_part_says_the_same_whatever_the_processes(knowledge: Knowledge) -> None:
    def with_workers(workers: int) -> Study:
        settings = Settings(seed=3, patients=100, workers=workers, as_of=dt.date(2026, 1, 1), cases=None)
        return Study(knowledge=knowledge, settings=settings, progress=_silent)

    one, two = part(with_workers(1)), part(with_workers(2))
    assert one == two
    assert {f.id for f in one.figures} >= {"held_out_inside", "left_out_inside", "left_out_error", "untestable"}


def _silent(done: float, what: str) -> None:
    """Progress nobody watches."""
