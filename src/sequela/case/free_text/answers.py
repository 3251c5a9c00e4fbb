"""Single answers: an age, a sex, a result such as "positive on the right", a relief, a course."""

from __future__ import annotations

import re

from sequela.case.case import Relief
from sequela.case.complaint import Course
from sequela.case.fact import ABSENT, PRESENT, UNKNOWN
from sequela.case.free_text.cues import NOT_TOLD
from sequela.case.free_text.effects import effect_of
from sequela.case.location import REGIONS
from sequela.knowledge.schema import Region

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
_NORMAL = re.compile(
    r"^\s*(?:no|not|none|nil|normal|negative|absent|intact|without|full|symmetric\w*|preserved|unremarkable|denies|denied|never)\b|\b(?:was|were|is|are|remained)\s+(?:normal|negative|absent|intact|full|unremarkable)\b|\b(?:negative|normal|absent|intact)\s*$",
    re.IGNORECASE,
)


def polarity(text: str) -> str:
    """Whether words about a sign (its name left out) say that it is there: "positive at 40 degrees", "4/5", "full"."""
    if NOT_TOLD.search(text) or text.strip().lower() in NOT_KNOWN:
        return UNKNOWN
    grades = [int(found[0] or found[1]) for found in _POWER.findall(text)]
    if grades:
        return ABSENT if min(grades) == 5 else PRESENT
    return ABSENT if _NORMAL.search(text) else PRESENT


_AXIAL = re.compile(r"\b(?:back|axial|lumbago|neck)\b", re.IGNORECASE)
_LIMB = re.compile(r"\b(?:leg|legs|limb|sciatica|radicular|radiculopathy|arm|arms)\b", re.IGNORECASE)
_NEVER = re.compile(
    r"\bnever\b|\bno\s+(?:immediate|initial)?\s*(?:relief|improvement|benefit|change)|\bnone\b|\bunchanged|\bpersist\w+|\bnot\s+(?:improve|help|reliev)\w*|\bworse\b|\bfailed\b",
    re.IGNORECASE,
)


def relief_of(value: object) -> Relief | str | dict[str, str] | None:
    """Relief after an operation: a word, ``unknown``, or apart for axial and limb pain; None if not understood."""
    if isinstance(value, dict):
        parts = {key: relief_of(part) for key, part in value.items()}
        named = {
            ("limb" if _LIMB.search(str(k)) or k == "limb" else "axial"): v
            for k, v in parts.items()
            if isinstance(v, str)
        }
        return named or None
    word = str(value).strip().lower()
    if value is None or word in NOT_KNOWN:
        return UNKNOWN
    if word in {"none", "partial", "complete"}:
        return word
    chunks = [chunk for chunk in re.split(r",|;|\bbut\b|\band\b|\bwhile\b", word) if chunk.strip()]
    apart: dict[str, str] = {}
    for chunk in chunks:
        found = _one_relief(chunk)
        for name, pattern in (("axial", _AXIAL), ("limb", _LIMB)):
            if found and pattern.search(chunk):
                apart[name] = found
    if len(apart) == 2 and len(set(apart.values())) == 2:
        return apart
    return _one_relief(word)


def _one_relief(text: str) -> Relief | str | None:
    if NOT_TOLD.search(text):
        return UNKNOWN
    if re.search(
        r"\b(?:complete\w*|full\w*|total\w*|excellent|pain[-
        ]free|all\b.*\bgone|resolved|abolished|asymptomatic|gone|removed all|well)\b", text,
    ) and not re.search(r"\b(?:not|in)\s?-?complete|\bnot (?:fully|completely)", text):
        return "complete"
    if _NEVER.search(text):
        return "none"
    effect = effect_of(text)
    return {"good": "partial", "partial": "partial", "none": "none"}.get(effect or "")


_COURSES: tuple[tuple[Course, re.Pattern[str]], ...] = (
    (
        "never_better",
        re.compile(
            r"never (?:better|improved|relieved|went away|any relief|got better|pain[- ]free)|no
            (?:improvement|relief) (?:after|since|from|following) (?:the |any
            )?(?:surgery|operation|fusion)|persist\w* (?:\w+ )*(?:since|after|from|despite) (?:the
            )?(?:surgery|operation)|unchanged (?:after|since)|from the operation on|immediately after (?:the
            )?(?:surgery|operation)|(?:since|ever since|right after) (?:the |her |his )?(?:last |first |index
            )?(?:surgery|operation|procedure)", re.IGNORECASE,
        ),
    ),
    (
        "better_then_worse",
        re.compile(
            r"recur\w*|return\w*|came back|come back|relaps\w*|better,? then
            worse|improv\w+.*\b(?:then|but|followed by)\b|initial\w* (?:relief|improv\w+|good)|good
            for|symptom[- ]free|pain[- ]free (?:interval|period|for)|worse again|again\b|again
            after|reappear\w*", re.IGNORECASE,
        ),
    ),
    (
        "new_different",
        re.compile(
            r"new (?:and )?(?:different|pattern|pain|leg|symptom\w*|complaint\w*|site|onset)|different
            (?:from|to|pain|pattern)|not (?:there|present) before|de novo|never had before", re.IGNORECASE,
        ),
    ),
)
_UNLIKE = re.compile(
    r"\bnew pattern|\bdifferent\b|\bunlike\b|\bnot (?:like|the same as) before|\bnot (?:there|present)
    before|\bnew side|\bopposite side|\bother side|\bcontralateral|new location|\bnew pain\b", re.IGNORECASE,
)
_LIKE = re.compile(
    r"\b(?:same|similar|identical)\b.*\b(?:before|preoperative|pre-operative|previous|original|pain|as)\b|\blike
    (?:before|the (?:old|previous|original))|\bsame pain", re.IGNORECASE,
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
