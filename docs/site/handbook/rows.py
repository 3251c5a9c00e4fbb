"""A row of a page as the site shows it: what leads it, what it says, where its number comes from."""

from __future__ import annotations

from markupsafe import Markup

from sequela.knowledge.schema.sources import Source
from sequela.records import frozen
from sequela.report.citations import OPERATED_WORDS, READ_WORDS, address
from sequela.upkeep.pages import Row
from sequela.upkeep.pages.strength import of_hundred, strength, times
from sequela.upkeep.pages.wording import in_brief, in_words

from .wording import Wording


@frozen
class Bar:
    """So many of 100, drawn and said. `kind` names the stroke: ``with``, ``without``, ``share``."""

    kind: str
    said: str
    share: float


@frozen
class Study:
    """A publication as it stands below a number."""

    cite: str
    link: str | None
    address: str | None
    about: str


@frozen
class Shown:
    """One row.

    lead, lead_words
        what stands in the column before it: a ratio and its strength in words, or a number of 100.
    brief, origin
        where the number comes from, in a few words and in full; None where the row has no number.
    words
        further words: paragraphs, or a rule as a list.
    """

    label: str
    link: str | None
    lead: str | None
    lead_words: str
    bars: tuple[Bar, ...]
    brief: str | None
    origin: Markup
    aside: Markup
    study: Study | None
    words: Markup


def shown(row: Row, wording: Wording) -> Shown:
    """The row with its links, its number told first in brief and then in full."""
    reasoned = row.estimate is not None and row.lead is not None and row.words is not None
    origin = Markup("")
    if row.estimate is not None:
        origin = wording.text((row.words or "") if reasoned else in_words(row.estimate, row.language))
    words = Markup("") if reasoned or row.words is None else wording.lines(row.words)
    lead, lead_words = _lead(row)
    return Shown(
        label=row.label,
        link=wording.link(row.id),
        lead=lead,
        lead_words=lead_words,
        bars=_bars(row),
        brief=None if row.estimate is None else in_brief(row.estimate, row.source),
        origin=origin,
        aside=Markup("") if row.aside is None else wording.text(row.aside),
        study=None if row.source is None else _study(row.source, wording),
        words=words,
    )


def _lead(row: Row) -> tuple[str | None, str]:
    """The leading number and the words that belong to it."""
    for name in ("LR", "odds times"):
        if name in row.numbers:
            return times(row.numbers[name]).replace("x", "×"), strength(row.numbers[name])
    if row.lead is not None:
        lead = " ".join(row.lead.split())
        return (lead.replace("x", "×", 1) if lead.startswith("x") else lead), ""
    if "" in row.numbers:
        return f"{row.numbers['']:g}", ""
    return None, ""


def _bars(row: Row) -> tuple[Bar, ...]:
    numbers = row.numbers
    if "leak" in numbers:
        return _bar("with", "with it", numbers["P"]), _bar("without", "without", numbers["leak"])
    if "control" in numbers:
        return _bar("with", "treated", numbers["P"]), _bar("without", "compared", numbers["control"])
    return (_bar("share", "", numbers["P"]),) if "P" in numbers else ()


def _bar(kind: str, of: str, share: float) -> Bar:
    return Bar(kind=kind, said=f"{of_hundred(share)} of 100 {of}".strip(), share=share)


def _study(source: Source, wording: Wording) -> Study:
    parts = (source.population, OPERATED_WORDS[source.operated], READ_WORDS[source.read])
    return Study(
        cite=source.cite,
        link=wording.link(f"source:{source.id}"),
        address=address(source),
        about="; ".join(part.rstrip(".") for part in parts if part),
    )
