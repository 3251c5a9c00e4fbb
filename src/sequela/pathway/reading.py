"""What rules may ask of a patient, answered from a case.

Two readings are made of the same facts. A *reading* for one complaint serves the differential and the failure reasons.
The *triage reading* sees every complaint and comes in four views, because a note may raise a danger and never rules
one out:

* ``stated``: the usable facts as they stand;
* ``careful``: without what a note denies, calls old, or measures: only a recorded answer or examination counts
  against a danger;
* ``alarm``: what may be alarming: also the positive one of facts that contradict each other, and nothing that is
  recorded as old or stable;
* ``presumed``: in the first weeks after an operation, the stated facts with every sign of unknown age taken as new;
  later empty.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import field

from sequela.case.case import Case, Surgery
from sequela.case.complaint import Complaint
from sequela.case.derived import context
from sequela.case.fact import Fact
from sequela.case.ledger import SortedFacts
from sequela.case.quantities import quantities
from sequela.knowledge.schema.findings import Finding
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.terms import FindingId
from sequela.pathway.given import on_record
from sequela.pathway.observed import (
    INJECTION,
    Seen,
    careful,
    days_ago,
    not_old,
    presumed_new,
    recent_injections,
    seen_in,
    stated_level,
)
from sequela.records import frozen
from sequela.rules.facts import SOME_TIME, Amount, Observed, OnRecord, Operation, PossibleLevels
from sequela.rules.kleene import Verdict, some, unknown, yes
from sequela.rules.language import rule_of

__all__ = ["CaseFacts", "TriageReading", "reader", "stated_level", "triage_reading"]

ANSWERED_BY: Mapping[str, str] = {"benzodiazepine": "sedative_use", "z_drug": "sedative_use"}
"""The finding that says whether a class of medicine is taken, where it is not simply called ``<class>_use``."""


@frozen
class CaseFacts:
    """One view of a case as `sequela.rules.facts.Facts`.

    seen
        what is known per finding, one entry per place.
    posteriors
        P(active) per mechanism, where rules may ask for it.
    """

    case: Case
    knowledge: Knowledge
    seen: Seen
    factors: Mapping[str, PossibleLevels] = field(default_factory=dict)
    amounts: Mapping[str, Amount] = field(default_factory=dict)
    posteriors: Mapping[str, float] = field(default_factory=dict)

    def finding(self, finding: str) -> tuple[Observed, ...]:
        """What is recorded of it; for a cluster of which nothing is recorded, what its members say."""
        found = self.seen.get(FindingId(finding))
        if found is not None:
            return found
        known = self.knowledge.findings.get(FindingId(finding))
        if known is None or not known.cluster:
            return ()
        return _cluster(known, self)

    def factor(self, factor: str) -> PossibleLevels | None:
        """The possible levels of a context factor."""
        return self.factors.get(factor)

    def quantity(self, name: str) -> Amount | None:
        """A derived number of `sequela.case.derived.quantities`."""
        return self.amounts.get(name)

    def taking(self, name: str) -> Verdict:
        """True if the list of medicines has it; else as the patient answered when asked; else unknown.

        A list that does not name a drug is no answer: people leave out sleeping pills and alcohol.
        """
        listed = [m.id for m in self.case.medicines if m.current is not False and name in (m.medicine, *m.classes)]
        if listed:
            return yes(listed)
        asked = ANSWERED_BY.get(name, f"{name}_use")
        answers = [
            Verdict(value=_above_lowest(o), because=o.facts, settle=(asked,) * (_above_lowest(o) is None))
            for o in self.finding(asked)
        ]
        return some(answers) if answers else unknown((asked,))

    def on_record(self, name: str) -> OnRecord:
        """The records of a treatment, of every treatment of a kind, or of a block."""
        return on_record(name, self.case, self.knowledge)

    def operations(self) -> tuple[Operation, ...] | None:
        """The operations on record: none at all if the patient was never operated, None if nothing is recorded."""
        if not self.case.surgeries and not self.case.never_operated:
            return None
        return tuple(_operation(surgery, self.case) for surgery in self.case.surgeries)

    def posterior(self, mechanism: str) -> float | None:
        """P(active) of a mechanism."""
        return self.posteriors.get(mechanism)


@frozen
class TriageReading:
    """The views that triage needs, in each one per complaint (one for a case without), and the facts by their place."""

    stated: tuple[CaseFacts, ...]
    careful: tuple[CaseFacts, ...]
    alarm: tuple[CaseFacts, ...]
    presumed: tuple[CaseFacts, ...]
    facts: Mapping[str, Fact]


def reader(
    case: Case,
    complaint: Complaint | None,
    sorted_facts: SortedFacts,
    knowledge: Knowledge,
    posteriors: Mapping[str, float] | None = None,
) -> Callable[[Iterable[Fact]], CaseFacts]:
    """Return what makes a reading of facts that concern one complaint.

    The caller chooses the facts (those that fit the complaint's side, or all); a sign that is absent on the complaint's
    side is absent. Context and quantities come from the whole case.
    """
    factors, amounts = _derived(case, complaint, sorted_facts, knowledge)

    def read(facts: Iterable[Fact]) -> CaseFacts:
        return CaseFacts(
            case=case,
            knowledge=knowledge,
            seen=seen_in(facts, case, knowledge, one_side_decides=True),
            factors=factors,
            amounts=amounts,
            posteriors=posteriors or {},
        )

    return read


def triage_reading(case: Case, sorted_facts: SortedFacts, knowledge: Knowledge) -> TriageReading:
    """Return the views of all facts that speak of now, for every complaint."""
    usable = (*sorted_facts.usable, *other_words(sorted_facts))
    weighing = tuple(kept for fact in usable if (kept := careful(fact, knowledge)) is not None)
    contradicting = tuple(
        aside.fact for aside in sorted_facts.contradictory if stated_level(aside.fact, knowledge) not in (None, 0)
    )
    alarming = tuple(careful(fact, knowledge) or fact for fact in (*usable, *contradicting))
    derived = [_derived(case, complaint, sorted_facts, knowledge) for complaint in case.complaints or (None,)]

    def views(seen: Seen | None) -> tuple[CaseFacts, ...]:
        return tuple(
            CaseFacts(case=case, knowledge=knowledge, seen=seen, factors=factors, amounts=amounts)
            for factors, amounts in derived
            if seen is not None
        )

    def see(facts: Iterable[Fact]) -> Seen:
        seen = seen_in(facts, case, knowledge, one_side_decides=False)
        injected = recent_injections(case, knowledge)
        return {**seen, INJECTION: (*seen.get(INJECTION, ()), *injected)} if injected else seen

    stated = see(usable)
    return TriageReading(
        stated=views(stated),
        careful=views(see(weighing)),
        alarm=views(not_old(see(alarming), knowledge)),
        presumed=views(presumed_new(stated, case, knowledge)),
        facts={fact.id: fact for fact in (*usable, *contradicting)},
    )


# --- facts to what is seen -------------------------------------------------------------------------------------------


def _derived(
    case: Case, complaint: Complaint | None, sorted_facts: SortedFacts, knowledge: Knowledge
) -> tuple[dict[str, PossibleLevels], dict[str, Amount]]:
    values = {} if complaint is None else context(case, complaint, sorted_facts, knowledge)
    factors = {str(f): PossibleLevels(levels=v.levels, facts=v.facts) for f, v in values.items()}
    amounts = {
        name: Amount(low=q.low, high=q.high, facts=q.facts)
        for name, q in quantities(case, complaint, knowledge).items()
    }
    return factors, amounts


def other_words(sorted_facts: SortedFacts) -> tuple[Fact, ...]:
    """Facts set aside because another finding measures the same: with a foot drop on record there is weakness too."""
    kept = {fact.finding for fact in sorted_facts.usable}
    return tuple(aside.fact for aside in sorted_facts.superseded if aside.fact.finding not in kept)


def _cluster(finding: Finding, facts: CaseFacts) -> tuple[Observed, ...]:
    """The levels whose rule holds raise the least level, those whose rule fails lower the highest.

    The rule of the lowest level, where there is one, says that enough was asked to close the question: no level above
    those proven is then possible.
    """
    low, high = 0, len(finding.levels) - 1
    verdicts = {finding.levels.index(level): rule_of(rule).evaluate(facts) for level, rule in finding.cluster.items()}
    closing = verdicts.pop(0, None)
    because: list[str] = []
    for index in sorted(verdicts):
        if verdicts[index].value is True:
            low = index
            because.extend(verdicts[index].because)
    for index in sorted(verdicts, reverse=True):
        if index <= low or verdicts[index].value is not False:
            break
        high = index - 1
        because.extend(verdicts[index].because)
    if closing is not None and closing.value is True and high > low:
        high = low
        because.extend(closing.because)
    if low == 0 and high == len(finding.levels) - 1:
        return ()
    return (Observed(levels=finding.levels, low=low, high=high, facts=tuple(dict.fromkeys(because))),)


def _operation(surgery: Surgery, case: Case) -> Operation:
    unnamed = surgery.procedure is None and surgery.family is None
    implants = True if surgery.implants else None if unnamed or surgery.fuses else False
    return Operation(
        fact=surgery.id,
        procedure=surgery.procedure,
        family=surgery.family,
        approach=surgery.approach,
        implants=implants,
        days=SOME_TIME if surgery.when is None else days_ago(surgery.when.days_before(case.as_of)),
    )


def _above_lowest(place: Observed) -> bool | None:
    return True if place.low > 0 else False if place.high == 0 else None
