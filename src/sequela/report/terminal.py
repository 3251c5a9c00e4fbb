"""The assessment on one screen of 80 columns by 40 lines: headline as dictated, danger first.

A screen has room for so much. It is filled in the order of `STEPS`, what matters most first, and each part grows only
while the whole still fits; the rest is there with ``--full``. Danger is the last to give way.
"""

from __future__ import annotations

from collections.abc import Iterator

from sequela.assessment import Assessment
from sequela.pathway.dictation import inside, percent

from . import changeable, next_steps, sections
from .compare import WhatIf
from .density import ALL, STEPS, Density
from .screen import ALARM, BLANK, BOLD, CAUTION, DIM, PLAIN, Line, apart, cut, line, painted, wrapped
from .table import complaint_lines

LINES = 40


def render(assessment: Assessment, *, colour: bool = False, full: bool = False, what_if: WhatIf | None = None) -> str:
    """Return the screen. `full` shows everything, not the first page; `what_if` adds what a supposition changed."""
    density = ALL if full else _densest(assessment, what_if)
    lines = list(_page(assessment, what_if, density))
    if not full and len(lines) > LINES:
        lines = [*lines[: LINES - 2], line("... more with --full", DIM), line(sections.CAUTION, DIM)]
    return painted(lines, colour=colour)


def _densest(assessment: Assessment, what_if: WhatIf | None) -> Density:
    density = Density()
    for step in STEPS:
        fuller = density._replace(**step)
        if len(list(_page(assessment, what_if, fuller))) <= LINES:
            density = fuller
    return density


def _page(assessment: Assessment, what_if: WhatIf | None, density: Density) -> Iterator[Line]:
    stamp = f"as of {assessment.as_of.isoformat()} · knowledge {assessment.knowledge.version}"
    name = apart(assessment.case, stamp)
    yield (BOLD, name[: -len(stamp)]), (DIM, stamp)
    yield from wrapped(assessment.headline, most=density.headline)
    yield BLANK
    yield from _danger(assessment, density)
    yield from wrapped(medicines(assessment), "MEDICINES  ", " " * 11, most=density.medicines, style=CAUTION)
    if what_if:
        yield BLANK
        yield from _supposed(assessment, what_if, density)
    for complaint in assessment.complaints:
        yield BLANK
        yield from complaint_lines(
            complaint, density, alone=len(assessment.complaints) == 1, asking=sections.ask_next(assessment.triage)
        )
    yield from _next_steps(assessment, density)
    yield from _operation(assessment, density)
    yield BLANK
    yield from wrapped(sections.ledger_counts(assessment), "Facts: ", " " * 7, style=DIM)
    if density is ALL:
        yield from _ledger(assessment)
        yield from _changeable(assessment)
        yield BLANK
    yield from wrapped(sections.legend(assessment), style=DIM)


# --- danger ----------------------------------------------------------------------------------------------------------


def _danger(assessment: Assessment, density: Density) -> Iterator[Line]:
    triage = assessment.triage
    flags = triage.flags if density is ALL else sections.raised(triage)
    style = ALARM if triage.urgent else CAUTION if flags and density is not ALL else BOLD
    yield line(f"DANGER  {sections.danger(triage)}", style)
    for flag in flags[: density.flags]:
        text = flag.label if flag.status == "present" else f"{flag.label}: {sections.FLAG_WORDS[flag.status]}"
        if flag.status in {"present", "possible"}:
            text += f". {flag.action.rstrip('.')} ({flag.within})."
        mark = {"present": " ! ", "possible": " ? "}.get(flag.status, " - ")
        loud = (
            ALARM
            if triage.urgent and flag.urgency == triage.level and flag.status in {"present", "possible"}
            else PLAIN
        )
        yield from wrapped(text, mark, most=density.flag_lines, style=loud)
        if flag.status == "possible" and flag.settle and density.flag_lines > 2:
            yield from wrapped(
                "settled by: " + " ".join(sections.settled_by(triage, flag)), "   ", most=density.flag_lines - 2
            )
    if len(flags) > density.flags:
        yield line(f"   and {len(flags) - density.flags} more (--full)", DIM)
    settling = {words for flag in flags[: density.flags] for words in sections.settled_by(triage, flag)}
    asked = [question.question for question in triage.questions if density is ALL or question.question not in settling]
    for place, text in enumerate(asked[: density.questions]):
        yield from wrapped(text, "   ask  " if place == 0 else " " * 8, " " * 8, 2)


def medicines(assessment: Assessment) -> str:
    """The opioid load where it reaches a limit, and medicines that do not go together; empty if there is neither."""
    said = []
    load = assessment.opioid_load
    if load is not None and load.band is not None:
        said.append(f"{load.total} ({inside(load.band.label)})")
    said += [inside(alert.label) for alert in assessment.medicine_alerts]
    return "; ".join(said)


# --- what if ---------------------------------------------------------------------------------------------------------


def _supposed(assessment: Assessment, what_if: WhatIf, density: Density) -> Iterator[Line]:
    yield from wrapped("; ".join(what_if.supposed), "WHAT IF  ", most=2, style=BOLD)
    if what_if.level_before != what_if.level_after:
        before, after = (sections.LEVEL_WORDS[x] for x in (what_if.level_before, what_if.level_after))
        yield line(f"   danger: {before} → {after}", ALARM)
    for flag in what_if.flags[: density.changes]:
        words = (sections.FLAG_WORDS.get(x, x) for x in (flag.before, flag.after))
        yield line(f"   {cut(flag.label, 42)} {' → '.join(words)}")
    if what_if.questions_before != what_if.questions_after:
        yield line(f"   danger questions open: {what_if.questions_before} → {what_if.questions_after}")
    moved = [c for c in what_if.changes if percent(c.before) != percent(c.after)]
    many = len(assessment.complaints) > 1
    for change in moved[: density.changes]:
        name = f"{change.label} ({change.complaint})" if many else change.label
        arrow = "▲" if change.after > change.before else "▼"
        main = f"main {percent(change.main_before):>5} → {percent(change.main_after):>5}"
        numbers = f"{percent(change.before):>5} → {percent(change.after):>5}  {arrow}   "
        yield (PLAIN, f"   {cut(name, 36)}"), (BOLD, numbers), (DIM, main)
    if len(moved) > density.changes:
        yield line(f"   and {len(moved) - density.changes} more (--full)", DIM)
    if not moved and not what_if.flags and what_if.level_before == what_if.level_after:
        yield line("   changes nothing that would be seen here")


# --- what comes next -------------------------------------------------------------------------------------------------


def _next_steps(assessment: Assessment, density: Density) -> Iterator[Line]:
    if assessment.workup is None or assessment.plan is None:
        return
    yield BLANK
    yield from wrapped(next_steps.next_test(assessment.workup), "NEXT TEST   ", " " * 12, most=density.steps)
    yield from wrapped(next_steps.first_step(assessment.plan), "FIRST STEP  ", " " * 12, most=density.steps)
    then = next_steps.afterwards(assessment.plan)
    if then and density.then:
        yield from wrapped(f"if it fails: {then}", " " * 12, " " * 12, most=density.then, style=DIM)


# --- the operation and the facts -------------------------------------------------------------------------------------


def _operation(assessment: Assessment, density: Density) -> Iterator[Line]:
    told = [(verdict, sections.supported(assessment.failure_reasons, verdict)) for verdict in ("supported", "possible")]
    if not any(reasons for _, reasons in told) or not density.operation:
        return
    yield BLANK
    yield line("WHY THERE MAY BE PAIN AFTER THE OPERATION", BOLD)
    for verdict, reasons in told:
        if density is ALL:
            for reason in reasons:
                yield line(f" {verdict:<10} {reason.label}")
                for statement in reason.because:
                    yield from wrapped(statement.text, " " * 12, style=DIM)
        elif reasons:
            text = "; ".join(inside(reason.label) for reason in reasons)
            yield from wrapped(text, f" {verdict:<10} ", most=density.operation)


def _ledger(assessment: Assessment) -> Iterator[Line]:
    for _, heading, entries in sections.ledger_parts(assessment.ledger):
        yield line(f"  {heading}", BOLD)
        for entry in entries:
            yield from wrapped(sections.entry_text(entry), "   - ")


def _changeable(assessment: Assessment) -> Iterator[Line]:
    parts = (
        (changeable.MEDICINES, changeable.medicines_told(assessment)),
        (changeable.RISKS, changeable.risks_told(assessment)),
    )
    for heading, found in parts:
        for place, thing in enumerate(found):
            if place == 0:
                yield BLANK
                yield line(heading.upper(), BOLD)
            yield from wrapped(thing.text, " ")
            for text, _ in thing.points:
                yield from wrapped(text, "   - ", style=DIM)
    asked = changeable.questions(assessment)
    if asked:
        yield BLANK
        yield line(changeable.STILL_TO_ASK, BOLD)
    for words in asked:
        yield from wrapped(words, "   - ")
