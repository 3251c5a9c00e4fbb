"""Words of a diary that name drugs: the anaesthetic, the sedation, what was taken for pain."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from sequela.case.form import Reading, shown
from sequela.knowledge.names import Kind
from sequela.knowledge.schema.blocks import Disturbance

NOTHING = frozenset({"", "none", "no", "nil", "nothing", "-", "0", "without", "ninguna", "ninguno", "nada"})
USUAL = frozenset({"usual", "as usual", "usual medicine", "usual medicines", "regular", "habitual"})
_MEDICINE: Kind = "medicine"
_ADRENALINE = re.compile(r"adrenalin|epinephrin", re.IGNORECASE)


def drugs_of(text: str, place: str, reading: Reading) -> tuple[str, ...]:
    """The anaesthetics that a text such as "bupivacaine 0.5 % with adrenaline" names; a fault if it names none."""
    known = reading.knowledge.anaesthetics
    said = plain(text)
    mixed = _ADRENALINE.search(text) is not None
    found: list[str] = []
    for drug in known.values():
        if _named(said, [phrase for phrase in drug.phrases if " " not in phrase]):
            found.append(drug.adrenaline if mixed and drug.adrenaline else drug.id)
    if text in known:
        found = [text]
    if not found:
        longest = max((word for word in said.split() if word.isalpha()), key=len, default="")
        reading.fault("unknown_name", place, f"{shown(text)} is no anaesthetic the knowledge has", known, longest)
    return tuple(dict.fromkeys(found))


def names_steroid(text: str, reading: Reading) -> bool:
    """True if a text names a steroid beside the anaesthetic."""
    return "corticosteroid" in _classes(text, reading) or "steroid" in plain(text).split()


def sedation_of(text: str, place: str, reading: Reading) -> tuple[str, ...] | None:
    """What a text about sedation means for relief: ids of disturbances, empty for none, None for unknown."""
    said = plain(text)
    if said in NOTHING or text.strip() in NOTHING or said in {"no sedation", "without sedation", "sin sedacion"}:
        return ()
    if said == "unknown":
        return None
    found = _disturbances(text, "sedation", reading)
    if not found:
        accepted = ("none", "light", "moderate", "deep", "unknown", "the medicine, such as midazolam")
        reading.fault("unknown_name", place, f"{shown(text)} says nothing of sedation that can be read", accepted, said)
        return None
    return found


def rescue_of(text: str, reading: Reading) -> str | None:
    """What a medicine in a row does to relief, by id; None for nothing, the usual, and what takes no pain away.

    A name that the knowledge does not have counts as a painkiller: that it is none is not known.
    """
    said = plain(text)
    if said in NOTHING or text.strip() in NOTHING or said in USUAL:
        return None
    found = _disturbances(text, "rescue", reading)
    if found:
        return found[0]
    if _classes(text, reading):
        return None
    return next(
        (d.id for d in reading.knowledge.disturbances.values() if d.kind == "rescue" and d.does == "voids"), None
    )


def _disturbances(text: str, kind: str, reading: Reading) -> tuple[str, ...]:
    """Those of a kind that a text names, what voids relief first."""
    words, classes = plain(text), _classes(text, reading)
    own = [d for d in reading.knowledge.disturbances.values() if d.kind == kind]
    found = [d for d in own if _named(words, d.words) or classes & set(d.classes)]
    return tuple(d.id for d in sorted(found, key=_worst_first))


def _worst_first(disturbance: Disturbance) -> tuple[bool, str]:
    return disturbance.does != "voids", disturbance.id


def _named(words: str, names: Iterable[str]) -> bool:
    return any(re.search(rf"(?<!\w){re.escape(plain(name))}(?!\w)", words) for name in names)


def _classes(text: str, reading: Reading) -> set[str]:
    """The classes of every medicine that a text names."""
    medicines = reading.knowledge.medicines
    named = {match.id for match in reading.names.find(text, (_MEDICINE,))}
    return {name for medicine in named if medicine in medicines for name in medicines[medicine].classes}


def plain(text: str) -> str:
    """Small letters without accents, digits and words parted by single spaces."""
    bare = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(letter if letter.isalnum() else " " for letter in bare if not unicodedata.combining(letter))
    return " ".join(kept.split())
