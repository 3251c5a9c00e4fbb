"""Facts as a case file states them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping

from sequela.case.fact import ABSENT, PRESENT, SOURCES, TRENDS, UNKNOWN, Fact
from sequela.case.form import Form, Reading, number, shown
from sequela.case.location import LEVELS, ROOTS, SIDES, PlaceError, parse_levels, parse_root
from sequela.case.when import TimeError, When, read_day
from sequela.knowledge.schema.findings import Finding
from sequela.knowledge.schema.terms import FindingId

ABBREVIATIONS: Mapping[str, str] = {"slr": "straight_leg_raise"}
"""Abbreviations that every clinic uses for one finding."""
ANSWERS: Mapping[str, str] = {"positive": PRESENT, "yes": PRESENT, "negative": ABSENT, "no": ABSENT, "normal": ABSENT}
"""Words that people write for present and absent."""
_REVERSED = re.compile(r"(?:^|_)(?:no|not|normal|negative|without)(?:_|$)")
"""Findings that are themselves the lack of something: "negative" could mean either there."""
POSITIONS = ("supine", "standing", "sitting", "bending")


def read_facts(form: Form, complaints: tuple[str, ...]) -> tuple[Fact, ...]:
    """The list under ``facts``; a fact may name the complaint it belongs to."""
    found = (read_fact(Form(raw, place, form.reading), complaints) for place, raw in form.items("facts"))
    return tuple(fact for fact in found if fact is not None)


def read_fact(form: Form, complaints: tuple[str, ...] = ()) -> Fact | None:
    """One fact; None if it is faulty, with the faults noted."""
    reading = form.reading
    before = len(reading.problems)
    form.require("finding")
    form.require("value")
    raw = form.raw("finding")
    ids = reading.knowledge.findings
    meant = ABBREVIATIONS.get(raw.strip().lower(), raw) if isinstance(raw, str) else raw
    name = None if raw is None else reading.named(meant, "finding", ids, form.at("finding"))
    finding = None if name is None else ids[FindingId(name)]
    value = None if finding is None else _value(form, finding)
    day = _recorded(form)
    side = form.choice("side", SIDES)
    level, root = read_level(form, "level"), read_root(form, "root")
    when, since = form.when("when"), form.when("since")
    by, source, trend = form.text("by"), form.choice("source", SOURCES), form.choice("trend", TRENDS)
    position, note = form.choice("position", POSITIONS), form.text("note")
    complaint = form.choice("complaint", complaints) if form.has("complaint") else None
    earlier = form.choice("before_surgery", ("yes", "no")) == "yes"
    form.close()
    if day <= reading.as_of:
        _refuse_later(form, {"when": when, "since": since})
    if finding is None or value is None or len(reading.problems) > before:
        return None
    return Fact(
        id=form.place,
        finding=finding.id,
        value=value,
        recorded=day,
        side=side,
        level=level,
        root=root,
        when=when,
        by=by,
        source=source,
        trend=trend,
        since=since,
        complaint=complaint,
        position=position,
        note=note,
        before_surgery=earlier,
    )


def _recorded(form: Form) -> dt.date:
    """The day of recording; the day the file speaks of if none is stated."""
    raw = form.raw("recorded")
    if raw is None:
        return form.reading.written
    try:
        return read_day(raw)
    except TimeError as error:
        form.reading.fault("impossible_date", form.at("recorded"), str(error), ("2024-06-01",))
        return form.reading.written


def _refuse_later(form: Form, times: Mapping[str, When | None]) -> None:
    """What was known at the assessment cannot have been observed after it."""
    for key, time in times.items():
        if time is not None and time.surely_after(form.reading.as_of):
            message = f"{time.text} is after the assessment of {form.reading.as_of}"
            form.reading.fault("after_as_of", form.at(key), message)


def _value(form: Form, finding: Finding) -> str | float | None:
    raw = form.raw("value")
    words = (*finding.levels, *(w for w in (PRESENT, ABSENT, UNKNOWN) if w not in finding.levels))
    numeric = is_numeric(finding)
    if isinstance(raw, str) and raw in words:
        return raw
    if isinstance(raw, str) and {*finding.levels} <= {PRESENT, ABSENT} and not _REVERSED.search(finding.id):
        answer = ANSWERS.get(raw.strip().lower())
        if answer is not None:
            return answer
    if isinstance(raw, int | float) and not isinstance(raw, bool) and numeric:
        low, high = finding.range or (-1e6, 1e6)
        return number(raw, form.at("value"), low, high, form.reading)
    if raw is not None:
        accepted = (*words, *((f"a number{_limits(finding)}",) if numeric else ()))
        code = "unknown_name" if isinstance(raw, str) else "wrong_type"
        given = {"yes": PRESENT, "no": ABSENT, "positive": PRESENT, "negative": ABSENT}.get(str(raw), raw)
        form.reading.fault(code, form.at("value"), f"{shown(raw)} is no value of {finding.id}", accepted, given)
    return None


def is_numeric(finding: Finding) -> bool:
    """True if a number can be its value."""
    return bool(finding.range or finding.bands or finding.unit)


def _limits(finding: Finding) -> str:
    return f" from {finding.range[0]:g} to {finding.range[1]:g}" if finding.range else ""


def read_level(form: Form, key: str) -> str | None:
    """One level such as L5-S1."""
    value = form.raw(key)
    if value is None or value == UNKNOWN:
        return None
    levels = _levels(value, form.at(key), form.reading)
    if len(levels) > 1:
        form.reading.fault("out_of_range", form.at(key), f"{shown(value)} is more than one level; state one fact each")
    return levels[0] if levels else None


def read_levels(form: Form, key: str) -> tuple[str, ...]:
    """A list of levels or spans of levels (L4-S1), from the head down and each once."""
    found: set[str] = set()
    for place, value in form.items(key):
        if value != UNKNOWN:
            found.update(_levels(value, place, form.reading))
    return tuple(level for level in LEVELS if level in found)


def _levels(value: object, place: str, reading: Reading) -> tuple[str, ...]:
    if isinstance(value, str):
        try:
            return parse_levels(value)
        except PlaceError as error:
            reading.fault("unknown_name", place, str(error), LEVELS, value)
    else:
        reading.fault("wrong_type", place, f"expected a level such as L5-S1, found {shown(value)}")
    return ()


def read_root(form: Form, key: str) -> str | None:
    """One nerve root."""
    roots = read_roots(form, key)
    if len(roots) > 1:
        form.reading.fault("out_of_range", form.at(key), "more than one root; state one fact each")
    return roots[0] if roots else None


def read_roots(form: Form, key: str) -> tuple[str, ...]:
    """A list of nerve roots, from the head down and each once."""
    found: set[str] = set()
    for place, value in form.items(key):
        if value == UNKNOWN:
            continue
        try:
            found.add(parse_root(str(value)))
        except PlaceError as error:
            form.reading.fault("unknown_name", place, str(error), ROOTS, value)
    return tuple(root for root in ROOTS if root in found)
