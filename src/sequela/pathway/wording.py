"""Facts in words: the places a rule rests on, as a person reads them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sequela.assessment import Statement
from sequela.case.fact import Fact
from sequela.knowledge.schema import Knowledge


def fact_words(fact: Fact, knowledge: Knowledge) -> str:
    """A fact in a few words: "Straight leg raise present, right" or "Back pain: 7"."""
    finding = knowledge.findings.get(fact.finding)
    label = finding.label.en if finding else str(fact.finding)
    value = f": {fact.value:g}" if isinstance(fact.value, float) else f" {fact.value}"
    where = ", ".join(x for x in (fact.level or fact.root, fact.side) if x)
    return f"{label}{value}" + (f", {where}" if where else "")


def statements(places: Iterable[str], facts: Mapping[str, Fact], knowledge: Knowledge) -> tuple[Statement, ...]:
    """One statement per place; a place that is no fact (an operation, the course) stands for itself."""
    out = []
    for place in dict.fromkeys(places):
        fact = facts.get(place)
        words = fact_words(fact, knowledge) if fact else place
        out.append(Statement(text=words, facts=(place,)))
    return tuple(out)
