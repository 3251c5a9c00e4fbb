"""Every gate of every test of the work-up on the edge: in the way, not in the way, not yet known."""

from __future__ import annotations

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
    return next(j for j in judged(of_test(knowledge(), test), seen) if j.gate.id == gate)


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
    assert set(TABLE) == known
    for gate, entry in TABLE.items():
        assert {row["kind"] for row in _list(entry["rows"])} == set(STATES), gate


def test_no_two_gates_have_one_name() -> None:
    own = [g.id for t in knowledge().tests.values() for g in (*t.never, *t.requires, *t.caution)]
    shared = [record.gate.id for record in knowledge().gates.values()]
    assert len(own) + len(shared) == len({*own, *shared})


@pytest.mark.parametrize("gate", sorted(TABLE))
def test_a_gate_in_the_way_names_the_facts_that_put_it_there(gate: str) -> None:
    entry = TABLE[gate]
    stated = [row for row in _list(entry["rows"]) if row["kind"] == "in"]
    for row in stated:
        assert state(str(entry["of"]), gate, patient(row)).because, row
