"""From words to ids: how free text names findings, operations, treatments and medicines.

Words are compared in a normal form: lower case, no diacritics, singular, one spelling of British and American
English. Hyphens, slashes and underscores part words, and a hyphened word is also read as one. Articles and
possessives count for nothing. The longest phrase wins. What a match means for a patient (negation, side,
time) is decided by the reader of the text, not here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal, TypeAlias

from sequela.knowledge.likeness import Likeness
from sequela.knowledge.schema.findings import Finding
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.terms import Text
from sequela.records import frozen

Kind = Literal["finding", "procedure", "treatment", "medicine"]
KINDS: tuple[Kind, ...] = ("finding", "procedure", "treatment", "medicine")

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_ENGLISH = ("the", "a", "an", "his", "her", "its", "their", "my", "your")
_SPANISH = ("el", "la", "los", "las", "un", "una", "unos", "unas", "su", "sus", "mi")
MOST_REMEMBERED = 4096
"""Words whose nearest names are remembered."""
_EMPTY_WORDS = frozenset((*_ENGLISH, *_SPANISH))
_SPELLING: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), plain)
    for pattern, plain in (
        (r"aesth", "esth"),
        (r"^haem", "hem"),
        (r"aemia$", "emia"),
        (r"^oedem", "edem"),
        (r"orthopaed", "orthoped"),
        (r"(?<=[a-z]{3})our(?=$|[a-z])", "or"),
        (r"(?<=[a-z]{3})is(?=ation$|ed$|ing$|e$)", "iz"),
        (r"(?<=[a-z]{3})ys(?=ed$|ing$|e$)", "yz"),
        (r"(?<=[a-z]{2})([bt])re$", r"\1er"),
        (r"^disk", "disc"),
        (r"(?<=[a-z]{3})ll(?=ed$|ing$)", "l"),
    )
)
_VARIANT = re.compile("|".join(pattern.pattern for pattern, _ in _SPELLING))


@frozen
class Token:
    """A word of a text: its place (`end` exclusive) and normal form; `tied` by a hyphen to the next word."""

    start: int
    end: int
    text: str
    tied: bool = False


@frozen
class Match:
    """A phrase found in a text. `start` and `end` (exclusive) count characters of the original text.

    `state` is ``present``, ``absent`` or a level for findings and None for the rest; `phrase` is as the
    knowledge has it.
    """

    start: int
    end: int
    kind: Kind
    id: str
    state: str | None
    phrase: str


@frozen
class _Meaning:
    kind: Kind
    id: str
    state: str | None
    phrase: str


@dataclass(slots=True)
class _Node:
    """A place in the tree of phrases: the words that may follow, and what the words so far mean."""

    after: dict[str, _Node] = field(default_factory=dict)
    meanings: list[_Meaning] = field(default_factory=list)


_Path: TypeAlias = tuple[_Node, int, bool]  # place in the tree, next word, whether the last word belonged to it
_Found: TypeAlias = tuple[int, int, tuple[_Meaning, ...]]  # words from, words to (exclusive), what they mean


def tokens(text: str) -> tuple[Token, ...]:
    """The words of `text` in their normal form, articles included."""
    found = tuple(_WORD.finditer(text))
    following = (*(word.start() for word in found[1:]), None)[: len(found)]
    return tuple(
        Token(
            start=word.start(),
            end=word.end(),
            text=normal(word.group()),
            tied=after == word.end() + 1 and text[word.end()] in "-‐‑–",
        )
        for word, after in zip(found, following, strict=True)
    )


@lru_cache(maxsize=8192)
def normal(word: str) -> str:
    """The normal form of one word: no case, no diacritics, singular, one spelling."""
    lower = word.casefold()
    if not (lower.isascii() and lower.isalnum()):
        lower = "".join(letter for letter in unicodedata.normalize("NFKD", lower) if letter.isalnum())
    plain = _singular(lower)
    if _VARIANT.search(plain):
        for pattern, replacement in _SPELLING:
            plain = pattern.sub(replacement, plain)
    # Spanish plurals add "es" to a consonant (dolor, dolores): without its last e a long word is alike in
    # both numbers.
    return plain[:-1] if len(plain) > 5 and plain.endswith("e") else plain


def _singular(word: str) -> str:
    if len(word) > 5 and word.endswith("is"):  # stenosis, stenoses
        return word[:-2]
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith(("sses", "shes", "ches", "xes")):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def nearest(word: str, accepted: Iterable[str], limit: int = 3) -> tuple[str, ...]:
    """The accepted words most like `word`, best first, at most `limit`; for "did you mean"."""
    return _nearness(tuple(accepted)).nearest(word, limit)


class _Nearness:
    """Accepted words by their normal form, and what finds the most alike of these."""

    def __init__(self, accepted: Iterable[str]) -> None:
        self._known = {_plain(name): name for name in accepted}
        self._likeness = Likeness(self._known)

    def nearest(self, word: str, limit: int) -> tuple[str, ...]:
        return tuple(self._known[name] for name in self._likeness.nearest(_plain(word), limit))


@lru_cache(maxsize=16)
def _nearness(accepted: tuple[str, ...]) -> _Nearness:
    return _Nearness(accepted)


def _plain(name: str) -> str:
    return " ".join(token.text for token in tokens(name)) or name


class Names:
    """The names of everything that free text may speak of. Built once by `names_of`; what it answers never changes."""

    def __init__(self, meanings: Iterable[tuple[str, Kind, str, str | None]]) -> None:
        """`meanings`: phrase, kind, id and state of every name."""
        self._root = _Node()
        self._near: dict[tuple[str, Kind], tuple[str, ...]] = {}
        self._nearness: dict[Kind, _Nearness] = {}
        self._ids: dict[Kind, dict[str, str]] = {kind: {} for kind in KINDS}
        for phrase, kind, identifier, state in meanings:
            words = [normal(word) for word in _WORD.findall(phrase)]
            kept = [word for word in words if word not in _EMPTY_WORDS] or words
            if not kept:
                continue
            self._ids[kind].setdefault(" ".join(kept), identifier)
            node = self._root
            for word in kept:
                node = node.after.setdefault(word, _Node())
            if not any((known.kind, known.id, known.state) == (kind, identifier, state) for known in node.meanings):
                node.meanings.append(_Meaning(kind=kind, id=identifier, state=state, phrase=phrase))

    def find(
        self, text: str, kinds: Collection[Kind] | None = None, skip: Collection[str] = frozenset()
    ) -> tuple[Match, ...]:
        """Every phrase in `text`, the longest first where they overlap, in order of place.

        `kinds` limits what is looked for. `skip` holds words in normal form that may stand inside a phrase
        without belonging to it (sides, degrees): with ``left`` skipped, "pain in the left buttock" is "pain
        in the buttock". A phrase with several meanings gives one match for each.
        """
        words = tokens(text)
        wanted = frozenset(KINDS if kinds is None else kinds)
        candidates = [found for start in range(len(words)) if (found := self._from(words, start, wanted, skip))]
        candidates.sort(key=lambda found: (found[0] - found[1], found[0]))  # longest first, then from the left
        taken: set[int] = set()
        matches: list[Match] = []
        for start, end, meanings in candidates:
            if taken.isdisjoint(range(start, end)):
                taken.update(range(start, end))
                matches.extend(_match(words[start].start, words[end - 1].end, meaning) for meaning in meanings)
        return tuple(sorted(matches, key=lambda match: match.start))

    def exact(self, text: str, kinds: Collection[Kind] | None = None) -> tuple[Match, ...]:
        """Every meaning of `text` when the whole of it is one name; empty if it is none."""
        words = tuple(token for token in tokens(text) if token.text not in _EMPTY_WORDS)
        if not words:
            return ()
        found = self._from(words, 0, frozenset(KINDS if kinds is None else kinds), frozenset())
        if found is None or found[1] != len(words):
            return ()
        return tuple(_match(words[0].start, words[-1].end, meaning) for meaning in found[2])

    def nearest(self, word: str, kind: Kind) -> tuple[str, ...]:
        """The ids of `kind` whose names are most like `word`, best first, at most three."""
        if (word, kind) in self._near:
            return self._near[word, kind]
        known = self._ids[kind]
        if kind not in self._nearness:
            self._nearness[kind] = _Nearness(known)
        ids = dict.fromkeys(known[name] for name in self._nearness[kind].nearest(word, limit=6))
        found = tuple(ids)[:3]
        if len(self._near) < MOST_REMEMBERED:
            self._near[word, kind] = found
        return found

    def _from(
        self, words: tuple[Token, ...], start: int, wanted: frozenset[Kind], skip: Collection[str]
    ) -> _Found | None:
        """The longest phrase that starts at this word, if there is one."""
        if words[start].text in _EMPTY_WORDS:
            return None
        best: _Found | None = None
        open_paths: list[_Path] = [(self._root, start, False)]
        while open_paths:
            node, place, on_word = open_paths.pop()
            meanings = tuple(meaning for meaning in node.meanings if meaning.kind in wanted)
            if meanings and on_word and (best is None or place > best[1]):
                best = (start, place, meanings)
            if place < len(words):
                open_paths.extend(_steps(node, words, place, skip if place > start else ()))
        return best


def _steps(node: _Node, words: tuple[Token, ...], place: int, skip: Collection[str]) -> Iterator[_Path]:
    """Where the next word leads: along the phrase, as a hyphened whole, over a word without weight."""
    word = words[place]
    if word.text in node.after:
        yield node.after[word.text], place + 1, True
    elif word.text in _EMPTY_WORDS or word.text in skip:
        yield node, place + 1, False
    if word.tied:
        whole = word.text + words[place + 1].text
        if whole in node.after:
            yield node.after[whole], place + 2, True


def _match(start: int, end: int, meaning: _Meaning) -> Match:
    return Match(start=start, end=end, kind=meaning.kind, id=meaning.id, state=meaning.state, phrase=meaning.phrase)


def names_of(knowledge: Knowledge) -> Names:
    """The names in `knowledge`: ids, labels in every language, and phrases."""
    return Names(_meanings(knowledge))


def _meanings(knowledge: Knowledge) -> Iterator[tuple[str, Kind, str, str | None]]:
    for finding in knowledge.findings.values():
        for phrase, state in _finding_phrases(finding):
            yield phrase, "finding", finding.id, state
    named: Mapping[Kind, Iterable[tuple[str, Text, tuple[str, ...]]]] = {
        "procedure": ((p.id, p.label, p.phrases) for p in knowledge.procedures.values()),
        "treatment": ((t.id, t.label, t.phrases) for t in knowledge.treatments.values()),
        "medicine": ((m.id, m.label, m.phrases) for m in knowledge.medicines.values()),
    }
    for kind, entries in named.items():
        for identifier, label, phrases in entries:
            for phrase in (identifier, *_wordings(label), *phrases):
                yield phrase, kind, identifier, None


def _finding_phrases(finding: Finding) -> Iterator[tuple[str, str]]:
    for phrase in (finding.id, *_wordings(finding.label), *finding.phrases.present):
        yield phrase, "present"
    for phrase in finding.phrases.absent:
        yield phrase, "absent"
    for level, phrases in finding.phrases.level.items():
        for phrase in phrases:
            yield phrase, level


def _wordings(text: Text) -> tuple[str, ...]:
    return (text.en,) if text.es is None else (text.en, text.es)
