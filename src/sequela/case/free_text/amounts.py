"""Values that stand beside a name: numbers, changes, and the results of blocks and of sets of tests."""

from __future__ import annotations

import re

from sequela.case.fact import ABSENT, PRESENT, UNKNOWN, Trend
from sequela.case.free_text.answers import polarity
from sequela.case.free_text.cues import Clause
from sequela.case.free_text.effects import effect_of, good_share, relieved_for_a_time
from sequela.case.free_text.marks import Marks
from sequela.case.free_text.times import amount_of
from sequela.case.read_fact import is_numeric
from sequela.knowledge.names import Match
from sequela.knowledge.schema.findings import Asked, Finding

NEAR = 12
"""How many letters may part a number from the score that follows it."""
_TWICE = re.compile(r"\b(?:two|twice|dual|double|second|comparative|repeat\w*|both times|confirm\w*)\b", re.IGNORECASE)
_NUMBER = re.compile(r"(?<![\w.,/])(-?\d+(?:\.\d+)?)(?:\s*(?:/|of|out of)\s*(\d+))?(?![\w]*-?(?:year|month|week|day))")
_WORSE = r"\b(?:worsen\w*|progressive\w*|progressing|increasing\w*|deteriorat\w+|getting worse|rapidly)\b"
_STABLE = r"\b(?:stable|unchanged|long-?\s?standing|old|residual|pre-existing|permanent|since before)\b"
_TRENDS: tuple[tuple[Trend, re.Pattern[str]], ...] = (
    ("worse", re.compile(_WORSE, re.IGNORECASE)),
    ("new", re.compile(r"\b(?:new|newly|new-onset|recent onset|acute|sudden)\b", re.IGNORECASE)),
    ("stable", re.compile(_STABLE, re.IGNORECASE)),
    ("better", re.compile(r"\b(?:improving|improved|recovering|recovered|lessening)\b", re.IGNORECASE)),
)
CHANGING: frozenset[Asked] = frozenset({"patient", "examination"})
"""Findings of which people say that they are new or getting worse; of a scan the words mean something else."""


def number_beside(text: str, match: Match, clause: Clause, marks: Marks) -> tuple[float, int, int] | None:
    """The number that belongs to a score: the first after it in its clause, else one right before it."""
    taken = [(t.start, t.end) for t in marks.times] + [(s.start, s.end) for s in marks.levels]
    free = [
        found
        for found in _NUMBER.finditer(text, clause.start, clause.end)
        if not any(a <= found.start() < b for a, b in taken) and not match.start <= found.start() < match.end
    ]
    after = [found for found in free if found.start() >= match.end]
    before = [
        found
        for found in free
        if found.end() <= match.start
        and not re.search(r"[,;]|\w{13}", text[found.end() : match.start])
        and match.start - found.end() <= NEAR
    ]
    for found in (*after[:1], *before[-1:]):
        return float(found[1]), found.start(), found.end()
    return None


def trend_beside(text: str, clause: Clause, match: Match) -> tuple[Trend | None, tuple[int, int] | None]:
    """How the finding is said to have changed, by a word near its phrase, and where that word stands."""
    for trend, pattern in _TRENDS:
        for found in pattern.finditer(text, clause.start, clause.end):
            if match.start <= found.start() < match.end:
                continue
            if found.end() <= match.start and "," in text[found.end() : match.start]:
                continue  # "acute, after lifting": the word before the comma is not of what follows
            if abs(found.start() - match.end) <= 40 or abs(match.start - found.end()) <= 25:
                return trend, found.span()
    return None, None


def block_value(finding: Finding, text: str) -> str:
    """The result of a diagnostic block from the words about it; unknown unless the relief is told."""
    effect = "good" if good_share(text) or relieved_for_a_time(text) else effect_of(text)
    if len(finding.levels) > 2:
        if effect == "good":
            return finding.levels[2] if _TWICE.search(text) else finding.levels[1]
        return finding.levels[0] if effect == "none" or re.search(r"\bnegative\b", text, re.IGNORECASE) else UNKNOWN
    return {"good": PRESENT, "none": ABSENT}.get(effect or "", UNKNOWN)


def level_for(finding: Finding, state: str) -> str:
    """``absent`` is the lowest level of an ordered finding; present of more than two levels stays as it is."""
    if state == ABSENT and ABSENT not in finding.levels and not is_numeric(finding):
        return finding.levels[0]
    if state == PRESENT and finding.asked == "block" and len(finding.levels) > 2:
        return finding.levels[1]
    return state


_OF = re.compile(r"\b(\d|one|two|three|four|five|six|all)\s*(?:/|of|out of|positive|\+)", re.IGNORECASE)
COUNTED = "three_or_more"


def result_of(finding: Finding, text: str) -> str:
    """The value that a result in words is: of a block its relief, of a set of tests how many were positive."""
    if finding.asked == "block":
        return block_value(finding, text)
    if COUNTED in finding.levels and (found := _OF.search(text)):
        positive = 3.0 if found[1].lower() == "all" else amount_of(found[1])
        return finding.levels[0] if positive < 1 else finding.levels[1] if positive < 3 else COUNTED
    return level_for(finding, polarity(text))
