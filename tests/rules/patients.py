"""Patients as rules see them, made by hand: whatever is not given is unknown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sequela.rules.facts import Amount, Observed, Operation, PossibleLevels
from sequela.rules.kleene import Verdict, unknown

BINARY = ("absent", "present")


def seen(state: str, fact: str = "fact", **more: object) -> Observed:
    index = BINARY.index(state)
    return Observed(levels=BINARY, low=index, high=index, facts=(fact,), **more)  # type: ignore[arg-type]


@dataclass(frozen=True, kw_only=True)
class Patient:
    findings: Mapping[str, tuple[Observed, ...]] = field(default_factory=dict)
    factors: Mapping[str, PossibleLevels] = field(default_factory=dict)
    amounts: Mapping[str, Amount] = field(default_factory=dict)
    medicines: Mapping[str, Verdict] = field(default_factory=dict)
    treatments: Mapping[str, str] = field(default_factory=dict)
    operated: tuple[Operation, ...] | None = None
    posteriors: Mapping[str, float] = field(default_factory=dict)

    def finding(self, finding: str) -> tuple[Observed, ...]:
        return self.findings.get(finding, ())

    def factor(self, factor: str) -> PossibleLevels | None:
        return self.factors.get(factor)

    def quantity(self, name: str) -> Amount | None:
        return self.amounts.get(name)

    def taking(self, name: str) -> Verdict:
        return self.medicines.get(name, unknown((name,)))

    def tried(self, treatment: str, effects: frozenset[str]) -> Verdict:
        effect = self.treatments.get(treatment)
        return unknown((treatment,)) if effect is None else Verdict(value=not effects or effect in effects)

    def operations(self) -> tuple[Operation, ...] | None:
        return self.operated

    def posterior(self, mechanism: str) -> float | None:
        return self.posteriors.get(mechanism)
