"""The probable sources of one complaint as a table: numbers, interval as a bar, reasons, what to ask next."""

from __future__ import annotations

from collections.abc import Iterator

from sequela.assessment import Argument, AskNext, ComplaintResult, Ranked
from sequela.pathway.dictation import inside, listed, percent

from . import sections
from .density import ALL, Density
from .screen import ACCENT, BOLD, DIM, PLAIN, WIDTH, Line, cut, line, text_of, wrapped

_NAME, _BAR = 42, 14
_LEAST_BITS = 0.1
"""Reasons that round to less are not shown: their line would read as if they weighed nothing."""


def complaint_lines(
    complaint: ComplaintResult, density: Density, *, alone: bool, asking: str = sections.ASK_NEXT
) -> Iterator[Line]:
    """The part of the screen on one complaint; `alone` if there is no other. `asking` heads what to ask next."""
    title = "PROBABLE SOURCES" if alone else complaint.label.upper()
    if not complaint.differential:
        yield line(cut(title, WIDTH), BOLD)
        yield from wrapped(f"{complaint.because or 'no differential'}: danger and ledger only", "   ")
        return
    yield (BOLD, cut(title, _NAME + 3)), (DIM, f"{'main':>5}{'active':>7}{'90 %':>7}  {'0 %':<{_BAR - 5}}100 %")
    entries = complaint.differential if density is ALL else sections.shown(complaint, density.causes)
    for place, entry in enumerate(entries, 1):
        yield _row(place, entry)
        if place <= density.explained:
            yield from _reasons(entry, density)
    yield from _standing(complaint, entries, density)
    if complaint.ask_next and density.asks:
        yield (BOLD, f"{asking.upper():<{WIDTH - 4}}"), (DIM, "bits")
        for place, ask in enumerate(complaint.ask_next[: density.asks], 1):
            yield from _ask(place, ask, density)


def _ask(place: int, ask: AskNext, density: Density) -> Iterator[Line]:
    """A question with the bits it is expected to bring at the end of its first line."""
    first, *rest = wrapped(ask.question, f"{place:>2} ", most=density.ask_lines, width=WIDTH - 6)
    yield line(f"{cut(text_of(first), WIDTH - 6)} {ask.bits:>5.2f}")
    yield from rest
    if density is ALL:
        yield from wrapped(ask.why, "     ", style=DIM)


def _row(place: int, entry: Ranked) -> Line:
    name = sections.named(entry)
    if entry.background:
        name = f"{cut(entry.title, _NAME - 13).rstrip()} (background)"
    numbers = f"{percent(entry.main):>5}{percent(entry.probability):>7}{sections.interval(entry):>7}  "
    style = DIM if entry.background else BOLD
    return (style, f"{place:>2} {cut(name, _NAME)}"), (PLAIN, numbers), (ACCENT, _bar(entry))


def _bar(entry: Ranked) -> str:
    """P(active) and its interval on a line from 0 to 100 %."""
    low, at, high = (round(p * (_BAR - 1)) for p in (entry.interval[0], entry.probability, entry.interval[1]))
    signs = ["·"] * _BAR
    signs[low : high + 1] = "─" * (high - low + 1)
    if low < at:
        signs[low] = "├"
    if high > at:
        signs[high] = "┤"
    signs[at] = "●"
    return "".join(signs)


def _reasons(entry: Ranked, density: Density) -> Iterator[Line]:
    for sign, reasons in (("+", entry.for_), ("-", entry.against)):
        told = [r for r in reasons if abs(r.bits) >= _LEAST_BITS]
        if density is ALL:
            for reason in told:
                yield from wrapped(f"{sections.weighed(reason)}; {reason.source}", f"     {sign} ", " " * 7)
        elif told:
            room = density.reasons if sign == "+" else 1
            yield from _packed(told, f"     {sign} ", room)


def _packed(reasons: list[Argument], first: str, room: int) -> list[Line]:
    """As many whole reasons as go into so many lines, the strongest first."""
    words = [sections.weighed(reason) for reason in reasons]
    widest = room * (WIDTH - len(first) + 1)  # with the blank that a line's end takes
    for count in range(len(reasons), 0, -1):
        text = "; ".join(words[:count])
        if len(text) <= widest and len(lines := wrapped(text, first, " " * len(first))) <= room:
            return lines
    return wrapped(words[0], first, " " * len(first), room) if room else []


def _standing(complaint: ComplaintResult, entries: tuple[Ranked, ...], density: Density) -> Iterator[Line]:
    if complaint.no_modelled_cause is not None and density.reasons:
        yield line(f"   {cut('no source that is modelled', _NAME)}{percent(complaint.no_modelled_cause):>5}", DIM)
    places = {entry.mechanism: str(place) for place, entry in enumerate(entries, 1)}
    for group in complaint.indistinguishable:
        rest = [inside(sections.label_of(complaint, m)) for m in group if m not in places]
        names = [*(places[m] for m in group if m in places), *rest]
        yield from wrapped(f"{listed(names)} cannot be told apart on these facts", " = ", most=2)
    if complaint.pattern and density.standing:
        yield from wrapped(sections.pattern(complaint.pattern), "Pattern      ", most=density.standing)
    if complaint.unexplained and density.standing > 1:
        text = "; ".join(u.label for u in complaint.unexplained)
        yield from wrapped(text, "Unexplained  ", most=density.standing - 1)
    if density is ALL:
        yield from _further(complaint)


def _further(complaint: ComplaintResult) -> Iterator[Line]:
    for found in complaint.explanations:
        words = sections.together(complaint, found.mechanisms)
        yield from wrapped(f"{percent(found.probability)} {words}", "Together     ")
    for change in complaint.would_change:
        leading = inside(sections.label_of(complaint, change.leading))
        yield from wrapped(f"{sections.supposing(change)}; {leading} would lead", "Would change ")
