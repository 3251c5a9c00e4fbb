"""The examination on one screen, by keyboard: left and right side by side, recorded as facts of its day."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response

from sequela.case.location import LEVELS, REGIONS, ROOTS, region_of, roots_at
from sequela.knowledge.schema.terms import Region
from sequela.records import frozen
from sequela.store.entries import add
from sequela.store.patients import standing
from sequela.store.problem import ConflictError
from sequela.web.entry_words import Line, lines
from sequela.web.examination import Group, Observation, groups, read_form
from sequela.web.patient_head import Head, opened
from sequela.web.record import Record, refresh
from sequela.web.visit import ChangePatient, SeePatient, Visit, go, page

router = APIRouter(prefix="/clinic/patients/{patient_id}")


@frozen
class ExaminationPage:
    """The screen. `recorded` is what the last form came to; `said` what stands in the fields."""

    head: Head
    region: Region
    regions: tuple[Region, ...]
    groups: tuple[Group, ...]
    roots: tuple[str, ...]
    levels: tuple[str, ...]
    said: dict[str, str]
    normal: tuple[str, ...]
    problems: tuple[tuple[str, str], ...]
    conflicts: tuple[tuple[str, str], ...]
    recorded: tuple[Line, ...]


@router.get("/examination")
def examination_page(
    visit: SeePatient,
    as_of: Annotated[str, Query(max_length=10)] = "",
    region: Annotated[str, Query(max_length=12)] = "",
    since: Annotated[int, Query(ge=0)] = 0,
) -> Response:
    """Everything to examine in the region of the pain; after recording, what was recorded since an entry."""
    now, head = opened(visit, "examination", as_of)
    new = [e for e in now.entries if since and e.number > since and e.kind == "fact" and e.account_id == visit.actor]
    view = _page(visit, now, head, _region(now, region), recorded=lines(new, visit.site.knowledge, {}, visit.language))
    return page(visit, "patient_examination.html.j2", view)


@router.post("/examination")
def record_examination(visit: ChangePatient) -> Response:
    """Record what was marked; what somebody else recorded meanwhile is shown first, and nothing is stored then."""
    now, head = opened(visit, "examination")
    region = _region(now, visit.said("region"))
    shown = groups(region, visit.site.knowledge, now.entries, visit.language)
    outcome = read_form(visit.form, shown, now.entries, visit.site.knowledge, visit.site.today())
    refused = bool(outcome.problems or outcome.conflicts or not outcome.observations)
    conflicts = outcome.conflicts
    if not refused:
        try:
            _store(visit, head.patient_id, outcome.observations)
        except ConflictError:
            conflicts = (("when", "the examination of that day"),)
    if refused or conflicts:
        nothing = () if outcome.observations or outcome.problems else (("when", "Nothing is marked"),)
        said = {key: values[0] for key, values in visit.form.items() if values}
        view = _page(visit, now, head, region, said=said, problems=outcome.problems or nothing, conflicts=conflicts)
        return page(visit, "patient_examination.html.j2", view, status=409 if conflicts else 422)
    refresh(visit.site, head.patient_id)
    return go(f"/clinic/patients/{head.patient_id}/examination?since={head.upto}&region={region}")


def _store(visit: Visit, patient_id: str, observations: tuple[Observation, ...]) -> None:
    """All of an examination or none of it. Raises `ConflictError`."""
    with visit.site.store.writing(visit.actor) as writing:
        things = {entry.number: entry.thing for entry in standing(writing.connection, patient_id)}
        for one in observations:
            if one.replaces is None:
                add(writing, patient_id, "fact", dict(one.body), source="clinician")
            elif one.replaces in things:
                thing = things[one.replaces]
                add(
                    writing,
                    patient_id,
                    "fact",
                    dict(one.body),
                    source="clinician",
                    thing=thing,
                    supersedes=one.replaces,
                )
            else:
                raise ConflictError(0)


def _page(
    visit: Visit,
    now: Record,
    head: Head,
    region: Region,
    *,
    said: dict[str, str] | None = None,
    problems: tuple[tuple[str, str], ...] = (),
    conflicts: tuple[tuple[str, str], ...] = (),
    recorded: tuple[Line, ...] = (),
) -> ExaminationPage:
    levels = tuple(level for level in LEVELS if region_of(level) == region)
    roots = {root for level in levels for root in roots_at(level)}
    return ExaminationPage(
        head=head,
        region=region,
        regions=REGIONS,
        groups=groups(region, visit.site.knowledge, now.entries, visit.language),
        roots=tuple(root for root in ROOTS if root in roots),
        levels=levels,
        said=said or {},
        normal=tuple(visit.form.get("normal", ())),
        problems=problems,
        conflicts=conflicts,
        recorded=recorded,
    )


def _region(now: Record, asked: str) -> Region:
    """The region asked for, else that of the main pain."""
    for region in REGIONS:
        if region == asked:
            return region
    complaints = (now.assessment or {}).get("complaints") or [{}]
    return next((region for region in REGIONS if region == complaints[0].get("region")), "lumbar")
