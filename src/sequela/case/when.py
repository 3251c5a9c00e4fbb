"""When something was: an interval of days, because people say "in 2019" or "about three months ago".

Published cases and real patients rarely know the day. A time is therefore the earliest and the latest day it can have
been, with the words it was given in.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Mapping

from sequela.records import frozen

DAYS_PER_YEAR = 365.25
DAYS_PER_MONTH = DAYS_PER_YEAR / 12
DAYS_PER_WEEK = 7
MINUTES_PER_HOUR = 60
WEEKS_PER_MONTH = DAYS_PER_MONTH / DAYS_PER_WEEK
EARLIEST_YEAR = 1900

ACCEPTED = (
    "2024-06-01",
    "2024-06",
    "2024",
    "{days_ago: 3}",
    "{weeks_ago: 3}",
    "{months_ago: 3}",
    "{years_ago: 3}",
)

_UNITS: Mapping[str, float] = {
    "days_ago": 1.0,
    "weeks_ago": float(DAYS_PER_WEEK),
    "months_ago": DAYS_PER_MONTH,
    "years_ago": DAYS_PER_YEAR,
}
_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:T[0-9:.+Z-]*)?")
_MONTH = re.compile(r"(\d{4})-(\d{1,2})")
_YEAR = re.compile(r"\d{4}")


class TimeError(ValueError):
    """A time that cannot be. The message says what is wrong with it; `ACCEPTED` shows what can be written."""


@frozen
class When:
    """A time as an interval of days, both ends included, and the words it was given in."""

    earliest: dt.date
    latest: dt.date
    text: str

    def __post_init__(self) -> None:
        if self.earliest > self.latest:
            raise TimeError(f"{self.earliest} comes after {self.latest}")

    def days_before(self, day: dt.date) -> tuple[int, int]:
        """The fewest and the most days by which this came before `day`; negative when it came after."""
        return (day - self.latest).days, (day - self.earliest).days

    @property
    def middle(self) -> dt.date:
        """The day in the middle of the interval."""
        return self.earliest + (self.latest - self.earliest) / 2

    def surely_after(self, day: dt.date) -> bool:
        """True if every possible day of this time comes after `day`."""
        return self.earliest > day

    def overlaps(self, other: When) -> bool:
        """True if both can have been on the same day."""
        return self.earliest <= other.latest and other.earliest <= self.latest


def on(day: dt.date) -> When:
    """That very day."""
    return When(earliest=day, latest=day, text=day.isoformat())


def ago(days: float, margin: float, anchor: dt.date, text: str) -> When:
    """`days` before `anchor`, give or take `margin` days, and never after the anchor."""
    try:
        earliest = anchor - dt.timedelta(days=round(days + margin))
        latest = min(anchor, anchor - dt.timedelta(days=round(days - margin)))
    except (OverflowError, ValueError) as error:
        raise TimeError(f"{text} is longer ago than anyone has lived") from error
    if earliest.year < EARLIEST_YEAR:
        raise TimeError(f"{text} is longer ago than anyone has lived")
    return When(earliest=earliest, latest=latest, text=text)


def read_when(raw: object, anchor: dt.date) -> When:
    """The time that a case file states; raises `TimeError`.

    `raw` is a day, a month, a year, or a mapping with one of ``days_ago``, ``weeks_ago``, ``months_ago``,
    ``years_ago``, counted from `anchor`. "n units ago" is read as n give or take half a unit. A month or year that
    `anchor` lies in ends at the anchor.
    """
    if isinstance(raw, Mapping):
        return _read_ago(raw, anchor)
    if isinstance(raw, bool) or not isinstance(raw, str | int):
        raise TimeError(f"{_shown(raw)} is no time")
    text = str(raw).strip()
    first, last = _calendar(text)
    if first.year < EARLIEST_YEAR:
        raise TimeError(f"{text} is longer ago than anyone has lived")
    if first <= anchor < last:
        last = anchor
    return When(earliest=first, latest=last, text=text)


def read_day(raw: object) -> dt.date:
    """A single calendar day written YYYY-MM-DD; raises `TimeError`."""
    if isinstance(raw, str) and _DAY.fullmatch(raw.strip()):
        return _calendar(raw.strip())[0]
    raise TimeError(f"{_shown(raw)} is no day written as YYYY-MM-DD")


def _calendar(text: str) -> tuple[dt.date, dt.date]:
    try:
        if found := _DAY.fullmatch(text):
            day = dt.date(int(found[1]), int(found[2]), int(found[3]))
            return day, day
        if found := _MONTH.fullmatch(text):
            year, month = int(found[1]), int(found[2])
            return dt.date(year, month, 1), dt.date(year, month, calendar.monthrange(year, month)[1])
        if _YEAR.fullmatch(text):
            return dt.date(int(text), 1, 1), dt.date(int(text), 12, 31)
    except ValueError as error:  # calendar.IllegalMonthError is one too
        raise TimeError(f"there is no day {text}") from error
    raise TimeError(f"{_shown(text)} is no time")


def _read_ago(raw: Mapping[object, object], anchor: dt.date) -> When:
    if len(raw) != 1:
        raise TimeError("a time has exactly one of days_ago, weeks_ago, months_ago, years_ago")
    ((unit, amount),) = raw.items()
    if unit not in _UNITS:
        raise TimeError(f"{_shown(unit)} is no unit of time")
    if isinstance(amount, bool) or not isinstance(amount, int | float):
        raise TimeError(f"{unit} takes a number, not {_shown(amount)}")
    if not 0 <= amount < 150 * 366:
        raise TimeError(f"{unit}: {amount} cannot be")
    size = _UNITS[str(unit)]
    name = str(unit).removesuffix("_ago")
    name = name[:-1] if amount == 1 else name
    return ago(amount * size, size / 2 if size > 1 else 0, anchor, f"{amount:g} {name} ago")


def _shown(raw: object) -> str:
    text = repr(raw)
    return text if len(text) <= 60 else text[:57] + "..."
