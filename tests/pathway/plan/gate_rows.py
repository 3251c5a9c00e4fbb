"""Rows of gates: patients in a few words, and what each gate must say of them.

The head of gates_of_care_and_injections.yaml explains them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from sequela.case.ledger import sort_facts
from sequela.pathway.gates import Compiled, of_treatment
from sequela.pathway.reading import reader
from sequela.rules.facts import Facts
from tests.pathway.triage.patients import case, fact, knowledge

STATES = ("met", "broken", "open")
DISCECTOMY = {"procedure": "discectomy", "when": {"months_ago": 24}}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One patient at the edge of one gate, and the state in which the gate must be."""

    gate: str
    says: str
    expect: str
    treatments: tuple[str, ...]
    patient: Mapping[str, Any]

    def judges(self, treatment: str) -> bool:
        """Whether the row speaks of this treatment; without names it speaks of every treatment with the gate."""
        return not self.treatments or treatment in self.treatments


def rows() -> Iterator[Row]:
    """Every row of every ``gates_*.yaml`` beside this file."""
    for path in sorted(Path(__file__).parent.glob("gates_*.yaml")):
        for gate, patients in yaml.safe_load(path.read_text(encoding="utf-8")).items():
            for raw in patients:
                body = dict(raw)
                yield Row(
                    gate=gate,
                    says=body.pop("says"),
                    expect=body.pop("expect"),
                    treatments=tuple(body.pop("treatments", ())),
                    patient=body,
                )


def gates() -> Mapping[str, tuple[Compiled, ...]]:
    """The gates of every treatment that the plan offers."""
    known = knowledge()
    return {t.id: of_treatment(known, t.id) for t in known.treatments.values() if t.care is not None}


def seen(patient: Mapping[str, Any]) -> Facts:
    """The patient of a row as rules see one."""
    surgeries = patient.get("surgeries", [DISCECTOMY])
    age = patient.get("age", 52)
    of = case(
        {
            "schema": "sequela.case/1",
            "as_of": "2024-06-01",
            "patient": {} if age is None else {"age": age},
            "complaints": [{"id": "main", "region": "lumbar", **patient.get("complaint", {})}],
            "facts": [fact(finding, str(said)) for finding, said in patient.get("facts", {}).items()],
            "medicines": [{"name": name} for name in patient.get("medicines", ())],
            "treatments": list(patient.get("tried", ())),
            **({} if surgeries is None else {"surgeries": surgeries}),
        }
    )
    facts = sort_facts(of, knowledge())
    return reader(of, of.complaints[0], facts, knowledge(), patient.get("posteriors", {}))(facts.usable)
