"""The page of a treatment: what it is aimed at, how many were better, what it costs the patient, when not to do it."""

from __future__ import annotations

from collections.abc import Iterator

from sequela.knowledge.estimate import ratio
from sequela.knowledge.schema.care import Judgement
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.terms import MechanismId
from sequela.knowledge.schema.treatments import Care, Treatment
from sequela.pathway.gates import of_treatment
from sequela.upkeep.pages import helps
from sequela.upkeep.pages.care import phrase_rows
from sequela.upkeep.pages.counted import amount, harm_rows
from sequela.upkeep.pages.gates import WHEN_NOT, gate_rows, gate_sources
from sequela.upkeep.pages.origin import code_rows, rests_on, source_of, source_rows
from sequela.upkeep.pages.page import Page, Row, Section, section
from sequela.upkeep.pages.wording import rule_lines, short

TOP_OUTCOMES, TOP_SOURCES = 10, 4
ACTS = {
    "source": "acts on the source: no relief makes its targets less likely",
    "palliative": "eases pain whatever its source: no relief makes no source less likely",
}
CONSENT = {
    "injections": "wish about injections",
    "implant": "wish about implants",
    "surgery": "wish about operations",
    "medicines": "wish about medicines",
}
ODDS = "The odds of response multiply by x when this is true."


def treatment_page(knowledge: Knowledge, treatment: Treatment) -> Page:
    """What the plan knows of a treatment, what studies saw of it, and by which words it is known."""
    care = treatment.care
    outcomes = sorted(treatment.outcomes, key=helps.by_trust)
    gates = () if care is None else of_treatment(knowledge, treatment.id)
    cited = (*rests_on(knowledge, treatment), *gate_sources(gates))
    return Page(
        kind="treatment",
        id=treatment.id,
        label=treatment.label.en,
        about=None if care is None else care.about.en,
        sections=(
            *(() if care is None else section("What it is aimed at", list(_aim(knowledge, care)))),
            *section(
                "How many were better",
                [helps.outcome_row(knowledge, treatment, outcome, named=False) for outcome in outcomes],
                note=helps.NOTE,
                top=TOP_OUTCOMES,
            ),
            *(() if care is None else _of_care(knowledge, care)),
            *section(WHEN_NOT, gate_rows(knowledge, gates)),
            *(() if care is None else section("When it is judged", _judged(knowledge, care.judged))),
            *section("What it says", _says(knowledge, treatment)),
            *section("Codes", code_rows(knowledge, f"treatment:{treatment.id}")),
            *section("Words that name it", phrase_rows(treatment.phrases), top=0),
            *section("Sources", source_rows(knowledge, treatment, cited), top=TOP_SOURCES),
        ),
    )


def _aim(knowledge: Knowledge, care: Care) -> Iterator[Row]:
    """Its sources or patterns, where it stands in the order of care, and what else decides whether it is offered."""
    for target in care.targets:
        group = target not in knowledge.mechanisms
        known = knowledge.groups.get(target) if group else knowledge.mechanisms.get(MechanismId(target))
        kind = "group" if group else "mechanism"
        yield Row(label=target if known is None else known.label.en, id=f"{kind}:{target}")
    for name in care.patterns:
        pattern = knowledge.patterns.get(name)
        yield Row(label=name if pattern is None else pattern.label.en, id=f"pattern:{name}")
    yield Row(label=ACTS[care.acts])
    yield Row(label=f"stage: {care.stage.replace('_', ' ')}; spine: {', '.join(care.regions)}")
    if care.located != "no":
        yield Row(label=f"done at one {care.located.replace('_', ' ')}")
    if care.before_all:
        yield Row(label="comes before all other care once its target is more likely than not")
    if care.indicated is not None:
        yield Row(label="offered only when", words="\n".join(rule_lines(care.indicated)))
    if care.adequate is not None:
        yield Row(label=f"an adequate trial: {care.adequate.en}")
    if care.consent in CONSENT:
        yield Row(label=f"the patient's {CONSENT[care.consent]} decides")


def _of_care(knowledge: Knowledge, care: Care) -> Iterator[Section]:
    if care.no_evidence is not None:
        yield from section("How far to trust it", [Row(label=f"No usable outcome found. {care.no_evidence.en}")])
    times = [
        amount(knowledge, "weeks until relief is felt", care.starts),
        amount(knowledge, "months for which relief lasts in those who have it", care.lasts),
        amount(knowledge, f"weeks worse off than before. {care.recovery_text.en}", care.recovery),
    ]
    yield from section("How soon, how long, and what it takes", times)
    yield from section("Harms", list(harm_rows(knowledge, care.harms)))
    if care.reoperation is not None:
        yield from section("Operated on again", list(harm_rows(knowledge, (care.reoperation,))))
    yield from section("Who responds more or less often", list(_predictors(knowledge, care)), note=ODDS)


def _predictors(knowledge: Knowledge, care: Care) -> Iterator[Row]:
    for predictor in care.predictors:
        odds = predictor.odds.value if predictor.odds.value is not None else ratio(predictor.odds).mean
        rule = "; ".join(line.strip() for line in rule_lines(predictor.when))
        yield Row(
            label=predictor.text.en,
            lead=f"x{short(odds)}",
            numbers={"odds": odds},
            estimate=predictor.odds,
            source=source_of(knowledge, predictor.odds),
            aside=f"When: {rule}.",
        )


def _judged(knowledge: Knowledge, judged: Judgement) -> list[Row]:
    said = (("enough", judged.success), ("some", judged.part), ("too little", judged.failure))
    return [
        amount(knowledge, "weeks after its start", judged.weeks),
        *(Row(label=text.en, lead=name) for name, text in said),
    ]


def _says(knowledge: Knowledge, treatment: Treatment) -> list[Row]:
    """Its kind, what its effect is recorded as, and its drugs."""
    rows = [Row(label=f"kind: {treatment.kind}")]
    if treatment.response is not None:
        named = f"finding:{treatment.response.finding}"
        rows += [Row(label=f"effect {e}: {level}", id=named) for e, level in treatment.response.effects.items()]
    rows += [
        Row(label=f"drug: {medicine.label.en}", id=f"medicine:{medicine.id}")
        for medicine in knowledge.medicines.values()
        if medicine.treatment == treatment.id
    ]
    return rows
