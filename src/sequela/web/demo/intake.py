"""A made-up patient answers the questions at home: the real pages, in their order, with what the story says of them.

A question that the story does not speak of is answered with no, where it is one of the yes-and-no lines, or skipped.
"""

from __future__ import annotations

from collections.abc import Mapping

from sequela.store.invitations import invite, opened
from sequela.web.intake.filled import Did, filled
from sequela.web.intake.page import NO, Answer, Page
from sequela.web.intake.questions import next_page
from sequela.web.intake.round import Round, open_round, send, store_answer
from sequela.web.site import Site

MOST_PAGES = 80
STOPS, LANGUAGE = "stops_when_urgent", "language"


def answer_all(site: Site, clinician: str, patient_id: str, said: Mapping[str, object]) -> None:
    """Invite the patient, answer page after page, send. With `stops_when_urgent` the patient goes to seek help instead.

    `said`: values by the name of their field.
    """
    with site.store.writing(clinician) as writing:
        token, _ = invite(writing, patient_id)
    with site.store.reading() as connection:
        invitation = opened(connection, site.clock(), token)
    for _ in range(MOST_PAGES):
        round_ = open_round(site, invitation, str(said.get(LANGUAGE, "en")))
        page = next_page(round_.basis)
        if page is None:
            send(site, round_)
            return
        urgent = store_answer(site, round_, _answered(page, said, round_))
        if urgent is not None and said.get(STOPS) == "yes":
            return
    raise AssertionError(f"the questions do not end after {MOST_PAGES} pages")


def _answered(page: Page, said: Mapping[str, object], round_: Round) -> Answer:
    """The page as it is sent."""
    form = {name: _values(said[name]) for field in page.fields for name in field.names if name in said}
    rows = {field.name: [NO] for field in page.fields if field.kind == "row"}
    did: Did = "next" if form or rows else "none" if page.none else "skip"
    done = filled(page, did, {**rows, **form}, round_.basis)
    assert not done.faults, (page.id, done.faults)  # noqa: S101 - our own files
    return done.answer


def _values(value: object) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else [str(value)]
