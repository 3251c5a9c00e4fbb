"""Numbers that cannot be, that say nothing of their own, or that are used for what they do not mean."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping

from sequela.knowledge.check import Record, Step, limits, parts
from sequela.knowledge.estimate import EstimateError, from_mapping, probability, quantity, ratio
from sequela.knowledge.load import Reading
from sequela.knowledge.problem import Problem
from sequela.knowledge.schema.blocks import Anaesthetic, BlockGuide, Disturbance
from sequela.knowledge.schema.context import Factor
from sequela.knowledge.schema.findings import Finding
from sequela.knowledge.schema.mechanisms import Mechanism
from sequela.knowledge.schema.red_flags import RedFlag
from sequela.knowledge.schema.terms import Convention, Estimate, Region

RATIO_LIMIT = 8.0
"""No single context ratio is believed beyond 8 or below 1/8: no study of these patients was large enough."""

_TOLERANCE = 0.02
_FEWEST_WORDS = 3

Reader = Callable[[Estimate], object]
Placed = tuple[Record, tuple[Step, ...], Estimate]


def impossible_numbers(reading: Reading) -> Iterator[Problem]:
    """A probability outside 0 to 1, a ratio beyond the limit, counts used as a threshold."""
    for record in reading.records:
        for at, estimate, read in _readings(record.value):
            try:
                read(estimate)
            except EstimateError as error:
                yield record.problem(error.message, error.mend, at)
    for record, mechanism in reading.of(Mechanism):
        for region, part in mechanism.regions.items():
            for factor, ratios in part.context.items():
                for level, estimate in ratios.items():
                    value = estimate.value
                    if value is not None and value > 0 and not 1 / RATIO_LIMIT <= value <= RATIO_LIMIT:
                        at = ("regions", region, "context", factor, level)
                        yield record.problem(f"the ratio {value:g} is beyond belief", "keep within 1/8 to 8", at)


def equal_reasons(reading: Reading) -> Iterator[Problem]:
    """Two judgements with the same reason: at least one of them was not thought about."""
    first: dict[str, tuple[Record, tuple[Step, ...]]] = {}
    for record, at, estimate in _all_estimates(reading):
        if estimate.elicited is None:
            continue
        reason = _plain(estimate.elicited)
        if reason in first:
            other, place = first[reason]
            said = other.problem("", "", place)
            message = f"the same reason as in {said.file}:{said.line} ({said.path})"
            yield record.problem(message, "say why this number in particular is believed", (*at, "elicited"))
        else:
            first[reason] = record, at


def reasons_without_content(reading: Reading) -> Iterator[Problem]:
    """A judgement or convention whose reason is a word or two."""
    for record, at, estimate in _all_estimates(reading):
        if estimate.elicited is not None and len(estimate.elicited.split()) < _FEWEST_WORDS:
            message = f"{estimate.elicited!r} is no reason"
            yield record.problem(message, "say why this number is believed", (*at, "elicited"))
    for record, convention in reading.of(Convention):
        if len(convention.reason.split()) < _FEWEST_WORDS:
            yield record.problem(f"{convention.reason!r} is no reason", "say why this was chosen", ("reason",))


def shared_likelihood_ratios(reading: Reading) -> Iterator[Problem]:
    """One published number given to several causes of a finding as if it were the frequency under each of
    them.

    A likelihood ratio compares one cause with everything else and is the frequency under none. The same
    figure may serve two causes only when the study's patients stand for both, and then each link says so in
    its `note`.
    """
    users: dict[tuple[str, str, str, str], list[Placed]] = defaultdict(list)
    for record, mechanism in reading.of(Mechanism):
        for region, part in mechanism.regions.items():
            for finding, link in part.findings.items():
                for level, estimate in link.given.items():
                    if estimate.source is not None:
                        number = f"{estimate.value} {estimate.n} {estimate.N} {estimate.source}"
                        place = ("regions", region, "findings", finding, "given", level)
                        users[region, finding, level, number].append((record, place, estimate))
    for shared in users.values():
        for record, at, estimate in shared if len(shared) > 1 else []:
            if estimate.note is None:
                others = ", ".join(sorted({other.id for other, _, _ in shared} - {record.id}))
                message = f"the same published number as for {others}"
                yield record.problem(
                    message, "give each cause its own, or a note why the study's patients stand for both", at
                )


def levels_above_one(reading: Reading) -> Iterator[Problem]:
    """Levels of one finding whose probabilities together exceed a whole."""
    for record, finding in reading.of(Finding):
        yield from _above_one(record, finding.leak, ("leak",))
        for region, leak in finding.leak_in.items():
            yield from _above_one(record, leak, ("leak_in", region))
    for record, mechanism in reading.of(Mechanism):
        for region, part in mechanism.regions.items():
            for name, link in part.findings.items():
                yield from _above_one(record, link.given, ("regions", region, "findings", name, "given"))


def shares_that_do_not_add_up(reading: Reading) -> Iterator[Problem]:
    """Shares that do not make a whole: levels of a factor, patterns of a mechanism, main causes."""
    for record, factor in reading.of(Factor):
        total = sum(_mean(level.share) for level in factor.levels)
        if abs(total - 1) > _TOLERANCE:
            yield record.problem(f"the shares of the levels add up to {total:.3f}", "make them 1", ("levels",))
        for region in sorted({region for level in factor.levels for region in level.share_in}):
            total = sum(_mean(level.share_of(region)) for level in factor.levels)
            if abs(total - 1) > _TOLERANCE:
                message = f"the shares of the levels add up to {total:.3f} in the {region} region"
                yield record.problem(message, "make them 1", ("levels",))
    main: dict[Region, float] = defaultdict(float)
    last: dict[Region, Record] = {}
    for record, mechanism in reading.of(Mechanism):
        total = sum(_mean(share) for share in mechanism.patterns.values())
        if abs(total - 1) > _TOLERANCE:
            yield record.problem(f"the shares of the patterns add up to {total:.3f}", "make them 1", ("patterns",))
        for region, part in mechanism.regions.items():
            main[region] += _mean(part.prior.main_share)
            last[region] = record
            if _mean(part.prior.main_share) + _mean(part.prior.co_cause) >= 1:
                at = ("regions", region, "prior")
                yield record.problem("main_share and co_cause together reach 1", "no cause is that common", at)
    for region, total in main.items():
        if total > 1 + _TOLERANCE:
            message = f"the main shares of all mechanisms of the {region} spine add up to {total:.3f}"
            yield last[region].problem(message, "a patient has one main cause: at most 1", ("regions", region, "prior"))


def _above_one(record: Record, levels: Mapping[str, Estimate], at: tuple[Step, ...]) -> Iterator[Problem]:
    total = sum(_mean(estimate) for estimate in levels.values())
    if total > 1:
        yield record.problem(f"the levels add up to {total:.3f}", "at most 1; the rest is the lowest level", at)


def _mean(estimate: Estimate) -> float:
    try:
        return probability(estimate).mean
    except EstimateError:
        return 0.0  # said by impossible_numbers


def _readings(value: object) -> Iterator[tuple[tuple[Step, ...], Estimate, Reader]]:
    """Every estimate with how it is read: a ratio in a context, a quantity in a limit, else a share."""
    for at, estimate in parts(value, Estimate):
        yield at, estimate, reader_of(value, at)
    for at, raw in limits(value):
        yield at, from_mapping(raw), quantity


_QUANTITIES = frozenset(
    {"bands", "valid_after_surgery", "stale_after", "mme_factor", "minimal_change", "effect", "burden"}
    | {"starts", "lasts", "recovery", "weeks"}
)
_RATIOS = frozenset({"context", "odds"})
_OF_BLOCKS = frozenset({"onset", "least", "most", "lasts", "volume"})


def reader_of(value: object, at: tuple[Step, ...]) -> Reader:
    """How the estimate at a place inside a record is read: as a ratio, a quantity or a share."""
    if _RATIOS & set(at):
        return ratio
    if isinstance(value, Anaesthetic | BlockGuide | Disturbance):
        return quantity if _OF_BLOCKS & set(at) else probability
    return quantity if isinstance(value, RedFlag) or _QUANTITIES & set(at) else probability


def _all_estimates(reading: Reading) -> Iterator[Placed]:
    for record in reading.records:
        if record.at:
            continue  # a mechanism's own findings are seen once, inside the mechanism
        for at, estimate in parts(record.value, Estimate):
            yield record, at, estimate
        for at, raw in limits(record.value):
            yield record, at, from_mapping(raw)


def _plain(reason: str) -> str:
    """A reason without case, signs and numbers: two that differ only in these are the same thought."""
    return re.sub(r"[\W\d]+", " ", reason.casefold()).strip()
