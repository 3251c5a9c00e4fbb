"""Published sensitivities and specificities beside what the tables say of them."""

from __future__ import annotations

from collections.abc import Iterator

from sequela.knowledge.schema.accuracy import Accuracy
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.upkeep.accuracy import Recomputed, recompute
from sequela.upkeep.pages.origin import source_rows
from sequela.upkeep.pages.page import Page, Row, section


def accuracy_page(knowledge: Knowledge, accuracy: Accuracy) -> Page:
    """Whom the study examined against what, its figures and ours, and the mix of causes assumed."""
    named = [
        Row(label=_finding(knowledge, accuracy), id=f"finding:{accuracy.finding}"),
        Row(label=_mechanism(knowledge, accuracy.mechanism), id=f"mechanism:{accuracy.mechanism}"),
        Row(label=f"reference: {accuracy.reference}"),
        Row(label=f"patients: {accuracy.population}"),
    ]
    mix = [
        Row(label=_mechanism(knowledge, m), id=f"mechanism:{m}", estimate=share) for m, share in accuracy.mix.items()
    ]
    published = {"sensitivity": accuracy.sensitivity, "specificity": accuracy.specificity}
    figures = [
        Row(label=found.what, numbers=_numbers(found), estimate=published[found.what], words=_verdict(accuracy, found))
        for found in recompute(knowledge, accuracy)
    ]
    return Page(
        kind="accuracy",
        id=accuracy.id,
        label=f"{_finding(knowledge, accuracy)} for {_mechanism(knowledge, accuracy.mechanism)}, {accuracy.region}",
        about="A published accuracy checks the tables of the network; it is no parameter by itself.",
        sections=(
            *section("What was studied", named),
            *section("Other causes among those patients", mix),
            *section("Published, and recomputed from the tables", figures),
            *section("Sources", source_rows(knowledge, accuracy)),
        ),
    )


def accuracy_rows(knowledge: Knowledge) -> Iterator[Row]:
    """One line per published figure: theirs with its interval, ours, inside or outside and why."""
    for accuracy in knowledge.accuracy.values():
        for found in recompute(knowledge, accuracy):
            yield Row(
                label=f"{_finding(knowledge, accuracy)}, {_mechanism(knowledge, accuracy.mechanism)}, "
                f"{accuracy.region}: {found.what}",
                id=f"accuracy:{accuracy.id}",
                numbers=_numbers(found),
                words=_verdict(accuracy, found),
            )


def _numbers(found: Recomputed) -> dict[str, float]:
    return {"published": found.published, "from": found.low, "to": found.high, "recomputed": found.computed}


def _verdict(accuracy: Accuracy, found: Recomputed) -> str:
    return "inside" if found.inside else f"outside: {accuracy.outside_because or 'no reason given'}"


def _finding(knowledge: Knowledge, accuracy: Accuracy) -> str:
    finding = knowledge.findings[accuracy.finding]
    return finding.label.en if len(finding.levels) == 2 else f"{finding.label.en} ({accuracy.level})"


def _mechanism(knowledge: Knowledge, identifier: str) -> str:
    return next((m.label.en for m in knowledge.mechanisms.values() if m.id == identifier), identifier)
