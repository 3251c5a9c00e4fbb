"""Two names for one observation must not count twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from sequela.knowledge.check import Record
from sequela.knowledge.load import Reading
from sequela.knowledge.names import tokens
from sequela.knowledge.problem import Problem
from sequela.knowledge.schema.findings import Finding
from sequela.knowledge.schema.terms import FindingId
from sequela.upkeep.lint.conditions import leaves


def counted_twice(reading: Reading) -> Iterator[Problem]:
    """A member of a cluster that also enters the network by itself, or through a second cluster."""
    linked = _linked(reading)
    clusters = _clusters(reading)
    for record, finding in reading.of(Finding):
        inside = clusters.get(finding.id, [])
        if inside and (finding.leak or finding.id in linked):
            message = f"it counts by itself and again within {inside[0]}"
            yield record.problem(message, "remove its leak and its links, or take it out of the cluster")
        if len(inside) > 1:
            message = f"it counts within {' and '.join(sorted(inside))}"
            yield record.problem(message, "keep it in the one cluster it fits best")


def groups_of_one(reading: Reading) -> Iterator[Problem]:
    """A `measures` word that only one finding has: a slip of the pen, so nothing is grouped."""
    members: dict[str, list[tuple[Record, Finding]]] = defaultdict(list)
    for record, finding in reading.of(Finding):
        if finding.measures is not None:
            members[finding.measures].append((record, finding))
    for word, group in members.items():
        if len(group) == 1:
            message = f"no other finding measures {word!r}"
            yield group[0][0].problem(message, "use the same word for each, or remove it", ("measures",))


def same_words(reading: Reading) -> Iterator[Problem]:
    """One phrase that states two findings which both reach the network: the text would be counted twice."""
    clusters = _clusters(reading)
    users: dict[str, dict[FindingId, tuple[Record, str]]] = defaultdict(dict)
    for record, finding in reading.of(Finding):
        phrases = (finding.label.en, finding.label.es or "", *finding.phrases.present)
        for phrase in phrases:
            normal = " ".join(token.text for token in tokens(phrase))
            if normal and (finding.leak or finding.id in clusters):
                users[normal].setdefault(finding.id, (record, phrase))
    for by_finding in users.values():
        names = sorted(by_finding)
        for index, name in enumerate(names[1:], start=1):
            other = names[index - 1]
            if not _one_measure(reading, clusters, name, other):
                mend = "give both the same `measures`, put them into one cluster, or part their words"
                record, phrase = by_finding[name]
                yield record.problem(f"the words {phrase!r} also state {other}", mend, ("phrases",))


def _one_measure(reading: Reading, clusters: dict[FindingId, list[str]], one: FindingId, two: FindingId) -> bool:
    first, second = reading.knowledge.findings[one], reading.knowledge.findings[two]
    if first.measures is not None and first.measures == second.measures:
        return True
    return bool({one, *clusters.get(one, [])} & {two, *clusters.get(two, [])})


def _linked(reading: Reading) -> frozenset[FindingId]:
    """The findings in which some mechanism shows."""
    return frozenset(
        finding
        for mechanism in reading.knowledge.mechanisms.values()
        for part in mechanism.regions.values()
        for finding in part.findings
    )


def _clusters(reading: Reading) -> dict[FindingId, list[str]]:
    """For each member of a cluster that reaches the network, the clusters it belongs to.

    A cluster without leak and link only answers rules and counts nothing twice.
    """
    found: dict[FindingId, list[str]] = defaultdict(list)
    linked = _linked(reading)
    for _, finding in reading.of(Finding):
        if not finding.leak and finding.id not in linked:
            continue
        named = {
            str(leaf["finding"]) for rule in finding.cluster.values() for _, leaf in leaves(rule) if "finding" in leaf
        }
        for member in sorted(named - {finding.id}):
            found[FindingId(member)].append(finding.id)
    return dict(found)
