"""A page for patients as it is read: figures filled in as "about 30 of 100", each with the number of its source.

Nothing here draws: terminal, HTML and web pages show the same view. A figure is a share of people in studies; it is
never said of the reader.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import ROUND_HALF_UP, Decimal

from sequela.knowledge.estimate import probability, wilson
from sequela.knowledge.schema.education import EducationPage, PageSection, Paragraph
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.terms import Estimate
from sequela.records import frozen
from sequela.report.citations import Citations

PLACEHOLDER = re.compile(r"\{([a-z0-9_]+)\}")
_SENTENCE_START = re.compile(r"(?:^|[.!?]\s+)[¿¡\"“«(]*$")
_SENTENCE = re.compile(r".+?(?:[.!?][\"”»)]*(?=\s|$)|$)\s*", re.DOTALL)


@frozen
class Wording:
    """The few words around a page, in one language. `share` and `rare` take the number of people."""

    share: str
    share_of_thousand: str
    rare: str
    between: str
    between_of_thousand: str
    sources: str
    figures: str
    unread: str


WORDING: Mapping[str, Wording] = {
    "en": Wording(
        share="about {} of 100",
        share_of_thousand="about {} of 1,000",
        rare="fewer than 1 of 1,000",
        between="between {} and {} of 100",
        between_of_thousand="between {} and {} of 1,000",
        sources="Sources",
        figures="How sure the numbers are",
        unread="Not yet checked by a clinician.",
    ),
    "es": Wording(
        share="cerca de {} de cada 100",
        share_of_thousand="cerca de {} de cada 1.000",
        rare="menos de 1 de cada 1.000",
        between="entre {} y {} de cada 100",
        between_of_thousand="entre {} y {} de cada 1.000",
        sources="Fuentes",
        figures="Qué seguridad tienen los números",
        unread="Todavía no lo ha revisado un profesional sanitario.",
    ),
}


@frozen
class Figure:
    """A share as it is shown, with its 90 % range in words, the estimate behind it and the mark of its source.

    `between` is missing where the range is so narrow that both its ends would be told as the same number.
    """

    name: str
    shown: str
    between: str | None
    estimate: Estimate
    mark: str


@frozen
class Said:
    """A paragraph or point: its sentences, each followed by the marks of its sources (``[2]``) or by none."""

    pieces: tuple[tuple[str, str], ...]
    figures: tuple[Figure, ...] = ()
    about: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The words alone."""
        return "".join(words for words, _ in self.pieces)

    @property
    def marked(self) -> str:
        """The words, each sentence with the marks of its sources."""
        return " ".join(part for words, mark in self.pieces for part in (words.strip(), mark) if part)


@frozen
class SectionView:
    """A part of a page as it is read."""

    id: str
    heading: str
    paragraphs: tuple[Said, ...]
    points: tuple[Said, ...]


@frozen
class PageView:
    """A whole page as it is read. `unread` is the warning that no clinician has read it, where it must be given."""

    id: str
    language: str
    kind: str
    title: str
    summary: str
    unread: str | None
    sections: tuple[SectionView, ...]
    sources: tuple[tuple[int, str], ...]

    def figures(self) -> Iterator[Figure]:
        """Every figure of the page in the order in which it is read."""
        for section in self.sections:
            for said in (*section.paragraphs, *section.points):
                yield from said.figures


def view(page: EducationPage, knowledge: Knowledge, citations: Citations | None = None) -> PageView:
    """The page with its figures filled in and its sources numbered in the order of their use.

    `citations`: those of a longer document of which the page is a part; its own otherwise.
    """
    language = language_of(page)
    citations = Citations(knowledge.sources) if citations is None else citations
    sections = tuple(
        SectionView(
            id=section.id,
            heading=section.heading,
            paragraphs=tuple(_said(paragraph, language, citations) for paragraph in section.paragraphs),
            points=tuple(_said(point, language, citations) for point in section.points),
        )
        for section in page.sections
    )
    return PageView(
        id=page.id,
        language=language,
        kind=page.kind,
        title=page.title,
        summary=page.summary,
        unread=None if page.checked else WORDING[language].unread,
        sections=sections,
        sources=tuple(citations.full()),
    )


def language_of(page: EducationPage) -> str:
    """The language a page is written in: the first part of its id; English where it names none of ours."""
    language = page.id.partition("/")[0]
    return language if language in WORDING else "en"


def paragraphs_of(section: PageSection) -> tuple[Paragraph, ...]:
    """Paragraphs and points of a section in the order in which they are read."""
    return (*section.paragraphs, *section.points)


def filled(paragraph: Paragraph, language: str) -> str:
    """The words of a paragraph with its figures, without marks; a figure that is missing stays as it was written."""
    return _filled(paragraph.text, paragraph.figures, language)


def share(estimate: Estimate, language: str) -> str:
    """A share in people: "about 48 of 100", below one in a hundred "about 7 of 1,000"."""
    wording, value = WORDING[language], _value(estimate)
    if value < 0.001:
        return wording.rare
    if _in_thousands(value):
        return wording.share_of_thousand.format(_people(value, 1000))
    return wording.share.format(min(99, _people(value, 100)))


def between(estimate: Estimate, language: str) -> str | None:
    """The 90 % range of a share in people, out of as many as the share itself (Wilson's interval at its weight).

    Nothing where both ends round to the same number: such a range would only seem to say more than the share.
    """
    value = _value(estimate)
    of = 1000 if _in_thousands(value) else 100
    low, high = (_people(end, of) for end in wilson(value, probability(estimate).weight))
    if low == high:
        return None
    wording = WORDING[language]
    return (wording.between if of == 100 else wording.between_of_thousand).format(low, high)


def _in_thousands(value: float) -> bool:
    """Whether a share is too small to be told in people of a hundred."""
    return value < 0.01


def _people(value: float, of: int) -> int:
    """A share as whole people of `of`, a half rounded up as readers expect it (0.265 is 27 of 100)."""
    return int((Decimal(repr(value)) * of).to_integral_value(ROUND_HALF_UP))


def _value(estimate: Estimate) -> float:
    if estimate.n is not None and estimate.N:
        return estimate.n / estimate.N
    return estimate.value or 0.0


def _filled(text: str, figures: Mapping[str, Estimate], language: str) -> str:
    """`text` with each figure in its place, in capitals where a sentence begins with it."""
    done = ""
    last = 0
    for match in PLACEHOLDER.finditer(text):
        done += text[last : match.start()]
        estimate = figures.get(match[1])
        shown = match[0] if estimate is None else share(estimate, language)
        done += shown[:1].upper() + shown[1:] if _SENTENCE_START.search(done) else shown
        last = match.end()
    return done + text[last:]


def _said(paragraph: Paragraph, language: str, citations: Citations) -> Said:
    pieces: list[tuple[str, str]] = []
    figures: list[Figure] = []
    for sentence in _SENTENCE.findall(paragraph.text):
        named = [name for name in PLACEHOLDER.findall(sentence) if name in paragraph.figures]
        shown = [_figure(name, paragraph.figures[name], language, citations) for name in dict.fromkeys(named)]
        figures += shown
        marks = " ".join(dict.fromkeys(figure.mark for figure in shown if figure.mark))
        pieces.append((_filled(sentence, paragraph.figures, language), marks))
    if paragraph.sources:
        pieces.append(("", citations.cite(", ".join(paragraph.sources))))
    return Said(pieces=tuple(pieces), figures=tuple(figures), about=paragraph.about)


def _figure(name: str, estimate: Estimate, language: str, citations: Citations) -> Figure:
    return Figure(
        name=name,
        shown=share(estimate, language),
        between=between(estimate, language),
        estimate=estimate,
        mark=citations.cite(estimate.source) if estimate.source is not None else "",
    )
