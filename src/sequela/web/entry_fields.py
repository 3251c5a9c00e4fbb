"""The forms by which a clinician records a part of the case: its fields, and the way from a form to an entry's body.

A field is a key of the case file as its format has it; what a form does not show of an entry stays as it is. The reader
of cases says what is wrong, and nothing here decides it a second time.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import field
from typing import Literal

from sequela.case.case import EFFECTS, RELIEFS, SETTINGS, SEXES
from sequela.case.complaint import ANSWERS, COURSES, DISTRIBUTIONS
from sequela.case.fact import TRENDS, UNKNOWN
from sequela.case.location import LEVELS, REGIONS, ROOTS, SIDES
from sequela.case.read_fact import is_numeric
from sequela.case.read_preferences import ANSWERS as WISHES
from sequela.case.read_preferences import MATTERS, WILLING
from sequela.case.read_surgery import APPROACHES
from sequela.knowledge.schema.findings import Finding
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.terms import FindingId
from sequela.records import frozen
from sequela.store.chart import anchored

Kind = Literal["text", "long", "choice", "time", "number", "list", "lines"]
_AGO = re.compile(r"(\d{1,3}(?:\.\d+)?) (day|week|month|year)s? ago", re.IGNORECASE)
_NUMBER = re.compile(r"-?\d+(?:[.,]\d+)?")


@frozen
class Field:
    """One key. `options` are (value, words); `required` fields are marked, the reader refuses them empty."""

    key: str
    label: str
    kind: Kind = "text"
    options: tuple[tuple[str, str], ...] = ()
    hint: str = ""
    required: bool = False


@frozen
class EntryForm:
    """The form of one kind of entry. `whole`: the body is the one field itself, not a mapping of them."""

    kind: str
    title: str
    fields: tuple[Field, ...]
    whole: bool = False
    about: str = ""
    fixed: Mapping[str, str] = field(default_factory=dict)


WHEN = "2024-05-03, 2024-05, 2024, or 3 months ago"


def _words(values: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    return tuple((value, value.replace("_", " ")) for value in values)


def _choice(key: str, label: str, values: tuple[str, ...], *, required: bool = False) -> Field:
    return Field(key=key, label=label, kind="choice", options=_words(values), required=required)


def _time(key: str, label: str) -> Field:
    return Field(key=key, label=label, kind="time", hint=WHEN)


_SIDE = _choice("side", "Side", SIDES)
_LEVELS = Field(key="levels", label="Levels", kind="list", hint="L4-L5, L5-S1")
_NOTE = Field(key="note", label="Remark")

PLAIN: Mapping[str, EntryForm] = {
    "identity": EntryForm(
        kind="identity",
        title="Name and number",
        fields=(
            Field(key="name", label="Name", required=True),
            Field(key="number", label="Number in your records"),
        ),
    ),
    "patient": EntryForm(
        kind="patient",
        title="Age, sex, language",
        fields=(
            Field(key="age", label="Age in years", kind="number"),
            Field(key="birth_date", label="Or date of birth", hint="1968-03-14"),
            _choice("sex", "Sex", SEXES),
            _choice("language", "Language", ("en", "es")),
        ),
    ),
    "setting": EntryForm(
        kind="setting", title="Kind of clinic", fields=(_choice("setting", "Kind of clinic", SETTINGS),), whole=True
    ),
    "complaint": EntryForm(
        kind="complaint",
        title="Pain",
        fields=(
            Field(key="id", label="Short name", hint="leg"),
            _choice("region", "Region", REGIONS),
            _choice("distribution", "Spine or limb", (*DISTRIBUTIONS, UNKNOWN)),
            Field(key="sites", label="Places", kind="list", hint="buttock, lateral leg"),
            _SIDE,
            Field(key="roots", label="Roots", kind="list", hint="L5"),
            _time("onset", "Began"),
            _choice("course", "Course after the operation", (*COURSES, UNKNOWN)),
            _choice("like_before_surgery", "Like the pain before the operation", ANSWERS),
            _choice("new_injury", "New injury", ANSWERS),
        ),
    ),
    "score": EntryForm(kind="score", title="Questionnaire score", fields=()),
    "story": EntryForm(
        kind="story",
        title="Story in the patient's words",
        fields=(Field(key="story", label="Story", kind="long"),),
        whole=True,
    ),
    "goals": EntryForm(
        kind="goals",
        title="Goals",
        fields=(Field(key="goals", label="Goals, one to a line", kind="lines"),),
        whole=True,
    ),
    "allergies": EntryForm(
        kind="allergies",
        title="Allergies",
        fields=(Field(key="allergies", label="Allergies, one to a line", kind="lines"),),
        whole=True,
    ),
    "preferences": EntryForm(
        kind="preferences",
        title="What the patient would accept",
        fields=(
            *(_choice(key, key.capitalize(), WISHES) for key in WILLING),
            Field(key="time_off_weeks", label="Weeks that can be spared", kind="number"),
            _choice("matters_most", "Matters most", MATTERS),
        ),
    ),
    "medicine": EntryForm(
        kind="medicine",
        title="Medicine",
        fields=(
            Field(key="name", label="Name", required=True),
            Field(key="dose", label="Dose", kind="number"),
            Field(key="unit", label="Unit", hint="mg"),
            Field(key="per_day", label="Times a day", kind="number"),
            Field(key="route", label="Route", hint="oral"),
            _time("since", "Since"),
            _choice("as_needed", "Only as needed", ("yes", "no")),
            _choice("current", "Still taken", ANSWERS),
        ),
    ),
    "visit": EntryForm(
        kind="visit",
        title="Visit",
        fields=(_time("when", "When"), Field(key="by", label="Seen by"), Field(key="note", label="Remark")),
    ),
}


def form_of(kind: str, knowledge: Knowledge, finding: str = "") -> EntryForm | None:
    """The form of a kind; of a fact, for its finding. None if such a thing is not entered here."""
    if kind == "fact":
        known = knowledge.findings.get(FindingId(finding))
        return None if known is None else _fact(known)
    if kind == "surgery":
        return _surgery(knowledge)
    if kind == "treatment":
        return _treatment(knowledge)
    if kind == "score":
        return _score(knowledge)
    return PLAIN.get(kind)


def _named(key: str, label: str, records: Mapping[str, object]) -> Field:
    options = sorted(
        ((str(i), str(getattr(getattr(r, "label", None), "en", i))) for i, r in records.items()), key=lambda o: o[1]
    )
    return Field(key=key, label=label, kind="choice", options=tuple(options), required=True)


def _surgery(knowledge: Knowledge) -> EntryForm:
    fields = (
        _named("procedure", "Operation", knowledge.procedures),
        _LEVELS,
        _SIDE,
        _time("when", "When"),
        _choice("approach", "Approach", APPROACHES),
        Field(key="implants", label="Implants", kind="list", hint="pedicle screws, cage; or none"),
        Field(key="aim", label="Aim", hint="leg pain"),
        _choice("relief", "Relief after it", (*RELIEFS, UNKNOWN)),
        Field(key="pain_free_months", label="Months of relief", kind="number"),
        Field(key="complications", label="Complications", kind="list"),
        _NOTE,
    )
    return EntryForm(kind="surgery", title="Operation", fields=fields)


def _treatment(knowledge: Knowledge) -> EntryForm:
    fields = (
        _named("treatment", "Treatment", knowledge.treatments),
        _choice("effect", "Effect", EFFECTS),
        _choice("adequate", "Adequate in dose, time and technique", ANSWERS),
        _time("when", "When"),
        Field(key="weeks", label="Weeks of it", kind="number"),
        Field(key="times", label="Sessions", kind="number"),
        Field(key="percent", label="Per cent of relief", kind="number"),
        Field(key="effect_weeks", label="Weeks that it helped", kind="number"),
        _LEVELS,
        _SIDE,
        _NOTE,
    )
    return EntryForm(kind="treatment", title="Treatment tried", fields=fields)


def _score(knowledge: Knowledge) -> EntryForm:
    fields = (
        _named("instrument", "Questionnaire", knowledge.instruments),
        Field(key="total", label="Total", kind="number", required=True),
        _time("when", "When"),
        _SIDE,
    )
    return EntryForm(kind="score", title="Questionnaire score", fields=fields)


def _fact(finding: Finding) -> EntryForm:
    values = (*reversed(finding.levels), *(() if UNKNOWN in finding.levels else (UNKNOWN,)))
    if is_numeric(finding):
        limits = f" ({finding.range[0]:g} to {finding.range[1]:g})" if finding.range else ""
        value = Field(
            key="value", label="Value", kind="number", hint=f"{finding.unit or ''}{limits}".strip(), required=True
        )
    else:
        value = _choice("value", "Value", values, required=True)
    place = {
        "none": (),
        "side": (_SIDE,),
        "level": (_choice("level", "Level", LEVELS),),
        "level_and_side": (_SIDE, _choice("level", "Level", LEVELS), _choice("root", "Root", ROOTS)),
    }[finding.located]
    fields = (
        value,
        *place,
        _time("when", "When"),
        _choice("trend", "Course of it", TRENDS),
        _time("since", "Since"),
        _NOTE,
    )
    about = finding.question.en if finding.question is not None else ""
    return EntryForm(
        kind="fact", title=finding.label.en, fields=fields, about=about, fixed={"finding": str(finding.id)}
    )


# --- from a form to a body, and back ----------------------------------------------------------------------------------


def body_of(form: EntryForm, said: Mapping[str, str], old: object, today: dt.date) -> object:
    """The body that the form states; of `old` is kept what the form cannot show."""
    values = {part.key: _value(part, said.get(part.key, ""), today) for part in form.fields}
    if form.whole:
        return values[form.fields[0].key]
    before = dict(old) if isinstance(old, Mapping) else {}
    for part in form.fields:
        if part.key in said:
            before[part.key] = values[part.key]
    return {**{key: value for key, value in before.items() if value not in (None, [], "")}, **form.fixed}


def said_of(form: EntryForm, body: object) -> dict[str, str]:
    """What stands in the form for a body; what a form cannot show is left out."""
    if form.whole:
        return {form.fields[0].key: _text(form.fields[0], body) or ""}
    if not isinstance(body, Mapping):
        return {}
    shown = {part.key: _text(part, body[part.key]) for part in form.fields if part.key in body}
    return {key: text for key, text in shown.items() if text is not None}


def hidden_of(form: EntryForm, body: object) -> tuple[str, ...]:
    """The keys of a body whose values the form cannot show and therefore keeps."""
    if form.whole or not isinstance(body, Mapping):
        return ()
    shown = {*said_of(form, body), *form.fixed}
    return tuple(str(key) for key in body if key not in shown)


def _text(part: Field, value: object) -> str | None:
    if isinstance(value, list) and all(isinstance(item, str | int | float) for item in value):
        return (
            ("\n" if part.kind == "lines" else ", ").join(map(str, value)) if part.kind in ("list", "lines") else None
        )
    if isinstance(value, Mapping | list):
        return None
    return f"{value:g}" if isinstance(value, float) else str(value)


def _value(part: Field, text: str, today: dt.date) -> object:
    text = text.strip()
    if not text:
        return None
    if part.kind == "list":
        return [item.strip() for item in re.split(r"[,;\n]", text) if item.strip()]
    if part.kind == "lines":
        return [line.strip() for line in text.splitlines() if line.strip()]
    if part.kind == "number" and _NUMBER.fullmatch(text):
        number = float(text.replace(",", "."))
        return int(number) if number.is_integer() else number
    if part.kind == "time" and (ago := _AGO.fullmatch(text)):
        return anchored({f"{ago[2].lower()}s_ago": float(ago[1])}, today)
    return text
