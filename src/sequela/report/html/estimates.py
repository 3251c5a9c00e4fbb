"""An estimate as the report shows it: the value that is used, what it was made from, and how it entered."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sequela.knowledge.estimate import EstimateError, form, probability, ratio
from sequela.knowledge.schema.terms import Estimate
from sequela.records import frozen
from sequela.report.citations import Citations

_WORD = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)*")


@frozen
class Piece:
    """Words, or the mark of a source within them."""

    words: str
    source: str | None = None


@frozen
class Figure:
    """One number behind the answer.

    value
        as it is used: ``70 %``, ``odds × 2.1``, ``24 hours``.
    made_from
        what it was made from: ``42 of 60 patients``, ``95 % interval 0.6 to 0.9``, ``a judgement, worth 6 patients``.
    why
        the reason of a judgement, or the note on how a published figure was turned into this one.
    source
        the id of the publication; None for a judgement.
    level
        the level of the finding or factor that it is for, where there are several.
    held
        True if that level is what was observed.
    """

    value: str
    made_from: str
    why: tuple[Piece, ...]
    source: str | None
    level: str | None = None
    held: bool = False


def share(estimate: Estimate, citations: Citations, level: str | None = None, *, held: bool = False) -> Figure:
    """A probability."""
    return _figure(estimate, citations, f"{as_percent(probability(estimate).mean)}", level, held=held)


def odds(estimate: Estimate, citations: Citations, level: str | None = None, *, held: bool = False) -> Figure:
    """A ratio that multiplies the odds."""
    return _figure(estimate, citations, f"odds × {short(ratio(estimate).median)}", level, held=held)


def quantity(estimate: Estimate, citations: Citations, unit: str) -> Figure:
    """A time or limit in its unit."""
    return _figure(estimate, citations, f"{short(estimate.value or 0.0)} {unit}", None, held=False)


def short(value: float) -> str:
    """A number with as many digits as a reader can use: 0.04, 0.35, 2.1, 40."""
    if value == int(value):
        return str(int(value))
    if abs(value) >= 10:
        return f"{value:.0f}"
    return f"{value:.1f}" if abs(value) >= 1 else f"{value:.2g}"


def as_percent(probability: float) -> str:
    """A share in percent; below ten with one decimal, since there a half matters."""
    hundred = 100 * probability
    return f"{hundred:.0f} %" if hundred >= 9.95 else f"{hundred:.1f} %"


def pieces(words: str, citations: Citations) -> tuple[Piece, ...]:
    """Words in which ids of sources become marks that lead to them."""
    return tuple(_pieces(words, citations))


def _pieces(words: str, citations: Citations) -> Iterator[Piece]:
    start = 0
    for found in _WORD.finditer(words):
        name = found[0]
        # An id that is also a plain word would turn prose into citations.
        if not any(c.isdigit() or c == "_" for c in name) or not citations.known(name):
            continue
        if found.start() > start:
            yield Piece(words=words[start : found.start()])
        yield Piece(words=name, source=name)
        start = found.end()
    if start < len(words):
        yield Piece(words=words[start:])


def _figure(estimate: Estimate, citations: Citations, value: str, level: str | None, *, held: bool) -> Figure:
    why = " ".join(part for part in (estimate.elicited, estimate.note) if part)
    known = estimate.source is not None and citations.known(estimate.source)
    return Figure(
        value=value,
        made_from=_made_from(estimate),
        why=pieces(why, citations),
        source=estimate.source if known else None,
        level=level,
        held=held,
    )


def _made_from(e: Estimate) -> str:
    try:
        kind = form(e)
    except EstimateError:
        return "origin not stated"
    worth = "" if e.weight is None else f"{short(e.weight)} patient{'' if e.weight == 1 else 's'}"
    if kind == "counts" and e.n is not None and e.N is not None:
        return f"{short(e.n)} of {short(e.N)} patients" + (f", counted as {worth} at most" if worth else "")
    if kind == "interval" and e.ci95 is not None:
        text = f"published with its 95 % interval, {short(e.ci95[0])} to {short(e.ci95[1])}"
        return text + (f", counted as {worth} at most" if worth else "")
    if kind == "published":
        return f"published without its interval, counted as {worth}"
    return f"a judgement, not a measurement; counted as {worth}"
