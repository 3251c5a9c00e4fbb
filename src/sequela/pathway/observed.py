"""From recorded facts to what a rule sees of them: level, change and beginning, one entry per place.

Newness decides about danger, so it is worked out here once: a stated trend counts; else the time it began, where that
is known; else, for what belongs to a pain, the onset of that pain; else nobody knows, and the rule stays undecided.

Soon after an operation, or with a pain that is days old, a sign of unknown age may have come with it. `presumed_new` is
the view in which such signs are new: it raises a danger as possible and decides none.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import replace

from sequela.case.case import Case
from sequela.case.complaint import Complaint
from sequela.case.fact import ABSENT, PRESENT, UNKNOWN, Fact
from sequela.case.quantities import quantities
from sequela.knowledge import estimate
from sequela.knowledge.schema.findings import Finding
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.terms import FindingId
from sequela.rules.facts import SOME_TIME, Interval, Observed

NEW_DAYS, OLD_DAYS = "new_days", "old_days"
"""Conventions: what began within so many days is new, what began before so many is old, where no trend is stated."""

SOON_DAYS = "soon_days"
"""Convention: so many days after an operation a sign of which nobody says since when may have come with it."""

FRESH_DAYS = "fresh_days"
"""Convention: the same for a pain that began so many days ago."""

OF_THE_ONSET = frozenset(FindingId(name) for name in ("sudden_onset", "new_injury", "slowly_progressive"))
"""What describes how the pain began: as new or as old as the pain itself."""
OF_THE_PAIN = frozenset(
    FindingId(name)
    for name in (
        "pain_increasing",
        "night_pain",
        "rest_pain",
        "constant_pain",
        "midline_low_back_pain",
        "sacral_pain",
        "buttock_pain",
        "groin_pain",
        "anterior_thigh_pain",
        "posterior_thigh_pain",
        "dermatomal_leg_pain",
        "bilateral_leg_pain",
        "midline_neck_pain",
        "shoulder_blade_pain",
        "shoulder_pain",
        "dermatomal_arm_pain",
        "bilateral_arm_symptoms",
        "burning_pain",
        "electric_shock_pain",
        "tingling",
    )
)
"""What a pain feels like and where it is: not older than the pain, but it may have joined an old pain lately."""
SEVERE_NEW_PAIN = FindingId("severe_pain_new")
"""A pain called new in its name: dated by its complaint as the others, and counted as a sign after an operation."""

_DATED_BY_THE_PAIN = OF_THE_ONSET | OF_THE_PAIN | {SEVERE_NEW_PAIN}

Seen = Mapping[FindingId, tuple[Observed, ...]]
"""What is known per finding, one entry per place."""

_TOLD = frozenset({"patient", "record"})
_CHANGED: Mapping[str, bool] = {"new": True, "worse": True, "stable": False, "better": False}
_NOTE, _HISTORY = "note", "record"
_SIGNS = frozenset({"patient", "examination"})

INJECTION, INJECTION_DAYS = FindingId("spinal_injection"), "injection_days"
"""The question about injections, and the convention how long one on record answers it with yes."""
SPINAL_INJECTIONS = frozenset(
    {
        "epidural_steroid_transforaminal",
        "epidural_steroid_caudal_interlaminar",
        "epidural_steroid",
        "epidural_blood_patch",
        "adhesiolysis_percutaneous",
        "epiduroscopy",
        "facet_injection",
        "medial_branch_rfa",
        "pulsed_rf_drg",
    }
)
"""Treatments that bring a needle or catheter to the spinal canal or its joints."""


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
            if fact.value == PRESENT:
                for implied in knowledge.findings[fact.finding].implies:
                    by_finding.setdefault(implied, []).append(fact)
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
    began = _began(finding, fact, case, knowledge)
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


def _began(finding: Finding, fact: Fact, case: Case, knowledge: Knowledge) -> Interval:
    """Days since it began: as stated, else as told by the patient; a sign is at least as old as its examination.

    What is called stable without a date has been so for long: the word is not used of yesterday. What belongs to a pain
    and has no time of its own began with the pain.
    """
    if fact.since is not None:
        return days_ago(fact.since.days_before(case.as_of))
    if fact.trend == "stable":
        return (math.inf, math.inf)
    if fact.when is None:
        return _began_with_the_pain(fact, case, knowledge)
    low, high = days_ago(fact.when.days_before(case.as_of))
    return (low, high) if finding.asked in _TOLD else (low, math.inf)


def _began_with_the_pain(fact: Fact, case: Case, knowledge: Knowledge) -> Interval:
    """The onset of the complaint it belongs to, as far as that says something; else some time.

    An old pain makes only the description of its beginning old, and not where that comes from a note: what is read in
    a note never speaks against a danger.
    """
    complaint = _complaint(fact, case) if fact.finding in _DATED_BY_THE_PAIN else None
    lasted = None if complaint is None else quantities(case, complaint).get("pain_duration_days")
    if lasted is None:
        return SOME_TIME
    recent = lasted.high <= knowledge.conventions[NEW_DAYS].value
    if recent or (fact.finding in OF_THE_ONSET and not from_note(fact)):
        return (lasted.low, lasted.high)
    return SOME_TIME


def _complaint(fact: Fact, case: Case) -> Complaint | None:
    """The complaint a fact belongs to: the one it names, else the only one there is."""
    named = [complaint for complaint in case.complaints if fact.complaint in (None, complaint.id)]
    return named[0] if len(named) == 1 else None


def days_ago(interval: tuple[int, int]) -> Interval:
    """Days before the assessment, never less than none."""
    return (float(max(interval[0], 0)), float(max(interval[1], 0)))


def from_note(fact: Fact) -> bool:
    """True if it was read from free text: such a fact may raise a danger and never speaks against one."""
    return fact.source == _NOTE


def careful(fact: Fact, knowledge: Knowledge) -> Fact | None:
    """The fact as far as it may speak against a danger: all of it, unless it comes from a note."""
    if not from_note(fact):
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


def presumed_new(seen: Seen, case: Case, knowledge: Knowledge) -> Seen | None:
    """The signs and symptoms of which nobody says since when, taken as new if the operation or the pain is days old.

    None if neither is, or if their time is not known. What is called stable or dated stays as it is; so do images and
    laboratory values, which tell their own time, and pains, since pain that simply goes on is common after surgery.
    """
    lately = _lately(case, knowledge)
    if lately is None:
        return None
    days, occasion = lately

    def presumed(place: Observed) -> Observed:
        if place.low == 0 or place.changed is not None:
            return place
        return replace(place, changed=True, began=(0.0, min(place.began[1], days)), facts=(*place.facts, occasion))

    return {
        finding: tuple(map(presumed, places)) if _may_be_new(knowledge.findings[finding]) else places
        for finding, places in seen.items()
    }


def _lately(case: Case, knowledge: Knowledge) -> tuple[float, str] | None:
    """Days since the latest operation or since a pain began, if that is but days ago, and the place that says so."""
    latest = case.latest_surgery()
    if latest is not None and latest.when is not None:
        days = days_ago(latest.when.days_before(case.as_of))[1]
        if days <= knowledge.conventions[SOON_DAYS].value:
            return days, latest.id
    for complaint in case.complaints:
        lasted = quantities(case, complaint).get("pain_duration_days")
        if lasted is not None and lasted.high <= knowledge.conventions[FRESH_DAYS].value:
            return lasted.high, f"{complaint.place}.onset"
    return None


def _may_be_new(finding: Finding) -> bool:
    return finding.asked in _SIGNS and finding.id not in OF_THE_ONSET | OF_THE_PAIN


def recent_injections(case: Case, knowledge: Knowledge) -> tuple[Observed, ...]:
    """Injections and blocks at the spine on record with a recent time, as places of `INJECTION`.

    Older and undated ones are left out: they do not say that none was given since.
    """
    given = [(t.id, t.when) for t in case.treatments if t.given and t.treatment in SPINAL_INJECTIONS]
    given += [(block.id, block.when) for block in case.blocks]
    dated = [(place, days_ago(when.days_before(case.as_of))) for place, when in given if when is not None]
    recent = knowledge.conventions[INJECTION_DAYS].value
    return tuple(
        Observed(levels=knowledge.findings[INJECTION].levels, low=1, high=1, began=began, facts=(place,))
        for place, began in dated
        if began[0] <= recent
    )
