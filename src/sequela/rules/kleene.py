"""True, false and unknown, each with its reasons.

Kleene's strong three-valued logic: a conjunction with one false part is false whatever else is unknown, a
disjunction with one true part is true, and everything else that touches an unknown stays unknown. Unknown is
never read as "no".

Beside its value a verdict says which facts decided it and, while it is unknown, what would settle it.
Reference: Kleene SC, Introduction to Metamathematics, 1952, section 64.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import NamedTuple


class Verdict(NamedTuple):
    """Whether something holds. (A tuple with names: an answer makes ten thousand of them.)

    value
        True, False, or None while it is unknown.
    because
        the facts that decided it, by their place in the case; while it is unknown, those that speak so far.
    settle
        what would decide it: findings, context factors or quantities, by id. Empty once it is decided.
    """

    value: bool | None
    because: tuple[str, ...] = ()
    settle: tuple[str, ...] = ()


def yes(because: Iterable[str] = ()) -> Verdict:
    """It holds, for these facts."""
    return Verdict(value=True, because=tuple(because))


def no(because: Iterable[str] = ()) -> Verdict:
    """It does not hold, for these facts."""
    return Verdict(value=False, because=tuple(because))


def unknown(settle: Iterable[str] = (), because: Iterable[str] = ()) -> Verdict:
    """It cannot be said yet; `settle` would tell."""
    return Verdict(value=None, because=tuple(because), settle=tuple(settle))


def every(parts: Sequence[Verdict]) -> Verdict:
    """All parts hold; true for no parts at all."""
    return at_least(len(parts), parts)


def some(parts: Sequence[Verdict]) -> Verdict:
    """At least one part holds; false for no parts at all."""
    return at_least(1, parts)


def none_of(parts: Sequence[Verdict]) -> Verdict:
    """No part holds."""
    return opposite(some(parts))


def opposite(verdict: Verdict) -> Verdict:
    """Not: unknown stays unknown, and the reasons stay the same."""
    value = None if verdict.value is None else not verdict.value
    return Verdict(value=value, because=verdict.because, settle=verdict.settle)


def at_least(count: int, parts: Sequence[Verdict]) -> Verdict:
    """At least `count` of the parts hold.

    True once enough parts are true (for their facts), false once too few can still become true (for the facts of
    the false ones), unknown otherwise: the facts of the true parts speak for it so far, and the unknown parts
    would settle it.
    """
    if count == 1 and len(parts) == 1:
        return parts[0]
    values = [part.value for part in parts]
    true = values.count(True)
    if true >= count:
        return yes(_united([part.because for part in parts if part.value]))
    if true + values.count(None) < count:
        return no(_united([part.because for part in parts if part.value is False]))
    open_ = [part for part in parts if part.value is None]
    speaking = [part for part in parts if part.value] + open_
    return unknown(
        settle=_united([part.settle for part in open_]), because=_united([part.because for part in speaking])
    )


def _united(groups: Iterable[Iterable[str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(chain.from_iterable(groups)))
