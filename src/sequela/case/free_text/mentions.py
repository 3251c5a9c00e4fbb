"""Findings in running text: which, whether there, where, since when, and which words said so."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sequela.case.fact import ABSENT, PRESENT, UNKNOWN, Trend
from sequela.case.free_text.cues import Clause, clauses, turned
from sequela.case.free_text.effects import effect_of, good_share, relieved_for_a_time
from sequela.case.free_text.pattern import any_of
from sequela.case.free_text.places import Spot, levels_in, roots_in, sides_in, vertebrae_in
from sequela.case.free_text.times import TimeSaid, times_in
from sequela.case.location import LEVELS, Side, ends
from sequela.case.read_fact import is_numeric
from sequela.knowledge.names import Kind, Match, Names, normal, tokens
from sequela.knowledge.schema import Asked, Finding, FindingId, Knowledge

FINDING: Kind = "finding"
COMMA = 200
"""A comma between a phrase and a place weighs as much as so many letters."""
LONGEST_TEXT = 4000
"""Characters of one value that are read; a whole chart pasted into one value is a story, not a value."""

SKIPPED: frozenset[str] = frozenset(
    {
        *(normal(word) for word in ("left", "right", "both", "bilateral", "unilateral", "severe", "mild", "moderate")),
        *(normal(word) for word in ("marked", "slight", "significant", "chronic", "mildly", "severely", "moderately")),
        *(f"{letter}{n}" for letter in "ctdls" for n in range(1, 13)),
        *(str(n) for n in range(1, 13)),
    }
)
"""Words that may stand inside a phrase without belonging to it: sides, degrees, levels."""

_TWICE = re.compile(r"\b(?:two|twice|dual|double|second|comparative|repeat\w*|both times|confirm\w*)\b", re.IGNORECASE)
_RAISED = re.compile(r"\b(?:raised|elevated|high|increased|positive|abnormal|up)\b", re.IGNORECASE)
_NUMBER = re.compile(r"(?<![\w.,/])(-?\d+(?:\.\d+)?)(?:\s*(?:/|of|out of)\s*(\d+))?(?![\w]*-?(?:year|month|week|day))")
_OPERATED = re.compile(
    r"\b(?:operated|same|index|previous|surgical|fused|fusion|former|treated|instrumented)\s+(?:disc\s+)?"
    r"(?:level|site|segment|space|disc)s?",
    re.IGNORECASE,
)
_ABOVE = any_of(
    r"\b(?:adjacent|next|neighbou?ring)\s+(?:upper\s+|cranial\s+|proximal\s+)?(?:level|segment|disc)s?",
    r"\b(?:level|segment|disc)\s+above",
    r"\babove\s+(?:the\s+)?(?:fusion|fused|construct|operated)",
)
_BELOW = any_of(r"\b(?:level|segment|disc)\s+below", r"\bbelow\s+(?:the\s+)?(?:fusion|construct|operated)")
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """One finding that a text states. `used` are the stretches of text that it was read from."""

    finding: FindingId
    value: str | float
    side: Side | None = None
    levels: tuple[str, ...] = ()
    roots: tuple[str, ...] = ()
    time: TimeSaid | None = None
    trend: Trend | None = None
    used: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """What texts are read with. `operated` are the levels of the operations told before."""

    knowledge: Knowledge
    names: Names
    operated: tuple[str, ...] = ()

    def mentions(self, text: str, prefer: Sequence[Asked] = ()) -> tuple[Mention, ...]:
        """Every finding in `text`, in order. Where a phrase names several, those asked as in `prefer` are meant."""
        text = text[:LONGEST_TEXT]
        found = self._named(text)
        chosen = _chosen(found, self.knowledge, prefer)
        stops = frozenset(match.start for match in chosen)
        marks = Marks.of(text)
        return tuple(self._mention(text, match, stops, marks) for match in chosen)

    def _named(self, text: str) -> list[Match]:
        """Names in the text; then, in what is left, names with sides, degrees and levels standing between their words."""
        found = list(self.names.find(text, [FINDING], SKIPPED))
        bare = "".join(_blank(text))
        for match in self.names.find(bare, [FINDING]):
            if not any(match.start < known.end and known.start < match.end for known in found):
                found.append(match)
        return found

    def _mention(self, text: str, match: Match, stops: frozenset[int], marks: Marks) -> Mention:
        finding = self.knowledge.findings[FindingId(match.id)]
        turn, cue = turned(text, match.start, match.end, stops - {match.start})
        clause = marks.clause(match.end - 1)
        number = _number(text, match, clause, marks) if is_numeric(finding) else None
        if number is not None:
            value: str | float = number[0]
        else:
            value = _value(text[clause.start : clause.end], finding, match.state or PRESENT, turn)
        located = self.located(finding, (match.start, match.end), clause, text, marks, stops - {match.start})
        time = marks.time(clause, match.start)
        changing = value == PRESENT and finding.asked in CHANGING
        trend, trend_span = _trend(text, clause, match) if changing else (None, None)
        spans = [(match.start, match.end), *((w.start, w.end) for w in cue), *located.used]
        spans += [(time.start, time.end)] if time else []
        spans += [trend_span] if trend_span else []
        spans += [(number[1], number[2])] if number else []
        return Mention(
            finding=finding.id,
            value=value,
            side=located.side,
            levels=located.levels,
            roots=located.roots,
            time=time,
            trend=trend,
            used=tuple(spans),
        )

    def located(
        self,
        finding: Finding,
        span: tuple[int, int],
        clause: Clause,
        text: str,
        marks: Marks,
        stops: frozenset[int] = frozenset(),
    ) -> Mention:
        """Side, levels and roots for a finding whose phrase stands at `span`; at `stops` other phrases start."""
        start, end = span
        reach = _reach(text, start, end, clause, stops)
        used: list[tuple[int, int]] = []
        side: Side | None = None
        levels: tuple[str, ...] = ()
        roots: tuple[str, ...] = ()
        if finding.located in ("side", "level_and_side") and (spot := _nearest(marks.sides, start, end, reach, text)):
            side = spot.side
            used.append((spot.start, spot.end))
        if finding.located in ("level", "level_and_side"):
            spots = _row(marks.levels, start, end, reach, text)
            levels = tuple(dict.fromkeys(level for spot in spots for level in spot.levels))
            used += [(spot.start, spot.end) for spot in spots]
            if not levels:
                levels, named = self._named_level(text, reach)
                used += [named] if named else []
        if (finding.root is not None or finding.located == "side") and (
            spot := _nearest((*marks.roots, *marks.vertebrae), start, end, reach, text)
        ):
            roots = spot.roots
            used.append((spot.start, spot.end))
        return Mention(finding=finding.id, value=UNKNOWN, side=side, levels=levels, roots=roots, used=tuple(used))

    def _named_level(self, text: str, clause: Clause) -> tuple[tuple[str, ...], tuple[int, int] | None]:
        """Levels told by their relation to the operation: "at the operated level", "the level above"."""
        if not self.operated:
            return (), None
        top, bottom = ends(self.operated)
        for pattern, levels in (
            (_OPERATED, self.operated),
            (_ABOVE, _beside(top, -1)),
            (_BELOW, _beside(bottom, 1)),
        ):
            if found := pattern.search(text, clause.start, clause.end):
                return levels, found.span()
        return (), None


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """What a text names besides findings."""

    clauses: tuple[Clause, ...]
    sides: tuple[Spot, ...]
    levels: tuple[Spot, ...]
    roots: tuple[Spot, ...]
    vertebrae: tuple[Spot, ...]
    times: tuple[TimeSaid, ...]

    @staticmethod
    def of(text: str) -> Marks:
        """Read them all once."""
        singles = tuple(
            Spot(start=start, end=end, roots=(name,)) for start, end, name in vertebrae_in(text) if name in _ROOTS
        )
        return Marks(
            clauses=clauses(text),
            sides=sides_in(text),
            levels=levels_in(text),
            roots=roots_in(text),
            vertebrae=singles,
            times=times_in(text),
        )

    def clause(self, place: int) -> Clause:
        """The clause that a place lies in."""
        return next((c for c in self.clauses if c.start <= place < c.end), Clause(start=place, end=place + 1))

    def time(self, clause: Clause, place: int) -> TimeSaid | None:
        """The time nearest to a place in its clause; else a time before the operation said at the head of the text."""
        inside = [t for t in self.times if clause.start <= t.start < clause.end]
        if inside:
            return min(inside, key=lambda t: abs(t.start - place))
        heading = [t for t in self.times if t.kind in ("before_surgery", "after_surgery") and t.end <= clause.start]
        return heading[-1] if heading and len(self.clauses) > 1 and heading[-1].start <= self.clauses[0].end else None


_ROOTS = frozenset({"L1", "L2", "L3", "L4", "L5", "S1"})


def _blank(text: str) -> Iterator[str]:
    """The text with the skipped words blanked out, each letter by a space."""
    place = 0
    for token in tokens(text):
        if token.text in SKIPPED:
            yield text[place : token.start] + " " * (token.end - token.start)
            place = token.end
    yield text[place:]


def _reach(text: str, start: int, end: int, clause: Clause, stops: frozenset[int]) -> Clause:
    """The part of a clause whose places belong to a phrase: up to a comma that another phrase follows or precedes."""
    after = min((stop for stop in stops if end <= stop < clause.end), default=None)
    last = clause.end
    if after is not None and (comma := text.find(",", end, after)) >= 0:
        last = comma
    before = max((stop for stop in stops if stop < start), default=None)
    first = clause.start
    if before is not None and (comma := text.rfind(",", max(before, first), start)) >= 0:
        first = comma
    return Clause(start=first, end=last)


def _chosen(found: Iterable[Match], knowledge: Knowledge, prefer: Sequence[Asked]) -> list[Match]:
    """One meaning for each stretch of text: those asked as the context suggests, else all that it names."""
    by_span: dict[tuple[int, int], list[Match]] = {}
    for match in found:
        by_span.setdefault((match.start, match.end), []).append(match)
    chosen: list[Match] = []
    for meanings in by_span.values():
        ranked = {m.id: _preference(knowledge.findings[FindingId(m.id)], prefer) for m in meanings}
        best = min(ranked.values())
        chosen.extend(m for m in meanings if ranked[m.id] == best)
    return chosen


def _preference(finding: Finding, prefer: Sequence[Asked]) -> int:
    return prefer.index(finding.asked) if finding.asked in prefer else len(prefer)


def _value(clause: str, finding: Finding, state: str, turn: str | None) -> str:
    """The value of a finding from the state its phrase names and the words that turn it round."""
    if turn == UNKNOWN:
        return UNKNOWN
    if finding.asked == "block" and state == PRESENT:
        return block_value(finding, clause)
    if is_numeric(finding) and state == PRESENT:
        if turn == ABSENT:
            return ABSENT
        return PRESENT if _RAISED.search(clause) else UNKNOWN
    if turn == ABSENT and state != ABSENT:
        return ABSENT if state == PRESENT else finding.levels[0]
    return state


def block_value(finding: Finding, text: str) -> str:
    """The result of a diagnostic block from the words about it; unknown unless the relief is told."""
    effect = "good" if good_share(text) or relieved_for_a_time(text) else effect_of(text)
    if len(finding.levels) > 2:
        if effect == "good":
            twice = re.search(
                r"\b(?:two|twice|dual|double|second|comparative|repeat\w*|both times|confirm\w*)\b", text, re.IGNORECASE
            )
            return finding.levels[2] if twice else finding.levels[1]
        return finding.levels[0] if effect == "none" or re.search(r"\bnegative\b", text, re.IGNORECASE) else UNKNOWN
    return {"good": PRESENT, "none": ABSENT}.get(effect or "", UNKNOWN)


def _number(text: str, match: Match, clause: Clause, marks: Marks) -> tuple[float, int, int] | None:
    """The number that belongs to a score: the first after it in its clause, else one right before it."""
    taken = [(t.start, t.end) for t in marks.times] + [(s.start, s.end) for s in marks.levels]
    free = [
        found
        for found in _NUMBER.finditer(text, clause.start, clause.end)
        if not any(a <= found.start() < b for a, b in taken) and not match.start <= found.start() < match.end
    ]
    after = [found for found in free if found.start() >= match.end]
    before = [found for found in free if found.end() <= match.start and match.start - found.end() <= 12]
    for found in (*after[:1], *before[-1:]):
        return float(found[1]), found.start(), found.end()
    return None


def _trend(text: str, clause: Clause, match: Match) -> tuple[Trend | None, tuple[int, int] | None]:
    for trend, pattern in _TRENDS:
        for found in pattern.finditer(text, clause.start, clause.end):
            if match.start <= found.start() < match.end:
                continue
            if abs(found.start() - match.end) <= 40 or abs(match.start - found.end()) <= 25:
                return trend, found.span()
    return None, None


def _nearest(spots: Iterable[Spot], start: int, end: int, clause: Clause, text: str) -> Spot | None:
    """The spot nearest to the phrase within its clause."""
    inside = [spot for spot in spots if clause.start <= spot.start < clause.end]
    if not inside:
        return None
    return min(inside, key=lambda spot: (_apart(spot, start, end, text), spot.start))


def _apart(spot: Spot, start: int, end: int, text: str) -> int:
    """How far a spot stands from a phrase, in letters; what stands beyond a comma is farther than any word."""
    if start <= spot.start < end:
        return 0
    between = text[end : spot.start] if spot.start >= end else text[spot.end : start]
    return len(between) + COMMA * between.count(",")


def _row(spots: Iterable[Spot], start: int, end: int, clause: Clause, text: str) -> list[Spot]:
    """The nearest levels and those listed with them ("L3-4 and L4-5")."""
    inside = [spot for spot in spots if clause.start <= spot.start < clause.end]
    first = _nearest(inside, start, end, clause, text)
    if first is None:
        return []
    row = [first]
    for spot in inside[inside.index(first) + 1 :]:
        if not re.fullmatch(r"\s*(?:,|and|&|y|/|or)*\s*(?:and\s*)?", text[row[-1].end : spot.start], re.IGNORECASE):
            break
        row.append(spot)
    return row


def _beside(level: str, step: int) -> tuple[str, ...]:
    place = LEVELS.index(level) + step
    return (LEVELS[place],) if 0 <= place < len(LEVELS) else ()


# --- what was not used --------------------------------------------------------------------------------------

_FILLER_WORDS = """
the a an and or of in on at to with for by from into over after before during his her their its this that
these is are was were be been being has have had having he she it patient man woman not also both as than then
there who which when while well very more less most about only some any all per each other another own same
pain symptoms symptom severe mild moderate chronic persistent recurrent history present positive negative
noted reported described shows showed showing seen found evidence marked significant degree level levels side
since until again now currently still up down out onset type kind approximately around nearly almost mainly
mostly primarily occasionally sometimes diagnosed diagnosis treated known status post stated x scan image
imaging mri ct film films study studies plain lumbar spine back leg legs surgery operation operated
postoperative new old current previous prior grade score year years month months week weeks day days hour
hours ago
"""
_FILLER = frozenset(token.text for token in tokens(_FILLER_WORDS))
"""Words that carry no weight of their own: that they were not used loses nothing."""


def left_over(text: str, used: Iterable[tuple[int, int]]) -> tuple[str, ...]:
    """The words of `text` that carry weight and were not used, in order."""
    spans = tuple(used)
    return tuple(
        text[token.start : token.end]
        for token in tokens(text[:LONGEST_TEXT])
        if token.text not in _FILLER
        and not any(a < token.end and token.start < b for a, b in spans)
        and not token.text.isdigit()
    )


def weighty(text: str, used: Iterable[tuple[int, int]]) -> int:
    """How many words that carry weight were used."""
    return len(left_over(text, ())) - len(left_over(text, used))
