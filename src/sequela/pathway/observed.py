"""From recorded facts to what a rule sees of them: level, change and beginning, one entry per place.

Newness decides about danger, so it is worked out here once: a stated trend counts; else the time it began, where that
is known; else nobody knows, and the rule stays undecided.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import replace

from sequela.case.case import Case
from sequela.case.fact import ABSENT, PRESENT, UNKNOWN, Fact
from sequela.knowledge import estimate
from sequela.knowledge.schema import Finding, FindingId, Knowledge
from sequela.rules.facts import SOME_TIME, Interval, Observed

NEW_DAYS, OLD_DAYS = "new_days", "old_days"
"""Conventions: what began within so many days is new, what began before so many is old, where no trend is stated."""

Seen = Mapping[FindingId, tuple[Observed, ...]]
"""What is known per finding, one entry per place."""

_TOLD = frozenset({"patient", "record"})
_CHANGED: Mapping[str, bool] = {"new": True, "worse": True, "stable": False, "better": False}
_NOTE, _HISTORY = "note", "record"


def stated_level(fact: Fact, knowledge: Knowledge) -> int | None:
    """The index of the level a fact states; None if it states none (unknown, or a number without bands)."""
    finding = knowledge.findings.get(fact.finding)
    if finding is None or fact.value == UNKNOWN:
        return None
    if isinstance(fact.value, float):
        reached = [
            finding.levels.index(band.level) for band in finding.bands if fact.value >= estimate.quantity(band.at_least)
        ]
        return max(reached, default=0) if finding.bands else None
    if fact.value in finding.levels:
        return finding.levels.index(fact.value)
    if fact.value == ABSENT:
        return 0
    return len(finding.levels) - 1 if fact.value == PRESENT and len(finding.levels) == 2 else None


def seen_in(facts: Iterable[Fact], case: Case, knowledge: Knowledge, *, one_side_decides: bool) -> Seen:
    """Return what is known per finding. A sign free on one side only clears that side, unless `one_side_decides`."""
    by_finding: dict[FindingId, list[Fact]] = {}
    for fact in facts:
        if fact.value != UNKNOWN and fact.finding in knowledge.findings:
            by_finding.setdefault(fact.finding, []).append(fact)
    return {
        finding: _places(knowledge.findings[finding], group, case, knowledge, one_side_decides)
        for finding, group in by_finding.items()
    }


def _places(
    finding: Finding, facts: list[Fact], case: Case, knowledge: Knowledge, one_side_decides: bool
) -> tuple[Observed, ...]:
    """One entry per fact; where only one side is known to be free of it, one more for the side nobody looked at."""
    seen = [_observed(finding, fact, case, knowledge) for fact in facts]
    top = len(finding.levels) - 1
    negative = all(place.high == 0 for place in seen)
    sides = {fact.side for fact in facts}
    if negative and not one_side_decides and sides in ({"left"}, {"right"}):
        seen.append(Observed(levels=finding.levels, low=0, high=top))
    return tuple(seen)


def _observed(finding: Finding, fact: Fact, case: Case, knowledge: Knowledge) -> Observed:
    level, top = stated_level(fact, knowledge), len(finding.levels) - 1
    began = _began(finding, fact, case)
    low, high = (0, top) if level is None else (level, level)
    if level is None and fact.value == PRESENT:
        low = min(1, top)
    return Observed(
        levels=finding.levels,
        low=low,
        high=high,
        number=fact.number,
        changed=_changed(fact, began, knowledge),
        began=began,
        facts=(fact.id,),
    )


def _changed(fact: Fact, began: Interval, knowledge: Knowledge) -> bool | None:
    """Whether it is new or worse: as stated, else by the time it began; None where neither tells.

    "Since 2015" without a word of getting worse is old, "since last week" is new; in between the trend must be asked.
    """
    if fact.trend is not None:
        return _CHANGED[fact.trend]
    if began[1] <= knowledge.conventions[NEW_DAYS].value:
        return True
    return False if began[0] > knowledge.conventions[OLD_DAYS].value else None


def _began(finding: Finding, fact: Fact, case: Case) -> Interval:
    """Days since it began: as stated, else as told by the patient; a sign is at least as old as its examination.

    What is called stable without a date has been so for long: the word is not used of yesterday.
    """
    if fact.since is not None:
        return days_ago(fact.since.days_before(case.as_of))
    if fact.trend == "stable":
        return (math.inf, math.inf)
    if fact.when is None:
        return SOME_TIME
    low, high = days_ago(fact.when.days_before(case.as_of))
    return (low, high) if finding.asked in _TOLD else (low, math.inf)


def days_ago(interval: tuple[int, int]) -> Interval:
    """Days before the assessment, never less than none."""
    return (float(max(interval[0], 0)), float(max(interval[1], 0)))


def careful(fact: Fact, knowledge: Knowledge) -> Fact | None:
    """The fact as far as it may speak against a danger: all of it, unless it comes from a note."""
    if fact.source != _NOTE:
        return fact
    if fact.number is not None or stated_level(fact, knowledge) == 0:
        return None
    trend = fact.trend if fact.trend in ("new", "worse") else None
    return replace(fact, trend=trend, since=None, when=None)


def not_old(seen: Seen, knowledge: Knowledge) -> Seen:
    """Without signs and symptoms known to be old or stable; history (a cancer, an aneurysm) alarms at any age."""
    return {
        finding: tuple(p for p in places if p.changed is not False or knowledge.findings[finding].asked == _HISTORY)
        for finding, places in seen.items()
    }
