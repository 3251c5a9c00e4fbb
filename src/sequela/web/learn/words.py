"""Wording of the knowledge in the reader's language, shares in people, and the sources of a page."""

from __future__ import annotations

from markupsafe import Markup

from sequela.knowledge.schema.terms import Estimate, Text
from sequela.records import frozen
from sequela.report.citations import Citations, address, in_full
from sequela.report.education import between, share
from sequela.report.figures.people import people


@frozen
class Worded:
    """Words, and the language they are in: English where nobody has put them into the reader's yet."""

    text: str
    language: str


@frozen
class Share:
    """How many of a hundred, as it is told.

    none_of
        the number of people studied, if it happened to none of them.
    between
        the 90 % range in words, where both ends are not told as the same number.
    elicited
        True if no study counted it and it is our own estimate.
    """

    people: int
    shown: str
    none_of: int | None
    between: str | None
    elicited: bool
    mark: str

    @property
    def picture(self) -> Markup:
        """A hundred people, as SVG."""
        return Markup(people(self.people, self.shown))  # noqa: S704 - its words are escaped by the drawing


@frozen
class Reference:
    """A source at the end of a page. `address` is its link, if it has one."""

    number: int
    words: str
    address: str | None


def worded(words: Text, language: str) -> Worded:
    """The wording in the reader's language, else in English."""
    if language == "es" and words.es:
        return Worded(text=words.es, language="es")
    return Worded(text=words.en, language="en")


def shared(estimate: Estimate, language: str, citations: Citations) -> Share:
    """A share of people, its source cited."""
    value = estimate.n / estimate.N if estimate.n is not None and estimate.N else estimate.value or 0.0
    return Share(
        people=round(100 * value),
        shown=share(estimate, language),
        none_of=int(estimate.N) if estimate.n == 0 and estimate.N else None,
        between=between(estimate, language),
        elicited=estimate.elicited is not None,
        mark=marked(estimate, citations),
    )


def marked(estimate: Estimate, citations: Citations) -> str:
    """The mark of an estimate's source, as in ``[2]``; empty for one of our own."""
    return citations.cite(estimate.source) if estimate.source is not None else ""


def references(citations: Citations) -> tuple[Reference, ...]:
    """Everything that was cited, in the order of its numbers."""
    return tuple(
        Reference(number=number, words=in_full(source), address=address(source)) for number, source in citations.cited()
    )
