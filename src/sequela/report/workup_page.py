"""The work-up on the terminal: tests in the order of what they would change, and those that must wait."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sequela.assessment import Assessment
from sequela.assessment.workup import Ranked, WorkupResult
from sequela.pathway.dictation import inside, percent

from . import next_steps as words
from .screen import BLANK, BOLD, DIM, Line, apart, cut, line, painted, wrapped

SHOWN, RESULTS = 5, 4


def render(assessment: Assessment, labels: Mapping[str, str], *, colour: bool = False, full: bool = False) -> str:
    """The page; `labels` say what treatments are called. With `full` every test and every result."""
    return painted(_page(assessment, labels, full), colour=colour)


def _page(assessment: Assessment, labels: Mapping[str, str], full: bool) -> Iterator[Line]:
    stamp = f"as of {assessment.as_of.isoformat()} · knowledge {assessment.knowledge.version}"
    name = apart(f"Work-up · {assessment.case}", stamp)
    yield (BOLD, name[: -len(stamp)]), (DIM, stamp)
    result = assessment.workup
    if result is None:
        yield line("No work-up: the assessment found no covered complaint.")
        return
    if assessment.scope.status != "early":  # nothing is planned for a pain that may pass
        now = ", then ".join(inside(labels.get(n, n)) for n in dict.fromkeys((result.advice_now, result.then_now)))
        yield from wrapped(f"Best on what is known: {now}.")
    if result.stop:
        yield BLANK
        yield from wrapped(result.stop, "" if result.waits else "STOP  ", " " * 6, style=BOLD)
    proposed = words.proposed(result)
    shown = proposed if full else proposed[:SHOWN]
    for number, test in enumerate(shown, 1):
        yield BLANK
        yield from _test(number, test, assessment, labels, full)
    if len(proposed) > len(shown):
        yield line(f"and {len(proposed) - len(shown)} more (--full)", DIM)
    yield from _waiting(result)
    if full:
        yield from _unchanging(result)
    yield BLANK
    yield from wrapped(
        "Gain: months of relief within two years that the better choice is worth; burden in the same months; bits: "
        "what it is expected to tell of the sources.",
        style=DIM,
    )


def _test(number: int, test: Ranked, assessment: Assessment, labels: Mapping[str, str], full: bool) -> Iterator[Line]:
    head = f" {number} {words.named(test.label, test.where)}"
    says = "a guideline names it next" if test.due else f"changes the plan in {percent(test.change_probability)}"
    yield (BOLD, f"{cut(head, 50)} "), (BOLD, says)
    burden = test.burden
    dose = f", {burden.radiation_msv:g} mSv" if burden.radiation_msv else ""
    yield from wrapped(
        f"gain {test.gain_months:.1f}, burden {burden.months:.1f}, {test.gain_bits:.2f} bits; {burden.minutes:.0f} min"
        f"{dose}, {burden.invasiveness.replace('_', ' ')}, cost {burden.cost}",
        "   ",
        style=DIM,
    )
    if test.due is not None:
        yield from wrapped(test.due.text, "   due: ", "        ")
    for text in words.missing(test.ask_first):
        yield from wrapped(text, "   - ", "     ")
    for reason in test.precautions:
        yield from wrapped(reason.text, "   ! ", "     ")
    for outcome in test.outcomes if full else test.outcomes[:RESULTS]:
        leading = _mechanism(assessment, outcome.leading)
        steps = ", then ".join(
            inside(labels.get(n, n)) for n in dict.fromkeys((outcome.advice, outcome.then)) if n is not None
        )
        mark = "→" if outcome.changes else "="
        said = f"{outcome.result}: leading {inside(leading)} {percent(outcome.leading_probability)}"
        yield from wrapped(f"{said} {mark} {steps}", f"   {percent(outcome.probability):>5}  ", " " * 10)
    if full and test.preparation:
        yield from wrapped("; ".join(test.preparation), "   prepare: ", "   ", style=DIM)


def _waiting(result: WorkupResult) -> Iterator[Line]:
    held = [t for t in result.tests if t.withheld is not None]
    if not held:
        return
    yield BLANK
    yield line("WITHHELD OR DONE", BOLD)
    for test in held:
        assert test.withheld is not None  # noqa: S101 - chosen so above
        other = f" Instead: {inside(test.withheld.alternative)}." if test.withheld.alternative else ""
        yield from wrapped(f"{test.label}: {test.withheld.reason.rstrip('.')}.{other}", " - ")


def _unchanging(result: WorkupResult) -> Iterator[Line]:
    rest = [t for t in result.tests if t.withheld is None and t not in words.proposed(result)]
    if rest:
        yield BLANK
        yield line("WOULD CHANGE NOTHING NOW", BOLD)
        yield from wrapped(", ".join(inside(t.label) for t in rest), " ")


def _mechanism(assessment: Assessment, mechanism: str) -> str:
    named = {m.mechanism: m.label for c in assessment.complaints for e in c.differential for m in e.members}
    named |= {e.mechanism: e.label for c in assessment.complaints for e in c.differential}
    return named.get(mechanism, mechanism.replace("_", " "))
