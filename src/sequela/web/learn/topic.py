"""A page of the knowledge for patients, with the tests and treatments that belong to it."""

from __future__ import annotations

from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.mechanisms import Mechanism
from sequela.knowledge.schema.terms import MechanismId
from sequela.records import frozen
from sequela.report.citations import Citations
from sequela.report.education import PageView, view
from sequela.web.site import HelpNumbers

from .contents import URGENT, Entry, explained, page_of, test_entry, treatment_entry
from .words import Reference, Worded, references, worded


@frozen
class TopicPage:
    """A page as it is read, then the tests studied for its cause and the treatments aimed at it."""

    page: PageView
    tests: tuple[Entry, ...]
    treatments: tuple[Entry, ...]
    sources: tuple[Reference, ...]


@frozen
class MemberPage:
    """A cause that the pages explain together with others like it: its name, and the page that does.

    clinicians
        its description as clinicians have it.
    """

    id: str
    name: Worded
    explained_in: Entry
    clinicians: Worded


@frozen
class HelpNow:
    """When to get help now, and whom to call: the clinic's numbers by country, and its own."""

    page: PageView
    clinic: str
    phone: str
    numbers: tuple[HelpNumbers, ...]
    sources: tuple[Reference, ...]


def topic_page(topic: str, knowledge: Knowledge, language: str) -> TopicPage | MemberPage | None:
    """The page of a topic or of a mechanism; None if there is none."""
    page = page_of(topic, knowledge, language)
    if page is None:
        member = knowledge.mechanisms.get(MechanismId(topic))
        return None if member is None else _member(member, knowledge, language)
    citations = Citations(knowledge.sources)
    causes = _causes(MechanismId(topic), knowledge)
    return TopicPage(
        page=view(page, knowledge, citations),
        tests=tuple(
            test_entry(name, language)
            for name, test in knowledge.tests.items()
            if any(figure.mechanism in causes for figure in test.figures)
        ),
        treatments=tuple(
            treatment_entry(name, language)
            for name, treatment in knowledge.treatments.items()
            if treatment.care is not None and causes.intersection(treatment.care.targets)
        ),
        sources=references(citations),
    )


def help_now(knowledge: Knowledge, language: str, clinic: str, phone: str, numbers: tuple[HelpNumbers, ...]) -> HelpNow:
    """The page of dangers with the clinic's numbers. Raises `KeyError` for knowledge without one: lint asks for it."""
    page = page_of(URGENT, knowledge, language)
    if page is None:
        raise KeyError(URGENT)
    citations = Citations(knowledge.sources)
    return HelpNow(
        page=view(page, knowledge, citations),
        clinic=clinic,
        phone=phone,
        numbers=numbers,
        sources=references(citations),
    )


def _causes(topic: MechanismId, knowledge: Knowledge) -> frozenset[MechanismId]:
    """The mechanism, or a group with its members."""
    return frozenset({topic, *(m.id for m in knowledge.mechanisms.values() if m.part_of == topic)})


def _member(member: Mechanism, knowledge: Knowledge, language: str) -> MemberPage | None:
    page = explained(member.id, knowledge, language)
    if page is None:
        return None
    return MemberPage(
        id=str(member.id),
        name=worded(member.label, language),
        explained_in=page,
        clinicians=worded(member.about, language),
    )
