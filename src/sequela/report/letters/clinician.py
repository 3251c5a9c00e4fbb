"""The clinician's summary: the whole assessment on two pages, danger first, each number with its interval."""

from __future__ import annotations

from collections.abc import Iterator

from sequela.assessment import Argument, Assessment, ComplaintResult, Ranked
from sequela.assessment.plan import PlanResult, Stage
from sequela.assessment.workup import Ranked as Test
from sequela.case.case import Case
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.pathway.dictation import first_sentence, inside, listed, percent, sentence
from sequela.pathway.headline import person_words
from sequela.report import next_steps, sections

from .document import Block, Cell, Document, Drawn, Paragraph, Points, Section, Table, said
from .referral import FOOT

SHOWN, OF_SEVERAL, QUESTIONS, TESTS, GAPS, FACTS = 5, 3, 6, 2, 5, 2
_DRAWN_WIDTHS = (35, 12, 12, 15, 26)


def clinician(assessment: Assessment, case: Case, knowledge: Knowledge) -> Document:
    """Return the summary."""
    title, lead = _heading(assessment, case, knowledge)
    most = SHOWN if len(assessment.complaints) == 1 else OF_SEVERAL
    return Document(
        kind="clinician",
        language="en",
        case=assessment.case,
        as_of=assessment.as_of,
        title=title,
        lead=lead,
        sections=said(
            (
                _danger(assessment),
                *(_sources(complaint, most, assessment) for complaint in assessment.complaints),
                _next_test(assessment),
                *_plan(assessment),
                _missing(assessment),
                _facts(assessment, case, knowledge),
            )
        ),
        foot=FOOT,
    )


def _heading(assessment: Assessment, case: Case, knowledge: Knowledge) -> tuple[str, str]:
    """Who it is, or the danger if it is urgent; and the rest of the headline."""
    who = sentence(person_words(case, knowledge)).rstrip(".")
    if not assessment.triage.urgent and assessment.headline.startswith(who):
        rest = assessment.headline[len(who) :].lstrip("; .")
        return who, rest[:1].upper() + rest[1:]
    first = first_sentence(assessment.headline)
    return first, assessment.headline[len(first) :].lstrip(". ")


def _danger(assessment: Assessment) -> Section:
    triage = assessment.triage
    raised = sections.raised(triage)
    points = [
        f"{flag.label} ({sections.FLAG_WORDS[flag.status]}; {flag.within}). {sentence(flag.action)}" for flag in raised
    ]
    asked = [question.question for question in triage.questions]
    blocks: list[Block] = [Points(items=tuple(points))] if points else []
    if asked:
        more = f", the first {QUESTIONS}" if len(asked) > QUESTIONS else ""
        blocks.append(Paragraph(text=f"Questions still open: {len(asked)}{more}. None of them counts as a no."))
        blocks.append(Points(items=tuple(asked[:QUESTIONS])))
    if not blocks:
        blocks.append(Paragraph(text="No red flag on the recorded answers."))
    return Section(
        id="danger",
        heading=f"Danger: {sections.danger(triage)}",
        blocks=tuple(blocks),
        tone="alarm" if triage.urgent else "caution" if raised else "plain",
        columns=len(asked) > SHOWN and not points,
    )


# --- where it comes from ---------------------------------------------------------------------------------------------


def _sources(complaint: ComplaintResult, most: int, assessment: Assessment) -> Section:
    heading = f"Probable sources: {inside(complaint.label)}"
    if not complaint.differential:
        words = sentence(complaint.because or "no differential")
        return Section(id=f"sources-{complaint.id}", heading=heading, blocks=(Paragraph(text=words),))
    shown = sections.shown(complaint, most)
    table = Table(
        head=("Source", "Main source", "Active", "90 % interval", "0 to 100 %"),
        rows=tuple(_row(entry) for entry in shown),
        widths=_DRAWN_WIDTHS,
    )
    facts = tuple(text for entry in shown[:OF_SEVERAL] if (text := _arguments(entry)))
    blocks: list[Block] = [table, *([Points(items=facts)] if facts else [])]
    blocks += [Paragraph(text=text) for text in _remarks(complaint)]
    blocks.append(Paragraph(text=sections.legend(assessment), weight="small"))
    return Section(id=f"sources-{complaint.id}", heading=heading, blocks=tuple(blocks))


def _row(entry: Ranked) -> tuple[Cell, ...]:
    low, high = entry.interval
    name = sections.named(entry) + (" (background)" if entry.background else "")
    return (
        Cell(text=name, strong=not entry.background),
        Cell(text=percent(entry.main)),
        Cell(text=percent(entry.probability)),
        Cell(text=sections.interval(entry)),
        Cell(text="", drawn=Drawn(low=low, value=entry.probability, high=high)),
    )


def _arguments(entry: Ranked) -> str:
    """The strongest facts for and against, with their bits."""
    parts = []
    for word, reasons in (("for", entry.for_), ("against", entry.against)):
        told = _strongest(reasons)
        if told:
            parts.append(f"{word}: {'; '.join(inside(sections.weighed(reason)) for reason in told)}")
    return f"{entry.title}. {' '.join(map(sentence, parts))}" if parts else ""


def _strongest(reasons: tuple[Argument, ...]) -> list[Argument]:
    return sorted(reasons, key=lambda reason: -abs(reason.bits))[:FACTS]


def _remarks(complaint: ComplaintResult) -> Iterator[str]:
    groups = [listed([inside(sections.label_of(complaint, m)) for m in group]) for group in complaint.indistinguishable]
    if groups:
        yield f"Cannot be told apart on these facts: {'; '.join(groups)}."
    open_ = (
        [] if complaint.no_modelled_cause is None else [f"no modelled source {percent(complaint.no_modelled_cause)}"]
    )
    if complaint.pattern:
        open_.insert(0, f"pattern: {sections.pattern(complaint.pattern)}")
    if open_:
        yield sentence("; ".join(open_))
    if complaint.unexplained:
        yield f"Unexplained: {listed([inside(left.label.rstrip('?')) for left in complaint.unexplained])}."


# --- what next -------------------------------------------------------------------------------------------------------


def _next_test(assessment: Assessment) -> Section | None:
    if assessment.workup is None:
        return None
    heading = "Next test, once the danger is settled" if assessment.triage.urgent else "Next test"
    tests = next_steps.proposed(assessment.workup)
    if not tests:
        words = sentence(assessment.workup.stop or "No test would change what is done next.")
        return Section(id="test", heading=heading, blocks=(Paragraph(text=words),))
    first = tests[0]
    name = next_steps.named(first.label, first.where)
    worth = next_steps.worth(first)
    blocks: list[Block] = [Paragraph(text=f"{name}: {worth}.", weight="strong")]
    blocks.append(Points(items=tuple(_about_test(first))))
    others = [next_steps.named(inside(test.label), test.where) for test in tests[1 : TESTS + 1]]
    if others:
        blocks.append(Paragraph(text=f"After it, by what they would change: {listed(others)}.", weight="small"))
    withheld = [test for test in assessment.workup.tests if test.withheld is not None and test.withheld.sources]
    if withheld:
        blocks.append(Points(items=tuple(_withheld(test) for test in withheld[:TESTS])))
    return Section(id="test", heading=heading, blocks=tuple(blocks))


def _about_test(test: Test) -> Iterator[str]:
    if test.due is not None:
        yield sentence(test.due.text)
    for outcome in sorted(test.outcomes, key=lambda outcome: (not outcome.changes, -outcome.probability))[:2]:
        change = "changes the plan" if outcome.changes else "leaves the plan as it is"
        yield f"{sentence(outcome.result).rstrip('.')} ({percent(outcome.probability)}): {change}."
    asked = next_steps.missing(test.ask_first)
    if asked:
        more = f"; and {len(asked) - 1} more" if len(asked) > 1 else ""
        yield sentence(f"before it: {asked[0].rstrip('.')}{more}")
    yield from (sentence(reason.text) for reason in test.precautions[:1])


def _withheld(test: Test) -> str:
    held = test.withheld
    if held is None:
        return test.label
    instead = f" Instead: {sentence(held.alternative)}" if held.alternative else ""
    return f"Withheld: {inside(test.label)}. {sentence(held.reason)}{instead}"


def _plan(assessment: Assessment) -> Iterator[Section]:
    plan = assessment.plan
    if plan is None:
        return
    blocks: list[Block] = [Paragraph(text=_first_step(plan), weight="strong")]
    if plan.reordered:
        blocks.append(Paragraph(text=f"What the patient's wishes changed: {'; '.join(plan.reordered)}"))
    if plan.stages and plan.held is None:
        blocks.append(_stages(plan))
        blocks.append(Points(items=tuple(_judged(stage) for stage in plan.stages)))
    yield Section(id="plan", heading="First step and staged plan", blocks=tuple(blocks))
    barred: dict[str, list[str]] = {}
    for option in plan.options:
        if option.status == "contraindicated":
            barred.setdefault("; ".join(reason.text for reason in option.because), []).append(inside(option.label))
    items = tuple(f"{sentence(listed(names)).rstrip('.')}. {reason}" for reason, names in barred.items())
    if items:
        yield Section(id="barred", heading="Contraindicated on what is recorded", blocks=(Points(items=items),))


def _first_step(plan: PlanResult) -> str:
    if plan.held is not None or not plan.stages:
        return sentence(next_steps.first_step(plan))
    stage = plan.stages[0]
    return sentence(f"{next_steps.named(stage.label, stage.where)}: {stage.why}; judged in week {stage.judge_week:.0f}")


def _stages(plan: PlanResult) -> Table:
    rows = tuple(
        (
            Cell(text=f"{stage.step}. {next_steps.named(stage.label, stage.where)}", strong=True),
            Cell(text=f"week {stage.begins_week:.0f}"),
            Cell(text=f"week {stage.judge_week:.0f}" + (f", {stage.judge_on}" if stage.judge_on else "")),
            Cell(text=_chance(plan, stage)),
        )
        for stage in plan.stages
    )
    return Table(head=("Step", "Begins", "Judged", "Relief of 100, interval"), rows=rows, widths=(42, 12, 22, 24))


def _chance(plan: PlanResult, stage: Stage) -> str:
    option = next((o for o in plan.options if o.treatment == stage.treatment), None)
    if option is None or option.relief is None:
        return next_steps.NOT_KNOWN
    return next_steps.of_100(option.relief)


def _judged(stage: Stage) -> str:
    return f"{stage.label}. Success: {sentence(stage.success)} If not: {sentence(stage.failure.split(' Then: ')[0])}"


# --- what is missing, what it rests on -------------------------------------------------------------------------------


def _missing(assessment: Assessment) -> Section:
    blocks: list[Block] = []
    asks = [ask.question for complaint in assessment.complaints[:1] for ask in complaint.ask_next]
    if asks:
        blocks.append(Paragraph(text=f"{sections.ask_next(assessment.triage)}:"))
        blocks.append(Points(items=tuple(asks), numbered=True))
    plan = assessment.plan
    gaps = () if plan is None or not plan.stages else next_steps.missing(plan.stages[0].first)
    if gaps and plan is not None and plan.held is None:
        more = f" (the first {GAPS} of {len(gaps)})" if len(gaps) > GAPS else ""
        blocks.append(Paragraph(text=f"Before the first step{more}:"))
        blocks.append(Points(items=tuple(sentence(first_sentence(text)) for text in gaps[:GAPS])))
    return Section(id="missing", heading="What is missing", blocks=tuple(blocks))


def _facts(assessment: Assessment, case: Case, knowledge: Knowledge) -> Section:
    """What became of the facts, in numbers, and under which knowledge."""
    blocks: list[Block] = [Paragraph(text=sentence(f"facts: {sections.ledger_counts(assessment)}"))]
    left = [entry.label for entry in assessment.ledger.not_understood]
    if left:
        blocks.append(Paragraph(text=f"Not understood, and so not used: {'; '.join(left)}."))
    operations = len(case.surgeries)
    stamp = (
        f"Knowledge {knowledge.version}, sha256 {assessment.knowledge.sha256[:16]}; operations on record: {operations}."
    )
    blocks.append(Paragraph(text=stamp))
    blocks.append(Paragraph(text=" ".join(sections.HOW_TO_READ[:3])))
    return Section(id="facts", heading="What this rests on", blocks=tuple(blocks), tone="quiet")
