"""Follow-up on one screen of the terminal: reasons to think again, what changed, what treatments did, what is due."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from sequela.assessment.followup import Change, Due, FollowUp, Outcome, TreatmentEffect
from sequela.assessment.opioids import OpioidLoad
from sequela.pathway.dictation import elapsed, inside
from sequela.pathway.followup.outcomes import spoken
from sequela.report.screen import ALARM, BLANK, BOLD, CAUTION, DIM, PLAIN, Line, apart, cut, line, painted, wrapped

CHANGE_WORDS: dict[Change, str] = {
    "better": "better",
    "worse": "WORSE",
    "no_important_change": "no important change",
    "not_known": "not known",
}
_STYLES = {"better": BOLD, "worse": ALARM, "no_important_change": PLAIN, "not_known": DIM}
_EFFECTS = {"none": "no effect", "partial": "partly", "good": "good"}
_BARS = "▁▂▃▄▅▆▇█"
_TRENDED = 12
_SHOWN = {"outcomes": 6, "treatments": 4, "due": 5}
CAUTION_LINE = "For clinicians; no diagnosis. Scores change for many reasons besides treatment."


def render(
    name: str,
    result: FollowUp,
    load: OpioidLoad | None,
    *,
    knowledge_version: str,
    colour: bool = False,
    full: bool = False,
) -> str:
    """Return the screen; with `full` every outcome, treatment and date, else what matters most."""
    stamp = f"as of {result.as_of.isoformat()} · knowledge {knowledge_version}"
    title = apart(name, stamp)
    lines: list[Line] = [((BOLD, title[: -len(stamp)]), (DIM, stamp))]
    lines += wrapped(summary(result))
    lines += [*_reassess(result), *_outcomes(result, full=full), *_treatments(result, full=full)]
    lines += [*_due(result, full=full), *_load(load, full=full), BLANK, line(CAUTION_LINE, DIM)]
    return painted(lines, colour=colour)


def summary(result: FollowUp) -> str:
    """One sentence: what is better, worse or unchanged since the baseline, and how many reasons to think again."""
    said = []
    for verdict in ("worse", "better", "no_important_change"):
        found = [o for o in result.outcomes if _verdict(o) == verdict]
        if found:
            words = ", ".join(f"{_name(o)} {o.baseline.value:g} → {o.latest.value:g}" for o in found)
            said.append(f"{CHANGE_WORDS[verdict].capitalize()}: {words}")
    unknown = sum(o.verdict == "not_known" and o.best is None for o in result.outcomes)
    if unknown:
        said.append(f"not known for {unknown} score{'s' * (unknown > 1)}")
    return "; ".join(said) + "." if said else "No score on record to compare."


def _verdict(outcome: Outcome) -> Change:
    """A relapse from its best counts as worse, whatever it is against the baseline."""
    return "worse" if outcome.best is not None else outcome.verdict


def _name(outcome: Outcome) -> str:
    label = spoken(outcome.label)
    return f"{label} {outcome.side}" if outcome.side else label


def _reassess(result: FollowUp) -> Iterator[Line]:
    yield BLANK
    if not result.reassess:
        yield line("REASSESS  no reason on record", BOLD)
        return
    yield line("REASSESS, because", ALARM if any(prompt.urgent for prompt in result.reassess) else CAUTION)
    for prompt in result.reassess:
        yield from wrapped(prompt.text, " ! " if prompt.urgent else " - ", style=ALARM if prompt.urgent else PLAIN)


# --- what changed -----------------------------------------------------------------------------------------------------


def _outcomes(result: FollowUp, *, full: bool) -> Iterator[Line]:
    if not result.outcomes:
        return
    yield BLANK
    yield line("WHAT CHANGED              first         now           by", BOLD)
    shown = result.outcomes if full else result.outcomes[: _SHOWN["outcomes"]]
    for outcome in shown:
        yield from _outcome(outcome, full=full)
    yield from _more(len(result.outcomes) - len(shown))


def _outcome(outcome: Outcome, *, full: bool) -> Iterator[Line]:
    first, now = outcome.baseline, outcome.latest
    change = "" if outcome.change is None else f"{outcome.change:+g}".replace("-", "−")
    verdict = _verdict(outcome)
    numbers = f"{first.value:>4g} {_month(first.day)}  {now.value:>4g} {_month(now.day)} {change:>5}"
    yield (PLAIN, f" {cut(_name(outcome), 25)} {numbers}  "), (_STYLES[verdict], CHANGE_WORDS[verdict])
    values = " ".join(f"{point.value:g}" for point in outcome.points[-_TRENDED:])
    least = "" if outcome.minimal_change is None else f"   {outcome.minimal_change:g} points matter"
    if len(outcome.points) > 1:
        yield line(f"   {sparkline(outcome)}  {values}{least}", DIM)
    if full:
        yield from wrapped(f"baseline: {outcome.baseline_is}", "   ", style=DIM)
    if outcome.note is not None and (full or outcome.verdict == "not_known"):
        yield from wrapped(outcome.note, "   ", style=DIM)


def sparkline(outcome: Outcome) -> str:
    """The last measurements as bars between the least and the most that the score can be."""
    values = [point.value for point in outcome.points[-_TRENDED:]]
    low, high = outcome.range or (min(values), max(values))
    size = (high - low) or 1
    return "".join(_BARS[min(len(_BARS) - 1, int((value - low) / size * len(_BARS)))] for value in values)


def _month(day: dt.date) -> str:
    return day.strftime("%Y-%m")


# --- treatments -------------------------------------------------------------------------------------------------------


def _treatments(result: FollowUp, *, full: bool) -> Iterator[Line]:
    told = [effect for effect in result.treatments if full or effect.scores or effect.effect or effect.percent]
    if not told:
        return
    yield BLANK
    yield line("WHAT TREATMENTS DID", BOLD)
    shown: Sequence[TreatmentEffect] = told if full else _latest(told)
    for effect in shown:
        yield from wrapped(_treatment(effect), f" {_month(effect.day) if effect.day else '   ?   '}  ", " " * 10)
    yield from _more(len(told) - len(shown))


def _latest(told: Sequence[TreatmentEffect]) -> Sequence[TreatmentEffect]:
    dated = [effect for effect in told if effect.day is not None]
    return (dated or told)[-_SHOWN["treatments"] :]


def _treatment(effect: TreatmentEffect) -> str:
    scores = [
        f"{spoken(s.label)} {s.before.value:g} → {s.after.value:g} ({CHANGE_WORDS[s.verdict]}"
        f"{', early' if s.early else ''})"
        for s in effect.scores
    ]
    parts = [", ".join(scores)] if scores else []
    if effect.effect or effect.percent is not None:
        recorded = [_EFFECTS.get(effect.effect or "", effect.effect or "")]
        recorded += [f"{effect.percent:g} % of the pain"] if effect.percent is not None else []
        parts.append(f"recorded: {', '.join(word for word in recorded if word)}")
    if effect.lasted is not None:
        parts.append(f"lasted {effect.lasted.words}")
    if effect.expected is not None:
        parts.append(effect.expected.words)
    if effect.beside:
        parts.append(f"meanwhile also {', '.join(map(inside, effect.beside))}")
    if effect.why_open is not None and (effect.scores or not parts):
        parts.append(effect.why_open)
    judged = effect.kind != "operation" and effect.adequate != "yes"
    if judged and effect.verdict != "better" and effect.effect in ("none", "partial"):
        parts.append("not adequate" if effect.adequate == "no" else "whether it was adequate is not recorded")
    return f"{effect.label}: {'; '.join(parts)}"


# --- due --------------------------------------------------------------------------------------------------------------


def _due(result: FollowUp, *, full: bool) -> Iterator[Line]:
    shown: Sequence[Due] = result.due if full else result.due[: _SHOWN["due"]]
    if not shown:
        return
    yield BLANK
    yield line("DUE", BOLD)
    for due in shown:
        style = CAUTION if due.status in ("overdue", "now") else PLAIN
        yield from wrapped(due.text, f" {when(due, result.as_of):<16} ", " " * 18, style=style)
    yield from _more(len(result.due) - len(shown))


def when(due: Due, as_of: dt.date) -> str:
    """The day of something due, in a word or as a date."""
    words = {"now": "now", "open": "may be", "not_yet": "not yet", "not_documented": "not known"}
    if due.status in words:
        return words[due.status]
    if due.status == "overdue" and due.on is not None:
        days = (as_of - due.on).days
        return f"{elapsed((days, days))} ago"
    return due.on.isoformat() if due.on is not None else ""


def _load(load: OpioidLoad | None, *, full: bool) -> Iterator[Line]:
    if load is None:
        return
    yield BLANK
    band = "" if load.band is None else f", {inside(load.band.label)}"
    naloxone = {"offer": "; offer naloxone", "ask": "; ask for the reasons to offer naloxone"}.get(load.naloxone, "")
    yield from wrapped(f"{load.total}{band}{naloxone}", "OPIOIDS  ", style=CAUTION if load.band else PLAIN)
    for part in load.parts:
        said = part.words or part.name
        yield from wrapped(f"{said}{f' ({part.open})' if part.open else ''}", "   ", "     ", None if full else 2, DIM)
    if full:
        for reason in load.naloxone_reasons:
            yield from wrapped(f"naloxone, {reason.holds}: {reason.label}", "   ", style=DIM)
    yield from wrapped(load.caution, "   ", style=DIM)


def _more(count: int) -> Iterator[Line]:
    if count > 0:
        yield line(f"   and {count} more (--full)", DIM)
