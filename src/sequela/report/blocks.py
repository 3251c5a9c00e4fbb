"""Readings of diagnostic blocks on a terminal: the verdict first, then the diary, then what it changes and opens."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sequela.assessment.blocks import BlockReading
from sequela.case.case import Case
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.terms import SourceId
from sequela.report.citations import address
from sequela.report.figures.diary import diary_plot
from sequela.report.screen import ACCENT, BLANK, BOLD, CAUTION, DIM, PLAIN, WIDTH, Line, line, painted, wrapped

NO_CASE = "No case was given: the place is not held against a complaint, and no cause changes."
VERDICTS = {
    "positive": "POSITIVE",
    "negative": "NEGATIVE",
    "uninterpretable": "CANNOT BE READ",
    "wrong_place": "NOT AT THE PLACE OF THE PAIN",
}
_REACHED = {"reached": "yes", "not_reached": "no", "unknown": "not known"}
_DURATION = {
    "shorter": "shorter than the anaesthetic explains",
    "explained": "as long as the anaesthetic explains",
    "longer": "longer than the anaesthetic explains",
    "at_least": "still there when the diary ends",
}
OPENS = {
    "nothing": "Opens no step",
    "second_block": "Opens a second block",
    "ablation": "Opens the question of ablation",
    "fusion_opinion": "Opens an opinion on ablation or fusion of the joint",
    "surgical_opinion": "Opens a surgical opinion",
    "repeat_block": "Opens a repeat of the block",
    "treatment": "Opens treatment of that place",
}
AGREEMENT = {
    "concordant": "concordant",
    "concordant_prolonged": "concordant, prolonged",
    "discordant": "discordant",
    "not_repeated": "not repeated",
    "both_negative": "both negative",
    "indeterminate": "indeterminate",
}


def render(readings: Sequence[BlockReading], case: Case, knowledge: Knowledge, *, colour: bool = False) -> str:
    """Every reading, one below the other, and the sources at the end."""
    lines: list[Line] = []
    for number, reading in enumerate(readings):
        if number:
            lines += [BLANK, line("─" * WIDTH, DIM), BLANK]
        lines += _reading(reading, readings)
    if not case.complaints:
        lines += [BLANK, *wrapped(NO_CASE, style=DIM)]
    lines += _sources(readings, knowledge)
    return painted(lines, colour=colour)


def _reading(reading: BlockReading, others: Sequence[BlockReading]) -> Iterator[Line]:
    where = ", ".join(" ".join(part for part in (p.level or p.root, p.side) if part) for p in reading.where)
    title = ", ".join(part for part in (reading.label, where, reading.date) if part)
    yield from wrapped(title, style=BOLD)
    yield from wrapped(_given(reading), style=DIM)
    yield BLANK
    style = {"positive": ACCENT, "negative": BOLD}.get(reading.verdict, CAUTION)
    yield ((style, VERDICTS[reading.verdict]), (PLAIN, _level(reading)))
    for statement in reading.because:
        yield from wrapped(statement.text, first="  ")
    if reading.concordance is not None:
        agreed = AGREEMENT[reading.concordance.verdict]
        words = "; ".join(statement.text for statement in reading.concordance.because)
        other = _named(reading.concordance.with_block, others)
        yield from wrapped(f"With {other}: {agreed}: {words}", first="  ")
    for statement in reading.cautions:
        yield from wrapped(f"note: {statement.text}", first="  ", rest="        ", style=DIM)
    if any(score.score is not None for score in reading.readings):
        yield BLANK
        yield from (line(text) for text in diary_plot(reading))
        yield from _measures(reading)
    shown = [other.id for other in others if other.id in reading.together]
    if shown and shown[-1] != reading.id:
        yield BLANK
        yield from wrapped(f"What the blocks of this place come to: below, at {_named(shown[-1], others)}.", style=DIM)
        return
    yield from _meaning(reading)
    yield from _changes(reading)


def _named(identifier: str, others: Sequence[BlockReading]) -> str:
    """A block as a reader knows it: by its day, else by its place in the file."""
    day = next((other.date for other in others if other.id == identifier), None)
    return f"the block of {day}" if day else identifier


def _given(reading: BlockReading) -> str:
    baseline = None if reading.baseline is None else f"{reading.baseline:g} of 10 before"
    activity = None if reading.index_activity is None else f"rated {reading.index_activity}"
    volume = None if reading.volume_ml is None else f"{reading.volume_ml:g} ml"
    sedation = f"sedation {reading.sedation}" if reading.sedation else "sedation not recorded"
    return "; ".join(part for part in (reading.drug or "drug not stated", volume, sedation, activity, baseline) if part)


def _level(reading: BlockReading) -> str:
    if reading.level is None:
        return ": adds nothing to the case"
    together = f", {len(reading.together)} blocks of this place together" if len(reading.together) > 1 else ""
    return f": counts as {reading.level.replace('_', ' ')}{together}"


def _measures(reading: BlockReading) -> Iterator[Line]:
    """Relief and its length in numbers, and the three cut-offs side by side."""
    if reading.best_relief is not None:
        yield BLANK
        yield line(f"  best relief that two scores in a row held   {max(reading.best_relief, 0):.0f} %")
    if reading.duration_hours is not None:
        last, ended = reading.duration_hours
        end = "the diary ends there" if ended is None else f"gone by {ended:.3g} h"
        against = f"; {_DURATION[reading.duration]}" if reading.duration else ""
        yield line(f"  relief of {reading.positive_at:.0f} % or more seen until   {last:.3g} h ({end}{against})")
    if reading.window is not None:
        w = reading.window
        yield line(f"  the anaesthetic acts   from {w.onset:.2g} h, for {w.least:.2g} to {w.most:.2g} h")
    if reading.categories:
        cuts = "   ".join(f"{cut} %: {_REACHED[word]}" for cut, word in reading.categories.items())
        yield line(f"  relief held while it acts   {cuts}   (counts from {reading.positive_at:.0f} %)")


def _meaning(reading: BlockReading) -> Iterator[Line]:
    """How often such a reading misleads, and what it opens."""
    yield BLANK
    if reading.false_positive is not None:
        f = reading.false_positive
        low, high = (100 * end for end in f.interval)
        origin = f"[{f.source}]" if f.source else "[a judgement]"
        yield from wrapped(
            f"Of 100 people whose pain comes from elsewhere {100 * f.share:.0f} (90 % interval {low:.0f} to "
            f"{high:.0f}) would read {f.level.replace('_', ' ')} too {origin}."
        )
    if reading.opens is not None:
        marks = f" [{', '.join(reading.opens.sources)}]" if reading.opens.sources else ""
        yield from wrapped(f"{OPENS[reading.opens.step]}. {reading.opens.text}{marks}")


def _changes(reading: BlockReading) -> Iterator[Line]:
    """P(active) before and after, of the causes that moved."""
    if not reading.changes:
        return
    yield BLANK
    count = "this block" if len(reading.together) == 1 else "these blocks"
    yield line(f"Probability of being a source without and with {count}", BOLD)
    for change in reading.changes:
        sign = "▲" if change.after > change.before else "▼"
        label = f"{change.label} ({change.complaint})"
        yield line(f"  {sign} {label[:52]:<52} {100 * change.before:5.0f} %  →  {100 * change.after:3.0f} %")


def _sources(readings: Sequence[BlockReading], knowledge: Knowledge) -> Iterator[Line]:
    named = dict.fromkeys(source for reading in readings for source in reading.sources)
    if not named:
        return
    yield BLANK
    yield line("Sources", BOLD)
    for identifier in named:
        source = knowledge.sources[SourceId(identifier)]
        link = address(source)
        yield from wrapped(f"{identifier}: {source.cite}", first="  ", rest="    ", style=DIM)
        if link:
            yield line(f"    {link}", DIM)
