"""What makes the pain worse or better: "sitting", "lying flat"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sequela.case.free_text.leftover import LONGEST_TEXT
from sequela.case.free_text.mentions import Mention
from sequela.case.free_text.values import PARTLY, Values

_SPLIT = re.compile(r"\s*(?:,|;|\band\b|\bor\b|/|\by\b)\s*", re.IGNORECASE)
WORSE_WITH = ("worse with {}", "worse on {}", "aggravated by {}", "pain on {}", "pain with {}", "worse {}", "{}")
BETTER_WITH = (
    "relieved by {}",
    "better with {}",
    "better {}",
    "relief on {}",
    "relieved {}",
    "relief with {}",
    "{} relieves",
    "{}",
)


def modifiers(values: Values, text: str, at: str, frames: Sequence[str]) -> bool:
    """Things that make the pain worse or better, each put into the frames of phrases that say so."""
    parts = [part for part in _SPLIT.split(text[:LONGEST_TEXT]) if part.strip()]
    understood = False
    lost: list[str] = []
    for part in parts:
        found = _framed(values, part, frames)
        for mention in found:
            values.mention(mention, at, text)
        understood = understood or bool(found)
        lost += [] if found else [part]
    if not understood:
        values.draft.leave(at, text)
    elif len(lost) * 2 > len(parts):
        values.draft.leave(at, text, ", ".join(lost), PARTLY)
    return understood


def _framed(values: Values, part: str, frames: Sequence[str]) -> list[Mention]:
    """The findings of the first frame whose phrase takes in words of `part`."""
    for frame in frames:
        text = frame.format(part)
        start = frame.index("{")
        found = [
            mention
            for mention in values.reader.mentions(text, ("patient",))
            if any(a < start + len(part) and b > start for a, b in mention.used[:1])
            and values.reader.knowledge.findings[mention.finding].asked != "block"
        ]
        if found:
            return found
    return []
