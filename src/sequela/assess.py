"""The path of care, in order. Read this first: it names every step from a case to an assessment.

    facts sorted (what may be used now) -> scope -> triage -> per complaint: differential -> failure reasons
    -> what can be changed, medicines that do not go together -> options and staged plan, tests that would change it
    -> headline

Pure: the same case, knowledge and `as_of` give the same bytes. The steps are imported when called, so that importing
`sequela` stays light.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sequela.assessment import (
        Assessment,
        FailureReasonResult,
        MedicineAlert,
        RiskResult,
        ScopeResult,
        TriageResult,
    )
    from sequela.case.case import Case
    from sequela.case.ledger import SortedFacts
    from sequela.knowledge.schema.knowledge import Knowledge
    from sequela.pathway.differential.answer import Worked
    from sequela.pathway.plan.result import PlanResult
    from sequela.pathway.workup.result import WorkupResult


def assess(case: Case, knowledge: Knowledge, as_of: dt.date) -> Assessment:
    """Assess one case as of a day.

    Facts recorded after `as_of` are set aside as later; unknown facts are never treated as absent. The answer ranks
    explanations for a clinician and carries its basis; it makes no diagnosis.
    """
    from sequela.assessment import Assessment, KnowledgeStamp
    from sequela.case.derived import context
    from sequela.case.ledger import sort_facts
    from sequela.case.operated import seen_from
    from sequela.pathway.differential import answer, failure
    from sequela.pathway.headline import headline
    from sequela.pathway.ledger import ledger
    from sequela.pathway.medicines import medicine_alerts
    from sequela.pathway.reading import reader, triage_reading
    from sequela.pathway.risks import risks
    from sequela.pathway.triage.red_flags import triage
    from sequela.pathway.triage.scope import scope

    if case.as_of != as_of:
        case = dataclasses.replace(case, as_of=as_of)
    facts = sort_facts(case, knowledge)
    danger_reading = triage_reading(case, facts, knowledge)
    business = scope(case, danger_reading, knowledge)
    danger = triage(case, danger_reading, knowledge)

    worked = []
    reasons: tuple[FailureReasonResult, ...] = ()
    if business.status != "out":
        for complaint in case.complaints:
            here = seen_from(case, complaint.region, knowledge)
            known = context(here, complaint, facts, knowledge)
            reading = reader(here, complaint, facts, knowledge)
            own = [f for f in facts.usable if f.complaint in {None, complaint.id}]
            worked.append(answer.work(complaint, own, known, reading, knowledge))
        if worked and worked[0].active:
            main = case.complaints[0]
            here = seen_from(case, main.region, knowledge)
            reading = reader(here, main, facts, knowledge, posteriors=worked[0].active)
            reasons = failure.failure_reasons(case, knowledge, reading(facts.usable), {f.id: f for f in facts.usable})
    steps = next_steps(case, worked[0], facts, business, danger, knowledge) if worked else None
    complaints = tuple(w.result for w in worked)
    modifiable = () if business.status == "out" else risks(case, danger_reading, knowledge)
    alerts = medicine_alerts(case, danger_reading, knowledge)
    used = [*(place for w in worked for place in w.used), *danger_places(danger), *places_of(modifiable, alerts)]
    return Assessment(
        case=case.name,
        as_of=as_of,
        knowledge=KnowledgeStamp(version=knowledge.version, sha256=knowledge.sha256),
        scope=business,
        headline=headline(case, business, danger, complaints, reasons, knowledge),
        ledger=ledger(case, facts, used, [f for w in worked for f in w.elsewhere], knowledge),
        triage=danger,
        complaints=complaints,
        failure_reasons=reasons,
        modifiable=modifiable,
        medicine_alerts=alerts,
        workup=None if steps is None else steps[1],
        plan=None if steps is None else steps[0],
    )


def next_steps(
    case: Case, worked: Worked, facts: SortedFacts, business: ScopeResult, danger: TriageResult, knowledge: Knowledge
) -> tuple[PlanResult, WorkupResult] | None:
    """The plan of the main complaint and the tests that would change it; None where its region has no network."""
    from sequela.case.operated import seen_from
    from sequela.pathway.plan.plan import considered_options, plan
    from sequela.pathway.plan.view import view_of
    from sequela.pathway.reading import reader
    from sequela.pathway.workup.ranking import workup

    if worked.inferred is None:
        return None
    here = seen_from(case, worked.complaint.region, knowledge)
    reading = reader(here, worked.complaint, facts, knowledge, posteriors=worked.active)(facts.usable)
    recorded = {fact.id: fact for fact in facts.usable}
    view = view_of(worked, worked.inferred, case, reading, recorded, knowledge)
    options = considered_options(view)
    return plan(view, options, business, danger), workup(view, worked.inferred, reading, options)


def danger_places(danger: TriageResult) -> list[str]:
    """The places in the case file that a red flag rests on."""
    return [place for flag in danger.flags for because in flag.because for place in because.facts]


def places_of(modifiable: Iterable[RiskResult], alerts: Iterable[MedicineAlert]) -> list[str]:
    """The places in the case file that a risk, present or absent, or an alert about medicines rests on."""
    reasons = [*(risk.because for risk in modifiable), *(alert.because for alert in alerts)]
    return [place for because in reasons for statement in because for place in statement.facts]
