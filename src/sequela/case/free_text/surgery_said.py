"""The operations of a vignette, their times, and what they were done for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from sequela.case.free_text.draft import Draft
from sequela.case.free_text.leftover import left_over, weighty
from sequela.case.free_text.mentions import Mention, Reader
from sequela.case.free_text.operations import OperationSaid, operations_in
from sequela.case.free_text.times import TimeSaid, as_ago, times_in
from sequela.case.free_text.values import PARTLY, Values
from sequela.case.location import LEVELS
from sequela.case.when import DAYS_PER_MONTH, DAYS_PER_YEAR

ROOT = "known_before"
LISTS = (
    "prior_procedures", "prior_procedure", "procedures", "prior_surgeries", "previous_surgeries", "previous_surgery",
    "prior_surgery", "surgeries", "surgery", "operations", "index_surgery",
)  # fmt: skip
_SINCE = re.compile(r"(?:time|days|weeks|months|years)_since_(?:last_|latest_|index_)?(?:surgery|operation)")
_DAYS: Mapping[str, float] = {"days": 1, "weeks": 7, "months": DAYS_PER_MONTH, "years": DAYS_PER_YEAR}
YEARS_SAID = 24
"""Whole years of at least so many months were most probably said as years and are only known to the half-year."""


@dataclass(slots=True)
class Operations:
    """Reads the operations into the draft. `keys_read` are the keys that it has dealt with."""

    draft: Draft
    reader: Reader
    keys_read: set[str] = field(default_factory=set)
    _said: list[tuple[OperationSaid, str]] = field(default_factory=list)
    _since: dict[str, float] | None = None

    def read(self, known: Mapping[str, object]) -> None:
        """Operations, then the time since the last of them."""
        for key in known:
            if key in LISTS:
                self.keys_read.add(key)
                self._list(known[key], f"{ROOT}.{key}")
        for key, value in known.items():
            if _SINCE.fullmatch(key):
                self.keys_read.add(key)
                self._time_since(key, value, f"{ROOT}.{key}")
        self._dates()
        for operation, at in self._said:
            self.draft.add("surgeries", dict(operation.entry), at)

    def _list(self, value: object, at: str) -> None:
        if isinstance(value, list):
            for n, part in enumerate(value):
                self._list(part, f"{at}[{n}]")
            return
        text = " ".join(str(part) for part in value.values()) if isinstance(value, Mapping) else str(value)
        said = operations_in(text, self.reader.names, self.reader.knowledge)
        self._said.extend((operation, at) for operation in said)
        if not said:
            self.draft.leave(at, text)
            return
        used = [span for operation in said for span in operation.used]
        aims = [operation.aim for operation in said if operation.aim]
        used += [(place, place + len(aim)) for aim in aims if (place := text.find(aim)) >= 0]
        lost = left_over(text, used)
        if len(lost) > max(weighty(text, used), 1):
            self.draft.leave(at, text, ", ".join(lost), PARTLY)

    def _time_since(self, key: str, value: object, at: str) -> None:
        unit = key.split("_", 1)[0]
        if isinstance(value, int | float) and not isinstance(value, bool) and unit in _DAYS and 0 <= value < 1500:
            years = unit == "months" and value >= YEARS_SAID and value % 12 == 0
            self._since = {"years_ago": value / 12} if years else {f"{unit}_ago": value}
            return
        said = times_in(str(value)) or times_in(f"{value} {unit}") if isinstance(value, str) else ()
        ago = next((found for time in said if (found := as_ago(time)) is not None), None)
        if ago is None:
            self.draft.leave(at, value)
        else:
            self._since = ago

    def _dates(self) -> None:
        """Give each operation its time: as said, "later" counted from the one before, the last by the time since it."""
        whens: list[object] = [_when(operation.time) for operation, _ in self._said]
        if whens and self._since is not None:
            whens[-1] = self._since
        for n in range(len(whens) - 1, 0, -1):
            time = self._said[n][0].time
            later = time is not None and time.kind in ("later", "after_surgery") and time.days is not None
            if later and time is not None and time.days is not None:
                if whens[n - 1] is None and (days := _days_ago(whens[n])) is not None:
                    whens[n - 1] = {"months_ago": round((days + time.days) / DAYS_PER_MONTH, 1)}
                elif whens[n] is None and (days := _days_ago(whens[n - 1])) is not None:
                    whens[n] = {"months_ago": round(max(days - time.days, 0) / DAYS_PER_MONTH, 1)}
        self._said = [(_dated(operation, when), at) for (operation, at), when in zip(self._said, whens, strict=True)]

    def levels(self) -> tuple[str, ...]:
        """Every operated level, from the head down."""
        found = {level for operation, _ in self._said for level in _listed(operation.entry.get("levels"))}
        return tuple(level for level in LEVELS if level in found)

    def days_since_latest(self) -> float | None:
        """Days from the last operation to now, where it was told as a time ago."""
        return _days_ago(self._said[-1][0].entry.get("when")) if self._said else None

    def aims(self, values: Values) -> None:
        """What the operations were done for: findings from before them."""
        for operation, at in self._said:
            for mention in values.reader.mentions(operation.aim or "", ("record", "patient", "imaging")):
                before = Mention(
                    finding=mention.finding,
                    value=mention.value,
                    side=mention.side,
                    levels=mention.levels,
                    roots=mention.roots,
                    time=TimeSaid(start=0, end=0, kind="before_surgery"),
                )
                values.mention(before, at, str(operation.aim))


def _listed(value: object) -> list[str]:
    return [str(part) for part in value] if isinstance(value, list) else []


def _when(time: TimeSaid | None) -> object:
    if time is None:
        return None
    if time.kind == "calendar":
        return time.date
    return as_ago(time) if time.kind == "ago" else None


def _days_ago(when: object) -> float | None:
    if not isinstance(when, dict):
        return None
    ((unit, amount),) = when.items()
    return float(amount) * _DAYS[str(unit).removesuffix("_ago")]


def _dated(operation: OperationSaid, when: object) -> OperationSaid:
    entry = {**operation.entry, "when": when} if when is not None else dict(operation.entry)
    return OperationSaid(entry=entry, time=operation.time, aim=operation.aim, used=operation.used)
