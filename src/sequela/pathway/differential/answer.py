"""The answer for one complaint: from its facts and context to the record that is shown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import numpy as np

from sequela.assessment import Argument, ComplaintResult, Explanation, Member, Ranked
from sequela.case.complaint import Complaint
from sequela.case.derived import FactorValue
from sequela.case.fact import Fact
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.terms import Condition, FactorId, FindingId, MechanismId, Region
from sequela.pathway.headline import pain_words
from sequela.records import frozen
from sequela.rules.facts import Facts
from sequela.rules.kleene import Verdict, yes
from sequela.rules.language import rule_of

from . import ask_next, explain
from .concordance import Observation, belonging, observations
from .context import RegionPriors, prior_for, region_priors, without_repeats
from .entries import Entries, Entry, label_of
from .network_of import linked_findings, region_network
from .pattern import pattern
from .posterior import Inferred, infer

NOT_COVERED = "region not covered yet"


@frozen
class Worked:
    """A complaint's result with what other steps need of it: the facts it used, those elsewhere, P(active).

    `inferred` is None where the region has no network.
    """

    complaint: Complaint
    result: ComplaintResult
    used: tuple[str, ...]
    elsewhere: tuple[Fact, ...]
    active: Mapping[str, float]
    inferred: Inferred | None = None


def work(
    complaint: Complaint,
    facts: Iterable[Fact],
    context: Mapping[FactorId, FactorValue],
    reading: Callable[[Iterable[Fact]], Facts],
    knowledge: Knowledge,
) -> Worked:
    """Return the differential of one complaint with its reasons.

    `facts` are the usable ones, `context` the possible levels of each factor, `reading` turns facts into what
    rules can be asked of.
    """
    label = pain_words(complaint)
    split = belonging(complaint, facts, knowledge)
    links = linked_findings(knowledge, complaint.region)
    if not links:
        return Worked(
            complaint=complaint, result=_uncovered(complaint, label), used=(), elsewhere=split.elsewhere, active={}
        )
    priors = region_priors(knowledge, complaint.region, int(knowledge.conventions["prior_draws"].value), context)
    excluded = _impossible(knowledge, complaint.region, priors, reading(split.concordant))
    prior = prior_for(priors, context, frozenset(excluded))
    region = region_network(knowledge, complaint.region, priors, prior, frozenset(excluded))
    observed = observations(knowledge, region.findings, split.concordant, reading)
    candidates = ask_next.candidates(knowledge, region.findings, set(observed))
    inferred = infer(knowledge, region, prior, observed, candidates)
    weighed = explain.arguments(knowledge, complaint.region, inferred, observed, without_repeats(context))
    differential = (
        *_ranked(knowledge, inferred, observed, weighed),
        *_ruled_out(knowledge, priors, excluded, inferred.entries),
    )
    result = ComplaintResult(
        id=complaint.id,
        region=complaint.region,
        side=complaint.side,
        label=label,
        information_bits=_information(inferred),
        differential=tuple(sorted(differential, key=lambda r: (-r.main, -r.probability, r.mechanism))),
        no_modelled_cause=inferred.none,
        expected_active=float(inferred.cause_active.sum()),
        indistinguishable=_indistinguishable(knowledge, inferred),
        explanations=tuple(
            Explanation(
                mechanisms=tuple(sorted(inferred.region.causes[c] for c in e.causes)), probability=e.probability
            )
            for e in inferred.explanations
        ),
        unexplained=explain.unexplained(knowledge, complaint.region, inferred),
        pattern=pattern(knowledge, inferred),
        ask_next=ask_next.ask_next(knowledge, inferred),
        would_change=ask_next.would_change(knowledge, inferred),
    )
    used = (*(f.id for o in observed.values() for f in o.facts), *(p for v in context.values() for p in v.facts))
    active = {str(m): float(inferred.cause_active[i]) for i, m in enumerate(inferred.region.causes)}
    active |= {str(line.id): float(inferred.active[i]) for i, line in enumerate(inferred.entries.lines)}
    return Worked(
        complaint=complaint,
        result=result,
        used=tuple(dict.fromkeys(used)),
        elsewhere=split.elsewhere,
        active=active,
        inferred=inferred,
    )


def _uncovered(complaint: Complaint, label: str) -> ComplaintResult:
    return ComplaintResult(
        id=complaint.id,
        region=complaint.region,
        side=complaint.side,
        label=label,
        information_bits=0.0,
        differential=(),
        no_modelled_cause=None,
        expected_active=None,
        indistinguishable=(),
        explanations=(),
        unexplained=(),
        pattern=None,
        ask_next=(),
        would_change=(),
        because=NOT_COVERED,
    )


def _impossible(knowledge: Knowledge, region: Region, priors: RegionPriors, seen: Facts) -> dict[MechanismId, Verdict]:
    """The mechanisms that cannot be active, with what decided it; an undecided rule excludes nothing."""
    out: dict[MechanismId, Verdict] = {}
    never_operated = seen.operations() == ()
    for m in priors.mechanisms:
        if never_operated and knowledge.mechanisms[m].only_after_surgery:
            out[m] = yes(("surgeries",))
            continue
        condition: Condition | None = knowledge.mechanisms[m].regions[region].impossible_when
        if condition is not None:
            verdict = rule_of(condition).evaluate(seen)
            if verdict.value is True:
                out[m] = verdict
    return out


def _ranked(
    knowledge: Knowledge,
    inferred: Inferred,
    observed: Mapping[FindingId, Observation],
    weighed: Mapping[MechanismId, tuple[Argument, ...]],
) -> tuple[Ranked, ...]:
    raised = explain.log_odds(inferred.active) - explain.log_odds(inferred.baseline)
    margin = knowledge.conventions["background_bits"].value
    out = []
    for i, line in enumerate(inferred.entries.lines):
        supporting = tuple(a for a in weighed[line.id] if a.bits > 0)
        probability = float(inferred.active[i])
        out.append(
            Ranked(
                mechanism=line.id,
                label=line.label,
                probability=probability,
                interval=(min(float(inferred.low[i]), probability), max(float(inferred.high[i]), probability)),
                main=float(inferred.main[i]),
                background=bool(raised[i] < margin),
                prior=float(inferred.prior[i]),
                where=explain.places(observed, supporting),
                for_=supporting,
                against=tuple(a for a in weighed[line.id] if a.bits < 0),
                members=_members(knowledge, inferred, line) if line.group else (),
            )
        )
    return tuple(out)


def _members(knowledge: Knowledge, inferred: Inferred, line: Entry) -> tuple[Member, ...]:
    """The parts of a group, most probable first."""
    found = (
        Member(
            mechanism=inferred.region.causes[c],
            label=knowledge.mechanisms[inferred.region.causes[c]].label.en,
            probability=float(inferred.cause_active[c]),
            main=float(inferred.cause_main[c]),
        )
        for c in line.causes
    )
    return tuple(sorted(found, key=lambda m: (-m.main, -m.probability, m.mechanism)))


def _ruled_out(
    knowledge: Knowledge, priors: RegionPriors, excluded: Mapping[MechanismId, Verdict], lines: Entries
) -> tuple[Ranked, ...]:
    """Lines that cannot be: probability 0, against them the fact that decides it.

    A group stands here only when all its members are excluded; else the others speak for it.
    """
    before = explain.log_odds(priors.base.mean(axis=1))
    least = explain.log_odds(np.zeros(1))[0]
    shown = {line.id for line in lines.lines}
    out = []
    for m, verdict in excluded.items():
        name = knowledge.mechanisms[m].part_of or m
        if name in shown:
            continue
        shown.add(name)
        column = priors.mechanisms.index(m)
        against = Argument(
            fact="impossible_when",
            label="What was done",
            value="rules it out",
            where=None,
            bits=float(least - before[column]),
            source=explain.BY_DEFINITION,
            places=verdict.because,
        )
        out.append(
            Ranked(
                mechanism=name,
                label=label_of(knowledge, name),
                probability=0.0,
                interval=(0.0, 0.0),
                main=0.0,
                background=True,
                prior=0.0,
                where=(),
                for_=(),
                against=(against,),
            )
        )
    return tuple(out)


def _information(inferred: Inferred) -> float:
    """Bits the facts and context brought: sum over the lines of KL(posterior || prior before context)."""
    p, q = inferred.active, inferred.baseline
    inside = np.clip(p, np.finfo(float).tiny, 1 - np.finfo(float).epsneg)
    return float(np.sum(inside * np.log2(inside / q) + (1 - inside) * np.log2((1 - inside) / (1 - q))))


def _indistinguishable(knowledge: Knowledge, inferred: Inferred) -> tuple[tuple[str, ...], ...]:
    """Runs of neighbours, from the top, in which the order of every pair flips in more than the convention's share."""
    limit = knowledge.conventions["order_flip_share"].value
    shown = int(knowledge.conventions["causes_shown"].value)
    names = [line.id for line in inferred.entries.lines]
    order = sorted(range(len(names)), key=lambda i: (-inferred.main[i], names[i]))
    groups: list[list[int]] = []
    for i in order[:shown]:
        if groups and all(inferred.flips[other, i] > limit for other in groups[-1]):
            groups[-1].append(i)
        else:
            groups.append([i])
    return tuple(tuple(names[i] for i in g) for g in groups if len(g) > 1)
