"""A study's share of people helped, predicted from the other studies of its treatment as the plan would reckon.

The plan reckons from one study of a treatment: of those marked for it the one whose patients are most like the person.
Here the person is a study's population: P(helped) = p_0 + (p_t - p_0) a, where a is how far the treatment reaches what
the study selected for (1 for a confirmed target). Two intervals of the share that a study of N people would find:

* the plan's own: uncertainty of the figure it reckons from, and chance in N people;
* with the spread between studies: the logits of two studies of one treatment differ by 2 tau^2 beside chance, tau^2
  from all other studies (DerSimonian and Laird 1986, pooled over treatments). The left-out trial plays no part.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from sequela.knowledge import estimate
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.terms import Estimate, MechanismId, Region
from sequela.knowledge.schema.treatments import Care, Outcome, Treatment
from sequela.pathway.plan.response import COMPARABLE, as_now
from sequela.pathway.plan.view import members
from sequela.records import frozen
from sequela.validation.world import Floats

from .file import Operated, Responses

DRAWS = 4000
MASS = 0.9
REGION: Region = "lumbar"


@frozen
class Observed:
    """One share of people helped. `people` were counted; `printed` tells whether the study says how many.

    held_out
        True if no treatment of the knowledge reckons from it.
    plan
        True if the plan may reckon from it; `control` is the share without the treatment, where that was comparable.
    """

    treatment: str
    source: str
    trial: str
    helps: tuple[str, ...]
    measure: str
    share: estimate.Beta
    people: float
    printed: bool
    looser: bool
    plan: bool
    control: Estimate | None
    operated: Operated
    held_out: bool


@frozen
class Prediction:
    """A share beside its prediction. `own` and `wide` are 90 % limits without and with the spread between studies.

    naive
        the mean of all other studies of the knowledge, whatever the treatment.
    """

    observed: Observed
    by: Observed
    reach: float
    expected: float
    own: tuple[float, float]
    wide: tuple[float, float]
    naive: float

    @property
    def found(self) -> float:
        """The share the study found."""
        return self.observed.share.mean

    @property
    def inside(self) -> bool:
        """Whether it lies within the interval with the spread between studies."""
        return _within(self.found, self.wide)

    @property
    def inside_own(self) -> bool:
        """Whether it lies within the plan's own interval."""
        return _within(self.found, self.own)


def _within(value: float, limits: tuple[float, float]) -> bool:
    return limits[0] <= value <= limits[1]


def observed(knowledge: Knowledge, responses: Responses) -> tuple[Observed, ...]:
    """One share for each trial of each treatment the plan knows, then the held-out ones."""
    skipped = {(no.treatment, no.source) for no in responses.no_response}
    found: list[Observed] = []
    for treatment in knowledge.treatments.values():
        if treatment.care is None:
            continue
        of_trial: dict[str, Outcome] = {}
        for outcome in treatment.outcomes:
            source = outcome.share.source
            if source is None or (treatment.id, str(source)) in skipped:
                continue
            trial = responses.trial(str(source))
            if trial not in of_trial or (outcome.plan and not of_trial[trial].plan):
                of_trial[trial] = outcome
        found.extend(_of_knowledge(treatment, trial, outcome) for trial, outcome in of_trial.items())
    found.extend(_held_out(responses))
    return tuple(found)


def _of_knowledge(treatment: Treatment, trial: str, outcome: Outcome) -> Observed:
    share = estimate.probability(outcome.share)
    people = outcome.share.N if outcome.share.N is not None else outcome.people
    return Observed(
        treatment=treatment.id,
        source=str(outcome.share.source),
        trial=trial,
        helps=outcome.helps,
        measure=outcome.measure.en,
        share=share,
        people=float(people) if people is not None else share.weight,
        printed=people is not None,
        looser=outcome.looser,
        plan=outcome.plan,
        control=outcome.control if outcome.control_is in COMPARABLE else None,
        operated=outcome.operated,
        held_out=False,
    )


def _held_out(responses: Responses) -> Iterator[Observed]:
    for held in responses.held_out:
        yield Observed(
            treatment=held.treatment,
            source=held.id,
            trial=responses.trial(held.id),
            helps=held.helps,
            measure=held.measure,
            share=estimate.Beta(mean=held.n / held.N, weight=float(held.N)),
            people=float(held.N),
            printed=True,
            looser=held.looser,
            plan=False,
            control=None,
            operated=held.operated,
            held_out=True,
        )


def predictions(knowledge: Knowledge, found: Sequence[Observed], seed: int) -> tuple[Prediction, ...]:
    """Every share for whose treatment another trial of the knowledge is left, predicted without its own trial."""
    out = []
    for one in found:
        others = [o for o in found if o.trial != one.trial and not o.held_out]
        same = [o for o in others if o.treatment == one.treatment]
        if same:
            rng = np.random.default_rng([seed, *f"{one.treatment}/{one.source}".encode()])
            out.append(_prediction(knowledge, one, same, others, rng))
    return tuple(out)


def _prediction(
    knowledge: Knowledge, one: Observed, same: Sequence[Observed], others: Sequence[Observed], rng: np.random.Generator
) -> Prediction:
    by = reckoned_from(one, same)
    care = knowledge.treatments[one.treatment].care
    a = 1.0 if care is None else reached(knowledge, care, one.helps)
    scale = _scale(knowledge, by, one)
    low = as_now(knowledge) if by.control is None else estimate.probability(by.control).mean * scale
    drawn = estimate.draws(by.share, rng, DRAWS)
    own = np.clip(low + (drawn * scale - low) * a, estimate.LOWEST, estimate.HIGHEST)
    wide = _expit(_logit(own) + rng.standard_normal(DRAWS) * math.sqrt(2 * between(others)))
    return Prediction(
        observed=one,
        by=by,
        reach=a,
        expected=float(own.mean()),
        own=_limits(own, one.people, rng),
        wide=_limits(wide, one.people, rng),
        naive=float(np.mean([o.share.mean for o in others])),
    )


def reckoned_from(one: Observed, same: Sequence[Observed]) -> Observed:
    """The study the plan would reckon from: of those marked for it (of all, if none is left) the most alike."""
    marked = [o for o in same if o.plan] or list(same)
    return max(marked, key=lambda o: len(set(o.helps) & set(one.helps)) / len(one.helps))


def reached(knowledge: Knowledge, care: Care, helps: Sequence[str]) -> float:
    """How far a treatment reaches the pain of a population chosen for these mechanisms or patterns: their mean."""
    return sum(_reached(knowledge, care, name) for name in helps) / len(helps)


def _reached(knowledge: Knowledge, care: Care, name: str) -> float:
    here = [m for m in knowledge.mechanisms.values() if REGION in m.regions]
    chosen = members(knowledge, (MechanismId(name),))
    aimed = members(knowledge, care.targets)
    total = reached_ = 0.0
    for mechanism in here:
        shows = {str(p): estimate.probability(e).mean for p, e in mechanism.patterns.items()}
        shown = sum(shows.values()) or 1.0
        if chosen:
            weight = 1.0 if mechanism.id in chosen else 0.0
        else:
            share = estimate.probability(mechanism.regions[REGION].prior.main_share).mean
            weight = share * shows.get(name, 0.0) / shown
        if care.acts == "source":
            own = 1.0 if mechanism.id in aimed else 0.0
        elif chosen:
            own = sum(shows.get(str(p), 0.0) for p in care.patterns) / shown
        else:
            own = 1.0 if name in care.patterns else 0.0
        total, reached_ = total + weight, reached_ + weight * own
    return reached_ / total if total else 1.0


def _scale(knowledge: Knowledge, by: Observed, one: Observed) -> float:
    """From the way one study counted success to that of the other: half the pain gone, or more loosely.

    How loosely success was counted is judged only of outcomes the plan reckons from, and of held-out studies.
    """
    judged = all(o.plan or o.held_out for o in (by, one))
    if by.looser == one.looser or not judged:
        return 1.0
    part = knowledge.conventions["looser_success"].value
    return part if by.looser else 1 / part


def between(found: Iterable[Observed]) -> float:
    """Variance of logits between trials of one treatment, pooled over treatments; at least 0."""
    groups: dict[str, list[Observed]] = {}
    for one in found:
        groups.setdefault(one.treatment, []).append(one)
    excess = weight = 0.0
    for group in groups.values():
        if len(group) < 2:
            continue
        p = np.array([_inner(o.share.mean) for o in group])
        w = p * (1 - p) * np.array([min(o.people, o.share.weight) for o in group])
        y = _logit(p)
        excess += float(np.sum(w * (y - np.sum(w * y) / w.sum()) ** 2)) - (len(group) - 1)
        weight += float(w.sum() - np.sum(w**2) / w.sum())
    return max(0.0, excess / weight) if weight else 0.0


def _inner(share: float) -> float:
    return min(max(share, 0.02), 0.98)


def _limits(shares: Floats, people: float, rng: np.random.Generator) -> tuple[float, float]:
    size = max(1, round(people))
    low, high = np.quantile(rng.binomial(size, np.clip(shares, 0, 1)) / size, [(1 - MASS) / 2, (1 + MASS) / 2])
    return float(low), float(high)


def _logit(p: Floats) -> Floats:
    return np.asarray(np.log(p / (1 - p)))


def _expit(x: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-x)))
