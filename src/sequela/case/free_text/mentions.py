"""Findings in running text: which, whether there, where, since when, and which words said so."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from sequela.case.fact import ABSENT, PRESENT, UNKNOWN, Trend
from sequela.case.free_text.amounts import CHANGING, block_value, number_beside, trend_beside
from sequela.case.free_text.cues import Clause, turned
from sequela.case.free_text.leftover import LONGEST_TEXT
from sequela.case.free_text.marks import Marks, level_by_operation, nearest_spot, reach_of, row_of_levels
from sequela.case.free_text.times import TimeSaid
from sequela.case.location import Side
from sequela.case.read_fact import is_numeric
from sequela.knowledge.names import Kind, Match, Names, normal, tokens
from sequela.knowledge.schema.findings import Asked, Finding
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.terms import FindingId
from sequela.records import frozen

FINDING: Kind = "finding"
PLACE_WORDS: frozenset[str] = frozenset(
    {
        *(normal(word) for word in ("left", "right", "both", "bilateral", "unilateral")),
        *(f"{letter}{n}" for letter in "ctdls" for n in range(1, 13)),
        *(str(n) for n in range(1, 13)),
    }
)
SKIPPED: frozenset[str] = PLACE_WORDS | frozenset(
    normal(word)
    for word in (
        *("severe", "mild", "moderate", "marked", "slight", "significant", "chronic"),
        *("mildly", "severely", "moderately"),
    )
)
"""Words that may stand inside a phrase without belonging to it: sides, degrees, levels."""

_RAISED = re.compile(r"\b(?:raised|elevated|high|increased|positive|abnormal|up)\b", re.IGNORECASE)
_PARTS = re.compile(r"(?:[^,;:()\n.]|\.(?!\s|$))+")
"""Parts that no phrase reaches over: a name is never told on both sides of a comma."""
_SENTENCE = re.compile(r"[;\n]|\.(?=\s|$)")


@frozen
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


@frozen
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
        """Names in each part of the text; in what is left, names with sides and levels standing between their words."""
        found: list[Match] = []
        for part in _PARTS.finditer(text):
            known = self.names.find(part[0], [FINDING], SKIPPED)
            bare = self.names.find("".join(_blank(part[0])), [FINDING])
            fresh = [m for m in bare if not any(m.start < k.end and k.start < m.end for k in known)]
            found += [
                replace(match, start=match.start + part.start(), end=match.end + part.start())
                for match in (*known, *fresh)
            ]
        return found

    def _mention(self, text: str, match: Match, stops: frozenset[int], marks: Marks) -> Mention:
        finding = self.knowledge.findings[FindingId(match.id)]
        turn, cue = turned(text, match.start, match.end, stops - {match.start})
        clause = marks.clause(match.end - 1)
        number = number_beside(text, match, clause, marks) if is_numeric(finding) else None
        if number is not None:
            value: str | float = number[0]
        else:
            stop = _SENTENCE.search(text, match.end)
            told = (
                text[clause.start : clause.end]
                if finding.asked != "block"
                else text[clause.start : stop.start() if stop else None]
            )
            value = _value(told, finding, match.state or PRESENT, turn)
        located = self.located(finding, (match.start, match.end), clause, text, marks, stops - {match.start})
        time = marks.time(clause, match.start)
        changing = value == PRESENT and finding.asked in CHANGING
        trend, trend_span = trend_beside(text, clause, match) if changing else (None, None)
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
        reach = reach_of(text, start, end, clause, stops)
        used: list[tuple[int, int]] = []
        side: Side | None = None
        levels: tuple[str, ...] = ()
        roots: tuple[str, ...] = ()
        if finding.located in ("side", "level_and_side") and (
            spot := nearest_spot(marks.sides, start, end, reach, text)
        ):
            side = spot.side
            used.append((spot.start, spot.end))
        if finding.located in ("level", "level_and_side"):
            spots = row_of_levels(marks.levels, start, end, reach, text)
            levels = tuple(dict.fromkeys(level for spot in spots for level in spot.levels))
            used += [(spot.start, spot.end) for spot in spots]
            if not levels:
                levels, named = level_by_operation(self.operated, text, reach)
                used += [named] if named else []
        if (finding.root is not None or finding.located == "side") and (
            spot := nearest_spot((*marks.roots, *marks.vertebrae), start, end, reach, text)
        ):
            roots = spot.roots
            used.append((spot.start, spot.end))
        return Mention(finding=finding.id, value=UNKNOWN, side=side, levels=levels, roots=roots, used=tuple(used))


def _blank(text: str) -> Iterator[str]:
    """The text with sides and levels blanked out, each letter by a space."""
    place = 0
    for token in tokens(text):
        if token.text in PLACE_WORDS:
            yield text[place : token.start] + " " * (token.end - token.start)
            place = token.end
    yield text[place:]


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
