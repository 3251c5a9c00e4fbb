"""The criteria of payers as a checklist for a terminal, grouped by the treatment that is asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from sequela.assessment.coverage import SAYS, STATUSES, CoverageResult, CriterionResult, Status
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.terms import FindingId

from .screen import BLANK, BOLD, CAUTION, DIM, PLAIN, Line, apart, line, painted, wrapped

MARKS = {"met": "[x]", "not_met": "[-]", "not_documented": "[?]"}
WORDS = {"met": "met", "not_met": "not met", "not_documented": "not documented"}
_STYLES: dict[Status, str] = {"met": PLAIN, "not_met": CAUTION, "not_documented": PLAIN}
_INDENT = " " * 8


def render(
    result: CoverageResult,
    knowledge: Knowledge,
    *,
    case: str,
    as_of: str,
    only: str | None = None,
    colour: bool = False,
) -> str:
    """Return the checklist; `only` the criteria for one treatment, test or block."""
    lines: list[Line] = [line(apart(f"PRIOR AUTHORISATION  {case}", f"as of {as_of}"), BOLD), *wrapped(SAYS), BLANK]
    for profile, criteria in result.profiles.items():
        lines += _profile(profile, criteria, knowledge, only)
    lines += wrapped(
        f"{MARKS['met']} met   {MARKS['not_met']} not met   {MARKS['not_documented']} not documented: what nobody "
        "recorded is neither met nor unmet. Policies change: open the page before relying on it.",
        style=DIM,
    )
    return painted(lines, colour=colour)


def treatments_of(criteria: Iterable[CriterionResult]) -> tuple[str, ...]:
    """Everything that criteria speak of, in their order."""
    return tuple(dict.fromkeys(name for criterion in criteria for name in criterion.treatment))


def label_of(name: str, knowledge: Knowledge) -> str:
    """What a treatment, test or block is called."""
    found = knowledge.treatments.get(name) or knowledge.tests.get(name) or knowledge.findings.get(FindingId(name))
    return name.replace("_", " ") if found is None else found.label.en


def _profile(
    profile: str, criteria: Sequence[CriterionResult], knowledge: Knowledge, only: str | None
) -> Iterator[Line]:
    known = knowledge.coverage[profile]
    yield line(f"{known.label.en.upper()}  ({profile}; holds in {known.jurisdiction})", BOLD)
    names = [name for name in treatments_of(criteria) if only in (None, name)]
    if only is not None and not names:
        yield from wrapped(f"no criterion here speaks of {label_of(only, knowledge)}", "  ")
        yield BLANK
    pages = _pages(criterion for criterion in criteria if only is None or only in criterion.treatment)
    for name in names:
        asked = [criterion for criterion in criteria if name in criterion.treatment]
        yield line(apart(label_of(name, knowledge), _counts(asked)), BOLD)
        for status in ("not_met", "not_documented", "met"):
            for criterion in asked:
                if criterion.status == status:
                    yield from _criterion(criterion, known.jurisdiction, pages)
        yield BLANK
    yield from (line(f"  {number:>2}  {address}", DIM) for address, number in pages.items())
    if pages:
        yield BLANK


def _pages(criteria: Iterable[CriterionResult]) -> dict[str, int]:
    """The addresses of the pages with their numbers, each once."""
    addresses = dict.fromkeys(criterion.address for criterion in criteria if criterion.address is not None)
    return {address: number for number, address in enumerate(addresses, 1)}


def _counts(criteria: Sequence[CriterionResult]) -> str:
    counts = ((status, sum(criterion.status == status for criterion in criteria)) for status in STATUSES)
    return ", ".join(f"{count} {WORDS[status]}" for status, count in counts if count)


def _criterion(criterion: CriterionResult, jurisdiction: str, pages: Mapping[str, int]) -> Iterator[Line]:
    yield from wrapped(criterion.label, f"  {MARKS[criterion.status]} ", " " * 6, style=_STYLES[criterion.status])
    said = "; ".join(statement.text for statement in criterion.because)
    if criterion.status == "not_documented":
        yield from wrapped(f"missing: {'; '.join(criterion.missing)}", _INDENT, style=DIM)
        if said:
            yield from wrapped(f"so far: {said}", _INDENT, style=DIM)
    elif said:
        day = f"{_day(criterion.date)}: " if criterion.date else ""
        yield from wrapped(f"{day}{said}", _INDENT, style=DIM)
    if criterion.note:
        yield from wrapped(criterion.note, _INDENT, style=DIM)
    where = f", {criterion.jurisdiction}" if criterion.jurisdiction != jurisdiction else ""
    year = f" {criterion.year}" if criterion.year else ""
    page = "" if criterion.address is None else f", page {pages[criterion.address]}"
    yield from wrapped(f"{criterion.issuer}{year}{where}{page}, read {criterion.read}", _INDENT, style=DIM)


def _day(date: str) -> str:
    first, _, last = date.partition("/")
    return f"between {first} and {last}" if last else first


__all__ = ["label_of", "render", "treatments_of"]
