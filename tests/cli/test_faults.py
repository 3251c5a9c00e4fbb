"""A fault of ours is told without a word of the patient's file."""

from __future__ import annotations

import pytest

from sequela.case.errors import CaseError, CaseProblem
from sequela.cli.faults import tell_fault, tell_problems


def test_a_fault_names_its_kind_and_place_and_never_what_it_was_about(capsys: pytest.CaptureFixture[str]) -> None:
    try:
        {}["Jane Roe, born 1961"]
    except KeyError as error:
        said = tell_fault(error, "patient.yaml")
    shown = capsys.readouterr().err
    assert "patient.yaml: a fault of ours (KeyError in" in shown
    assert "SEQUELA_DEBUG=1" in shown
    assert "Jane" not in shown + said


def test_every_problem_of_a_file_is_told_with_its_mend(capsys: pytest.CaptureFixture[str]) -> None:
    problems = (
        CaseProblem(code="unknown_name", field="facts[0].finding", message="no such finding", nearest="foot_drop"),
        CaseProblem(code="out_of_range", field="facts[1].value", message="11 cannot be", accepted=("0 to 10",)),
    )
    tell_problems(CaseError("a.yaml", problems))
    assert capsys.readouterr().err.splitlines() == [
        "sequela: a.yaml: cannot be used, 2 problems",
        "  facts[0].finding: no such finding",
        "      nearest:  foot_drop",
        "  facts[1].value: 11 cannot be",
        "      accepted: 0 to 10",
    ]
