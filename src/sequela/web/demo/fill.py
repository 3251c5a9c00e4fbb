"""Letting the stories happen: each in its own past, in one order of time, so that the record can be seen as of any day.

The store refuses a clock that goes back. So it is opened a second time with a clock that the stories move, from their
first day to the present; when they are told, the clinic goes on by its own clock.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Callable, Mapping
from itertools import groupby

from sequela.knowledge.schema.knowledge import Knowledge
from sequela.records import frozen
from sequela.store import audit
from sequela.store.accounts import account_named, change_password, make_account
from sequela.store.entries import add
from sequela.store.patients import make_patient, standing
from sequela.store.store import Store
from sequela.web.clinic import open_clinic
from sequela.web.decisions import KIND as DECISION
from sequela.web.decisions import REASONS, decisions_in
from sequela.web.disagreement import KIND as DISAGREEMENT
from sequela.web.documents import basis, draft
from sequela.web.record import record, refresh
from sequela.web.site import Site

from .intake import answer_all
from .story import Occasion, Story, stories

LOGIN, NAME = "demo", "Demo Clinician"
Tell = Callable[[str], None]


class _Hands:
    """A clock that the stories move."""

    def __init__(self, now: dt.datetime) -> None:
        self.now = now

    def __call__(self) -> dt.datetime:
        return self.now


@frozen
class _Clinic:
    """The clinic in its past: the site by the clock of the stories, the clinician's account, the patients by number."""

    site: Site
    clinician: str
    patients: dict[str, str]


def fill(store: Store, knowledge: Knowledge, tell: Tell) -> None:
    """Make the clinic, its clinician and its patients in an empty store, and assess each patient once."""
    told = stories(store.clock())
    order = sorted((one for story in told for one in story.occasions), key=lambda one: (one.at, one.number))
    hands = _Hands(order[0].at - dt.timedelta(days=1))
    clinic = _founded(Store(store.engine, hands), knowledge)
    tell(f"making {len(told)} made-up patients, with all that happened to them since {order[0].at:%B %Y}")
    names = {story.number: story for story in told}
    for year, occasions in groupby(order, key=lambda one: one.at.year):
        for occasion in occasions:
            hands.now = max(hands.now, occasion.at)
            _happen(clinic, names[occasion.number], occasion)
        tell(f"  what happened in {year} is told")
    _assess(store, clinic, knowledge, tell)


def new_password(store: Store) -> str:
    """A new password of the demonstration's clinician, to be told now: the store keeps no password that can be read."""
    password = "-".join(secrets.token_hex(3) for _ in range(3))
    with store.writing("system") as writing:
        change_password(writing, account_named(writing.connection, LOGIN).id, password)
    return password


def _founded(past: Store, knowledge: Knowledge) -> _Clinic:
    site = open_clinic(past, knowledge, demo=True, host="127.0.0.1")
    with past.writing("system") as writing:
        clinician = make_account(
            writing, site.clinic_id, login=LOGIN, name=NAME, role="clinician", password=secrets.token_hex(16)
        )
    return _Clinic(site=site, clinician=clinician, patients={})


def _assess(store: Store, clinic: _Clinic, knowledge: Knowledge, tell: Tell) -> None:
    """By the store's own clock: what the work list and the first look at each record need."""
    present = open_clinic(store, knowledge, demo=True, host="127.0.0.1")
    for count, patient_id in enumerate(clinic.patients.values(), 1):
        refresh(present, patient_id)
        if count % 10 == 0 or count == len(clinic.patients):
            tell(f"  {count} of {len(clinic.patients)} patients assessed")


# --- one occasion ----------------------------------------------------------------------------------------------------


def _happen(clinic: _Clinic, story: Story, occasion: Occasion) -> None:
    """What was told joins the record; then what the clinic did with it."""
    store, said = clinic.site.store, occasion.said
    with store.writing(clinic.clinician) as writing:
        if story.number not in clinic.patients:
            made = make_patient(writing, clinic.site.clinic_id, synthetic=True)
            add(writing, made, "identity", {"name": story.name, "number": story.number}, source="clinician")
            clinic.patients[story.number] = made
        patient_id = clinic.patients[story.number]
        for part in occasion.parts():
            add(writing, patient_id, part.kind, part.body, source=occasion.source, thing=part.thing)
    for key, act in _ACTS.items():
        if key in said:
            act(clinic, patient_id, said[key])


def _decide(clinic: _Clinic, patient_id: str, said: object) -> None:
    """Steps and tests: accepted, changed or declined."""
    site = clinic.site
    for about, identifier, told in _each(said):
        assert told["reason"] in REASONS, told  # noqa: S101 - our own files
        body = {
            "about": about,
            "id": identifier,
            "label": _label(about, identifier, site.knowledge),
            "decision": told["decision"],
            "instead": told.get("instead", ""),
            "reason": told["reason"],
            "words": told.get("words", ""),
            "as_of": site.today().isoformat(),
            "knowledge": site.knowledge.sha256,
        }
        with site.store.writing(clinic.clinician) as writing:
            add(writing, patient_id, DECISION, body, source="clinician", thing=f"{about} {identifier}"[:32])


def _done(clinic: _Clinic, patient_id: str, said: object) -> None:
    """What came of a decision that was carried out on this day."""
    store = clinic.site.store
    for about, identifier, told in _each(said):
        with store.writing(clinic.clinician) as writing:
            entries = standing(writing.connection, patient_id)
            number = decisions_in(entries)[f"{about}/{identifier}"].number
            old = next(entry for entry in entries if entry.number == number)
            assert isinstance(old.body, Mapping)  # noqa: S101 - written above
            done = {"on": clinic.site.today().isoformat(), "result": told["result"]}
            body = {**old.body, "done": done}
            add(writing, patient_id, DECISION, body, source="clinician", thing=old.thing, supersedes=number)


def _each(said: object) -> list[tuple[str, str, Mapping[str, str]]]:
    """``{step: physical_therapy, ...}`` as step, physical_therapy and the rest."""
    assert isinstance(said, list)  # noqa: S101 - our own files
    return [(about, str(one[about]), one) for one in said for about in ("step", "test") if about in one]


def _label(about: str, identifier: str, knowledge: Knowledge) -> str:
    if about == "test":
        return knowledge.tests[identifier].label.en
    return knowledge.treatments[identifier].label.en


def _disagree(clinic: _Clinic, patient_id: str, said: object) -> None:
    """The clinician does not share what leads on this day."""
    assert isinstance(said, Mapping)  # noqa: S101 - our own files
    site = clinic.site
    assessment = record(site, patient_id).assessment or {}
    leading = assessment["complaints"][0]["differential"][0]
    body = {
        "leading": leading["mechanism"],
        "probability": leading["probability"],
        **said,
        "as_of": site.today().isoformat(),
        "knowledge": site.knowledge.sha256,
    }
    with site.store.writing(clinic.clinician) as writing:
        add(writing, patient_id, DISAGREEMENT, body, source="clinician")


def _release(clinic: _Clinic, patient_id: str, _: object) -> None:
    """The clinician has read the patient's summary and releases it."""
    site = clinic.site
    with site.store.reading() as connection:
        entries = standing(connection, patient_id)
    _, sha256 = draft(basis(site, entries, patient_id, site.today()), site.knowledge, "en")
    body = {"by": NAME, "at": site.today().isoformat(), "assessment_sha256": sha256}
    with site.store.writing(clinic.clinician) as writing:
        add(writing, patient_id, "released", body, source="clinician")
        audit.note(writing, "released summary", sha256[:16], patient_id)


def _see(clinic: _Clinic, patient_id: str, said: object) -> None:
    """The clinician has dealt with the answers, or with an urgent one."""
    with clinic.site.store.writing(clinic.clinician) as writing:
        upto = standing(writing.connection, patient_id)[-1].number
        add(writing, patient_id, "seen", {"what": said, "upto": upto}, source="clinician")


def _answer(clinic: _Clinic, patient_id: str, said: object) -> None:
    """The patient answers the questions at home."""
    assert isinstance(said, Mapping)  # noqa: S101 - our own files
    answer_all(clinic.site, clinic.clinician, patient_id, said)


_ACTS: Mapping[str, Callable[[_Clinic, str, object], None]] = {
    "intake": _answer,
    "seen": _see,
    "decide": _decide,
    "done": _done,
    "disagree": _disagree,
    "release": _release,
}
"""What an occasion can do beside telling, in the order in which it is done."""
