"""Every gate of every treatment on the edge: just in, just out, and unknown, which is never "no"."""

from __future__ import annotations

import pytest

from tests.pathway.plan.gate_rows import STATES, Row, gates, rows, seen
from tests.pathway.triage.patients import knowledge

ROWS = tuple(rows())
GATES = gates()


@pytest.mark.parametrize("row", [pytest.param(r, id=f"{r.gate}: {r.expect}: {r.says}") for r in ROWS])
def test_the_gate_says_what_a_clinician_would_say(row: Row) -> None:
    facts = seen(row.patient)
    found = {
        treatment: gate.judge(facts)
        for treatment, own in GATES.items()
        for gate in own
        if gate.gate.id == row.gate and row.judges(treatment)
    }
    assert found, (
        f"no treatment has a gate {row.gate!r}: remove or rename its rows in tests/pathway/plan/gates_of_*.yaml"
    )
    for treatment, judged in found.items():
        assert judged.state == row.expect, (treatment, judged)
        if judged.state == "open":
            assert judged.settle, "an open gate must name what would settle it"


@pytest.mark.parametrize("treatment", sorted(GATES))
def test_every_gate_of_a_treatment_has_a_patient_in_out_and_unknown(treatment: str) -> None:
    for gate in GATES[treatment]:
        states = {row.expect for row in ROWS if row.gate == gate.gate.id and row.judges(treatment)}
        missing = [state for state in STATES if state not in states]
        assert not missing, (
            f"the gate {gate.gate.id!r} of the treatment {treatment!r} has no patient for {' or '.join(missing)}:"
            f" add rows under `{gate.gate.id}:` in tests/pathway/plan/gates_of_care_and_injections.yaml or"
            f" gates_of_implants_and_operations.yaml beside it, one for each of {', '.join(STATES)},"
            " as {says: .., facts: {..}, expect: ..}"
        )


@pytest.mark.parametrize("treatment", sorted(GATES))
def test_every_gate_of_a_treatment_has_a_source_or_says_that_it_has_none(treatment: str) -> None:
    for gate in GATES[treatment]:
        assert bool(gate.gate.sources) != bool(gate.gate.unsourced), gate.gate.id


def test_a_patient_of_whom_nothing_is_known_is_past_no_needle() -> None:
    facts = seen({"age": None, "surgeries": None})
    needles = {t.id for t in knowledge().treatments.values() if t.care is not None and t.kind == "injection"}
    for treatment in needles:
        assert "open" in {gate.judge(facts).state for gate in GATES[treatment]}, treatment
