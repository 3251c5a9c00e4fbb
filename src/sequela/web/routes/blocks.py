"""Diagnostic blocks: their diaries entered, drawn and read; read once before anything is recorded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Query
from fastapi.responses import Response

from sequela.assessment.blocks import BlockReading
from sequela.assessment.read_back import read_all
from sequela.case.read import SCHEMA, read_case
from sequela.pathway.blocks.answer import block_readings
from sequela.records import frozen
from sequela.store.entries import add, one
from sequela.store.problem import ConflictError
from sequela.web.block_form import BlockChoices, BlockForm, blank, body_of, choices, from_body, from_fields
from sequela.web.entry_check import problems_of
from sequela.web.entry_words import Line, lines
from sequela.web.patient_head import Head, opened
from sequela.web.record import refresh
from sequela.web.visit import LONGEST_NUMBER, ChangePatient, SeePatient, Visit, go, page

router = APIRouter(prefix="/clinic/patients/{patient_id}")


@frozen
class BlocksPage:
    """The blocks that stand, and their diaries as read. `blocks` is the JSON that was kept; `made`: just recorded."""

    head: Head
    blocks: tuple[Mapping[str, Any], ...]
    lines: tuple[Line, ...]
    made: Line | None = None

    @property
    def readings(self) -> tuple[BlockReading, ...]:
        """Each diary read."""
        return read_all(BlockReading, self.blocks)


@frozen
class BlockPage:
    """The form of one diary; once asked for, with what it would read. `number`: the entry that it corrects."""

    head: Head
    form: BlockForm
    choices: BlockChoices
    problems: tuple[tuple[str, str], ...] = ()
    reading: BlockReading | None = None
    number: int | None = None
    conflict: bool = False


@router.get("/blocks")
def blocks_page(
    visit: SeePatient,
    as_of: Annotated[str, Query(max_length=10)] = "",
    done: Annotated[int, Query(ge=0)] = 0,
) -> Response:
    """Every block with its plot and reading."""
    now, head = opened(visit, "blocks", as_of)
    standing = [entry for entry in now.entries if entry.kind == "block"]
    said = lines(standing, visit.site.knowledge, {})
    view = BlocksPage(
        head=head,
        blocks=tuple((now.assessment or {}).get("blocks") or ()),
        lines=said,
        made=next((line for line in said if line.number == done), None),
    )
    return page(visit, "patient_blocks.html.j2", view)


@router.get("/blocks/new")
def new_block(visit: ChangePatient, number: Annotated[int, Query(ge=0, lt=10**LONGEST_NUMBER)] = 0) -> Response:
    """The form, empty or with a block to correct."""
    _, head = opened(visit, "block form")
    form = blank()
    if number:
        with visit.site.store.reading() as connection:
            old = one(connection, head.patient_id, number)
        if old.kind != "block" or not isinstance(old.body, Mapping):
            raise HTTPException(404)
        form = from_body(old.body)
    return _shown(visit, head, form, number=number or None)


@router.post("/blocks")
def record_block(visit: ChangePatient) -> Response:
    """Read the diary for the screen, add rows, or record it."""
    now, head = opened(visit, "block")
    what, number = visit.said("what"), visit.number("number")
    form = from_fields(visit.form, more=what == "rows")
    if what == "rows":
        return _shown(visit, head, form, number=number)
    body = body_of(form)
    problems = _near_field(problems_of(visit.site, now.entries, "block", body, number))
    if problems or not body.get("block"):
        return _shown(visit, head, form, problems or (("block", "Choose the block"),), number=number, status=422)
    if what == "read":
        return _shown(visit, head, form, reading=_reading(visit, body), number=number)
    try:
        made = _store(visit, head.patient_id, body, number)
    except ConflictError as error:
        return _shown(visit, head, form, number=error.head, conflict=True, status=409)
    refresh(visit.site, head.patient_id)
    return go(f"/clinic/patients/{head.patient_id}/blocks?done={made}")


def _store(visit: Visit, patient_id: str, body: dict[str, object], number: int | None) -> int:
    """Record the block, or its correction; the number of the entry. Raises `ConflictError`."""
    with visit.site.store.writing(visit.actor) as writing:
        if number is None:
            return add(writing, patient_id, "block", body, source="clinician")
        old = one(writing.connection, patient_id, number)
        return add(writing, patient_id, "block", body, source="clinician", thing=old.thing, supersedes=number)


def _reading(visit: Visit, body: dict[str, object]) -> BlockReading | None:
    """What this diary alone says, against no case: nothing of it is kept."""
    today = visit.site.today()
    raw = {"schema": SCHEMA, "as_of": today.isoformat(), "blocks": [body]}
    found = block_readings(read_case(raw, "", visit.site.knowledge, as_of=today, today=today), visit.site.knowledge)
    return found[0] if found else None


def _near_field(problems: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    """The field of the form for each fault: ``diary.rows[2].time`` is that of its row."""
    found = []
    for field, words in problems:
        name = field.removeprefix("diary.").replace("rows[", "row-").replace("].", "-").replace("]", "")
        found.append((name or "block", words))
    return tuple(found)


def _shown(
    visit: Visit,
    head: Head,
    form: BlockForm,
    problems: tuple[tuple[str, str], ...] = (),
    *,
    reading: BlockReading | None = None,
    number: int | None = None,
    conflict: bool = False,
    status: int = 200,
) -> Response:
    view = BlockPage(
        head=head,
        form=form,
        choices=choices(visit.site.knowledge),
        problems=problems,
        reading=reading,
        number=number,
        conflict=conflict,
    )
    return page(visit, "patient_block.html.j2", view, status=status)
