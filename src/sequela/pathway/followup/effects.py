"""What each treatment did: scores before and after it, how long it lasted, and what had been expected.

A score speaks for a treatment only if the one before it is surely earlier and the one after it surely later; it is
judged from the day on which that kind of treatment can be judged. What else was begun meanwhile is named.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from sequela.assessment.followup import Change, Compared, Expected, Lasted, Predicted, Relief, TreatmentEffect
from sequela.case.case import Case, Surgery, TreatmentTried
from sequela.case.fact import Fact
from sequela.case.when import When
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.pathway.dictation import DAYS_PER_WEEK, elapsed, inside
from sequela.pathway.followup.outcomes import Series, after, before
from sequela.records import frozen

FELT = ("none", "partial", "good")
CONSERVATIVE, OPERATION = "conservative", "operation"
NOT_TRIED = "not_tried"
"""An effect by which a case says that a treatment was never given."""


@frozen
class Event:
    """A treatment or operation as followed: when it began, from which day it can be judged, what is recorded of it."""

    id: str
    treatment: str | None
    label: str
    kind: str
    start: When | None
    judge_on: dt.date | None
    effect: str | None
    adequate: str | None
    percent: float | None = None
    effect_weeks: float | None = None


def events(case: Case, knowledge: Knowledge) -> tuple[Event, ...]:
    """Every treatment given and every operation, by time; those without a time last."""
    found = [_treatment(tried, case, knowledge) for tried in case.treatments if str(tried.effect) != NOT_TRIED]
    found += [_operation(surgery, knowledge) for surgery in case.surgeries]
    return tuple(
        sorted(found, key=lambda event: (event.start is None, event.start.middle if event.start else dt.date.max))
    )


def _treatment(tried: TreatmentTried, case: Case, knowledge: Knowledge) -> Event:
    known = knowledge.treatments.get(tried.treatment or "")
    kind = CONSERVATIVE if known is None else known.kind
    start, days = tried.when, round((tried.weeks or 0) * DAYS_PER_WEEK)
    ends = None if tried.ended is None else tried.ended.middle
    told = ends is None and bool(days) and tried.effect in FELT
    if start is not None and told and (case.as_of - start.latest).days < days:
        # Its effect is told, so a course that would still be running is told by the day it ended.
        ends, start = start.middle, _earlier(start, days)
    judge_on = None if start is None else _judge_on(start, ends, days, kind, knowledge)
    return Event(
        id=tried.id,
        treatment=tried.treatment,
        label=(tried.treatment or "treatment") if known is None else known.label.en,
        kind=kind,
        start=start,
        judge_on=judge_on,
        effect=tried.effect,
        adequate=tried.adequate,
        percent=tried.percent,
        effect_weeks=tried.effect_weeks,
    )


def _earlier(when: When, days: int) -> When:
    back = dt.timedelta(days=days)
    return When(earliest=when.earliest - back, latest=when.latest - back, text=f"before {when.text}")


def _judge_on(start: When, ends: dt.date | None, days: int, kind: str, knowledge: Knowledge) -> dt.date:
    """The end of a course where the record tells it, else the usual time for the kind of treatment."""
    if kind == CONSERVATIVE and (ends is not None or days):
        return ends or start.middle + dt.timedelta(days=days)
    known = knowledge.conventions
    usual = round(known.get(f"judge_days_{kind}", known["judge_days_conservative"]).value)
    return start.middle + dt.timedelta(days=usual)


def _operation(surgery: Surgery, knowledge: Knowledge) -> Event:
    known = knowledge.procedures.get(surgery.procedure or "")
    parts = {part for part in (surgery.relief_axial, surgery.relief_limb) if part is not None}
    relief = parts.pop() if len(parts) == 1 else "partial" if parts else None
    name = surgery.procedure or "operation" if known is None else known.label.en
    return Event(
        id=surgery.id,
        treatment=surgery.procedure,
        label=f"{name} {', '.join(surgery.levels)}".strip(),
        kind=OPERATION,
        start=surgery.when,
        judge_on=None if surgery.when is None else _judge_on(surgery.when, None, 0, OPERATION, knowledge),
        effect={"none": "none", "partial": "partial", "complete": "good"}.get(relief or ""),
        adequate=None,
    )


# --- one treatment ----------------------------------------------------------------------------------------------------


def effect(
    event: Event, all_series: Sequence[Series], all_events: Sequence[Event], predicted: Predicted, knowledge: Knowledge
) -> TreatmentEffect:
    """What one treatment did, by the scores and by what is recorded."""
    pairs = [pair for of in all_series if (pair := _pair(event, of, knowledge)) is not None]
    scores = tuple(of.compared(first, last, early=early) for of, first, last, early in pairs)
    return TreatmentEffect(
        fact=event.id,
        treatment=event.treatment,
        label=event.label,
        kind=event.kind,
        day=None if event.start is None else event.start.middle,
        when=None if event.start is None else event.start.text,
        adequate=event.adequate,
        effect=event.effect,
        percent=event.percent,
        judge_on=event.judge_on,
        scores=scores,
        verdict=_verdict(scores),
        lasted=_lasted(event, pairs),
        expected=_expected(event, scores, predicted.get(event.treatment or ""), knowledge),
        beside=_beside(event, scores, all_events),
        why_open=_why_open(event, scores),
    )


_Pair = tuple[Series, Fact, Fact, bool]


def _pair(event: Event, of: Series, knowledge: Knowledge) -> _Pair | None:
    """The last score before and the first from the day of judgement on, or, marked early, the last before that day."""
    if event.start is None or event.judge_on is None:
        return None
    near = dt.timedelta(days=knowledge.conventions["compare_days"].value)
    first = [fact for fact in before(of.facts, event.start) if event.start.earliest - fact.observed.middle <= near]
    later = [fact for fact in after(of.facts, event.start) if fact.observed.middle <= event.judge_on + near]
    if not first or not later:
        return None
    ripe = [fact for fact in later if fact.observed.latest >= event.judge_on]
    return of, first[-1], (ripe or later[-1:])[0], not ripe


def _verdict(scores: Iterable[Compared]) -> Change:
    """One word for several scores: better if one is and none is worse; opposite changes cannot be told in one word."""
    found = {score.verdict for score in scores} - {"not_known"}
    if {"better", "worse"} <= found or not found:
        return "not_known"
    verdicts: tuple[Change, ...] = ("better", "worse", "no_important_change")
    return next(verdict for verdict in verdicts if verdict in found)


def _beside(event: Event, scores: Sequence[Compared], all_events: Iterable[Event]) -> tuple[str, ...]:
    """What else was begun between the earliest score before and the latest after."""
    first = min((score.before.day for score in scores), default=None)
    last = max((score.after.day for score in scores), default=None)
    if first is None or last is None:
        return ()
    return tuple(
        other.label
        for other in all_events
        if other.id != event.id and other.start is not None and first <= other.start.middle < last
    )


def _why_open(event: Event, scores: Sequence[Compared]) -> str | None:
    if event.start is None:
        return "its time is not recorded"
    if not scores:
        return "no score on record both before and after it"
    if all(score.early for score in scores):
        return f"measured before {event.judge_on}, from when it can be judged"
    return None


def _lasted(event: Event, pairs: Iterable[_Pair]) -> Lasted | None:
    """How long the main pain stayed better by an important change; as recorded where no scores tell it."""
    if event.effect_weeks is not None:
        days = round(event.effect_weeks * DAYS_PER_WEEK)
        return Lasted(low=days, high=days, words=f"{elapsed((days, days))}, as recorded")
    main = _main(pairs)
    if main is None or event.start is None:
        return None
    of, first, _, _ = main
    good: Fact | None = None
    for fact in after(of.facts, event.start):
        better = of.judged(first, fact) == "better"
        if good is not None and not better:
            low = (good.observed.earliest - event.start.latest).days
            high = (fact.observed.latest - event.start.earliest).days
            return Lasted(low=low, high=high, words=f"more than {elapsed((low, low))}, gone by {elapsed((high, high))}")
        good = fact if better else good
    if good is None:
        return None
    low = (good.observed.earliest - event.start.latest).days
    return Lasted(low=low, high=None, words=f"at least {elapsed((low, low))}")


def _main(pairs: Iterable[_Pair]) -> _Pair | None:
    """The pain that was worst before, else any score whose important change is known."""
    known = [pair for pair in pairs if pair[0].minimal_change is not None]
    pains = [pair for pair in known if pair[0].is_pain]
    return max(pains, key=lambda pair: pair[1].number or 0) if pains else next(iter(known), None)


def _expected(event: Event, scores: Iterable[Compared], relief: Relief | None, knowledge: Knowledge) -> Expected | None:
    """The prediction beside what was seen: relief is half of the worst pain gone."""
    if relief is None:
        return None
    least = 100 * knowledge.conventions["relief_share"].value
    pains = [s for s in scores if s.finding.startswith("pain_") and s.percent is not None and not s.early]
    worst = max(pains, key=lambda s: s.before.value, default=None)
    gone = event.percent if worst is None or worst.percent is None else -worst.percent
    words = "not known beforehand"
    if relief.probability is not None:
        words = f"about {100 * relief.probability:.0f} of 100 have half of the pain gone"
        if relief.interval is not None:
            words += f" (90 % interval {100 * relief.interval[0]:.0f} to {100 * relief.interval[1]:.0f})"
    if gone is None:
        return Expected(
            probability=relief.probability, interval=relief.interval, observed="not_known", words=f"expected: {words}"
        )
    seen = f"{abs(gone):.0f} % {'less' if gone >= 0 else 'more'} pain"
    return Expected(
        probability=relief.probability,
        interval=relief.interval,
        observed="relief" if gone >= least else "no_relief",
        words=f"expected: {words}; observed: {seen}",
    )


def last_before(case: Case, all_events: Sequence[Event], all_series: Iterable[Series]) -> tuple[dt.date, str] | None:
    """The last visit or treatment before the day of assessment, and what it was; what is new is counted from there.

    An operation counts if it came after the first score, visit or treatment; the one that the pain follows does not.
    """
    visits = [visit.when for visit in case.visits if visit.when is not None]
    care = [event for event in all_events if event.kind != OPERATION and event.start is not None]
    begun = [of.facts[0].observed.latest for of in all_series]
    begun += [when.latest for when in (*visits, *(event.start for event in care if event.start is not None))]
    first = min(begun, default=None)
    found = [(when, "the last visit") for when in visits]
    for event in all_events:
        if event.start is not None and (
            event.kind != OPERATION or (first is not None and event.start.earliest > first)
        ):
            found.append((event.start, inside(event.label)))
    earlier = [(when.latest, label) for when, label in found if when.latest < case.as_of]
    return max(earlier, default=None)
