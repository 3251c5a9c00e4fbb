"""Pages of how a block is read: the guide to one kind of block, anaesthetics, sedation and rescue medicine."""

from __future__ import annotations

from sequela.knowledge.estimate import probability, quantity
from sequela.knowledge.schema.blocks import Anaesthetic, BlockGuide, Disturbance
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.terms import Estimate
from sequela.upkeep.pages.origin import share_row, source_of, source_rows
from sequela.upkeep.pages.page import Page, Row, section


def block_page(knowledge: Knowledge, guide: BlockGuide) -> Page:
    """From what relief on a block is positive, how often that misleads, and what each reading opens."""
    share = probability(guide.positive_at).mean
    positive = [
        Row(
            label="of the index pain gone while the anaesthetic acts",
            lead=f"{share:.0%}",
            numbers={"share": share},
            estimate=guide.positive_at,
            source=source_of(knowledge, guide.positive_at),
        ),
        Row(label=guide.finding, id=f"finding:{guide.finding}"),
    ]
    if guide.volume is not None:
        most = quantity(guide.volume)
        positive.append(
            Row(label="at one target; more spreads", lead=f"{most:g} ml", numbers={"ml": most}, estimate=guide.volume)
        )
    false = [
        share_row(knowledge, f"{false.level}, {', '.join(false.regions)}", None, false.share)
        for false in guide.false_positives
    ]
    opens = [
        Row(label=f"{licence.when}: {licence.step.replace('_', ' ')}", words=licence.text.en)
        for licence in guide.licences
    ]
    named = [source for licence in guide.licences for source in licence.sources]
    return Page(
        kind="block",
        id=guide.id,
        label=guide.label.en,
        sections=(
            *section("Positive from", positive),
            *section("Read so although the pain comes from elsewhere", false),
            *section("What a reading opens", opens),
            *section("Sources", source_rows(knowledge, guide, named)),
        ),
    )


def anaesthetic_page(knowledge: Knowledge, drug: Anaesthetic) -> Page:
    """The hours that the action of a drug explains, and the words that name it."""
    hours = (("until it acts", drug.onset), ("shortest action", drug.least), ("longest action", drug.most))
    return Page(
        kind="anaesthetic",
        id=drug.id,
        label=drug.label.en,
        sections=(
            *section("Hours since the block", [_hours(knowledge, name, number) for name, number in hours]),
            *section("Words that name it", [Row(label=phrase) for phrase in drug.phrases], top=0),
            *section("Sources", source_rows(knowledge, drug)),
        ),
    )


def disturbance_page(knowledge: Knowledge, disturbance: Disturbance) -> Page:
    """What relieves pain beside a block, and what it does to the reading."""
    rows = [Row(label=f"{disturbance.does} relief seen with it", words=disturbance.why.en)]
    if disturbance.lasts is not None:
        rows.append(_hours(knowledge, "hours for which a dose is taken to act", disturbance.lasts))
    seen = (("relieved with it", disturbance.with_it), ("relieved without it", disturbance.without_it))
    rows += [share_row(knowledge, name, None, share) for name, share in seen if share is not None]
    return Page(
        kind="disturbance",
        id=disturbance.id,
        label=disturbance.label.en,
        sections=(
            *section("What it does", rows),
            *section("Words that name it", [Row(label=word) for word in disturbance.words], top=0),
            *section("Sources", source_rows(knowledge, disturbance, disturbance.sources)),
        ),
    )


def _hours(knowledge: Knowledge, label: str, number: Estimate) -> Row:
    hours = quantity(number)
    return Row(
        label=label,
        lead=f"{hours:g} h",
        numbers={"hours": hours},
        estimate=number,
        source=source_of(knowledge, number),
    )
