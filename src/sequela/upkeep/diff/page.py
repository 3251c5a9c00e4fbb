"""The comparison as a page: in short, danger, whose conclusions change, what else moves results, sources, wording."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import get_args

from sequela.pathway.dictation import listed
from sequela.upkeep.diff.cases_page import case_section, in_short
from sequela.upkeep.diff.comparison import Comparison
from sequela.upkeep.diff.places import Places
from sequela.upkeep.diff.records import RecordChange
from sequela.upkeep.diff.told import Teller
from sequela.upkeep.diff.values import Counting
from sequela.upkeep.diff.walk import Difference, Sort
from sequela.upkeep.pages.page import Page, Row, Section, section

HEADINGS = {
    "mechanism": "Mechanisms",
    "group": "Groups of mechanisms",
    "finding": "Findings",
    "factor": "Context",
    "convention": "Conventions",
    "treatment": "Treatments",
    "test": "Tests",
    "block": "Reading of blocks",
    "anaesthetic": "Anaesthetics",
    "disturbance": "What disturbs a block",
    "medicine": "Medicines",
    "instrument": "Questionnaires",
    "risk": "Risks that can be changed",
    "failure_reason": "Why the operation may not have helped",
    "pattern": "Patterns",
    "procedure": "Operations by name",
    "accuracy": "Published accuracies",
    "coverage": "What payers ask",
    "code": "Codes",
    "page": "Pages for patients",
}
"""Kinds in the order of how far they move results; red flags, gates and interactions stand before, sources after."""

TOP_ROWS, TOP_LINES, TOP_SOURCES, TOP_WORDINGS = 12, 9, 10, 10


def comparison_page(comparison: Comparison, counting: Counting, *, full: bool = False) -> Page:
    """Everything that changed between two versions; without `full` the first of each part."""
    old, new = comparison.old, comparison.new
    teller = Teller(
        old=old.knowledge,
        new=new.knowledge,
        counting=counting,
        places=Places(old.knowledge, new.knowledge),
        full=full,
    )
    return Page(
        kind="diff",
        id=f"{old.knowledge.sha256[:8]}..{new.knowledge.sha256[:8]}",
        label="What changed in the knowledge",
        about=f"From {old.label} to {new.label}.",
        sections=(
            *section("In short", [*_in_short(comparison), *in_short(comparison.cases)]),
            *_dangers(comparison, teller),
            *case_section(comparison.cases, full=full),
            *_numbers(comparison, teller),
            *_sources(comparison, teller),
            *_wording(comparison, teller),
        ),
    )


# --- in short ---------------------------------------------------------------------------------------------------------

_COUNTED: dict[Sort, tuple[str, str]] = {
    "number": ("number", "numbers"),
    "rule": ("rule", "rules"),
    "setting": ("setting", "settings"),
    "source": ("list of sources", "lists of sources"),
    "wording": ("text", "texts"),
}


def _in_short(comparison: Comparison) -> Iterator[Row]:
    records = comparison.records
    if not records:
        yield Row(label="No record differs.")
        return
    counts = Counter(change.change for change in records)
    said = [f"{counts[word]} {word}" for word in ("added", "removed", "changed") if counts[word]]
    yield Row(label=f"Records: {listed(said)}.")
    sorts = Counter(d.sort for change in records if change.change == "changed" for d in change.differences)
    parts = [f"{sorts[sort]} {_COUNTED[sort][sorts[sort] != 1]}" for sort in get_args(Sort) if sorts[sort]]
    if parts:
        yield Row(label=f"In changed records: {listed(parts)}.")
    dangerous = sum(any(change.bears_on_danger(d) for d in change.differences) for change in records)
    if dangerous:
        verb = "record bears" if dangerous == 1 else "records bear"
        yield Row(label=f"{dangerous} {verb} on danger: red flags, gates, medicines that do not go together.")


# --- records ----------------------------------------------------------------------------------------------------------


def _dangers(comparison: Comparison, teller: Teller) -> tuple[Section, ...]:
    rows = []
    for change in comparison.records:
        found = [d for d in change.differences if change.bears_on_danger(d)]
        if found:
            rows.append(_row(change, found, teller, most=None))
    return section("Danger: red flags, gates, medicines that do not go together", rows)


def _numbers(comparison: Comparison, teller: Teller) -> Iterator[Section]:
    for kind, heading in HEADINGS.items():
        rows: list[tuple[float, Row]] = []
        for change in comparison.records:
            found = [d for d in change.differences if _moves(change, d)] if change.kind == kind else []
            if change.kind == kind and (found or change.change != "changed"):
                weight = max((teller.moved(change, d) for d in found), default=0.0)
                rank = weight if change.change == "changed" else float("inf")
                rows.append((rank, _row(change, found, teller, most=None if teller.full else TOP_LINES)))
        ordered = [row for _, row in sorted(rows, key=lambda pair: -pair[0])]
        yield from section(heading, ordered, top=TOP_ROWS)


def _moves(change: RecordChange, difference: Difference) -> bool:
    return difference.sort in {"number", "rule", "setting"} and not change.bears_on_danger(difference)


def _row(change: RecordChange, found: Sequence[Difference], teller: Teller, most: int | None) -> Row:
    label = change.label if change.change == "changed" else f"{change.change.capitalize()}: {change.label}"
    return Row(label=label, id=f"{change.kind}:{change.id}", words="\n".join(_lines(change, found, teller, most)))


def _lines(change: RecordChange, found: Iterable[Difference], teller: Teller, most: int | None) -> Iterator[str]:
    ordered = sorted(found, key=lambda d: -teller.moved(change, d))
    lines = [line for d in ordered for line in teller.lines(change, d)]
    if most is not None and len(lines) > most:
        lines = [*lines[:most], f"... {len(lines) - most} more lines: --full"]
    yield from lines


def _sources(comparison: Comparison, teller: Teller) -> tuple[Section, ...]:
    """Publications that came, went or are described otherwise, and records that cite others."""
    rows = []
    for change in comparison.records:
        if change.kind == "source":
            found = change.differences if teller.full or change.change == "changed" else ()
            rows.append(_row(change, found, teller, most=None))
        elif change.change == "changed":
            cited = [d for d in change.differences if d.sort == "source" and not change.bears_on_danger(d)]
            if cited:
                rows.append(_row(change, cited, teller, most=None))
    return section("Sources", rows, top=TOP_SOURCES)


def _wording(comparison: Comparison, teller: Teller) -> tuple[Section, ...]:
    rows = []
    for change in comparison.records:
        if change.change == "changed" and change.kind != "source":
            found = [d for d in change.differences if d.sort == "wording" and not change.bears_on_danger(d)]
            if found:
                rows.append(_row(change, found, teller, most=None if teller.full else TOP_LINES))
    note = "Nothing here moves a result, but for names in free text: they decide what is understood of a story."
    return section("Wording", rows, note=note, top=TOP_WORDINGS)
