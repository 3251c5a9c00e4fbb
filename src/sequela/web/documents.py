"""Documents about a patient, made from the record as it stands; the patient's summary only as far as it is released."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
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
from sequela.report.letters.document import Document, Paragraph, Section
from sequela.report.letters.patient import patient
from sequela.report.letters.referral import referral
from sequela.report.letters.release import NotReleasedError, fingerprint
from sequela.store.chart import case_of_chart
from sequela.store.entries import Entry
from sequela.store.problem import StoreError

from .record import Record, case_now
from .site import Site

ClinicKind = Literal["clinician", "referral", "authorisation"]
CLINIC_KINDS: tuple[ClinicKind, ...] = ("clinician", "referral", "authorisation")
_BLANK = re.compile("…{3,}")
"""The line on which a number is written by hand, where the summary is printed without the clinic's."""
_HOLDS: dict[tuple[str, int, str], bool] = {}
_MOST_KEPT = 5000
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
        made = patient(made_of.assessment, made_of.case, site.knowledge, language)
    except (CaseError, NotReleasedError):
        return None
    return with_phone(made, site.settings.phone)


def lapsed(site: Site, now: Record) -> Release | None:
    """The release that stands in a record but holds no longer, so that the patient does not see its summary.

    To know it takes an assessment, so the answer is remembered: the same entries and knowledge give the same one.
    """
    told = released_in(now.entries)
    if told is None:
        return None
    key = (now.patient.id, now.upto, site.knowledge.sha256)
    if key not in _HOLDS:
        if len(_HOLDS) >= _MOST_KEPT:
            _HOLDS.clear()
        _HOLDS[key] = site.worked_out(_holds, now.entries, now.patient.id, told, site.today())
    return None if _HOLDS[key] else told


def _holds(entries: Sequence[Entry], patient_id: str, told: Release, today: dt.date, knowledge: Knowledge) -> bool:
    """Whether what was released is what the record gives now, for the day of the release."""
    try:
        case = case_of_chart(entries, patient_id, knowledge, told.at, today)
        return bool(told.by.strip()) and fingerprint(assess(case, knowledge, told.at), case) == told.sha256
    except CaseError:
        return False


def with_phone(made: Document, phone: str) -> Document:
    """The document with the clinic's telephone number on the line that is left blank for it; as it is without one."""
    return replace(made, sections=tuple(_filled(made.sections, phone))) if phone else made


def _filled(sections: Iterable[Section], phone: str) -> Iterator[Section]:
    for part in sections:
        blocks = (
            replace(block, text=_BLANK.sub(lambda _: phone, block.text)) if isinstance(block, Paragraph) else block
            for block in part.blocks
        )
        yield replace(part, blocks=tuple(blocks))


def draft(made_of: Basis, knowledge: Knowledge, language: str) -> tuple[Document, str]:
    """The summary as the clinician reads it before the release, and the hash that the release will name."""
    made = patient(made_of.assessment, made_of.case, knowledge, language, draft=True)
    return made, fingerprint(made_of.assessment, made_of.case)
