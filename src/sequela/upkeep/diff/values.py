"""What stands at a place, in words: a number with its interval and basis, a rule line by line, a list, a text."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from difflib import SequenceMatcher

import numpy as np

from sequela.knowledge.check import limits
from sequela.knowledge.estimate import EstimateError, from_mapping, intervals, probability, ratio
from sequela.knowledge.schema.terms import Estimate, Text
from sequela.records import frozen
from sequela.upkeep.lint.numbers import reader_of
from sequela.upkeep.pages.wording import in_words, rule_lines, short

_NORMAL_90 = 1.645
"""Standard deviations on each side of the middle nine tenths of a normal distribution."""


@frozen
class Number:
    """An estimate as it is used: its mean (a ratio: its median) with a 90 % interval, where it has one.

    kind
        ``share`` (0 to 1), ``ratio`` or ``quantity``.
    """

    kind: str
    mean: float
    interval: tuple[float, float] | None

    @property
    def in_logs(self) -> float:
        """Its place on the scale on which it moves results: log odds, or the logarithm."""
        if self.kind == "share":
            return math.log(self.mean / (1 - self.mean))
        return math.log(self.mean) if self.mean > 0 else 0.0


@frozen
class Counting:
    """How intervals are reckoned: the mass inside, and where the random draws start."""

    mass: float
    seed: int


def number(record: object, at: tuple[str, ...], estimate: Estimate, counting: Counting) -> Number:
    """The estimate at a place of a record, read as the program reads it there."""
    reader = reader_of(record, at)
    try:
        if reader is ratio:
            spread = ratio(estimate)
            width = math.exp(_NORMAL_90 * spread.log_sd)
            return Number(kind="ratio", mean=spread.median, interval=(spread.median / width, spread.median * width))
        if reader is probability:
            share = probability(estimate)
            random = np.random.default_rng(counting.seed)
            return Number(kind="share", mean=share.mean, interval=intervals([share], counting.mass, random)[0])
    except EstimateError:
        # Only in a revision of the past, since a folder with such a number is refused: it is shown as it stands there.
        return _plain(estimate)
    return _plain(estimate)


def _plain(estimate: Estimate) -> Number:
    return Number(kind="quantity", mean=float(estimate.value or 0.0), interval=None)


def moved(before: Number, after: Number) -> float:
    """How far a number moved on the scale on which it moves results."""
    return abs(after.in_logs - before.in_logs)


# --- in words ---------------------------------------------------------------------------------------------------------


def number_words(before: Number | None, after: Number | None) -> tuple[str | None, str | None]:
    """Two numbers with their intervals, with as many digits as tell them apart."""
    told = [None if n is None else _told(n, short) for n in (before, after)]
    if before and after and told[0] == told[1] and before.mean != after.mean:
        told = [_told(n, lambda value: f"{value:.4g}") for n in (before, after)]
    return told[0], told[1]


def _told(found: Number, digits: Callable[[float], str]) -> str:
    factor = 100 if found.kind == "share" else 1
    before, after = {"share": ("", " %"), "ratio": ("x", "")}.get(found.kind, ("", ""))
    text = f"{before}{digits(factor * found.mean)}{after}"
    if found.interval is None:
        return text
    low, high = (digits(factor * end) for end in found.interval)
    return f"{text} ({low} to {high})"


def plain_words(value: object, named: Callable[[str], str]) -> str:
    """A plain value: yes or no, a number, a word of ours or an id as `named` calls it, a list of them."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return short(value)
    if isinstance(value, tuple):
        return ", ".join(plain_words(part, named) for part in value)
    return named(str(value))


def list_words(before: tuple[object, ...], after: tuple[object, ...], named: Callable[[str], str]) -> str:
    """What a list gained and lost, or that only its order is another."""
    gained, lost = (tuple(part for part in a if part not in b) for a, b in ((after, before), (before, after)))
    said = [f"now also {plain_words(gained, named)}"] if gained else []
    said += [f"no longer {plain_words(lost, named)}"] if lost else []
    return "; ".join(said) or f"in another order: {plain_words(after, named)}"


def rule_changes(before: object, after: object) -> Iterator[tuple[str, str]]:
    """The lines of a rule that are gone (``no longer``) or new (``now``), in order.

    Where all lines read the same, the limits that stand on another basis.
    """
    old, new = (list(rule_lines(rule)) if rule is not None else [] for rule in (before, after))
    for action, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if action != "equal":
            yield from (("no longer", line) for line in old[i:j])
            yield from (("now", line) for line in new[k:m])
    if old == new:
        for (_, was), (_, now) in zip(limits(before), limits(after), strict=True):
            if was != now:
                yield "no longer", in_words(from_mapping(was))
                yield "now", in_words(from_mapping(now))


def texts(before: object, after: object) -> Iterator[tuple[str, str, str]]:
    """The texts that differ, by language ("" where there is one only): language, before, after."""
    if not isinstance(before or after, Text):
        yield "", _prose(before), _prose(after)
        return
    for language, key in (("", "en"), ("Spanish", "es")):
        was, now = (str(getattr(text, key, None) or "") for text in (before, after))
        if was != now:
            yield language, was, now


def _prose(value: object) -> str:
    if isinstance(value, Estimate):
        return ". ".join(part.rstrip(".") for part in (value.elicited, value.note) if part)
    return "; ".join(map(str, value)) if isinstance(value, tuple) else str(value or "")


_AROUND = 3
"""Words shown on each side of the part of a text that differs."""


def apart(before: str, after: str) -> tuple[str, str]:
    """The part of two texts that differs, each with a few words around it."""
    old, new = before.split(), after.split()
    least = min(len(old), len(new))
    head = next((i for i in range(least) if old[i] != new[i]), least)
    tail = next((i for i in range(least - head) if old[-1 - i] != new[-1 - i]), least - head)
    return _cut(old, head, tail), _cut(new, head, tail)


def _cut(words: list[str], head: int, tail: int) -> str:
    first, last = max(head - _AROUND, 0), min(len(words) - tail + _AROUND, len(words))
    return " ".join((["..."] if first else []) + words[first:last] + (["..."] if last < len(words) else []))
