"""When to think again: worse, stalled, a new danger, a new pain. Each prompt says why and rests on the record."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence

from sequela.assessment import FlagResult, Statement, TriageResult
from sequela.assessment.followup import Outcome, Reassess, TreatmentEffect
from sequela.case.case import Case
from sequela.case.fact import ABSENT, UNKNOWN, Fact
from sequela.case.when import When
from sequela.pathway.dictation import inside
from sequela.pathway.followup.effects import Event
from sequela.pathway.followup.outcomes import spoken
from sequela.pathway.reading import TriageReading
from sequela.pathway.triage.red_flags import URGENCIES

RAISED = ("present", "possible")
URGENT = URGENCIES[:2]
ADEQUATE = "yes"


def flags(triage: TriageResult, case: Case, reading: TriageReading, since: dt.date | None) -> Iterator[Reassess]:
    """Every danger that is present or possible; new unless it is surely older than the last visit or treatment."""
    for flag in triage.flags:
        if flag.status not in RAISED:
            continue
        kind, words = _dated(_newest(flag, case, reading), since)
        status = "danger" if flag.status == "present" else "possible danger"
        text = f"{words.format(status)}: {inside(flag.label)}. {flag.action.rstrip('.')} ({flag.within})"
        yield Reassess(kind=kind, text=text, because=flag.because, urgent=flag.urgency in URGENT)


def _dated(newest: dt.date | None, since: dt.date | None) -> tuple[str, str]:
    """Whether a danger is new since the last visit or treatment, and how that is said; unknown is never called old."""
    if since is None:
        return "flag", "{}"
    if newest is None:
        return "new_flag", "{}, since when is not recorded"
    return ("flag", "{}, on record before") if newest <= since else ("new_flag", "new {}")


def _newest(flag: FlagResult, case: Case, reading: TriageReading) -> dt.date | None:
    """The latest day on which what raised a flag can have begun; None if the record does not tell."""
    times = [_began(place, case, reading.facts.get(place)) for said in flag.because for place in said.facts]
    known = [time.latest for time in times if time is not None]
    return max(known) if known and len(known) == len(times) else None


def _began(place: str, case: Case, fact: Fact | None) -> When | None:
    if fact is not None:
        return _first_seen(fact, case)
    for complaint in case.complaints:
        if place == f"{complaint.place}.onset":
            return complaint.onset
    times = {
        **{medicine.id: medicine.since for medicine in case.medicines},
        **{surgery.id: surgery.when for surgery in case.surgeries},
        **{f"{surgery.id}.when": surgery.when for surgery in case.surgeries},
        **{tried.id: tried.when for tried in case.treatments},
    }
    return times.get(place)


def _first_seen(fact: Fact, case: Case) -> When | None:
    """Since when a sign is there: as stated, else from when on it was seen without a break; None if no time is told."""
    if fact.since is not None or fact.trend in ("new", "worse"):
        return fact.since or fact.observed
    if fact.when is None:
        return None
    seen = [f for f in case.facts if f.finding == fact.finding and f.side in (fact.side, None) and f.when is not None]
    seen.sort(key=lambda f: f.observed.middle)
    first = fact.observed
    for other in reversed([f for f in seen if f.observed.middle <= fact.observed.middle]):
        if other.value in (ABSENT, UNKNOWN):
            break
        first = other.observed
    return first


def worse(outcomes: Iterable[Outcome]) -> Iterator[Reassess]:
    """A score worse than its baseline, or than its best since, by at least the minimal important change."""
    for outcome in outcomes:
        first = outcome.baseline if outcome.verdict == "worse" else outcome.best
        if first is None:
            continue
        than = "at baseline" if outcome.verdict == "worse" else "at its best"
        side = f" ({outcome.side})" if outcome.side else ""
        least = "" if outcome.minimal_change is None else f"; {outcome.minimal_change:g} points matter"
        text = (
            f"worse: {spoken(outcome.label)}{side} {outcome.latest.value:g} ({outcome.latest.when}), "
            f"{first.value:g} {than} ({first.when}){least}"
        )
        because = Statement(text=text, facts=(first.fact, outcome.latest.fact))
        yield Reassess(kind="worse", text=text, because=(because,))


def worse_since(outcomes: Iterable[Outcome]) -> dt.date | None:
    """The latest day from which a score is worse than it was at its best; None if none got worse."""
    return max((outcome.worse_from.day for outcome in outcomes if outcome.worse_from is not None), default=None)


def stalled(
    effects: Sequence[TreatmentEffect], all_events: Sequence[Event], outcomes: Iterable[Outcome], case: Case
) -> Iterator[Reassess]:
    """No important change by the last treatment that was adequate and could be judged, and none is waiting after it.

    Without scores the recorded effect counts. Of a treatment of which it is not known whether it was adequate nothing
    follows.
    """
    if any(event.judge_on is not None and event.judge_on > case.as_of for event in all_events):
        return
    ripe = [e for e in effects if e.judge_on is not None and e.judge_on <= case.as_of]
    last = ripe[-1] if ripe else None
    if last is None or last.adequate != ADEQUATE or not _without_effect(last):
        return
    told = [s for s in last.scores if not s.early]
    scores = ", ".join(f"{spoken(s.label)} {s.before.value:g} to {s.after.value:g}" for s in told)
    better = any(outcome.verdict == "better" and outcome.best is None for outcome in outcomes)
    words = (
        "stalled: better than at baseline, and no further important change"
        if better
        else "stalled: no important change"
    )
    text = f"{words} after {inside(last.label)} ({last.when})" + (f": {scores}" if scores else "")
    places = (last.fact, *(point.fact for s in told for point in (s.before, s.after)))
    yield Reassess(kind="stalled", text=text, because=(Statement(text=text, facts=places),))


def _without_effect(effect: TreatmentEffect) -> bool:
    ripe = [score for score in effect.scores if not score.early and score.verdict != "not_known"]
    if ripe:
        return all(score.verdict != "better" for score in ripe)
    return effect.effect == "none"


def new_complaints(case: Case, since: tuple[dt.date, str] | None) -> Iterator[Reassess]:
    """A pain that began after the last visit or treatment."""
    for complaint in case.complaints:
        if since is not None and complaint.onset is not None and complaint.onset.surely_after(since[0]):
            text = f"new pain: {complaint.id}, since {complaint.onset.text}, after {since[1]} ({since[0].isoformat()})"
            because = Statement(text=text, facts=(f"{complaint.place}.onset",))
            yield Reassess(kind="new_complaint", text=text, because=(because,))
