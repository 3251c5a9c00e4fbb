"""Sides, levels and roots as they stand in running text."""

from __future__ import annotations

import re
from contextlib import suppress

from sequela.case.location import VERTEBRAE, PlaceError, Side, joined, lower_vertebra, parse_root, span, vertebra
from sequela.records import frozen

_V = r"(?<![A-Za-z0-9])([CTDLS])\s?(\d{1,2})"
_LEVEL = re.compile(
    _V + r"\s*(?:-|–|—|/|\s+to\s+|\s+through\s+|\s+a\s+|\s+on\s+)\s*([CTDLS])?\s?(\d{1,2})(?![0-9])", re.IGNORECASE
)
_TO_PELVIS = re.compile(
    _V + r"\s*(?:-|–|—|\s+to\s+)\s*(?:the\s+)?(?:pelvis|sacrum|ilium|iliac|sacropelvic)\b", re.IGNORECASE
)
_ROOT_WORD = (
    r"(?:(?:nerve\s+)?(?:roots?|nerves?|dermatom\w*|radicul\w*|myotom\w*|distribution|territor\w*|areas?|pattern)"
    r"|raíz|raíces)"
)
_LIST = r"(?:\s*(?:,|/|-|and|or|&|y|to)\s*[CTDLS]?\s?\d{1,2})*"
_ROOT = re.compile(rf"({_V[:-1]}){_LIST})[\s-]+(?:\w+\s+)?{_ROOT_WORD}", re.IGNORECASE)
_ROOT_AFTER = re.compile(
    rf"{_ROOT_WORD}\s+(?:of|in|at|on)?\s*(?:the\s+)?({_V[:-1]}){_LIST})(?!\s*[-–/]\s*[CTDLS]?\d)", re.IGNORECASE
)
_SINGLE = re.compile(_V + r"(?![0-9])", re.IGNORECASE)
_SIDE = re.compile(
    r"\b(left|right|both|bilateral(?:ly)?|one[- ]sided|unilateral(?:ly)?|either|each|on both sides|"
    r"izquierd[oa]s?|derech[oa]s?|ambos|ambas)\b|(?<![A-Za-z0-9.])([LR])(?=\s+(?:leg|side|foot|buttock|hip|thigh|arm)\b|>|\))",
    re.IGNORECASE,
)
_NOT_A_SIDE = re.compile(
    r"right\s+(?:away|after|now|before)|left\s+(?:with|over|untreated|him|her|the hospital)", re.IGNORECASE
)
_ONE = re.compile(r"one[- ]sided|unilateral(?:ly)?", re.IGNORECASE)


@frozen
class Spot:
    """A stretch of text (`end` exclusive) that names a side, some levels or some roots."""

    start: int
    end: int
    side: Side | None = None
    levels: tuple[str, ...] = ()
    roots: tuple[str, ...] = ()


def sides_in(text: str) -> tuple[Spot, ...]:
    """Every word for a side. "One-sided" is a spot without a side: which one is not known."""
    found: list[Spot] = []
    for match in _SIDE.finditer(text):
        if _NOT_A_SIDE.match(text, match.start()):
            continue
        found.append(Spot(start=match.start(), end=match.end(), side=_side(match[0])))
    return tuple(found)


def _side(word: str) -> Side | None:
    first = word.lower()
    if _ONE.fullmatch(first) or first in {"either", "each"}:
        return None
    if first[0] == "l" or first.startswith("izq"):
        return "left"
    if first[0] == "r" or first.startswith("der"):
        return "right"
    return "both"


def side_of_text(text: str) -> Side | None:
    """The side the whole text speaks of; both if it names both."""
    return joined(spot.side for spot in sides_in(text))


def levels_in(text: str) -> tuple[Spot, ...]:
    """Every level and span of levels (L4-5, L4/5, L4 to S1, T10 to pelvis). Roots ("L5 and S1 roots") are no levels."""
    taken = [(spot.start, spot.end) for spot in roots_in(text)]
    found: list[Spot] = []
    for match in _LEVEL.finditer(text):
        if any(start < match.end() and match.start() < end for start, end in taken):
            continue
        try:
            upper = vertebra(match[1], match[2])
            levels = span(upper, lower_vertebra(match[1], match[2], match[3], match[4]))
        except PlaceError:
            continue
        found.append(Spot(start=match.start(), end=match.end(), levels=levels))
    for match in _TO_PELVIS.finditer(text):
        with suppress(PlaceError):
            levels = span(vertebra(match[1], match[2]), VERTEBRAE[-1])
            found.append(Spot(start=match.start(), end=match.end(), levels=levels))
    return tuple(sorted(found, key=lambda spot: spot.start))


def roots_in(text: str) -> tuple[Spot, ...]:
    """Every naming of nerve roots: L5 root, L5 and S1 distribution, dermatome of L4."""
    found: list[Spot] = []
    for pattern in (_ROOT, _ROOT_AFTER):
        for match in pattern.finditer(text):
            roots = _roots(match[1])
            if roots and not any(spot.start < match.end() and match.start() < spot.end for spot in found):
                found.append(Spot(start=match.start(), end=match.end(), roots=roots))
    return tuple(sorted(found, key=lambda spot: spot.start))


def _roots(text: str) -> tuple[str, ...]:
    names: list[str] = []
    letter = ""
    for match in re.finditer(r"([CTDLS])?\s?(\d{1,2})", text, re.IGNORECASE):
        letter = match[1] or letter
        try:
            names.append(parse_root(f"{letter}{match[2]}"))
        except PlaceError:
            return ()
    return tuple(dict.fromkeys(names))


def vertebrae_in(text: str) -> tuple[tuple[int, int, str], ...]:
    """Single vertebrae that are neither part of a level nor of a root: start, end, name."""
    taken = [(spot.start, spot.end) for spot in (*levels_in(text), *roots_in(text))]
    found: list[tuple[int, int, str]] = []
    for match in _SINGLE.finditer(text):
        if any(start <= match.start() < end for start, end in taken):
            continue
        try:
            found.append((match.start(), match.end(), vertebra(match[1], match[2])))
        except PlaceError:
            continue
    return tuple(found)
