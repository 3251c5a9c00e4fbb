"""Pages of the work-up: a test with what it can show, how far to trust it and when not to do it.

What a test can show is not written in its file: it follows from the network, through the findings that it reveals.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence

from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.terms import Text
from sequela.knowledge.schema.tests import Burden, Test, TestFigure
from sequela.pathway.gates import of_test
from sequela.upkeep.pages.counted import amount, counted, harm_rows
from sequela.upkeep.pages.gates import WHEN_NOT, gate_rows, gate_sources
from sequela.upkeep.pages.mechanism import weight_row
from sequela.upkeep.pages.origin import code_rows, rests_on, source_of, source_rows
from sequela.upkeep.pages.page import Page, Row, section
from sequela.upkeep.pages.strength import Weight, bits, named, telling, weights
from sequela.upkeep.pages.wording import OPERATED_SHORT

SPEAKS = (
    "The strongest answer for each source. Odds multiply by x when the test shows it; then: of 100 people with this "
    "source alone, and of 100 with no modelled source, so many show it."
)
SPEAKS_AGAINST = "The strongest answer against each source: odds multiply by x when the test shows it."
SHARES = "Of 100 people in studies like these."
TOP_SHOWN, TOP_AGAINST, TOP_SOURCES = 12, 6, 4
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
            *section(WHEN_NOT, gate_rows(knowledge, of_test(knowledge, test.id))),
            *section("Harms", list(harm_rows(knowledge, test.harms))),
            *section("In its place", [_test_row(knowledge, other) for other in test.instead]),
            *section("Asked for by", list(_asked_by(knowledge, test))),
            *section("Every finding it shows", list(_findings(knowledge, test)), top=0),
            *section("Codes", code_rows(knowledge, f"test:{test.id}")),
            *section("Sources", source_rows(knowledge, test, _cited(knowledge, test)), top=TOP_SOURCES),
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
    return counted(knowledge, words, leads_to or (figure.finding and f"finding:{figure.finding}"), figure.share)


def _inside(text: Text) -> str:
    """The text as it goes on within a sentence: a capital falls unless the word is an abbreviation."""
    words = text.en
    return words if words[1:2].isupper() else words[:1].lower() + words[1:]


# --- what it asks -----------------------------------------------------------------------------------------------------


def _burden(knowledge: Knowledge, test: Test) -> Iterator[Row]:
    burden: Burden = test.burden
    yield amount(knowledge, "minutes of the patient's day", burden.minutes)
    if burden.radiation is not None:
        yield amount(knowledge, "millisievert of radiation (nature gives about 3 a year)", burden.radiation)
    yield Row(label=f"{INVASIVE[burden.invasiveness]}; cost: {COST[burden.cost]}", lead="")
    if not test.alone:
        yield Row(label="one alone settles nothing: it is done twice, on different days", lead="")
    for other in test.beside:
        row = _test_row(knowledge, other)
        yield Row(label=f"with {row.label}", id=row.id, lead="")


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
    yield from gate_sources(of_test(knowledge, test.id))
