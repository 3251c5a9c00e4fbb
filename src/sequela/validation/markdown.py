"""A validation as Markdown: what the documentation includes, and what a change shows line by line in a review."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from . import said
from .model_card.card import Card
from .part import Figure, Part, Table
from .screen import verdict
from .study import Validation

FIGURE_COLUMNS = ("Figure", "Value", "n", "Goal", "Note")


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


def model_card_markdown(card: Card, program: str) -> str:
    """The model card; `program` is the version of the program."""
    return "\n".join(_card(card, program)) + "\n"


def _card(card: Card, program: str) -> Iterator[str]:
    yield "# Model card of Sequela"
    yield ""
    yield f"Sequela {program}, knowledge {card.version} (sha256 {card.sha256[:16]})."
    yield from _headed("Summary", [card.summary])
    yield from _headed("Intended use", [card.intended_use])
    for title, several in (("Users", card.users), ("Not for", card.out_of_scope), ("Limits", card.limits)):
        yield from _headed(title, [f"- {line}" for line in several])
    yield from _headed("Data", [card.data])
    yield from _headed("Results", [])
    if card.stale:
        yield "Measured on another version of the knowledge than the one that is running."
        yield ""
    if card.figures:
        yield from _rows(FIGURE_COLUMNS, [_figure(figure) for _, figure in card.figures])
    else:
        yield "Nothing has been measured for this version yet."
    yield from _headed("Key studies and who paid", [])
    studies = [(s.cite, "; ".join(s.treatments), s.funding or "not named in what was read") for s in card.studies]
    yield from _rows(("Study", "Treatments", "Paid for by"), studies)
    for checklist in card.checklists:
        yield from _headed(f"{checklist.title} ({checklist.basis})", [])
        yield from _rows(("", "Asked", "Answer"), [(i.id, i.name, i.answer) for i in checklist.items])
    yield from _headed("History", [f"- {r.version} ({r.date}): {r.what}" for r in card.history])


def _headed(title: str, lines: Sequence[str]) -> Iterator[str]:
    yield ""
    yield f"## {title}"
    yield ""
    yield from lines


def _part(part: Part) -> Iterator[str]:
    yield f"## {part.title}"
    yield ""
    yield f"*{part.question}*"
    yield ""
    yield part.answer
    yield ""
    yield from _rows(FIGURE_COLUMNS, [_figure(figure) for figure in part.figures])
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


def _rows(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    for row in (columns, ("---",) * len(columns), *rows):
        yield "| " + " | ".join(entry.replace("|", "\\|") for entry in row) + " |"
