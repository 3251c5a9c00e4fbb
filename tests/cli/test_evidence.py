"""`sequela evidence`: the knowledge opened from the command line."""

from __future__ import annotations

import shutil
from pathlib import Path

from .process import Sequela

SMALL = Path(__file__).parents[1] / "small_knowledge"


def test_a_mechanism_has_a_page_with_its_numbers(sequela: Sequela) -> None:
    outcome = sequela("evidence", "facet_joint_pain")
    assert outcome.status == 0
    assert "Facet joint pain" in outcome.out
    assert sequela("evidence", "facet_joint_pain", "--json").json()["id"] == "facet_joint_pain"


def test_without_a_name_there_is_a_table_of_contents(sequela: Sequela) -> None:
    outcome = sequela("evidence")
    assert outcome.status == 0
    assert "mechanism:facet_joint_pain" in outcome.out


def test_an_unknown_name_gets_the_nearest(sequela: Sequela) -> None:
    outcome = sequela("evidence", "facet_joint_pane", "--json")
    assert outcome.status == 2
    assert "did you mean facet_joint_pain" in outcome.err
    assert outcome.json()["error"]["nearest"] == "facet_joint_pain"


def test_coverage_counts_measured_and_judged_numbers(sequela: Sequela) -> None:
    outcome = sequela("evidence", "coverage")
    assert outcome.status == 0
    assert "measured" in outcome.out
    assert sequela("evidence", "coverage", "--json").json()["kind"] == "coverage"


def test_the_influence_of_estimates_is_asked_for_and_belongs_to_coverage(sequela: Sequela) -> None:
    assert "coverage --influence" in sequela("evidence", "coverage").out
    outcome = sequela("evidence", "facet_joint_pain", "--influence")
    assert outcome.status == 2
    assert "coverage" in outcome.err


def test_facts_lists_everything_that_can_be_recorded(sequela: Sequela) -> None:
    outcome = sequela("evidence", "facts")
    assert outcome.status == 0
    row = next(line for line in outcome.out.splitlines() if line.split()[:1] == ["straight_leg_raise"])
    assert "absent | present" in row
    assert "side" in row
    facts = {fact["id"]: fact for fact in sequela("evidence", "facts", "--json").json()}
    assert facts["straight_leg_raise"]["asked"] == "examination"
    assert facts["pain_leg"]["range"] == [0, 10]
    assert all(fact_id in outcome.out for fact_id in facts)


def test_lint_is_silent_on_sound_knowledge_and_lists_faults_otherwise(sequela: Sequela, tmp_path: Path) -> None:
    broken = tmp_path / "knowledge"
    shutil.copytree(SMALL, broken)
    (broken / "version.yaml").write_text("version: 1.0\nversion: 2.0\n", encoding="utf-8")
    outcome = sequela("evidence", "lint", "--knowledge", broken)
    assert outcome.status == 2
    assert "version.yaml" in outcome.out
    assert "Traceback" not in outcome.err
    assert sequela("evidence", "lint", "--knowledge", broken, "--json").json()["problems"]


def test_broken_knowledge_is_bad_input_and_not_a_fault_of_ours(sequela: Sequela, tmp_path: Path) -> None:
    broken = tmp_path / "knowledge"
    shutil.copytree(SMALL, broken)
    (broken / "conventions.yaml").write_text("- {id: x, value: many}\n", encoding="utf-8")
    outcome = sequela("evidence", "--knowledge", broken)
    assert outcome.status == 2
    assert "conventions.yaml" in outcome.err
    assert "fault of ours" not in outcome.err
