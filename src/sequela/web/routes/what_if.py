"""What if: one page on which any fact is supposed otherwise, before and after side by side. Nothing is stored."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response

from sequela.case.location import LEVELS
from sequela.records import frozen
from sequela.web.patient_head import Head, opened
from sequela.web.record import case_now
from sequela.web.visit import SeePatient, Visit, page
from sequela.web.what_if import (
    PARTS,
    Choice,
    Supposition,
    open_choices,
    recorded_choices,
    stated,
    supposition_of,
    typed,
)

router = APIRouter(prefix="/clinic/patients/{patient_id}")


@frozen
class WhatIfPage:
    """What is recorded, what could be found, and what supposing some of it changes; `parts` are kinds of findings."""

    head: Head
    recorded: tuple[Choice, ...]
    results: tuple[Choice, ...]
    supposition: Supposition
    levels: tuple[str, ...]
    parts: tuple[str, ...] = PARTS


@router.get("/what-if")
def what_if_page(visit: SeePatient, as_of: Annotated[str, Query(max_length=10)] = "") -> Response:
    """Everything that can be supposed."""
    return _shown(visit, as_of, ())


@router.post("/what-if")
def what_if(visit: SeePatient, as_of: Annotated[str, Query(max_length=10)] = "") -> Response:
    """What the suppositions of the form change; as a part of the page where htmx asks."""
    said = visit.said
    one = stated(said("finding"), said("value"), said("side"), said("level"), visit.site.knowledge)
    return _shown(visit, as_of, (*visit.form.get("set", ()), *typed(visit.form), one))


def _shown(visit: Visit, as_of: str, texts: tuple[str, ...]) -> Response:
    now, head = opened(visit, "what if", as_of)
    if now.assessment is None:
        nothing = Supposition(texts=(), what_if=None, problems=())
        return page(
            visit,
            "patient_what_if.html.j2",
            WhatIfPage(head=head, recorded=(), results=(), supposition=nothing, levels=()),
        )
    knowledge = visit.site.knowledge
    before = {part: now.assessment[part] for part in ("triage", "complaints")}
    asked = visit.site.worked_out(
        supposition_of, texts, now.entries, now.patient.id, now.as_of, visit.site.today(), before
    )
    if visit.live and not visit.wants_json:  # the part of the page that shows the answer shows no choices
        part = WhatIfPage(head=head, recorded=(), results=(), supposition=asked, levels=())
        return page(visit, "patient_what_if_result.html.j2", part)
    case = case_now(visit.site, now.entries, now.patient.id, now.as_of)
    view = WhatIfPage(
        head=head,
        recorded=recorded_choices(case, knowledge, asked.texts, now.assessment),
        results=open_choices(now.assessment, case, knowledge, asked.texts),
        supposition=asked,
        levels=LEVELS,
    )
    return page(visit, "patient_what_if.html.j2", view)
