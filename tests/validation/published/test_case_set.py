"""Any folder of cases is read; what cannot be used is told with file, entry, field and mend, and the rest is scored."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sequela.knowledge.load import load_knowledge
from sequela.validation.published.case_set import EXAMPLES, CaseSet, case_set
from sequela.validation.published.entries import CaseSetError

VIGNETTE = {"id": "one", "region": "lumbar", "known_before": {"age": 61, "pain_sites": ["buttock"]}}
TRUTH = {"id": "one", "truth": ["sacroiliac_joint_pain"], "urgent": False}


def written(folder: Path, **files: object) -> Path:
    """A folder with these files as JSON, which is YAML too; ``__`` in a name is a folder, ``_`` before the ending."""
    for name, content in files.items():
        path = folder / name.replace("__", "/").replace("_dot_", ".")
        path.parent.mkdir(exist_ok=True)
        path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return folder


def read(folder: Path) -> CaseSet:
    return case_set(folder, load_knowledge())


@pytest.mark.parametrize(
    "files",
    [
        {"cases_dot_yaml": [VIGNETTE], "found_dot_yml": [TRUTH]},
        {"all_dot_json": [VIGNETTE | TRUTH]},
        {"a__b_dot_jsonl": json.dumps(VIGNETTE) + "\n\n" + json.dumps(TRUTH), "notes_dot_txt": "no case"},
        {"all_dot_yaml": {"cases": [VIGNETTE], "truths": [TRUTH]}},
        {"all_dot_yaml": {"one": {k: v for k, v in (VIGNETTE | TRUTH).items() if k != "id"}}},
        {"vignettes__one_dot_yaml": {"known_before": {"age": 61}, "region": "lumbar"}, "truths__one_dot_yaml": TRUTH},
        {"cases_dot_yaml": [VIGNETTE | {"case": "one"}], "found_dot_yml": [{"case": "one", "truth": TRUTH["truth"]}]},
    ],
    ids=["two files", "one entry", "lines", "named lists", "by id", "a file each", "called case"],
)
def test_a_set_may_come_in_any_of_these_forms(files: dict[str, object], tmp_path: Path) -> None:
    found = read(written(tmp_path, **files))
    assert [vignette.case for vignette in found.vignettes] == ["one"]
    assert found.truths["one"].mechanisms == ("sacroiliac_joint_pain",)
    assert found.problems == ()
    assert found.seen == 0


def test_only_the_region_and_what_was_known_before_are_kept_for_the_assessment(tmp_path: Path) -> None:
    told = {"vignette": "it was the joint", "confirming_step": "the joint", "difficulty": "easy", "facts_known": 7}
    (vignette,) = read(written(tmp_path, all_dot_yaml=[VIGNETTE | TRUTH | told])).vignettes
    assert set(vignette.raw) == {"region", "known_before"}


def test_what_is_wrong_with_an_entry_is_told_and_the_others_are_used(tmp_path: Path) -> None:
    found = read(
        written(
            tmp_path,
            vignettes_dot_yaml=[
                VIGNETTE,
                VIGNETTE | {"id": "no truth"},
                VIGNETTE | {"id": "slip"},
                VIGNETTE | {"id": "words"},
                VIGNETTE | {"known_before": {"age": 20}},
                {"region": "lumbar", "known_before": {}},
                "a sentence",
                {"id": "empty"},
            ],
            truths_dot_yaml=[
                TRUTH,
                {"id": "slip", "truth": ["sacroiliac_joint_pian", "facet_joint_pain"], "urgent": "maybe"},
                {"id": "words", "truth": "facet joint pain"},
                {"id": "elsewhere", "truth": ["facet_joint_pain"]},
            ],
            broken_dot_yaml="- id: [",
            lines_dot_jsonl=json.dumps(VIGNETTE | {"id": "lines"}) + "\n{\n" + json.dumps(TRUTH | {"id": "lines"}),
        )
    )
    assert [vignette.case for vignette in found.vignettes] == ["lines", "one", "slip"]
    told = {(p.file, p.entry, p.field): p.message for p in found.problems}
    assert told["truths.yaml", "slip", "truth"].startswith(
        "sacroiliac_joint_pian is no mechanism of the knowledge; did you mean sacroiliac_joint_pain?"
    )
    assert "neither true nor false" in told["truths.yaml", "slip", "urgent"]
    assert "write a list of mechanisms" in told["truths.yaml", "words", "truth"]
    assert "no vignette for it" in told["truths.yaml", "elsewhere", "known_before"]
    assert "no truth for it" in told["vignettes.yaml", "no truth", "truth"]
    assert "give it its own id" in told["vignettes.yaml", "one", "id"]
    assert "give it the id" in told["vignettes.yaml", "entry 6", "id"]
    assert "no case" in told["vignettes.yaml", "entry 7", ""]
    assert "passed over" in told["vignettes.yaml", "empty", ""]
    assert any(p.file == "broken.yaml" and "check indentation" in p.message for p in found.problems)
    assert ("lines.jsonl", "", "line 2") in told
    assert found.truths["slip"].mechanisms == ("facet_joint_pain",)
    assert found.truths["slip"].outside == ("sacroiliac_joint_pian",)


def test_a_part_of_a_group_stands_as_its_group_and_other_is_no_slip(tmp_path: Path) -> None:
    knowledge = load_knowledge()
    part = next(m for m in knowledge.mechanisms.values() if m.part_of)
    truth = TRUTH | {"truth": [part.id, "other: a retained textile"]}
    found = read(written(tmp_path, all_dot_yaml=[VIGNETTE | truth]))
    assert found.truths["one"].mechanisms == (part.part_of,)
    assert found.truths["one"].outside == ("other: a retained textile",)
    assert found.problems == ()


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({}, "no file of cases here"),
        ({"a_dot_yaml": [VIGNETTE]}, "no truth for it"),
        ({"a_dot_yaml": "- id: ["}, "not valid YAML"),
    ],
)
def test_a_set_of_which_nothing_can_be_scored_is_refused_with_the_reason(
    files: dict[str, object], said: str, tmp_path: Path
) -> None:
    with pytest.raises(CaseSetError, match=said):
        read(written(tmp_path, **files))


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CaseSetError, match="cannot be read"):
        read(tmp_path / "nowhere")


def test_the_examples_are_known_as_seen_under_any_name(tmp_path: Path) -> None:
    own = case_set(None, load_knowledge())
    assert (len(own.vignettes), own.seen, own.problems) == (20, 20, ())
    assert set(own.confirming) == {vignette.case for vignette in own.vignettes}
    for name in ("vignettes.yaml", "truth.yaml"):
        text = (EXAMPLES / name).read_text(encoding="utf-8").replace("id: example-", "id: case-")
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert read(tmp_path).seen == 20
