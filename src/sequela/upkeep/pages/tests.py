"""Pages of the work-up: a test with what it can show, how far to trust it and when not to do it; a shared gate.

What a test can show is not written in its file: it follows from the network, through the findings that it reveals.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence

from sequela.knowledge.estimate import quantity
from sequela.knowledge.schema.care import Gate, Role, SharedGate
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.terms import Estimate, Text
from sequela.knowledge.schema.tests import Burden, Test, TestFigure
from sequela.pathway.gates import of_test
from sequela.upkeep.pages.helps import observed
from sequela.upkeep.pages.mechanism import weight_row
from sequela.upkeep.pages.origin import code_rows, rests_on, source_of, source_rows
from sequela.upkeep.pages.page import Page, Row, Section, section
from sequela.upkeep.pages.strength import Weight, bits, named, of_hundred, telling, weights
from sequela.upkeep.pages.wording import OPERATED_SHORT, rule_lines, short

SPEAKS = (
    "The strongest answer for each source. Odds multiply by x when the test shows it; then: of 100 people with this "
    "source alone, and of 100 with no modelled source, so many show it."
)
SPEAKS_AGAINST = "The strongest answer against each source: odds multiply by x when the test shows it."
SHARES = "Of 100 people in studies like these."
TOP_SHOWN, TOP_AGAINST, TOP_SOURCES = 12, 6, 4
ROLES: Mapping[Role, str] = {
    "never": "not",
    "requires": "only if",
    "repeats": "not again",
    "caution": "with care",
}
"""How a gate is headed: what must not be, what must be, how often, what asks for care."""
INVASIVE = {
    "none": "nothing enters the body",
    "blood_or_skin": "a vein or the skin is pricked",
    "needle": "a needle in muscle or joint",
    "needle_near_nerve": "a needle beside a nerve",
    "into_disc_or_canal": "a needle into disc, bone or canal",
}
COST = {"low": "a visit's worth", "middle": "several visits' worth", "high": "far more than several visits"}
FIGURES = {
    "sensitivity": "found",
    "specificity": "rightly negative",
    "false_positive": "falsely positive",
    "failed": "without a result",
    "agreement": "agreement",
}
Shown = tuple[Weight, str, str]  # the answer, the source of pain in words, its page


def test_page(knowledge: Knowledge, test: Test) -> Page:
    """What it can show, how often well people show the same, how accurate, what it asks, when not and what instead."""
    found = list(_answers(knowledge, test))
    well = [figure for figure in test.figures if figure.kind == "well"]
    others = [figure for figure in test.figures if figure.kind != "well"]
    return Page(
        kind="test",
        id=test.id,
        label=test.label.en,
        about=test.about.en,
        sections=(
            *section(
                "What it can show",
                _told(knowledge, _strongest(a for a in found if a[0].ratio > 1)),
                note=SPEAKS,
                top=TOP_SHOWN,
            ),
            *section(
                "What it can speak against",
                _told(knowledge, _strongest(a for a in found if a[0].ratio < 1)),
                note=SPEAKS_AGAINST,
                top=TOP_AGAINST,
            ),
            *section("People who are well show the same", _figures(knowledge, well), note=SHARES),
            *section("How far to trust it", _trust(knowledge, test, others), note=SHARES if others else None),
            *section("What it asks of the patient", list(_burden(knowledge, test))),
            *section("Preparation", [Row(label=text.en) for text in test.preparation]),
            *_gates(knowledge, test),
            *section("Harms", list(_harms(knowledge, test))),
            *section("In its place", [_test_row(knowledge, other) for other in test.instead]),
            *section("Asked for by", list(_asked_by(knowledge, test))),
            *section("Every finding it shows", list(_findings(knowledge, test)), top=0),
            *section("Codes", code_rows(knowledge, f"test:{test.id}")),
            *section("Sources", source_rows(knowledge, test, _cited(knowledge, test)), top=TOP_SOURCES),
        ),
    )


def gate_page(knowledge: Knowledge, shared: SharedGate) -> Page:
    """A gate that many have in common: its rule, what lifts it, what to do instead, and all it stands before."""
    gate = shared.gate
    before = [
        Row(label=test.label.en, id=f"test:{test.id}")
        for test in knowledge.tests.values()
        if any(compiled.gate is gate for compiled in of_test(knowledge, test.id))
    ]
    before += [
        Row(label=treatment.label.en, id=f"treatment:{treatment.id}")
        for treatment in knowledge.treatments.values()
        if _stands_before(shared, treatment.id, treatment.kind, treatment.care.stage if treatment.care else None)
    ]
    return Page(
        kind="gate",
        id=shared.id,
        label=shared.id.replace("_", " ").capitalize(),
        about=gate.text.en,
        sections=(
            *section(f"{ROLES[shared.role].capitalize()}, when", _rule_rows(gate)),
            *section("Instead", [Row(label=gate.instead.en)] if gate.instead is not None else []),
            *section("Stands before", before),
            *section("Ground", [Row(label=f"no source: {gate.unsourced}")] if gate.unsourced else []),
            *section("Sources", source_rows(knowledge, shared, gate.sources)),
        ),
    )


# --- what it can show -------------------------------------------------------------------------------------------------


def _answers(knowledge: Knowledge, test: Test) -> Iterator[Shown]:
    """Every telling answer about the findings it shows, for each source and region in which it is done."""
    for mechanism in knowledge.mechanisms.values():
        for region, part in mechanism.regions.items():
            if region not in test.regions:
                continue
            where = f", {region}" if len(mechanism.regions) > 1 or region != "lumbar" else ""
            for name in test.shows:
                finding = knowledge.findings.get(name)
                link = part.findings.get(name)
                if finding is None or link is None:
                    continue
                for weight in weights(finding, link, region):
                    if telling(weight):
                        yield weight, f"{mechanism.label.en}{where}", f"mechanism:{mechanism.id}"


def _strongest(found: Iterable[Shown]) -> list[Shown]:
    """For each source the region and answer that move its odds most; the strongest first."""
    best: dict[str, Shown] = {}
    for answer in found:
        known = best.get(answer[2])
        if known is None or bits(answer[0]) > bits(known[0]):
            best[answer[2]] = answer
    return sorted(best.values(), key=lambda answer: -min(bits(answer[0]), math.inf))


def _told(knowledge: Knowledge, found: Sequence[Shown]) -> list[Row]:
    return [weight_row(knowledge, weight, f"{who}: {named(weight)}", page) for weight, who, page in found]


def _findings(knowledge: Knowledge, test: Test) -> Iterator[Row]:
    for name in test.shows:
        finding = knowledge.findings.get(name)
        yield Row(label=name if finding is None else finding.label.en, id=f"finding:{name}")


# --- how far to trust it ----------------------------------------------------------------------------------------------


def _figures(knowledge: Knowledge, figures: Iterable[TestFigure]) -> list[Row]:
    return [_figure(knowledge, figure) for figure in figures]


def _trust(knowledge: Knowledge, test: Test, figures: Sequence[TestFigure]) -> list[Row]:
    rows = _figures(knowledge, figures)
    if test.no_evidence is not None:
        rows.append(Row(label=f"No usable evidence found. {test.no_evidence.en}"))
    return rows


def _figure(knowledge: Knowledge, figure: TestFigure) -> Row:
    """A published figure with what it counts; whether the patients were operated only where the source differs."""
    source = source_of(knowledge, figure.share)
    words = figure.what.en if figure.kind == "well" else f"{FIGURES[figure.kind]}: {_inside(figure.what)}"
    if source is not None and source.operated != figure.operated:
        words += f"; {OPERATED_SHORT[figure.operated]}"
    leads_to = figure.mechanism and f"mechanism:{figure.mechanism}"
    return _counted(knowledge, words, leads_to or (figure.finding and f"finding:{figure.finding}"), figure.share)


def _counted(knowledge: Knowledge, label: str, leads_to: str | None, share: Estimate) -> Row:
    """A share as it was counted or printed: a published figure is told, not estimated."""
    told = observed(share)
    return Row(
        label=label,
        id=leads_to,
        lead=f"{of_hundred(told):>3} of 100",
        numbers={"P": told},
        estimate=share,
        source=source_of(knowledge, share),
    )


def _inside(text: Text) -> str:
    """The text as it goes on within a sentence: a capital falls unless the word is an abbreviation."""
    words = text.en
    return words if words[1:2].isupper() else words[:1].lower() + words[1:]


# --- what it asks -----------------------------------------------------------------------------------------------------


def _burden(knowledge: Knowledge, test: Test) -> Iterator[Row]:
    burden: Burden = test.burden
    yield _amount(knowledge, "minutes of the patient's day", burden.minutes)
    if burden.radiation is not None:
        yield _amount(knowledge, "millisievert of radiation (nature gives about 3 a year)", burden.radiation)
    yield Row(label=f"{INVASIVE[burden.invasiveness]}; cost: {COST[burden.cost]}", lead="")
    if not test.alone:
        yield Row(label="one alone settles nothing: it is done twice, on different days", lead="")
    for other in test.beside:
        row = _test_row(knowledge, other)
        yield Row(label=f"with {row.label}", id=row.id, lead="")


def _amount(knowledge: Knowledge, label: str, estimate: Estimate) -> Row:
    value = quantity(estimate)
    return Row(
        label=label,
        lead=short(value),
        numbers={"": value},
        estimate=estimate,
        source=source_of(knowledge, estimate),
    )


def _harms(knowledge: Knowledge, test: Test) -> Iterator[Row]:
    for harm in test.harms:
        label = f"{harm.what.en}{' (serious)' if harm.serious else ''}"
        if harm.share is not None:
            yield _counted(knowledge, label, None, harm.share)
        else:
            yield Row(label=f"{label} ({', '.join(harm.sources)})", lead="")


# --- when not ---------------------------------------------------------------------------------------------------------


def _gates(knowledge: Knowledge, test: Test) -> Iterator[Section]:
    """Its own gates and those it shares, the absolute ones first."""
    shared = {id(record.gate): record.id for record in knowledge.gates.values()}
    rows = [
        Row(
            label=compiled.gate.text.en,
            id=f"gate:{shared[id(compiled.gate)]}" if id(compiled.gate) in shared else None,
            lead=ROLES[compiled.role],
            aside=_rule_in_full(compiled.gate),
            words="\n".join(_beside(compiled.gate)),
        )
        for compiled in of_test(knowledge, test.id)
    ]
    yield from section("When not, and what instead", rows)


def _rule_in_full(gate: Gate) -> str:
    """The rule in one line; the text says it in words, so it is added in full only."""
    rule = "; ".join(line.strip() for line in rule_lines(gate.rule))
    lifted = "; ".join(line.strip() for line in rule_lines(gate.unless)) if gate.unless is not None else ""
    return f"Rule: {rule}{f'. Unless: {lifted}' if lifted else ''}."


def _beside(gate: Gate) -> Iterator[str]:
    if gate.instead is not None:
        yield f"instead: {gate.instead.en}"
    yield f"no source: {gate.unsourced}" if gate.unsourced else f"({', '.join(gate.sources)})"


def _rule_rows(gate: Gate) -> list[Row]:
    rows = [Row(label="rule", words="\n".join(rule_lines(gate.rule)))]
    if gate.unless is not None:
        rows.append(Row(label="unless", words="\n".join(rule_lines(gate.unless))))
    return rows


def _stands_before(shared: SharedGate, *names: str | None) -> bool:
    known = {name for name in names if name is not None}
    return bool(known & set(shared.applies_to)) and not known & set(shared.except_for)


# --- what it belongs to -----------------------------------------------------------------------------------------------


def _test_row(knowledge: Knowledge, identifier: str) -> Row:
    known = knowledge.tests.get(identifier)
    return Row(label=identifier if known is None else known.label.en, id=f"test:{identifier}")


def _asked_by(knowledge: Knowledge, test: Test) -> Iterator[Row]:
    """Tests that go with it, gates that it meets, treatments that rest on it."""
    for other in knowledge.tests.values():
        if test.id in other.beside:
            yield Row(label=f"goes with {other.label.en}", id=f"test:{other.id}")
        if any(test.id in gate.met_by for gate in other.requires):
            yield Row(label=f"comes before {other.label.en}", id=f"test:{other.id}")
    for treatment in knowledge.treatments.values():
        gates = () if treatment.care is None else treatment.care.requires
        steps = {outcome.after.test for outcome in treatment.outcomes if outcome.after is not None}
        if test.id in steps or any(test.id in gate.met_by for gate in gates):
            yield Row(label=f"comes before {treatment.label.en}", id=f"treatment:{treatment.id}")


def _cited(knowledge: Knowledge, test: Test) -> Iterator[str]:
    """What the test and every gate before it rest on."""
    yield from rests_on(knowledge, test)
    for compiled in of_test(knowledge, test.id):
        yield from compiled.gate.sources
