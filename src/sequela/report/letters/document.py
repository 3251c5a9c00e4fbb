"""What a document says: frozen records of sections, paragraphs, lists and tables.

HTML, PDF and Markdown are made from the same records, so that nobody reads another text than the one that was checked.
A renderer decides how a thing looks and never what it says.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable
from pathlib import PurePath
from typing import Any, Literal, TypeAlias

from sequela.records import frozen
from sequela.report.figures.svg import clean

from .days import in_words

type_name = "sequela.document/1"

Kind = Literal["clinician", "patient", "referral", "authorisation"]
KINDS: tuple[Kind, ...] = ("clinician", "patient", "referral", "authorisation")
Tone = Literal["plain", "alarm", "caution", "quiet"]
"""How a section stands out: a danger, something to settle first, small print; most do not."""


@frozen
class Drawn:
    """A share with its interval, each from 0 to 1, that a renderer may draw beside the words that say the same."""

    low: float
    value: float
    high: float


@frozen
class Cell:
    """A cell of a table; `drawn` is a picture of what `text` says."""

    text: str
    strong: bool = False
    drawn: Drawn | None = None


@frozen
class Paragraph:
    """Some sentences. `strong` is what must not be missed, `small` what explains."""

    text: str
    weight: Literal["plain", "strong", "small"] = "plain"


@frozen
class Points:
    """A list; `numbered` where the order matters."""

    items: tuple[str, ...]
    numbered: bool = False


@frozen
class Pairs:
    """Names with what is recorded under them."""

    rows: tuple[tuple[str, str], ...]


@frozen
class Table:
    """Rows under headings. `widths` are shares of the width, one for each column."""

    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    widths: tuple[int, ...]


@frozen
class Quote:
    """The patient's own words, in the language they were said in; None where it is not recorded."""

    paragraphs: tuple[str, ...]
    language: str | None = None


Block: TypeAlias = Paragraph | Points | Pairs | Table | Quote
_BLOCKS: dict[type, str] = {Paragraph: "text", Points: "points", Pairs: "pairs", Table: "table", Quote: "quote"}
"""What each block is called in the plain form and in the templates."""


@frozen
class Section:
    """A part of a document under its heading; `columns` lets a long list of short points stand in two columns."""

    id: str
    heading: str
    blocks: tuple[Block, ...]
    tone: Tone = "plain"
    columns: bool = False


@frozen
class Document:
    """A whole document.

    head
        who writes to whom about whom, where the document is a letter.
    lead
        what it is about, in one or two sentences.
    foot
        said at the foot of every page.
    """

    kind: Kind
    language: str
    case: str
    as_of: dt.date
    title: str
    head: tuple[tuple[str, str], ...] = ()
    lead: str = ""
    sections: tuple[Section, ...]
    foot: str

    @property
    def short_case(self) -> str:
        """The last part of the case's name."""
        return PurePath(self.case).name or self.case

    @property
    def stamp(self) -> tuple[str, ...]:
        """What stands at the edge of each page besides the foot: the case and the day; for a patient the day alone."""
        if self.kind == "patient":
            return (in_words(self.as_of, self.language),)
        return (self.short_case, self.as_of.isoformat())

    def to_json(self) -> dict[str, object]:
        """Return the plain form that programs and the PDF read; each block says under ``is`` what it is."""
        body: dict[str, object] = _plain(cleaned(self))
        return {"schema": type_name, **body}


def cleaned(document: Document) -> Document:
    """The document without line breaks inside its texts and without what acts on a screen instead of being seen."""
    made: Document = _cleaned(document)
    return made


def kind_of(block: Block) -> str:
    """What a block is: text, points, pairs, table or quote."""
    return _BLOCKS[type(block)]


def said(parts: Iterable[Section | None]) -> tuple[Section, ...]:
    """The sections that have something to say."""
    return tuple(part for part in parts if part is not None and part.blocks)


def cells(*words: str) -> tuple[Cell, ...]:
    """A row of plain cells."""
    return tuple(Cell(text=text) for text in words)


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return clean(value).strip()
    if isinstance(value, tuple):
        return tuple(_cleaned(item) for item in value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        named = {part.name: _cleaned(getattr(value, part.name)) for part in dataclasses.fields(value)}
        return dataclasses.replace(value, **named)
    return value


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        named = {part.name: _plain(getattr(value, part.name)) for part in dataclasses.fields(value)}
        kind = _BLOCKS.get(type(value))
        return named if kind is None else {"is": kind, **named}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, dt.date):
        return value.isoformat()
    return round(value, 4) if isinstance(value, float) else value
