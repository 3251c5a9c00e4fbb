"""Each statement held against the answer for its patient."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sequela.assess import assess
from sequela.knowledge.problem import Problem
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.records import frozen

from ..parallel import spread
from ..part import Progress
from .seen import Seen, Verdict
from .statements import FILE, PanelsError, Statement, read_statements


@frozen
class Judged:
    """A statement, and for each of its expectations whether the answer meets it."""

    statement: Statement
    verdicts: tuple[Verdict, ...]

    @property
    def agrees(self) -> bool:
        """Whether every expectation is met."""
        return all(verdict.met for verdict in self.verdicts)

    @property
    def found(self) -> str:
        """What the answer says where it is not as expected; all of it where it is."""
        told = [v.found for v in self.verdicts if not v.met] or [v.found for v in self.verdicts]
        return "; ".join(dict.fromkeys(told))

    @property
    def unexplained(self) -> bool:
        """A disagreement for which no reason is written."""
        return not self.agrees and self.statement.reason is None


def judged(statement: Statement, knowledge: Knowledge) -> Judged:
    """The patient assessed as of the day of the file, and every expectation judged."""
    case = statement.case
    places: dict[str, frozenset[str]] = {}
    for fact in case.facts:
        places[fact.finding] = places.get(fact.finding, frozenset()) | {fact.id}
    seen = Seen(assessment=assess(case, knowledge, case.as_of), knowledge=knowledge, places=places)
    return Judged(statement=statement, verdicts=tuple(e.judged(seen) for e in statement.expect))


def agreement(knowledge: Knowledge, workers: int, progress: Progress, path: Path = FILE) -> tuple[Judged, ...]:
    """All statements of a file judged, in its order. Raises `PanelsError`, also for a reason that is stale."""
    statements = read_statements(path, knowledge)
    found = spread(_judged, statements, knowledge, workers, progress, "panels and guidelines")
    refuse_stale(found, path.name)
    return tuple(found)


def refuse_stale(found: Sequence[Judged], name: str) -> None:
    """Raise `PanelsError` where a reason explains a disagreement that there is not."""
    stale = [
        Problem(
            file=name,
            path=f"{one.statement.id}.reason",
            message="the answer agrees with this statement, so there is nothing to explain",
            mend="remove the reason",
        )
        for one in found
        if one.agrees and one.statement.reason is not None
    ]
    if stale:
        raise PanelsError(stale)


def _judged(knowledge: Knowledge, statement: Statement) -> Judged:
    return judged(statement, knowledge)
