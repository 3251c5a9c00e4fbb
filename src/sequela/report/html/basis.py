"""What stands behind each number: every estimate that bears on the shown answer, with an anchor to link to.

Grouped as the model is: how common each source is before anything is known, then finding by finding how often each
source shows it and how often it is there without any, then what the context does to the odds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from sequela.assessment import Argument, Assessment, ComplaintResult, Ranked
from sequela.knowledge.schema.context import Factor
from sequela.knowledge.schema.findings import Finding
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.mechanisms import Link, Mechanism, MechanismRegion
from sequela.knowledge.schema.terms import FactorId, FindingId, MechanismId, Region
from sequela.records import frozen
from sequela.report import sections
from sequela.report.citations import Citations

from .estimates import Figure, Piece, odds, pieces, quantity, share
from .told import facts_told, levels_between, levels_told

COMPETING = "competing explanation"
BY_DEFINITION = "by definition"
_UNSAFE = re.compile(r"[^A-Za-z0-9_-]+")


@frozen
class Cause:
    """How one source shows in a finding, or what a level of context does to its odds; `card` leads back to it."""

    anchor: str
    label: str
    says: str
    figures: tuple[Figure, ...]
    card: str | None


@frozen
class FactBasis:
    """A finding or context factor: what is usual, and every source that bears on it."""

    anchor: str
    label: str
    usual_words: str
    usual: tuple[Figure, ...]
    causes: tuple[Cause, ...]


@frozen
class SourceBasis:
    """A mechanism before anything is known of the patient: how often it is there; what else its numbers rest on."""

    anchor: str
    label: str
    figures: tuple[tuple[str, Figure], ...]
    searched: tuple[Piece, ...]
    card: str | None
    impossible: bool


@frozen
class RegionBasis:
    """Everything behind the answers of one region."""

    region: str
    sources: tuple[SourceBasis, ...]
    findings: tuple[FactBasis, ...]
    context: tuple[FactBasis, ...]


@frozen
class LimitBasis:
    """The time limit of a danger, and the publications that the danger rests on."""

    anchor: str
    label: str
    within: str
    figure: Figure
    sources: tuple[str, ...]


def name(*parts: str) -> str:
    """An anchor made of words: letters, figures, dashes."""
    return "-".join(_UNSAFE.sub("-", part).strip("-") for part in parts)


def card_name(place: int, mechanism: str) -> str:
    """The anchor of a mechanism in the answer for the complaint at this place."""
    return name(f"c{place}", mechanism)


class Basis:
    """The estimates behind one assessment, and the anchors of each."""

    def __init__(self, assessment: Assessment, knowledge: Knowledge, citations: Citations) -> None:
        """`knowledge` is the one that answered; `citations` numbers its sources."""
        self._knowledge, self._citations = knowledge, citations
        self._anchors: set[str] = set()
        self.regions = tuple(self._regions(assessment))
        self.limits = tuple(self._limits(assessment))
        self._anchors |= {limit.anchor for limit in self.limits}

    # --- anchors -----------------------------------------------------------------------------------------------------

    def of_mechanism(self, region: str, mechanism: str) -> str | None:
        """Where it stands how common a mechanism is; for a group, where that stands of every mechanism."""
        return self._if_there(name("p", region, mechanism)) or self._if_there(name("p", region))

    def of_fact(self, region: str, fact: str) -> str | None:
        """Where everything stands about a finding or context factor."""
        return self._if_there(name("e", region, fact))

    def of_argument(self, region: str, entry: Ranked, reason: Argument) -> str | None:
        """Where the estimate of this fact under this mechanism stands, else where the fact's other estimates do.

        Of a group it is that of its only member that has one; of several members it is where all of them stand.
        """
        mechanisms = (entry.mechanism, *(member.mechanism for member in entry.members))
        anchors = [a for m in mechanisms if (a := self._if_there(name("e", region, reason.fact, m)))]
        if len(anchors) == 1:
            return anchors[0]
        return self.of_fact(region, reason.fact) or self.of_mechanism(region, entry.mechanism)

    def of_flag(self, flag: str) -> str | None:
        """Where the time limit of a danger and its publications stand."""
        return self._if_there(name("f", flag))

    def _if_there(self, anchor: str) -> str | None:
        return anchor if anchor in self._anchors else None

    # --- regions -----------------------------------------------------------------------------------------------------

    def _regions(self, assessment: Assessment) -> Iterator[RegionBasis]:
        told: dict[Region, list[tuple[int, ComplaintResult]]] = {}
        for place, complaint in enumerate(assessment.complaints, 1):
            if complaint.differential and complaint.region in ("lumbar", "cervical", "thoracic"):
                region: Region = complaint.region  # type: ignore[assignment]
                told.setdefault(region, []).append((place, complaint))
        for region, complaints in told.items():
            yield self._region(region, complaints)

    def _region(self, region: Region, complaints: list[tuple[int, ComplaintResult]]) -> RegionBasis:
        cards: dict[str, str] = {}
        for place, complaint in complaints:
            for entry in complaint.differential:
                # A mechanism that no fact moves has no card; its line in the chart then stands for it.
                told = entry.for_ or entry.against
                card = card_name(place, entry.mechanism) if told else name(f"c{place}")
                for mechanism in (entry.mechanism, *(member.mechanism for member in entry.members)):
                    cards.setdefault(mechanism, card)
        self._made(name("p", region))
        mechanisms = [m for m in cards if MechanismId(m) in self._knowledge.mechanisms]
        parts = {m: self._part(m, region) for m in mechanisms}
        facts = facts_told([complaint for _, complaint in complaints])
        findings = [self._finding(region, f, held, parts, cards) for f, held in facts.items()]
        context = [self._factor(region, f, held, parts, cards) for f, held in facts.items()]
        return RegionBasis(
            region=region,
            sources=tuple(self._source(region, m, part, cards) for m, part in parts.items() if part is not None),
            findings=tuple(found for found in findings if found is not None),
            context=tuple(found for found in context if found is not None),
        )

    def _part(self, mechanism: str, region: Region) -> MechanismRegion | None:
        return self._knowledge.mechanisms[MechanismId(mechanism)].regions.get(region)

    def _label(self, mechanism: str) -> str:
        return self._knowledge.mechanisms[MechanismId(mechanism)].label.en

    def _source(self, region: Region, mechanism: str, part: MechanismRegion, cards: Mapping[str, str]) -> SourceBasis:
        known: Mechanism = self._knowledge.mechanisms[MechanismId(mechanism)]
        cite = self._citations
        figures = [
            ("the main source in", share(part.prior.main_share, cite)),
            ("a further source, beside another, in", share(part.prior.co_cause, cite)),
            *(
                (f"brought about by {self._label(raised.cause).lower()} in", share(raised.strength, cite))
                for raised in known.raised_by
                if raised.cause in self._knowledge.mechanisms
            ),
            *(
                (f"shows as {_pattern(self._knowledge, pattern)} in", share(estimate, cite))
                for pattern, estimate in known.patterns.items()
            ),
        ]
        return SourceBasis(
            anchor=self._made(name("p", region, mechanism)),
            label=known.label.en,
            figures=tuple(figures),
            searched=pieces(part.prior.searched or "", cite),
            card=cards.get(mechanism),
            impossible=part.impossible_when is not None,
        )

    def _finding(
        self,
        region: Region,
        fact: str,
        held: frozenset[str],
        parts: Mapping[str, MechanismRegion | None],
        cards: Mapping[str, str],
    ) -> FactBasis | None:
        finding = self._knowledge.findings.get(FindingId(fact))
        if finding is None:
            return None
        told = frozenset(level for value in held for level in levels_between(finding.levels, value))
        causes = tuple(
            Cause(
                anchor=self._made(name("e", region, fact, m)),
                label=self._label(m),
                says=_says(part.findings[finding.id]),
                figures=self._link_figures(finding, part.findings[finding.id], told),
                card=cards.get(m),
            )
            for m, part in parts.items()
            if part is not None and finding.id in part.findings
        )
        usual = tuple(
            share(estimate, self._citations, _level(finding, level), held=level in told)
            for level, estimate in finding.leak_of(region).items()
        )
        if not causes and not usual:
            return None
        return FactBasis(
            anchor=self._made(name("e", region, fact)),
            label=finding.label.en.rstrip("?"),
            usual_words="without any of the modelled sources, in",
            usual=usual,
            causes=causes,
        )

    def _link_figures(self, finding: Finding, link: Link, told: frozenset[str]) -> tuple[Figure, ...]:
        if link.inhibits is not None:
            return (share(link.inhibits, self._citations),)
        return tuple(
            share(estimate, self._citations, _level(finding, level), held=level in told)
            for level, estimate in link.given.items()
        )

    def _factor(
        self,
        region: Region,
        fact: str,
        held: frozenset[str],
        parts: Mapping[str, MechanismRegion | None],
        cards: Mapping[str, str],
    ) -> FactBasis | None:
        factor: Factor | None = self._knowledge.factors.get(FactorId(fact))
        if factor is None or FindingId(fact) in self._knowledge.findings:
            return None
        levels = {level.id: level for level in factor.levels if level.id in levels_told(factor, held)}
        causes = []
        for m, part in parts.items():
            ratios = part.context.get(factor.id, {}) if part is not None else {}
            figures = tuple(
                odds(ratios[i], self._citations, level.label_of(region).en, held=True)
                for i, level in levels.items()
                if i in ratios
            )
            if figures:
                anchor = self._made(name("e", region, fact, m))
                causes.append(Cause(anchor=anchor, label=self._label(m), says="", figures=figures, card=cards.get(m)))
        usual = tuple(
            share(level.share_of(region), self._citations, level.label_of(region).en, held=True)
            for level in levels.values()
        )
        if not causes and not usual:
            return None
        return FactBasis(
            anchor=self._made(name("e", region, fact)),
            label=factor.label.en,
            usual_words="among all patients with such pain, in",
            usual=usual,
            causes=tuple(causes),
        )

    def _made(self, anchor: str) -> str:
        self._anchors.add(anchor)
        return anchor

    # --- dangers -----------------------------------------------------------------------------------------------------

    def _limits(self, assessment: Assessment) -> Iterator[LimitBasis]:
        for flag in sections.raised(assessment.triage):
            known = next((f for f in self._knowledge.red_flags.values() if f.id == flag.id), None)
            if known is not None:
                yield LimitBasis(
                    anchor=name("f", flag.id),
                    label=flag.label,
                    within=flag.within,
                    figure=quantity(known.within, self._citations, "hours"),
                    sources=tuple(s for s in known.sources if self._citations.known(s)),
                )


def _says(link: Link) -> str:
    return "makes it rarer by" if link.inhibits is not None else "with this source alone, in"


def _level(finding: Finding, level: str) -> str | None:
    return None if len(finding.levels) == 2 else level.replace("_", " ")


def _pattern(knowledge: Knowledge, pattern: str) -> str:
    known = next((p for p in knowledge.patterns.values() if p.id == pattern), None)
    return known.label.en.lower() if known is not None else pattern.replace("_", " ")
