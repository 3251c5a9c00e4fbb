"""Health and life as far as rules of tests, treatments and medicines ask for them, most wanted first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from functools import lru_cache

from sequela.case.case import Case
from sequela.case.quantities import quantities
from sequela.knowledge.same import Same
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.terms import FindingId

from .basis import Basis
from .page import Page
from .rows import asked_of_patients, named_in, row

HEALTH = "health"
ROWS = "intake_health_rows"
_LATER = frozenset({"unrealistic_expectations", "compensation_claim", "suicidal_thoughts", "suicide_plan"})
"""What belongs to a talk about one step, or to a clinic that has named who acts on it."""
_ALLERGY = "allergy_"


def pages(basis: Basis, case: Case) -> Iterator[Page]:
    """One page of what most rules wait for and nobody has answered."""
    answer = basis.answers.get(HEALTH)
    names = (
        _wanted(basis, case)
        if answer is None
        else [FindingId(n) for n in answer.put if FindingId(n) in basis.knowledge.findings]
    )
    if names:
        yield Page(
            id=HEALTH,
            chapter="health",
            title="Your health",
            why="Some tests and treatments are not safe for everyone.",
            fields=tuple(row(basis.knowledge.findings[name]) for name in names),
            none="None of these",
            layout="rows",
        )


def _wanted(basis: Basis, case: Case) -> list[FindingId]:
    knowledge = basis.knowledge
    possible = quantities(case, None).get("may_be_pregnant")
    no_child = possible is not None and possible.high <= 0
    known = {fact.finding for fact in case.facts} | {FindingId(name) for name in basis.put}
    names = [
        name
        for name in asked_of_patients(_by_demand(Same(knowledge)), knowledge)
        if name not in known
        and name not in _LATER
        and not name.startswith(_ALLERGY)
        and not (name == "pregnancy" and no_child)
    ]
    return names[: int(knowledge.conventions[ROWS].value)]


@lru_cache(maxsize=2)
def _by_demand(knowledge: Same[Knowledge]) -> tuple[FindingId, ...]:
    """The findings by how many tests, treatments, gates, interactions and risks ask for them."""
    value = knowledge.value
    records = (value.treatments, value.tests, value.gates, value.interactions, value.opioid_rules, value.risks)
    counted = Counter(name for group in records for record in group.values() for name in set(_named(record)))
    return tuple(FindingId(name) for name, _ in sorted(counted.items(), key=lambda one: (-one[1], one[0])))


def _named(record: object) -> Iterator[str]:
    """Every finding that the rules of a record name."""
    if is_dataclass(record):
        for part in fields(record):
            yield from _named(getattr(record, part.name))
    elif isinstance(record, list | tuple):
        for item in record:
            yield from _named(item)
    else:
        yield from named_in(record)
