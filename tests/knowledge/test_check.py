"""A fault in a data file is said with its file, its line and a mend; nothing is repaired silently."""

from __future__ import annotations

from pathlib import Path

import pytest

from sequela.knowledge.load import load_knowledge
from sequela.knowledge.problem import KnowledgeError, Problem

ROOT, SIGNS, FLAG = "mechanisms/pressed_root.yaml", "findings/examination.yaml", "red_flags/pressed_tail.yaml"
REASONS = "failure_reasons.yaml"
PRIOR, LEAK = "regions.lumbar.prior", "raised_leg.leak.present"
GIVEN = "regions.lumbar.findings.raised_leg.given.present"
SIGN = "value: 0.1, weight: 8, elicited: tight muscles imitate the sign"
RECENT = "value: 28, weight: 5, elicited: older numbness has been looked at"


def problems_of(folder: Path) -> tuple[Problem, ...]:
    with pytest.raises(KnowledgeError) as caught:
        load_knowledge(folder, cache=None)
    return caught.value.problems


def spoil(folder: Path, file: str, old: str, new: str) -> None:
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_the_small_knowledge_is_whole(folder: Path) -> None:
    knowledge = load_knowledge(folder, cache=None)
    assert set(knowledge.mechanisms) == {"pressed_root", "worn_joint"}
    assert knowledge.version == "2026.1.0"


@pytest.mark.parametrize(
    ("file", "old", "new", "path", "message", "mend"),
    [
        (ROOT, "main_share:", "main_shar:", f"{PRIOR}.main_shar", "unknown key", "did you mean 'main_share'"),
        (ROOT, "salience_reason: one source among equals\n", "", "salience_reason", "missing", "add it"),
        (SIGNS, f"{{{SIGN}}}", "0.1", LEAK, "bare number or word: 0.1", "elicited"),
        (SIGNS, "weight: 8", "weight: '8'", f"{LEAK}.weight", "valid number", ""),
        (
            SIGNS,
            "asked: examination",
            "asked: examinaton",
            "raised_leg.asked",
            "not accepted",
            "'examination'",
        ),
        (SIGNS, "located: side", "located: yes", "raised_leg.located", "not accepted", "side"),
        (
            ROOT,
            "source: legs2012",
            "note: as in the books",
            GIVEN,
            "interval without a source",
            "name the source",
        ),
        (SIGNS, SIGN, "value: 0.1, weight: 8", LEAK, "no origin", "reason"),
        (SIGNS, "weight: 8", "weight: 80", LEAK, "weighs 80", "at most 10"),
        (FLAG, f"{{{RECENT}}}", "28", "rule.any[1].within_days", "bare number", "elicited"),
        (
            REASONS,
            "0.7, weight",
            "0.7, wieght",
            "wrong_place.supported.ge",
            "unknown key 'wieght'",
            "accepted",
        ),
        (FLAG, "Send in at once.", "Send in, at once.", "action.at once.", "stands as a key", "quotes"),
        ("factors.yaml", 'id: "no"', "id: 7", "smoking.levels[0].id", "where text is expected", ""),
    ],
)
def test_a_fault_of_shape_is_said_with_its_place_and_a_mend(
    folder: Path, file: str, old: str, new: str, path: str, message: str, mend: str
) -> None:
    spoil(folder, file, old, new)
    found = problems_of(folder)
    hit = [problem for problem in found if problem.path == path]
    assert hit, found
    assert hit[0].file == file
    assert message in hit[0].message
    assert mend in hit[0].mend
    assert hit[0].line is not None


def test_every_fault_is_reported_at_once(folder: Path) -> None:
    spoil(folder, "mechanisms/pressed_root.yaml", "main_share:", "main_shar:")
    spoil(folder, "findings/symptoms.yaml", "asked: patient", "asked: patients")
    spoil(folder, "sources/all.yaml", "read: abstract", "read: abstrakt")
    assert {problem.file for problem in problems_of(folder)} == {
        "mechanisms/pressed_root.yaml",
        "findings/symptoms.yaml",
        "sources/all.yaml",
    }


def test_an_id_used_twice_names_both_files(folder: Path) -> None:
    text = (folder / "mechanisms/worn_joint.yaml").read_text(encoding="utf-8")
    (folder / "mechanisms/copy.yaml").write_text(text, encoding="utf-8")
    (problem,) = problems_of(folder)
    assert problem.file == "mechanisms/worn_joint.yaml"
    assert "mechanisms/copy.yaml:1" in problem.message


def test_a_finding_declared_by_a_mechanism_may_not_repeat_another(folder: Path) -> None:
    with (folder / "mechanisms/worn_joint.yaml").open("a", encoding="utf-8") as file:
        file.write("findings:\n  - {id: raised_leg, label: {en: Again}, asked: examination}\n")
    (problem,) = problems_of(folder)
    assert "findings/examination.yaml" in problem.message
    assert problem.path == "findings[0].id"


@pytest.mark.parametrize(
    ("file", "text", "message"),
    [
        ("mechanism/x.yaml", "id: x", "no kind of knowledge is called 'mechanism'"),
        ("findings/x.yaml", "- id: x\n  id: y", "appears twice"),
        ("findings/x.yaml", "a single word", "single word"),
        ("findings/x.yaml", "- a single word", "stands where keys are expected"),
        ("version.yaml", "2026", "no version"),
    ],
)
def test_a_file_that_is_not_knowledge_is_refused(folder: Path, file: str, text: str, message: str) -> None:
    (folder / file).parent.mkdir(exist_ok=True)
    (folder / file).write_text(text, encoding="utf-8")
    found = problems_of(folder)
    assert any(problem.file == file and message in problem.message for problem in found), found


def test_a_missing_folder_is_an_error_and_not_an_empty_knowledge(tmp_path: Path) -> None:
    (problem,) = problems_of(tmp_path / "nowhere")
    assert "no such knowledge folder" in problem.message
