"""Places in the case file in words: what a rule rests on, as a reader of the file would say it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sequela.assessment import Statement
from sequela.case.case import Case, Surgery, TreatmentTried
from sequela.case.fact import ABSENT, PRESENT, Fact
from sequela.knowledge.schema.knowledge import Knowledge

_WORDS = {PRESENT: "", ABSENT: "no "}
_EFFECTS = {"none": "no effect", "partial": "partial effect", "good": "good effect"}


def statements(
    places: Iterable[str], case: Case, facts: Mapping[str, Fact], knowledge: Knowledge
) -> tuple[Statement, ...]:
    """One statement for each thing said, in order, with every place that says it. `facts` are found by their place."""
    said: dict[str, list[str]] = {}
    for place in dict.fromkeys(places):
        said.setdefault(_words(place, case, facts, knowledge), []).append(place)
    return tuple(Statement(text=text, facts=tuple(at)) for text, at in said.items())


def fact_words(fact: Fact, knowledge: Knowledge) -> str:
    """A fact in words: what, where, how it changes, since when."""
    finding = knowledge.findings[fact.finding]
    if fact.number is not None:
        said = f"{finding.label.en} {fact.number:g}{' ' + finding.unit if finding.unit else ''}"
    elif fact.value in _WORDS:
        said = f"{_WORDS[str(fact.value)]}{finding.label.en if fact.value == PRESENT else _small(finding.label.en)}"
    else:
        said = f"{finding.label.en}: {fact.value}"
    where = " ".join(word for word in (fact.level or fact.root, fact.side) if word)
    since = f"since {fact.since.text}" if fact.since is not None else None
    when = fact.when.text if fact.when is not None and fact.since is None else None
    more = ", ".join(word for word in (where, fact.trend, since, when) if word)
    return f"{said} ({more})" if more else said


def _words(place: str, case: Case, facts: Mapping[str, Fact], knowledge: Knowledge) -> str:
    fact = facts.get(place)
    if fact is not None:
        return fact_words(fact, knowledge)
    for medicine in case.medicines:
        if medicine.id == place:
            return f"takes {medicine.name}"
    for tried in case.treatments:
        if tried.id == place:
            return _treatment(tried, knowledge)
    return _history(place, case, knowledge)


def _history(place: str, case: Case, knowledge: Knowledge) -> str:
    """An operation, its time, or something said of a complaint or of the patient."""
    for surgery in case.surgeries:
        if place == surgery.id or place.startswith(f"{surgery.id}."):
            return _surgery(surgery, place.removeprefix(f"{surgery.id}."), knowledge)
    for complaint in case.complaints:
        if place.startswith(f"{complaint.place}."):
            key = place.removeprefix(f"{complaint.place}.").split("[")[0]
            return f"complaint {complaint.id}: {_said(getattr(complaint, key, None), key)}"
    if place == "patient.age" and case.patient.age is not None:
        return f"age {case.patient.age[0]:g}"
    return "never operated" if case.never_operated and place == "surgeries" else place


def _treatment(tried: TreatmentTried, knowledge: Knowledge) -> str:
    known = knowledge.treatments.get(tried.treatment or "")
    name = known.label.en if known else (tried.treatment or "treatment").replace("_", " ")
    if not tried.given:
        return f"{name}: not tried"
    amounts = (
        (f"{tried.weeks:g} weeks" if tried.weeks else ""),
        (f"{tried.times} times" if tried.times else ""),
        {"yes": "adequate", "no": "not adequate"}.get(tried.adequate or "", ""),
    )
    relief = f"{tried.percent:g} % relief" if tried.percent is not None else _EFFECTS.get(tried.effect or "", "")
    lasted = f" for {tried.effect_weeks:g} weeks" if tried.effect_weeks else ""
    when = f" ({tried.when.text})" if tried.when is not None else ""
    given = ", ".join(part for part in (name, *amounts) if part)
    return f"{given}: {relief or 'effect not stated'}{lasted}{when}"


def _surgery(surgery: Surgery, key: str, knowledge: Knowledge) -> str:
    if key == "relief":
        reliefs = dict.fromkeys(relief for relief in (surgery.relief_axial, surgery.relief_limb) if relief)
        return f"relief after the operation: {' and '.join(reliefs) or 'not stated'}"
    if key == "pain_free_months" and surgery.pain_free_months is not None:
        return f"free of pain for {surgery.pain_free_months[0]:g} months after the operation"
    known = knowledge.procedures.get(surgery.procedure or "")
    name = known.label.en if known else surgery.family or "kind not stated"
    return f"operation: {_small(name)}, {surgery.when.text if surgery.when else 'time not stated'}"


def _said(value: object, key: str) -> str:
    text = getattr(value, "text", value)
    return f"{key} {text}".replace("_", " ") if isinstance(text, str) else key.replace("_", " ")


def _small(text: str) -> str:
    """Lower case at the beginning, but not in a name or abbreviation (Babinski, MRI)."""
    return text if text[:2].isupper() else text[:1].lower() + text[1:]
