"""Published cases whose cause was found in the end: what the answer said before, held against the truth.

Two files: vignettes with ``known_before``, and the truth apart from them (``id``, ``truth``: mechanisms with the
dominant one first, ``urgent``, optionally ``vocab_fit``). The truth is read only after every case has been assessed.

A truth lists what was found, not what was absent, so a case is judged by where its true mechanisms stand: the rank of
the best, and the log score, log2 P(main generator), of the dominant one among those the knowledge has. The same is
worked out from the prior alone and from prior with context and time course, to show what the findings add.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Literal

import numpy as np

from sequela import inference
from sequela.assess import assess
from sequela.assessment import Assessment, LedgerEntry
from sequela.case.derived import FactorValue, context
from sequela.case.files import CaseInput, case_of, read_file
from sequela.case.ledger import sort_facts
from sequela.case.operated import seen_from
from sequela.inference import Evidence
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.terms import FactorId, MechanismId, Region
from sequela.knowledge.strict import decode, parse_yaml
from sequela.pathway.differential.context import prior_for, region_priors
from sequela.pathway.differential.entries import entries_of
from sequela.pathway.differential.network_of import linked_findings, region_network
from sequela.records import frozen
from sequela.rules.language import compile_condition

from .told import Told

Covered = Literal["covered", "partly", "not_covered", "region_not_covered"]

LEAST = 2.0**-10
"""P(main) below this scores as this: one impossible cause must not decide a mean."""


class CaseSetError(ValueError):
    """A set of cases and a truth that do not belong together, or a truth that cannot be read."""


@frozen
class Truth:
    """What was found in the end. `fit` is "approximate" where no mechanism of the vocabulary is exact."""

    case: str
    mechanisms: tuple[str, ...]
    urgent: bool | None
    fit: str


@frozen
class Standing:
    """Where the truth stands: rank of the best true mechanism, from 1, and log2 P(main) of the dominant one."""

    rank: int
    bits: float


@frozen
class CaseScore:
    """One case.

    covered
        whether the knowledge has all of the true mechanisms, some, or none; `judged` are those it has.
    prior, with_context, answer
        standings by the prior alone, by prior with context and time course, and by the answer; None if not judged.
    first
        what the answer put first, with its P(main).
    values, understood, partly
        how many values ``known_before`` holds, how many were read without rest, and how many with some words left over.
    """

    case: str
    region: str
    truth: Truth
    covered: Covered
    judged: tuple[str, ...]
    prior: Standing | None
    with_context: Standing | None
    answer: Standing | None
    first: tuple[str, float] | None
    urgent: bool
    values: int
    understood: int
    partly: int


@frozen
class _Forecasts:
    """P(main) of every mechanism by the three rankings; empty where the region has no network."""

    prior: Mapping[str, float]
    with_context: Mapping[str, float]
    answer: Mapping[str, float]


def score_cases(vignettes: Path, truth: Path, knowledge: Knowledge, as_of: dt.date) -> tuple[CaseScore, ...]:
    """Assess every vignette as of a day, then read the truth and score. Raises `CaseError` or `CaseSetError`."""
    items = read_file(vignettes)
    answered = [_answered(item, knowledge, as_of) for item in items]
    truths = read_truths(truth)
    missing = [item.name for item in items if item.name not in truths]
    if missing:
        raise CaseSetError(f"{truth}: no truth for {', '.join(missing)}")
    return tuple(
        _score(item, assessment, forecasts, truths[item.name])
        for item, (assessment, forecasts) in zip(items, answered, strict=True)
    )


def read_truths(path: Path) -> dict[str, Truth]:
    """The truths of a file by case. Keys other than those named in this module's account are not looked at."""
    raw = parse_yaml(decode(path.read_bytes(), str(path)), str(path))
    if not isinstance(raw, list):
        raise CaseSetError(f"{path}: expected a list of cases")
    return {t.case: t for t in (_truth(entry, path) for entry in raw)}


def _truth(raw: object, path: Path) -> Truth:
    if not isinstance(raw, Mapping) or not isinstance(raw.get("id"), str):
        raise CaseSetError(f"{path}: every entry needs an id")
    named = raw.get("truth")
    if not isinstance(named, list) or not all(isinstance(m, str) for m in named):
        raise CaseSetError(f"{path}: {raw['id']}: truth is a list of mechanisms, dominant first")
    urgent = raw.get("urgent")
    return Truth(
        case=raw["id"],
        mechanisms=tuple(named),
        urgent=urgent if isinstance(urgent, bool) else None,
        fit=str(raw.get("vocab_fit", "exact")),
    )


# --- answering -------------------------------------------------------------------------------------------------------


def _answered(item: CaseInput, knowledge: Knowledge, as_of: dt.date) -> tuple[Assessment, _Forecasts]:
    case = case_of(item, knowledge, as_of=as_of, today=as_of)
    assessment = assess(case, knowledge, as_of)
    answer = {r.mechanism: r.main for c in assessment.complaints[:1] for r in c.differential}
    if not answer:
        return assessment, _Forecasts(prior={}, with_context={}, answer={})
    complaint = case.complaints[0]
    here = seen_from(case, complaint.region, knowledge)
    known = context(here, complaint, sort_facts(case, knowledge), knowledge)
    return assessment, _Forecasts(
        prior=forecast(knowledge, complaint.region, {}),
        with_context=forecast(knowledge, complaint.region, known),
        answer=answer,
    )


def forecast(knowledge: Knowledge, region: Region, known: Mapping[FactorId, FactorValue]) -> dict[str, float]:
    """P(main) of every line of the region's differential by prior and context, before any finding."""
    if not linked_findings(knowledge, region):
        return {}
    priors = region_priors(knowledge, region, int(knowledge.conventions["prior_draws"].value))
    told = Told(factors={f: value.levels for f, value in known.items()})
    excluded = frozenset(m for m in priors.mechanisms if _impossible(knowledge, region, m, told))
    network = region_network(knowledge, region, priors, prior_for(priors, known, excluded), excluded)
    plan = inference.plan(network.network, Evidence.of({}))
    share = inference.main_generator(plan, network.salience).share
    lines = entries_of(knowledge, network.causes)
    impossible = {str(knowledge.mechanisms[m].part_of or m): 0.0 for m in excluded}
    return impossible | {line.id: float(p) for line, p in zip(lines.lines, lines.summed(share), strict=True)}


def _impossible(knowledge: Knowledge, region: Region, mechanism: MechanismId, told: Told) -> bool:
    condition = knowledge.mechanisms[mechanism].regions[region].impossible_when
    return condition is not None and compile_condition(condition).evaluate(told).value is True


# --- scoring ---------------------------------------------------------------------------------------------------------


def _score(item: CaseInput, a: Assessment, forecasts: _Forecasts, truth: Truth) -> CaseScore:
    judged = tuple(m for m in truth.mechanisms if m in forecasts.answer)
    covered: Covered = "partly"
    if not forecasts.answer:
        covered = "region_not_covered"
    elif not judged:
        covered = "not_covered"
    elif len(judged) == len(truth.mechanisms):
        covered = "covered"
    values = tuple(leaves(_known_before(item)))
    lost, partly = left_over(values, a.ledger.not_understood)
    return CaseScore(
        case=item.name,
        region=a.complaints[0].region if a.complaints else "",
        truth=truth,
        covered=covered,
        judged=judged,
        prior=standing(forecasts.prior, judged),
        with_context=standing(forecasts.with_context, judged),
        answer=standing(forecasts.answer, judged),
        first=next(((r.mechanism, r.main) for c in a.complaints[:1] for r in c.differential), None),
        urgent=a.triage.urgent,
        values=len(values),
        understood=len(values) - lost - partly,
        partly=partly,
    )


def standing(forecast_: Mapping[str, float], true: Sequence[str]) -> Standing | None:
    """Rank of the best of the true mechanisms, ties by id as in the answer; log2 P(main) of the first of them."""
    if not true:
        return None
    order = sorted(forecast_, key=lambda m: (-forecast_[m], m))
    return Standing(rank=1 + min(order.index(m) for m in true), bits=math.log2(max(forecast_[true[0]], LEAST)))


def _known_before(item: CaseInput) -> object:
    return item.raw.get(ROOT) if isinstance(item.raw, Mapping) else None


ROOT = "known_before"


def leaves(value: object, place: str = ROOT) -> Iterator[str]:
    """The place of every single value, written as the ledger writes it: ``known_before.signs.motor_deficit``."""
    if isinstance(value, Mapping):
        for key, part in value.items():
            yield from leaves(part, f"{place}.{key}")
    elif isinstance(value, list):
        for i, part in enumerate(value):
            yield from leaves(part, f"{place}[{i}]")
    else:
        yield place


def left_over(values: Sequence[str], not_understood: Iterable[LedgerEntry]) -> tuple[int, int]:
    """How many values were not understood at all, and how many in part (entries that name fewer words than the text).

    An entry for a whole (``treatments_tried[0]``) stands for each of its values; one that no longer knows its place
    stands for one value.
    """
    lost: set[str] = set()
    partly: set[str] = set()
    displaced = 0
    for entry in not_understood:
        place = entry.fact.split("#")[0]
        if place == ROOT:
            displaced += 1
        here = {v for v in values if v == place or (place != ROOT and v.startswith((f"{place}.", f"{place}[")))}
        (lost if entry.value == entry.label else partly).update(here)
    return min(len(lost) + displaced, len(values)), len(partly - lost)


# --- the set as a whole ----------------------------------------------------------------------------------------------


@frozen
class Added:
    """Mean gain in bits of one ranking over another, with its standard error over cases."""

    bits: float
    se: float


@frozen
class Summary:
    """The set. `first` and `in_three` count judged cases by prior, prior with context, and answer."""

    cases: int
    judged: int
    first: tuple[int, int, int]
    in_three: tuple[int, int, int]
    by_context: Added
    by_answer: Added
    urgent: int
    urgent_found: int
    not_urgent: int
    over_called: int


def summary(scores: Sequence[CaseScore]) -> Summary:
    """Count; `by_context` and `by_answer` are gains over the prior alone."""
    ranked = [(s.prior, s.with_context, s.answer) for s in scores if s.prior and s.with_context and s.answer]
    ranks = [tuple(x.rank for x in row) for row in ranked]
    urgent = [s for s in scores if s.truth.urgent is True]
    calm = [s for s in scores if s.truth.urgent is False]
    return Summary(
        cases=len(scores),
        judged=len(ranked),
        first=_within(ranks, 1),
        in_three=_within(ranks, 3),
        by_context=_added([with_context.bits - prior.bits for prior, with_context, _ in ranked]),
        by_answer=_added([answer.bits - prior.bits for prior, _, answer in ranked]),
        urgent=len(urgent),
        urgent_found=sum(s.urgent for s in urgent),
        not_urgent=len(calm),
        over_called=sum(s.urgent for s in calm),
    )


def _within(ranks: Sequence[tuple[int, ...]], limit: int) -> tuple[int, int, int]:
    prior, with_context, answer = (sum(row[k] <= limit for row in ranks) for k in range(3))
    return prior, with_context, answer


def _added(gains: Sequence[float]) -> Added:
    if len(gains) < 2:
        return Added(bits=gains[0] if gains else math.nan, se=math.nan)
    return Added(bits=float(np.mean(gains)), se=float(np.std(gains, ddof=1) / math.sqrt(len(gains))))
