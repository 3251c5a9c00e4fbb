"""The result that settled a case, and the case once it is entered.

It stands in words under the keys of ``known_before``, or as facts (finding, value, side, level). Where a set has none,
the truth's sentence about the confirming step is read as an investigation in free text.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import replace

from sequela.case.case import Case
from sequela.case.fact import Fact
from sequela.case.files import CaseInput, case_of
from sequela.case.read import read_one_fact
from sequela.case.what_if import suppose
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.records import frozen

from .entries import BARE, CONFIRMING, KNOWN_BEFORE, Entry, Problem

FREE = "investigations"
"""The key of known_before under which a sentence about a result is read."""
NOT_ENCODED = "not_encoded"


@frozen
class Confirming:
    """The result: `told` under the keys of ``known_before``, `facts` as a case file has them.

    not_encoded
        why there is none: a cause accepted because a treatment helped.
    from_sentence
        True if it is the truth's sentence, which nobody put into the words of a case.
    """

    told: Mapping[str, object]
    facts: tuple[Mapping[str, object], ...] = ()
    not_encoded: str = ""
    from_sentence: bool = False


def confirming_of(entry: Entry) -> Confirming | Problem:
    """The confirming result that an entry states."""
    reason = entry.raw.get(NOT_ENCODED)
    if reason:
        return Confirming(told={}, not_encoded=str(reason))
    stated = next((entry.raw[key] for key in CONFIRMING if entry.raw.get(key)), None)
    if stated is None:
        stated = {key: entry.raw[key] for key in BARE if key in entry.raw}
    if isinstance(stated, str):
        return of_sentence(stated)
    if isinstance(stated, list):
        stated = {"facts": stated} if any(isinstance(part, Mapping) for part in stated) else {FREE: stated}
    if not isinstance(stated, Mapping) or not stated:
        return entry.problem(
            CONFIRMING[0], "no result; write keys of known_before (tests, signs ...) or a list of facts"
        )
    facts = stated.get("facts", [])
    if not isinstance(facts, list) or not all(isinstance(fact, Mapping) for fact in facts):
        return entry.problem(f"{CONFIRMING[0]}.facts", "not a list of facts; write finding and value for each")
    return Confirming(told={key: part for key, part in stated.items() if key != "facts"}, facts=tuple(facts))


def of_sentence(step: str) -> Confirming:
    """A sentence about the result, to be read as free text."""
    return Confirming(told={FREE: [step]}, from_sentence=True)


@frozen
class Entered:
    """The case with the result in it, the facts that came of it, and its words that were not understood."""

    case: Case
    facts: tuple[Fact, ...]
    left: tuple[str, ...]


def entered(
    vignette: Mapping[str, object], name: str, result: Confirming, knowledge: Knowledge, as_of: dt.date
) -> Entered:
    """Enter a result: what it says takes the place of what was said of the same at the same place.

    Raises `CaseError` for facts that the case format refuses.
    """
    known, places = joined(vignette[KNOWN_BEFORE], result.told)
    item = CaseInput(name=name, kind="vignette", raw={**vignette, KNOWN_BEFORE: known})
    case = case_of(item, knowledge, as_of=as_of, today=as_of)
    told = [fact for fact in case.facts if _within(fact.id, places)]
    stated = [
        replace(fact, id=f"{CONFIRMING[0]}.{fact.id}")
        for number, raw in enumerate(result.facts)
        for fact in (read_one_fact(raw, f"facts[{number}]", case, knowledge),)
    ]
    before = replace(case, facts=tuple(fact for fact in case.facts if not _within(fact.id, places)))
    facts = (*told, *stated)
    left = tuple(part.words for part in case.not_understood if _within(part.id, places))
    return Entered(case=suppose(before, facts), facts=facts, left=left)


def joined(known: object, told: Mapping[str, object]) -> tuple[object, tuple[str, ...]]:
    """``known_before`` with a result added to it, nothing overwritten; and the places at which the result stands."""
    before = known if isinstance(known, Mapping) else {"history": known}
    places: list[str] = []
    return _joined(before, told, KNOWN_BEFORE, places), tuple(places)


def _joined(old: object, new: object, at: str, places: list[str]) -> object:
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        out = dict(old)
        for key, part in new.items():
            place = f"{at}.{key}"
            if key in out:
                out[key] = _joined(out[key], part, place, places)
            else:
                out[key] = part
                places.append(place)
        return out
    before, after = _listed(old), _listed(new)
    places += [f"{at}[{len(before) + n}]" for n in range(len(after))]
    return [*before, *after]


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


def _within(at: str, places: tuple[str, ...]) -> bool:
    place = at.split("#")[0]
    return any(place == one or place.startswith((f"{one}.", f"{one}[")) for one in places)


def said(result: Confirming) -> str:
    """The result in one line."""
    facts = [" ".join(str(part) for part in fact.values()) for fact in result.facts]
    return "; ".join([*_words(result.told), *facts])


def _words(value: object, key: str = "") -> Iterator[str]:
    if isinstance(value, Mapping):
        for name, part in value.items():
            yield from _words(part, str(name).replace("_", " "))
    elif isinstance(value, list):
        for part in value:
            yield from _words(part, key)
    else:
        yield f"{key}: {value}" if key else str(value)
