"""Workers answer as the server itself would; when one dies, nobody is left without an answer."""

from __future__ import annotations

import datetime as dt
import os
import signal
from collections.abc import Iterator
from dataclasses import replace

import pytest

from sequela.knowledge.schema.knowledge import Knowledge
from sequela.store.entries import Entry, add
from sequela.store.patients import make_patient, standing
from sequela.store.shown import unpacked
from sequela.web.record import assessment_of
from sequela.web.site import Site
from sequela.web.what_if import supposition_of
from sequela.web.workers import Workers
from tests.web.workspace.conftest import charted

DAY = dt.date(2026, 11, 29)


@pytest.fixture(scope="module")
def workers(knowledge: Knowledge) -> Iterator[Workers]:
    made = Workers(knowledge, 2)
    yield made
    made.close()


@pytest.fixture
def beside(site: Site, workers: Workers) -> Site:
    """The clinic with workers beside it."""
    return replace(site, workers=workers)


def entries_of(site: Site, patient: str) -> tuple[Entry, ...]:
    with site.store.reading() as connection:
        return tuple(standing(connection, patient))


def test_a_worker_assesses_and_supposes_as_the_server_would(site: Site, beside: Site) -> None:
    patient = charted(site, "recurrence_willing")
    asked = (entries_of(site, patient), patient, DAY, DAY)
    here, there = site.worked_out(assessment_of, *asked), beside.worked_out(assessment_of, *asked)
    assert here == there
    assert here[0] is not None
    before = unpacked(here[0])
    what = (("bladder_dysfunction=present",), *asked, before)
    supposed = beside.worked_out(supposition_of, *what)
    assert supposed == site.worked_out(supposition_of, *what)
    assert supposed.what_if is not None
    assert supposed.what_if.level_after == "emergency_now"


def test_what_keeps_entries_from_being_a_case_is_told_from_there_too(site: Site, beside: Site) -> None:
    with site.store.writing("test") as writing:
        patient = make_patient(writing, site.clinic_id)
        add(writing, patient, "fact", {"finding": "no_such_finding", "value": "present"}, source="clinician")
    made, problems = beside.worked_out(assessment_of, entries_of(site, patient), patient, DAY, DAY)
    assert made is None
    assert "no_such_finding" in problems[0]


def own_process(_: Knowledge) -> int:
    return os.getpid()


def test_when_a_worker_is_killed_its_question_is_answered_and_others_take_its_place(beside: Site) -> None:
    first = beside.worked_out(own_process)
    assert first != os.getpid()
    os.kill(first, signal.SIGKILL)
    answers = {beside.worked_out(own_process) for _ in range(20)}
    assert first not in answers or len(answers) > 1
    assert beside.worked_out(own_process) not in {first, os.getpid()}
