"""The truth never reaches an assessment, and a confirming result is entered without losing anything."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import subprocess
import sys
from pathlib import Path

from sequela.knowledge.load import load_knowledge
from sequela.validation.published.answering import After, Answered, after, answered
from sequela.validation.published.case_set import EXAMPLES, case_set
from sequela.validation.published.confirming import Confirming, entered, joined

SOURCE = Path(__file__).parents[3] / "src" / "sequela"
AS_OF = dt.date(2026, 1, 1)
KNOWN = {
    "age": 61,
    "prior_procedures": ["L4-S1 fusion"],
    "pain_sites": ["right buttock"],
    "signs": {"straight_leg_raise": "absent"},
    "tests": {"mri_plain": "no stenosis"},
}
CASE = {"id": "made-up", "region": "lumbar", "known_before": KNOWN}
POISON = {
    "truth": ["spinal_infection"],
    "urgent": True,
    "truth_note": "fever, saddle anaesthesia and L3-4 discitis on MRI",
    "vignette": "He has fever and cannot pass urine.",
    "confirming_step": "MRI showed discitis; CRP was raised.",
    "confirming": {"tests": {"crp": "raised", "mri_gadolinium": "L3-4 discitis"}},
    "right_next_test": {"ids": ["esr_crp"]},
    "tests": {"crp": "raised"},
}


def test_nothing_of_the_truth_changes_the_answer(tmp_path: Path) -> None:
    knowledge = load_knowledge()
    said = []
    for name, content in (
        ("clean", [CASE, {"id": "made-up", "truth": ["facet_joint_pain"]}]),
        ("poisoned", [CASE | POISON]),
    ):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "cases.json").write_text(json.dumps(content), encoding="utf-8")
        (vignette,) = case_set(folder, knowledge).vignettes
        answer = answered(knowledge, (vignette, AS_OF))
        assert isinstance(answer, Answered)
        assert not answer.urgent
        said.append(answer)
    assert said[0] == said[1]


OPENED = """
import sys
opened = []
sys.addaudithook(lambda event, args: opened.append(str(args[0])) if event == "open" else None)
from sequela.cli.main import main
for words in (["assess", "vignettes.yaml", "--json"], ["workup", "vignettes.yaml"], ["plan", "vignettes.yaml"],
              ["case", "convert", "vignettes.yaml", "out"]):
    if main(words) != 0:
        raise SystemExit(f"{words} failed")
print("\\n".join(opened), file=sys.stderr)
"""


def test_nothing_that_assesses_opens_the_truth_or_the_confirming_results(tmp_path: Path) -> None:
    for name in ("truth.yaml", "confirming.yaml"):
        shutil.copy(EXAMPLES / name, tmp_path / name)
    (tmp_path / "vignettes.yaml").write_text(json.dumps([CASE]), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", OPENED], cwd=tmp_path, capture_output=True, text=True, check=True, timeout=300
    )
    opened = {Path(line).name for line in done.stderr.splitlines()}
    assert "vignettes.yaml" in opened
    assert not {"truth.yaml", "confirming.yaml"} & opened


def test_only_the_validation_knows_of_these_files() -> None:
    outside = [p for p in SOURCE.rglob("*.py") if "validation" not in p.relative_to(SOURCE).parts]
    assert outside
    naming = [
        str(p) for p in outside if "confirming.yaml" in (text := p.read_text(encoding="utf-8")) or "truth.yaml" in text
    ]
    assert naming == []


def test_a_result_is_added_to_what_was_known_and_overwrites_nothing() -> None:
    known, places = joined(KNOWN, {"tests": {"mri_plain": "L3-4 stenosis", "crp": "raised"}, "imaging": ["a", "b"]})
    assert isinstance(known, dict)
    assert known["tests"] == {"mri_plain": ["no stenosis", "L3-4 stenosis"], "crp": "raised"}
    assert known["signs"] == KNOWN["signs"]
    assert places == ("known_before.tests.mri_plain[1]", "known_before.tests.crp", "known_before.imaging")
    assert KNOWN["tests"] == {"mri_plain": "no stenosis"}


def test_a_result_takes_the_place_of_what_was_said_of_the_same_finding() -> None:
    result = Confirming(
        told={"signs": {"straight_leg_raise": "present"}},
        facts=({"finding": "ct_nonunion", "value": "present", "level": "L4-L5"},),
    )
    found = entered(CASE, "made-up", result, load_knowledge(), AS_OF)
    assert {(f.finding, f.value, f.level) for f in found.facts} == {
        ("straight_leg_raise", "present", None),
        ("ct_nonunion", "present", "L4-L5"),
    }
    assert [f.value for f in found.case.facts if f.finding == "straight_leg_raise"] == ["present"]
    assert any(f.finding == "mri_root_compression" or f.note == "no stenosis" for f in found.case.facts)


def test_a_cause_comes_first_once_its_own_result_is_known() -> None:
    knowledge = load_knowledge()
    vignette = next(v for v in case_set(None, knowledge).vignettes if v.case == "example-18")
    before = answered(knowledge, (vignette, AS_OF))
    result = Confirming(told={"tests": {"ct": "non-union at L3-4"}})
    then = after(knowledge, (vignette, result, AS_OF))
    assert isinstance(before, Answered)
    assert isinstance(then, After)
    assert max(before.forecasts["answer"], key=lambda m: before.forecasts["answer"][m]) != "pseudarthrosis"
    assert max(then.main, key=lambda m: then.main[m]) == "pseudarthrosis"
    assert "ct_nonunion" in then.weighed
