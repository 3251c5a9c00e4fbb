"""From a parsed case file to a `Case`, or to every fault in it at once.

The format is `sequela.case/1`. Nothing is guessed and nothing repaired: an unknown word is a fault with the nearest
accepted one beside it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import replace

from sequela.case.case import NO_NAME, SETTINGS, SEXES, Case, Interval, NotUnderstood, Patient, Surgery, Visit
from sequela.case.errors import CaseError, CaseProblem
from sequela.case.fact import Fact
from sequela.case.form import Form, Reading, shown
from sequela.case.read_allergy import allergy_facts
from sequela.case.read_complaint import complaint_facts, read_complaints
from sequela.case.read_fact import read_fact, read_facts
from sequela.case.read_preferences import read_preferences
from sequela.case.read_release import read_release
from sequela.case.read_score import read_scores
from sequela.case.read_surgery import complication_facts, implant_facts, read_surgeries
from sequela.case.read_treatment import (
    block_facts,
    medicine_facts,
    read_blocks,
    read_medicines,
    read_treatments,
    response_facts,
)
from sequela.case.when import DAYS_PER_YEAR, TimeError, read_day
from sequela.knowledge.schema.knowledge import Knowledge

SCHEMA = "sequela.case/1"
OLDEST = 130
EARLIEST_YEAR = 1990
DAYS_AHEAD = 366
DAY = ("2024-06-01",)


def read_case(
    raw: object,
    name: str,
    knowledge: Knowledge,
    *,
    as_of: dt.date | None,
    today: dt.date,
    attached: Mapping[str, bytes | CaseProblem] | None = None,
) -> Case:
    """The case that `raw` (parsed YAML or JSON) states.

    The assessment is of `as_of`, else of the file's own ``as_of``, else of `today`; times such as
    ``{months_ago: 3}`` count from the file's ``as_of`` where it has one. `attached` are the bytes of the diaries that
    the file names. Raises `CaseError` with every fault.
    """
    if not isinstance(raw, Mapping):
        raise CaseError(name, (_no_case(raw),))
    problems: list[CaseProblem] = []
    stated = _stated_day(raw.get("as_of"), problems)
    when = as_of or stated or today
    _check_day(when, today, problems)
    reading = Reading(
        knowledge=knowledge,
        as_of=when,
        written=stated or when,
        problems=problems,
        attached=attached or {},
        today=today,
    )
    form = Form(raw, "", reading)
    form.raw("as_of")
    _check_schema(form)
    case = _case(form, name)
    form.close()
    if problems:
        raise CaseError(name, reading.reported())
    return case


def read_one_fact(raw: Mapping[str, object], place: str, case: Case, knowledge: Knowledge) -> Fact:
    """A fact supposed for `case` in the form a case file has it. Raises `CaseError`."""
    reading = Reading(knowledge=knowledge, as_of=case.as_of, written=case.as_of)
    fact = read_fact(Form(raw, place, reading), tuple(complaint.id for complaint in case.complaints))
    if fact is None:
        raise CaseError(place, reading.problems)
    return fact


def _no_case(raw: object) -> CaseProblem:
    if raw is None:
        return CaseProblem(
            code="empty", field="", message="the file is empty; `sequela case new` prints a form to fill in"
        )
    if isinstance(raw, list) and len(raw) > 1:
        return CaseProblem(
            code="two_patients", field="[1]", message="a case file holds one patient; write a file for each"
        )
    return CaseProblem(
        code="wrong_type", field="", message=f"expected a case with keys such as schema and facts, found {shown(raw)}"
    )


def _stated_day(raw: object, problems: list[CaseProblem]) -> dt.date | None:
    if raw is None:
        return None
    try:
        return read_day(raw)
    except TimeError as error:
        problems.append(CaseProblem(code="impossible_date", field="as_of", message=str(error), accepted=DAY))
        return None


def _check_day(day: dt.date, today: dt.date, problems: list[CaseProblem]) -> None:
    """A day of assessment long past or well ahead is a slip, and every time would be counted from it."""
    message = None
    if day.year < EARLIEST_YEAR:
        message = f"the assessment of {day} lies before {EARLIEST_YEAR}"
    elif (day - today).days > DAYS_AHEAD:
        message = f"the assessment of {day} lies more than a year after today, {today}"
    if message is not None:
        problems.append(CaseProblem(code="impossible_date", field="as_of", message=message, accepted=DAY))


def _check_schema(form: Form) -> None:
    value = form.raw("schema")
    if value is None:
        form.reading.fault("missing", "schema", "schema is missing", (SCHEMA,))
    elif value != SCHEMA:
        form.reading.fault("unknown_name", "schema", f"{shown(value)} is no format that is read here", (SCHEMA,), value)


def _case(form: Form, name: str) -> Case:
    reading = form.reading
    patient = _patient(form)
    never = form.raw("surgeries") == "none"
    surgeries: tuple[Surgery, ...] = () if never else read_surgeries(form)
    complaints = read_complaints(form, tuple(level for surgery in surgeries for level in surgery.levels))
    facts = read_facts(form, tuple(complaint.id for complaint in complaints))
    scores = read_scores(form)
    treatments, blocks, medicines = read_treatments(form), read_blocks(form), read_medicines(form)
    allergies = form.words("allergies")
    derived = (
        *complication_facts(surgeries, reading),
        *implant_facts(surgeries, reading),
        *(fact for complaint in complaints for fact in complaint_facts(complaint, reading)),
        *response_facts(treatments, reading),
        *block_facts(blocks, reading),
        *medicine_facts(medicines, reading),
        *allergy_facts(allergies, reading),
    )
    return Case(
        name=name,
        schema=SCHEMA,
        as_of=reading.as_of,
        written=reading.written,
        patient=patient,
        surgeries=surgeries,
        complaints=complaints,
        facts=_told_apart((*facts, *scores.facts, *derived)),
        treatments=treatments,
        blocks=blocks,
        medicines=medicines,
        allergies=allergies,
        visits=_visits(form),
        setting=form.choice("setting", SETTINGS),
        story=form.text("story"),
        goals=form.words("goals"),
        preferences=read_preferences(form),
        released=read_release(form),
        never_operated=never,
        not_understood=(*_left_over(form), *scores.left_over),
    )


def _told_apart(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    """Facts of one place get ``#2``, ``#3`` behind it, so that an id names one fact."""
    seen: dict[str, int] = {}
    out: list[Fact] = []
    for fact in facts:
        seen[fact.id] = seen.get(fact.id, 0) + 1
        count = seen[fact.id]
        out.append(fact if count == 1 else replace(fact, id=f"{fact.id}#{count}"))
    return tuple(out)


def _patient(form: Form) -> Patient:
    raw = form.raw("patient")
    if isinstance(raw, list):
        form.reading.fault("two_patients", "patient", "a case file holds one patient; write a file for each")
        return Patient()
    part = Form(raw, "patient", form.reading)
    age = part.interval("age", 0, OLDEST)
    born = part.raw("birth_date")
    if born is not None:
        age = _age(part, born) or age
    patient = Patient(age=age, sex=part.choice("sex", SEXES), language=part.text("language"))
    part.raw("name")  # accepted because records have one, and never used
    part.close()
    return patient


def _age(form: Form, born: object) -> Interval | None:
    """Whole years lived at the assessment."""
    try:
        day = read_day(born)
    except TimeError as error:
        form.reading.fault("impossible_date", form.at("birth_date"), str(error), DAY)
        return None
    years = (form.reading.as_of - day).days / DAYS_PER_YEAR
    if not 0 <= years <= OLDEST:
        form.reading.fault(
            "out_of_range", form.at("birth_date"), f"born {day}, the patient would be {years:.0f} years old"
        )
        return None
    had_birthday = (form.reading.as_of.month, form.reading.as_of.day) >= (day.month, day.day)
    age = float(form.reading.as_of.year - day.year - (not had_birthday))
    return age, age


def _visits(form: Form) -> tuple[Visit, ...]:
    """The list under ``visits``."""
    found: list[Visit] = []
    for place, raw in form.items("visits"):
        part = Form(raw, place, form.reading)
        part.require("when")
        found.append(Visit(id=place, when=part.past("when"), by=part.text("by"), note=part.text("note")))
        part.close()
    return tuple(found)


def _left_over(form: Form) -> tuple[NotUnderstood, ...]:
    """Words that an earlier reading of free text could not place; kept so that nothing said is lost."""
    found: list[NotUnderstood] = []
    for place, raw in form.items("not_understood"):
        part = Form(raw if isinstance(raw, Mapping) else {"text": raw}, place, form.reading)
        text = part.text("text") or ""
        at, words, why = part.text("at"), part.text("words"), part.text("why")
        part.close()
        found.append(NotUnderstood(id=at or place, text=text, words=words or text, why=why or NO_NAME))
    return tuple(found)
