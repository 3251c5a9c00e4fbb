"""The small words that turn a phrase round: negation, doubt, degree, and where their reach ends.

Words are in the normal form of `sequela.knowledge.names` (lower case, singular, no diacritics).
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Literal, TypeAlias

from sequela.knowledge.names import Token, normal, tokens
from sequela.records import frozen

Turn: TypeAlias = Literal["absent", "unknown"]


def _normal(*words: str) -> frozenset[str]:
    return frozenset(normal(word) for word in words)


NO_BEFORE = _normal(
    "no", "not", "without", "denies", "denied", "deny", "denying", "never", "nor", "neither", "nil", "free", "absence",
    "lacks", "lacking", "excluded", "sin", "niega", "ningún", "ninguna", "unlikely", "exclude", "cannot", "non",
)  # fmt: skip
"""Words that negate what follows."""

FAR_REACHING = _normal("denies", "denied", "denying", "without", "nor", "neither", "absence", "sin", "niega")
"""Negations that reach over a comma by themselves; the others do so only in a list that goes on with "or"."""

NO_AFTER = _normal(
    "absent", "negative", "normal", "denied", "none", "excluded", "unremarkable", "intact", "resolved", "gone", "no",
    "nil", "vanished", "symmetric", "symmetrical", "preserved", "full", "negativo", "normal", "ausente",
)  # fmt: skip
"""Words that negate what stands before them."""

NORMAL_BEFORE = _normal("normal", "negative", "absent", "intact", "full", "unremarkable", "clear")
"""Adjectives that negate the very phrase they stand before ("negative straight leg raise")."""

DOUBT = _normal(
    "unknown", "unclear", "uncertain", "possible", "possibly", "suspected", "questionable", "equivocal", "doubtful",
    "indeterminate", "maybe", "perhaps", "untested", "unrecorded", "inconclusive", "borderline", "suspicion", "versus",
    "rule", "desconocido", "dudoso",
)  # fmt: skip
"""Words that leave it open."""

NOT_TOLD = re.compile(
    r"\bnot\s+(?:yet\s+)?(?:known|stated|described|recorded|reported|mentioned|tested|given|examined|assessed|documented|"
    r"available|specified|done|performed|asked)\b",
    re.IGNORECASE,
)
"""What was not looked at or not said: unknown, never absent."""

_AFTER_NOT = _normal("present", "found", "seen", "evident", "detected", "shown", "elicited", "noted", "visible")
_LONGER = normal("longer")
_LEFT_BY = _normal("longer", "lasting", "only")
_BREAK = re.compile(
    r"[;\n]|[.:](?=\s|$)|[()]|\b(?:but|however|although|though|except|then|yet|whereas|while|apart from|pero|aunque)\b",
    re.IGNORECASE,
)
_COMMA = re.compile(r",")
_OR = re.compile(r"\b(?:or|nor|o|ni)\b", re.IGNORECASE)
REACH = 7
"""How many words a negation reaches forward to the phrase it negates, where no clause ends before."""


@frozen
class Clause:
    """A stretch of text in which a negation keeps its force; `end` exclusive."""

    start: int
    end: int


def clauses(text: str) -> tuple[Clause, ...]:
    """The clauses of `text`, parted where the reach of a negation ends."""
    cuts = [0, *(position for found in _BREAK.finditer(text) for position in (found.start(), found.end())), len(text)]
    return tuple(
        Clause(start=a, end=b) for a, b in pairwise(cuts) if text[a:b].strip() and not _BREAK.fullmatch(text[a:b])
    )


def turned(text: str, start: int, end: int, stops: frozenset[int]) -> tuple[Turn | None, tuple[Token, ...]]:
    """Whether the phrase at ``text[start:end]`` is negated or in doubt, and the words that say so.

    `stops` are the starts of other phrases: what stands beyond one of them belongs to it.
    """
    clause = next((c for c in clauses(text) if c.start <= start < c.end), Clause(start=0, end=len(text)))
    words = tokens(text)
    before = [w for w in words if clause.start <= w.start and w.end <= start]
    after = [w for w in words if end <= w.start and w.end <= clause.end]
    after = after[
        : next((n for n, w in enumerate(after) if w.start in stops or "," in text[end : w.start]), len(after))
    ]
    if told := NOT_TOLD.search(text, clause.start, clause.end):
        return "unknown", tuple(w for w in words if told.start() <= w.start < told.end())
    if cue := _before(text, before, start):
        return "absent", (cue,)
    if cue := next((w for w in (*reversed(before[-3:]), *after[:3]) if w.text in DOUBT), None):
        return "unknown", (cue,)
    if cue := _after(after):
        return "absent", (cue,)
    return None, ()


def _before(text: str, before: list[Token], start: int) -> Token | None:
    if before and before[-1].text in NORMAL_BEFORE and "," not in text[before[-1].end : start]:
        return before[-1]
    for distance, word in enumerate(reversed(before), start=1):
        if distance > REACH and not _OR.search(text, word.end, start):
            return None
        if word.text in NO_BEFORE:
            following = before[-distance + 1] if distance > 1 else None
            if following is not None and following.text in _LEFT_BY and word.text in {"no", "not"}:
                return None
            between = text[word.end : start]
            reaches = word.text in FAR_REACHING or not _COMMA.search(between)
            if reaches or _OR.search(text, word.end, _clause_end(text, start)):
                return word
            return None
    return None


def _clause_end(text: str, start: int) -> int:
    found = _BREAK.search(text, start)
    return found.start() if found else len(text)


def _after(after: list[Token]) -> Token | None:
    for distance, word in enumerate(after[:4]):
        if word.text in NO_AFTER:
            following = after[distance + 1] if distance + 1 < len(after) else None
            if following is not None and following.text == _LONGER:
                return word if _seen_at(after, distance + 2) else None
            # "pain, no relief by rest": the negation belongs to what follows it.
            if word.text in {"no", "nil"} and following is not None:
                return None
            return word
        if word.text == "not" and _seen_at(after, distance + 1):
            return word
    return None


def _seen_at(words: list[Token], place: int) -> bool:
    """Whether the word there says that something was found, which a negation before it takes back."""
    return place < len(words) and words[place].text in _AFTER_NOT
