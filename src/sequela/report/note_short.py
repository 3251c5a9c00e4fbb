"""The note of about a page: what a letter needs. The long form has every basis and source."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sequela.assessment import Argument, Assessment, ComplaintResult, Ranked
from sequela.pathway.dictation import inside, listed, percent, sentence

from . import changeable, sections
from .note_layout import heading, wrap

MECHANISMS, OF_SEVERAL, FACTS, QUESTIONS, ASKED = 5, 3, 3, 6, 3
"""How many mechanisms (of several complaints fewer each), facts for and against each, open questions about danger,
and questions next."""

LEAST_BITS = 0.25
"""Facts that weigh less are left out here."""


def short(assessment: Assessment, supposed: Iterable[str] = ()) -> Iterator[str]:
    """The lines of the short note; `supposed` are those on what was supposed, if anything was."""
    yield "ASSESSMENT OF PERSISTENT PAIN AFTER SPINE SURGERY"
    stamp = f"as of {assessment.as_of.isoformat()}, knowledge {assessment.knowledge.version}"
    yield from wrap(f"{assessment.case}, {stamp}")
    yield ""
    yield from wrap(assessment.headline)
    told = list(supposed)
    if told:
        yield from heading("Supposed, not observed")
        yield from told
    if assessment.scope.status in {"out", "early"}:
        yield ""
        yield from wrap(sections.SCOPE_WORDS[assessment.scope.status])
    yield from _danger(assessment)
    for complaint in assessment.complaints:
        most = MECHANISMS if len(assessment.complaints) == 1 else OF_SEVERAL
        yield from _complaint(complaint, most, sections.ask_next(assessment.triage))
    yield from _rest(assessment)
    yield ""
    yield from wrap(f"{sections.CAUTION} Every fact, basis and source: --note --full.")


def _danger(assessment: Assessment) -> Iterator[str]:
    triage = assessment.triage
    yield from heading("Danger")
    yield from wrap(sentence(sections.danger(triage)))
    settling: list[str] = []
    for flag in sections.raised(triage):
        yield from wrap(f"{flag.label}: {sections.FLAG_WORDS[flag.status]}; {flag.within}. {flag.action}", "- ")
        settle = [words for words in sections.settled_by(triage, flag) if words not in settling]
        if settle and flag.status == "possible":
            settling += settle
            yield from wrap(f"settled by: {' '.join(settle)}", "  ")
    asked = [question.question for question in triage.questions if question.question not in settling]
    if asked:
        more = f", the first {QUESTIONS}" if len(asked) > QUESTIONS else ""
        also = " besides" if settling else ""
        yield f"Questions about danger still open{also}: {len(asked)}{more}:"
        for words in asked[:QUESTIONS]:
            yield from wrap(words, "- ")


def _complaint(complaint: ComplaintResult, most: int, asking: str) -> Iterator[str]:
    yield from heading(f"Probable sources: {complaint.label}")
    if not complaint.differential:
        yield from wrap(sentence(complaint.because or "no differential"))
        return
    for place, entry in enumerate(sections.shown(complaint, most), 1):
        yield from _mechanism(place, entry)
    groups = [listed([inside(sections.label_of(complaint, m)) for m in g]) for g in complaint.indistinguishable]
    if groups:
        yield from wrap(f"Cannot be told apart on these facts: {'; '.join(groups)}.", hang=2)
    if complaint.pattern:
        yield from wrap(f"Pattern: {sections.pattern(complaint.pattern)}.", hang=2)
    if complaint.unexplained:
        names = "; ".join(inside(left.label.rstrip("?")) for left in complaint.unexplained)
        yield from wrap(f"Unexplained: {names}.", hang=2)
    if complaint.ask_next:
        yield asking
        for ask in complaint.ask_next[:ASKED]:
            yield from wrap(ask.question, "- ")


def _mechanism(place: int, entry: Ranked) -> Iterator[str]:
    numbers = f"{percent(entry.probability)} (90 % interval {sections.interval(entry)}), main {percent(entry.main)}"
    background = ", background" if entry.background else ""
    yield from wrap(f"{place}. {sections.named(entry)}: {numbers}{background}", hang=3)
    for word, reasons in (("for", entry.for_), ("against", entry.against)):
        told = _strongest(reasons)
        if told:
            yield from wrap("; ".join(map(sections.weighed, told)), f"   {word}: ", 5)


def _strongest(reasons: Iterable[Argument]) -> list[Argument]:
    weighty = [reason for reason in reasons if abs(reason.bits) >= LEAST_BITS]
    return sorted(weighty, key=lambda reason: -abs(reason.bits))[:FACTS]


def _rest(assessment: Assessment) -> Iterator[str]:
    yield ""
    for verdict in ("supported", "possible"):
        found = sections.supported(assessment.failure_reasons, verdict)
        if found:
            names = "; ".join(inside(reason.label) for reason in found)
            yield from wrap(f"Why there may be pain after the operation, {verdict}: {names}.", hang=2)
    for title, labels in (
        ("Medicines to look at together", [alert.label for alert in assessment.medicine_alerts]),
        ("Can be changed", [risk.label for risk in changeable.present(assessment)]),
    ):
        if labels:
            yield from wrap(f"{title}: {'; '.join(map(inside, labels))}.", hang=2)
    yield from wrap(f"Facts: {sections.ledger_counts(assessment)}.", hang=2)
