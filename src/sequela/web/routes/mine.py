"""What patients see of their own record: the summary that was released to them, and what they told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated

from fastapi import APIRouter
from fastapi.responses import Response

from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.terms import FindingId
from sequela.records import frozen
from sequela.report.letters.document import Document, cleaned, kind_of
from sequela.store import audit
from sequela.store.entries import Entry
from sequela.store.kinds import IN_THE_CASE
from sequela.store.patients import standing
from sequela.web.documents import released_in, summary
from sequela.web.entry_words import in_words
from sequela.web.visit import Visit, needs, page

router = APIRouter(prefix="/mine")

SeeOwn = Annotated[Visit, needs("see_own_release")]
OF_THE_CLINIC = ("released",)


@frozen
class Mine:
    """The released summary; `changed`: there was one, and the clinic has to look at it again."""

    document: Document | None
    changed: bool

    def what(self, block: object) -> str:
        """What a block is."""
        return kind_of(block)  # type: ignore[arg-type]


@frozen
class Answer:
    """Something the patient told: what was asked, and the answer; `value` is that of a finding, or the kind."""

    about: str
    value: str
    words: tuple[str, ...]


@frozen
class Answers:
    """Everything that a patient told."""

    answers: tuple[Answer, ...]


@router.get("")
def own_summary(visit: SeeOwn) -> Response:
    """The summary, while it is released."""
    entries = _own(visit, "viewed own summary")
    assert visit.account is not None  # noqa: S101 - a patient
    made = summary(visit.site, entries, str(visit.account.patient_id), visit.language)
    view = Mine(
        document=None if made is None else cleaned(made), changed=made is None and released_in(entries) is not None
    )
    return page(visit, "mine.html.j2", view)


@router.get("/answers")
def own_answers(visit: SeeOwn) -> Response:
    """What the patient told, to read and print."""
    entries = _own(visit, "viewed own answers")
    told = [e for e in entries if e.source == "patient" and e.kind in IN_THE_CASE and e.kind not in OF_THE_CLINIC]
    view = Answers(answers=tuple(_answer(entry, visit.site.knowledge, visit.language) for entry in told))
    return page(visit, "mine_answers.html.j2", view)


def _own(visit: Visit, action: str) -> Sequence[Entry]:
    assert visit.account is not None  # noqa: S101 - the action lets only patients in
    assert visit.account.patient_id is not None  # noqa: S101
    with visit.site.store.reading() as connection:
        entries = standing(connection, visit.account.patient_id)
    with visit.site.store.writing(visit.actor) as writing:
        audit.note(writing, action, patient_id=visit.account.patient_id)
    return entries


def _answer(entry: Entry, knowledge: Knowledge, language: str) -> Answer:
    about, words = in_words(entry.kind, entry.body, knowledge, language)
    if entry.kind == "fact" and isinstance(entry.body, Mapping):
        finding = knowledge.findings.get(FindingId(str(entry.body.get("finding"))))
        question = None if finding is None else finding.question
        asked = None if question is None else getattr(question, language, None) or question.en
        return Answer(about=asked or about, value=str(entry.body.get("value", "")), words=words[1:])
    return Answer(about="" if entry.kind in ("story", "goals") else about, value=entry.kind, words=words)
