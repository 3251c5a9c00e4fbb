"""Which facts count for the pain of today, and why the others do not."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sequela.case.ledger import SortedFacts, sort_facts
from sequela.knowledge.schema.knowledge import Knowledge

from .conftest import ReadCase

OPERATED = "surgeries: [{procedure: discectomy, levels: [L4-L5], when: {months_ago: 24}}]\n"


def sorted_of(read: ReadCase, knowledge: Knowledge, facts: str, surgeries: str = OPERATED) -> SortedFacts:
    return sort_facts(read(f"{surgeries}facts: [{facts}]"), knowledge)


def found(facts: SortedFacts) -> dict[str, str | float]:
    return {fact.finding: fact.value for fact in facts.usable}


def test_a_scan_from_before_the_operation_does_not_speak_for_the_pain_of_today(
    read: ReadCase, knowledge: Knowledge
) -> None:
    scan = "{finding: mri_central_stenosis, value: present, level: L4-L5, when: {months_ago: 30}}"
    told = "{finding: mri_central_stenosis, value: present, level: L4-L5, before_surgery: yes}"
    for fact in (scan, told):
        facts = sorted_of(read, knowledge, fact)
        assert facts.usable == ()
        assert [aside.fact.finding for aside in facts.before_last_surgery] == ["mri_central_stenosis"]


def test_an_operation_on_the_back_does_not_make_an_older_scan_of_the_neck_history(
    read: ReadCase, knowledge: Knowledge
) -> None:
    neck = "{finding: mri_foraminal_stenosis, value: present, level: C5-C6, side: left, when: {months_ago: %s}}"
    twice = "surgeries: [{procedure: acdf, when: {months_ago: 40}}, {procedure: tlif, when: {months_ago: 3}}]\n"
    assert found(sorted_of(read, knowledge, neck % 8, twice)) == {"mri_foraminal_stenosis": "present"}
    assert len(sorted_of(read, knowledge, neck % 41, twice).before_last_surgery) == 1


def test_a_scan_of_the_month_before_the_operation_in_that_month_led_to_it(read: ReadCase, knowledge: Knowledge) -> None:
    surgeries = "surgeries: [{procedure: discectomy, when: 2024-05-20}]\n"
    facts = sorted_of(read, knowledge, "{finding: mri_central_stenosis, value: present, when: 2024-05}", surgeries)
    assert len(facts.before_last_surgery) == 1


def test_diabetes_does_not_end_with_an_operation(read: ReadCase, knowledge: Knowledge) -> None:
    facts = sorted_of(read, knowledge, "{finding: diabetes, value: present, when: 2010}")
    assert found(facts) == {"diabetes": "present"}


def test_a_stimulator_is_no_operation_that_begins_a_new_pain(read: ReadCase, knowledge: Knowledge) -> None:
    surgeries = (
        "surgeries: [{procedure: discectomy, levels: [L4-L5], when: {months_ago: 30}},"
        " {procedure: spinal_cord_stimulator, when: {months_ago: 1}}]\n"
    )
    facts = sorted_of(read, knowledge, "{finding: fortin_finger, value: present, when: {months_ago: 2}}", surgeries)
    assert found(facts)["fortin_finger"] == "present"


def test_scar_on_a_scan_in_the_first_weeks_means_nothing_yet(read: ReadCase, knowledge: Knowledge) -> None:
    surgeries = "surgeries: [{procedure: discectomy, levels: [L4-L5], when: {months_ago: 24}}]\n"
    fact = "{finding: mri_epidural_scar, value: present, when: {months_ago: %s}}"
    assert len(sorted_of(read, knowledge, fact % 23, surgeries).stale) == 1
    assert len(sorted_of(read, knowledge, fact % 2, surgeries).usable) == 1


def test_a_sign_of_two_years_ago_is_kept_and_not_used(read: ReadCase, knowledge: Knowledge) -> None:
    facts = sorted_of(read, knowledge, "{finding: straight_leg_raise, value: present, when: {months_ago: 20}}")
    assert facts.usable == ()
    assert "older than" in facts.stale[0].why


def test_unknown_is_listed_and_never_used_as_absent(read: ReadCase, knowledge: Knowledge) -> None:
    facts = sorted_of(read, knowledge, "{finding: straight_leg_raise, value: unknown}")
    assert (len(facts.usable), len(facts.unknown)) == (0, 1)


def test_what_was_recorded_after_the_assessment_was_not_known_then(read: ReadCase, knowledge: Knowledge) -> None:
    facts = sorted_of(read, knowledge, "{finding: fever, value: present, recorded: 2024-06-20, when: 2024-06-19}")
    assert (len(facts.usable), len(facts.later)) == (0, 1)


def test_the_newer_examination_counts(read: ReadCase, knowledge: Knowledge) -> None:
    facts = sorted_of(
        read,
        knowledge,
        "{finding: straight_leg_raise, value: present, side: left, when: {months_ago: 3}},"
        "{finding: straight_leg_raise, value: absent, side: left, when: {days_ago: 3}}",
    )
    assert found(facts) == {"straight_leg_raise": "absent"}
    assert len(facts.superseded) == 1


def test_a_correction_of_the_same_day_counts(read: ReadCase, knowledge: Knowledge) -> None:
    facts = sorted_of(
        read,
        knowledge,
        "{finding: fortin_finger, value: present, when: 2024-05-01, recorded: 2024-05-01},"
        "{finding: fortin_finger, value: absent, when: 2024-05-01, recorded: 2024-05-02}",
    )
    assert found(facts) == {"fortin_finger": "absent"}


def test_two_answers_of_one_day_that_cannot_both_be_count_for_nothing(read: ReadCase, knowledge: Knowledge) -> None:
    facts = sorted_of(
        read, knowledge, "{finding: fortin_finger, value: present}, {finding: fortin_finger, value: absent}"
    )
    assert facts.usable == ()
    assert len(facts.contradictory) == 2


@pytest.mark.parametrize(
    ("one", "other", "contradict"),
    [
        ("present, side: left", "absent, side: right", False),
        ("present, side: left", "absent, side: both", True),
        ("present, side: left", "absent", True),
        ("present", "absent, side: left", False),
        ("present, side: left", "present, side: right", False),
    ],
)
def test_a_sign_may_differ_between_sides(
    read: ReadCase, knowledge: Knowledge, one: str, other: str, contradict: bool
) -> None:
    text = f"{{finding: fortin_finger, value: {one}}}, {{finding: fortin_finger, value: {other}}}"
    assert bool(sorted_of(read, knowledge, text).contradictory) == contradict


def test_weakness_and_foot_drop_are_one_finding_and_the_newer_or_better_counts(
    read: ReadCase, knowledge: Knowledge
) -> None:
    facts = sorted_of(read, knowledge, "{finding: foot_drop, value: present}, {finding: motor_deficit, value: present}")
    assert len(facts.usable) == 1
    assert "tells the same" in facts.superseded[0].why


def test_an_absent_finding_never_takes_out_a_present_one_that_measures_the_same(
    read: ReadCase, knowledge: Knowledge
) -> None:
    facts = sorted_of(read, knowledge, "{finding: foot_drop, value: present}, {finding: motor_deficit, value: absent}")
    assert found(facts)["foot_drop"] == "present"


@pytest.mark.parametrize(
    ("level", "finding"),
    [
        ("L4-L5", "mri_herniation_operated_level"),
        ("L3-L4", "mri_herniation_adjacent_level"),
        ("L5-S1", "mri_herniation_adjacent_level"),
        ("L1-L2", "mri_herniation_elsewhere"),
    ],
)
def test_a_herniation_means_something_else_at_and_beside_the_operated_level(
    read: ReadCase, knowledge: Knowledge, level: str, finding: str
) -> None:
    facts = sorted_of(read, knowledge, f"{{finding: mri_disc_herniation, value: present, level: {level}}}")
    assert [fact.finding for fact in facts.usable] == [finding]


def test_no_herniation_anywhere_is_absent_at_every_level_and_a_herniation_somewhere_stays_so(
    read: ReadCase, knowledge: Knowledge
) -> None:
    absent = found(sorted_of(read, knowledge, "{finding: mri_disc_herniation, value: absent}"))
    assert absent["mri_herniation_operated_level"] == absent["mri_herniation_adjacent_level"] == "absent"
    assert found(sorted_of(read, knowledge, "{finding: mri_disc_herniation, value: present}")) == {
        "mri_disc_herniation": "present"
    }


def test_where_an_operation_of_unknown_level_was_done_no_level_is_called_unoperated(
    read: ReadCase, knowledge: Knowledge
) -> None:
    surgeries = "surgeries: [{procedure: laminectomy}, {procedure: discectomy, levels: [L4-L5]}]\n"
    facts = sorted_of(read, knowledge, "{finding: mri_disc_herniation, value: present, level: L3-L4}", surgeries)
    assert found(facts) == {"mri_disc_herniation": "present"}


def test_never_better_after_complete_relief_is_a_contradiction(read: ReadCase, knowledge: Knowledge) -> None:
    case = read(
        "surgeries: [{procedure: discectomy, relief: complete}]\ncomplaints: [{course: never_better}]",
    )
    (conflict,) = sort_facts(case, knowledge).conflicts
    assert conflict.places == ("complaints[0].course", "surgeries[0].relief")


FACTS = st.lists(
    st.fixed_dictionaries(
        {
            "finding": st.sampled_from(["fortin_finger", "straight_leg_raise", "foot_drop", "motor_deficit", "crp"]),
            "value": st.sampled_from(["present", "absent", "unknown"]),
            "side": st.sampled_from(["left", "right", "both", "unknown"]),
            "when": st.sampled_from(["2024-05-01", "2024-05-20", "2019", "2024"]),
        }
    ),
    max_size=6,
)


@settings(max_examples=60, deadline=None)
@given(FACTS, st.randoms(use_true_random=False))
def test_every_fact_lies_in_one_part_and_the_order_of_the_file_changes_none(
    knowledge: Knowledge, raw: list[dict[str, str]], random: object
) -> None:
    import datetime as dt
    import random as randomness

    from sequela.case.read import read_case

    assert isinstance(random, randomness.Random)
    surgeries = [{"procedure": "discectomy", "levels": ["L4-L5"], "when": "2022-06"}]
    shuffled = random.sample(raw, len(raw))

    def usable(facts: list[dict[str, str]]) -> list[tuple[object, ...]]:
        body = {"schema": "sequela.case/1", "surgeries": surgeries, "facts": facts}
        case = read_case(body, "x", knowledge, as_of=dt.date(2024, 6, 1), today=dt.date(2024, 6, 1))
        parts = sort_facts(case, knowledge)
        aside = (
            parts.later,
            parts.before_last_surgery,
            parts.stale,
            parts.unknown,
            parts.contradictory,
            parts.superseded,
        )
        assert len(parts.usable) + sum(map(len, aside)) == len(case.facts)
        return sorted((f.finding, f.value, f.side or "", f.observed.text) for f in parts.usable)

    assert usable(raw) == usable(shuffled)
