"""Which of many accepted words is most like a given one, for "did you mean".

As `difflib.get_close_matches`, and with its results, but the words are made ready once and most of them are never
compared: how alike two words can be is bounded by the letters they share, and closer by those they share in order
(Hyyro 2004, bit-parallel). Once enough are found that are better than the bound of all others, these are done with.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

LEAST_ALIKE = 0.6
_ROOM = 8
"""Bits for each letter: so many of one letter in one word are told apart, more count in the excess."""


class Likeness:
    """Words to compare others with."""

    def __init__(self, words: Iterable[str]) -> None:
        """`words` in the form in which they are compared."""
        self._places: dict[str, int] = {}
        self._words: list[tuple[str, int, int]] = []
        for word in dict.fromkeys(words):
            for letter in word:
                self._places.setdefault(letter, len(self._places))
            self._words.append((word, *self._letters(word)))

    def nearest(self, word: str, limit: int) -> list[str]:
        """The words most like `word`, best first, at most `limit`."""
        from difflib import SequenceMatcher

        letters, excess = self._letters(word)
        size = len(word)
        bounds = []
        for known, others, more in self._words:
            bound = 2.0 * ((letters & others).bit_count() + min(excess, more)) / ((size + len(known)) or 1)
            if bound >= LEAST_ALIKE:
                bounds.append((bound, known))
        bounds.sort(reverse=True)
        matcher = SequenceMatcher()
        matcher.set_seq2(word)
        at: dict[str, int] = {}
        for place, letter in enumerate(word):
            at[letter] = at.get(letter, 0) | 1 << place
        best: list[tuple[float, str]] = []
        for bound, known in bounds:
            least = best[-1][0] if len(best) == limit else LEAST_ALIKE
            if bound < least:
                break
            if 2.0 * _in_order(at, size, known) / ((size + len(known)) or 1) < least:
                continue
            matcher.set_seq1(known)
            alike = matcher.ratio()
            if alike >= LEAST_ALIKE:
                best = sorted([*best, (alike, known)], reverse=True)[:limit]
        return [known for _, known in best]

    def _letters(self, word: str) -> tuple[int, int]:
        """One bit for every letter, a second one for its second occurrence and so on; what has no room is counted.

        The bits that two words share are the letters they share, each as often as both have it.
        """
        bits, excess = 0, 0
        for letter, times in Counter(word).items():
            place = self._places.get(letter)
            if place is not None:
                bits |= ((1 << min(times, _ROOM)) - 1) << place * _ROOM
                excess += max(times - _ROOM, 0)
        return bits, excess


def _in_order(at: Mapping[str, int], size: int, other: str) -> int:
    """The length of the longest common subsequence of a word and `other`; `at`: the word's places of each letter."""
    whole = (1 << size) - 1
    free = whole
    for letter in other:
        here = free & at.get(letter, 0)
        free = (free + here | free - here) & whole
    return size - free.bit_count()
