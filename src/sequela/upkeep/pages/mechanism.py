"""The page of a mechanism or of a group of them, in the order in which a clinician asks about it.

What it is, how often, what points to it and what speaks against it, how it is found, what helps, when it is likelier;
then what belongs to it, its codes, and the publications.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from sequela.knowledge.estimate import probability, ratio
from sequela.knowledge.schema.findings import Asked
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.mechanisms import Group, Mechanism, MechanismRegion, Prior
from sequela.knowledge.schema.terms import Region
from sequela.upkeep.pages import helps
from sequela.upkeep.pages.origin import code_rows, reasoned_row, share_row, source_of, source_rows
from sequela.upkeep.pages.page import Page, Row, Section, section
from sequela.upkeep.pages.strength import Weight, bits, lead, named, of_hundred, strength, telling, times, weights
from sequela.upkeep.pages.wording import rule_lines

FOUND_BY: tuple[tuple[Asked, str], ...] = (
    ("imaging", "imaging"),
    ("block", "blocks and injections"),
    ("laboratory", "laboratory"),
    ("electrodiagnosis", "electrodiagnosis"),
    ("record", "records and earlier treatment"),
)
"""What needs a test; everything else is asked or examined at the bedside."""
HOW_TO_READ = (
    "Odds multiply by x when the answer is as stated. Then: of 100 people with this source alone, and of 100 with "
    "no modelled source, so many give it."
)
TOP_BEDSIDE, TOP_AGAINST, TOP_TESTS, TOP_HELPS, TOP_CONTEXT, TOP_SOURCES = 8, 5, 6, 6, 6, 4


def mechanism_page(knowledge: Knowledge, mechanism: Mechanism) -> Page:
    """Everything known of one mechanism."""
    many = len(mechanism.regions) > 1
    regions = [(region, part, f", {region}" if many else "") for region, part in mechanism.regions.items()]
    signs: list[Section] = []
    context: list[Section] = []
    for region, part, where in regions:
        signs += _signs(knowledge, region, part, where)
        context += _context(knowledge, part, where)
    return Page(
        kind="mechanism",
        id=mechanism.id,
        label=mechanism.label.en,
        about=mechanism.about.en,
        sections=(
            *section("How often", [row for region, part, _ in regions for row in prior_rows(knowledge, region, part)]),
            *signs,
            *section("What helps", helps.what_helps(knowledge, mechanism), note=helps.NOTE, top=TOP_HELPS),
            *context,
            *section("Brought about by", _causes(knowledge, mechanism)),
            *section("Brings about", _effects(knowledge, mechanism)),
            *section("Pain pattern it shows", _patterns(knowledge, mechanism)),
            *section("Part of", _group(knowledge, mechanism)),
            *section("Checked against published accuracy", list(_accuracy(knowledge, mechanism.id)), top=TOP_TESTS),
            *section("Codes", code_rows(knowledge, f"mechanism:{mechanism.id}")),
            *section("Weight among several active sources", [_salience(mechanism)], top=0),
            *section("Sources", source_rows(knowledge, mechanism), top=TOP_SOURCES),
        ),
    )


def group_page(knowledge: Knowledge, group: Group) -> Page:
    """A group: its members with their priors, what helps, its codes."""
    members = [m for m in knowledge.mechanisms.values() if m.part_of == group.id]
    often = [row for member in members for row in _member_rows(member)]
    names = (str(group.id), *(str(member.id) for member in members))
    return Page(
        kind="group",
        id=group.id,
        label=group.label.en,
        about=group.about.en,
        sections=(
            *section(
                "Members", often, note="Of 100 such patients so many have it active before anything else is known."
            ),
            *section("What helps", helps.helps_group(knowledge, names), note=helps.NOTE, top=TOP_HELPS),
            *section("Codes", code_rows(knowledge, f"mechanism:{group.id}", f"group:{group.id}")),
        ),
    )


# --- how often --------------------------------------------------------------------------------------------------------


def prior_rows(knowledge: Knowledge, region: str, part: MechanismRegion) -> Iterator[Row]:
    """P(active), then its two parts with their reasoning."""
    prior = part.prior
    main, co = probability(prior.main_share).mean, probability(prior.co_cause).mean
    yield Row(
        label=f"have it active before anything is known, {region} spine",
        lead=f"{of_hundred(main + co):>3} of 100",
        numbers={"P": main + co},
    )
    for name, estimate in (("main", prior.main_share), ("a further", prior.co_cause)):
        yield reasoned_row(knowledge, f"as {name} source", estimate)
    if prior.searched is not None:
        yield Row(label=f"Looked for: {prior.searched}", lead="")
    if part.impossible_when is not None:
        yield Row(label="impossible when", words="\n".join(rule_lines(part.impossible_when)), lead="  0 of 100")


def _member_rows(member: Mechanism) -> Iterator[Row]:
    for region, part in member.regions.items():
        total = active(part.prior)
        yield Row(
            label=f"{member.label.en}, {region}",
            id=f"mechanism:{member.id}",
            lead=f"{of_hundred(total):>3} of 100",
            numbers={"P": total},
        )


def active(prior: Prior) -> float:
    """P(active) before anything is known."""
    return probability(prior.main_share).mean + probability(prior.co_cause).mean


# --- what points to it, what speaks against it, how it is found -------------------------------------------------------


def _signs(knowledge: Knowledge, region: Region, part: MechanismRegion, where: str) -> Iterator[Section]:
    found = [
        weight
        for name, link in part.findings.items()
        if name in knowledge.findings
        for weight in weights(knowledge.findings[name], link, region)
    ]
    found.sort(key=bits, reverse=True)
    tests = {asked for asked, _ in FOUND_BY}
    bedside = [weight for weight in found if weight.finding.asked not in tests]
    speaking = [weight for weight in bedside if weight.ratio > 1 and telling(weight)]
    yield from section(f"What points to it{where}", _rows(knowledge, speaking), note=HOW_TO_READ, top=TOP_BEDSIDE)
    against = [weight for weight in bedside if weight.ratio < 1 and telling(weight)]
    yield from section(f"What speaks against it{where}", _rows(knowledge, against), top=TOP_AGAINST)
    for asked, heading in FOUND_BY:
        rows = [weight for weight in found if weight.finding.asked == asked and telling(weight)]
        yield from section(f"How it is found: {heading}{where}", _rows(knowledge, rows), top=TOP_TESTS)
    rest = [weight for weight in found if not telling(weight) and weight.level is not None]
    yield from section(f"Hardly tells{where}", _rows(knowledge, rest), top=0)


def _rows(knowledge: Knowledge, found: Sequence[Weight]) -> list[Row]:
    return [weight_row(knowledge, weight, named(weight), f"finding:{weight.finding.id}") for weight in found]


def weight_row(knowledge: Knowledge, weight: Weight, label: str, leads_to: str) -> Row:
    """A finding, or on a finding's own page a mechanism, with its weight."""
    numbers = {"LR": weight.ratio}
    if weight.with_it is not None and weight.without is not None:
        numbers = {"P": weight.with_it, "leak": weight.without, **numbers}
    return Row(
        label=label,
        id=leads_to,
        lead=lead(weight),
        numbers=numbers,
        estimate=weight.estimate,
        source=source_of(knowledge, weight.estimate),
    )


# --- when it is likelier ----------------------------------------------------------------------------------------------


def _context(knowledge: Knowledge, part: MechanismRegion, where: str) -> Iterator[Section]:
    rows = [
        Row(
            label=level_label(knowledge, factor, level),
            id=f"factor:{factor}",
            lead=f"{times(ratio(estimate).median):<5} {strength(ratio(estimate).median)}",
            numbers={"odds times": ratio(estimate).median},
            estimate=estimate,
            source=source_of(knowledge, estimate),
        )
        for factor, levels in part.context.items()
        for level, estimate in levels.items()
    ]
    rows.sort(key=lambda row: -max(row.numbers["odds times"], 1 / max(row.numbers["odds times"], 1e-9)))
    yield from section(f"When it is likelier or less likely{where}", rows, top=TOP_CONTEXT)


def level_label(knowledge: Knowledge, factor: str, level: str) -> str:
    """A context factor with one of its levels in words."""
    known = next((f for f in knowledge.factors.values() if f.id == factor), None)
    if known is None:
        return f"{factor}: {level}"
    words = next((item.label.en for item in known.levels if item.id == level), level)
    return f"{known.label.en}: {words}"


# --- what belongs to it -----------------------------------------------------------------------------------------------


def _causes(knowledge: Knowledge, mechanism: Mechanism) -> list[Row]:
    return [
        share_row(knowledge, label_of(knowledge, raised.cause), f"mechanism:{raised.cause}", raised.strength)
        for raised in mechanism.raised_by
    ]


def _effects(knowledge: Knowledge, mechanism: Mechanism) -> list[Row]:
    return [
        share_row(knowledge, other.label.en, f"mechanism:{other.id}", raised.strength)
        for other in knowledge.mechanisms.values()
        for raised in other.raised_by
        if raised.cause == mechanism.id
    ]


def _patterns(knowledge: Knowledge, mechanism: Mechanism) -> list[Row]:
    return [
        share_row(knowledge, knowledge.patterns[p].label.en if p in knowledge.patterns else p, f"pattern:{p}", estimate)
        for p, estimate in mechanism.patterns.items()
    ]


def _group(knowledge: Knowledge, mechanism: Mechanism) -> list[Row]:
    if mechanism.part_of is None:
        return []
    return [Row(label=label_of(knowledge, mechanism.part_of), id=f"group:{mechanism.part_of}")]


def _accuracy(knowledge: Knowledge, mechanism: str) -> Iterator[Row]:
    for known in knowledge.accuracy.values():
        if known.mechanism == mechanism:
            finding = knowledge.findings.get(known.finding)
            label = known.finding if finding is None else finding.label.en
            yield Row(label=f"{label} against {known.reference}", id=f"accuracy:{known.id}")


def _salience(mechanism: Mechanism) -> Row:
    return Row(label="salience", numbers={"": mechanism.salience}, words=mechanism.salience_reason)


def label_of(knowledge: Knowledge, identifier: str) -> str:
    """The label of a mechanism or group by its id; the id itself where there is none."""
    known: Iterable[Mechanism | Group] = (*knowledge.mechanisms.values(), *knowledge.groups.values())
    return next((m.label.en for m in known if m.id == identifier), identifier)
