"""What `run.py mutate` tells of the changes that no test noticed, and the list of those that were accepted."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.mutation import (
    ACCEPTED,
    PAGE,
    AcceptedError,
    Judgement,
    Mutant,
    accepted,
    changed_lines,
    counts,
    digest,
    page,
    score,
    told,
)

DIFF = """\
--- src/sequela/rules/limits.py
+++ src/sequela/rules/limits.py
@@ -2,5 +2,5 @@
 def inside(limit, interval):
     comparison, bound = limit
-    return True if low >= bound else None
+    return True if low > bound else None
"""
CHANGE = "- return True if low >= bound else None\n+ return True if low > bound else None"
MUTANT = Mutant(file="sequela/rules/limits.py", function="inside", change=CHANGE)
KILLED, ENDLESS, UNREACHED = (replace(MUTANT, change=c, status=s) for c, s in
                              (("+ a", "killed"), ("+ b", "timeout"), ("+ c", "no tests")))  # fmt: skip
LISTED = """\
- file: sequela/rules/limits.py
  function: inside
  reason: "No number lies exactly there."
  changes:
    - |
      - return True if low >= bound else None
      + return True if low > bound else None
"""


def judged(*mutants: Mutant, because: str = LISTED) -> Judgement:
    return Judgement(mutants=mutants, reasons=accepted(because, "accepted.yaml") if because else {})


def test_a_change_is_told_apart_by_its_lines_and_not_by_where_they_stand() -> None:
    assert changed_lines(DIFF) == CHANGE
    moved = DIFF.replace("@@ -2,5 +2,5 @@", "@@ -90,5 +90,5 @@").replace("    return", "        return")
    assert changed_lines(moved) == CHANGE


def test_an_accepted_survivor_is_found_again_by_file_function_and_change() -> None:
    assert judged(MUTANT).unexplained == ()
    for other in (
        replace(MUTANT, file="sequela/rules/kleene.py"),
        replace(MUTANT, function="compared"),
        replace(MUTANT, change="+ return None"),
    ):
        assert judged(other).unexplained == (other,)


def test_the_score_is_the_share_of_all_changes_that_are_noticed_and_a_reason_does_not_raise_it() -> None:
    assert score((KILLED, KILLED, KILLED, MUTANT)) == 75
    assert score((KILLED, ENDLESS)) == 100
    assert score((KILLED, UNREACHED)) == 50
    assert score(()) == 0


def test_a_run_passes_only_with_the_score_every_reason_and_every_verdict() -> None:
    many = [KILLED] * 9
    assert judged(*many, MUTANT).passed
    assert not judged(KILLED, MUTANT).passed, "the score is half"
    assert not judged(*many, MUTANT, because="").passed, "no reason"
    assert not judged(*many, UNREACHED).passed, "what no test reaches needs a reason too"
    assert not judged(*many, replace(KILLED, status="not checked")).passed, "an interrupted run proves nothing"


def test_a_survivor_without_a_reason_is_shown_with_its_change_and_the_mend() -> None:
    said = "\n".join(told(judged(KILLED, ENDLESS, UNREACHED, MUTANT, because="")))
    assert f"survived, without a reason: sequela/rules/limits.py inside\n{CHANGE}" in said
    assert "benchmarks/mutants_accepted.yaml" in said
    assert "4 mutants: 1 killed, 1 survived, 1 timeout, 1 no tests." in said
    assert "Score 50.0 % (goal 85 %)." in said


def test_a_reason_that_is_no_longer_needed_is_named() -> None:
    said = "\n".join(told(judged(replace(MUTANT, status="killed"))))
    assert "accepted, and not among the survivors any more" in said
    assert CHANGE in said


def test_a_verdict_that_is_missing_is_counted_by_its_name() -> None:
    assert counts([KILLED, replace(KILLED, status="segfault")]) == (
        "1 killed, 0 survived, 0 timeout, 0 no tests, 1 segfault"
    )


def test_the_page_has_the_counts_by_file_and_each_survivor_under_its_reason() -> None:
    kleene = replace(KILLED, file="sequela/rules/kleene.py")
    said = page(judged(MUTANT, KILLED, kleene), "2026.11.1")
    assert "| `sequela/rules/kleene.py` | 1 | 1 | 0 | 0 | 0 | 100.0 % |" in said
    assert "| `sequela/rules/limits.py` | 2 | 1 | 0 | 1 | 0 | 50.0 % |" in said
    assert "| all | 3 | 2 | 0 | 1 | 0 | 66.7 % |" in said
    assert "Knowledge 2026.11.1." in said
    assert said.index("No number lies exactly there.") < said.index(CHANGE)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("- file: a.py\n  function: f\n  changes: ['+ x']\n", "entry 0: each entry has"),
        ("- file: a.py\n  function: f\n  reason: ''\n  changes: ['+ x']\n", "none of them empty"),
        ("just words", "each entry has"),
        (LISTED + LISTED, "entry 1: this change of inside is accepted already"),
        ("- {file: a, file: b}", "accepted.yaml:1"),
    ],
)
def test_a_list_that_cannot_be_read_is_refused_with_its_fault(text: str, said: str) -> None:
    with pytest.raises(AcceptedError, match=said):
        accepted(text, "accepted.yaml")


def test_a_run_is_begun_anew_when_code_tests_or_settings_change(tmp_path: Path) -> None:
    (tmp_path / "code.py").write_text("x = 1\n", encoding="utf-8")
    first = digest([tmp_path], "settings")
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "__pycache__" / "code.pyc").write_bytes(b"compiled")
    assert digest([tmp_path], "settings") == first
    assert digest([tmp_path], "other settings") != first
    (tmp_path / "code.py").write_text("x = 2\n", encoding="utf-8")
    assert digest([tmp_path], "settings") != first


def test_the_page_of_the_documents_shows_every_accepted_survivor_and_none_without_a_reason() -> None:
    shown = PAGE.read_text(encoding="utf-8")
    reasons = accepted(ACCEPTED.read_text(encoding="utf-8"), ACCEPTED.name)
    for (file, function, change), reason in reasons.items():
        assert f"`{file}`, `{function}`\n\n```diff\n{change}\n```" in shown
        assert reason in shown
    assert "No reason yet." not in shown
