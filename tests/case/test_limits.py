"""A case beyond what one patient can have is refused soon, with the field and the limit."""

from __future__ import annotations

import pytest

from sequela.case import derived
from sequela.case.errors import CaseError, CaseProblem
from sequela.case.form import MOST_PROBLEMS

from .conftest import ReadCase


def problems(read: ReadCase, text: str) -> tuple[CaseProblem, ...]:
    with pytest.raises(CaseError) as caught:
        read(text)
    return caught.value.problems


@pytest.mark.parametrize(
    ("text", "field", "limit"),
    [
        ("facts: [" + "{finding: fever, value: absent}," * 3000 + "]", "facts", "1000"),
        ("surgeries: [" + "{procedure: discectomy}," * 51 + "]", "surgeries", "50"),
        ("medicines: [" + "{name: gabapentin}," * 201 + "]", "medicines", "200"),
        (f"story: {'x' * 20_001}", "story", "20000"),
        (
            f"surgeries: [{{procedure: discectomy, complications: {'x ' * 50_000}}}]",
            "surgeries[0].complications",
            "20000",
        ),
    ],
)
def test_too_much_names_the_field_and_the_limit(read: ReadCase, text: str, field: str, limit: str) -> None:
    (problem,) = problems(read, text)
    assert (problem.code, problem.field) == ("too_large", field)
    assert limit in problem.message


def test_many_faults_are_reported_by_the_first_and_their_number(read: ReadCase) -> None:
    found = problems(read, "\n".join(f"key{n}: 1" for n in range(5000)))
    assert len(found) == MOST_PROBLEMS + 1
    assert found[-1].message == f"and {5000 - MOST_PROBLEMS} more"


@pytest.mark.parametrize("day", ["1001-01-01", "1989-12-31", "2025-06-20", "9999-12-31"])
def test_a_day_of_assessment_that_must_be_a_slip_is_refused(read: ReadCase, day: str) -> None:
    assert "as_of" in {problem.field for problem in problems(read, f"as_of: {day}")}


def test_ten_months_without_pain_exclude_an_onset_at_the_operation_and_after_two_years(read: ReadCase) -> None:
    case = read(
        "surgeries: [{procedure: discectomy, when: {years_ago: 3}, pain_free_months: 10}]\n"
        "complaints: [{onset: {years_ago: 2}}]"
    )
    days = derived.quantities(case, case.complaints[0])["onset_days_after_surgery"]
    assert days.low == days.high == pytest.approx(304, abs=1)


@pytest.mark.parametrize("implant", ["pedicle_screws", "rods", "cage", "plate", "hooks"])
def test_an_instrumented_operation_is_never_called_no_fusion(read: ReadCase, implant: str) -> None:
    case = read(f"surgeries: [{{procedure: laminectomy, implants: [{implant}]}}]")
    assert derived.fused_to_sacrum(case) is None
    assert derived.procedure(case) is None
