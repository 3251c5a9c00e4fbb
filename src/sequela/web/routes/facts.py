"""The chart entry by entry: added, corrected, withdrawn with a reason; everything that ever stood, in order."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, HTTPException, Query
from fastapi.responses import Response

from sequela.records import frozen
from sequela.store.accounts import accounts_of
from sequela.store.entries import Entry, add, history, one
from sequela.store.kinds import IN_THE_CASE
from sequela.store.problem import ConflictError
from sequela.web.entry_check import problems_of
from sequela.web.entry_fields import EntryForm, body_of, form_of, hidden_of, said_of
from sequela.web.entry_words import Line, in_words, lines
from sequela.web.finding_search import Found, search
from sequela.web.patient_head import Head, opened
from sequela.web.record import refresh
from sequela.web.visit import LONGEST_NUMBER, ChangePatient, Number, SeePatient, Visit, go, page

router = APIRouter(prefix="/clinic/patients/{patient_id}")

Day = Annotated[str, Query(max_length=10)]
Done = Annotated[int, Query(ge=0, lt=10**LONGEST_NUMBER)]
Words = Annotated[str, Query(max_length=100)]
CORRECTED = {*IN_THE_CASE, "identity"} - {"released"}
"""What is corrected and withdrawn here. Releasing, deciding and dealing with answers have pages of their own."""
ENTERED = (
    *("patient", "complaint", "surgery", "fact", "score", "treatment", "medicine", "block", "allergies"),
    *("visit", "story", "goals", "preferences", "setting", "never_operated", "released", "identity"),
)
"""The order in which kinds are listed."""
ADDED = (
    *("complaint", "surgery", "treatment", "medicine", "score", "patient", "story", "goals", "preferences"),
    *("allergies", "setting", "visit", "identity"),
)
MOST_REASON = 500


@frozen
class FactsPage:
    """What stands, by kind, the newest first; `found` are findings that were searched for.

    made
        what was just recorded, corrected or withdrawn here.
    """

    head: Head
    groups: tuple[tuple[str, tuple[Line, ...]], ...]
    words: str
    found: tuple[Found, ...]
    added: tuple[str, ...]
    made: Line | None = None


@frozen
class EntryPage:
    """A form, filled with what was said; of a correction the entry it speaks of."""

    head: Head
    form: EntryForm
    said: dict[str, str]
    hidden: tuple[str, ...]
    problems: tuple[tuple[str, str], ...]
    number: int | None = None
    existing: Line | None = None
    history: tuple[Line, ...] = ()


@frozen
class ConflictPage:
    """Two versions of one thing: that of somebody else, which stands, and the one that was just sent."""

    head: Head
    form: EntryForm
    started_from: Line | None
    theirs: Line
    mine: tuple[str, tuple[str, ...]]
    said: dict[str, str]
    number: int


@frozen
class HistoryPage:
    """Everything ever recorded, the latest first."""

    head: Head
    lines: tuple[Line, ...]


def names_of_accounts(visit: Visit) -> dict[str, str]:
    """Who recorded what, by name."""
    with visit.site.store.reading() as connection:
        return {account.id: account.name for account in accounts_of(connection, visit.clinic_id)}


@router.get("/facts")
def facts_page(visit: SeePatient, as_of: Day = "", words: Words = "", done: Done = 0) -> Response:
    """What stands in the chart; findings that could be added, where some are searched for."""
    now, head = opened(visit, "facts", as_of)
    names = names_of_accounts(visit)
    newest_first = sorted(now.entries, key=lambda entry: -entry.number)
    said = lines(newest_first, visit.site.knowledge, names)
    kinds = [kind for kind in ENTERED if any(line.kind == kind for line in said)]
    groups = tuple((kind, tuple(line for line in said if line.kind == kind)) for kind in kinds)
    found = search(words, visit.site.knowledge, visit.language)
    made = lines(_just_made(visit, head, done), visit.site.knowledge, names)
    view = FactsPage(head=head, groups=groups, words=words, found=found, added=ADDED, made=next(iter(made), None))
    return page(visit, "patient_finding_list.html.j2" if visit.live else "patient_facts.html.j2", view)


def _just_made(visit: Visit, head: Head, number: int) -> list[Entry]:
    """The entry that a page says was just recorded: by the person who asks, and still the last word on its thing."""
    with visit.site.store.reading() as connection:
        every = [*history(connection, head.patient_id)] if number else []
    found = [entry for entry in every if entry.number == number and entry.account_id == visit.actor]
    return [one for one in found if not any(later.supersedes == one.number for later in every)]


@router.get("/history")
def history_page(visit: SeePatient, patient_id: str) -> Response:
    """Everything that was ever recorded, corrected or withdrawn."""
    _, head = opened(visit, "history")
    with visit.site.store.reading() as connection:
        every = tuple(history(connection, patient_id))[::-1]
    view = HistoryPage(head=head, lines=lines(every, visit.site.knowledge, names_of_accounts(visit)))
    return page(visit, "patient_history.html.j2", view)


@router.get("/facts/new")
def new_fact(visit: ChangePatient, finding: Words = "") -> Response:
    """The form of one finding."""
    return _blank(visit, "fact", finding)


@router.get("/entries/new/{kind}")
def new_entry(visit: ChangePatient, patient_id: str, kind: str) -> Response:
    """The form of another part of the case; of what there is one of, the form to correct it."""
    now, _ = opened(visit, f"form {kind}")
    standing = next((e for e in now.entries if e.kind == kind and _single(kind)), None)
    return go(f"/clinic/patients/{patient_id}/entries/{standing.number}") if standing else _blank(visit, kind, "")


@router.post("/entries/new/{kind}")
def record_entry(visit: ChangePatient, patient_id: str, kind: str) -> Response:
    """Record what the form says, or show what is wrong with it."""
    now, head = opened(visit, f"form {kind}")
    form = _form(visit, kind, visit.said("finding"))
    said = _said(visit, form)
    body = body_of(form, said, None, visit.site.today())
    problems = problems_of(visit.site, now.entries, kind, body) or _empty(form, body)
    if problems:
        view = EntryPage(head=head, form=form, said=said, hidden=(), problems=problems)
        return page(visit, "patient_entry.html.j2", view, status=422)
    try:
        with visit.site.store.writing(visit.actor) as writing:
            made = add(writing, patient_id, kind, body, source="clinician", first=True)
    except ConflictError as error:
        return _both(visit, head, form, None, error.head, body, said)
    refresh(visit.site, patient_id)
    return go(f"/clinic/patients/{patient_id}/facts?done={made}")


@router.get("/entries/{number}")
def entry_page(visit: ChangePatient, patient_id: str, number: Number) -> Response:
    """An entry with its history, and the form to correct or withdraw it."""
    _, head = opened(visit, "entry")
    old, before = _with_history(visit, patient_id, number)
    form = _form_for(visit, old)
    names = names_of_accounts(visit)
    view = EntryPage(
        head=head,
        form=form,
        said=said_of(form, _body(old)),
        hidden=hidden_of(form, _body(old)),
        problems=(),
        number=before[-1].number,
        existing=lines([before[-1]], visit.site.knowledge, names)[0],
        history=lines(before[::-1], visit.site.knowledge, names),
    )
    return page(visit, "patient_entry.html.j2", view)


@router.post("/entries/{number}")
def correct(visit: ChangePatient, patient_id: str, number: Number) -> Response:
    """Record a correction of that entry; if somebody else was faster, show both versions."""
    now, head = opened(visit, "correction")
    old, _ = _with_history(visit, patient_id, number)
    form = _form_for(visit, old)
    said = _said(visit, form)
    body = body_of(form, said, _body(old), visit.site.today())
    problems = problems_of(visit.site, now.entries, old.kind, body, old.number) or _empty(form, body)
    if problems:
        view = EntryPage(head=head, form=form, said=said, hidden=(), problems=problems, number=number)
        return page(visit, "patient_entry.html.j2", view, status=422)
    try:
        with visit.site.store.writing(visit.actor) as writing:
            made = add(writing, patient_id, old.kind, body, source="clinician", thing=old.thing, supersedes=number)
    except ConflictError as error:
        return _both(visit, head, form, old, error.head, body, said)
    refresh(visit.site, patient_id)
    return go(f"/clinic/patients/{patient_id}/facts?done={made}")


@router.post("/entries/{number}/withdraw")
def take_back(visit: ChangePatient, patient_id: str, number: Number) -> Response:
    """Withdraw an entry, with the reason; it stays in the history."""
    reason = visit.said("reason")[:MOST_REASON]
    _, head = opened(visit, "withdrawal")
    old, _ = _with_history(visit, patient_id, number)
    form = _form_for(visit, old)
    if not reason:
        names = names_of_accounts(visit)
        view = EntryPage(
            head=head,
            form=form,
            said=said_of(form, _body(old)),
            hidden=(),
            problems=(("reason", "Say why it is withdrawn"),),
            number=number,
            existing=lines([old], visit.site.knowledge, names)[0],
        )
        return page(visit, "patient_entry.html.j2", view, status=422)
    body = {"was": _body(old), "because": reason}
    with visit.site.store.writing(visit.actor) as writing:
        made = add(
            writing,
            patient_id,
            old.kind,
            body,
            source="clinician",
            thing=old.thing,
            supersedes=number,
            withdrawn=True,
        )
    refresh(visit.site, patient_id)
    return go(f"/clinic/patients/{patient_id}/facts?done={made}")


# --- parts ------------------------------------------------------------------------------------------------------------


def _blank(visit: Visit, kind: str, finding: str) -> Response:
    _, head = opened(visit, f"form {kind}")
    form = _form(visit, kind, finding)
    return page(visit, "patient_entry.html.j2", EntryPage(head=head, form=form, said={}, hidden=(), problems=()))


def _form(visit: Visit, kind: str, finding: str) -> EntryForm:
    form = form_of(kind, visit.site.knowledge, finding)
    if form is None:
        raise HTTPException(404)
    return form


def _form_for(visit: Visit, entry: Entry) -> EntryForm:
    """The form of an entry; one without fields, where such a thing can only be withdrawn."""
    body = _body(entry)
    finding = str(body.get("finding", "")) if isinstance(body, dict) else ""
    title = in_words(entry.kind, body, visit.site.knowledge)[0]
    return form_of(entry.kind, visit.site.knowledge, finding) or EntryForm(kind=entry.kind, title=title, fields=())


def _body(entry: Entry) -> object:
    """What an entry states, or stated before it was withdrawn."""
    withdrawn = entry.withdrawn and isinstance(entry.body, dict) and set(entry.body) == {"was", "because"}
    return entry.body["was"] if withdrawn and isinstance(entry.body, dict) else entry.body


def _with_history(visit: Visit, patient_id: str, number: int) -> tuple[Entry, list[Entry]]:
    """An entry, and all of the same thing up to now. Raises `NotFoundError`; 404 for what has pages of its own."""
    with visit.site.store.reading() as connection:
        old = one(connection, patient_id, number)
        if old.kind not in CORRECTED:
            raise HTTPException(404)
        of_it = [e for e in history(connection, patient_id) if (e.kind, e.thing) == (old.kind, old.thing)]
    return old, of_it


def _said(visit: Visit, form: EntryForm) -> dict[str, str]:
    return {part.key: visit.said(part.key) for part in form.fields if part.key in visit.form}


def _single(kind: str) -> bool:
    return kind == "identity" or (kind in IN_THE_CASE and IN_THE_CASE[kind][1] == "one")


def _empty(form: EntryForm, body: object) -> tuple[tuple[str, str], ...]:
    """What must be said and is not."""
    if body in (None, [], {}) or (isinstance(body, dict) and set(body) <= set(form.fixed)):
        return ((form.fields[0].key if form.fields else "", "Nothing is stated"),)
    if not isinstance(body, dict):
        return ()
    return tuple((f.key, f"{f.label} is missing") for f in form.fields if f.required and body.get(f.key) in (None, ""))


def _both(
    visit: Visit, head: Head, form: EntryForm, old: Entry | None, standing: int, body: object, said: dict[str, str]
) -> Response:
    """Both versions; `old` is what this one started from, None if nothing stood yet."""
    assert visit.patient is not None  # noqa: S101 - named in the address
    with visit.site.store.reading() as connection:
        theirs = one(connection, visit.patient.id, standing)
    names = names_of_accounts(visit)
    view = ConflictPage(
        head=head,
        form=form,
        started_from=None if old is None else lines([old], visit.site.knowledge, names)[0],
        theirs=lines([theirs], visit.site.knowledge, names)[0],
        mine=in_words(form.kind, body, visit.site.knowledge),
        said=said,
        number=standing,
    )
    return page(visit, "patient_conflict.html.j2", view, status=409)
