"""The plan on the terminal: what comes first, the steps, then every option with its price and its reasons."""

from __future__ import annotations

from collections.abc import Iterator

from sequela.assessment import Assessment
from sequela.assessment.plan import Option, PlanResult, Reason, Stage
from sequela.pathway.dictation import percent

from . import next_steps as words
from .screen import ALARM, BLANK, BOLD, CAUTION, DIM, PLAIN, Line, apart, cut, line, painted, wrapped

AGAINST = 3
"""So many arguments against an option stand on the first page."""


def render(assessment: Assessment, *, colour: bool = False, full: bool = False) -> str:
    """The page; with `full` also what is not indicated, every reason and every harm."""
    return painted(_page(assessment, full), colour=colour)


def _page(assessment: Assessment, full: bool) -> Iterator[Line]:
    stamp = f"as of {assessment.as_of.isoformat()} · knowledge {assessment.knowledge.version}"
    name = apart(f"Plan · {assessment.case}", stamp)
    yield (BOLD, name[: -len(stamp)]), (DIM, stamp)
    plan = assessment.plan
    if plan is None:
        yield line("No plan: the assessment found no covered complaint.")
        return
    yield from _danger(plan)
    if plan.goals:
        yield from wrapped("; ".join(plan.goals), "Goals  ", " " * 7)
    yield from _stages(plan)
    yield from _reordered(plan)
    if plan.held is None or full:
        yield from _options(plan, full)
    else:
        yield BLANK
        yield line("The options stand behind this: --full", DIM)
    yield BLANK
    yield from wrapped(
        "Of 100: expected for this differential, with its 90 % interval. Months: expected months of relief within two "
        "years, less recovery and serious harm. * no other option beats it in relief, recovery and risk at once. For a "
        "clinician to decide with the patient.",
        style=DIM,
    )


def _danger(plan: PlanResult) -> Iterator[Line]:
    for danger in plan.danger:
        style = ALARM if plan.held else PLAIN
        yield from wrapped(f"{danger.label}. {danger.action.rstrip('.')} ({danger.within}).", " ! ", style=style)
    if plan.held:
        yield from wrapped(plan.held, "HELD  ", " " * 6, style=BOLD)


def _stages(plan: PlanResult) -> Iterator[Line]:
    if not plan.stages:
        return
    yield BLANK
    yield line("STEPS", BOLD)
    for stage in plan.stages:
        yield from _stage(stage)


def _stage(stage: Stage) -> Iterator[Line]:
    head = f" {stage.step} {words.title(stage)}"
    yield line(head, BOLD)
    yield from wrapped(stage.why, "   ", style=PLAIN)
    for text in words.waiting(stage.first):
        yield from wrapped(text, "   - ", "     ", most=3)
    judged = f"week {stage.judge_week:.0f}" + (f", {stage.judge_on}" if stage.judge_on else "")
    yield from wrapped(f"judged in {judged}. Success: {stage.success} In part: {stage.part}", "   ", style=DIM)
    yield from wrapped(f"If not: {stage.failure} Then: {stage.then}.", "   ", style=DIM)


def _reordered(plan: PlanResult) -> Iterator[Line]:
    if plan.reordered:
        yield BLANK
        yield line("WHAT THE PATIENT'S WISHES CHANGED", BOLD)
        for text in plan.reordered:
            yield from wrapped(text, " - ")


def _options(plan: PlanResult, full: bool) -> Iterator[Line]:
    for status, heading in words.STATUS_HEADINGS.items():
        found = [o for o in plan.options if o.status == status]
        if not found:
            continue
        yield BLANK
        if status == "not_indicated" and not full:
            yield line(f"{heading.upper()} ({len(found)}; --full)", BOLD)
            names = ", ".join(o.label for o in found)
            yield from wrapped(names, " ", most=3, style=DIM)
            continue
        yield (BOLD, cut(heading.upper(), 45)), (DIM, "relief of 100         months")
        for option in found:
            yield from _option(option, plan, full)


def _option(option: Option, plan: PlanResult, full: bool) -> Iterator[Line]:
    star = "*" if option.treatment in plan.pareto else " "
    relief = words.of_100(option.relief).replace(" of 100", "") if option.relief else "not known"
    months = "" if option.score is None else f"{option.score.total:+.1f}"
    yield line(f" {star}{cut(words.named(option.label, option.where), 43)}{relief:<22}{months:>5}")
    if option.preference in ("declined", "only_if_needed", "too_long"):
        yield from wrapped(words.PREFERENCE_WORDS[option.preference], "     ", style=BOLD)
    for reason in option.because:
        yield from wrapped(_reason(reason), "     because ", "     ")
    if not full:
        for text in words.waiting(option.missing):
            yield from wrapped(text, "     - ", "       ", most=2, style=DIM)
        for reason in option.against[:AGAINST]:
            yield from wrapped(reason.text, "     ! ", "       ", most=2, style=CAUTION)
        return
    for text in words.missing(option.missing):
        yield from wrapped(text, "     - ", "       ")
    if option.relief is not None:
        yield from wrapped(f"{words.studied(option.relief)} [{option.relief.source}]", "     ", style=DIM)
    elif option.not_known:
        yield from wrapped(option.not_known, "     ", style=DIM)
    yield from wrapped(words.price(option), "     ", style=DIM)
    for reason in option.for_:
        yield from wrapped(_reason(reason), "     + ", "       ")
    for reason in option.against:
        yield from wrapped(_reason(reason), "     - ", "       ")
    for harm in option.risk.harms:
        share = "not counted" if harm.share is None else percent(harm.share)
        yield from wrapped(f"{harm.what}: {share}", "     harm: ", style=DIM)


def _reason(reason: Reason) -> str:
    if reason.unsourced:
        return f"{reason.text} (caution without a publication: {reason.unsourced})"
    return f"{reason.text} [{', '.join(reason.sources)}]" if reason.sources else reason.text
