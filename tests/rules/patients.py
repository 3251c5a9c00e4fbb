"""Patients as rules see them, made by hand: whatever is not given is unknown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sequela.rules.facts import Amount, Given, Observed, OnRecord, Operation, PossibleLevels
from sequela.rules.kleene import Verdict, unknown

BINARY = ("absent", "present")


def seen(state: str, fact: str = "fact", **more: object) -> Observed:
    index = BINARY.index(state)
    return Observed(levels=BINARY, low=index, high=index, facts=(fact,), **more)  # type: ignore[arg-type]


def recorded(name: str, *entries: Mapping[str, object]) -> dict[str, OnRecord]:
    """A treatment with its records, as a patient takes them."""
    given = [Given(fact=f"{name}[{n}]", name=name, **entry) for n, entry in enumerate(entries)]  # type: ignore[arg-type]
    return {name: OnRecord(sessions=tuple(given), complete=True)}


@dataclass(frozen=True, kw_only=True)
class Patient:
    findings: Mapping[str, tuple[Observed, ...]] = field(default_factory=dict)
    factors: Mapping[str, PossibleLevels] = field(default_factory=dict)
    amounts: Mapping[str, Amount] = field(default_factory=dict)
    medicines: Mapping[str, Verdict] = field(default_factory=dict)
    records: Mapping[str, OnRecord] = field(default_factory=dict)
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

    def on_record(self, name: str) -> OnRecord:
        return self.records.get(name, OnRecord())

    def operations(self) -> tuple[Operation, ...] | None:
        return self.operated

    def posterior(self, mechanism: str) -> float | None:
        return self.posteriors.get(mechanism)
