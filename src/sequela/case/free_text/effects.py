"""What a treatment did, in its words: no relief, "helps for an hour", "pain from 7 to 5"."""

from __future__ import annotations

import re

from sequela.case.case import Effect
from sequela.case.free_text.cues import NOT_TOLD
from sequela.case.free_text.pattern import any_of

_SHARE = re.compile(
    r"(\d{1,3})\s*(?:%|per\s?cent)\s*(?:pain\s+)?(?:relief|reduction|improvement|better|less|decrease)?", re.IGNORECASE
)
_FROM_TO = re.compile(
    r"(\d{1,2}(?:\.\d)?)(?:\s*(?:/|of|out of)\s*10)?\s*(?:to|->|→|down to|a)\s*(\d{1,2}(?:\.\d)?)", re.IGNORECASE
)
_NONE = any_of(
    r"\b(?:no|not|nil|none|without|little|minimal|negligible|insufficient|inadequate|poor|scant|hardly|barely)\b",
    r"\bineffect\w+|\bunsuccessful\w*|\bfail(?:ed|ure|s|ing)?\b|\brefractory|\bunhelpful|\buseless|\bunchanged",
    r"\bunrelieved|\bworse(?:ned|ning)?\b|\baggravated|\bnon-?respon\w+|\bunresponsive",
    r"\bdid(?:n't| not)|\bdoes(?:n't| not)|\bsin (?:efecto|alivio|mejoría)",
)
_TIME = r"(?:of\s+|for\s+|only\s+|about\s+|an?\s+|some\s+|\d+\s*(?:-|to)?\s*|one\s+|two\s+|three\s+|four\s+|six\s+)*"
_SHORT = any_of(
    r"\btemporar\w+|\btransient\w*|\bshort[- ](?:lived|term)|\bshort\b|\bbrief\w*|\bpartial\w*|\bsome\b|\bmodest\w*",
    r"\bmoderate\w*|\blimited\b|\bslight\w*|\bmild(?:ly)?\b|\bpassing|\bincomplete\w*|\bintermittent\w*",
    r"\b(?:no|without) (?:\w+ )?(?:long[- ]?)?lasting|\bnot (?:last\w*|sustained|for long|completely|fully|enough)",
    r"\bno (?:durable|sustained|long)",
    r"\b(?:hours?|days?|weeks?) of (?:relief|benefit|improvement)|\bonly\b",
    r"\bwore off|\bonly for|\bfaded|\bwaned|\bdecreasing|\bdiminishing|\bfew (?:hours?|days?|weeks?)",
    r"\b(?:pain|then) (?:returned|recurred|came back)|\bparcial\w*|\btransitori\w+",
    rf"\b(?:relief|helps?|helped|better|improved|improvement|benefit|lasting|lasted)\s+{_TIME}(?:hour|day|week)s?",
)
_GOOD = any_of(
    r"\bgood\b|\bexcellent|\bcomplete(?:ly)?\b|\bfull(?:y)?\b|\bresol\w+|\breliev\w+|\brelief\b|\bsignificant\w*",
    r"\bmarked(?:ly)?\b|\beffective(?:ly)?\b|\bhelp(?:ed|s|ful)?\b|\bsuccess\w*|\bpain[- ]free|\bsubstantial\w*",
    r"\bgreat(?:ly)?\b|\bbenefi(?:t|ted|cial)|\bimprov\w+|\brecover\w*|\bdramatic\w*|\blasting\b|\bpositive\b",
    r"\bwell controlled|\bcontrolled\b|\beased?\b|\bresponded|\bmejor\w*|\balivi\w+|\bbuen[oa]?\b",
)
_NOT_BORNE = any_of(r"\bnot tolerated|\bintoleran|\bside[- ]effects?|\b(?:stopped|discontinued) (?:because|due|for)")
"""A medicine that could not be taken has not failed."""
_USE = any_of(
    r"\bin use\b|\bongoing|\bcontinu\w+|\bcurrent(?:ly)?\b|\bdaily\b|\btak(?:es|ing)\b|\brequired\b",
    r"\bneeded\b|\bneeds\b",
    r"\bdepend\w+|\bregular(?:ly)?\b|\bstill\b|\bpresent(?:ly)?\b|\bhigh dos\w+|\bcontrol",
)
_STOPPED = any_of(r"\bstopped|\bdiscontinued|\bweaned|\bpast\b|\bformerly|\bpreviously|\bin (?:19|20)\d\d")

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
    if _NOT_BORNE.search(text) and not _GOOD.search(text):
        return "unknown"
    if _SHORT.search(text):
        return "partial"
    if _NONE.search(text):
        return "none"
    if _GOOD.search(text):
        return "good"
    return "unknown" if _USE.search(text) else None


_DEGREE = any_of(r"\b(?:partial|some|slight|modest|moderate|limited|incomplete|mild|minor)\w*\b")


def relieved_for_a_time(text: str) -> bool:
    """True for clear relief that did not last, which is what a diagnostic block is expected to bring."""
    return bool(_SHORT.search(text) and _GOOD.search(text) and not _DEGREE.search(text) and not _NONE.search(text))


def good_share(text: str) -> bool:
    """True if the words give a share of relief that counts as good, however long it lasted."""
    found = _SHARE.search(text)
    return found is not None and float(found[1]) >= GOOD_SHARE


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
