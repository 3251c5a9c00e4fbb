"""Which facts belong to this complaint, and what they say about each finding of the network.

Mechanisms are not copied per level. Instead a located fact is held against the complaint: *concordant* if side and
root fit or are not stated, *elsewhere* if they contradict it. Facts elsewhere are kept in the ledger and do not
enter: a left finding does not raise a cause of right-sided pain.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from sequela.case.complaint import Complaint
from sequela.case.fact import Fact
from sequela.case.location import exiting_root, neighbours, region_of, roots_at, traversing_root
from sequela.knowledge.schema.findings import Finding, RootRelation
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.terms import FindingId
from sequela.pathway.observed import stated_level
from sequela.records import frozen
from sequela.rules.facts import Facts


@frozen
class Observation:
    """What is known of one finding of the network: its level lies in lo..hi; `facts` are the facts that say so."""

    finding: FindingId
    lo: int
    hi: int
    facts: tuple[Fact, ...]

    def words(self, finding: Finding) -> str:
        """The level in words: "present", "marked", "at least some"."""
        if self.lo == self.hi:
            return finding.levels[self.lo]
        if self.hi == len(finding.levels) - 1:
            return f"at least {finding.levels[self.lo]}"
        if self.lo == 0:
            return f"at most {finding.levels[self.hi]}"
        return f"{finding.levels[self.lo]} to {finding.levels[self.hi]}"

    def where_words(self) -> str | None:
        """Level and side of the facts, in words, or nothing if none is located."""
        named = dict.fromkeys(" ".join(x for x in (f.level or f.root, f.side) if x) for f in self.facts)
        return ", ".join(n for n in named if n) or None


@frozen
class Belonging:
    """The usable facts, split by whether they fit the complaint."""

    concordant: tuple[Fact, ...]
    elsewhere: tuple[Fact, ...]


def belonging(complaint: Complaint, facts: Iterable[Fact], knowledge: Knowledge) -> Belonging:
    """Split the facts into those that fit the complaint's side and roots (or state none) and those that do not."""
    inside: list[Fact] = []
    outside: list[Fact] = []
    for fact in facts:
        (inside if fits(complaint, fact, knowledge.findings.get(fact.finding)) else outside).append(fact)
    return Belonging(concordant=tuple(inside), elsewhere=tuple(outside))


def fits(complaint: Complaint, fact: Fact, finding: Finding | None) -> bool:
    """True unless the fact's side, root or part of the spine contradicts the complaint's."""
    if not _side_fits(complaint.side, fact.side) or not _near(complaint, fact.level):
        return False
    if finding is None or not complaint.roots:
        return True
    roots: frozenset[str] = frozenset()
    if fact.root:
        roots = frozenset({fact.root})
    elif fact.level and finding.root:
        roots = _threatened(fact.level, finding.root)
    return not roots or bool(roots & set(complaint.roots))


def _near(complaint: Complaint, level: str | None) -> bool:
    """True if a level lies in the complaint's region or beside it: C7-T1 belongs to neck and chest."""
    if level is None:
        return True
    return complaint.region in {region_of(near) for near in (level, *neighbours((level,)))}


def _threatened(level: str, relation: RootRelation) -> frozenset[str]:
    """The roots a lesion at this level can reach: the exiting one, the traversing one, or either."""
    if relation == "either":
        return frozenset(roots_at(level))
    return frozenset({exiting_root(level) if relation == "exiting" else traversing_root(level)})


def _side_fits(complaint: str | None, fact: str | None) -> bool:
    return complaint in {None, "both"} or fact in {None, "both"} or complaint == fact


def observations(
    knowledge: Knowledge,
    findings: Iterable[FindingId],
    facts: Iterable[Fact],
    reading: Callable[[Iterable[Fact]], Facts],
) -> dict[FindingId, Observation]:
    """Return what the concordant facts say about each of `findings`; findings about which nothing is known are absent.

    `reading` turns facts into what rules can be asked of; clusters are rules over their members.
    """
    kept = tuple(facts)
    by_finding: dict[FindingId, list[Fact]] = {}
    for fact in kept:
        by_finding.setdefault(fact.finding, []).append(fact)
    seen = reading(kept)
    by_id = {f.id: f for f in kept}
    out: dict[FindingId, Observation] = {}
    for f in findings:
        finding = knowledge.findings[f]
        found = _direct(finding, by_finding.get(f, []), knowledge)
        if found is None and finding.cluster:
            found = _cluster(finding, seen, by_id)
        if found is not None and (found.lo > 0 or found.hi < len(finding.levels) - 1):
            out[f] = found
    return out


def _direct(finding: Finding, facts: list[Fact], knowledge: Knowledge) -> Observation | None:
    """The highest level any fact states: present on one of several places is present."""
    known = [(level, fact) for fact in facts if (level := stated_level(fact, knowledge)) is not None]
    if not known:
        return None
    top = max(level for level, _ in known)
    return Observation(finding=finding.id, lo=top, hi=top, facts=tuple(fact for level, fact in known if level == top))


def _cluster(finding: Finding, seen: Facts, by_id: Mapping[str, Fact]) -> Observation | None:
    """What the members of a cluster say of its level; nothing if they leave every level possible."""
    for told in seen.finding(finding.id):
        facts = tuple(by_id[i] for i in told.facts if i in by_id)
        return Observation(finding=finding.id, lo=told.low, hi=told.high, facts=facts)
    return None
