"""Why the operation may not have helped: rules over course, operation record, findings and posterior.

Verdicts are supported, possible and no evidence. They are no probability of fault, and an undecided rule is no
evidence.
"""

from __future__ import annotations

from collections.abc import Mapping

from sequela.assessment import FailureReasonResult, Statement
from sequela.case.case import Case
from sequela.case.fact import Fact
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.pathway.wording import statements
from sequela.rules.facts import Facts
from sequela.rules.language import rule_of

NO_EVIDENCE = "no_evidence"


def failure_reasons(
    case: Case, knowledge: Knowledge, seen: Facts, facts: Mapping[str, Fact]
) -> tuple[FailureReasonResult, ...]:
    """Return the verdict on each reason, the supported ones first.

    `seen` answers what rules ask, posteriors too; `facts` are found by their place, for the wording.
    """
    out = []
    for reason in knowledge.failure_reasons.values():
        verdict: str = NO_EVIDENCE
        because: tuple[Statement, ...] = ()
        for name, condition in (("supported", reason.supported), ("possible", reason.possible)):
            asked = rule_of(condition).evaluate(seen)
            if asked.value is True:
                verdict, because = name, statements(asked.because, case, facts, knowledge)
                break
        out.append(FailureReasonResult(id=reason.id, label=reason.label.en, verdict=verdict, because=because))
    order = ("supported", "possible", NO_EVIDENCE)
    return tuple(sorted(out, key=lambda r: (order.index(r.verdict), r.id)))
