"""What the patient wants, as a case file states it: what they are willing to have, time off, what matters most.

A wish that is spelt in a way nobody reads would leave an operation first that was refused. So every key and word is
checked, and a plain yes or no in any common spelling (``No``, ``false`` of JSON and YAML) counts as what it says.
"""

from __future__ import annotations

from collections.abc import Mapping

from sequela.case.errors import CaseProblem
from sequela.case.form import UNKNOWN, Form, shown

PLACE = "preferences"
WILLING = ("injections", "implant", "surgery", "medicines")
ANSWERS = ("yes", "no", "unsure", "only_if_needed")
TIME_OFF, MATTERS_MOST = "time_off_weeks", "matters_most"
MATTERS = ("relief", "recovery", "safety")
MOST_WEEKS = 520
"""Weeks that can be spared for a recovery: ten years, which is longer than any."""
_MEANS_NO = frozenset({"never", "declined", "declines", "refused", "refuses", "none", "not", "nein", "rechaza"})
_MEANS_YES = frozenset({"wanted", "willing", "accepted", "accepts", "always", "ja", "sí", "si"})
"""Words that are not accepted, since a slip may lie behind them, and the answer they come nearest to."""


def read_preferences(form: Form) -> Mapping[str, str | float]:
    """The mapping under ``preferences``, with only what was answered."""
    if form.is_unknown(PLACE):
        return {}
    part = Form(form.raw(PLACE), PLACE, form.reading)
    found: dict[str, str | float | None] = {}
    for key in WILLING:
        found[key] = _word(part, key, ANSWERS)
    found[TIME_OFF] = part.number(TIME_OFF, 0, MOST_WEEKS)
    found[MATTERS_MOST] = _word(part, MATTERS_MOST, MATTERS)
    part.close()
    # In the order of the file, as the patient's wishes were written down.
    return {key: value for key in part.keys if (value := found.get(key)) is not None}


def _word(form: Form, key: str, accepted: tuple[str, ...]) -> str | None:
    """One of the accepted words in any case; a truth value as yes or no where these are accepted."""
    raw = form.raw(key)
    if raw is None:
        return None
    word = raw
    if isinstance(raw, bool) and "no" in accepted:
        word = "yes" if raw else "no"
    plain = "_".join(word.lower().replace("-", " ").split()) if isinstance(word, str) else None
    if plain == UNKNOWN:
        return None
    if plain in accepted:
        return plain
    message, words = f"{shown(raw)} cannot stand for {key}", (*accepted, UNKNOWN)
    if "no" in accepted and plain in _MEANS_NO | _MEANS_YES:
        meant = "no" if plain in _MEANS_NO else "yes"
        form.reading.problems.append(
            CaseProblem(code="unknown_name", field=form.at(key), message=message, accepted=words, nearest=meant)
        )
        return None
    form.reading.fault("wrong_type" if plain is None else "unknown_name", form.at(key), message, words, raw)
    return None
