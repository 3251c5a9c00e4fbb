"""What is said, in which order, in words: shared by the screen, the note and what comes later.

Danger first, then probable sources, pattern, what is unexplained, what to ask next, why the operation may not have
helped, and what became of the facts. Nothing here decides anything: it words an `Assessment`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sequela.assessment import (
    Argument,
    Assessment,
    ComplaintResult,
    FailureReasonResult,
    FlagResult,
    LedgerEntry,
    LedgerResult,
    Member,
    PatternResult,
    Ranked,
    TriageResult,
    WouldChange,
)
from sequela.pathway.dictation import inside, percent

LEVEL_WORDS = {
    "emergency_now": "EMERGENCY NOW",
    "same_day": "SAME DAY",
    "two_weeks": "WITHIN TWO WEEKS",
    "routine": "routine",
}

FLAG_WORDS = {"present": "present", "possible": "not settled", "to_ask": "still to ask", "ruled_out": "ruled out"}
"""The status of a red flag; its label already says that it is a possibility."""

CAUTION = "Ranks explanations for clinicians; makes no diagnosis."
LEGEND = "Brackets: bits, +1 doubles the odds. 90 %: covers uncertain figures, not a wrong model."
BACKGROUND = "Background: the facts do not raise it above how common it is."

SCOPE_WORDS = {
    "in": "Within what this product is for.",
    "early": "Early post-operative: danger, causes and tests only, no plan for lasting pain.",
    "out": "Outside what this product is for; nothing beyond danger is answered.",
    "unknown": "Not settled whether this product applies.",
}

HOW_TO_READ = (
    "This text supports a clinician and replaces none. It ranks explanations; it makes no diagnosis.",
    "P(active) is the probability that a source is active, whose relief alone would be expected to take away 30 % or "
    "more of this pain; several may be active at once. Main is the probability that it is the main source.",
    "Intervals are 90 % and cover uncertain figures, not a wrong model.",
    "Bits: a fact of +1 bit doubles the odds of a source, -1 halves them.",
    "'Competing explanation' means that a fact weighs only because it supports another source; 'elicited' means that "
    "the figure is a judgement with its reason in the knowledge, not a measurement.",
)
"""How the numbers are meant, one paragraph each."""

LEAST_SHOWN = 0.05
"""Below this a mechanism that the facts raise fills a place only when nothing more probable is left."""

SHOWN = 3
"""So many places of a differential are always filled, if need be with background causes."""

SMALL_PART = 2
"""Percent up to which the members of a group are told together."""

LEDGER_HEADINGS = (
    ("used", "used", "Used"),
    ("not_understood", "not understood", "Not understood, and therefore not used"),
    ("contradictory", "contradictory", "Contradictory: none of these counts until it is settled"),
    ("stale", "out of date", "Out of date or outside the time in which it can be read"),
    ("before_last_surgery", "before the last operation", "From before the last operation: history, not present state"),
    ("unknown", "asked, not known", "Asked and not known"),
    ("superseded", "superseded", "Superseded by newer or better facts"),
    ("elsewhere", "of another side or root", "Of another side or root than the pain"),
    ("recorded_only", "recorded only", "Recorded; decided nothing here"),
    ("later", "recorded later", "Recorded after the day of the assessment: not yet known then"),
)
"""Parts of the ledger: the key, what it is called in a count, and its heading in full."""


def legend(assessment: Assessment) -> str:
    """How to read the numbers, as far as there are any, and the caution."""
    entries = [entry for complaint in assessment.complaints for entry in complaint.differential]
    background = [BACKGROUND] if any(e.background for c in assessment.complaints for e in shown(c, SHOWN)) else []
    return " ".join([*([LEGEND] if entries else []), *background, CAUTION])


ASK_NEXT = "Ask or examine next"
ASK_LATER = "To ask later: can wait until the danger is settled"


def ask_next(triage: TriageResult) -> str:
    """The heading of what to ask next about the pain; it must not compete with a danger that cannot wait."""
    return ASK_LATER if triage.urgent else ASK_NEXT


def raised(triage: TriageResult) -> tuple[FlagResult, ...]:
    """The red flags that are present or possible, in the order of the assessment (most urgent first)."""
    return tuple(flag for flag in triage.flags if flag.status in {"present", "possible"})


def settled_by(triage: TriageResult, flag: FlagResult) -> tuple[str, ...]:
    """What would settle an undecided red flag, as questions where the assessment words them."""
    asked = {question.finding: question.question for question in triage.questions}
    return tuple(asked.get(finding, _words(finding)) for finding in flag.settle)


def danger(triage: TriageResult) -> str:
    """Danger in one line."""
    if triage.urgent:
        head = LEVEL_WORDS[triage.level]
    elif raised(triage):
        head = f"to be looked at: {LEVEL_WORDS[triage.level].lower()}"
    elif triage.open_questions:
        head = "not yet ruled out"
    else:
        head = "no red flag on the recorded answers"
    return head + (f" ({questions_open(triage)})" if triage.open_questions else "")


def questions_open(triage: TriageResult) -> str:
    """How many questions about danger are still open."""
    return f"{triage.open_questions} question{'' if triage.open_questions == 1 else 's'} open"


def shown(complaint: ComplaintResult, count: int) -> tuple[Ranked, ...]:
    """The mechanisms worth a line: those that the facts raise, and background ones only to fill the first three.

    What is raised and still improbable does not keep a more probable one off the page.
    """
    raised = [e for e in complaint.differential if not e.background and e.probability >= LEAST_SHOWN][:count]
    rest = [e for e in complaint.differential if e not in raised and e.probability > 0]
    return (*raised, *rest[: max(0, min(count, SHOWN) - len(raised))])


def named(entry: Ranked, places: int = 1) -> str:
    """A mechanism with the level and side that the facts support."""
    spots = [" ".join(x for x in (p.level, p.side) if x) for p in entry.where[:places]]
    return ", ".join([entry.title, *spots])


def argument(reason: Argument) -> str:
    """A fact as it stands in a list: ``Foot drop, right``, ``Straight leg raise: absent, left``."""
    levels = " or ".join(inside(level) for level in _words(reason.value).split(" or "))
    value = "" if reason.value == "present" else f": {levels}"
    where = f", {reason.where}" if reason.where else ""
    return f"{reason.label.rstrip('?')}{value}{where}"


def weighed(reason: Argument) -> str:
    """A fact with its bits."""
    return f"{argument(reason)} ({reason.bits:+.1f})"


def interval(entry: Ranked) -> str:
    """The 90 % interval in percent: ``40-80``."""
    low, high = entry.interval
    return f"{100 * low:.0f}-{100 * high:.0f}"


def pattern(result: PatternResult) -> str:
    """The dominant pattern with its share; if it is mixed, the two largest shares."""
    ranked = sorted(result.probabilities.items(), key=lambda item: (-item[1], item[0]))
    words = [f"{_words(name)} {percent(share)}" for name, share in ranked]
    if result.dominant in result.probabilities:
        return next(w for w, (name, _) in zip(words, ranked, strict=True) if name == result.dominant)
    parts = ", ".join(words[:2])
    return f"{_words(result.dominant)}: {parts}" if parts else _words(result.dominant)


def _words(identifier: str) -> str:
    return identifier.replace("_", " ")


def label_of(complaint: ComplaintResult, mechanism: str) -> str:
    """The label of a mechanism by its id, as this complaint words it."""
    named = {m.mechanism: m.label for e in complaint.differential for m in e.members}
    named |= {e.mechanism: e.label for e in complaint.differential}
    return named.get(mechanism, _words(mechanism))


def supposing(change: WouldChange) -> str:
    """A result that is not recorded, or a fact left out, in words: ``if this turned out not so: sudden onset``."""
    if change.kind == "fact_removed":
        condition = "if this were not counted"
    else:
        so = {"present": "so", "absent": "not so"}.get(change.result)
        condition = f"if this turned out {so}" if so else f"if this came out as {inside(_words(change.result))}"
    return f"{condition}: {inside(change.label.rstrip('?'))}"


def parts(entry: Ranked) -> tuple[tuple[Member, ...], tuple[Member, ...]]:
    """The members of a group that are worth a line of their own, and those of 2 % or less, told together."""
    small = tuple(m for m in entry.members if round(100 * m.probability) <= SMALL_PART)
    return tuple(m for m in entry.members if m not in small), small


def others(entry: Ranked) -> str:
    """What stands before and after the names of the small parts, as ``others: a, b, each 2 % or less``."""
    shown, small = parts(entry)
    return ("others" if shown else "parts") + ": {}, " + ("each " if len(small) > 1 else "") + f"{SMALL_PART} % or less"


def together(complaint: ComplaintResult, mechanisms: Sequence[str]) -> str:
    """Several mechanisms in one phrase, none if the set is empty."""
    return " with ".join(inside(label_of(complaint, m)) for m in mechanisms) or "no modelled source"


def supported(reasons: Sequence[FailureReasonResult], verdict: str) -> tuple[FailureReasonResult, ...]:
    """The reasons of one verdict."""
    return tuple(reason for reason in reasons if reason.verdict == verdict)


def ledger_parts(ledger: LedgerResult) -> Iterator[tuple[str, str, tuple[LedgerEntry, ...]]]:
    """The parts of the ledger that hold something: short name, heading, entries."""
    for key, short, heading in LEDGER_HEADINGS:
        entries: tuple[LedgerEntry, ...] = getattr(ledger, key)
        if entries:
            yield short, heading, entries


def ledger_counts(assessment: Assessment) -> str:
    """How many facts were used and how many were set aside, by reason."""
    counts = [f"{len(entries)} {short}" for short, _, entries in ledger_parts(assessment.ledger)]
    return ", ".join(counts) or "no finding recorded"


def entry_text(entry: LedgerEntry) -> str:
    """A line of the ledger: label, value, where, when, why, and its place in the file."""
    value = "" if entry.value in {"", "present", entry.label} else f": {_words(entry.value)}"
    parts = [f"{entry.label}{value}", entry.where, entry.when, entry.why]
    return "; ".join(part for part in parts if part) + f" [{entry.fact}]"
