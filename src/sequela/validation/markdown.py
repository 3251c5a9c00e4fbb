"""A validation as Markdown: what the documentation includes, and what a change shows line by line in a review."""

from __future__ import annotations

from collections.abc import Iterator

from . import said
from .part import Figure, Part, Table
from .screen import verdict
from .study import Validation


def markdown(validation: Validation) -> str:
    """The whole report; pictures are left to the page, their numbers stand in the tables."""
    return "\n".join(_lines(validation)) + "\n"


def _lines(validation: Validation) -> Iterator[str]:
    yield "# Validation report"
    yield ""
    yield (
        f"Knowledge {validation.version} (sha256 {validation.sha256[:16]}), seed {validation.seed}, "
        f"{validation.patients:,} simulated patients in the lumbar spine; published cases: {validation.cases}, as of "
        f"{validation.as_of}. Anyone can repeat it: `python3 run.py validate`. Intervals are 90 % intervals."
    )
    yield ""
    yield verdict(validation.parts)
    for part in validation.parts:
        yield ""
        yield from _part(part)


def _part(part: Part) -> Iterator[str]:
    yield f"## {part.title}"
    yield ""
    yield f"*{part.question}*"
    yield ""
    yield part.answer
    yield ""
    yield from _rows(("Figure", "Value", "n", "Goal", "Note"), [_figure(figure) for figure in part.figures])
    for table in part.tables:
        yield ""
        yield from _table(table)
    if part.limits:
        yield ""
        yield "What this cannot show:"
        yield ""
        yield from (f"- {limit}" for limit in part.limits)


def _figure(figure: Figure) -> tuple[str, ...]:
    return (
        figure.label,
        said.value(figure),
        f"{figure.n:,}" if figure.n is not None else "",
        said.goal(figure).removeprefix("goal "),
        figure.note,
    )


def _table(table: Table) -> Iterator[str]:
    yield f"### {table.title}"
    yield ""
    if table.about:
        yield table.about
        yield ""
    yield from _rows(table.columns, [tuple(said.cell(entry) for entry in row) for row in table.rows])


def _rows(columns: tuple[str, ...], rows: list[tuple[str, ...]]) -> Iterator[str]:
    for row in (columns, ("---",) * len(columns), *rows):
        yield "| " + " | ".join(entry.replace("|", "\\|") for entry in row) + " |"
