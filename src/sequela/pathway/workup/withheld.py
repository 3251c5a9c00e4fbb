"""Whether a test may be done now: what forbids it, what must be asked first, what to mind, and what to do instead."""

from __future__ import annotations

from collections.abc import Iterable

from sequela.assessment.plan import Missing, Reason
from sequela.assessment.workup import Withheld
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.terms import Region
from sequela.knowledge.schema.tests import Test
from sequela.pathway import gates
from sequela.pathway.plan.eligibility import missed, reason
from sequela.records import frozen
from sequela.rules.facts import Facts
from sequela.rules.language import rule_of


@frozen
class Permission:
    """What the gates of a test say for one patient."""

    withheld: Withheld | None
    ask_first: tuple[Missing, ...]
    precautions: tuple[Reason, ...]


def permission(test: Test, facts: Facts, knowledge: Knowledge) -> Permission:
    """The first absolute contraindication that is true withholds a test and names the alternative."""
    judged = gates.judged(gates.of_test(knowledge, test.id), facts)
    forbidden = next((j for j in judged if j.role == "never" and j.state == "broken"), None)
    waiting = [j for j in judged if j.state == "open" or (j.state == "broken" and j.role in gates.DEMANDS)]
    return Permission(
        withheld=None if forbidden is None else _withheld(test, forbidden, facts, knowledge),
        ask_first=tuple(missed(j, knowledge) for j in waiting),
        precautions=tuple(reason(j) for j in judged if j.role == "caution" and j.state == "broken"),
    )


def due(test: Test, region: Region, facts: Facts) -> Reason | None:
    """The guideline that names the test as the next one for this patient, if one does."""
    for named in test.due:
        if region not in named.regions:
            continue
        verdict = rule_of(named.rule).evaluate(facts)
        if verdict.value is True:
            return Reason(text=named.text.en, facts=verdict.because, sources=tuple(map(str, named.sources)))
    return None


def _withheld(test: Test, judged: gates.Judged, facts: Facts, knowledge: Knowledge) -> Withheld:
    gate = judged.gate
    said = gate.instead.en if gate.instead is not None else alternative(test.instead, facts, knowledge)
    return Withheld(
        reason=gate.text.en,
        alternative=said,
        facts=judged.because,
        sources=tuple(map(str, gate.sources)),
        unsourced=gate.unsourced,
    )


def alternative(names: Iterable[str], facts: Facts, knowledge: Knowledge) -> str | None:
    """The first other test that nothing forbids here."""
    for name in names:
        other = knowledge.tests.get(name)
        if other is None:
            continue
        judged = gates.judged(gates.of_test(knowledge, name), facts)
        if not any(j.role == "never" and j.state == "broken" for j in judged):
            return other.label.en
    return None
