"""The release of a patient's summary as a case file states it; whether it holds is judged where the summary is made."""

from __future__ import annotations

import datetime as dt

from sequela.case.case import Released
from sequela.case.form import Form
from sequela.case.when import TimeError, read_day

PLACE = "released"
MOST_NAME = 200
"""Letters of the name of whoever releases it."""
DAY = ("2024-06-01",)


def read_release(form: Form) -> Released | None:
    """What stands under ``released``; None if nothing does."""
    if not form.has(PLACE) or form.is_unknown(PLACE):
        return None
    part = Form(form.raw(PLACE), PLACE, form.reading)
    by = part.text("by")
    if by is not None and len(by) > MOST_NAME:
        form.reading.fault("too_large", part.at("by"), f"{len(by)} characters; a name has at most {MOST_NAME}")
        by = None
    released = Released(by=by, at=_day(part), assessment_sha256=part.text("assessment_sha256"))
    part.close()
    return released if part.keys else None


def _day(form: Form) -> dt.date | None:
    """The day of the release, which is not to come yet."""
    raw, today = form.raw("at"), form.reading.today
    if raw is None:
        return None
    try:
        day = read_day(raw)
    except TimeError as error:
        form.reading.fault("impossible_date", form.at("at"), str(error), DAY)
        return None
    if today is not None and day > today:
        form.reading.fault("impossible_date", form.at("at"), f"the release of {day} lies after today, {today}", DAY)
    return day
