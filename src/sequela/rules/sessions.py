"""Statements about treatments and blocks on record: was it tried well enough, how often, how long ago.

A record says what was given and, where it tells, for how long, with what effect and when. That a treatment was never
given is known only when the case says so: silence leaves every statement here undecided.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from sequela.rules.facts import Facts, Given, Interval, OnRecord
from sequela.rules.kleene import Verdict, some, unknown
from sequela.rules.limits import Limit, all_inside, compared, inside

NO_LIMIT: Interval = (0.0, math.inf)
NEVER: Interval = (math.inf, math.inf)
"""Days since the last session of what was never given: it lies further back than any limit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TriedStatement:
    """One of these treatments was tried, and one record of it meets every demand.

    names
        treatments, or kinds of treatment; a kind stands for all treatments of that kind.
    effects
        one of these effects; any if empty.
    adequate
        dose, time and technique are recorded as enough.
    amounts
        limits on numbers of the record: weeks, percent, effect_weeks.
    within_days
        it was given at most so long ago.
    """

    names: tuple[str, ...]
    effects: frozenset[str] = frozenset()
    adequate: bool = False
    amounts: tuple[tuple[str, Limit], ...] = ()
    within_days: float | None = None

    def evaluate(self, facts: Facts) -> Verdict:
        """True if one record does; false if each of these is on record and no record does."""
        answers: dict[str, Verdict] = {}
        for name in self.names:
            record = facts.on_record(name)
            answers.update({given.fact: self._here(given) for given in record.sessions})
            if not record.complete:
                answers[name] = unknown((name,))
        return some(list(answers.values()))

    def _here(self, given: Given) -> Verdict:
        if not given.done:
            return Verdict(value=False, because=(given.fact,))
        answers: dict[str, bool | None] = {}
        if self.effects:
            answers["effect"] = None if given.effect is None else given.effect in self.effects
        if self.adequate:
            answers["adequate"] = given.adequate
        for key, limit in self.amounts:
            answer = compared(limit, given.amount(key))
            answers[key] = False if False in (answer, answers.get(key)) else answer
        if self.within_days is not None:
            answers["when"] = inside(("le", self.within_days), given.days)
        if False in answers.values():
            return Verdict(value=False, because=(given.fact,))
        settle = tuple(f"{given.name}.{key}" for key, answer in answers.items() if answer is None)
        return Verdict(value=None if settle else True, because=(given.fact,), settle=settle)


@dataclass(frozen=True, slots=True, kw_only=True)
class TimesStatement:
    """The number of sessions of these treatments and blocks, within so many days, meets the limits."""

    names: tuple[str, ...]
    limits: tuple[Limit, ...]
    within_days: float | None = None

    def evaluate(self, facts: Facts) -> Verdict:
        """Compared as an interval: an undated session may or may not lie inside the window."""
        sessions, missing = _together(self.names, facts)
        done = [given for given in sessions if given.done]
        if not done and missing:
            return _against(self.limits, NO_LIMIT, sessions, missing)
        inside_window = {given.fact: self._inside(given) for given in done}
        sure = sum(given.times for given in done if inside_window[given.fact] is True)
        most = sum(given.times for given in done if inside_window[given.fact] is not False)
        undated = [f"{given.name}.when" for given in done if inside_window[given.fact] is None]
        return _against(self.limits, (float(sure), float(most)), sessions, undated)

    def _inside(self, given: Given) -> bool | None:
        return True if self.within_days is None else inside(("le", self.within_days), given.days)


@dataclass(frozen=True, slots=True, kw_only=True)
class SinceStatement:
    """The days since the last session of any of these meet the limits; what was never given is longer ago than any."""

    names: tuple[str, ...]
    limits: tuple[Limit, ...]

    def evaluate(self, facts: Facts) -> Verdict:
        """Compared as an interval: the latest of the records, as far as their times are known."""
        sessions, missing = _together(self.names, facts)
        done = [given for given in sessions if given.done]
        if not done:
            return _against(self.limits, NO_LIMIT if missing else NEVER, sessions, missing)
        low, high = min(given.days[0] for given in done), min(given.days[1] for given in done)
        vague = [f"{given.name}.when" for given in done if given.days[0] < high]
        return _against(self.limits, (low, high), sessions, vague)


def _together(names: Iterable[str], facts: Facts) -> tuple[tuple[Given, ...], tuple[str, ...]]:
    """Every record of these names once, and the names of which not everything is told."""
    records: list[tuple[str, OnRecord]] = [(name, facts.on_record(name)) for name in names]
    sessions = {given.fact: given for _, record in records for given in record.sessions}
    return tuple(sessions.values()), tuple(name for name, record in records if not record.complete)


def _against(
    limits: tuple[Limit, ...], interval: Interval, sessions: Iterable[Given], settle: Iterable[str]
) -> Verdict:
    value = all_inside(limits, interval)
    because = tuple(given.fact for given in sessions)
    return Verdict(value=value, because=because, settle=tuple(dict.fromkeys(settle)) if value is None else ())
