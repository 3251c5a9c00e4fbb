"""Small pieces of clinical English: numbers and times as dictated, labels inside a sentence, spans of levels."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from sequela.case.location import ends, level_order
from sequela.case.when import DAYS_PER_MONTH, DAYS_PER_YEAR

DAYS_PER_WEEK = dt.timedelta(weeks=1).days

_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_ORDINALS = ("", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_UNITS = (("year", DAYS_PER_YEAR), ("month", DAYS_PER_MONTH), ("week", float(DAYS_PER_WEEK)), ("day", 1.0))

_NAMES = frozenset({"Babinski", "Faber", "Fortin", "Hoffmann", "Kemp", "Lasègue", "Modic", "Spurling", "Tinel"})
"""People whose names signs carry: these keep their capital inside a sentence."""


def number(count: int) -> str:
    """A count as dictated: words up to twelve, figures beyond."""
    return _NUMBERS[count] if 0 <= count < len(_NUMBERS) else str(count)


def ordinal(count: int) -> str:
    """``3`` is ``third``; beyond the tenth, ``no. 11``."""
    return _ORDINALS[count] if 0 < count < len(_ORDINALS) else f"no. {count}"


def counted(count: int, noun: str) -> str:
    """A number with its noun: ``three questions``, ``one question``."""
    return f"{number(count)} {noun}" + ("" if count == 1 else "s")


def listed(words: Sequence[str], last: str = "and") -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def inside(label: str) -> str:
    """A label as it stands inside a sentence: without its capital, unless that belongs to an abbreviation or a name."""
    first = label.split(" ", 1)[0]
    if first in _NAMES or any(c.isupper() or c.isdigit() for c in first[1:]):
        return label
    return label[:1].lower() + label[1:]


def sentence(text: str) -> str:
    """A capital in front and a full stop behind."""
    trimmed = text.strip().rstrip(".;,")
    if not trimmed:
        return ""
    return f"{trimmed[:1].upper()}{trimmed[1:]}" + ("" if trimmed[-1] in "?!" else ".")


def first_sentence(text: str) -> str:
    """The first sentence of several: what matters most, where there is room for one."""
    return text.split(". ", 1)[0]


def elapsed(days: tuple[float, float]) -> str:
    """A time known to lie between two numbers of days: ``three weeks``, ``about five years``.

    The largest unit of which there are two or more is used; "about" says that the time is not known to within one.
    """
    low, high = max(days[0], 0.0), max(days[1], 0.0)
    middle = (low + high) / 2
    for (unit, size), (_, smaller) in zip(_UNITS, (*_UNITS[1:], _UNITS[-1]), strict=True):
        if middle + smaller / 2 >= 2 * size:
            vague = high - low > size + smaller
            halves = round(2 * middle / size)
            if unit == "year" and halves % 2 and not vague and halves // 2 < len(_NUMBERS):
                return f"{number(halves // 2)} and a half years"
            return ("about " if vague else "") + counted(round(middle / size), unit)
    return "one day" if round(middle) else "less than a day"


def span(levels: Iterable[str]) -> str:
    """Levels as dictated: neighbours as one span (``L4-S1``), others joined (``L2-L3 and L5-S1``)."""
    own = sorted(set(levels), key=level_order)
    if not own:
        return ""
    first, last = ends(own)
    if level_order(last) - level_order(first) == len(own) - 1:
        return f"{first.split('-')[0]}-{last.split('-')[1]}"
    return listed(own)


def percent(probability: float) -> str:
    """A probability in whole percent; 0 and 100 are said only of what is certain."""
    share = round(100 * probability)
    if share == 0 and probability > 0:
        return "<1 %"
    if share == 100 and probability < 1:
        return ">99 %"
    return f"{share} %"
