"""Each rule of the lint refuses the fault it is there for, at its place, and accepts the knowledge without
it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sequela.knowledge.load import PACKAGED
from sequela.knowledge.strict import parse_yaml
from sequela.upkeep.lint import lint_folder
from sequela.upkeep.lint.rules import circles

ROOT, JOINT = "mechanisms/pressed_root.yaml", "mechanisms/worn_joint.yaml"
SIGNS, SYMPTOMS, SOURCES = "findings/examination.yaml", "findings/symptoms.yaml", "sources/all.yaml"
FAULTS_FILE = Path(__file__).with_name("faults.yaml")
FAULTS = cast("list[dict[str, str]]", parse_yaml(FAULTS_FILE.read_text(encoding="utf-8"), FAULTS_FILE.name))


def test_the_small_knowledge_is_clean(folder: Path) -> None:
    assert lint_folder(folder) == ()


def test_the_knowledge_of_the_product_is_clean() -> None:
    assert [str(problem) for problem in lint_folder(PACKAGED)] == []


def spoil(folder: Path, file: str, old: str, new: str) -> None:
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{file} no longer says {old!r}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def refused(folder: Path, file: str, said: str) -> None:
    found = lint_folder(folder)
    hits = [problem for problem in found if problem.file == file and re.search(said, str(problem))]
    assert hits, "\n".join(map(str, found)) or "nothing was refused"
    assert all(problem.mend and problem.line for problem in hits)


@pytest.mark.parametrize("fault", FAULTS, ids=[fault["fault"] for fault in FAULTS])
def test_lint_refuses(folder: Path, fault: Mapping[str, str]) -> None:
    spoil(folder, fault["file"], fault["old"], fault["new"])
    refused(folder, fault["file"], fault["said"])


def test_lint_refuses_a_published_number_shared_by_two_causes(folder: Path) -> None:
    shared = "{value: 0.85, ci95: [0.75, 0.92], source: legs2012}"
    spoil(folder, JOINT, "{value: 0.3, weight: 5, elicited: stretching moves the joint too}", shared)
    refused(folder, JOINT, "same published number as for pressed_root")
    refused(folder, ROOT, "same published number as for worn_joint")
    for file in (ROOT, JOINT):
        spoil(folder, file, "source: legs2012}", "source: legs2012, note: the study had patients of both kinds}")
    assert lint_folder(folder) == ()


def test_lint_refuses_an_ordered_cause_below_the_leak_at_one_level_only(folder: Path) -> None:
    link = (
        "nerve_words: {given: {some: {value: 0.6, weight: 5, elicited: an aching joint may tingle}, "
        "marked: {value: 0.01, weight: 5, elicited: joints do not burn and tingle}}}"
    )
    spoil(folder, JOINT, "stiff_morning:", f"{link}\n      stiff_morning:")
    refused(folder, JOINT, r"P\(marked\) is 0.010 with this cause and 0.050 without")


def test_a_finding_with_a_single_cause_may_have_any_table(folder: Path) -> None:
    spoil(folder, JOINT, "single: {n: 9, N: 20, source: blocks2015}", "single: {n: 1, N: 20, source: blocks2015}")
    assert lint_folder(folder) == ()


def test_lint_refuses_more_than_eight_causes(folder: Path) -> None:
    text = (folder / JOINT).read_text(encoding="utf-8").replace("n: 15, N: 60", "n: 2, N: 60")
    for number in range(7):
        copy = re.sub(r"elicited: ([^}]*)", rf"elicited: \1 {number}", text.replace("worn_joint", f"joint_{number}"))
        copy = copy.replace("source: blocks2015}", f"source: blocks2015, note: seen in kind {number}}}")
        (folder / f"mechanisms/joint_{number}.yaml").write_text(copy, encoding="utf-8")
    refused(folder, SIGNS, "raised_leg: 9 causes in the lumbar region")


def test_lint_refuses_a_member_of_a_cluster_that_counts_again_by_itself(folder: Path) -> None:
    leak = "leak: {present: {value: 0.2, weight: 5, elicited: sleeping limbs tingle}}"
    spoil(folder, SYMPTOMS, "question: {en: Does it tingle?", f"{leak}\n  question: {{en: Does it tingle?")
    spoil(
        folder,
        ROOT,
        "stiff_morning:",
        "tingling: {given: {present: {n: 3, N: 4, source: legs2012}}}\n      stiff_morning:",
    )
    refused(folder, SYMPTOMS, "tingling: it counts by itself and again within nerve_words")


def test_lint_refuses_two_measures_of_one_thing_outside_a_cluster(folder: Path) -> None:
    spoil(folder, SYMPTOMS, "label: {en: Stiff in the morning,", "label: {en: Raised-leg signs,")
    refused(folder, SYMPTOMS, "the words 'Raised-leg signs' also state raised_leg")
    spoil(folder, SYMPTOMS, "- id: stiff_morning", "- id: stiff_morning\n  measures: leg_raising")
    spoil(folder, SIGNS, "- id: raised_leg", "- id: raised_leg\n  measures: leg_raising")
    assert lint_folder(folder) == ()


def test_lint_refuses_a_measure_with_one_member(folder: Path) -> None:
    spoil(folder, SIGNS, "- id: raised_leg", "- id: raised_leg\n  measures: leg_raising")
    refused(folder, SIGNS, "no other finding measures 'leg_raising'")


def test_lint_refuses_a_link_to_a_finding_that_stands_for_others_by_its_level(folder: Path) -> None:
    spoil(folder, SIGNS, "- id: raised_leg", "- id: raised_leg\n  by_operated_level: {operated: joint_removed}")
    refused(folder, ROOT, "raised_leg is read as another finding by its level; link joint_removed instead")


def test_lint_refuses_causes_that_raise_each_other(folder: Path) -> None:
    for file, other in ((ROOT, "worn_joint"), (JOINT, "pressed_root")):
        with (folder / file).open("a", encoding="utf-8") as out:
            out.write(f"raised_by:\n  - {{cause: {other}, strength: {{n: 1, N: 9, source: clinic2010}}}}\n")
    refused(folder, ROOT, "raises itself: pressed_root -> worn_joint -> pressed_root")


def test_lint_sees_the_findings_a_mechanism_declares_itself(folder: Path) -> None:
    with (folder / JOINT).open("a", encoding="utf-8") as out:
        out.write("findings:\n  - {id: own_sign, label: {en: Own}, asked: patient}\n")
    refused(folder, JOINT, r"findings\[0\].question: patients are asked about this")


def test_faults_of_shape_are_said_before_those_of_content(folder: Path) -> None:
    spoil(folder, SIGNS, "asked: examination", "asked: nobody")
    spoil(folder, SOURCES, "10.1000/clinic.2010", "nowhere")
    assert [problem.path for problem in lint_folder(folder)] == ["raised_leg.asked"]


names = st.sampled_from("abcdef")


@given(st.dictionaries(names, st.lists(names, max_size=3)))
def test_a_graph_has_a_circle_exactly_when_it_has_no_order(after: dict[str, list[str]]) -> None:
    left = {name: {other for other in others if other in after} for name, others in after.items()}
    while free := [name for name, others in left.items() if not others & left.keys()]:
        for name in free:
            del left[name]
    found = list(circles(after))
    assert bool(found) == bool(left)
    for circle in found:
        assert circle[0] == circle[-1]
        assert all(two in after[one] for one, two in pairwise(circle))
