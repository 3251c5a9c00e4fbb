"""Allergies as a case file states them, and the findings that rules ask about.

Every finding whose id begins with ``allergy_`` is an allergy. A word of the list becomes that finding when it is the
rest of its id, one of its names, or a medicine of that class; what fits none is kept in the list and decides nothing.
A list that leaves an allergy out is no answer about it; "none" is an answer about all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from sequela.case.fact import ABSENT, PRESENT, Fact
from sequela.case.form import Reading
from sequela.knowledge.names import Kind
from sequela.knowledge.schema.terms import FindingId

PREFIX = "allergy_"
PLACE = "allergies"
NONE_KNOWN = frozenset(
    {
        "none",
        "no",
        "none known",
        "no allergies",
        "no known allergies",
        "no known drug allergies",
        "nka",
        "nkda",
        "ninguna",
        "ninguna conocida",
        "sin alergias",
        "sin alergias conocidas",
    }
)
_GAP = re.compile(r"[\s_-]+")
_NAMED: tuple[Kind, ...] = ("finding",)
_DRUG: tuple[Kind, ...] = ("medicine",)


def allergy_facts(allergies: tuple[str, ...], reading: Reading) -> Iterator[Fact]:
    """The allergies on the list as findings; all of them absent if the list says that there is none."""
    if not allergies:
        return
    known = [finding for finding in reading.knowledge.findings if finding.startswith(PREFIX)]
    if all(_plain(word) in NONE_KNOWN for word in allergies):
        for finding in known:
            yield Fact(id=PLACE, finding=finding, value=ABSENT, recorded=reading.written)
        return
    meant = (finding for word in allergies for finding in _meant(word, known, reading))
    for finding in dict.fromkeys(meant):
        yield Fact(id=PLACE, finding=finding, value=PRESENT, recorded=reading.written)


def _meant(word: str, known: list[FindingId], reading: Reading) -> Iterable[FindingId]:
    """The allergies that one word of the list names."""
    direct = PREFIX + _plain(word).replace(" ", "_")
    if direct in known:
        return [FindingId(direct)]
    phrases = (word, f"{word} allergy", f"allergy to {word}")
    named = {match.id for phrase in phrases for match in reading.names.exact(phrase, _NAMED)}
    drugs = {match.id for match in reading.names.exact(word, _DRUG)}
    classes = {name for drug in drugs for name in reading.knowledge.medicines[drug].classes}
    return [finding for finding in known if finding in named or finding.removeprefix(PREFIX) in classes]


def _plain(word: str) -> str:
    return _GAP.sub(" ", word.casefold()).strip(" .")
