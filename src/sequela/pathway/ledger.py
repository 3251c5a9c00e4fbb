"""What became of every fact: used, or set aside with the reason. Nothing that was recorded disappears."""

from __future__ import annotations

from collections.abc import Iterable

from sequela.assessment import LedgerEntry, LedgerResult
from sequela.case.case import Case
from sequela.case.fact import Fact
from sequela.case.ledger import SetAside, SortedFacts
from sequela.knowledge.schema.knowledge import Knowledge


def ledger(
    case: Case, facts: SortedFacts, used: Iterable[str], elsewhere: Iterable[Fact], knowledge: Knowledge
) -> LedgerResult:
    """Return the ledger.

    `used` are the places whose facts moved an answer, `elsewhere` the facts of another side or root.
    """
    counted = frozenset(used)
    away = {f.id: f for f in elsewhere if f.id not in counted}

    def entries(facts: Iterable[Fact]) -> tuple[LedgerEntry, ...]:
        return tuple(entry(f, knowledge) for f in facts)

    def aside(facts: Iterable[SetAside]) -> tuple[LedgerEntry, ...]:
        return tuple(entry(s.fact, knowledge, s.why) for s in facts)

    conflicts = tuple(
        LedgerEntry(fact=", ".join(c.places), finding=None, label="Statements", value="contradict", why=c.why)
        for c in facts.conflicts
    )
    return LedgerResult(
        used=entries(f for f in facts.usable if f.id in counted),
        not_understood=tuple(
            LedgerEntry(fact=n.id, finding=None, label=n.text, value=n.words, why=n.why) for n in case.not_understood
        ),
        contradictory=aside(facts.contradictory) + conflicts,
        stale=aside(facts.stale),
        before_last_surgery=aside(facts.before_last_surgery),
        unknown=aside(facts.unknown),
        superseded=aside(facts.superseded),
        elsewhere=entries(away.values()),
        later=aside(facts.later),
        recorded_only=entries(f for f in facts.usable if f.id not in counted and f.id not in away),
    )


def entry(fact: Fact, knowledge: Knowledge, why: str | None = None) -> LedgerEntry:
    """A fact as the ledger shows it."""
    finding = knowledge.findings.get(fact.finding)
    where = " ".join(x for x in (fact.level or fact.root, fact.side) if x)
    return LedgerEntry(
        fact=fact.id,
        finding=fact.finding,
        label=finding.label.en if finding else fact.finding,
        value=f"{fact.value:g}" if isinstance(fact.value, float) else fact.value,
        where=where or None,
        when=fact.when.text if fact.when else None,
        why=why,
    )
