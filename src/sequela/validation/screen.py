"""A validation on the terminal: per part what it asked, what was found, its figures; the tables on request."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sequela.report.screen import ACCENT, BOLD, DIM, PLAIN, Line, line, wrapped

from . import said
from .part import Figure, Part, Table
from .study import Validation

_MOST_ROWS = 40
_ALWAYS = frozenset({"cases_problems"})
"""What was given and could not be used is said on every screen."""
_ALARM = {True: ACCENT, False: BOLD, None: PLAIN}

UNJUDGED = (
    "All of them are about simulated patients, or that every disagreement has its reason: the goals for published "
    "cases are judged on unseen cases only."
)


def lines(validation: Validation, *, full: bool) -> Iterator[Line]:
    """The whole, part by part."""
    yield line(f"Validation of Sequela, knowledge {validation.version} ({validation.sha256[:12]})", BOLD)
    yield from wrapped(
        f"Seed {validation.seed}; {validation.patients:,} simulated patients in the lumbar spine; published cases: "
        f"{validation.cases}, as of {validation.as_of}.",
        style=DIM,
    )
    for part in validation.parts:
        yield line("")
        yield from _part(part, full=full)
    yield line("")
    yield from wrapped(verdict(validation.parts), style=BOLD)


def verdict(parts: Sequence[Part]) -> str:
    """How many goals are met, and which are not."""
    held = [figure for part in parts for figure in part.figures if figure.met is not None]
    missed = [figure for figure in held if not figure.met]
    if not held:
        return "No figure here is held to a goal."
    whole = f"{len(held) - len(missed)} of {len(held)} goals met."
    if any(part.id == "cases" and not any(f.goal for f in part.figures) for part in parts):
        whole += f" {UNJUDGED}"
    return whole + (f" Not met: {'; '.join(figure.label for figure in missed)}." if missed else "")


def _part(part: Part, *, full: bool) -> Iterator[Line]:
    yield line(part.title.upper(), BOLD)
    yield from wrapped(part.question, style=DIM)
    yield from wrapped(part.answer)
    for figure in part.figures:
        yield from _figure(figure)
    for table in part.tables:
        if full or table.id in _ALWAYS:
            yield line("")
            yield from _table(table)
    if not full:
        return
    for limit in part.limits:
        yield from wrapped(limit, "  Limit: ", style=DIM)


def _figure(figure: Figure) -> Iterator[Line]:
    held = said.goal(figure)
    words = f"{figure.label}: {said.value(figure)}" + (f"; {held}" if held else "")
    yield from wrapped(words, "  • ", style=_ALARM[figure.met] if figure.met is False else PLAIN)
    more = [f"n = {figure.n:,}"] if figure.n is not None else []
    more += [figure.note] if figure.note else []
    if more:
        yield from wrapped("; ".join(more), "    ", style=DIM)


def _table(table: Table) -> Iterator[Line]:
    yield from wrapped(table.title, style=BOLD)
    if table.about:
        yield from wrapped(table.about, style=DIM)
    rows = [[said.cell(entry) for entry in row] for row in table.rows]
    widths = [max(map(len, column)) for column in zip(table.columns, *rows, strict=True)]
    numeric = [all(isinstance(row[i], int | float | None) for row in table.rows) for i in range(len(widths))]
    for row in ([*table.columns], *rows[:_MOST_ROWS]):
        cells = [f"{e:>{w}}" if right else f"{e:<{w}}" for e, w, right in zip(row, widths, numeric, strict=True)]
        yield line("  " + "  ".join(cells).rstrip())
    if len(rows) > _MOST_ROWS:
        yield line(f"  and {len(rows) - _MOST_ROWS} more: --html, --markdown or --json have them all", DIM)
