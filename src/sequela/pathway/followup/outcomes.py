"""Scores over time: each instrument and pain rating as a series, judged against the minimal important change."""

from __future__ import annotations

from collections.abc import Iterable

from sequela.assessment.followup import Change, Compared, Outcome, Point
from sequela.case.case import Case
from sequela.case.fact import Fact
from sequela.case.when import When
from sequela.knowledge.estimate import quantity
from sequela.knowledge.schema.findings import Finding
from sequela.knowledge.schema.instruments import Instrument
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.pathway.dictation import inside
from sequela.records import frozen

RATING = "pain_"
"""Ratings of pain from 0 to 10 are called so; they are followed even where no instrument is named for them."""
RATING_UNIT = "points of 0-10"


@frozen
class Series:
    """The measurements of one thing in one place, by time; of the facts of one day the one recorded last."""

    finding: Finding
    instrument: Instrument | None
    side: str | None
    complaint: str | None
    facts: tuple[Fact, ...]
    unclear: tuple[Fact, ...] = ()

    @property
    def higher_is(self) -> str:
        """Whether a higher value is worse or better; pain is worse."""
        return "worse" if self.instrument is None else self.instrument.higher_is

    @property
    def minimal_change(self) -> float | None:
        """The smallest important change in points; None where none was found."""
        known = None if self.instrument is None else self.instrument.minimal_change
        return None if known is None else quantity(known)

    @property
    def is_pain(self) -> bool:
        """True for a rating of pain."""
        return self.finding.id.startswith(RATING)

    def gain(self, before: Fact, after: Fact) -> float:
        """By how many points it got better; negative if it got worse."""
        change = value(after) - value(before)
        return -change if self.higher_is == "worse" else change

    def judged(self, before: Fact, after: Fact) -> Change:
        """The change against the minimal important one."""
        least, gain = self.minimal_change, self.gain(before, after)
        if least is None:
            return "not_known"
        return "better" if gain >= least else "worse" if gain <= -least else "no_important_change"

    def compared(self, before: Fact, after: Fact, *, early: bool = False) -> Compared:
        """The change as a record."""
        return Compared(
            finding=self.finding.id,
            label=self.finding.label.en,
            side=self.side,
            before=point(before),
            after=point(after),
            change=value(after) - value(before),
            percent=percent(before, after),
            verdict=self.judged(before, after),
            early=early,
        )


def value(fact: Fact) -> float:
    """The number of a fact that has one."""
    number = fact.number
    if number is None:
        raise ValueError(f"{fact.id} has no number")
    return number


def percent(before: Fact, after: Fact) -> float | None:
    """The change in per cent of the first value."""
    first = value(before)
    return None if first == 0 else 100 * (value(after) - first) / abs(first)


def spoken(label: str) -> str:
    """The name of a score inside a sentence: without its scale, and with its capital only if it is a name."""
    plain = label.split(", 0 to")[0]
    named = any(word[:1].isupper() for word in plain.split()[1:])
    return plain if named else inside(plain)


def point(fact: Fact) -> Point:
    """A fact as a measurement."""
    return Point(value=value(fact), day=fact.observed.middle, when=fact.observed.text, fact=fact.id)


def series(case: Case, knowledge: Knowledge) -> tuple[Series, ...]:
    """Every score and pain rating on record as a series, whatever its age; the differential uses only what is current.

    Instruments are matched by the finding that holds their total. Facts recorded after the assessment are left out.
    """
    instruments = {instrument.finding: instrument for instrument in knowledge.instruments.values()}
    groups: dict[tuple[str, str | None, str | None], list[Fact]] = {}
    for fact in case.facts:
        finding = knowledge.findings[fact.finding]
        rating = finding.id.startswith(RATING) and finding.unit == RATING_UNIT
        if fact.number is not None and fact.recorded <= case.as_of and (finding.id in instruments or rating):
            groups.setdefault((finding.id, fact.side, fact.complaint), []).append(fact)
    found = []
    for (_, side, complaint), facts in groups.items():
        finding = knowledge.findings[facts[0].finding]
        kept, unclear = _by_day(facts)
        if kept:
            instrument = instruments.get(finding.id)
            found.append(
                Series(
                    finding=finding,
                    instrument=instrument,
                    side=side,
                    complaint=complaint,
                    facts=kept,
                    unclear=unclear,
                )
            )
    return tuple(sorted(found, key=lambda s: (not s.is_pain, -value(s.facts[0]) if s.is_pain else 0, s.finding.id)))


def _by_day(facts: Iterable[Fact]) -> tuple[tuple[Fact, ...], tuple[Fact, ...]]:
    """The facts by time, and apart from them those of one time that contradict each other.

    Of one time the fact recorded last is a correction and counts.
    """
    days: dict[When, list[Fact]] = {}
    for fact in facts:
        days.setdefault(fact.observed, []).append(fact)
    kept: list[Fact] = []
    unclear: list[Fact] = []
    for same in days.values():
        newest = max(fact.recorded for fact in same)
        last = [fact for fact in same if fact.recorded == newest]
        if len({fact.value for fact in last}) == 1:
            kept.append(last[0])
        else:
            unclear += last
    kept.sort(key=lambda fact: (fact.observed.middle, fact.observed.latest, fact.id))
    return tuple(kept), tuple(unclear)


def before(facts: Iterable[Fact], when: When) -> tuple[Fact, ...]:
    """The measurements surely taken before something, or on its day."""
    return tuple(fact for fact in facts if fact.observed.latest <= when.earliest)


def after(facts: Iterable[Fact], when: When) -> tuple[Fact, ...]:
    """The measurements surely taken after something."""
    return tuple(fact for fact in facts if fact.observed.earliest > when.latest)


def outcome(of: Series, case: Case, since: tuple[When, str] | None) -> Outcome:
    """A series from its baseline to its latest measurement.

    The baseline is the last measurement before `since` (a treatment and what it is called), else the first after the
    latest operation, else the first on record.
    """
    first, why = _baseline(of, case, since)
    later = of.facts[of.facts.index(first) :]
    last = later[-1]
    single = last is first
    best = max(later, key=lambda fact: of.gain(first, fact))
    relapsed = of.judged(best, last) == "worse" and best is not first
    instrument = of.instrument
    minimal = None if instrument is None else instrument.minimal_change
    return Outcome(
        finding=of.finding.id,
        label=of.finding.label.en,
        side=of.side,
        complaint=of.complaint,
        unit=of.finding.unit,
        range=of.finding.range if instrument is None else instrument.range,
        higher_is=of.higher_is,
        points=tuple(point(fact) for fact in of.facts),
        baseline=point(first),
        baseline_is=why,
        latest=point(last),
        change=None if single else value(last) - value(first),
        percent=None if single else percent(first, last),
        minimal_change=of.minimal_change,
        verdict="not_known" if single else of.judged(first, last),
        best=point(best) if relapsed else None,
        worse_from=_worse_from(of, later, best),
        source=None if minimal is None or minimal.source is None else str(minimal.source),
        note=_note(of, single=single),
    )


def _baseline(of: Series, case: Case, since: tuple[When, str] | None) -> tuple[Fact, str]:
    if since is not None and (earlier := before(of.facts, since[0])):
        return earlier[-1], f"the last before {since[1]}"
    latest = case.latest_surgery()
    if latest is not None and latest.when is not None:
        operated = latest.when
        later = [fact for fact in of.facts if fact.observed.middle >= operated.middle]
        if later and later[0] is not of.facts[0]:
            return later[0], "the first after the latest operation"
    return of.facts[0], "the first on record"


def _worse_from(of: Series, later: tuple[Fact, ...], best: Fact) -> Point | None:
    """The first measurement that was worse than the best by an important change, if the latest still is."""
    since = later[later.index(best) + 1 :]
    found = [fact for fact in since if of.judged(best, fact) == "worse"]
    return point(found[0]) if found and found[-1] is later[-1] else None


def _note(of: Series, *, single: bool) -> str | None:
    if of.unclear:
        places = ", ".join(fact.id for fact in of.unclear)
        return f"{places} contradict each other and are left out"
    if single:
        return "measured once: nothing to compare it with"
    if of.minimal_change is None:
        return "no minimal important change in points was found for it"
    return None
