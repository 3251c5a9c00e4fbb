"""The work-up and the plan: each test and step accepted, changed or declined with a reason, and what came of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Query
from fastapi.responses import Response

from sequela.assessment.plan import PlanResult
from sequela.assessment.read_back import read_back
from sequela.assessment.workup import WorkupResult
from sequela.records import frozen
from sequela.store.entries import add, one
from sequela.store.patients import standing
from sequela.store.problem import ConflictError
from sequela.web.decisions import (
    ABOUT,
    DECISIONS,
    KIND,
    MOST_WORDS,
    REASONS,
    Decision,
    Overtaken,
    decisions_in,
    overtaken,
)
from sequela.web.patient_head import Head, opened
from sequela.web.record import Record, refresh
from sequela.web.visit import LONGEST_NUMBER, ChangePatient, Number, SeePatient, Visit, go, page

router = APIRouter(prefix="/clinic/patients/{patient_id}")

Day = Annotated[str, Query(max_length=10)]
Done = Annotated[int, Query(ge=0, lt=10**LONGEST_NUMBER)]
PARTS = {"step": "plan", "test": "work-up"}


@frozen
class WorkupPage:
    """Tests in the order of what they would change. `workup` is the JSON that was kept; `made`: just decided."""

    head: Head
    workup: Mapping[str, Any] | None
    decisions: dict[str, Decision]
    reasons: dict[str, str]
    problem: str = ""
    mine: tuple[tuple[str, str], ...] = ()
    overtaken: tuple[Overtaken, ...] = ()
    made: Decision | None = None

    @property
    def result(self) -> WorkupResult | None:
        """The work-up; None where nothing is modelled."""
        return None if self.workup is None else read_back(WorkupResult, self.workup)


@frozen
class PlanPage:
    """The staged plan and every option. `plan` is the JSON that was kept; `made`: what was just decided."""

    head: Head
    plan: Mapping[str, Any] | None
    decisions: dict[str, Decision]
    reasons: dict[str, str]
    problem: str = ""
    mine: tuple[tuple[str, str], ...] = ()
    overtaken: tuple[Overtaken, ...] = ()
    made: Decision | None = None

    @property
    def result(self) -> PlanResult | None:
        """The plan; None where nothing is modelled."""
        return None if self.plan is None else read_back(PlanResult, self.plan)


@router.get("/work-up")
def workup_page(visit: SeePatient, as_of: Day = "", done: Done = 0) -> Response:
    """Which test would change what is done."""
    now, head = opened(visit, "work-up", as_of)
    return page(visit, "patient_workup.html.j2", _workup(visit, now, head, number=done))


@router.get("/plan")
def plan_page(visit: SeePatient, as_of: Day = "", done: Done = 0) -> Response:
    """What to do, in steps, and all options side by side."""
    now, head = opened(visit, "plan", as_of)
    return page(visit, "patient_plan.html.j2", _plan(visit, now, head, number=done))


@router.post("/decisions")
def decide(visit: ChangePatient) -> Response:
    """Record what was decided on a step or a test; if somebody decided meanwhile, both are shown."""
    now, head = opened(visit, "decision")
    about, decided, reason = visit.said("about"), visit.said("decision"), visit.said("reason")
    label = _offered(now, about).get(visit.said("id"))
    if about not in ABOUT or label is None:
        raise HTTPException(400)
    problem = (
        "Choose what was decided" if decided not in DECISIONS else "Choose a reason" if reason not in REASONS else ""
    )
    if problem:
        return _again(visit, now, head, about, problem, 422)
    body = {
        "about": about,
        "id": visit.said("id"),
        "label": label,
        "decision": decided,
        "instead": visit.said("instead")[:200],
        "reason": reason,
        "words": visit.said("words")[:MOST_WORDS],
        "as_of": now.as_of.isoformat(),
        "knowledge": visit.site.knowledge.sha256,
    }
    try:
        number = _record(visit, head.patient_id, body, visit.said("head"))
    except ConflictError as error:
        now, head = opened(visit, "decision")
        return _again(visit, now, head, about, str(error), 409)
    refresh(visit.site, head.patient_id)
    return go(f"/clinic/patients/{head.patient_id}/{PARTS[about]}?done={number}")


@router.post("/decisions/{number}/done")
def done(visit: ChangePatient, number: Number) -> Response:
    """Record that it was carried out, when, and what came of it."""
    now, head = opened(visit, "decision carried out")
    with visit.site.store.reading() as connection:
        old = one(connection, head.patient_id, number)
    if old.kind != KIND or old.withdrawn or not isinstance(old.body, Mapping):
        raise HTTPException(404)
    about = str(old.body.get("about"))
    on = visit.said("on")
    if not _is_past(on, visit.site.today()):
        return _again(visit, now, head, about, "Say on which day it was done, today or before", 422)
    body = {**old.body, "done": {"on": on, "result": visit.said("result")[:MOST_WORDS]}}
    with visit.site.store.writing(visit.actor) as writing:
        made = add(writing, head.patient_id, KIND, body, source="clinician", thing=old.thing, supersedes=number)
    refresh(visit.site, head.patient_id)
    return go(f"/clinic/patients/{head.patient_id}/{PARTS[about]}?done={made}")


def _record(visit: Visit, patient_id: str, body: Mapping[str, object], known: str) -> int:
    """Add the decision, after the one that the page knew of; its number.

    Raises `ConflictError` if there is another by now.
    """
    with visit.site.store.writing(visit.actor) as writing:
        entries = standing(writing.connection, patient_id)
        before = decisions_in(entries).get(f"{body['about']}/{body['id']}")
        if before is None:
            return add(writing, patient_id, KIND, body, source="clinician")
        if str(before.number) != known:
            raise ConflictError(before.number)
        thing = next(entry.thing for entry in entries if entry.number == before.number)
        return add(writing, patient_id, KIND, body, source="clinician", thing=thing, supersedes=before.number)


def _offered(now: Record, about: str) -> dict[str, str]:
    """The steps or tests that the assessment holds, by id."""
    body = now.assessment or {}
    if about == "test":
        return {test["test"]: test["label"] for test in (body.get("workup") or {}).get("tests", ())}
    plan = body.get("plan") or {}
    named = {option["treatment"]: option["label"] for option in plan.get("options", ())}
    return named | {stage["treatment"]: stage["label"] for stage in plan.get("stages", ())}


def _again(visit: Visit, now: Record, head: Head, about: str, problem: str, status: int) -> Response:
    mine = tuple(
        (key, visit.said(key)) for key in ("decision", "instead", "reason", "words", "on", "result") if visit.said(key)
    )
    if about == "test":
        return page(visit, "patient_workup.html.j2", _workup(visit, now, head, problem, mine), status=status)
    return page(visit, "patient_plan.html.j2", _plan(visit, now, head, problem, mine), status=status)


def _workup(
    visit: Visit, now: Record, head: Head, problem: str = "", mine: tuple[tuple[str, str], ...] = (), number: int = 0
) -> WorkupPage:
    decisions = decisions_in(now.entries)
    return WorkupPage(
        head=head,
        workup=(now.assessment or {}).get("workup"),
        decisions=decisions,
        reasons=dict(REASONS),
        problem=problem,
        mine=mine,
        overtaken=overtaken(decisions, now.assessment, visit.site.knowledge),
        made=next((made for made in decisions.values() if made.number == number), None),
    )


def _plan(
    visit: Visit, now: Record, head: Head, problem: str = "", mine: tuple[tuple[str, str], ...] = (), number: int = 0
) -> PlanPage:
    decisions = decisions_in(now.entries)
    return PlanPage(
        head=head,
        plan=(now.assessment or {}).get("plan"),
        decisions=decisions,
        reasons=dict(REASONS),
        problem=problem,
        mine=mine,
        overtaken=overtaken(decisions, now.assessment, visit.site.knowledge),
        made=next((made for made in decisions.values() if made.number == number), None),
    )


def _is_past(text: str, today: dt.date) -> bool:
    try:
        return dt.date.fromisoformat(text) <= today
    except ValueError:
        return False
