"""Every gate of every test of the work-up on the edge: in the way, not in the way, not yet known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml

from sequela.case.case import Case
from sequela.case.ledger import sort_facts
from sequela.pathway.gates import Judged, judged, of_test
from sequela.pathway.reading import reader
from tests.pathway.triage.patients import TODAY, case, fact, knowledge

TABLE: Mapping[str, dict[str, object]] = yaml.safe_load(
    (Path(__file__).parent / "gates.yaml").read_text(encoding="utf-8")
)
STATES = {"in": "broken", "out": "met", "unknown": "open"}
DISCECTOMY = {"procedure": "discectomy", "when": {"months_ago": 24}}


def _list(value: object) -> list[dict[str, object]]:
    return list(value) if isinstance(value, list) else []


def rows() -> list[tuple[str, str, dict[str, object]]]:
    return [(gate, str(entry["of"]), row) for gate, entry in TABLE.items() for row in _list(entry["rows"])]


def patient(row: Mapping[str, object]) -> Case:
    surgery = row.get("surgery", DISCECTOMY)
    facts = row.get("facts") or {}
    assert isinstance(facts, dict)
    complaint = row.get("complaint") or {}
    assert isinstance(complaint, dict)
    return case(
        {
            "schema": "sequela.case/1",
            "as_of": TODAY.isoformat(),
            "patient": {"age": row.get("age", 52), "sex": row.get("sex", "female")},
            **({} if surgery is None else {"surgeries": surgery if surgery == "none" else [surgery]}),
            "complaints": [{"id": "main", "region": "lumbar", **complaint}],
            "facts": [fact(finding, str(said)) for finding, said in facts.items()],
            "medicines": [{"name": name} for name in _list(row.get("medicines"))],
            **({"allergies": row["allergies"]} if "allergies" in row else {}),
        }
    )


def state(test: str, gate: str, of: Case) -> Judged:
    facts = sort_facts(of, knowledge())
    seen = reader(of, of.complaints[0], facts, knowledge())(facts.usable)
    found = next((j for j in judged(of_test(knowledge(), test), seen) if j.gate.id == gate), None)
    assert found is not None, (
        f"the test {test!r} has no gate {gate!r}: mend `of:` or remove it in tests/pathway/workup/gates.yaml"
    )
    return found


@pytest.mark.parametrize(
    ("gate", "test", "row"), [pytest.param(*r, id=f"{r[0]}: {r[2]['kind']}: {r[2]['says']}") for r in rows()]
)
def test_the_gate_stands_where_a_clinician_would_put_it(gate: str, test: str, row: dict[str, object]) -> None:
    found = state(test, gate, patient(row))
    assert found.state == STATES[str(row["kind"])], found
    if row["kind"] == "unknown":
        assert row["settle"] in found.settle


def test_every_gate_of_every_test_is_in_the_table_in_all_three_kinds() -> None:
    known = {compiled.gate.id for test in knowledge().tests for compiled in of_test(knowledge(), test)}
    for gate in sorted(known):
        kinds = {row["kind"] for row in _list(TABLE.get(gate, {}).get("rows"))}
        missing = [kind for kind in STATES if kind not in kinds]
        assert not missing, (
            f"the gate {gate!r} of a test has no patient of the kind {' or '.join(missing)}: add `{gate}:` to"
            " tests/pathway/workup/gates.yaml, with `of:` (a test before which it stands) and `rows:` for in, out and"
            " unknown, as {kind: .., says: .., facts: {..}}, and in the row of unknown `settle:`, what would settle it"
        )
    gone = sorted(set(TABLE) - known)
    assert not gone, f"no test has the gates {gone}: remove or rename their rows in tests/pathway/workup/gates.yaml"


def test_no_two_gates_have_one_name() -> None:
    own = [g.id for t in knowledge().tests.values() for g in (*t.never, *t.requires, *t.caution)]
    shared = [record.gate.id for record in knowledge().gates.values()]
    twice = sorted(gate for gate, count in Counter((*own, *shared)).items() if count > 1)
    assert not twice, f"several gates are called {twice}: tests/pathway/workup/gates.yaml could not tell them apart"


@pytest.mark.parametrize("gate", sorted(TABLE))
def test_a_gate_in_the_way_names_the_facts_that_put_it_there(gate: str) -> None:
    entry = TABLE[gate]
    stated = [row for row in _list(entry["rows"]) if row["kind"] == "in"]
    for row in stated:
        assert state(str(entry["of"]), gate, patient(row)).because, row
