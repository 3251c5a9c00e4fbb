"""Why the operation may not have helped: rules over course, operation record, findings and posterior.

Verdicts are supported, possible and no evidence. They are no probability of fault, and an undecided rule is no
evidence.
"""

from __future__ import annotations

from collections.abc import Mapping

from sequela.assessment import FailureReasonResult, Statement
from sequela.case.fact import Fact
from sequela.knowledge.schema import Condition, Knowledge
from sequela.pathway.wording import statements
from sequela.rules.facts import Facts
from sequela.rules.language import compile_condition

NO_EVIDENCE = "no_evidence"


def failure_reasons(knowledge: Knowledge, seen: Facts, facts: Mapping[str, Fact]) -> tuple[FailureReasonResult, ...]:
    """Return the verdict on each reason, the supported ones first. `seen` answers for posteriors, too."""
    out = []
    for reason in knowledge.failure_reasons.values():
        verdict: str = NO_EVIDENCE
        because: tuple[Statement, ...] = ()
        for name, condition in (("supported", reason.supported), ("possible", reason.possible)):
            true, told = _asked(knowledge, condition, seen, facts)
            if true:
                verdict, because = name, told
                break
        out.append(FailureReasonResult(id=reason.id, label=reason.label.en, verdict=verdict, because=because))
    order = ("supported", "possible", NO_EVIDENCE)
    return tuple(sorted(out, key=lambda r: (order.index(r.verdict), r.id)))


def _asked(
    knowledge: Knowledge, condition: Condition, seen: Facts, facts: Mapping[str, Fact]
) -> tuple[bool, tuple[Statement, ...]]:
    verdict = compile_condition(condition).evaluate(seen)
    if verdict.value is not True:
        return False, ()
    return True, statements(verdict.because, facts, knowledge)
