"""Single answers: an age, a sex, a result such as "positive on the right", a relief, a course."""

from __future__ import annotations

import re

from sequela.case.case import Relief
from sequela.case.complaint import Course
from sequela.case.fact import ABSENT, PRESENT, UNKNOWN
from sequela.case.free_text.cues import NOT_TOLD
from sequela.case.free_text.effects import effect_of
from sequela.case.free_text.pattern import any_of
from sequela.case.location import REGIONS
from sequela.knowledge.schema.terms import Region

_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_DECADES = {
    "twenties": 20, "thirties": 30, "forties": 40, "fifties": 50, "sixties": 60, "seventies": 70, "eighties": 80,
    "nineties": 90,
}  # fmt: skip
_PARTS_OF_DECADE = {"early": (0, 3), "mid": (4, 6), "middle": (4, 6), "late": (7, 9)}
_OLDEST = 130

YES = frozenset(
    {
        "present",
        "positive",
        "yes",
        "true",
        "abnormal",
        "found",
        "+",
        "sí",
        "si",
        "pos",
        "reduced",
        "impaired",
        "weak",
        "reproduces pain",
    }
)
NO = frozenset(
    {
        "absent",
        "negative",
        "no",
        "false",
        "normal",
        "none",
        "-",
        "neg",
        "intact",
        "nil",
        "not present",
        "unremarkable",
        "not found",
    }
)
NOT_KNOWN = frozenset(
    {
        "unknown",
        "not known",
        "unclear",
        "not tested",
        "not recorded",
        "not stated",
        "unsure",
        "?",
        "n/a",
        "na",
        "equivocal",
        "desconocido",
        "not described",
        "not done",
        "not given",
        "not reported",
        "not mentioned",
    }
)


def age_of(value: object) -> list[float] | None:
    """The age in years as the least and the most it can be: 58, "about 58", "65-70", "in her early sixties"."""
    if isinstance(value, list) and len(value) == 2 and all(_is_number(part) for part in value):
        low, high = sorted(float(part) for part in value)
        return [low, high] if 0 <= low <= high <= _OLDEST else None
    if _is_number(value):
        return [float(str(value))] * 2 if 0 <= float(str(value)) <= _OLDEST else None
    if not isinstance(value, str):
        return None
    text = value.lower()
    for word, decade in _DECADES.items():
        if word in text or re.search(rf"\b{decade}'?s\b", text):
            first, last = next((part for name, part in _PARTS_OF_DECADE.items() if name in text), (0, 9))
            return [float(decade + first), float(decade + last)]
    numbers = [float(found) for found in _NUMBER.findall(text)]
    if not numbers or max(numbers) > _OLDEST or len(numbers) > 2 or re.search(r"month|week|day", text):
        return None
    if re.search(r"\b(?:over|above|older|more than|>)", text) and len(numbers) == 1:
        return [numbers[0], float(_OLDEST)]
    if re.search(r"\b(?:under|below|younger|less than|<)", text) and len(numbers) == 1:
        return [0.0, numbers[0]]
    return [min(numbers), max(numbers)]


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def sex_of(value: object) -> str | None:
    """``female``, ``male`` or ``other``."""
    word = str(value).strip().lower()
    if word in {"f", "female", "woman", "w", "girl", "mujer", "femenino", "lady"}:
        return "female"
    if word in {"m", "male", "man", "boy", "hombre", "varón", "masculino", "gentleman"}:
        return "male"
    return "other" if word in {"other", "non-binary", "intersex", "diverse", "x"} else None


def state_of(value: object) -> str | None:
    """``present``, ``absent`` or ``unknown`` for an answer that is only that; None for anything longer."""
    if isinstance(value, bool):
        return PRESENT if value else ABSENT
    if value is None:
        return UNKNOWN
    word = str(value).strip().lower().rstrip(".")
    if word in YES:
        return PRESENT
    if word in NO:
        return ABSENT
    return UNKNOWN if word in NOT_KNOWN else None


_POWER = re.compile(r"\b([0-5])(?:\s?[+-])?\s*/\s*5\b|\b(?:MRC|grade|power)\s*(?:of\s*)?([0-5])\b", re.IGNORECASE)
_NORMAL = any_of(
    r"^\s*(?:no|not|none|nil|normal|negative|absent|intact|without|full|preserved|unremarkable|denies|denied|never)\b",
    r"^\s*symmetric\w*",
    r"\b(?:was|were|is|are|remained)\s+(?:normal|negative|absent|intact|full|unremarkable)\b",
    r"\b(?:negative|normal|absent|intact)\s*$",
)


def polarity(text: str) -> str:
    """Whether words about a sign (its name left out) say that it is there: "positive at 40 degrees", "4/5", "full"."""
    if NOT_TOLD.search(text) or text.strip().lower() in NOT_KNOWN:
        return UNKNOWN
    grades = [int(found[0] or found[1]) for found in _POWER.findall(text)]
    if grades:
        return ABSENT if min(grades) == 5 else PRESENT
    return ABSENT if _NORMAL.search(text) else PRESENT


def is_graded(text: str) -> bool:
    """True for a grade of muscle power: 4/5, MRC 3, grade 4."""
    return _POWER.search(text) is not None


# --- relief after an operation --------------------------------------------------------------------------------------

_AXIAL = re.compile(r"\b(?:back|axial|lumbago|neck)\b", re.IGNORECASE)
_LIMB = re.compile(r"\b(?:leg|legs|limb|sciatica|radicular|radiculopathy|arm|arms)\b", re.IGNORECASE)
_NEVER = any_of(
    r"\bnever\b",
    r"\bno\s+(?:immediate|initial)?\s*(?:relief|improvement|benefit|change)",
    r"\bnone\b",
    r"\bunchanged",
    r"\bpersist\w+",
    r"\bnot\s+(?:improve|help|reliev)\w*",
    r"\bworse\b",
    r"\bfailed\b",
)
_COMPLETE = any_of(
    r"\b(?:complete\w*|full\w*|total\w*|excellent|resolved|abolished|asymptomatic|gone|removed all|well)\b",
    r"\bpain[- ]free",
)
_NOT_COMPLETE = any_of(r"\bin-?complete", r"\bnot (?:fully|completely|complete)")


def relief_of(value: object) -> Relief | str | dict[str, str] | None:
    """Relief after an operation: a word, ``unknown``, or apart for axial and limb pain; None if not understood."""
    if isinstance(value, dict):
        parts = {str(key): relief_of(part) for key, part in value.items()}
        named = {"limb" if _LIMB.search(key) else "axial": part for key, part in parts.items() if isinstance(part, str)}
        return named or None
    word = str(value).strip().lower()
    if value is None or word in NOT_KNOWN:
        return UNKNOWN
    if word in {"none", "partial", "complete"}:
        return word
    apart: dict[str, str] = {}
    for chunk in re.split(r",|;|\bbut\b|\band\b|\bwhile\b", word):
        found = _one_relief(chunk)
        for name, pattern in (("axial", _AXIAL), ("limb", _LIMB)):
            if found and pattern.search(chunk):
                apart[name] = found
    if len(apart) == 2 and len(set(apart.values())) == 2:
        return apart
    return _one_relief(word)


def _one_relief(text: str) -> str | None:
    if NOT_TOLD.search(text):
        return UNKNOWN
    if _COMPLETE.search(text) and not _NOT_COMPLETE.search(text):
        return "complete"
    if _NEVER.search(text):
        return "none"
    effect = effect_of(text)
    return {"good": "partial", "partial": "partial", "none": "none"}.get(effect or "")


# --- course ---------------------------------------------------------------------------------------------------------

_OPERATION = r"(?:the |her |his )?(?:last |first |index )?(?:surgery|operation|procedure|fusion|discectomy)"
_COURSES: tuple[tuple[Course, re.Pattern[str]], ...] = (
    (
        "never_better",
        any_of(
            r"never (?:better|improved|relieved|went away|any relief|got better|pain[- ]free)",
            rf"no (?:improvement|relief) (?:after|since|from|following) {_OPERATION}",
            rf"persist\w* (?:\w+ )*(?:since|after|from|despite) {_OPERATION}",
            rf"unchanged (?:after|since) {_OPERATION}",
            r"from the operation on",
            rf"(?:immediately after|since|ever since|right after) {_OPERATION}",
        ),
    ),
    (
        "better_then_worse",
        any_of(
            r"recur\w*",
            r"\breturn\w*",
            r"\bc[ao]me back",
            r"\brelaps\w*",
            r"better,? then worse",
            r"improv\w+.*\b(?:then|but|followed by)\b",
            r"initial\w* (?:relief|improv\w+|good)",
            r"good for",
            r"symptom[- ]free",
            r"pain[- ]free (?:interval|period|for)",
            r"worse again",
            r"\bagain\b",
            r"reappear\w*",
        ),
    ),
    (
        "new_different",
        any_of(
            r"\bnew (?:and )?(?:different|pattern|pain|leg|symptom\w*|complaint\w*|site|onset)",
            r"\bdifferent (?:from|to|pain|pattern)",
            r"not (?:there|present) before",
            r"\bde novo\b",
            r"never had before",
        ),
    ),
)
_UNLIKE = any_of(
    r"\bnew pattern",
    r"\bdifferent\b",
    r"\bunlike\b",
    r"\bnot (?:like|the same as) before",
    r"\bnot (?:there|present) before",
    r"\b(?:new|opposite|other) side",
    r"\bcontralateral",
    r"\bnew location",
    r"\bnew pain\b",
)
_LIKE = any_of(
    r"\b(?:same|similar|identical)\b.*\b(?:before|preoperative|pre-operative|previous|original|pain|as)\b",
    r"\blike (?:before|the (?:old|previous|original))",
)


def course_of(text: str) -> Course | None:
    """The course that the words tell, if they tell one."""
    return next((course for course, pattern in _COURSES if pattern.search(text)), None)


def likeness_of(text: str) -> str | None:
    """``yes`` or ``no`` to: is it like the pain before the operation."""
    if _UNLIKE.search(text):
        return "no"
    return "yes" if _LIKE.search(text) else None


def region_of(value: object) -> Region | None:
    """The region a vignette states."""
    word = str(value).strip().lower()
    aliases: dict[str, Region] = {
        "lumbosacral": "lumbar",
        "low back": "lumbar",
        "neck": "cervical",
        "dorsal": "thoracic",
    }
    return next((region for region in REGIONS if region == word), aliases.get(word))
