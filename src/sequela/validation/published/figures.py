"""The headline figures of a set of cases, with the goals they are held to.

Goals are judged on cases that nobody saw while the knowledge was written. The figures of the examples carry none.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sequela.records import frozen
from sequela.validation.part import Figure, Goal, Unit

from .offered import AMONG_FIRST, AMONG_MORE, NOT_STATED
from .resampling import Mean, mean, share, share_of
from .scoring import CLAIMED, CaseScore, Standing

FACTS = 6
"""A vignette that tells fewer clinical facts often does not hold what would tell its cause."""
SEEN = "seen while the knowledge was written"
PERCENT = 100

GOALS = {
    "cases_top_3": Goal(low=0.70),
    "cases_top_3_well_known": Goal(low=0.80),
    "cases_top_3_over_context": Goal(low=15.0),
    "cases_claims_true": Goal(low=0.75),
    "cases_urgent_found": Goal(low=0.95),
    "cases_over_called": Goal(high=0.12),
    "cases_after_first": Goal(low=0.75),
}
"""What the product is held to on unseen cases."""

Value = Callable[[Standing], float]
"""A measure of one case in one ranking."""


def top_1(standing: Standing) -> float:
    """1 if a true cause is first, else 0."""
    return float(standing.within(1))


def top_3(standing: Standing) -> float:
    """1 if a true cause is among the first three, else 0."""
    return float(standing.within(3))


def bits(standing: Standing) -> float:
    """log2 P(main) of the dominant true cause."""
    return standing.bits


def brier(standing: Standing) -> float:
    """The Brier score, 0 to 2."""
    return standing.brier


HITS = (top_1, top_3)
"""Measures that are yes or no."""
MEASURES = (top_1, top_3, bits, brier)


@frozen
class Scored:
    """The scores of a set, with what its intervals and goals need: the seed, and how many cases were seen before."""

    scores: tuple[CaseScore, ...]
    seed: int
    seen: int

    @property
    def judged(self) -> tuple[CaseScore, ...]:
        """The cases whose cause can be ranked."""
        return tuple(score for score in self.scores if score.judged)

    @property
    def well_known(self) -> tuple[CaseScore, ...]:
        """Of these the ones of which at least `FACTS` facts are told."""
        return tuple(score for score in self.judged if score.well_known(FACTS))

    @property
    def beside(self) -> str:
        """What must be said beside every figure of this set; empty for unseen cases."""
        if not self.seen:
            return ""
        return SEEN if self.seen == len(self.scores) else f"{self.seen} of these cases were {SEEN}"

    def figure(self, name: str, label: str, found: Mean, unit: Unit, note: str = "") -> Figure:
        """A figure with its goal, if the cases are unseen."""
        return Figure(
            id=name,
            label=label,
            value=found.value,
            unit=unit,
            low=found.low,
            high=found.high,
            n=found.of,
            goal=None if self.seen else GOALS.get(name),
            note="; ".join(part for part in (self.beside, note) if part),
        )

    def over(self, cases: Sequence[CaseScore], ranking: str, value: Value) -> Mean:
        """The mean of a measure over cases in one ranking; a share where it is of hits."""
        values = [value(case.standings[ranking]) for case in cases]
        if value in HITS:
            return share([v > 0 for v in values], self.seed)
        return mean(values, self.seed)

    def gain(self, cases: Sequence[CaseScore], baseline: str, value: Value) -> Mean:
        """The mean difference, answer minus baseline, case by case; hits in percent points."""
        scale = PERCENT if value in HITS else 1
        pairs = [(case.standings["answer"], case.standings[baseline]) for case in cases]
        return mean([scale * (value(ours) - value(theirs)) for ours, theirs in pairs], self.seed)


def figures(scored: Scored) -> tuple[Figure, ...]:
    """Every headline figure, the causes first."""
    return (*_causes(scored), *_claims(scored), *_danger(scored), *_offers(scored), *_after(scored), _read(scored))


def _causes(scored: Scored) -> tuple[Figure, ...]:
    judged, well_known = scored.judged, scored.well_known
    make = scored.figure
    told = f"of the cases that tell at least {FACTS} facts"
    context = "prior with context and time course"
    return (
        make("cases_top_1", "A true cause first", scored.over(judged, "answer", top_1), "share"),
        make("cases_top_3", "A true cause among the first three", scored.over(judged, "answer", top_3), "share"),
        make(
            "cases_top_3_well_known",
            f"A true cause among the first three, {told}",
            scored.over(well_known, "answer", top_3),
            "share",
            "" if well_known else "the truths do not say how many facts are known",
        ),
        make(
            "cases_top_3_over_context",
            f"Among the first three, points above {context}",
            scored.gain(judged, "with_context", top_3),
            "percent points",
        ),
        make(
            "cases_top_3_over_naive_bayes",
            "Among the first three, points above single-cause naive Bayes",
            scored.gain(judged, "naive_bayes", top_3),
            "percent points",
        ),
        make(
            "cases_bits_over_prior",
            "Information gained over the prior alone",
            scored.gain(judged, "prior", bits),
            "bits",
            "mean gain of log2 P(main) of the dominant true cause",
        ),
        make(
            "cases_brier",
            "Brier score of the answer",
            scored.over(judged, "answer", brier),
            "score",
            "0 is perfect, 2 certain and wrong",
        ),
    )


def _claims(scored: Scored) -> tuple[Figure, ...]:
    counted = [(sum(claim.true for claim in case.claims), len(case.claims)) for case in scored.judged]
    found = share_of(counted, scored.seed)
    with_claim = sum(of > 0 for _, of in counted)
    note = f"{found.of} statements in {with_claim} of {len(counted)} cases"
    return (scored.figure("cases_claims_true", f"Causes stated above {CLAIMED}: true", found, "share", note),)


def _danger(scored: Scored) -> tuple[Figure, ...]:
    urgent = [case.urgent for case in scored.scores if case.truth.urgent is True]
    calm = [case.urgent for case in scored.scores if case.truth.urgent is False]
    make = scored.figure
    return (
        make("cases_urgent_found", "Urgent cases called urgent", share(urgent, scored.seed), "share"),
        make("cases_over_called", "Other cases called urgent", share(calm, scored.seed), "share"),
    )


def _offers(scored: Scored) -> tuple[Figure, ...]:
    asked = [case for case in scored.scores if case.test != NOT_STATED]
    tests = [case.test for case in asked]
    treated = [case.treatment for case in scored.scores if case.treatment != NOT_STATED]
    aside = len(scored.scores) - len(tests)
    first = share([how == AMONG_FIRST for how in tests], scored.seed)
    more = share([how in (AMONG_FIRST, AMONG_MORE) for how in tests], scored.seed)
    proposed = share([case.test_proposed for case in asked], scored.seed)
    ways = [
        share([how == "eligible" for how in treated], scored.seed),
        share([how in ("eligible", "not_yet") for how in treated], scored.seed),
    ]
    unstated = f"set aside: {aside} ({NOT_STATED})"
    without = f"set aside: {len(scored.scores) - len(treated)} ({NOT_STATED})"
    later = "not yet: something comes first, often the test that settles the cause"
    make = scored.figure
    return (
        make("cases_test_first_three", "The settling test among the first three", first, "share", unstated),
        make("cases_test_first_five", "The settling test among the first five", more, "share", unstated),
        make(
            "cases_test_proposed",
            "The settling test proposed, not merely listed",
            proposed,
            "share",
            f"{unstated}; where danger comes first nothing is proposed beside it",
        ),
        make("cases_treatment_eligible", "The effective treatment offered as eligible", ways[0], "share", without),
        make(
            "cases_treatment_offered",
            "The effective treatment offered as eligible or not yet",
            ways[1],
            "share",
            f"{without}; {later}",
        ),
    )


def _after(scored: Scored) -> tuple[Figure, ...]:
    entered = [case.after for case in scored.judged if case.after.standing is not None]
    standings = [case.standing for case in entered if case.standing is not None]
    note = after_note(scored)
    first = share([one.within(1) for one in standings], scored.seed)
    three = share([one.within(3) for one in standings], scored.seed)
    make = scored.figure
    return (
        make("cases_after_first", "A true cause first once the confirming result is entered", first, "share", note),
        make("cases_after_top_3", "Then among the first three", three, "share", note),
    )


def after_note(scored: Scored) -> str:
    """How many confirming results could be entered, and how."""
    judged = scored.judged
    entered = [case for case in judged if case.after.standing is not None]
    sentences = sum(case.after.from_sentence for case in entered)
    note = f"{len(entered)} of {len(judged)} results entered"
    if sentences:
        note += f", {sentences} of them read by the product from a sentence that was not written for it"
    return note


def _read(scored: Scored) -> Figure:
    values = [(case.understood + case.partly, case.values) for case in scored.scores]
    whole = sum(case.understood for case in scored.scores)
    found = share_of(values, scored.seed)
    note = f"of {found.of} values, {whole} without rest"
    return scored.figure("cases_values_understood", "Values of the vignettes understood", found, "share", note)
