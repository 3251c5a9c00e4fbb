"""Pages of care: dangers, reasons of failure, operations, medicines."""

from __future__ import annotations

from collections.abc import Iterator

from sequela.knowledge.schema.failure import FailureReason
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.medicines import Medicine
from sequela.knowledge.schema.red_flags import RedFlag
from sequela.knowledge.schema.treatments import Procedure
from sequela.upkeep.lint.conditions import leaves
from sequela.upkeep.pages.origin import code_rows, source_of, source_rows
from sequela.upkeep.pages.page import Page, Row, section
from sequela.upkeep.pages.wording import rule_lines


def red_flag_page(knowledge: Knowledge, flag: RedFlag) -> Page:
    """The rule of a danger, what makes it possible, what is asked, how urgent it is."""
    rules = [("present when", flag.rule)]
    if flag.applies_when is not None:
        rules.insert(0, ("looked for when", flag.applies_when))
    if flag.alarming:
        alarming = flag.alarming[0] if len(flag.alarming) == 1 else {"any": flag.alarming}
        rules.append(("possible when undecided and", alarming))
    asks = [
        Row(label=knowledge.findings[f].label.en if f in knowledge.findings else f, id=f"finding:{f}")
        for f in flag.asks
    ]
    action = [
        Row(label=flag.action.en),
        Row(label=f"{_urgency(flag.urgency)} if present, {_urgency(flag.urgency_possible)} if possible"),
        Row(label=flag.within_label.en[:1].upper() + flag.within_label.en[1:]),
        Row(label="time frame", estimate=flag.within),
    ]
    return Page(
        kind="red_flag",
        id=flag.id,
        label=flag.label.en,
        about=flag.about.en,
        sections=(
            *section("What to do", action),
            *section("Rule", [Row(label=name, words="\n".join(rule_lines(rule))) for name, rule in rules]),
            *section("What is asked", asks),
            *section("Sources", source_rows(knowledge, flag, flag.sources)),
        ),
    )


def _urgency(level: str) -> str:
    return level.replace("_", " ")


def failure_reason_page(knowledge: Knowledge, reason: FailureReason) -> Page:
    """The rules under which a reason is supported or possible."""
    rules = (("supported when", reason.supported), ("possible when", reason.possible))
    return Page(
        kind="failure_reason",
        id=reason.id,
        label=reason.label.en,
        about=reason.about.en,
        sections=(
            *section("Rules", [Row(label=name, words="\n".join(rule_lines(rule))) for name, rule in rules]),
            *section("Sources", source_rows(knowledge, reason, reason.sources)),
        ),
    )


def procedure_page(knowledge: Knowledge, procedure: Procedure) -> Page:
    """What an operation means for the model and by which words it is known."""
    does = (("fuses", procedure.fuses), ("removes the disc", procedure.removes_disc))
    rows = [Row(label=f"family: {procedure.family}"), *(Row(label=name) for name, true in does if true)]
    rows += [Row(label=f"implant: {implant}") for implant in procedure.implants]
    return Page(
        kind="procedure",
        id=procedure.id,
        label=procedure.label.en,
        sections=(
            *section("What it means", rows),
            *section("Codes", code_rows(knowledge, f"procedure:{procedure.id}")),
            *section("Words that name it", phrase_rows(procedure.phrases), top=0),
        ),
    )


def medicine_page(knowledge: Knowledge, medicine: Medicine) -> Page:
    """The classes of a drug, what it does not go with, and the words that name it."""
    rows = [Row(label=f"class: {name}") for name in medicine.classes]
    if medicine.treatment is not None:
        known = knowledge.treatments.get(medicine.treatment)
        label = known.label.en if known is not None else medicine.treatment
        rows.append(Row(label=f"as treatment: {label}", id=f"treatment:{medicine.treatment}"))
    return Page(
        kind="medicine",
        id=medicine.id,
        label=medicine.label.en,
        sections=(
            *section("What it is", rows),
            *section("Morphine equivalents, as a measure of risk only", list(_mme_rows(knowledge, medicine))),
            *section("Does not go with", list(_interaction_rows(knowledge, medicine))),
            *section("Codes", code_rows(knowledge, f"medicine:{medicine.id}")),
            *section("Words that name it", phrase_rows(medicine.phrases), top=0),
        ),
    )


def _mme_rows(knowledge: Knowledge, medicine: Medicine) -> Iterator[Row]:
    factor = medicine.mme_factor
    if factor is not None:
        yield Row(
            label=f"mg of morphine a day for each {medicine.mme_unit or 'mg a day'}",
            lead=f"x{factor.value:g}",
            numbers={"factor": factor.value or 0},
            estimate=factor,
            source=source_of(knowledge, factor),
        )
    if medicine.mme_note is not None:
        yield Row(label=medicine.mme_note)


def _interaction_rows(knowledge: Knowledge, medicine: Medicine) -> Iterator[Row]:
    names = {medicine.id, *medicine.classes}
    for interaction in knowledge.interactions.values():
        if names & {str(leaf.get("taking")) for _, leaf in leaves(interaction.when)}:
            yield Row(label=interaction.label.en, id=f"interaction:{interaction.id}")


def phrase_rows(phrases: tuple[str, ...]) -> list[Row]:
    """The words by which free text names it, in one row."""
    return [Row(label=", ".join(phrases))] if phrases else []
