"""`sequela case new|check|convert`."""

from __future__ import annotations

from pathlib import Path

from .process import GOOD, Sequela
from .test_assess import VIGNETTES


def test_the_form_that_is_printed_can_be_used_as_it_is(sequela: Sequela, tmp_path: Path) -> None:
    form = sequela("case", "new")
    assert form.status == 0
    path = tmp_path / "patient.yaml"
    path.write_text(form.out, encoding="utf-8")
    assert sequela("case", "check", path).status == 0
    assert sequela("assess", "--json", path).status == 0


def test_check_says_what_would_be_used(sequela: Sequela, good: Path) -> None:
    outcome = sequela("case", "check", good)
    assert outcome.status == 0
    assert "can be used; as of 2024-06-01" in outcome.out
    body = sequela("case", "check", good, "--json").json()
    assert body["facts"] == body["usable"] > 0


def test_check_names_every_fault_and_goes_on(sequela: Sequela, good: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text(GOOD.replace("sitting_worse", "sitting_wors").replace("lumbar", "lumber"), encoding="utf-8")
    outcome = sequela("case", "check", bad, good)
    assert outcome.status == 2
    assert "cannot be used, 2 problems" in outcome.err
    assert "nearest:  sitting_worse" in outcome.err
    assert "can be used" in outcome.out


def test_check_says_which_facts_contradict_each_other(sequela: Sequela, tmp_path: Path) -> None:
    path = tmp_path / "both.yaml"
    path.write_text(GOOD + "  - {finding: sitting_worse, value: absent}\n", encoding="utf-8")
    assert "not used: sitting_worse [facts[1]]; contradicts facts[2]" in sequela("case", "check", path).out


def test_vignettes_become_case_files_that_can_be_used(sequela: Sequela, tmp_path: Path) -> None:
    (tmp_path / "v.yaml").write_text(VIGNETTES, encoding="utf-8")
    outcome = sequela("case", "convert", "v.yaml", "out", folder=tmp_path)
    assert outcome.status == 0
    files = [tmp_path / line for line in outcome.out.splitlines()]
    assert len(files) == 2
    assert sequela("case", "check", *files).status == 0


def test_vignettes_that_cannot_be_read_are_explained(sequela: Sequela, tmp_path: Path) -> None:
    outcome = sequela("case", "convert", "missing.yaml", "out", folder=tmp_path)
    assert outcome.status == 2
    assert "cannot be read" in outcome.err
