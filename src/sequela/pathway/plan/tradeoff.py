"""Relief against recovery and risk: the options that no other beats in all three, and what preferences changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sequela.assessment.plan import Option

from .options import Considered, order

OPEN = frozenset({"eligible", "not_yet"})


def pareto(options: Iterable[Option], assumed: dict[str, float]) -> tuple[str, ...]:
    """The options that may be done, of known relief, that no other beats in relief, recovery and risk at once.

    `assumed`: the chance of serious harm by treatment, where none was counted as its stage has it.
    """
    known = [o for o in options if o.relief is not None and o.status in OPEN]
    return tuple(o.treatment for o in known if not any(_beats(other, o, assumed) for other in known))


def _beats(one: Option, other: Option, assumed: dict[str, float]) -> bool:
    pairs = list(zip(_axes(one, assumed), _axes(other, assumed), strict=True))
    return all(a >= b for a, b in pairs) and any(a > b for a, b in pairs)


def _axes(option: Option, assumed: dict[str, float]) -> tuple[float, float, float]:
    """Relief, and recovery and risk with their signs turned: more is better in all."""
    relief = 0.0 if option.relief is None else option.relief.probability
    return relief, -option.recovery.weeks, -assumed[option.treatment]


def reordered(plain: Sequence[Considered], wished: Sequence[Considered], shown: int) -> tuple[str, ...]:
    """What preferences moved, in words: options whose place among the first `shown` differs from that without them."""
    before = {c.option.treatment: i for i, c in enumerate(sorted(plain, key=order), 1)}
    out = []
    for after, considered in enumerate(wished, 1):
        option = considered.option
        was = before[option.treatment]
        if option.preference is None or option.status not in OPEN or was == after or min(was, after) > shown:
            continue
        out.append(f"{option.label}: from place {was} to {after} ({_said(option.preference)})")
    return tuple(out)


def _said(preference: str) -> str:
    return {
        "declined": "the patient does not want it",
        "only_if_needed": "only if needed: its recovery and risk count double",
        "too_long": "it takes longer to recover than the patient can be away",
        "unsure": "the patient is unsure",
        "wanted": "the patient is willing",
    }[preference]
