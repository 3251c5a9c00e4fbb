"""What a treatment did, in its words: no relief, "helps for an hour", "pain from 7 to 5"."""

from __future__ import annotations

import re

from sequela.case.case import Effect
from sequela.case.free_text.cues import NOT_TOLD

_SHARE = re.compile(
    r"(\d{1,3})\s*(?:%|per\s?cent)\s*(?:pain\s+)?(?:relief|reduction|improvement|better|less|decrease)?", re.IGNORECASE
)
_FROM_TO = re.compile(
    r"(\d{1,2}(?:\.\d)?)(?:\s*(?:/|of|out of)\s*10)?\s*(?:to|->|→|down to|a)\s*(\d{1,2}(?:\.\d)?)", re.IGNORECASE
)

_NONE = re.compile(
    r"\b(?:no|not|nil|none|without|little|minimal|negligible|insufficient|inadequate|poor|scant|hardly|barely)\b(?!\s+\w*\s*(?:stated|known))"
    r"|\bineffective\w*|\bineffectual|\bunsuccessful\w*|\bfail(?:ed|ure|s|ing)?\b|\brefractory|\bunhelpful|\buseless|\bunchanged"
    r"|\bunrelieved|\bworse(?:ned|ning)?\b|\baggravated|\bnon-?respon\w+|\bsin (?:efecto|alivio|mejoría)|\bdid(?:n't| not)|\bdoes(?:n't| not)|\bunresponsive",
    re.IGNORECASE,
)
_SHORT = re.compile(
    r"\btemporar\w+|\btransient\w*|\bshort[- ](?:lived|term)|\bshort\b|\bbrief\w*|\bpartial\w*|\bsome\b|\bmodest\w*|\bmoderate\w*|\blimited\b"
    r"|\bslight\w*|\bmild(?:ly)?\b|\bpassing|\bincomplete\w*|\bno (?:long[- ]?)?lasting|\bnot (?:last\w*|sustained|for long)|\bnot (?:completely|fully|enough)"
    r"|\bwore off|\bonly for|\bfaded|\bwaned|\bdecreasing|\bdiminishing|\bintermittent\w*|\bfew (?:hours?|days?|weeks?)|\bpain (?:returned|recurred|came back)|\bthen (?:returned|recurred)|\bparcial\w*|\btransitori\w+|\bno durable|\bno sustained|\bno long"
    r"|\b(?:relief|helps?|helped|better|improved|improvement|benefit|lasting|lasted)\s+(?:of\s+|for\s+|only\s+|about\s+|an?\s+|some\s+|\d+\s*(?:-|to)?\s*)*(?:\d+|an|a|one|two|three|four|six)?\s*(?:hour|day|week)s?",
    re.IGNORECASE,
)
_GOOD = re.compile(
    r"\bgood\b|\bexcellent|\bcomplete(?:ly)?\b|\bfull(?:y)?\b|\bresol\w+|\breliev\w+|\brelief\b|\bsignificant\w*|\bmarked(?:ly)?\b|\beffective(?:ly)?\b"
    r"|\bhelp(?:ed|s|ful)?\b|\bsuccess\w*|\bpain[- ]free|\bsubstantial\w*|\bgreat(?:ly)?\b|\bbenefi(?:t|ted|cial)|\bimprov\w+|\brecover\w*|\bdramatic\w*|\blasting\b"
    r"|\bmejor\w*|\balivi\w+|\bbuen[oa]?\b|\bwell controlled|\bcontrolled\b|\beased?\b|\bpositive\b|\bresponded",
    re.IGNORECASE,
)
_USE = re.compile(
    r"\bin use\b|\bongoing|\bcontinu\w+|\bcurrent(?:ly)?\b|\bdaily\b|\btak(?:es|ing)\b|\brequired\b|\bneeded\b|\bneeds\b|\bdepend\w+|\bregular(?:ly)?\b|\bstill\b|\bpresent(?:ly)?\b|\bhigh dos\w+|\bcontrol",
    re.IGNORECASE,
)
_STOPPED = re.compile(
    r"\bstopped|\bdiscontinued|\bweaned|\bpast\b|\bformerly|\bpreviously|\bin (?:19|20)\d\d", re.IGNORECASE
)

GOOD_SHARE = 50
"""Percent relief that counts as good: the usual definition of response in pain trials."""
PARTIAL_SHARE = 30
"""Percent relief that is still noticed as an improvement."""
NOTICED_POINTS = 2
"""Fall of a 0-10 score that people call better."""


def effect_of(text: str) -> Effect | None:
    """The effect that the words tell; None if they tell none. "Not stated" is unknown, never none."""
    if NOT_TOLD.search(text) or text.strip().lower() in {"unknown", "unsure", "unclear", "desconocido"}:
        return "unknown"
    if (numbers := _from_numbers(text)) is not None:
        return numbers
    if _SHORT.search(text):
        return "partial"
    if _NONE.search(text):
        return "none"
    if _GOOD.search(text):
        return "good"
    return "unknown" if _USE.search(text) else None


def _from_numbers(text: str) -> Effect | None:
    if found := _SHARE.search(text):
        share = float(found[1])
        if share >= GOOD_SHARE:
            return "partial" if _SHORT.search(text) else "good"
        return "partial" if share >= PARTIAL_SHARE else "none"
    if found := _FROM_TO.search(text):
        before, after = float(found[1]), float(found[2])
        if not 0 < before <= 10 or not 0 <= after <= 10:
            return None
        if (before - after) * 100 >= before * GOOD_SHARE:
            return "good"
        return (
            "partial"
            if before - after >= NOTICED_POINTS or (before - after) * 100 >= before * PARTIAL_SHARE
            else "none"
        )
    return None


def in_use(text: str) -> bool | None:
    """True if the words say that it is taken now, False if stopped, None if they do not say."""
    if _STOPPED.search(text):
        return False
    return True if _USE.search(text) else None
