"""The assessment as plain text for the record: no colour, no drawing, every statement with its basis and source."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sequela.assessment import Argument, Assessment, ComplaintResult, FlagResult, Ranked, Statement
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.pathway.dictation import inside, listed, percent, sentence

from . import changeable, sections
from .citations import Citations
from .compare import WhatIf
from .note_layout import heading, wrap
from .note_short import short

_INDENT = 2


def render(assessment: Assessment, knowledge: Knowledge, *, full: bool = False, what_if: WhatIf | None = None) -> str:
    """Return the note: about a page, or `full`. `knowledge` is the one that answered: its sources are then cited."""
    if not full:
        return "\n".join(line.rstrip() for line in short(assessment, supposed(what_if) if what_if else ())) + "\n"
    citations = Citations(knowledge.sources)
    lines = list(_body(assessment, what_if, citations))
    sources = list(citations.full())
    if sources:
        lines += heading("Sources")
        for number, words in sources:
            lines += wrap(words, f"[{number}] ".rjust(5), 5)
    lines += heading("How to read this")
    lines += wrap(" ".join(sections.HOW_TO_READ))
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _body(assessment: Assessment, what_if: WhatIf | None, citations: Citations) -> Iterator[str]:
    stamp = assessment.knowledge
    yield "ASSESSMENT OF PERSISTENT PAIN AFTER SPINE SURGERY"
    yield from wrap(assessment.case, "Case:       ")
    yield f"As of:      {assessment.as_of.isoformat()}"
    yield f"Knowledge:  {stamp.version} (sha256 {stamp.sha256[:16]})"
    yield from heading("Summary")
    yield from wrap(assessment.headline)
    if what_if:
        yield from heading("Supposed, not observed")
        yield from supposed(what_if)
    yield from heading("Scope")
    yield from wrap(sections.SCOPE_WORDS[assessment.scope.status])
    yield from _statements((*assessment.scope.because, *assessment.scope.notes))
    yield from _danger(assessment, citations)
    for complaint in assessment.complaints:
        yield from _complaint(complaint, citations, sections.ask_next(assessment.triage))
    yield from _operation(assessment)
    yield from _told(changeable.MEDICINES, changeable.medicines_told(assessment), citations)
    yield from _told(changeable.RISKS, changeable.risks_told(assessment), citations, changeable.NO_FAULT)
    yield from _still_to_ask(changeable.questions(assessment))
    yield from _ledger(assessment)


def _statements(found: Iterable[Statement], indent: int = _INDENT) -> Iterator[str]:
    for statement in found:
        basis = f" ({', '.join(statement.facts)})" if statement.facts else ""
        yield from wrap(f"{statement.text.rstrip('.')}{basis}", f"{' ' * indent}- ")


# --- danger ----------------------------------------------------------------------------------------------------------


def _danger(assessment: Assessment, citations: Citations) -> Iterator[str]:
    triage = assessment.triage
    yield from heading("Danger")
    yield from wrap(sentence(sections.danger(triage)))
    for status in ("present", "possible"):
        for flag in (f for f in triage.flags if f.status == status):
            yield ""
            yield from _flag(flag, sections.settled_by(triage, flag), citations)
    for status, words in (("ruled_out", "Ruled out by a recorded answer or examination:"), ("to_ask", "Still to ask:")):
        named = [f for f in triage.flags if f.status == status]
        if named:
            yield ""
            yield words
            for flag in named:
                basis = [place for statement in flag.because for place in statement.facts]
                rest = f" ({', '.join(dict.fromkeys(basis))})" if basis and status == "ruled_out" else ""
                yield from wrap(f"{flag.label}{rest} {_sources(flag, citations)}", "  - ")
    if triage.questions:
        yield ""
        yield "Questions about danger still open:"
        for question in triage.questions:
            yield from wrap(question.question, "  - ")
    if triage.seek_care:
        yield ""
        yield "Reasons to have this pain looked at:"
        yield from _statements(triage.seek_care)


def _flag(flag: FlagResult, settle: tuple[str, ...], citations: Citations) -> Iterator[str]:
    level = sections.LEVEL_WORDS.get(flag.urgency, flag.urgency)
    yield from wrap(f"{flag.label}: {sections.FLAG_WORDS[flag.status]}; {level}, {flag.within}.")
    yield from wrap(f"Action: {flag.action} {_sources(flag, citations)}", "  ")
    yield from _statements(flag.because)
    for words in settle:
        yield from wrap(f"settled by: {words}", "  - ")


def _sources(flag: FlagResult, citations: Citations) -> str:
    return citations.cite(", ".join(flag.sources))


# --- sources of the pain ---------------------------------------------------------------------------------------------


def _complaint(complaint: ComplaintResult, citations: Citations, asking: str) -> Iterator[str]:
    yield from heading(f"Probable sources: {complaint.label}")
    if not complaint.differential:
        yield from wrap(sentence(complaint.because or "no differential"))
        return
    for place, entry in enumerate(complaint.differential, 1):
        yield from _mechanism(place, entry, citations)
    if complaint.no_modelled_cause is not None:
        yield from wrap(f"No source that is modelled: {percent(complaint.no_modelled_cause)}")
    yield from _standing(complaint)
    if complaint.ask_next:
        yield ""
        yield f"{asking}, most telling first:"
        for ask in complaint.ask_next:
            yield from wrap(f"{ask.question} ({ask.bits:.2f} bits expected; {ask.why})", "  - ")


def _mechanism(place: int, entry: Ranked, citations: Citations) -> Iterator[str]:
    low, high = entry.interval
    numbers = (
        f"P(active) {percent(entry.probability)}, 90 % interval {100 * low:.0f} to {100 * high:.0f}; "
        f"main {percent(entry.main)}; before these facts {percent(entry.prior)}"
    )
    yield from wrap(f"{place}. {sections.named(entry, len(entry.where))}", hang=3)
    yield from wrap(numbers, "   ")
    if entry.background:
        yield from wrap(sections.BACKGROUND, "   ")
    for word, reasons in (("for", entry.for_), ("against", entry.against)):
        for reason in reasons:
            yield from _reason(word, reason, citations)
    told, small = sections.parts(entry)
    for member in told:
        yield from wrap(f"part: {member.label} {percent(member.probability)}, main {percent(member.main)}", "   ")
    if small:
        yield from wrap(sections.others(entry).format(", ".join(inside(m.label) for m in small)), "   ")


def _reason(word: str, reason: Argument, citations: Citations) -> Iterator[str]:
    basis = f" ({', '.join(reason.places)})" if reason.places else ""
    text = f"{sections.argument(reason)}, {reason.bits:+.2f} bits{basis} {citations.cite(reason.source)}"
    yield from wrap(text, f"   {word}: ", 9)


def _standing(complaint: ComplaintResult) -> Iterator[str]:
    for group in complaint.indistinguishable:
        names = listed([inside(sections.label_of(complaint, m)) for m in group])
        yield from wrap(f"Cannot be told apart on these facts: {names}.", hang=2)
    if complaint.pattern:
        yield from wrap(f"Pattern: {sections.pattern(complaint.pattern)}.", hang=2)
    for found in complaint.explanations:
        words = sections.together(complaint, found.mechanisms)
        yield from wrap(f"Together, and no other: {words}, {percent(found.probability)}.", hang=2)
    for left in complaint.unexplained:
        yield from wrap(
            f"Unexplained: {inside(left.label)}, not accounted for by these sources ({percent(left.probability)}).",
            hang=2,
        )
    for change in complaint.would_change:
        leading = inside(sections.label_of(complaint, change.leading))
        yield from wrap(f"Would change the first place: {sections.supposing(change)}; then {leading}.", hang=2)


# --- the rest --------------------------------------------------------------------------------------------------------


def _operation(assessment: Assessment) -> Iterator[str]:
    told = [r for r in assessment.failure_reasons if r.verdict in {"supported", "possible"}]
    if not told:
        return
    yield from heading("Why there may be pain after the operation")
    for reason in sorted(told, key=lambda r: r.verdict != "supported"):
        yield from wrap(f"{reason.label}: {reason.verdict}.")
        yield from _statements(reason.because)


def _told(title: str, found: Iterable[changeable.Told], citations: Citations, caution: str = "") -> Iterator[str]:
    things = list(found)
    if not things:
        return
    yield from heading(title)
    yield from wrap(caution)
    for thing in things:
        basis = f" ({', '.join(thing.facts)})" if thing.facts else ""
        yield from wrap(f"{thing.text}{basis}")
        for text, sources in thing.points:
            marks = f" {citations.cite(', '.join(sources))}" if sources else ""
            yield from wrap(f"{text}{marks}", "  - ")


def _still_to_ask(questions: tuple[str, ...]) -> Iterator[str]:
    if questions:
        yield ""
        yield f"{changeable.STILL_TO_ASK}:"
        for words in questions:
            yield from wrap(words, "  - ")


def supposed(what_if: WhatIf) -> Iterator[str]:
    """What was supposed, and what that changes."""
    for text in what_if.supposed:
        yield from wrap(text, "  - ")
    if what_if.level_before != what_if.level_after:
        before, after = (sections.LEVEL_WORDS[level] for level in (what_if.level_before, what_if.level_after))
        yield from wrap(f"Danger: {before} before, {after} after.")
    for flag in what_if.flags:
        before, after = (sections.FLAG_WORDS.get(status, status) for status in (flag.before, flag.after))
        yield from wrap(f"{flag.label}: {before} before, {after} after.")
    for change in what_if.changes:
        if percent(change.before) != percent(change.after):
            text = (
                f"{change.label} ({change.complaint}): {percent(change.before)} before, {percent(change.after)} after."
            )
            yield from wrap(text)


def _ledger(assessment: Assessment) -> Iterator[str]:
    yield from heading("What became of each fact")
    yield from wrap(sentence(sections.ledger_counts(assessment)))
    for _, title, entries in sections.ledger_parts(assessment.ledger):
        yield ""
        yield title
        for entry in entries:
            yield from wrap(sections.entry_text(entry), "  - ")
