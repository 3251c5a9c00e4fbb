"""Whether what a form states can stand in the chart: asked of the one reader of cases, before anything is stored."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sequela.case.errors import CaseError
from sequela.store.chart import case_file, case_of_chart
from sequela.store.entries import Entry
from sequela.store.kinds import IN_THE_CASE

from .site import Site

_LAST = 2**62


def problems_of(
    site: Site, entries: Sequence[Entry], kind: str, body: object, replaces: int | None = None
) -> tuple[tuple[str, str], ...]:
    """What is wrong with a new body of this kind, as (key of the form, words); nothing if it can stand.

    `replaces` is the number of the entry that it corrects. Faults of other entries are theirs.
    """
    if kind not in IN_THE_CASE:
        return ()
    today = site.today()
    new = Entry(
        number=_LAST,
        patient_id="",
        kind=kind,
        thing="",
        body=body,
        withdrawn=False,
        supersedes=None,
        source="clinician",
        account_id=None,
        recorded_at=dt.datetime.combine(today, dt.time(), dt.UTC),
    )
    chart = [*(entry for entry in entries if entry.number != replaces), new]
    key, holds = IN_THE_CASE[kind]
    listed = case_file(chart, today).get(key)
    place = f"{key}[{len(listed) - 1}]" if holds == "many" and isinstance(listed, list) else key
    try:
        case_of_chart(chart, "", site.knowledge, today, today)
    except CaseError as error:
        ours = [p for p in error.problems if p.field == key or p.field.startswith(place)]
        return tuple(
            (p.field.removeprefix(place).strip("."), _sentence(p.message, p.accepted, p.nearest)) for p in ours
        )
    return ()


def _sentence(message: str, accepted: Sequence[str], nearest: str | None) -> str:
    tail = f"; nearest: {nearest}" if nearest else f"; accepted: {', '.join(accepted)}" if accepted else ""
    return f"{message[:1].upper()}{message[1:]}{tail}"
