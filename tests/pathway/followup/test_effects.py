"""A treatment is judged by the scores before and after it, from the day it can be judged, with what else was begun."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pytest

from sequela.assessment.followup import Plans
from tests.pathway.followup.patients import INJECTION, effect, followed, patient, scored

TFESI = "epidural_steroid_transforaminal"


@dataclass(frozen=True)
class Prediction:
    probability: float | None
    interval: tuple[float, float] | None


def test_the_last_score_before_and_the_first_from_the_day_of_judgement() -> None:
    points = {"2023-09-01": 9, "2024-01-05": 8, "2024-01-20": 2, "2024-02-08": 4, "2024-05-20": 6}
    found = effect(followed(patient(scored("pain_leg", points), treatments=[INJECTION])), TFESI)
    assert found.judge_on == dt.date(2024, 2, 7)  # four weeks after an injection
    (score,) = found.scores
    assert (score.before.value, score.after.value, score.verdict, score.early) == (8, 4, "better", False)
    assert score.percent == pytest.approx(-50)


def test_a_score_of_the_day_itself_is_from_before() -> None:
    found = effect(
        followed(patient(scored("pain_leg", {"2024-01-10": 8, "2024-03-01": 3}), treatments=[INJECTION])), TFESI
    )
    assert [score.before.value for score in found.scores] == [8]


def test_too_early_to_judge_is_said() -> None:
    points = {"2024-01-05": 8, "2024-01-20": 2}
    found = effect(followed(patient(scored("pain_leg", points), treatments=[INJECTION])), TFESI)
    assert found.scores[0].early
    assert "can be judged" in str(found.why_open)


@pytest.mark.parametrize(
    ("points", "why"),
    [
        ({"2024-01-05": 8}, "both before and after"),
        ({"2024-03-05": 8}, "both before and after"),
        ({"2023-05-05": 8, "2024-03-05": 2}, "both before and after"),  # eight months before is another time
        ({"2024-01": 8, "2024-03-05": 2}, "both before and after"),  # somewhen in that month: before or after
    ],
)
def test_without_a_score_on_both_sides_nothing_is_claimed(points: dict[str, float], why: str) -> None:
    found = effect(followed(patient(scored("pain_leg", points), treatments=[INJECTION])), TFESI)
    assert (found.scores, found.verdict) == ((), "not_known")
    assert why in str(found.why_open)


def test_a_treatment_without_a_time_keeps_its_recorded_effect() -> None:
    of = patient(
        scored("pain_leg", {"2024-01-05": 8, "2024-05-20": 2}), treatments=[{"treatment": TFESI, "effect": "good"}]
    )
    found = effect(followed(of), TFESI)
    assert (found.effect, found.scores) == ("good", ())
    assert "time is not recorded" in str(found.why_open)


def test_a_course_is_judged_at_its_end() -> None:
    course = {"treatment": "physical_therapy", "weeks": 8, "when": "2024-02-01", "effect": "none", "adequate": "yes"}
    points = {"2024-01-30": 7, "2024-03-01": 4, "2024-04-01": 7}
    found = effect(followed(patient(scored("pain_back", points), treatments=[course])), "physical_therapy")
    assert found.judge_on == dt.date(2024, 3, 28)
    assert [score.after.value for score in found.scores] == [7]
    ended = {**course, "ended": "2024-03-30"}
    assert effect(followed(patient(treatments=[ended])), "physical_therapy").judge_on == dt.date(2024, 3, 30)


def test_a_course_told_with_its_effect_before_it_can_have_ended_is_told_by_its_end() -> None:
    course = {"treatment": "physical_therapy", "weeks": 12, "when": "2024-05-20", "effect": "none", "adequate": "yes"}
    points = {"2024-02-20": 7, "2024-05-25": 7}
    found = effect(followed(patient(scored("pain_back", points), treatments=[course])), "physical_therapy")
    assert found.judge_on == dt.date(2024, 5, 20)
    assert [(score.before.value, score.verdict) for score in found.scores] == [(7, "no_important_change")]


def test_what_else_was_begun_is_named() -> None:
    other = {"treatment": "physical_therapy", "weeks": 6, "when": "2024-01-20"}
    points = {"2024-01-05": 8, "2024-03-10": 3}
    of = followed(patient(scored("pain_leg", points), treatments=[INJECTION, other]))
    assert effect(of, TFESI).beside == ("Physiotherapy and exercise",)
    alone = followed(patient(scored("pain_leg", points), treatments=[INJECTION]))
    assert effect(alone, TFESI).beside == ()


@pytest.mark.parametrize(
    ("points", "low", "high"),
    [
        ({"2024-01-09": 8, "2024-02-10": 3, "2024-05-10": 3}, 121, None),  # still there
        ({"2024-01-09": 8, "2024-02-10": 3, "2024-05-10": 7}, 31, 121),  # gone in between
        ({"2024-01-09": 8, "2024-02-10": 8, "2024-05-10": 3}, 121, None),
    ],
)
def test_how_long_it_lasted_lies_between_the_scores(points: dict[str, float], low: int, high: int | None) -> None:
    lasted = effect(followed(patient(scored("pain_leg", points), treatments=[INJECTION])), TFESI).lasted
    assert lasted is not None
    assert (lasted.low, lasted.high) == (low, high)


def test_no_effect_has_no_duration_and_a_recorded_one_counts() -> None:
    points = {"2024-01-09": 8, "2024-02-10": 8}
    assert effect(followed(patient(scored("pain_leg", points), treatments=[INJECTION])), TFESI).lasted is None
    told = {**INJECTION, "effect": "partial", "percent": 40, "effect_weeks": 3}
    found = effect(followed(patient(treatments=[told])), TFESI)
    assert found.lasted is not None
    assert (found.lasted.low, found.percent) == (21, 40)


@pytest.mark.parametrize(
    ("last", "observed"), [(4, "relief"), (4.5, "no_relief"), (9, "no_relief"), (None, "not_known")]
)
def test_what_was_expected_stands_beside_what_was_seen(last: float | None, observed: str) -> None:
    points = {"2024-01-09": 8} | ({} if last is None else {"2024-02-10": last})
    plans = Plans(predicted={TFESI: Prediction(0.4, (0.25, 0.55))})
    expected = effect(followed(patient(scored("pain_leg", points), treatments=[INJECTION]), plans), TFESI).expected
    assert expected is not None
    assert expected.observed == observed
    assert "about 40 of 100" in expected.words
    assert "25 to 55" in expected.words


def test_an_operation_is_followed_like_any_treatment() -> None:
    revision = {"procedure": "revision_discectomy", "when": "2024-01-15"}
    points = {"2024-01-05": 8, "2024-04-20": 2}
    of = followed(
        patient(scored("pain_leg", points), surgeries=[{"procedure": "discectomy", "when": "2020-03"}, revision])
    )
    found = effect(of, "revision_discectomy")
    assert (found.judge_on, found.verdict) == (dt.date(2024, 4, 15), "better")


def test_what_ended_before_it_began_is_refused() -> None:
    with pytest.raises(Exception, match="before it began"):
        patient(treatments=[{**INJECTION, "ended": "2023-12-01"}])
