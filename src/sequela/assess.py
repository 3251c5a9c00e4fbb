"""The path of care, in order. Read this first: it names every step from a case to an assessment.

    diaries of blocks read -> facts sorted (what may be used now) -> scope -> triage -> per complaint: differential
    -> failure reasons -> what can be changed, medicines that do not go together, opioid load
    -> options and staged plan -> tests that would change it -> what payers ask -> follow-up -> headline

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
        ComplaintResult,
        FailureReasonResult,
        MedicineAlert,
        RiskResult,
        ScopeResult,
        TriageResult,
    )
    from sequela.assessment.blocks import BlockReading
    from sequela.assessment.followup import FollowUp
    from sequela.assessment.opioids import OpioidLoad
    from sequela.assessment.plan import PlanResult
    from sequela.assessment.workup import WorkupResult
    from sequela.case.case import Case
    from sequela.case.ledger import SortedFacts
    from sequela.knowledge.schema.knowledge import Knowledge
    from sequela.pathway.differential.answer import Worked
    from sequela.pathway.reading import TriageReading


def assess(case: Case, knowledge: Knowledge, as_of: dt.date) -> Assessment:
    """Assess one case as of a day.

    Facts recorded after `as_of` are set aside as later; unknown facts are never treated as absent. The answer ranks
    explanations for a clinician and carries its basis; it makes no diagnosis.
    """
    from sequela.assessment import Assessment, KnowledgeStamp
    from sequela.case.ledger import sort_facts
    from sequela.pathway.blocks.answer import with_blocks
    from sequela.pathway.coverage.criteria import coverage
    from sequela.pathway.headline import headline
    from sequela.pathway.ledger import ledger
    from sequela.pathway.medicines import medicine_alerts
    from sequela.pathway.plan.opioid_load import opioid_load
    from sequela.pathway.reading import triage_reading
    from sequela.pathway.risks import risks
    from sequela.pathway.triage.red_flags import triage
    from sequela.pathway.triage.scope import scope

    if case.as_of != as_of:
        case = dataclasses.replace(case, as_of=as_of)
    case = with_blocks(case, knowledge)
    facts = sort_facts(case, knowledge)
    danger_reading = triage_reading(case, facts, knowledge)
    business = scope(case, danger_reading, knowledge)
    danger = triage(case, danger_reading, knowledge)
    within = business.status != "out"

    worked = differentials(case, facts, knowledge) if within else ()
    complaints = tuple(w.result for w in worked)
    reasons = failure_reasons(case, worked, facts, knowledge)
    modifiable = risks(case, danger_reading, knowledge) if within else ()
    alerts = medicine_alerts(case, danger_reading, knowledge)
    opioids = opioid_load(case, danger_reading, knowledge)
    steps = next_steps(case, worked, facts, business, danger, knowledge)
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
        opioid_load=opioids,
        blocks=blocks(case, knowledge),
        workup=None if steps is None else steps[1],
        plan=None if steps is None else steps[0],
        coverage=coverage(case, facts, knowledge).profiles if worked else None,
        followup=course(case, facts, danger_reading, danger, opioids, None if steps is None else steps[0], knowledge),
    )


def differentials(case: Case, facts: SortedFacts, knowledge: Knowledge) -> tuple[Worked, ...]:
    """The differential of every complaint."""
    from sequela.case.derived import context
    from sequela.case.operated import seen_from
    from sequela.pathway.differential import answer
    from sequela.pathway.reading import reader

    worked = []
    for complaint in case.complaints:
        here = seen_from(case, complaint.region, knowledge)
        known = context(here, complaint, facts, knowledge)
        reading = reader(here, complaint, facts, knowledge)
        own = [f for f in facts.usable if f.complaint in {None, complaint.id}]
        worked.append(answer.work(complaint, own, known, reading, knowledge))
    return tuple(worked)


def failure_reasons(
    case: Case, worked: tuple[Worked, ...], facts: SortedFacts, knowledge: Knowledge
) -> tuple[FailureReasonResult, ...]:
    """Why the operation may not have helped, for the main complaint."""
    from sequela.case.operated import seen_from
    from sequela.pathway.differential import failure
    from sequela.pathway.reading import reader

    if not worked or not worked[0].active:
        return ()
    main = worked[0].complaint
    here = seen_from(case, main.region, knowledge)
    reading = reader(here, main, facts, knowledge, posteriors=worked[0].active)
    return failure.failure_reasons(case, knowledge, reading(facts.usable), {f.id: f for f in facts.usable})


def next_steps(
    case: Case,
    worked: tuple[Worked, ...],
    facts: SortedFacts,
    business: ScopeResult,
    danger: TriageResult,
    knowledge: Knowledge,
) -> tuple[PlanResult, WorkupResult] | None:
    """The plan of the main complaint and the tests that would change it; None where its region has no network."""
    from sequela.case.operated import seen_from
    from sequela.pathway.plan.decision import decided_by_tests
    from sequela.pathway.plan.harshness import GENTLE
    from sequela.pathway.plan.plan import considered_options, plan
    from sequela.pathway.plan.view import view_of
    from sequela.pathway.reading import other_words, reader
    from sequela.pathway.workup.ranking import behind, proposed, workup

    main = worked[0] if worked else None
    if main is None or main.inferred is None:
        return None
    here = seen_from(case, main.complaint.region, knowledge)
    told = [*facts.usable, *other_words(facts)]  # what another finding says better still answers a gate
    reading = reader(here, main.complaint, facts, knowledge, posteriors=main.active)(told)
    view = view_of(main, main.inferred, case, reading, {f.id: f for f in facts.usable}, knowledge)
    options = considered_options(view)
    tests = workup(view, main.inferred, reading, options)
    planned = plan(view, options, business, danger)
    if danger.urgent or not case.surgeries or (planned.held is not None and planned.stages):
        return planned, behind(tests, str(planned.first or planned.held))
    return decided_by_tests(planned, proposed(tests), view, GENTLE), tests


def blocks(case: Case, knowledge: Knowledge) -> tuple[BlockReading, ...] | None:
    """The diaries of the case's blocks read, with what each changed in the differential; None where there is none."""
    from sequela.case.ledger import sort_facts
    from sequela.pathway.blocks.answer import block_readings, with_changes

    readings = block_readings(case, knowledge)
    if not readings:
        return None

    def answered(supposed: Case) -> Iterable[ComplaintResult]:
        return [w.result for w in differentials(supposed, sort_facts(supposed, knowledge), knowledge)]

    return with_changes(readings, case, knowledge, answered)


def course(
    case: Case,
    facts: SortedFacts,
    reading: TriageReading,
    danger: TriageResult,
    opioids: OpioidLoad | None,
    planned: PlanResult | None,
    knowledge: Knowledge,
) -> FollowUp | None:
    """What changed, what is due and why to think again; None where nothing on record speaks of a course."""
    from sequela.pathway.followup.answer import followup
    from sequela.pathway.followup.plans import plans_of

    found = followup(case, facts, reading, danger, opioids, knowledge, plans=plans_of(planned, knowledge))
    return found if found.outcomes or found.treatments or found.due or found.reassess else None


def danger_places(danger: TriageResult) -> list[str]:
    """The places in the case file that a red flag rests on."""
    return [place for flag in danger.flags for because in flag.because for place in because.facts]


def places_of(modifiable: Iterable[RiskResult], alerts: Iterable[MedicineAlert]) -> list[str]:
    """The places in the case file that a risk, present or absent, or an alert about medicines rests on."""
    reasons = [*(risk.because for risk in modifiable), *(alert.because for alert in alerts)]
    return [place for because in reasons for statement in because for place in statement.facts]
