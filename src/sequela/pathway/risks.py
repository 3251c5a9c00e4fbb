"""What can be changed: risk factors of slow healing and poor response, and what changing them is known to buy.

They never enter the differential. Mood, worry and sleep change how people respond to treatment; they are no source of
the pain in the model and say nothing about whether it is real.

present
    the rule of the factor is true.
absent
    it is false, or nothing more than other measures of the same thing is open although every question that the factor
    asks was answered at its lowest level.
to_ask
    it is undecided. What was not asked is never taken for absent.
"""

from __future__ import annotations

from collections.abc import Sequence

from sequela.assessment import BenefitResult, RiskResult
from sequela.case.case import Case
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.risks import Benefit, Risk
from sequela.knowledge.schema.terms import FindingId
from sequela.pathway.reading import CaseFacts, TriageReading
from sequela.pathway.triage.questions import fewest
from sequela.pathway.wording import statements
from sequela.rules.kleene import Verdict, no, some
from sequela.rules.language import rule_of

STATUSES = ("present", "to_ask", "absent")
"""Most telling first."""


def risks(case: Case, reading: TriageReading, knowledge: Knowledge) -> tuple[RiskResult, ...]:
    """Return every risk factor of the knowledge with its status, in the order of `STATUSES`, else as in the files.

    Pure. `reading` holds the facts usable on the day of assessment.
    """
    found = [_result(risk, case, reading, knowledge) for risk in knowledge.risks.values()]
    return tuple(sorted(found, key=lambda result: STATUSES.index(result.status)))


def _result(risk: Risk, case: Case, reading: TriageReading, knowledge: Knowledge) -> RiskResult:
    verdict = _verdict(risk, reading.stated)
    status = "to_ask" if verdict.value is None else "present" if verdict.value else "absent"
    return RiskResult(
        id=risk.id,
        label=risk.label.en,
        status=status,
        because=statements(verdict.because, case, reading.facts, knowledge),
        ask=_questions(risk, verdict, reading.stated, knowledge) if verdict.value is None else (),
        buys=tuple(_benefit(benefit) for benefit in risk.buys),
    )


def _verdict(risk: Risk, views: Sequence[CaseFacts]) -> Verdict:
    rule = rule_of(risk.present)
    verdict = some([rule.evaluate(view) for view in views])
    if verdict.value is not None:
        return verdict
    answers = [place for finding in risk.asks for view in views for place in view.finding(finding)]
    asked = {finding for finding in risk.asks if any(view.finding(finding) for view in views)}
    if len(asked) == len(risk.asks) and answers and all(place.high == 0 for place in answers):
        return no(dict.fromkeys(fact for place in answers for fact in place.facts))
    return verdict


def _questions(risk: Risk, verdict: Verdict, views: Sequence[CaseFacts], knowledge: Knowledge) -> tuple[str, ...]:
    """The fewest open questions that could rule the factor out, its own before any other."""
    rule = rule_of(risk.present)
    known = [FindingId(name) for name in verdict.settle if FindingId(name) in knowledge.findings]
    wanted = fewest(rule, (*(finding for finding in risk.asks if finding in known), *known), views)
    own = tuple(finding for finding in wanted if finding in risk.asks)
    found = [knowledge.findings[finding] for finding in own or wanted]
    return tuple(finding.label.en if finding.question is None else finding.question.en for finding in found)


def _benefit(benefit: Benefit) -> BenefitResult:
    effect = benefit.effect
    return BenefitResult(
        text=benefit.text.en,
        effect=None if effect is None else effect.value,
        interval=None if effect is None else effect.ci95,
        unit=None if effect is None else benefit.unit,
        certainty=benefit.certainty,
        sources=tuple(benefit.sources),
    )
