"""What became of every fact: used, or set aside with the reason. Nothing that was recorded disappears."""

from __future__ import annotations

from collections.abc import Iterable

from sequela.assessment import LedgerEntry, LedgerResult
from sequela.case.case import NO_NAME, Case
from sequela.case.fact import Fact
from sequela.case.form import names_in
from sequela.case.ledger import SetAside, SortedFacts
from sequela.knowledge.schema.knowledge import Knowledge

NOTHING_TOLD = frozenset({"none", "none_known", "none known", "no", "unknown"})
"""What is written under complications where there were none, or none is known."""


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
        )
        + unknown_names(case, knowledge),
        contradictory=aside(facts.contradictory) + conflicts,
        stale=aside(facts.stale),
        before_last_surgery=aside(facts.before_last_surgery),
        unknown=aside(facts.unknown),
        superseded=aside(facts.superseded),
        elsewhere=entries(away.values()),
        later=aside(facts.later),
        recorded_only=entries(f for f in facts.usable if f.id not in counted and f.id not in away) + kept_only(case),
    )


def unknown_names(case: Case, knowledge: Knowledge) -> tuple[LedgerEntry, ...]:
    """Medicines and complications of operations under a name that the knowledge does not have: nothing follows."""
    medicines = [m for m in case.medicines if m.medicine is None and not m.classes]
    found = [_named(m.id, "Medicine", m.name, NO_NAME) for m in medicines]
    for surgery in case.surgeries:
        words = [word.strip() for word in (surgery.complications or "").split(",")]
        told = [word for word in words if word and word not in NOTHING_TOLD]
        names = names_in(knowledge) if told else None
        lost = [word for word in told if names is not None and not names.find(word, ["finding"])]
        found += [_named(f"{surgery.id}.complications", "Complication", word, NO_NAME) for word in lost]
    return tuple(found)


def kept_only(case: Case) -> tuple[LedgerEntry, ...]:
    """What is on record and asked for by no rule: allergies, and medicines known by their stated class alone."""
    medicines = [m for m in case.medicines if m.medicine is None and m.classes]
    return (
        *(_named(m.id, "Medicine", m.name, f"known by its class only: {', '.join(m.classes)}") for m in medicines),
        *(
            _named(f"allergies[{n}]", "Allergy", name, "kept on record; no rule asks for it")
            for n, name in enumerate(case.allergies)
        ),
    )


def _named(place: str, label: str, name: str, why: str) -> LedgerEntry:
    return LedgerEntry(fact=place, finding=None, label=label, value=name, why=why)


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
