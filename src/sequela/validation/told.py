"""What a simulated patient's context lets rules ask: factors and the operations they stand for, nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sequela.knowledge.schema.terms import FactorId
from sequela.rules.facts import SOME_TIME, Amount, Observed, OnRecord, Operation, PossibleLevels
from sequela.rules.kleene import Verdict, unknown

_WITHOUT_IMPLANT = frozenset({"discectomy", "decompression"})
_UNFUSED = frozenset({"no_fusion"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Facts for rules (`sequela.rules.facts.Facts`): the possible levels of context factors; all else is unknown.

    Where nothing is fused and the operation that counts is a discectomy or decompression, so are all operations.
    """

    factors: Mapping[FactorId, frozenset[str]]

    def finding(self, finding: str) -> tuple[Observed, ...]:  # noqa: ARG002
        """Nothing is known of any finding."""
        return ()

    def factor(self, factor: str) -> PossibleLevels | None:
        """The levels the factor may have; None if nothing is known of it."""
        levels = self.factors.get(FactorId(factor))
        return None if levels is None else PossibleLevels(levels=levels)

    def quantity(self, name: str) -> Amount | None:  # noqa: ARG002
        """No number is known."""
        return None

    def taking(self, name: str) -> Verdict:  # noqa: ARG002
        """No medicine is known."""
        return unknown()

    def on_record(self, name: str) -> OnRecord:  # noqa: ARG002
        """No treatment is known."""
        return OnRecord()

    def operations(self) -> tuple[Operation, ...] | None:
        """The one kind that leaves no implant, if that is what was done; else no operation is on record."""
        kinds = self.factors.get(FactorId("procedure"), frozenset())
        if (
            len(kinds) != 1
            or not kinds <= _WITHOUT_IMPLANT
            or self.factors.get(FactorId("fused_to_sacrum")) != _UNFUSED
        ):
            return None
        (kind,) = kinds
        return (
            Operation(fact="procedure", procedure=None, family=kind, approach=None, implants=False, days=SOME_TIME),
        )

    def posterior(self, mechanism: str) -> float | None:  # noqa: ARG002
        """Nothing is inferred yet."""
        return None
