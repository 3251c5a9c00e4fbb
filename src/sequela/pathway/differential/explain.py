"""Why the answer is what it is: facts for and against each mechanism, where they point, and what stays unexplained.

The weight of a fact is what it changes: log2 odds of the mechanism with all facts, minus the same without this one.
So a fact that another mechanism explains just as well weighs little, and a fact may speak against a mechanism only
because it favours a rival ("competing").
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from sequela.assessment import Argument, Place, Unexplained
from sequela.case.derived import FactorValue
from sequela.case.ledger import OF_THE_PERSON
from sequela.case.location import level_order
from sequela.knowledge import estimate
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.mechanisms import Link, MechanismRegion
from sequela.knowledge.schema.terms import Estimate, FactorId, FindingId, MechanismId, Region

from .concordance import Observation
from .entries import Entry
from .posterior import Inferred

Floats = NDArray[np.float64]
Left = TypeVar("Left", FindingId, FactorId)

COMPETING = "competing explanation"
ELICITED = "elicited"
BY_DEFINITION = "by definition"


def log_odds(probability: Floats) -> Floats:
    """log2 odds, with probabilities held within what an estimate can state."""
    p = np.clip(probability, estimate.LOWEST / 100, 1 - estimate.LOWEST / 100)
    return np.asarray(np.log2(p / (1 - p)))


def arguments(
    knowledge: Knowledge,
    region: Region,
    inferred: Inferred,
    observed: Mapping[FindingId, Observation],
    context: Mapping[FactorId, FactorValue],
) -> dict[MechanismId, tuple[Argument, ...]]:
    """Per line every fact that moves it by at least the convention, strongest first; bits > 0 speak for it."""
    whole = log_odds(inferred.active)
    least = knowledge.conventions["least_bits_shown"].value
    parts = {line.id: _parts(knowledge, region, inferred, line) for line in inferred.entries.lines}
    out: dict[MechanismId, list[Argument]] = {name: [] for name in parts}
    for finding, moved in _weighing(inferred.without_finding, whole, tuple(parts), least):
        links = {name: [p.findings[finding] for p in parts[name] if finding in p.findings] for name in moved}
        for name, argument in _of_finding(knowledge, observed[finding], moved, links):
            out[name].append(argument)
    for factor, moved in _weighing(inferred.without_factor, whole, tuple(parts), least):
        ratios = {name: [p.context[factor] for p in parts[name] if factor in p.context] for name in moved}
        for name, argument in _of_factor(knowledge, region, factor, context[factor], moved, ratios):
            out[name].append(argument)
    return {m: tuple(sorted(a, key=lambda x: (-abs(x.bits), x.fact))) for m, a in out.items()}


def _weighing(
    without: Mapping[Left, Floats], whole: Floats, names: Sequence[MechanismId], least: float
) -> Iterator[tuple[Left, dict[MechanismId, float]]]:
    """What was left out, and the bits of every line that it moves by at least `least`."""
    if not without:
        return
    bits = whole - log_odds(np.array(list(without.values())))
    for left, row, moved in zip(without, bits, np.abs(bits) >= least, strict=True):
        yield left, {names[i]: float(row[i]) for i in np.flatnonzero(moved).tolist()}


def _parts(knowledge: Knowledge, region: Region, inferred: Inferred, line: Entry) -> tuple[MechanismRegion, ...]:
    """What is known in this region of the mechanisms that a line stands for."""
    return tuple(knowledge.mechanisms[inferred.region.causes[c]].regions[region] for c in line.causes)


def _of_finding(
    knowledge: Knowledge,
    observation: Observation,
    moved: Mapping[MechanismId, float],
    links: Mapping[MechanismId, Iterable[Link]],
) -> Iterator[tuple[MechanismId, Argument]]:
    """One observation as an argument about each line it moves."""
    finding = knowledge.findings[observation.finding]
    value, where = observation.words(finding), observation.where_words()
    places = tuple(f.id for f in observation.facts)
    for name, bits in moved.items():
        stated = [e for k in links[name] for e in (*k.given.values(), *([k.inhibits] if k.inhibits else []))]
        yield (
            name,
            Argument(
                fact=finding.id,
                label=finding.label.en,
                value=value,
                where=where,
                bits=bits,
                source=_source(stated) if stated else COMPETING,
                places=places,
            ),
        )


def _of_factor(
    knowledge: Knowledge,
    region: Region,
    factor: FactorId,
    value: FactorValue,
    moved: Mapping[MechanismId, float],
    ratios: Mapping[MechanismId, Iterable[Mapping[str, Estimate]]],
) -> Iterator[tuple[MechanismId, Argument]]:
    """One context factor as an argument about each line it moves."""
    words = factor_words(knowledge, region, factor, value)
    for name, bits in moved.items():
        stated = [e for levels in ratios[name] for level, e in levels.items() if level in value.levels]
        yield (
            name,
            Argument(
                fact=factor,
                label=knowledge.factors[factor].label.en,
                value=words,
                where=None,
                bits=bits,
                source=_source(stated) if stated else COMPETING,
                places=value.facts,
            ),
        )


def factor_words(knowledge: Knowledge, region: Region, factor: FactorId, value: FactorValue) -> str:
    """The possible levels in words, joined by "or"."""
    levels = knowledge.factors[factor].levels
    return " or ".join(level.label_of(region).en for level in levels if level.id in value.levels)


def _source(estimates: Iterable[Estimate]) -> str:
    named = sorted({e.source for e in estimates if e.source})
    return ", ".join(named) if named else ELICITED


def places(observed: Mapping[FindingId, Observation], supporting: Iterable[Argument]) -> tuple[Place, ...]:
    """Levels and sides of the located facts that support a mechanism; a level no fact supports is never named."""
    found: dict[tuple[str | None, str | None], float] = {}
    for argument in supporting:
        observation = observed.get(FindingId(argument.fact))
        if observation is None or argument.source == COMPETING:
            continue
        for fact in observation.facts:
            if fact.level or fact.side:
                key = (fact.level, fact.side)
                found[key] = found.get(key, 0.0) + argument.bits
    precise = {k: v for k, v in found.items() if k[0]} or found
    ranked = sorted(precise, key=lambda k: (-precise[k], level_order(k[0]), k[1] or ""))
    return tuple(Place(level=level, side=side) for level, side in ranked)


def unexplained(knowledge: Knowledge, region: Region, inferred: Inferred) -> tuple[Unexplained, ...]:
    """Findings that probably no active mechanism produced, most probable first.

    What belongs to the person (thin bone, an earlier cancer) makes a mechanism more probable and is produced by none.
    A finding that a likely mechanism is known to show is not listed, however common it is without any: a reader would
    take it for a contradiction.
    """
    limit = knowledge.conventions["unexplained"].value
    likely = [m for i, m in enumerate(inferred.region.causes) if inferred.cause_active[i] > limit]
    shown = {f for m in likely for f in knowledge.mechanisms[m].regions[region].findings}
    found = [
        Unexplained(finding=f, label=knowledge.findings[f].label.en, probability=p)
        for f, p in inferred.unexplained.items()
        if p > limit and f not in OF_THE_PERSON and f not in shown
    ]
    return tuple(sorted(found, key=lambda u: (-u.probability, u.finding)))
