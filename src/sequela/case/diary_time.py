"""Times in a pain diary: after the block, of the day, or with the date; all become hours since the block."""

from __future__ import annotations

import datetime as dt
import re

from sequela.case.form import shown
from sequela.records import frozen

FORMS = ("+30min", "+2h", "+1h30min", "09:30", "2024-05-03T09:30", "before")
MOST_HOURS = 31 * 24
"""Hours before and after a block within which a time can be meant; a diary of a block ends within days."""
HALF_DAY = 12
BEFORE = frozenset({"before", "baseline", "pre", "before block", "antes"})

_OFFSET = re.compile(
    r"(?P<sign>[+-])?\s*(?:(?P<days>\d+(?:[.,]\d+)?)\s*d(?:ays?)?)?\s*(?:(?P<hours>\d+(?:[.,]\d+)?)\s*h(?:(?:ou)?rs?)?)?"
    r"\s*(?:(?P<minutes>\d+(?:[.,]\d+)?)\s*(?:m|min|mins|minutes?)?)?",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"(\d{1,2})[:.](\d{2})(?::\d{2})?\s*(am|pm|a\.m\.|p\.m\.)?", re.IGNORECASE)
_DATED = re.compile(r"(\d{4}-\d{2}-\d{2})[T ]+(\d{1,2}:\d{2}(?::\d{2})?)(?:\.\d+)?(.*)")


class DiaryTimeError(ValueError):
    """A time in a diary that cannot be read; the message says why."""


@frozen
class Moment:
    """A time as written: exactly one of hours since the block, a time of day, a day with its time."""

    hours: float | None = None
    clock: dt.time | None = None
    dated: dt.datetime | None = None


def read_moment(text: str) -> Moment:
    """What a time says by itself. Raises `DiaryTimeError`."""
    plain = " ".join(text.split())
    if plain.lower() in BEFORE:
        return Moment(hours=-0.01)
    if found := _DATED.fullmatch(plain):
        if found[3].strip():
            raise DiaryTimeError(f"{shown(plain)} has a time zone; write the local time without it")
        return Moment(dated=_dated(found[1], found[2], plain))
    if found := _CLOCK.fullmatch(plain):
        return Moment(clock=read_clock(plain))
    found = _OFFSET.fullmatch(plain)
    if found is None or not any(found[part] for part in ("days", "hours", "minutes")):
        raise DiaryTimeError(f"{shown(plain)} is no time" if plain else "the time is missing")
    if plain.lstrip("+-").strip().isdigit():
        raise DiaryTimeError(f"{shown(plain)} has no unit: minutes or hours")
    days, hours, minutes = (float((found[part] or "0").replace(",", ".")) for part in ("days", "hours", "minutes"))
    total = days * 24 + hours + minutes / 60
    return Moment(hours=-total if found["sign"] == "-" else total)


def read_clock(text: str) -> dt.time:
    """A time of day such as 09:30 or 9:30 pm. Raises `DiaryTimeError`."""
    found = _CLOCK.fullmatch(text.strip())
    if found is None:
        raise DiaryTimeError(f"{shown(text)} is no time of day")
    hour, minute = int(found[1]), int(found[2])
    half = (found[3] or "").lower().replace(".", "")
    if half:
        if not 1 <= hour <= HALF_DAY:
            raise DiaryTimeError(f"there is no time {shown(text)}")
        hour = hour % HALF_DAY + (HALF_DAY if half == "pm" else 0)
    try:
        return dt.time(hour, minute)
    except ValueError as error:
        raise DiaryTimeError(f"there is no time {shown(text)}") from error


def hours_since(moment: Moment, done: dt.date | None, at: dt.time | None, previous: float | None) -> float:
    """Hours since the block. A time of day that goes back by more than half a day is of the next day.

    `previous`: hours of the row before. Raises `DiaryTimeError` where the time of the block is needed and missing.
    """
    if moment.hours is not None:
        return moment.hours
    if at is None:
        raise DiaryTimeError("a time of day needs the time of the block: state time: 09:00 in the head")
    if moment.dated is not None:
        if done is None:
            raise DiaryTimeError("a day needs the day of the block: state date: 2024-05-03 in the head")
        return (moment.dated - dt.datetime.combine(done, at)).total_seconds() / 3600
    clock = moment.clock or at
    hours = (clock.hour - at.hour) + (clock.minute - at.minute) / 60
    last = 0.0 if previous is None else previous
    while hours < last - HALF_DAY:
        hours += 24
    return hours


def _dated(day: str, time: str, text: str) -> dt.datetime:
    try:
        return dt.datetime.fromisoformat(f"{day}T{time if len(time.split(':')[0]) > 1 else f'0{time}'}")
    except ValueError as error:
        raise DiaryTimeError(f"there is no time {shown(text)}") from error
