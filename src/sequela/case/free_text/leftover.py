"""The words of a text that were not used: what is told of them is that they were not understood."""

from __future__ import annotations

from collections.abc import Iterable

from sequela.knowledge.names import tokens

LONGEST_TEXT = 4000
"""Characters of one value that are read; a whole chart pasted into one value is a story, not a value."""

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
