"""Treatments and medicines as histories tell them, with what they did."""

from __future__ import annotations

import re
from collections.abc import Mapping

from sequela.case.free_text.amounts import block_value
from sequela.case.free_text.effects import effect_of, good_share, in_use, relieved_for_a_time
from sequela.case.free_text.leftover import left_over
from sequela.case.free_text.places import side_of_text
from sequela.case.free_text.times import TimeSaid, as_ago, times_in
from sequela.case.free_text.values import PARTLY, Values
from sequela.knowledge.names import Kind, Match
from sequela.knowledge.schema.terms import FindingId

TREATMENT: Kind = "treatment"
MEDICINE: Kind = "medicine"
FINDING: Kind = "finding"
NAMES = ("name", "treatment", "type", "drug", "medicine", "medication")
EFFECTS = ("effect", "response", "result", "outcome", "relief", "benefit")
REMARKS = ("note", "notes", "comment", "comments", "detail", "details", "side_effects")
_WEEKS = {"days": 1 / 7, "weeks": 1.0, "months": 4.345, "years": 52.18}
_DOSE = re.compile(r"(\d+(?:\.\d+)?)\s*(mg|mcg|µg|g)\b", re.IGNORECASE)


def read_treatment(raw: object, at: str, values: Values) -> bool:
    """A treatment told as a text, or with its name and effect. True if it was understood."""
    if isinstance(raw, Mapping):
        name = next((str(raw[key]) for key in NAMES if key in raw), None)
        effect = next((str(raw[key]) for key in EFFECTS if raw.get(key) is not None), "")
        if name is None:
            told = [read_treatment({"name": key, "effect": value}, f"{at}.{key}", values) for key, value in raw.items()]
            return any(told)
        rest = " ".join(str(raw[key]) for key in raw if key in REMARKS and isinstance(raw[key], str))
        return _treatment(name, " ".join((effect, rest)).strip(), raw, at, values)
    return _treatment(str(raw), str(raw), {}, at, values)


def _treatment(name: str, effect: str, raw: Mapping[str, object], at: str, values: Values) -> bool:
    names = values.reader.names
    shown = name if effect in ("", name) else f"{name}: {effect}"
    words = name.replace("_", " ")
    treatments = names.exact(name, [TREATMENT]) or names.find(words, [TREATMENT])
    medicines = names.find(shown.replace("_", " "), [MEDICINE])
    # The name of one drug in the effect ("celecoxib: no benefit") tells which drug of the kind it was.
    kinds = dict.fromkeys(match.id for match in treatments)
    for match in medicines:
        kind = values.reader.knowledge.medicines[match.id].treatment
        if kind is not None and not treatments:
            kinds.setdefault(kind)
        _medicine(match, shown, at, values)
    for kind in kinds:
        _add(kind, effect, shown, raw, at, values)
        _relieved(kind, effect, shown, at, values)
    blocks = _blocks(words, effect, at, values)
    understood = bool(kinds or medicines or blocks)
    if not understood:
        values.draft.leave(at, shown)
    elif effect not in ("", name) and effect_of(effect) is None:
        lost = left_over(effect, [(m.start, m.end) for m in names.find(effect, [MEDICINE])])
        if lost:
            values.draft.leave(at, shown, ", ".join(lost), PARTLY)
    return understood


def _add(kind: str, effect: str, shown: str, raw: Mapping[str, object], at: str, values: Values) -> None:
    entry: dict[str, object] = {"treatment": kind}
    if told := effect_of(effect):
        entry["effect"] = told
    if raw.get("adequate") in ("yes", "no", "unsure"):
        entry["adequate"] = raw["adequate"]
    times = times_in(effect)
    if (weeks := _weeks(raw)) is not None:
        entry["weeks"] = weeks
    if (when := _when(times)) is not None:
        entry["when"] = when
    entry["note"] = shown[:300]
    values.draft.add("treatments", entry, at)


def _relieved(kind: str, effect: str, shown: str, at: str, values: Values) -> None:
    """Clear relief by an injection that did not last: still the finding, where that asks only for a time of relief."""
    treatment = values.reader.knowledge.treatments[kind]
    response = treatment.response
    lasting_asked = response is not None and "partial" in response.effects
    if response is None or treatment.kind != "injection" or lasting_asked or effect_of(effect) != "partial":
        return
    if good_share(effect) or relieved_for_a_time(effect):
        found: dict[str, object] = {"finding": response.finding, "value": response.effects["good"], "note": shown[:300]}
        if (side := side_of_text(shown)) is not None:
            found["side"] = side
        values.draft.add("facts", found, at)


def _weeks(raw: Mapping[str, object]) -> float | None:
    for unit, size in _WEEKS.items():
        amount = next((raw[key] for key in (unit, f"duration_{unit}") if key in raw), None)
        if isinstance(amount, int | float) and not isinstance(amount, bool) and amount >= 0:
            return round(amount * size, 1)
    duration = raw.get("duration")
    said = times_in(str(duration)) if duration is not None else ()
    return next((round(t.days / 7, 1) for t in said if t.days is not None), None)


def _when(times: tuple[TimeSaid, ...]) -> object:
    for time in times:
        if time.kind == "calendar":
            return time.date
        if time.kind == "ago":
            return as_ago(time)
    return None


def _medicine(match: Match, shown: str, at: str, values: Values) -> None:
    entry: dict[str, object] = {"name": match.id}
    current = in_use(shown)
    entry["current"] = "unsure" if current is None else "yes" if current else "no"
    if dose := _DOSE.search(shown):
        entry |= {"dose": float(dose[1]), "unit": dose[2].lower()}
    values.draft.add("medicines", entry, at)


def _blocks(words: str, effect: str, at: str, values: Values) -> bool:
    """Diagnostic blocks among the treatments, as the findings that they are."""
    findings = values.reader.knowledge.findings
    found = [
        mention for mention in values.reader.mentions(words, ("block",)) if findings[mention.finding].asked == "block"
    ]
    for mention in found:
        value = block_value(findings[FindingId(mention.finding)], effect or words)
        base: dict[str, object] = {"finding": mention.finding, "value": value, "note": f"{words}: {effect}"[:300]}
        if mention.side:
            base["side"] = mention.side
        for level in mention.levels or (None,):
            values.draft.add("facts", base | ({"level": level} if level else {}), at)
    return bool(found)


def read_medicines_said(raw: object, at: str, values: Values, *, current: bool = True) -> bool:
    """Medicines told as a text or as parts with a name."""
    text = " ".join(str(part) for part in raw.values()) if isinstance(raw, Mapping) else str(raw)
    matches = values.reader.names.find(text, [MEDICINE])
    for match in matches:
        stopped = in_use(text) is False
        entry: dict[str, object] = {"name": match.id, "current": "no" if stopped or not current else "yes"}
        after = text[match.end : match.end + 20]
        if dose := _DOSE.search(after):
            entry |= {"dose": float(dose[1]), "unit": dose[2].lower()}
        values.draft.add("medicines", entry, at)
    if matches:
        return True
    kinds = values.reader.names.find(text, [TREATMENT])
    for kind in kinds:
        values.draft.add("treatments", {"treatment": kind.id, "note": text[:300]}, at)
    if not kinds:
        return values.text(text, at, ("record", "patient"))
    return True
