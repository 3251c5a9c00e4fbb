"""Times as they stand in running text: "8 years ago", "in 1998", "one month after surgery", "before the operation"."""

from __future__ import annotations

import re
from typing import Literal, TypeAlias

from sequela.case.free_text.pattern import any_of
from sequela.case.when import DAYS_PER_MONTH, DAYS_PER_YEAR
from sequela.records import frozen

Kind: TypeAlias = Literal["ago", "calendar", "after_surgery", "later", "before_surgery", "since_surgery", "lasting"]

_WORDS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "fifteen": 15, "eighteen": 18, "twenty": 20, "thirty": 30, "forty": 40,
    "fifty": 50, "half": 0.5, "couple": 2,
}  # fmt: skip
_DAYS = {"hour": 1 / 24, "day": 1.0, "week": 7.0, "month": DAYS_PER_MONTH, "year": DAYS_PER_YEAR}
_N = r"(\d+(?:\.\d+)?|" + "|".join(sorted(_WORDS, key=len, reverse=True)) + r")"
_AMOUNT = (
    rf"(?<![\w.]){_N}(?:\s*(?:-|–|to)\s*(?:\d+(?:\.\d+)?|\w+))?(?:\s+of)?(?:\s+a)?[\s-]*(hour|day|week|month|year)s?'?"
)
_OP = (
    r"(?:surgery|operations?|procedures?|fusions?|discectomy|microdiscectomy|laminectomy|decompression|implantation|"
    r"op\b|first|second|third|last|index|intervention|cirugía|operación)"
)
_THE = (
    r"(?:the\s+|her\s+|his\s+|a\s+|this\s+|that\s+|any\s+)?"
    r"(?:(?:first|second|third|last|latest|index|initial|back|spine|spinal|lumbar|disc|revision|previous)\s+)*"
)
_POST = r"(?:post[- ]?op(?:erative(?:ly)?)?|post[- ]?surg(?:ery|ical(?:ly)?)|following|after|since)"

_BEFORE = r"(?:before|prior\s+to|preceding|antes\s+de)"
_ROUND = r"(?:about\s+|some\s+|nearly\s+|almost\s+|over\s+|the\s+)*"
_SPOKEN: tuple[tuple[Kind, tuple[str, ...]], ...] = (
    ("since_surgery", (rf"since\s+{_BEFORE}\s+{_THE}{_OP}",)),
    ("before_surgery", (rf"{_AMOUNT}\s+{_BEFORE}\s+{_THE}{_OP}",)),
    ("after_surgery", (rf"{_AMOUNT}\s+(?:after|following|since|from)\s+{_THE}{_OP}",)),
    ("after_surgery", (rf"{_AMOUNT}\s+post[- ]?op\w*",)),
    ("after_surgery", (rf"{_AMOUNT}\s+after\s*(?=$|[,.;:)])",)),
    ("after_surgery", (rf"after\s+{_ROUND}{_AMOUNT}",)),
    ("later", (rf"{_AMOUNT}\s+(?:later|afterwards|thereafter)",)),
    ("ago", (rf"{_AMOUNT}\s+(?:ago|earlier|back|before|previously|prior)\b",)),
    ("ago", (rf"(?:over|for|during|within)?\s*(?:the\s+)?(?:last|past)\s+{_AMOUNT}",)),
    ("lasting", (rf"(?:for|over|lasting|during|of|since|about)\s+{_ROUND}{_AMOUNT}",)),
    ("lasting", (rf"(?!an?\b){_AMOUNT}(?:\s+(?:history|duration|long|old))?",)),
    (
        "before_surgery",
        (
            rf"{_BEFORE}\s+(?:both\s+|each\s+)?{_THE}{_OP}",
            r"\bpre-?\s?op(?:erative(?:ly)?)?\b",
            r"\bpre-?surg\w+",
        ),
    ),
    (
        "since_surgery",
        (rf"{_POST}\s+{_THE}{_OP}", r"\bpost-?\s?op(?:erative(?:ly)?)?\b", r"\bpost-?surgical(?:ly)?"),
    ),
    ("calendar", (r"\b(?:in|since|from|early|late|en)?\s*((?:19|20)\d{2}(?:-\d{2}(?:-\d{2})?)?)(?![\d-])",)),
)
_PATTERNS = tuple((kind, any_of(*patterns)) for kind, patterns in _SPOKEN)


@frozen
class TimeSaid:
    """A time in a text (`end` exclusive): its kind, its amount in days where it has one, the date as written."""

    start: int
    end: int
    kind: Kind
    days: float | None = None
    unit: str | None = None
    date: str | None = None


def times_in(text: str) -> tuple[TimeSaid, ...]:
    """Every time in `text`; where two readings overlap the earlier in the list above wins."""
    found: list[TimeSaid] = []
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            if any(said.start < match.end() and match.start() < said.end for said in found):
                continue
            found.append(_said(kind, match))
    return tuple(sorted(found, key=lambda said: said.start))


def _said(kind: Kind, match: re.Match[str]) -> TimeSaid:
    start, end = match.start(), match.end()
    if kind == "calendar":
        return TimeSaid(start=start, end=end, kind=kind, date=match[1])
    amount = match[1] if match.re.groups >= 2 else None
    if amount is None or match[2] is None:
        return TimeSaid(start=start, end=end, kind=kind)
    unit = match[2].lower()
    return TimeSaid(start=start, end=end, kind=kind, days=amount_of(amount) * _DAYS[unit], unit=f"{unit}s")


def amount_of(word: str) -> float:
    """A number in digits or in words (as far as they are met in histories)."""
    return _WORDS[word.lower()] if word.lower() in _WORDS else float(word)


def as_ago(said: TimeSaid) -> dict[str, float] | None:
    """``{months_ago: 3}`` for a time that has an amount."""
    if said.days is None or said.unit is None:
        return None
    if said.unit == "hours":
        return {"days_ago": 0}
    size = _DAYS[said.unit.removesuffix("s")]
    return {f"{said.unit}_ago": round(said.days / size, 2)}
