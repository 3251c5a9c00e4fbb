"""Documents: for colleagues and payers to read and take along; the patient's summary to read, then to release."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query
from fastapi.responses import JSONResponse, Response

from sequela.case.errors import CaseError
from sequela.records import frozen
from sequela.report.letters.document import Document, cleaned, kind_of
from sequela.store import audit
from sequela.store.accounts import account_of_patient
from sequela.store.entries import add, one
from sequela.store.problem import StoreError
from sequela.web.documents import (
    CLINIC_KINDS,
    FORMATS,
    Basis,
    Release,
    basis,
    choices,
    draft,
    lapsed,
    letter,
    released_in,
    summary,
    with_phone,
    written,
)
from sequela.web.patient_head import Head, opened
from sequela.web.record import Record, refresh
from sequela.web.visit import SeePatient, Visit, go, needs, page

router = APIRouter(prefix="/clinic/patients/{patient_id}")

Day = Annotated[str, Query(max_length=10)]
Word = Annotated[str, Query(max_length=60)]
DoRelease = Annotated[Visit, needs("release")]


@frozen
class DocumentsPage:
    """What can be made, and the release that stands; `lapsed`: it holds no longer."""

    head: Head
    kinds: tuple[str, ...]
    release: Release | None
    lapsed: bool


@frozen
class LetterPage:
    """One document as it reads, and what it could be about.

    problem
        why there is none until a treatment is chosen; then there is no document.
    """

    head: Head
    kind: str
    document: Document | None
    treatment: str
    choices: tuple[tuple[str, str], ...]
    problem: str = ""

    def what(self, block: object) -> str:
        """What a block is: text, points, pairs, table or quote."""
        return kind_of(block)  # type: ignore[arg-type]  # templates hand over what the document holds


@frozen
class DraftPage:
    """The patient's summary before its release. `holds`: the release that stands is of what is here now.

    account
        whether the patient has an account to read it with.
    """

    head: Head
    document: Document
    sha256: str
    release: Release | None
    holds: bool
    account: bool
    changed: bool = False

    def what(self, block: object) -> str:
        """What a block is."""
        return kind_of(block)  # type: ignore[arg-type]


@router.get("/documents")
def documents_page(visit: SeePatient, as_of: Day = "") -> Response:
    """What can be made of this record."""
    now, head = opened(visit, "documents", as_of)
    view = DocumentsPage(
        head=head, kinds=CLINIC_KINDS, release=released_in(now.entries), lapsed=lapsed(visit.site, now) is not None
    )
    return page(visit, "patient_documents.html.j2", view)


@router.get("/documents/patient")
def summary_draft(visit: DoRelease, language: Word = "") -> Response:
    """The patient's summary as a draft, with the hash that a release names."""
    now, head = opened(visit, "summary draft")
    return _draft_page(visit, now, head, language)


@router.post("/documents/patient/release")
def release_summary(visit: DoRelease) -> Response:
    """Release exactly what was read: if it has changed since, the present draft is shown instead."""
    now, head = opened(visit, "release")
    made_of = _basis(visit, now)
    _, sha256 = draft(made_of, visit.site.knowledge, "en")
    if visit.said("sha256") != sha256:
        return _draft_page(visit, now, head, "", changed=True)
    assert visit.account is not None  # noqa: S101 - a clinician
    body = {"by": visit.account.name, "at": now.as_of.isoformat(), "assessment_sha256": sha256}
    with visit.site.store.writing(visit.actor) as writing:
        add(writing, head.patient_id, "released", body, source="clinician")
        audit.note(writing, "released summary", sha256[:16], head.patient_id)
    refresh(visit.site, head.patient_id)
    return go(f"/clinic/patients/{head.patient_id}/documents/patient")


@router.post("/documents/patient/withdraw")
def withdraw_summary(visit: DoRelease) -> Response:
    """The patient does not see the summary any more."""
    now, head = opened(visit, "withdrawal of the release")
    told = released_in(now.entries)
    if told is None:
        raise HTTPException(409)
    with visit.site.store.writing(visit.actor) as writing:
        old = one(writing.connection, head.patient_id, told.number)
        body = {"was": old.body, "because": "release withdrawn"}
        add(
            writing,
            head.patient_id,
            "released",
            body,
            source="clinician",
            thing=old.thing,
            supersedes=old.number,
            withdrawn=True,
        )
    refresh(visit.site, head.patient_id)
    return go(f"/clinic/patients/{head.patient_id}/documents/patient")


@router.get("/documents/{name}")
def document(visit: SeePatient, name: str, as_of: Day = "", treatment: Word = "") -> Response:
    """A document on the page, or with an ending (``referral.pdf``) as a file to take along."""
    kind, _, form = name.partition(".")
    if kind not in CLINIC_KINDS or (form and form not in FORMATS):
        raise HTTPException(404)
    now, head = opened(visit, f"document {name}", as_of)
    can_be = choices(kind, visit.site.knowledge)
    if treatment and treatment not in dict(can_be):
        raise HTTPException(404)
    called = now.number or now.name or now.patient.id
    try:
        made = letter(kind, _basis(visit, now), visit.site.knowledge, treatment, called)
    except StoreError as error:
        if treatment or form or visit.wants_json or not can_be or now.problems or now.assessment is None:
            raise
        view = LetterPage(head=head, kind=kind, document=None, treatment="", choices=can_be, problem=str(error))
        return page(visit, "patient_letter.html.j2", view)
    if form:
        return _file(made, f"{kind}-{now.as_of.isoformat()}.{form}", form)
    if visit.wants_json:
        return JSONResponse(made.to_json())
    view = LetterPage(head=head, kind=kind, document=cleaned(made), treatment=treatment, choices=can_be)
    return page(visit, "patient_letter.html.j2", view)


def _basis(visit: Visit, now: Record) -> Basis:
    try:
        return basis(visit.site, now.entries, now.patient.id, now.as_of)
    except CaseError as error:
        raise StoreError("this record cannot be assessed yet, so no document is made; its facts say why") from error


def _draft_page(visit: Visit, now: Record, head: Head, language: str, *, changed: bool = False) -> Response:
    made, sha256 = draft(_basis(visit, now), visit.site.knowledge, language)
    made = with_phone(made, visit.site.settings.phone)
    told, released = released_in(now.entries), summary(visit.site, now.entries, head.patient_id, language)
    # The page itself says above the text that it is a draft, and how it is released here.
    read = released or replace(made, sections=tuple(part for part in made.sections if part.id != "draft"))
    with visit.site.store.reading() as connection:
        account = account_of_patient(connection, head.patient_id)
    view = DraftPage(
        head=head,
        document=cleaned(read),
        sha256=sha256,
        release=told,
        holds=released is not None,
        account=account is not None and account.active,
        changed=changed,
    )
    return page(visit, "patient_summary.html.j2", view, status=409 if changed else 200)


def _file(made: Document, name: str, form: str) -> Response:
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(written(made, form), media_type=FORMATS[form], headers=headers)
