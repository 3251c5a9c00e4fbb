"""From the text of the card, the running knowledge and the recorded results to the card that is shown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import ClassVar

from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.terms import FORBID_EXTRA, SourceId
from sequela.records import frozen
from sequela.report.citations import address
from sequela.upkeep.coverage import whole
from sequela.validation import said
from sequela.validation.data_file import read_record
from sequela.validation.part import Figure
from sequela.validation.results_file import Results

TEXT = Path(__file__).parent / "card.yaml"
NOT_MEASURED = "not measured yet"
_PLACE = re.compile(r"\{([a-z0-9_.]+)\}")
_MONTH = 7
"""Letters of a knowledge version that name its year and month: ``2026.11``."""


class CardTextError(ValueError):
    """The text of the card asks for something that the program does not know."""


@frozen
class Item:
    """One attribute that a rule or checklist asks for, and the answer."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID_EXTRA

    id: str
    group: str = ""
    name: str
    answer: str


@frozen
class Checklist:
    """The attributes of one rule or checklist."""

    id: str
    title: str
    basis: str
    items: tuple[Item, ...]


@frozen
class KeyStudy:
    """A study that the plan counts on, for which treatments, and who paid for it as far as that was read."""

    source: str
    cite: str
    address: str | None
    treatments: tuple[str, ...]
    funding: str | None
    funding_read: str | None


@frozen
class Release:
    """A version of the knowledge and what it brought."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID_EXTRA

    version: str
    date: str
    what: str


@frozen
class CardText:
    """The file: what is said of purpose, users and limits, and an answer to every attribute."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID_EXTRA

    summary: str
    intended_use: str
    users: tuple[str, ...]
    out_of_scope: tuple[str, ...]
    data: str
    limits: tuple[str, ...]
    history: tuple[Release, ...]
    hti1_evidence: tuple[Item, ...]
    hti1_predictive: tuple[Item, ...]
    tripod_ai: tuple[Item, ...]


@frozen
class Card:
    """The whole card. `figures` are the recorded results; `stale` if they are of another knowledge than this."""

    version: str
    sha256: str
    summary: str
    intended_use: str
    users: tuple[str, ...]
    out_of_scope: tuple[str, ...]
    data: str
    limits: tuple[str, ...]
    checklists: tuple[Checklist, ...]
    figures: tuple[tuple[str, Figure], ...]
    stale: bool
    studies: tuple[KeyStudy, ...]
    history: tuple[Release, ...]


def model_card(knowledge: Knowledge, results: Results | None, text: CardText | None = None) -> Card:
    """The card of this knowledge with these results. `text` is that of the file unless another is given.

    Raises `CardTextError` for an unknown word in braces.
    """
    text = text or card_text()
    words = _words(knowledge, results, text)

    def lines(several: Sequence[str]) -> tuple[str, ...]:
        return tuple(_filled(line, words) for line in several)

    return Card(
        version=knowledge.version,
        sha256=knowledge.sha256,
        summary=_filled(text.summary, words),
        intended_use=_filled(text.intended_use, words),
        users=lines(text.users),
        out_of_scope=lines(text.out_of_scope),
        data=_filled(text.data, words),
        limits=lines(text.limits),
        checklists=tuple(_answered(checklist, words) for checklist in _checklists(text)),
        figures=tuple(results.figures.items()) if results else (),
        stale=results is not None and results.validation.sha256 != knowledge.sha256,
        studies=tuple(key_studies(knowledge)),
        history=text.history,
    )


@cache
def card_text() -> CardText:
    """The file of the card, checked. Raises `KnowledgeError`."""
    return read_record(TEXT, CardText)[0]


def _checklists(text: CardText) -> tuple[Checklist, ...]:
    rule = "45 CFR 170.315(b)(11)(iv)"
    return (
        Checklist(
            id="hti1_predictive",
            title="Source attributes of predictive decision support",
            basis=f"{rule}(B): 31 attributes",
            items=text.hti1_predictive,
        ),
        Checklist(
            id="hti1_evidence",
            title="Source attributes of evidence-based decision support",
            basis=f"{rule}(A): 13 attributes",
            items=text.hti1_evidence,
        ),
        Checklist(
            id="tripod_ai", title="TRIPOD+AI", basis="BMJ 2024;385:e078378: 27 items in 52 parts", items=text.tripod_ai
        ),
    )


def _answered(checklist: Checklist, words: Mapping[str, str]) -> Checklist:
    items = tuple(replace(item, answer=_filled(item.answer, words)) for item in checklist.items)
    return replace(checklist, items=items)


def _words(knowledge: Knowledge, results: Results | None, text: CardText) -> dict[str, str]:
    """What each word in braces stands for; long texts first, so that they may hold words themselves."""
    tally = whole(knowledge)
    facts = {
        "version": knowledge.version,
        "version_month": knowledge.version[:_MONTH],
        "sha256": knowledge.sha256[:16],
        "sources": f"{len(knowledge.sources):,}",
        "findings": f"{len(knowledge.findings):,}",
        "measured": f"{tally.measured:,}",
        "numbers": f"{tally.measured + tally.judged:,}",
        "patients": f"{results.validation.patients:,}" if results else NOT_MEASURED,
        "cases": results.validation.cases if results else NOT_MEASURED,
    }
    figures = {name: said.value(figure) for name, figure in results.figures.items()} if results else {}
    texts = {
        "intended_use": text.intended_use,
        "data": text.data,
        "out_of_scope": _listed(text.out_of_scope),
        "limits": _listed(text.limits),
    }
    return facts | figures | {name: _filled(words, facts | figures) for name, words in texts.items()}


def _listed(lines: Sequence[str]) -> str:
    return " ".join(line if line.endswith(".") else f"{line}." for line in lines)


def _filled(text: str, words: Mapping[str, str]) -> str:
    def word(found: re.Match[str]) -> str:
        name = found[1]
        if name in words:
            return words[name]
        if "." in name:  # a figure of a part that has not been run
            return NOT_MEASURED
        raise CardTextError(f"{TEXT.name}: {{{name}}} is nothing that the card knows")

    return _PLACE.sub(word, text.strip())


def key_studies(knowledge: Knowledge) -> Iterator[KeyStudy]:
    """The studies whose responder rates the plan counts on, with the treatments that rest on each."""
    resting: dict[SourceId, list[str]] = {}
    for treatment in knowledge.treatments.values():
        for outcome in treatment.outcomes:
            if outcome.plan and outcome.share.source is not None:
                labels = resting.setdefault(outcome.share.source, [])
                if treatment.label.en not in labels:
                    labels.append(treatment.label.en)
    for identifier, labels in sorted(resting.items()):
        source = knowledge.sources[identifier]
        funding = source.funding
        yield KeyStudy(
            source=identifier,
            cite=source.cite,
            address=address(source),
            treatments=tuple(labels),
            funding=funding.by if funding else None,
            funding_read=funding.url if funding else None,
        )
