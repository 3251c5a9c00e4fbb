"""A page: a title, what it is about, sections of rows; one content, as text for people and as data for programs."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sequela.knowledge.schema import Estimate
from sequela.upkeep.pages.wording import in_words, short

WIDTH = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line: a label, the id it leads to, numbers by name, the estimate they come from, further words."""

    label: str
    id: str | None = None
    numbers: Mapping[str, float] = field(default_factory=dict)
    estimate: Estimate | None = None
    words: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Rows under a heading."""

    heading: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What the knowledge says of one thing. Sections without rows are left out."""

    kind: str
    id: str
    label: str
    about: str | None = None
    sections: tuple[Section, ...]


def section(heading: str, rows: Sequence[Row]) -> tuple[Section, ...]:
    """A section, or nothing if there is nothing to say."""
    return (Section(heading=heading, rows=tuple(rows)),) if rows else ()


def page_text(page: Page, width: int = WIDTH) -> str:
    """The page as plain text, no line longer than `width` unless an address or id is."""
    lines = [page.label, f"{page.kind}:{page.id}"]
    if page.about:
        lines += ["", *textwrap.wrap(page.about, width)]
    for part in page.sections:
        lines += ["", part.heading]
        for row in part.rows:
            lines += _row_lines(row, width)
    return "\n".join(lines) + "\n"


def _row_lines(row: Row, width: int) -> list[str]:
    numbers = "  ".join(f"{name} {short(value)}".strip() for name, value in row.numbers.items())
    head = row.label if row.id is None else f"{row.label} [{row.id}]"
    lines = textwrap.wrap(
        f"{head}: {numbers}" if numbers else head,
        width,
        initial_indent="  ",
        subsequent_indent="    ",
        break_long_words=False,
        break_on_hyphens=False,
    )
    for words in (in_words(row.estimate) if row.estimate is not None else None, row.words):
        for line in (words or "").splitlines():
            indent = "      " + line[: len(line) - len(line.lstrip())]
            lines += textwrap.wrap(
                line.strip(),
                width,
                initial_indent=indent,
                subsequent_indent=indent,
                break_long_words=False,
                break_on_hyphens=False,
            )
    return lines


def page_data(page: Page) -> dict[str, object]:
    """The page as plain data for JSON; what is not known is left out."""
    return {
        "kind": page.kind,
        "id": page.id,
        "label": page.label,
        **({"about": page.about} if page.about else {}),
        "sections": [
            {"heading": part.heading, "rows": [_row_data(row) for row in part.rows]} for part in page.sections
        ],
    }


def _row_data(row: Row) -> dict[str, object]:
    found: dict[str, object] = {"label": row.label}
    if row.id is not None:
        found["id"] = row.id
    if row.numbers:
        found["numbers"] = {name: round(value, 4) for name, value in row.numbers.items()}
    if row.estimate is not None:
        found["estimate"] = {
            name: list(value) if isinstance(value, tuple) else value
            for name in Estimate.__slots__
            if (value := getattr(row.estimate, name)) is not None
        }
    if row.words is not None:
        found["words"] = row.words
    return found
