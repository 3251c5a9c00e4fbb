"""A test for patients: what is done and what it asks of them, how often it was right, what can go wrong."""

from __future__ import annotations

from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.tests import Test, TestFigure
from sequela.records import frozen
from sequela.report.citations import Citations
from sequela.report.letters.plain_names import TESTS

from .contents import Entry, capital, explained, test_entry
from .treatments import HarmSaid, Time, harm_said
from .words import Reference, Share, Worded, marked, references, shared, worded


@frozen
class FigureSaid:
    """One published figure about a test. `kind` says of whom the share is, as in `TestFigure`."""

    kind: str
    what: Worded
    share: Share
    operated: str


@frozen
class TestPage:
    """The page of a test.

    invasiveness
        what enters the body, from ``none`` to ``into_disc_or_canal``.
    rays
        True if it uses X-rays or a tracer.
    twice
        True if one such test settles nothing.
    can_show
        the pages of the causes about which it was studied.
    """

    __test__ = False

    id: str
    title: str
    what: str
    minutes: Time
    invasiveness: str
    rays: bool
    twice: bool
    preparation: tuple[Worded, ...]
    figures: tuple[FigureSaid, ...]
    harms: tuple[HarmSaid, ...]
    can_show: tuple[Entry, ...]
    instead: tuple[Entry, ...]
    clinicians: tuple[Worded, ...]
    sources: tuple[Reference, ...]


def page_of_test(name: str, knowledge: Knowledge, language: str) -> TestPage | None:
    """The page of a test; None if there is no such test."""
    test = knowledge.tests.get(name)
    if test is None:
        return None
    plain, citations = TESTS[name][language], Citations(knowledge.sources)
    minutes = test.burden.minutes
    return TestPage(
        id=name,
        title=capital(plain.name),
        what=plain.what,
        minutes=Time(
            value=minutes.value or 0.0, elicited=minutes.elicited is not None, mark=marked(minutes, citations)
        ),
        invasiveness=test.burden.invasiveness,
        rays=test.burden.radiation is not None,
        twice=not test.alone,
        preparation=tuple(worded(step, language) for step in test.preparation),
        figures=tuple(_figure(figure, language, citations) for figure in test.figures),
        harms=tuple(harm_said(h, language, citations) for h in sorted(test.harms, key=lambda h: not h.serious)),
        can_show=_can_show(test, knowledge, language),
        instead=tuple(test_entry(other, language) for other in test.instead if other in TESTS),
        clinicians=(worded(test.label, language), worded(test.about, language)),
        sources=references(citations),
    )


def _figure(figure: TestFigure, language: str, citations: Citations) -> FigureSaid:
    return FigureSaid(
        kind=figure.kind,
        what=worded(figure.what, language),
        share=shared(figure.share, language, citations),
        operated=figure.operated,
    )


def _can_show(test: Test, knowledge: Knowledge, language: str) -> tuple[Entry, ...]:
    named = dict.fromkeys(figure.mechanism for figure in test.figures if figure.mechanism is not None)
    found = (explained(mechanism, knowledge, language) for mechanism in named)
    return tuple(dict.fromkeys(entry for entry in found if entry is not None))
