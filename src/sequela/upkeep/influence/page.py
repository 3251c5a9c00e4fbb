"""The most influential estimates as a section of the coverage page."""

from __future__ import annotations

from collections.abc import Callable

from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.terms import FactorId, FindingId, MechanismId, Region
from sequela.upkeep.influence.measure import Influence, influences
from sequela.upkeep.influence.panel import PATIENTS
from sequela.upkeep.influence.steps import Place
from sequela.upkeep.pages.page import Page, Row, Section, section
from sequela.upkeep.priors import REGIONS

SHOWN = 50
"""As many as the goal speaks of: at least half of the fifty that move results most are to be measured."""

HEADING = "Estimates that move results most"


def with_influence(knowledge: Knowledge, page: Page, progress: Callable[[str], None], patients: int = PATIENTS) -> Page:
    """The coverage page with a section per region in place of the hint; `progress` hears what is being done."""
    found: list[Section] = []
    for region in REGIONS:
        if any(region in m.regions for m in knowledge.mechanisms.values()):
            progress(f"measuring influence on {patients} simulated patients, {region}")
            found += _section(knowledge, region, influences(knowledge, region, patients), patients)
    kept = tuple(part for part in page.sections if part.heading != HEADING)
    return Page(kind=page.kind, id=page.id, label=page.label, about=page.about, sections=(*kept, *found))


def hint() -> tuple[Section, ...]:
    """How to get them: it takes seconds, so the plain page leaves them out."""
    words = f"sequela evidence coverage --influence ranks every estimate by how far it moves P(active) in {PATIENTS} "
    return section(HEADING, [Row(label="not computed here", words=words + "simulated patients; it takes a while.")])


def _section(knowledge: Knowledge, region: Region, ranked: tuple[Influence, ...], patients: int) -> tuple[Section, ...]:
    top = ranked[:SHOWN]
    measured = sum(one.measured for one in top)
    rows = [
        Row(
            label=f"{measured} of {len(top)} are measured",
            numbers={"measured": float(measured), "of": float(len(top)), "estimates in all": float(len(ranked))},
            words=f"Influence: mean over {patients} simulated patients of the sum over mechanisms of the change of "
            "P(active), per unit of log odds of the estimate (of the logarithm of a ratio).",
        )
    ]
    rows += [_row(knowledge, region, rank, one) for rank, one in enumerate(top, start=1)]
    return section(f"The {len(top)} estimates that move results most, {region}", rows)


def _row(knowledge: Knowledge, region: Region, rank: int, one: Influence) -> Row:
    place = one.place
    page = f"finding:{place.of}" if place.mechanism is None else f"mechanism:{place.mechanism}"
    return Row(
        label=f"{rank}. {named(knowledge, region, place)}",
        id=page,
        numbers={"influence": one.moves},
        estimate=one.estimate,
        words="measured" if one.measured else "judged",
    )


def named(knowledge: Knowledge, region: Region, place: Place) -> str:
    """The place in words: mechanism, what of it, finding or factor, level."""
    mechanism = knowledge.mechanisms[place.mechanism].label.en if place.mechanism is not None else None
    if place.kind in ("main share", "further share"):
        return f"{mechanism}: {place.kind}"
    if place.kind == "raised by":
        return f"{mechanism}: raised by {knowledge.mechanisms[MechanismId(place.of or '')].label.en}"
    if place.kind == "context":
        factor = knowledge.factors[FactorId(place.of or "")]
        level = next(known.label_of(region).en for known in factor.levels if known.id == place.level)
        return f"{mechanism}: {factor.label.en}, {level}"
    finding = knowledge.findings[FindingId(place.of or "")]
    said = finding.label.en if len(finding.levels) == 2 else f"{finding.label.en} ({place.level})"
    if mechanism is None:
        return f"{said}: without any modelled cause"
    return f"{mechanism}: {said}" if place.kind == "given" else f"{mechanism}: speaks against {said}"
