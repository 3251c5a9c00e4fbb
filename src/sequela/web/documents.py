"""Documents about a patient, made from the record as it stands; the patient's summary only as far as it is released."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Literal

from sequela.assess import assess
from sequela.assessment import Assessment
from sequela.case.case import Case
from sequela.case.errors import CaseError
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.records import frozen
from sequela.report.letters import html, markdown, pdf
from sequela.report.letters.authorisation import authorisation, first_asked, spoken_of
from sequela.report.letters.clinician import clinician
from sequela.report.letters.document import Document
from sequela.report.letters.patient import patient
from sequela.report.letters.referral import referral
from sequela.report.letters.release import NotReleasedError, fingerprint
from sequela.store.entries import Entry
from sequela.store.problem import StoreError

from .record import case_now
from .site import Site

ClinicKind = Literal["clinician", "referral", "authorisation"]
CLINIC_KINDS: tuple[ClinicKind, ...] = ("clinician", "referral", "authorisation")
FORMATS = {"html": "text/html; charset=utf-8", "pdf": "application/pdf", "md": "text/markdown; charset=utf-8"}


@frozen
class Basis:
    """What a document is made of."""

    assessment: Assessment
    case: Case


@frozen
class Release:
    """What the record says of a release: who, when, of which assessment."""

    number: int
    by: str
    at: dt.date
    sha256: str


def basis(site: Site, entries: Sequence[Entry], patient_id: str, day: dt.date) -> Basis:
    """The assessment and the case of a day. Raises `CaseError`."""
    case = case_now(site, entries, patient_id, day)
    return Basis(assessment=assess(case, site.knowledge, day), case=case)


def letter(kind: ClinicKind, made_of: Basis, knowledge: Knowledge, treatment: str, called: str) -> Document:
    """A document for colleagues. `called` names the patient on it; `treatment` is what it asks for, if not the first.

    Raises `StoreError` where there is nothing that it could ask for.
    """
    assessment, case = made_of.assessment, made_of.case
    if kind == "clinician":
        made = clinician(assessment, case, knowledge)
    elif kind == "referral":
        made = referral(assessment, case, knowledge, treatment or None)
    else:
        asked = treatment or first_asked(assessment)
        if asked not in spoken_of(knowledge):
            raise StoreError("no payer's criterion on file speaks of the first step of this plan; choose a treatment")
        made = authorisation(assessment, case, knowledge, asked)
    return replace(made, case=called)


def choices(kind: str, knowledge: Knowledge) -> tuple[tuple[str, str], ...]:
    """What a document of this kind can be about: ids with their names."""
    if kind == "referral":
        named: Mapping[str, object] = {**knowledge.treatments, **knowledge.tests}
    elif kind == "authorisation":
        every: Mapping[str, object] = {**knowledge.findings, **knowledge.tests, **knowledge.treatments}  # type: ignore[dict-item]
        named = {identifier: every[identifier] for identifier in spoken_of(knowledge) if identifier in every}
    else:
        return ()
    labels = (
        (identifier, str(getattr(getattr(r, "label", None), "en", identifier))) for identifier, r in named.items()
    )
    return tuple(sorted(labels, key=lambda item: item[1]))


def written(document: Document, form: str) -> bytes:
    """The bytes of a download. Raises `StoreError` if it cannot be set as PDF."""
    if form == "html":
        return html.render(document).encode()
    if form == "md":
        return markdown.render(document).encode()
    try:
        return pdf.render(document).content
    except pdf.PdfError as error:
        raise StoreError(f"{error}; as HTML or Markdown it can be had") from error


# --- the patient's summary --------------------------------------------------------------------------------------------


def released_in(entries: Sequence[Entry]) -> Release | None:
    """The release that stands in a record, whether it still holds or not."""
    for entry in entries:
        if entry.kind == "released" and isinstance(entry.body, Mapping):
            try:
                day = dt.date.fromisoformat(str(entry.body.get("at")))
            except ValueError:
                return None
            by, sha256 = str(entry.body.get("by", "")), str(entry.body.get("assessment_sha256", ""))
            return Release(number=entry.number, by=by, at=day, sha256=sha256)
    return None


def summary(site: Site, entries: Sequence[Entry], patient_id: str, language: str) -> Document | None:
    """The summary that was released, while nothing it rests on has changed since; None otherwise.

    It is made anew for the day of the release: another fact, an entry withdrawn, newer knowledge give another hash, and
    then the patient does not see it until a clinician has read and released it again.
    """
    told = released_in(entries)
    if told is None:
        return None
    try:
        made_of = basis(site, entries, patient_id, told.at)
        return patient(made_of.assessment, made_of.case, site.knowledge, language)
    except (CaseError, NotReleasedError):
        return None


def draft(made_of: Basis, knowledge: Knowledge, language: str) -> tuple[Document, str]:
    """The summary as the clinician reads it before the release, and the hash that the release will name."""
    made = patient(made_of.assessment, made_of.case, knowledge, language, draft=True)
    return made, fingerprint(made_of.assessment, made_of.case)
