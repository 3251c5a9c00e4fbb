"""Tables of P(finding | causes) that the mathematics could not use or would misread."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import accumulate

from sequela.knowledge.check import Record
from sequela.knowledge.estimate import EstimateError, probability
from sequela.knowledge.load import Reading
from sequela.knowledge.problem import Problem
from sequela.knowledge.schema.findings import Finding
from sequela.knowledge.schema.mechanisms import Link, Mechanism
from sequela.knowledge.schema.terms import Estimate, FindingId, Region

MOST_CAUSES = 8
_ROUNDING = 1e-9

Linked = tuple[Record, Mechanism, Link]


def levels_missing(reading: Reading) -> Iterator[Problem]:
    """A table that leaves out a level above the lowest: nobody said whether it is never or forgotten."""
    for record, finding in reading.of(Finding):
        if finding.leak:
            yield from _missing(record, finding, finding.leak, ("leak",))
        for region, leak in finding.leak_in.items():
            yield from _missing(record, finding, leak, ("leak_in", region))
    for region, finding, linked in _links(reading):
        for record, _, link in linked:
            if link.given:
                at = ("regions", region, "findings", finding.id, "given")
                yield from _missing(record, finding, link.given, at)


def leak_without_cause(reading: Reading) -> Iterator[Problem]:
    """A finding with a leak that no mechanism shows in: it would sit in the network and say nothing."""
    linked = {finding.id for _, finding, _ in _links(reading)}
    for record, finding in reading.of(Finding):
        if finding.leak and finding.id not in linked:
            mend = "link a mechanism to it, or remove the leak if it only serves rules"
            yield record.problem("a leak, but no mechanism shows in this finding", mend, ("leak",))


def links_without_leak(reading: Reading) -> Iterator[Problem]:
    """A link to a finding that is not in the network, or not in this region."""
    for region, finding, linked in _links(reading):
        for record, _, _ in linked:
            at = ("regions", region, "findings", finding.id)
            if finding.by_operated_level:
                mend = f"link {', '.join(finding.by_operated_level.values())} instead"
                yield record.problem(f"{finding.id} is read as another finding by its level", mend, at)
            elif not finding.leak_of(region):
                yield record.problem(f"{finding.id} has no leak", "give it a leak, or remove the link", at)
            if region not in finding.regions:
                yield record.problem(f"{finding.id} is not a finding of the {region} spine", "see its regions", at)


def too_many_causes(reading: Reading) -> Iterator[Problem]:
    """More causes than one finding can tell apart or a table can hold."""
    for region, finding, linked in _links(reading):
        if len(linked) > MOST_CAUSES:
            names = ", ".join(mechanism.id for _, mechanism, _ in linked)
            record = next(record for record, value in reading.of(Finding) if value.id == finding.id)
            message = f"{len(linked)} causes in the {region} region ({names})"
            yield record.problem(message, f"keep the {MOST_CAUSES} that matter most")


def below_the_leak(reading: Reading) -> Iterator[Problem]:
    """A cause under which a finding would be rarer than without any cause.

    Noisy-OR and noisy-MAX only ever add: at every level, P(at least that level | cause alone) must reach the
    leak's. A sign that speaks against a cause is an inhibitor, also where it is the only one: a second cause may
    come with the next file, and a slip of the pen should not turn a sign around.
    """
    for region, finding, linked in _links(reading):
        if not finding.leak_of(region):
            continue
        leak = _at_least(finding, finding.leak_of(region))
        for record, _, link in linked:
            if not link.given:
                continue
            given = _at_least(finding, link.given)
            for level, cause, without in zip(finding.levels[1:], given, leak, strict=True):
                if cause < without - _ROUNDING:
                    at = ("regions", region, "findings", finding.id, "given")
                    message = f"P({_least(finding, level)}) is {cause:.3f} with this cause and {without:.3f} without"
                    yield record.problem(message, _above_the_leak(finding, cause, without), at)
                    break


def odd_links(reading: Reading) -> Iterator[Problem]:
    """A link that says both or neither of `given` and `inhibits`, or inhibits a finding of several levels."""
    for region, finding, linked in _links(reading):
        for record, _, link in linked:
            at = ("regions", region, "findings", finding.id)
            if bool(link.given) == (link.inhibits is not None):
                yield record.problem("a link needs one of given and inhibits", "keep the one that is meant", at)
            elif link.inhibits is not None and len(finding.levels) > 2:
                mend = "only a present-or-absent finding can be inhibited: leave the link out"
                yield record.problem(f"{finding.id} has {len(finding.levels)} levels", mend, (*at, "inhibits"))


def _links(reading: Reading) -> Iterator[tuple[Region, Finding, list[Linked]]]:
    found: dict[tuple[Region, FindingId], list[Linked]] = {}
    for record, mechanism in reading.of(Mechanism):
        for region, part in mechanism.regions.items():
            for name, link in part.findings.items():
                found.setdefault((region, name), []).append((record, mechanism, link))
    for (region, name), linked in found.items():
        if name in reading.knowledge.findings:
            yield region, reading.knowledge.findings[name], linked


def _missing(record: Record, finding: Finding, table: Mapping[str, Estimate], at: tuple[str, ...]) -> Iterator[Problem]:
    for level in finding.levels[1:]:
        if level not in table:
            yield record.problem(f"nothing is said of the level {level!r}", "give its probability, however small", at)


def _at_least(finding: Finding, table: Mapping[str, Estimate]) -> list[float]:
    """P(this level or a higher one) for each level above the lowest."""
    exactly = [_mean(table.get(level)) for level in finding.levels[1:]]
    return list(accumulate(reversed(exactly)))[::-1]


def _mean(estimate: Estimate | None) -> float:
    if estimate is None:
        return 0.0
    try:
        return probability(estimate).mean
    except EstimateError:
        return 0.0  # said by numbers.impossible_numbers


def _least(finding: Finding, level: str) -> str:
    return level if level == finding.levels[-1] else f"at least {level}"


def _above_the_leak(finding: Finding, cause: float, without: float) -> str:
    if len(finding.levels) > 2:
        return "raise it to the leak, lower the leak, or leave the link out"
    inhibitor = f"inhibits: {{value: {1 - cause / without:.2f}, weight: .., elicited: ..}}"
    return (
        f"if the sign speaks against this cause, write {inhibitor} instead of given; else lower the leak or raise given"
    )
