"""Whatever is handed in: a message with file, field, accepted values and the nearest match; never a traceback."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from .process import GOOD, Outcome, Sequela

ALIASES = "schema: sequela.case/1\nfacts: &a [*a]\n"
NOISE = random.Random(20240601).randbytes(5_000_000)  # noqa: S311 - noise, not a secret


def changed(old: str, new: str) -> str:
    assert old in GOOD
    return GOOD.replace(old, new)


BAD: dict[str, tuple[str | bytes, str, str]] = {
    # file: content, the field that must be named, words that must stand in the message
    "empty.yaml": ("", "", "empty"),
    "blank.yaml": ("\n  \n", "", "empty"),
    "comment.yaml": ("# nothing yet\n", "", "empty"),
    "empty.json": ("", "", ""),
    "word.yaml": ("fine\n", "", "expected a case"),
    "number.json": ("7", "", "expected a case"),
    "facts_as_word.yaml": (GOOD.split("facts:")[0] + "facts: none\n", "facts", ""),
    "patient_as_list.yaml": (changed("{age: 58, sex: female}", "[58, female]"), "patient", ""),
    "age_as_word.yaml": (changed("age: 58", "age: old"), "patient.age", ""),
    "age_impossible.yaml": (changed("age: 58", "age: 580"), "patient.age", ""),
    "age_as_boolean.yaml": (changed("age: 58", "age: true"), "patient.age", ""),
    "unknown_finding.yaml": (
        changed("straight_leg_raise", "straight_leg_rase"),
        "facts[0].finding",
        "straight_leg_raise",
    ),
    "unknown_value.yaml": (
        changed("sitting_worse, value: present", "sitting_worse, value: presnt"),
        "facts[1].value",
        "present",
    ),
    "unknown_key.yaml": (changed("onset:", "onsett:"), "complaints[0]", "onset"),
    "unknown_procedure.yaml": (
        changed("microdiscectomy", "microdiscectmy"),
        "surgeries[0].procedure",
        "microdiscectomy",
    ),
    "unknown_level.yaml": (changed("L4-L5", "L7-L8"), "surgeries[0].levels", "L7"),
    "unknown_region.yaml": (changed("lumbar", "lumber"), "complaints[0].region", "lumbar"),
    "unknown_side.yaml": (
        changed("value: present, side: right", "value: present, side: rigth"),
        "facts[0].side",
        "right",
    ),
    "impossible_day.yaml": (changed("2024-06-01", "2024-02-31"), "as_of", "2024-02-31"),
    "impossible_month.yaml": (changed("{months_ago: 24}", "2022-13"), "surgeries[0].when", "2022-13"),
    "never.yaml": (changed("{months_ago: 24}", "{months_ago: 99999}"), "surgeries[0].when", ""),
    "pain_11.yaml": (GOOD + "  - {finding: pain_leg, value: 11}\n", "facts[2].value", "11"),
    "surgery_after.yaml": (changed("{months_ago: 24}", "2024-07"), "surgeries[0].when", "2024-07"),
    "seen_after.yaml": (GOOD + "  - {finding: foot_drop, value: present, when: 2025}\n", "facts[2].when", "2025"),
    "two_patients.yaml": ("- {patient: {age: 3}}\n- {patient: {age: 4}}\n", "", "one patient"),
    "two_documents.yaml": (GOOD + "---\n" + GOOD, "line", ""),
    "four_complaints.yaml": (
        changed("facts:", "".join(f"  - {{id: c{n}, region: lumbar}}\n" for n in range(3)) + "facts:"),
        "complaints",
        "",
    ),
    "repeated_key.yaml": (changed("as_of: 2024-06-01", "as_of: 2024-06-01\nas_of: 2023-06-01"), "line 3", "as_of"),
    "repeated_key.json": ('{"as_of": "2024-06-01", "as_of": "2023-06-01"}', "line 1", "as_of"),
    "aliases.yaml": (ALIASES, "line 2", ""),
    "laughs.yaml": ("a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n", "line", ""),
    "tag.yaml": ("schema: !!python/object/apply:os.system [id]\n", "line 1", ""),
    "deep.yaml": ("[" * 20_000, "line 1", ""),
    "deep.json": ("[" * 20_000 + "]" * 20_000, "line", ""),
    "not_closed.yaml": ("facts: [{finding: x\n", "line", ""),
    "nan.json": ('{"patient": {"age": NaN}}', "", ""),
    "noise.yaml": (NOISE, "", ""),
    "letters.yaml": ("x" * 5_000_000, "", ""),
    "binary.yaml": (b"\x00\x01\xff\xfe" * 64, "", ""),
    "latin1.yaml": ("story: \xbfqu\xe9?\n".encode("latin-1"), "line 1", "UTF-8"),
    "utf16.yaml": (GOOD.encode("utf-16"), "", ""),
    "other_schema.yaml": (changed("sequela.case/1", "sequela.case/9"), "schema", "sequela.case/1"),
}


@pytest.fixture(scope="module")
def answered(sequela: Sequela, tmp_path_factory: pytest.TempPathFactory) -> tuple[Outcome, Outcome]:
    """All bad files, a missing one, a folder and a good one in one run: once for programs, once for people."""
    folder = tmp_path_factory.mktemp("bad")
    for name, (content, _, _) in BAD.items():
        data = content if isinstance(content, bytes) else content.encode()
        (folder / name).write_bytes(data)
    (folder / "good.yaml").write_text(GOOD, encoding="utf-8")
    (folder / "folder").mkdir()
    files = [*BAD, "missing.yaml", "folder", "good.yaml"]
    return sequela("assess", "--json", *files, folder=folder), sequela("assess", *files, folder=folder)


def error_of(outcome: Outcome, name: str) -> dict[str, object]:
    lines = [line for line in outcome.json_lines() if line.get("file") == name]
    assert len(lines) == 1, f"{name} is answered {len(lines)} times"
    error = lines[0]["error"]
    assert set(error) == {"code", "field", "message", "accepted", "nearest"}
    return error  # type: ignore[no-any-return]


@pytest.mark.parametrize("name", BAD)
def test_the_fault_is_named_with_its_place(answered: tuple[Outcome, Outcome], name: str) -> None:
    _, field, words = BAD[name]
    error = error_of(answered[0], name)
    said = f"{error['message']} {error['accepted']} {error['nearest']}"
    assert str(error["field"]).startswith(field)
    assert words in said
    assert error["code"] != "fault"
    assert len(str(error["message"])) < 500


@pytest.mark.parametrize("name", ["missing.yaml", "folder"])
def test_what_cannot_be_opened_is_said_to_be_so(answered: tuple[Outcome, Outcome], name: str) -> None:
    assert "cannot be read" in str(error_of(answered[0], name)["message"])


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("unknown_finding.yaml", "straight_leg_raise"),
        ("unknown_value.yaml", "present"),
        ("unknown_key.yaml", "onset"),
        ("unknown_procedure.yaml", "microdiscectomy"),
        ("unknown_region.yaml", "lumbar"),
        ("unknown_side.yaml", "right"),
    ],
)
def test_the_nearest_match_is_offered(answered: tuple[Outcome, Outcome], name: str, nearest: str) -> None:
    assert error_of(answered[0], name)["nearest"] == nearest


def test_the_range_of_a_score_is_told(answered: tuple[Outcome, Outcome]) -> None:
    error = error_of(answered[0], "pain_11.yaml")
    assert "0" in f"{error['message']} {error['accepted']}"
    assert "10" in f"{error['message']} {error['accepted']}"


def test_the_good_file_is_still_answered_and_the_order_kept(answered: tuple[Outcome, Outcome]) -> None:
    lines = answered[0].json_lines()
    assert [line["file"] for line in lines[:-1]] == [*BAD, "missing.yaml", "folder"]
    assert lines[-1]["schema"] == "sequela.assessment/1"
    assert answered[0].status == 2


def test_people_are_told_on_standard_error_and_get_the_other_answers(answered: tuple[Outcome, Outcome]) -> None:
    outcome = answered[1]
    assert outcome.status == 2
    for name in (*BAD, "missing.yaml", "folder"):
        assert f"sequela: {name}: cannot be used" in outcome.err
    assert "nearest:  straight_leg_raise" in outcome.err
    assert "accepted: left, right, both" in outcome.err
    assert "DANGER" in outcome.out
    assert "cannot be used" not in outcome.out


def test_there_is_never_a_traceback(answered: tuple[Outcome, Outcome]) -> None:
    for outcome in answered:
        assert "Traceback" not in outcome.err
        assert "fault of ours" not in outcome.err
        assert max(map(len, outcome.err.splitlines())) < 2_000


def test_one_bad_file_alone_is_one_object(sequela: Sequela, tmp_path: Path) -> None:
    outcome = sequela("assess", "--json", tmp_path / "missing.yaml")
    assert outcome.status == 2
    assert outcome.json()["error"]["code"] == "unreadable"


def test_a_bad_patient_in_json_lines_does_not_hide_the_others(sequela: Sequela, tmp_path: Path) -> None:
    first = '{"id": "a", "region": "lumbar", "known_before": {"age": 50}}'
    last = '{"id": "c", "region": "lumbar", "known_before": {"age": 60}}'
    (tmp_path / "many.jsonl").write_text(f"{first}\n{{broken\n{last}\n", encoding="utf-8")
    outcome = sequela("assess", "--json", "many.jsonl", folder=tmp_path)
    assert outcome.status == 2
    assert "Traceback" not in outcome.err
    assert [line.get("case") or line["file"] for line in outcome.json_lines()] == ["a", "many.jsonl#2", "c"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--as-of", "2024-02-31"), "2024-02-31"),
        (("--as-of", "yesterday"), "2024-06-01"),
        (("--set", "straight_leg_rase=absent"), "straight_leg_raise"),
        (("--set", "straight_leg_raise"), "FINDING[@SIDE][@LEVEL]=VALUE"),
        (("--set", "straight_leg_raise@rigth=absent"), "right"),
        (("--set", "straight_leg_raise=maybe"), "accepted: absent, present"),
        (("--set", "pain_leg=11"), "10"),
        (("--knowledge", "no_such_folder"), "no_such_folder"),
    ],
)
def test_a_bad_option_is_explained(sequela: Sequela, good: Path, arguments: tuple[str, str], words: str) -> None:
    outcome = sequela("assess", good, *arguments)
    assert outcome.status == 2
    assert words in outcome.err
    assert "Traceback" not in outcome.err
    assert outcome.out == ""


def test_an_assessment_before_the_operation_is_refused(sequela: Sequela, good: Path) -> None:
    outcome = sequela("assess", good, "--as-of", "2020-01-01")
    assert outcome.status == 2
    assert "surgeries[0].when" in outcome.err
