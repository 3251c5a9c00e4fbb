"""The readings that clinicians agree on, each with an invented diary: what it is called and whether it counts."""

from __future__ import annotations

import pytest

from sequela.assess import assess
from sequela.case.diary_csv import MOST_BYTES
from sequela.case.form import Reading
from sequela.case.read_diary import diary_file
from sequela.pathway.blocks.answer import block_readings, with_blocks, with_changes, without

from .diaries import (
    BUPIVACAINE_RELIEF,
    CASE,
    EXAMPLES,
    LIDOCAINE_RELIEF,
    NO_RELIEF,
    TODAY,
    block,
    case_from,
    example,
    knowledge,
    readings,
    said,
    with_lines,
)


def facts_of_blocks(case: object) -> dict[str, object]:
    return {f.id: f.value for f in case.facts if f.id.startswith("blocks")}  # type: ignore[attr-defined]


def test_two_reliefs_longer_with_the_longer_drug_are_dual_positive() -> None:
    case = example("dual.yaml")
    first, second = block_readings(case, knowledge())
    assert (first.verdict, second.verdict) == ("positive", "positive")
    assert first.level == second.level == "dual_positive"
    assert second.concordance is not None
    assert second.concordance.verdict == "concordant"
    assert second.opens is not None
    assert second.opens.step == "ablation"
    assert facts_of_blocks(with_blocks(case, knowledge())) == {"blocks[1].diary": "dual_positive"}


def test_the_differential_rises_with_a_dual_positive_and_falls_with_a_negative_block() -> None:
    def differential(case: object) -> object:
        return assess(case, knowledge(), TODAY).complaints  # type: ignore[arg-type]

    dual = example("dual.yaml")
    moved = with_changes(block_readings(dual, knowledge()), dual, knowledge(), differential)[1].changes  # type: ignore[arg-type]
    facet = next(change for change in moved if change.mechanism == "facet_joint_pain")
    assert facet.after > facet.before + 0.2
    none = with_lines(block(NO_RELIEF))
    moved = with_changes(block_readings(none, knowledge()), none, knowledge(), differential)[0].changes  # type: ignore[arg-type]
    facet = next(change for change in moved if change.mechanism == "facet_joint_pain")
    assert facet.after < facet.before


def test_relief_that_lasts_longer_with_the_shorter_drug_is_discordant_and_stays_one_positive_block() -> None:
    long_lidocaine = ((0.5, 2), (1, 1), (4, 1), (8, 2), (10, 7))
    short_bupivacaine = ((0.5, 2), (1, 2), (2, 3), (2.5, 7), (4, 7))
    first, second = readings(block(long_lidocaine), block(short_bupivacaine, drug="bupivacaine", date="2024-04-29"))
    assert second.concordance is not None
    assert second.concordance.verdict == "discordant"
    assert first.level == second.level == "single_positive"
    assert second.opens is not None
    assert second.opens.step == "repeat_block"


def test_relief_beyond_the_drugs_is_concordant_and_prolonged_and_counts() -> None:
    very_long = ((0.5, 2), (2, 1), (8, 1), (12, 2), (24, 7))
    _, second = readings(block(LIDOCAINE_RELIEF), block(very_long, drug="bupivacaine", date="2024-04-29"))
    assert second.duration == "longer"
    assert second.concordance is not None
    assert second.concordance.verdict == "concordant_prolonged"
    assert second.level == "dual_positive"


def test_a_first_relief_that_is_not_repeated_is_negative() -> None:
    first, second = readings(block(LIDOCAINE_RELIEF), block(NO_RELIEF, drug="bupivacaine", date="2024-04-29"))
    assert (first.verdict, second.verdict) == ("positive", "negative")
    assert second.concordance is not None
    assert second.concordance.verdict == "not_repeated"
    assert first.level == second.level == "negative"


def test_relief_only_the_second_time_settles_nothing() -> None:
    first, second = readings(block(NO_RELIEF), block(BUPIVACAINE_RELIEF, drug="bupivacaine", date="2024-04-29"))
    assert first.level is None
    assert second.level is None
    assert "a further one decides" in said(second)


def test_relief_under_an_opioid_and_midazolam_cannot_be_read() -> None:
    (reading,) = readings(block(LIDOCAINE_RELIEF, sedation="midazolam 2 mg and fentanyl"))
    assert reading.verdict == "uninterpretable"
    assert "relieves pain by itself" in said(reading)
    assert reading.level is None


def test_pain_that_stays_in_spite_of_sedation_has_stayed() -> None:
    (reading,) = readings(block(NO_RELIEF, sedation="propofol"))
    assert reading.verdict == "negative"


def test_midazolam_alone_weakens_and_does_not_void() -> None:
    (reading,) = readings(block(LIDOCAINE_RELIEF, sedation="midazolam 1 mg"))
    assert reading.verdict == "positive"
    assert any("with reservation" in caution.text for caution in reading.cautions)


def test_sedation_not_recorded_is_said_and_not_taken_for_none() -> None:
    (reading,) = readings(block(LIDOCAINE_RELIEF, sedation=""))
    assert reading.verdict == "positive"
    assert any("not recorded" in caution.text for caution in reading.cautions)


def test_no_relief_is_negative() -> None:
    (reading,) = readings(block(NO_RELIEF))
    assert (reading.verdict, reading.level) == ("negative", "negative")
    assert reading.categories == {"50": "not_reached", "75": "not_reached", "80": "not_reached"}
    assert reading.opens is not None
    assert reading.opens.step == "nothing"


def test_relief_that_ends_before_the_drug_can_have_worn_off_is_negative() -> None:
    brief = ((0.5, 2), (0.75, 3), (1, 7), (2, 7))
    (reading,) = readings(block(brief, drug="bupivacaine"))
    assert reading.verdict == "negative"
    assert reading.duration == "shorter"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"baseline": ""}, "no score before the block"),
        ({"baseline": "3"}, "below 4"),
    ],
)
def test_without_a_fit_baseline_nothing_can_be_read(changes: dict[str, str], reason: str) -> None:
    (reading,) = readings(block(LIDOCAINE_RELIEF, **changes))  # type: ignore[arg-type]
    assert reading.verdict == "uninterpretable"
    assert reason in said(reading)
    assert set(reading.categories.values()) == {"unknown"}


def test_a_baseline_of_four_is_just_enough() -> None:
    (reading,) = readings(block(((0.5, 1), (1, 1), (2, 1), (3, 4)), baseline="4"))
    assert reading.verdict == "positive"


def test_too_few_scores_cannot_be_read() -> None:
    (reading,) = readings(block(((0.5, 2), (1, 2))))
    assert reading.verdict == "uninterpretable"
    assert "2 of the 3 scores" in said(reading)


def test_scores_that_begin_when_the_drug_may_be_gone_cannot_be_read() -> None:
    (reading,) = readings(block(((4, 7), (5, 7), (6, 7))))
    assert reading.verdict == "uninterpretable"


def test_relief_after_a_painkiller_is_not_relief_by_the_block() -> None:
    scores = ((0.5, 3), (1, 3), (2, 1), (4, 1), (6, 1))
    (reading,) = readings(block(scores, drug="bupivacaine", medicines={1: "tramadol"}))
    assert reading.verdict == "uninterpretable"
    assert "painkiller" in said(reading)


def test_pain_after_a_painkiller_is_pain() -> None:
    scores = ((0.5, 7), (1, 7), (2, 6), (4, 7))
    (reading,) = readings(block(scores, drug="bupivacaine", medicines={0.5: "ibuprofen"}))
    assert reading.verdict == "negative"


def test_usual_medicine_and_medicine_that_takes_no_pain_away_change_nothing() -> None:
    took = {0.5: "usual", 1: "metformin"}
    (reading,) = readings(block(LIDOCAINE_RELIEF, medicines=took))
    assert reading.verdict == "positive"


def test_a_painkiller_once_the_pain_is_back_changes_nothing() -> None:
    (reading,) = readings(block(LIDOCAINE_RELIEF, medicines={3: "tramadol"}))
    assert reading.verdict == "positive"


@pytest.mark.parametrize(
    ("where", "reason"),
    [
        ({"side": "left"}, "the pain is on the right"),
        ({"level": "C5-C6"}, "the pain is lumbar"),
        ({"level": "L1-L2"}, "gives cause to suspect"),
    ],
)
@pytest.mark.parametrize("scores", [LIDOCAINE_RELIEF, NO_RELIEF])
def test_a_block_at_the_wrong_place_changes_nothing(
    where: dict[str, str], reason: str, scores: tuple[tuple[float, float], ...]
) -> None:
    case = with_lines(block(scores, **where))  # type: ignore[arg-type]
    (reading,) = block_readings(case, knowledge())
    assert reading.verdict == "wrong_place"
    assert reason in said(reading)
    assert with_blocks(case, knowledge()) == case
    here, there = assess(case, knowledge(), TODAY), assess(without(case, [reading.id]), knowledge(), TODAY)
    assert here.complaints == there.complaints


def test_a_diary_of_another_side_than_the_case_states_changes_nothing() -> None:
    line = block(LIDOCAINE_RELIEF).replace("{date:", "{side: left, date:")
    (reading,) = readings(line)
    assert reading.verdict == "wrong_place"
    assert "another side" in said(reading)


def test_a_level_that_a_fact_points_to_is_not_the_wrong_one() -> None:
    fact = "facts: [{finding: facet_tenderness, value: present, level: L1-L2, side: right}]\n"
    (reading,) = readings(block(LIDOCAINE_RELIEF, level="L1-L2"), before=CASE + fact)
    assert reading.verdict == "positive"


def test_two_blocks_on_one_day_are_one() -> None:
    first, second = readings(block(LIDOCAINE_RELIEF), block(LIDOCAINE_RELIEF))
    assert first.level == "single_positive"
    assert second.level is None
    assert "two on one day are one" in said(second)


def test_blocks_of_two_sides_do_not_confirm_each_other() -> None:
    before = CASE.replace("side: right, onset", "side: both, onset")
    first, second = readings(
        block(LIDOCAINE_RELIEF), block(LIDOCAINE_RELIEF, side="left", date="2024-04-29"), before=before
    )
    assert first.level == second.level == "single_positive"


def test_the_same_drug_twice_confirms_without_timing() -> None:
    _, second = readings(block(LIDOCAINE_RELIEF), block(LIDOCAINE_RELIEF, date="2024-04-29"))
    assert second.concordance is not None
    assert second.concordance.verdict == "indeterminate"
    assert second.level == "dual_positive"


def test_a_hip_needs_more_relief_than_a_joint_of_the_spine() -> None:
    sixty = ((0.5, 3), (1, 3), (2, 3), (3, 7))
    (hip,) = readings(block(sixty, kind="hip_injection_response", level=""))
    (facet,) = readings(block(sixty))
    assert (hip.verdict, hip.level) == ("negative", "absent")
    assert facet.verdict == "positive"


def test_a_stated_result_that_contradicts_the_diary_leaves_neither() -> None:
    case = with_lines(block(NO_RELIEF, extra="result: single_positive, "))
    assessed = assess(with_blocks(case, knowledge()), knowledge(), TODAY)
    assert {entry.fact for entry in assessed.ledger.contradictory} == {"blocks[0]", "blocks[0].diary"}
    (reading,) = block_readings(case, knowledge())
    assert "contradict each other" in said(reading)


def test_a_diary_of_another_time_than_the_case_states_is_said() -> None:
    (reading,) = readings(block(LIDOCAINE_RELIEF, extra="when: 2023-01, "))
    assert "its diary 2024-04-08" in said(reading)
    assert reading.date == "2024-04-08"


def test_a_stated_result_that_agrees_counts_once_at_the_higher_level() -> None:
    lines = (
        block(LIDOCAINE_RELIEF, extra="result: single_positive, when: 2024-04-08, "),
        block(BUPIVACAINE_RELIEF, drug="bupivacaine", date="2024-04-29", extra="result: single_positive, "),
    )
    case = with_blocks(with_lines(*lines), knowledge())
    assert facts_of_blocks(case) == {"blocks[0]": "single_positive", "blocks[1].diary": "dual_positive"}
    assert with_blocks(case, knowledge()) == case


def test_a_diary_whose_file_was_not_given_adds_nothing_and_says_so() -> None:
    case = case_from(f"{CASE}blocks: [{{block: medial_branch_block, side: right, diary: lost.csv}}]\n")
    (reading,) = block_readings(case, knowledge())
    assert reading.verdict == "uninterpretable"
    assert "not read" in said(reading)


def test_an_anaesthetic_not_stated_leaves_relief_open_and_its_absence_not() -> None:
    an_hour = ((0.5, 2), (1, 1), (1.5, 7), (2, 7))
    (relief,) = readings(block(an_hour, drug=""))
    assert relief.verdict == "uninterpretable"
    assert "not stated" in said(relief)
    (long_relief,) = readings(block(LIDOCAINE_RELIEF, drug=""))
    assert long_relief.verdict == "positive"  # longer than the shortest action of any drug used alone
    (none,) = readings(block(NO_RELIEF, drug=""))
    assert none.verdict == "negative"


def test_scores_at_another_activity_are_not_held_against_the_baseline() -> None:
    line = block(LIDOCAINE_RELIEF).replace("score: 1}", "score: 9, activity: climbing}")
    line = line.replace("{date:", "{index activity: standing up, date:")
    (reading,) = readings(line)
    assert reading.verdict == "positive"
    assert any(score.unread == "another activity" for score in reading.readings)


@pytest.mark.parametrize(
    ("name", "verdict"),
    [
        ("dual_first_lidocaine", "positive"),
        ("dual_second_bupivacaine", "positive"),
        ("discordant_first_lidocaine", "positive"),
        ("discordant_second_bupivacaine", "positive"),
        ("sedated", "uninterpretable"),
        ("negative", "negative"),
        ("incomplete", "uninterpretable"),
        ("wrong_side", "wrong_place"),
    ],
)
def test_every_example_diary_reads_as_its_page_says(name: str, verdict: str) -> None:
    data = (EXAMPLES / f"{name}.csv").read_bytes()
    assert len(data) < MOST_BYTES
    reading = Reading(knowledge=knowledge(), as_of=TODAY, written=TODAY)
    assert diary_file(data, name, "", reading) is not None, reading.problems
    case = example("case.yaml")
    from dataclasses import replace

    from sequela.case.case import BlockDone

    diary = diary_file(data, name, "", reading)
    done = BlockDone(id="blocks[0]", block="medial_branch_block", diary=diary)
    (found,) = block_readings(replace(case, blocks=(done,)), knowledge())
    assert found.verdict == verdict
