"""`sequela report`: one document about one case, as HTML, PDF or Markdown; nothing for a patient before its release."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from sequela.assess import assess
from sequela.assessment import Assessment
from sequela.case.case import Case
from sequela.case.errors import CaseError, CaseProblem
from sequela.case.files import CaseInput, case_of
from sequela.knowledge.names import names_of, nearest
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.report.letters.document import Document

from .faults import ANSWERED, BAD_INPUT, FAULT, debugging, tell, tell_fault, tell_problems
from .inputs import Today, entries, knowledge_of
from .output import OutputError, ReaderGoneError, write_json, write_text
from .report_files import TargetError, write_document

FORMATS = {".html": "html", ".htm": "html", ".pdf": "pdf", ".md": "md"}
"""What the ending of ``--out`` asks for, where ``--format`` is not given."""
ABOUT_ONE = ("referral", "authorisation")
"""The documents that speak of one treatment."""


def run(options: argparse.Namespace) -> int:
    """Make one document and write it. Returns the exit status."""
    knowledge = knowledge_of(options)
    name = options.file
    try:
        entry = _only(options)
        name = entry.name
        case = case_of(entry, knowledge, as_of=options.as_of, today=Today(options.as_of).said(entry))
        assessment = assess(case, knowledge, case.as_of)
        if options.release_hash:
            return _hash(assessment, case, options)
        document = _document(options, assessment, case, knowledge)
        return _written(document, options)
    except CaseError as error:
        tell_problems(error)
        if options.json:
            write_json(error.to_json(), one=True)
        return BAD_INPUT
    except TargetError as error:
        tell(str(error))
        return BAD_INPUT
    except (ReaderGoneError, OutputError):
        # No fault of ours and none of the file: said once, where the program ends.
        raise
    except Exception as error:
        if debugging():
            raise
        message = tell_fault(error, name)
        if options.json:
            write_json({"file": name, "error": {"code": "fault", "field": "", "message": message}}, one=True)
        return FAULT


def _only(options: argparse.Namespace) -> CaseInput:
    """The one patient of the file; options that do not go together are said first. Raises `CaseError`."""
    if options.treatment is not None and options.kind not in ABOUT_ONE:
        raise _wrong("--treatment", f"a {options.kind} document is not about one treatment", ABOUT_ONE)
    if options.language not in (None, "en") and options.kind != "patient":
        raise _wrong("--language", f"a {options.kind} document is written in English", ("en",))
    if options.release_hash and options.kind != "patient":
        raise _wrong("--release-hash", "only what a patient gets is released", ("--for patient --release-hash",))
    if options.draft and options.kind != "patient":
        raise _wrong("--draft", "only what a patient gets needs a draft", ("--for patient --draft",))
    if _format(options) == "pdf" and options.out is None and not options.json and not options.release_hash:
        raise _wrong("--out", "a PDF is written to a file", ("--out letter.pdf",))
    found = list(entries([options.file]))
    if len(found) != 1:
        message = f"a document is about one patient; this file holds {len(found)}"
        problem = CaseProblem(
            code="several",
            field="",
            message=message,
            accepted=("sequela case convert FILE FOLDER makes a file of each",),
        )
        raise CaseError(options.file, (problem,))
    return found[0]


def _wrong(option: str, message: str, accepted: tuple[str, ...]) -> CaseError:
    problem = CaseProblem(code="option", field=option, message=f"{option}: {message}", accepted=accepted)
    return CaseError(option, (problem,))


def _hash(assessment: Assessment, case: Case, options: argparse.Namespace) -> int:
    """What a clinician writes into the case file to release the summary."""
    from sequela.report.letters.release import fingerprint

    value = fingerprint(assessment, case)
    if options.json:
        write_json(
            {"case": assessment.case, "as_of": assessment.as_of.isoformat(), "assessment_sha256": value}, one=True
        )
    else:
        write_text(f"{value}\n")
    return ANSWERED


# --- the document ----------------------------------------------------------------------------------------------------


def _document(options: argparse.Namespace, assessment: Assessment, case: Case, knowledge: Knowledge) -> Document:
    """The document asked for. Raises `CaseError` where it may not be made or names what does not exist."""
    if options.kind == "patient":
        return _patient(options, assessment, case, knowledge)
    if options.kind == "clinician":
        from sequela.report.letters.clinician import clinician

        return clinician(assessment, case, knowledge)
    if options.kind == "referral":
        from sequela.report.letters.referral import referral

        known = (*knowledge.treatments, *knowledge.tests)
        return referral(assessment, case, knowledge, _named(options.treatment, known, knowledge))
    return _authorisation(options, assessment, case, knowledge)


def _patient(options: argparse.Namespace, assessment: Assessment, case: Case, knowledge: Knowledge) -> Document:
    from sequela.report.letters.patient import patient
    from sequela.report.letters.release import NotReleasedError

    try:
        return patient(assessment, case, knowledge, options.language, draft=options.draft)
    except NotReleasedError as error:
        problem = CaseProblem(code="not_released", field=error.field, message=error.message)
        raise CaseError(case.name, (problem,)) from error


def _authorisation(options: argparse.Namespace, assessment: Assessment, case: Case, knowledge: Knowledge) -> Document:
    from sequela.report.letters.authorisation import authorisation, first_asked, spoken_of

    accepted = spoken_of(knowledge)
    asked = _named(options.treatment, accepted, knowledge) or first_asked(assessment)
    if asked not in accepted:
        why = "the plan proposes no step now" if asked is None else f"no payer's criterion on file speaks of {asked}"
        raise _wrong("--treatment", f"{why}; name what is to be paid for", accepted)
    return authorisation(assessment, case, knowledge, asked)


def _named(word: str | None, accepted: tuple[str, ...], knowledge: Knowledge) -> str | None:
    """The treatment, test or block of that id or name. Raises `CaseError` with the nearest one."""
    if word is None or word in accepted:
        return word
    meant = {match.id for match in names_of(knowledge).exact(word, ["treatment", "finding"])} & set(accepted)
    if len(meant) == 1:
        return meant.pop()
    near = nearest(word, accepted, limit=1)
    problem = CaseProblem(
        code="unknown_name",
        field="--treatment",
        message=f"--treatment {word[:_SHOWN]!r}: there is no such treatment, test or block here",
        accepted=tuple(sorted(accepted)),
        nearest=near[0] if near else None,
    )
    raise CaseError("--treatment", (problem,))


_SHOWN = 80


# --- writing ---------------------------------------------------------------------------------------------------------


def _written(document: Document, options: argparse.Namespace) -> int:
    """Write it as JSON, into the file, or on standard output."""
    if options.json:
        write_json(document.to_json(), one=True)
        return ANSWERED
    content, marks = RENDERERS[_format(options)](document)
    if options.out is None:
        write_text(content.decode())
        return ANSWERED
    path = write_document(Path(options.out), content, marks)
    tell(f"{document.kind} document written to {path}")
    return ANSWERED


def _format(options: argparse.Namespace) -> str:
    """The format named, else that of the file's ending, else Markdown."""
    if options.format is not None:
        return str(options.format)
    return FORMATS.get(Path(options.out or "").suffix.lower(), "md")


def _html(document: Document) -> tuple[bytes, tuple[bytes, ...]]:
    from sequela.report.letters import html

    return html.render(document).encode(), html.marks(document)


def _markdown(document: Document) -> tuple[bytes, tuple[bytes, ...]]:
    from sequela.report.letters import markdown

    return markdown.render(document).encode(), markdown.marks(document)


def _pdf(document: Document) -> tuple[bytes, tuple[bytes, ...]]:
    from sequela.report.letters import pdf

    try:
        made = pdf.render(document)
    except pdf.PdfError as error:
        raise TargetError(f"{error}; --format html and --format md write the same letter") from error
    if made.lacking:
        shown = ", ".join(pdf.number_of(sign) for sign in made.lacking)
        tell(f"the fonts of the PDF lack {len(made.lacking)} characters; they stand there by their numbers: {shown}")
    return made.content, (pdf.mark(document).encode(),)


RENDERERS: dict[str, Callable[[Document], tuple[bytes, tuple[bytes, ...]]]] = {
    "html": _html,
    "md": _markdown,
    "pdf": _pdf,
}
"""What makes the bytes of a document, and what an earlier one of its kind and case holds."""
