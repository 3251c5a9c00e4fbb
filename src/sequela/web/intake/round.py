"""One round of answers: from the invitation that opens it to the mark that they were sent. The only part that stores.

Every answer is an entry the moment it is given, so that the round goes on on another device. What it states becomes
part of the chart when the patient sends it, or at once where it is urgent.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from sequela.records import frozen
from sequela.store import audit
from sequela.store.entries import Entry, add, history, withdraw
from sequela.store.invitations import Invitation, sent
from sequela.store.store import Writing
from sequela.web.record import refresh
from sequela.web.site import Site

from .answers import case_with, parts
from .basis import Basis
from .danger import Urgent, urgent
from .page import Answer
from .part import PREFIX, Part

_ID = 32
SENT = "sent"
DANGER, DANGER_DAYS = "danger-", "intake_danger_days"
LEVELS = ("emergency_now", "same_day")


@frozen
class Round:
    """The present round of a patient's answers.

    began
        the number of the last entry of the round before; entries of this one come after it.
    alarm
        what was urgent in this round, if anything was: it stays on top of every page.
    """

    invitation: Invitation
    basis: Basis
    began: int
    alarm: Urgent | None
    standing: tuple[Entry, ...]


def open_round(site: Site, invitation: Invitation, language: str) -> Round:
    """The round as the store holds it."""
    with site.store.reading() as connection:
        whole = tuple(history(connection, invitation.patient_id))
    standing = _standing(whole)
    began = max((e.number for e in standing if e.kind == "answer" and is_sent(e)), default=0)
    present = [e for e in standing if e.number > began]
    stale = site.today() - dt.timedelta(days=site.knowledge.conventions[DANGER_DAYS].value)
    read = (_read(e) for e in present if e.kind == "answer")
    answers = {a.page: _put_again(a) if a.on <= stale else a for a in read if a is not None}
    basis = Basis(
        knowledge=site.knowledge,
        today=site.today(),
        answers=answers,
        told=_standing(e for e in whole if e.number <= began or not _is_ours(e)),
        self_harm=site.settings.self_harm_contact is not None,
        countries=tuple(numbers.country for numbers in site.settings.numbers),
        language=language,
    )
    return Round(invitation=invitation, basis=basis, began=began, alarm=_alarm(present), standing=standing)


def _put_again(answer: Answer) -> Answer:
    """A danger page answered days ago: what was said stands, and the page is put again before anything else."""
    return replace(answer, settled=()) if answer.page.startswith(DANGER) else answer


def _standing(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """What stands of these entries, oldest first."""
    found: dict[tuple[str, str], Entry] = {}
    for entry in entries:
        found[entry.kind, entry.thing] = entry
    return tuple(sorted((e for e in found.values() if not e.withdrawn), key=lambda e: e.number))


def is_sent(entry: Entry) -> bool:
    """Whether an entry marks that answers were sent."""
    return isinstance(entry.body, Mapping) and bool(entry.body.get(SENT))


def _is_ours(entry: Entry) -> bool:
    """Whether an entry of this round came from its answers."""
    return entry.source == "patient" and (entry.thing.startswith(PREFIX) or entry.thing == entry.kind)


def _alarm(present: Iterable[Entry]) -> Urgent | None:
    found = [e.body for e in present if e.kind == "alarm" and isinstance(e.body, Mapping)]
    if not found:
        return None
    level = min((str(body.get("level")) for body in found), key=LEVELS.index)
    flags = dict.fromkeys(str(flag) for body in found for flag in _list(body.get("flags")))
    return Urgent(level=level, flags=tuple(flags))


def _list(value: object) -> Sequence[object]:
    return value if isinstance(value, list) else ()


# --- reading and writing an answer -----------------------------------------------------------------------------------


def _read(entry: Entry) -> Answer | None:
    body = entry.body
    if not isinstance(body, Mapping) or not isinstance(body.get("page"), str):
        return None
    given = body.get("given")
    return Answer(
        page=str(body["page"]),
        given={str(k): tuple(map(str, _list(v))) for k, v in given.items()} if isinstance(given, Mapping) else {},
        put=tuple(map(str, _list(body.get("put")))),
        settled=tuple(map(str, _list(body.get("settled")))),
        on=entry.recorded_at.date(),
    )


def _thing(page: str) -> str:
    return page if len(page) <= _ID else hashlib.sha256(page.encode()).hexdigest()[:_ID]


def store_answer(site: Site, round_: Round, answer: Answer) -> Urgent | None:
    """Keep the answer, once a day if it stays the same. If the answers so far are urgent, they join the chart at once
    with an alarm.

    Returns what is urgent and was not yet when the page was sent.
    """
    basis = _with(round_.basis, answer)
    found = urgent(case_with(basis), site.knowledge)
    fresh = found if found is not None and _is_new(found, round_.alarm) else None
    patient_id = round_.invitation.patient_id
    joined = fresh is not None or any(_is_ours(e) and e.number > round_.began for e in round_.standing)
    body = {
        "page": answer.page,
        "given": {name: list(value) for name, value in answer.given.items()},
        "put": list(answer.put),
        "settled": list(answer.settled),
        "language": basis.language,
    }
    said_before = any(
        e.kind == "answer"
        and e.number > round_.began
        and e.thing == _thing(answer.page)
        and e.body == body
        and e.recorded_at.date() == site.today()
        for e in round_.standing
    )
    with site.store.writing(actor(round_.invitation)) as writing:
        if not said_before:
            add(writing, patient_id, "answer", body, source="patient", thing=_thing(answer.page))
        if joined:
            _join(writing, round_, parts(basis))
        if fresh is not None:
            add(writing, patient_id, "alarm", {"level": fresh.level, "flags": list(fresh.flags)}, source="patient")
    if joined:
        refresh(site, patient_id)
    return fresh


def _with(basis: Basis, answer: Answer) -> Basis:
    """The round once the page was answered; the answer comes last, as it was given last."""
    before = {page: one for page, one in basis.answers.items() if page != answer.page}
    return replace(basis, answers={**before, answer.page: answer})


def _is_new(found: Urgent, before: Urgent | None) -> bool:
    if before is None:
        return True
    return LEVELS.index(found.level) < LEVELS.index(before.level) or not set(found.flags) <= set(before.flags)


def actor(invitation: Invitation) -> str:
    """Who acts, in the audit: the invitation, by the beginning of its hash."""
    return f"invitation {invitation.token_sha256[:12]}"


def _join(writing: Writing, round_: Round, stated: Sequence[Part]) -> None:
    """Bring the chart to what the answers state now: add, correct, withdraw; what is as it was stays untouched."""
    patient_id = round_.invitation.patient_id
    there = {(e.kind, e.thing): e for e in round_.standing}
    wanted = {(part.kind, part.thing(round_.began)): part for part in stated}
    for (kind, thing), part in wanted.items():
        old = there.get((kind, thing))
        if old is None or old.body != part.body:
            add(writing, patient_id, kind, part.body, source="patient", thing=thing)
    for key, old in there.items():
        if key not in wanted and old.number > round_.began and _is_ours(old) and old.kind not in ("answer", "alarm"):
            withdraw(writing, patient_id, old.number, source="patient")


def send(site: Site, round_: Round) -> None:
    """Send the answers to the clinic: they join the chart, and the work list says that they came."""
    patient_id = round_.invitation.patient_id
    with site.store.writing(actor(round_.invitation)) as writing:
        _join(writing, round_, parts(round_.basis))
        add(writing, patient_id, "answer", {SENT: True}, source="patient", thing=SENT)
        sent(writing, round_.invitation.token_sha256)
    refresh(site, patient_id)


def note_opened(site: Site, invitation: Invitation, what: str) -> None:
    """A row in the audit: the answers were opened by their link or code."""
    with site.store.writing(actor(invitation)) as writing:
        audit.note(writing, what, patient_id=invitation.patient_id)
