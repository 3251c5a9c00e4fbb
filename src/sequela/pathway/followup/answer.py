"""The whole of follow-up for one case: outcomes, treatments, what is due, why to think again."""

from __future__ import annotations

from sequela.assessment import TriageResult
from sequela.assessment.followup import FollowUp, Plans
from sequela.assessment.opioids import OpioidLoad
from sequela.case.case import Case
from sequela.case.ledger import SortedFacts
from sequela.case.when import When
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.pathway.dictation import inside
from sequela.pathway.followup import due, reassess
from sequela.pathway.followup.effects import Event, effect, events, last_before
from sequela.pathway.followup.outcomes import outcome, series
from sequela.pathway.reading import TriageReading

NO_PLANS = Plans()


def followup(
    case: Case,
    facts: SortedFacts,
    reading: TriageReading,
    triage: TriageResult,
    opioids: OpioidLoad | None,
    knowledge: Knowledge,
    *,
    plans: Plans = NO_PLANS,
    baseline: str | None = None,
) -> FollowUp:
    """Return what changed since the baseline, and what follows from it on the day of assessment.

    `baseline` names the treatment (id or place in the file) before which the baseline lies; without it the baseline is
    the first score of this course. Pure.
    """
    all_series, all_events = series(case, knowledge), events(case, knowledge)
    since = last_before(case, all_events, all_series)
    start = _start(all_events, baseline)
    outcomes = tuple(outcome(of, case, start) for of in all_series)
    effects = tuple(effect(event, all_series, all_events, plans.predicted, knowledge) for event in all_events)
    prompts = (
        *reassess.flags(triage, case, reading, None if since is None else since[0]),
        *reassess.worse(outcomes),
        *reassess.stalled(effects, all_events, outcomes, case),
        *reassess.new_complaints(case, since),
    )
    found = (
        *due.measurements(case, all_series, all_events, knowledge),
        *due.validity(case, facts, knowledge),
        *due.imaging(case, facts, reassess.worse_since(outcomes), knowledge),
        *due.opioids(case, opioids, knowledge),
        *due.repeats(case, reading, plans.repeats, knowledge),
    )
    return FollowUp(
        as_of=case.as_of,
        since=None if since is None else since[0],
        since_is=None if since is None else since[1],
        outcomes=outcomes,
        treatments=effects,
        due=due.ordered(found),
        reassess=tuple(sorted(prompts, key=lambda prompt: (not prompt.urgent, _KINDS.index(prompt.kind)))),
    )


_KINDS = ("new_flag", "worse", "stalled", "new_complaint", "flag")
"""The order of the reasons to think again; what asks for action today comes before all."""


def _start(all_events: tuple[Event, ...], baseline: str | None) -> tuple[When, str] | None:
    """When the treatment of interest began, and what it is called."""
    named = [event for event in all_events if event.start is not None and baseline in (event.id, event.treatment)]
    if baseline is None or not named or named[-1].start is None:
        return None
    return named[-1].start, inside(named[-1].label)
