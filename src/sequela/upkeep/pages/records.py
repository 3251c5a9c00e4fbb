"""Pages of questionnaires, risks that can be changed, medicines that do not go together, and codes."""

from __future__ import annotations

from sequela.knowledge.schema.codes import Code
from sequela.knowledge.schema.instruments import Instrument
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.medicines import Interaction, OpioidRule
from sequela.knowledge.schema.risks import Benefit, Risk
from sequela.knowledge.schema.terms import Estimate
from sequela.upkeep.pages.helps import CERTAINTY
from sequela.upkeep.pages.origin import code_rows, rests_on, source_of, source_rows
from sequela.upkeep.pages.page import Page, Row, section
from sequela.upkeep.pages.wording import rule_lines, short

_TOTAL = {
    "sum": "the sum of its answers",
    "mean": "the mean of its answers",
    "percent": "the sum of its answers in per cent of the most they can be",
    "entered": "entered as a total; it is not computed here",
}


def instrument_page(knowledge: Knowledge, instrument: Instrument) -> Page:
    """Range, bands and smallest important change of a questionnaire, where its form is found, and its rights."""
    low, high = instrument.range
    score = [
        Row(label=f"from {low:g} to {high:g}; higher is {instrument.higher_is}"),
        Row(label=f"total: {_TOTAL[instrument.total]}"),
    ]
    if instrument.items is not None:
        each = "" if instrument.item_range is None else ", each {:g} to {:g}".format(*instrument.item_range)
        score.append(Row(label=f"{instrument.items} items{each}"))
    bands = [
        Row(
            label=band.label.en,
            lead=f"from {short(band.at_least.value or 0)}",
            numbers={"from": band.at_least.value or 0},
            estimate=band.at_least,
            source=source_of(knowledge, band.at_least),
        )
        for band in instrument.bands
    ]
    found = knowledge.findings.get(instrument.finding)
    form = [Row(label=instrument.form), Row(label=f"rights: {instrument.rights}")]
    if instrument.note is not None:
        form.append(Row(label=instrument.note))
    return Page(
        kind="instrument",
        id=instrument.id,
        label=instrument.label.en,
        about=instrument.about.en,
        sections=(
            *section("Score", score),
            *section("Bands, as their authors publish them", bands),
            *section("Smallest change that matters", _change(knowledge, instrument.minimal_change)),
            *section("Form and rights", form),
            *section(
                "Recorded as",
                [
                    Row(
                        label=instrument.finding if found is None else found.label.en,
                        id=f"finding:{instrument.finding}",
                    )
                ],
            ),
            *section("Codes", code_rows(knowledge, f"instrument:{instrument.id}", f"finding:{instrument.finding}")),
            *section("Sources", source_rows(knowledge, instrument)),
        ),
    )


def _change(knowledge: Knowledge, change: Estimate | None) -> list[Row]:
    if change is None:
        return []
    return [
        Row(
            label="points: the smallest change that patients call important",
            lead=short(change.value or 0),
            numbers={"points": change.value or 0},
            estimate=change,
            source=source_of(knowledge, change),
            words=change.note or change.elicited,
        )
    ]


def risk_page(knowledge: Knowledge, risk: Risk) -> Page:
    """The rule of a risk, the questions that settle it, and what changing it is known to buy."""
    asks = [
        Row(label=knowledge.findings[f].label.en if f in knowledge.findings else f, id=f"finding:{f}")
        for f in risk.asks
    ]
    return Page(
        kind="risk",
        id=risk.id,
        label=risk.label.en,
        about=risk.about.en,
        sections=(
            *section("What changing it buys", [_benefit(knowledge, benefit) for benefit in risk.buys]),
            *section("Present when", [Row(label="rule", words="\n".join(rule_lines(risk.present)))]),
            *section("What is asked", asks),
            *section("Codes", code_rows(knowledge, f"risk:{risk.id}")),
            *section("Sources", source_rows(knowledge, risk, rests_on(knowledge, risk))),
        ),
    )


def _benefit(knowledge: Knowledge, benefit: Benefit) -> Row:
    effect = benefit.effect
    if effect is None:
        return Row(label=f"{benefit.text.en} Certainty {CERTAINTY[benefit.certainty]}.", lead="")
    return Row(
        label=f"{benefit.text.en} Certainty {CERTAINTY[benefit.certainty]}; {benefit.unit}",
        lead=short(effect.value or 0),
        numbers={"effect": effect.value or 0},
        estimate=effect,
        source=source_of(knowledge, effect),
    )


def interaction_page(knowledge: Knowledge, interaction: Interaction) -> Page:
    """What does not go together, what can happen, and what to do about it."""
    return Page(
        kind="interaction",
        id=interaction.id,
        label=interaction.label.en,
        about=interaction.effect.en,
        sections=(
            *section("What to do", [Row(label=interaction.action.en)]),
            *section("When", [Row(label="rule", words="\n".join(rule_lines(interaction.when)))]),
            *section("Sources", source_rows(knowledge, interaction, interaction.sources)),
        ),
    )


def opioid_rule_page(knowledge: Knowledge, rule: OpioidRule) -> Page:
    """A limit of the daily opioid load, or a reason for which naloxone is offered."""
    kinds = {"band": "limit of the daily total, for judging risk only", "naloxone": "reason to offer naloxone"}
    return Page(
        kind="opioid_rule",
        id=rule.id,
        label=rule.label.en,
        about=rule.says.en,
        sections=(
            *section("What it is", [Row(label=kinds[rule.kind])]),
            *section("When", [Row(label="rule", words="\n".join(rule_lines(rule.when)))]),
            *section("Sources", source_rows(knowledge, rule, rule.sources)),
        ),
    )


def code_page(code: Code) -> Page:
    """A code, what it is for, and the page on which it was read."""
    rows = [Row(label=f"{code.system} {code.code}"), Row(label=code.display), Row(label="stands for", id=code.of)]
    opened = code.opened or "nobody has opened a page that shows this code with its meaning: left out of every export"
    rows.append(Row(label=f"read at: {opened}" if code.opened else opened))
    if code.note is not None:
        rows.append(Row(label=code.note))
    return Page(kind="code", id=code.id, label=code.display, sections=section("Code", rows))
