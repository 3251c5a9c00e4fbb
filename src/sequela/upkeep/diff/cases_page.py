"""Whose conclusions change, as rows: the patients with danger first, each with its few largest changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from sequela.pathway.dictation import listed
from sequela.upkeep.diff.comparison import Cases
from sequela.upkeep.diff.conclusions import ORDER, CaseChange, Shift, Sort, substantial
from sequela.upkeep.pages.page import Row, Section, section

TOP_CASES, TOP_SHIFTS = 10, 5

SORTS: dict[Sort, str] = {
    "unread": "can be read by one version only",
    "level": "another level of danger",
    "flag": "another red flag",
    "medicines": "another warning of medicines",
    "leading": "another leading explanation",
    "probability": "a probability that moved",
    "order": "another order of the first three",
    "pattern": "another pattern",
    "step": "another first step",
    "test": "another next test",
    "option": "another eligibility of a treatment",
    "reason": "another reason why the operation may not have helped",
    "words": "free text understood otherwise",
    "question": "other questions about danger",
}
"""What a conclusion is about, as it stands after a number of patients."""

NOTE = "Sources of pain: P(active) with its 90 % interval, then P(main)."
HOW_TO = (
    "Whose conclusions change is not compared: add --cases DIR with case or vignette files "
    "(in the source tree: --cases examples/cases)."
)


def in_short(cases: Cases | None) -> Iterator[Row]:
    """How many patients were compared, and for how many what changes."""
    if cases is None:
        yield Row(label=HOW_TO)
        return
    changed = [case for case in cases.changed if substantial(case.shifts)]
    danger = sum(case.dangerous for case in changed)
    said = f"Patients assessed under both: {cases.compared}; conclusions change for {len(changed)}"
    yield Row(label=f"{said}, in danger for {danger}." if changed else f"{said}.")
    if cases.not_compared:
        yield Row(label=f"Not compared, since neither version can read them: {len(cases.not_compared)}.")


def case_section(cases: Cases | None, *, full: bool) -> Iterator[Section]:
    """A count by what changes, the patients with their changes, and files that could not be compared."""
    if cases is None:
        return
    yield from section("Whose conclusions change", list(_counted(cases)))
    rows = list(case_rows(cases, full=full))
    yield from section("Patient by patient, danger first", rows, note=NOTE, top=TOP_CASES)
    bad = [Row(label=f"{one.name}: {one.message}") for one in cases.not_compared]
    yield from section("Not compared", bad)


def _counted(cases: Cases) -> Iterator[Row]:
    for sort in ORDER:
        found = [case for case in cases.changed if any(shift.sort == sort for shift in case.shifts)]
        if found:
            yield Row(label=SORTS[sort], lead=f"{len(found)} of {cases.compared}", words=_common(sort, found))


_OFTEN = 2
_MOST = 3


def _common(sort: Sort, found: list[CaseChange]) -> str | None:
    """Changes that several patients share, the most frequent first."""
    same = Counter(_kind_of(shift) for case in found for shift in case.shifts if shift.sort == sort)
    often = [f"{words} ({count})" for words, count in same.most_common() if count >= _OFTEN]
    return "\n".join(often[:_MOST]) or None


def _kind_of(shift: Shift) -> str:
    """A change as others may have it too: of a probability only which."""
    return shift.what if shift.sort == "probability" else shift.text


def case_rows(cases: Cases, *, full: bool) -> Iterator[Row]:
    """Each patient for whom something changes, with a mark where it is danger."""
    for case in cases.changed:
        if not substantial(case.shifts):
            continue
        told = case.shifts if full else case.shifts[:TOP_SHIFTS]
        lines = [shift.text for shift in told]
        if len(told) < len(case.shifts):
            rest = Counter(shift.sort for shift in case.shifts[len(told) :])
            lines.append(f"... {listed([f'{n} {_SHORT[sort]}' for sort, n in rest.items()])} more: --full")
        yield Row(label=f"{'! ' if case.dangerous else ''}{case.case}", words="\n".join(lines))


_SHORT: dict[Sort, str] = {
    "unread": "files",
    "level": "levels",
    "flag": "red flags",
    "medicines": "warnings",
    "leading": "leads",
    "probability": "probabilities",
    "order": "orders",
    "pattern": "patterns",
    "step": "steps",
    "test": "tests",
    "option": "treatments",
    "reason": "reasons",
    "words": "phrases",
    "question": "questions",
}
