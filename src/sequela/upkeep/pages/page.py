"""A page: a title, what it is about, sections of rows; one content, as text for people and as data for programs."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field, fields

from sequela.knowledge.schema.sources import Source
from sequela.knowledge.schema.terms import Estimate
from sequela.records import frozen
from sequela.report.citations import address
from sequela.upkeep.pages.wording import in_brief, in_words, short, studied

WIDTH = 96
_GAP = 2
_DEEP = " " * 6
BRIEF = (
    "Brackets: counts or judgement (worth so many patients), study, what of it was read, whom it studied. "
    "Reasons, derivations and publications in full: --full."
)


@frozen
class Row:
    """One line: a label, the id it leads to, numbers by name, the estimate they come from, further words.

    lead
        what stands before the label in a column of its own: how strongly, how many of 100. Rows with a lead show the
        origin of their number in brief, and in full only on request.
    aside
        what is added in full: what qualifies the number.
    source
        the publication behind the estimate, if there is one.
    language
        the language in which the origin of the estimate is told.
    """

    label: str
    id: str | None = None
    numbers: Mapping[str, float] = field(default_factory=dict)
    estimate: Estimate | None = None
    words: str | None = None
    lead: str | None = None
    aside: str | None = None
    source: Source | None = None
    language: str = "en"


@frozen
class Section:
    """Rows under a heading. `note` says how to read them, `top` how many are shown when not all are asked for
    (0: none, and no heading)."""

    heading: str
    rows: tuple[Row, ...]
    note: str | None = None
    top: int | None = None


@frozen
class Page:
    """What the knowledge says of one thing. Sections without rows are left out."""

    kind: str
    id: str
    label: str
    about: str | None = None
    sections: tuple[Section, ...]


def section(
    heading: str, rows: Sequence[Row], *, note: str | None = None, top: int | None = None
) -> tuple[Section, ...]:
    """A section, or nothing if there is nothing to say."""
    return (Section(heading=heading, rows=tuple(rows), note=note, top=top),) if rows else ()


# --- as text ----------------------------------------------------------------------------------------------------------


def page_text(page: Page, width: int = WIDTH, *, full: bool = False) -> str:
    """The page as plain text, no line longer than `width` unless an address or id is.

    Without `full` long sections show their first rows, and numbers their origin in brief.
    """
    lines = [*_title(page, width)]
    if page.about:
        lines += ["", *textwrap.wrap(page.about, width)]
    for part in page.sections:
        if part.top == 0 and not full:
            continue
        lines += ["", part.heading.upper()]
        if part.note is not None:
            lines += _wrap(part.note, "  ", "  ", width)
        rows = part.rows if full or part.top is None else part.rows[: part.top]
        column = max((len(row.lead) for row in rows if row.lead is not None), default=0)
        for row in rows:
            lines += _row_lines(row, width) if row.lead is None else list(_table_lines(row, column, width, full))
        if len(rows) < len(part.rows):
            lines.append(f"  ... {len(part.rows) - len(rows)} more: --full")
    if not full and any(row.lead is not None and row.estimate is not None for p in page.sections for row in p.rows):
        lines += ["", *_wrap(BRIEF, "", "", width)]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _title(page: Page, width: int) -> list[str]:
    name = f"{page.kind}:{page.id}"
    room = width - len(page.label) - len(name)
    return [page.label + " " * room + name] if room > 1 else [*textwrap.wrap(page.label, width), name]


def _table_lines(row: Row, column: int, width: int, full: bool) -> Iterator[str]:
    """A row with its lead in a column: label and origin in brief, or the origin in full below."""
    first = "  " + (row.lead or "").ljust(column + _GAP)
    hang = " " * len(first)
    label = row.label
    if full and row.id is not None:
        label = f"{label} [{row.id}]"
    elif row.estimate is not None and row.words is None:
        label = f"{label} ({in_brief(row.estimate, row.source)})"
    yield from _wrap(label, first, hang, width)
    if full and row.estimate is not None and row.words is None:
        yield from _wrap(in_words(row.estimate), _DEEP, _DEEP, width)
    if full and row.aside is not None:
        yield from _wrap(row.aside, _DEEP, _DEEP, width)
    if full and row.source is not None:
        yield from _wrap(studied(row.source), _DEEP, _DEEP, width)
    for line in (row.words or "").splitlines():
        yield from _wrap(line, hang, hang, width)


def _row_lines(row: Row, width: int) -> list[str]:
    numbers = "  ".join(f"{name} {short(value)}".strip() for name, value in row.numbers.items())
    head = row.label if row.id is None else f"{row.label} [{row.id}]"
    lines = _wrap(f"{head}: {numbers}" if numbers else head, "  ", "    ", width)
    for words in (in_words(row.estimate, row.language) if row.estimate is not None else None, row.words):
        for line in (words or "").splitlines():
            indent = "      " + line[: len(line) - len(line.lstrip())]
            lines += _wrap(line.strip(), indent, indent, width)
    return lines


def _wrap(text: str, first: str, rest: str, width: int) -> list[str]:
    return textwrap.wrap(
        text,
        width,
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
    )


# --- as data ----------------------------------------------------------------------------------------------------------


def page_data(page: Page) -> dict[str, object]:
    """The page as plain data for JSON, everything in it; what is not known is left out."""
    return {
        "kind": page.kind,
        "id": page.id,
        "label": page.label,
        **({"about": page.about} if page.about else {}),
        "sections": [
            {
                "heading": part.heading,
                **({"note": part.note} if part.note else {}),
                "rows": [_row_data(row) for row in part.rows],
            }
            for part in page.sections
        ],
    }


def _row_data(row: Row) -> dict[str, object]:
    found: dict[str, object] = {"label": row.label}
    if row.id is not None:
        found["id"] = row.id
    if row.lead is not None:
        found["lead"] = " ".join(row.lead.split())
    if row.numbers:
        found["numbers"] = {name: round(value, 4) for name, value in row.numbers.items()}
    if row.estimate is not None:
        found["estimate"] = {
            part.name: list(value) if isinstance(value, tuple) else value
            for part in fields(row.estimate)
            if (value := getattr(row.estimate, part.name)) is not None
        }
    if row.source is not None:
        found["source"] = {
            "cite": row.source.cite,
            "address": address(row.source),
            "read": row.source.read,
            "operated": row.source.operated,
            **({"design": row.source.design} if row.source.design else {}),
            **({"population": row.source.population} if row.source.population else {}),
        }
    for name, said in (("words", row.words), ("aside", row.aside)):
        if said is not None:
            found[name] = said
    return found
