"""Whose conclusions change between two versions of the knowledge: danger first, and nothing that nobody would see."""

from __future__ import annotations

import datetime as dt
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from sequela.assess import assess
from sequela.assessment import Assessment
from sequela.case.files import load_case
from sequela.knowledge.load import load_knowledge
from sequela.upkeep.diff.cases_page import case_section, in_short
from sequela.upkeep.diff.comparison import Cases, NotCompared
from sequela.upkeep.diff.conclusions import CaseChange, Limits, limits_of, shifts, substantial
from sequela.upkeep.diff.sides import read_side
from tests.report import samples

from .conftest import SMALL

LIMITS = Limits(probability=0.05, of_interval=0.5, least=0.01)
CASE = """\
schema: sequela.case/1
as_of: 2024-06-01
patient: {age: 58, sex: female}
surgeries:
  - {procedure: fusion_from_behind, levels: [L4-L5], when: {months_ago: 24}, relief: partial}
complaints:
  - {id: leg, region: lumbar, distribution: limb_more, side: right, onset: {months_ago: 3}, course: better_then_worse}
facts:
  - {finding: burning, value: present}
"""


def with_main(**shares: float) -> Assessment:
    """A patient with three sources of pain, of these P(active) and P(main)."""
    entries = [
        replace(known, probability=shares[name], main=shares[name], background=False)
        for name, known in (("a", samples.ADJACENT), ("s", samples.STENOSIS), ("f", samples.FACET))
    ]
    ordered = tuple(sorted(entries, key=lambda entry: -entry.main))
    return samples.assessment(complaints=(samples.complaint(differential=ordered, indistinguishable=()),))


def sorts(before: Assessment, after: Assessment) -> list[str]:
    return [shift.sort for shift in shifts(before, after, LIMITS)]


def test_the_same_answer_has_no_changes() -> None:
    assert shifts(samples.assessment(), samples.assessment(), LIMITS) == ()


def test_another_leading_explanation_comes_before_the_probabilities() -> None:
    found = shifts(with_main(a=0.5, s=0.3, f=0.1), with_main(a=0.3, s=0.5, f=0.1), LIMITS)
    assert [shift.sort for shift in found] == ["leading", "probability", "probability"]
    assert found[0].before == "Adjacent segment disease (main 50 %)"
    assert found[0].after == "Central canal stenosis (main 50 %)"


def test_a_probability_counts_as_moved_from_the_stated_limit_on() -> None:
    assert sorts(with_main(a=0.5, s=0.3, f=0.1), with_main(a=0.54, s=0.3, f=0.1)) == []
    assert sorts(with_main(a=0.5, s=0.3, f=0.1), with_main(a=0.56, s=0.3, f=0.1)) == ["probability"]


def test_less_counts_where_it_leaves_the_interval_and_can_be_seen() -> None:
    def surely(share: float) -> Assessment:
        entry = replace(samples.FACET, probability=share, main=0.02, interval=(0.02, 0.04), background=False)
        return samples.assessment(complaints=(samples.complaint(differential=(samples.ADJACENT, entry)),))

    assert sorts(surely(0.03), surely(0.045)) == ["probability"]
    assert sorts(surely(0.03), surely(0.038)) == []


def test_an_order_that_the_facts_cannot_tell_is_no_change() -> None:
    before, after = with_main(a=0.5, s=0.20, f=0.19), with_main(a=0.5, s=0.19, f=0.20)
    assert sorts(before, after) == ["order"]
    (complaint,) = after.complaints
    pair = (samples.STENOSIS.mechanism, samples.FACET.mechanism)
    assert sorts(before, replace(after, complaints=(replace(complaint, indistinguishable=(pair,)),))) == []


def test_a_red_flag_that_is_raised_or_vanishes_is_danger_and_one_more_question_is_none() -> None:
    asked = samples.CALM
    raised = replace(asked, level="same_day", flags=(replace(asked.flags[0], status="present"), *asked.flags[1:]))
    gone = replace(asked, flags=asked.flags[1:])
    found = shifts(samples.assessment(triage=asked), samples.assessment(triage=raised), LIMITS)
    assert [shift.sort for shift in found] == ["level", "flag"]
    assert found[0].text == "Danger: routine → SAME DAY"
    vanished = shifts(samples.assessment(triage=raised), samples.assessment(triage=gone), LIMITS)
    assert ("flag", "present", "not considered") in [(s.sort, s.before, s.after) for s in vanished]
    question = shifts(samples.assessment(triage=asked), samples.assessment(triage=gone), LIMITS)
    assert [shift.sort for shift in question] == ["question"]
    assert not substantial(question)


def test_the_page_counts_patients_and_puts_those_in_danger_first() -> None:
    asked = samples.CALM
    raised = replace(asked, level="same_day", flags=(replace(asked.flags[0], status="present"), *asked.flags[1:]))
    danger = shifts(samples.assessment(triage=asked), samples.assessment(triage=raised), LIMITS)
    pain = shifts(with_main(a=0.5, s=0.3, f=0.1), with_main(a=0.3, s=0.5, f=0.1), LIMITS)
    found = [CaseChange(case="b", shifts=pain), CaseChange(case="c", shifts=danger), CaseChange(case="a", shifts=pain)]
    cases = Cases(
        changed=tuple(sorted(found, key=lambda case: case.weight)),
        unchanged=4,
        not_compared=(NotCompared(name="d", message="cannot be used"),),
    )
    assert [row.label for row in in_short(cases)] == [
        "Patients assessed under both: 7; conclusions change for 3, in danger for 1.",
        "Not compared, since neither version can read them: 1.",
    ]
    counted, patients, bad = case_section(cases, full=False)
    assert next((row.lead, row.label) for row in counted.rows) == ("1 of 7", "another level of danger")
    assert [row.label for row in patients.rows] == ["! c", "a", "b"]
    assert [row.label for row in bad.rows] == ["d: cannot be used"]


def test_the_limits_stand_in_the_conventions_with_their_reason() -> None:
    knowledge = load_knowledge()
    assert limits_of(knowledge) == LIMITS
    assert all(knowledge.conventions[name].reason for name in ("moved_probability", "moved_of_interval"))


@pytest.fixture
def other(folder: Path) -> Path:
    """The small knowledge with a prior and a red flag changed."""
    prior = folder / "mechanisms/pressed_root.yaml"
    prior.write_text(prior.read_text(encoding="utf-8").replace("n: 12, N: 60", "n: 30, N: 60"), encoding="utf-8")
    flag = folder / "red_flags/pressed_tail.yaml"
    text = flag.read_text(encoding="utf-8").replace("{finding: cannot_pass_water}", "{finding: burning}")
    flag.write_text(text.replace("asks: [cannot_pass_water", "asks: [burning"), encoding="utf-8")
    return folder


def test_two_versions_in_one_process_do_not_mix(other: Path, tmp_path: Path) -> None:
    case = tmp_path / "case.yaml"
    case.write_text(CASE, encoding="utf-8")
    built_in = load_knowledge()
    old, new = (read_side(str(place), built_in).knowledge for place in (SMALL, other))

    def answered(order: str) -> list[dict[str, object]]:
        chosen = {"o": old, "n": new}
        day = dt.date(2024, 6, 1)
        return [assess(load_case(case, chosen[k], day), chosen[k], day).to_json() for k in order]

    first_old, first_new, second_old, second_new = answered("onon")
    assert first_old == second_old
    assert first_new == second_new
    assert first_old["triage"] != first_new["triage"]
    copy = read_side(str(shutil.copytree(other, tmp_path / "copy")), built_in).knowledge
    assert assess(load_case(case, copy, dt.date(2024, 6, 1)), copy, dt.date(2024, 6, 1)).to_json() == first_new


def test_a_version_from_before_a_convention_is_lent_the_built_in_one_and_keeps_its_own(other: Path) -> None:
    built_in = load_knowledge()
    side = read_side(str(other), built_in)
    assert "moved_probability" in side.lent
    assert "unexplained_limit" not in side.lent
    assert side.knowledge.conventions["moved_probability"] == built_in.conventions["moved_probability"]
