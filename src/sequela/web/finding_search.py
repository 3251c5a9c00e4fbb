"""Finding a finding by a few letters of its name, its question or the words people write for it."""

from __future__ import annotations

from sequela.knowledge.schema.findings import Finding
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.records import frozen

MOST = 20
LEAST_LETTERS = 2


@frozen
class Found:
    """A finding that is meant, perhaps."""

    id: str
    label: str
    asked: str


def search(words: str, knowledge: Knowledge, language: str) -> tuple[Found, ...]:
    """The findings whose name holds the words, then those whose question or other names do."""
    wanted = " ".join(words.casefold().split())
    if len(wanted) < LEAST_LETTERS:
        return ()
    ranked = [(rank, f) for f in knowledge.findings.values() if f.askable and (rank := _rank(f, wanted)) is not None]
    ranked.sort(key=lambda item: (item[0], item[1].label.en))
    return tuple(
        Found(id=str(f.id), label=getattr(f.label, language, None) or f.label.en, asked=f.asked)
        for _, f in ranked[:MOST]
    )


def _rank(finding: Finding, wanted: str) -> int | None:
    names = [finding.label.en, finding.label.es or "", finding.id.replace("_", " ")]
    if any(name.casefold().startswith(wanted) for name in names):
        return 0
    if any(wanted in name.casefold() for name in names):
        return 1
    phrases = (*finding.phrases.present, *(p for level in finding.phrases.level.values() for p in level))
    question = (finding.question.en, finding.question.es or "") if finding.question else ()
    return 2 if any(wanted in text.casefold() for text in (*phrases, *question)) else None
