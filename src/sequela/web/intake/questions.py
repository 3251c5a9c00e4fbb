"""The sequence of pages: pure, from the knowledge, the chart and the answers so far. Read this first.

    country -> danger -> who you are -> operations -> (danger that only they make possible) -> the pain
    -> what tells most about the cause -> health -> treatments, medicines, allergies -> story, goals, wishes

Danger questions that an answer makes necessary come at once, whatever stands next.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from sequela.case.case import Case
from sequela.knowledge.schema.terms import FindingId

from . import about, care, danger, health, operations, pain, telling, wishes
from .answers import case_with
from .basis import Basis
from .page import Chapter, Page, done
from .wording import told_by_patients


def sequence(basis: Basis) -> tuple[Page, ...]:
    """Every page that was put or is known to come. What tells most is known only once all before it was answered."""
    return tuple(_sequence(basis, case_with(basis)))


def _sequence(basis: Basis, case: Case) -> Iterator[Page]:
    before = tuple(_before(basis))
    yield from before
    yield from telling.put(basis)
    asked = {page.id for page in telling.put(basis)}
    if all(done(page, basis.answers) for page in before) and _all_told(basis, asked):
        further = telling.next_page(basis, case)
        if further is not None:
            yield further
            return
        yield from health.pages(basis, case)
        yield from care.pages(basis)
        yield from wishes.pages(basis)


def chosen_pages(basis: Basis) -> tuple[Page, ...]:
    """Pages that nobody is led to and that can be chosen at the end."""
    return (care.forms_page(basis),)


def _before(basis: Basis) -> Iterator[Page]:
    yield from about.country_pages(basis)
    yield from danger.pages(basis, case_with(_asked_afresh(basis)))
    yield from about.pages(basis)
    yield from operations.pages(basis)
    yield from pain.pages(basis)


def _asked_afresh(basis: Basis) -> Basis:
    """Without what the patient said in an earlier round: no danger is ruled out by an answer of some months ago."""
    findings = basis.knowledge.findings
    return replace(
        basis,
        told=tuple(
            entry
            for entry in basis.told
            if not (
                entry.kind == "fact"
                and isinstance(entry.body, Mapping)
                and (known := findings.get(FindingId(str(entry.body.get("finding"))))) is not None
                and told_by_patients(known)
            )
        ),
    )


def _all_told(basis: Basis, asked: set[str]) -> bool:
    return all(set(basis.answers[page].put) <= set(basis.answers[page].settled) for page in asked)


CHAPTERS: tuple[Chapter, ...] = ("danger", "you", "operations", "pain", "health", "care", "wishes")
_FOR_ALL: frozenset[Chapter] = frozenset({"danger", "pain", "care", "wishes"})


def place_of(page: Page, basis: Basis) -> tuple[int, int]:
    """In which part of how many the page stands, of those that this person meets; 0 where danger is asked once more.

    What the clinic has on record is not asked, and a part without a question is not counted. Health is counted until
    it is known that nothing of it is left to ask.
    """
    pages = sequence(basis)
    met = {one.chapter for one in pages} | _FOR_ALL
    if not any(one.id == care.TRIED for one in pages):
        met.add("health")
    parts = [chapter for chapter in CHAPTERS if chapter in met]
    later = any(one.chapter != "danger" and one.id in basis.answers for one in pages)
    once_more = page.chapter == "danger" and later and not done(page, basis.answers)
    return 0 if once_more else parts.index(page.chapter) + 1, len(parts)


def next_page(basis: Basis) -> Page | None:
    """The first page that is still to be answered or skipped; None when all is done."""
    return next((page for page in sequence(basis) if not done(page, basis.answers)), None)
