"""One case held against its truth.

A truth lists what was found, not what was absent, so a case is judged by where its true mechanisms stand: the rank of
the best of them; the log score, log2 P(main generator), of the dominant one; and the Brier score over all lines and
"none of them". P(main) is a share that active mechanisms divide among themselves, so the Brier score holds it against
equal shares for the true mechanisms: a perfect statement scores 0, a certain and wrong one 2.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from sequela.knowledge.schema.knowledge import Knowledge
from sequela.records import frozen

from .answering import RANKINGS, After, Answered
from .confirming import Confirming
from .offered import NOT_STATED, test_offered, treatment_offered
from .truth import Truth

LEAST = 2.0**-10
"""P(main) below this scores as this: one impossible cause must not decide a mean."""
CLAIMED = 0.7
"""A mechanism with P(active) above this is stated as if it were so."""


@frozen
class Standing:
    """Where the truth stands in one ranking.

    rank
        of the best true mechanism, from 1; None if the ranking has none of them.
    bits
        log2 P(main) of the dominant one. `brier` 0 to 2, lower is better.
    """

    rank: int | None
    bits: float
    brier: float

    def within(self, first: int) -> bool:
        """Whether a true mechanism is among the first so many."""
        return self.rank is not None and self.rank <= first


@frozen
class Claim:
    """A mechanism stated with P(active) above `CLAIMED`, and whether it is among what was found."""

    mechanism: str
    probability: float
    true: bool


@frozen
class AfterScore:
    """Where the truth stands once the confirming result is entered; None without one that could be read.

    why_not
        why there is none: a treatment's success, no result in the set, or a sentence of which nothing could be read.
    """

    standing: Standing | None
    first: str | None
    weighed: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    from_sentence: bool = False
    why_not: str = ""


@frozen
class CaseScore:
    """One case.

    standings
        by each of `RANKINGS`; empty if nothing that was found is a mechanism of the knowledge.
    first
        what the answer put first, with its P(main).
    test, treatment
        how the settling test and the effective treatment were offered (`offered`).
    """

    case: str
    region: str
    age: tuple[float, float] | None
    sex: str | None
    truth: Truth
    standings: Mapping[str, Standing]
    first: tuple[str, float] | None
    claims: tuple[Claim, ...]
    urgent: bool
    test: str
    test_withheld: str | None
    test_proposed: bool
    treatment: str
    after: AfterScore
    values: int
    understood: int
    partly: int

    @property
    def judged(self) -> bool:
        """Whether anything that was found can be ranked."""
        return bool(self.standings)

    def well_known(self, facts: int) -> bool:
        """Whether the vignette tells at least so many clinical facts, as its author counted."""
        return self.truth.facts_known is not None and self.truth.facts_known >= facts


def score(
    said: Answered, truth: Truth, result: Confirming | None, after: After | None, knowledge: Knowledge
) -> CaseScore:
    """Hold what was said against the truth."""
    true = truth.mechanisms
    test = test_offered(said, truth.tests, knowledge)
    answer = said.forecasts.get("answer", {})
    order = _ordered(answer)
    return CaseScore(
        case=said.case,
        region=said.region,
        age=said.age,
        sex=said.sex,
        truth=truth,
        standings={name: standing(said.forecasts.get(name, {}), true) for name in RANKINGS} if true else {},
        first=(order[0], answer[order[0]]) if order else None,
        claims=tuple(
            Claim(mechanism=m, probability=p, true=m in true)
            for m, p in sorted(said.active.items(), key=lambda mp: (-mp[1], mp[0]))
            if true and p > CLAIMED
        ),
        urgent=said.urgent,
        test=test.how if test else NOT_STATED,
        test_withheld=test.reason if test else None,
        test_proposed=bool(test and test.proposed),
        treatment=treatment_offered(said.options, truth.treatments, knowledge),
        after=_after(true, result, after),
        values=said.values,
        understood=said.understood,
        partly=said.partly,
    )


def standing(forecast: Mapping[str, float], true: Sequence[str]) -> Standing:
    """Where `true`, the dominant first, stands in a forecast of P(main) by line; ties go by id as in the answer."""
    order = _ordered(forecast)
    ranks = [1 + order.index(m) for m in true if m in forecast]
    wanted = {m: 1 / len(true) for m in true}
    lines = {*forecast, *true}
    none = max(0.0, 1.0 - math.fsum(forecast.values()))
    squares = [(forecast.get(m, 0.0) - wanted.get(m, 0.0)) ** 2 for m in sorted(lines)]
    return Standing(
        rank=min(ranks, default=None),
        bits=math.log2(max(forecast.get(true[0], 0.0), LEAST)),
        brier=math.fsum([*squares, none**2]),
    )


def _ordered(forecast: Mapping[str, float]) -> list[str]:
    return sorted(forecast, key=lambda m: (-forecast[m], m))


def _after(true: Sequence[str], result: Confirming | None, after: After | None) -> AfterScore:
    why = ""
    if result is None:
        why = "no confirming result in the set"
    elif result.not_encoded:
        why = result.not_encoded
    elif after is None:
        why = "the result could not be read"
    elif result.from_sentence and not after.weighed:
        why = "nothing in the sentence was read as a finding that the differential uses"
    if why or after is None or result is None:
        return AfterScore(standing=None, first=None, left=after.left if after else (), why_not=why)
    order = _ordered(after.main)
    return AfterScore(
        standing=standing(after.main, true) if true else None,
        first=order[0] if order else None,
        weighed=after.weighed,
        left=after.left,
        from_sentence=result.from_sentence,
    )
