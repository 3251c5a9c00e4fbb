"""Allergies as a case file states them, and the findings that rules ask about.

Every finding whose id begins with ``allergy_`` is an allergy. A word of the list becomes that finding when it is the
rest of its id, one of its names, or a medicine of that class; what fits none is kept in the list and decides nothing,
unless it is nearly the name of one: a misspelt allergy to contrast that counts for nothing would be a danger.
A list that leaves an allergy out is no answer about it; "none" is an answer about all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from difflib import get_close_matches

from sequela.case.errors import CaseProblem
from sequela.case.fact import ABSENT, PRESENT, Fact
from sequela.case.form import LONGEST_WORD, Reading, shown
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
NEAR = 0.8
"""Likeness (twice the letters in common over all letters) from which a word is a misspelling of another."""
_GAP = re.compile(r"[\s_-]+")
_REMARK = re.compile(r"\s*\([^()]*\)\s*")
_FILLING = re.compile(r"\b(?:allerg(?:y|ic)|reaction|to|alergia|alérgic[oa]|reacción|al?)\b")
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
    meant: list[FindingId] = []
    for n, word in enumerate(allergies):
        found = _meant(word, known, reading) or _meant(_REMARK.sub(" ", word).strip(), known, reading)
        meant += found
        if not found:
            _check(word, f"{PLACE}[{n}]" if len(allergies) > 1 else PLACE, known, reading)
    for finding in dict.fromkeys(meant):
        yield Fact(id=PLACE, finding=finding, value=PRESENT, recorded=reading.written)


def _meant(word: str, known: list[FindingId], reading: Reading) -> list[FindingId]:
    """The allergies that one word of the list names."""
    direct = PREFIX + _plain(word).replace(" ", "_")
    if direct in known:
        return [FindingId(direct)]
    phrases = (word, f"{word} allergy", f"allergy to {word}")
    named = {match.id for phrase in phrases for match in reading.names.exact(phrase, _NAMED)}
    drugs = {match.id for match in reading.names.exact(word, _DRUG)}
    classes = {name for drug in drugs for name in reading.knowledge.medicines[drug].classes}
    return [finding for finding in known if finding in named or finding.removeprefix(PREFIX) in classes]


def _check(word: str, place: str, known: list[FindingId], reading: Reading) -> None:
    """Note a fault for a word that says "none" beside others, or is nearly the name of an allergy asked about."""
    plain = _plain(word)
    if plain in NONE_KNOWN:
        message = f"{shown(word)} stands beside allergies; keep one of the two"
        reading.fault("contradiction", place, message)
        return
    if len(word) > LONGEST_WORD or reading.names.exact(word, _DRUG):
        return
    meanings = _spellings(known, reading)
    near = get_close_matches(_bare(plain), meanings, n=1, cutoff=NEAR)
    if near:
        accepted = tuple(finding.removeprefix(PREFIX) for finding in known)
        message = f"{shown(word)} is no allergy that is known here, and too like one to be passed over"
        reading.problems.append(
            CaseProblem(
                code="unknown_name",
                field=place,
                message=message,
                accepted=(*accepted, "none"),
                nearest=meanings[near[0]],
            )
        )


def _spellings(known: Iterable[FindingId], reading: Reading) -> dict[str, str]:
    """Every way to write an allergy asked about, or that there is none, and the word of the list it stands for."""
    found = dict.fromkeys(NONE_KNOWN, "none")
    for finding in known:
        name = finding.removeprefix(PREFIX)
        told = reading.knowledge.findings[finding]
        phrases = told.phrases.present
        drugs = [drug for drug, medicine in reading.knowledge.medicines.items() if name in medicine.classes]
        for text in (name, told.label.en, told.label.es, *phrases, *drugs):
            if bare := _bare(_plain(text or "")):
                found[bare] = name
    return found


def _bare(plain: str) -> str:
    """A name without the words that every allergy has."""
    return " ".join(_FILLING.sub(" ", _REMARK.sub(" ", plain)).split())


def _plain(word: str) -> str:
    return _GAP.sub(" ", word.casefold()).strip(" .")
