"""Where it hurts, in words: "low back and left leg, L5 dermatome", "right anterior thigh", "both arms (mild)"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from sequela.case.complaint import Distribution
from sequela.case.free_text.cues import turned
from sequela.case.free_text.pattern import any_of
from sequela.case.free_text.places import Spot, roots_in, sides_in, vertebrae_in
from sequela.case.location import ROOTS, Side
from sequela.case.sites import BY_WORDS, LONGEST, Site
from sequela.knowledge.names import Token, normal, tokens
from sequela.records import frozen

_BOTH = re.compile(
    r"\b(?:legs|buttocks|thighs|calves|feet|arms|hands|hips|knees|shoulders|limbs|extremities|groins)\b", re.I
)
_FEWER = re.compile(r"\b(?:one|either|single|a)\b", re.IGNORECASE)
_SKIPPED = frozenset(
    normal(w)
    for w in ("the", "left", "right", "both", "bilateral", "of", "his", "her", "posterolateral", "distal", "proximal")
)
_PLAIN = frozenset(
    normal(w) for w in ("pain", "region", "area", "the", "in", "of", "radiating", "to", "into", "down", "and")
)
_GRADES: tuple[tuple[int, re.Pattern[str]], ...] = (
    (
        3,
        any_of(r"\b(?:severe|worst|worse|main|mainly|predominant\w*|dominant|primary|mostly|chief|intense|strong)\b"),
    ),
    (2, any_of(r"\bmoderate\b")),
    (1, any_of(r"\b(?:mild|minor|slight|occasional\w*|sometimes|less|lesser|little|intermittent\w*|minimal)\b")),
)
_PART = r"(low back|back|axial|lumbar|neck|legs?|limb|radicular|arms?)"
_MORE = re.compile(
    rf"\b{_PART}\b(?:\s+pain)?\s*(?:>|more than|worse than|greater than|exceeds|over)\s*(?:the\s+)?{_PART}\b",
    re.IGNORECASE,
)
_ONLY = any_of(
    r"\b(?:only|solely|purely|exclusively|isolated)\s+(?:the\s+)?(?:low\s+)?(back|axial|leg|limb|radicular|neck|arm)\b",
    r"\b(back|leg|neck|arm)\s+(?:pain\s+)?only\b",
    r"\bno\s+(leg|arm|back|neck)\s+pain\b(?!\s+(?:below|above|in|on|at|with|when))",
)
_AXIAL = frozenset({"back", "axial", "low back", "lumbar", "neck"})
_GONE = re.compile(
    r"\b(?:resolved|gone|before (?:the )?(?:surgery|operation)|pre-?operative\w*|no longer|disappeared|no pain in)\b",
    re.IGNORECASE,
)


@frozen
class SiteSaid:
    """A place named in a text, its side, how bad it is said to be (1 to 3), and the stretch of text."""

    site: Site
    side: Side | None
    grade: int | None
    start: int
    end: int


@frozen
class PlacesSaid:
    """What a text says of the places of pain."""

    sites: tuple[SiteSaid, ...]
    roots: tuple[str, ...]
    used: tuple[tuple[int, int], ...]


def places_of_pain(text: str) -> PlacesSaid:
    """The sites and roots that `text` names. Places said to be free of pain now are left out."""
    if _GONE.search(text):
        return PlacesSaid(sites=(), roots=(), used=())
    words = tokens(text)
    stops = frozenset(start for _, start, _ in _named(words))
    named = [
        (site, start, end)
        for site, start, end in _named(words)
        if turned(text, start, end, stops - {start})[0] != "absent"
    ]
    sides, spots = sides_in(text), roots_in(text)
    # "L5 dermatome" is the root; a bare "L5" beside a limb is one too.
    limb = any(site.component in ("limb", "between") for site, _, _ in named)
    roots = [root for spot in spots for root in spot.roots]
    roots += [name for _, _, name in vertebrae_in(text) if limb and name in ROOTS]
    found = tuple(
        SiteSaid(
            site=site,
            side=_side_of(text, start, end, site, sides, [(a, b) for _, a, b in named]),
            grade=_grade(text, start, end),
            start=start,
            end=end,
        )
        for site, start, end in named
        if not _inside(start, spots)
    )
    used = [(s.start, s.end) for s in found] + [(s.start, s.end) for s in (*sides, *spots)]
    used += [(a, b) for a, b, _ in vertebrae_in(text)] if limb else []
    used += [(w.start, w.end) for w in words if w.text in _PLAIN]
    used += [m.span() for _, pattern in _GRADES for m in pattern.finditer(text)]
    return PlacesSaid(sites=found, roots=tuple(dict.fromkeys(roots)), used=tuple(used))


def _inside(place: int, spots: Iterable[Spot]) -> bool:
    return any(spot.start <= place < spot.end for spot in spots)


def _named(words: Sequence[Token]) -> Iterable[tuple[Site, int, int]]:
    """Sites by their longest names, from the left; sides may stand inside a name."""
    place = 0
    while place < len(words):
        best: tuple[Site, int] | None = None
        kept: list[str] = []
        for ahead in range(place, min(place + LONGEST + 3, len(words))):
            if ahead > place and words[ahead].text in _SKIPPED and (*kept, words[ahead].text) not in BY_WORDS:
                continue
            kept.append(words[ahead].text)
            if site := BY_WORDS.get(tuple(kept)):
                best = site, ahead
        if best is None:
            place += 1
        else:
            yield best[0], words[place].start, words[best[1]].end
            place = best[1] + 1


def _side_of(
    text: str, start: int, end: int, site: Site, sides: Sequence[Spot], named: Sequence[tuple[int, int]]
) -> Side | None:
    """The side inside or before the name (over other names of the same stretch), else right after it."""
    inside = [s for s in sides if start <= s.start < end]
    if inside:
        return inside[0].side
    before = [s for s in sides if s.end <= start and not re.search(r"[;.]", text[s.end : start])]
    if before and not (site.component == "axial" and re.search(r",|\band\b", text[before[-1].end : start])):
        return before[-1].side
    next_name = min((a for a, _ in named if a >= end), default=len(text))
    after = [s for s in sides if end <= s.start < next_name and not re.search(r"\band\b|,|\bor\b", text[end : s.start])]
    if after:
        return after[0].side
    return "both" if _BOTH.search(text, start, end) and not _FEWER.search(text[:start]) else None


def _grade(text: str, start: int, end: int) -> int | None:
    """How bad the pain there is said to be, by the nearest such word in the same part of the text."""
    left = max((text.rfind(sign, 0, start) for sign in ",;"), default=-1) + 1
    right = min((p for sign in ",;" if (p := text.find(sign, end)) >= 0), default=len(text))
    return next((grade for grade, pattern in _GRADES if pattern.search(text, left, right)), None)


def distribution_of(text: str) -> Distribution | None:
    """Which hurts more, where the words compare them: "back > leg", "leg pain only"."""
    if found := _MORE.search(text):
        first, second = found[1].lower() in _AXIAL, found[2].lower() in _AXIAL
        if first != second:
            return "axial_more" if first else "limb_more"
    if found := _ONLY.search(text):
        if found[3]:
            return "axial_only" if found[3].lower() in {"leg", "arm"} else "limb_only"
        return "axial_only" if (found[1] or found[2]).lower() in _AXIAL else "limb_only"
    return None


def distribution_by_grade(said: Iterable[SiteSaid]) -> Distribution | None:
    """Which hurts more, by the words for how bad each place is; None unless both components have one."""
    worst: dict[str, int] = {}
    for one in said:
        if one.grade is not None and one.site.component in ("axial", "limb"):
            worst[one.site.component] = max(one.grade, worst.get(one.site.component, 0))
    if len(worst) < 2:
        return None
    if worst["axial"] == worst["limb"]:
        return "equal"
    return "axial_more" if worst["axial"] > worst["limb"] else "limb_more"
