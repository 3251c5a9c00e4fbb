"""What people will read: a question for everything asked, in both languages where a patient answers."""

from __future__ import annotations

from collections.abc import Iterator

from sequela.knowledge.check import parts
from sequela.knowledge.load import Reading
from sequela.knowledge.problem import Problem
from sequela.knowledge.schema import Factor, Finding, RedFlag, Text


def unasked_or_untranslated(reading: Reading) -> Iterator[Problem]:
    """What patients are asked or urged to do, without a question or without its Spanish wording."""
    for record, finding in reading.of(Finding):
        if finding.asked != "patient":
            continue
        if finding.question is None:
            if finding.askable and not finding.cluster:
                mend = "add question, or askable: false if it is never asked directly"
                yield record.problem("patients are asked about this, but there is no question", mend, ("question",))
        elif finding.question.es is None:
            yield record.problem("the question is not in Spanish", "add es", ("question",))
        if finding.label.es is None:
            yield record.problem("the label is not in Spanish, and patients see it", "add es", ("label",))
    for record, factor in reading.of(Factor):
        if factor.question is not None and factor.question.es is None:
            yield record.problem("the question is not in Spanish", "add es", ("question",))
    for record, flag in reading.of(RedFlag):
        for key, text in (("label", flag.label), ("action", flag.action), ("within_label", flag.within_label)):
            if text.es is None:
                yield record.problem("urgent advice to patients is not in Spanish", "add es", (key,))


def empty(reading: Reading) -> Iterator[Problem]:
    """A wording of nothing."""
    for record in reading.records:
        if record.at:
            continue
        for at, text in parts(record.value, Text):
            for language, words in (("en", text.en), ("es", text.es)):
                if words is not None and not words.strip():
                    yield record.problem("an empty wording", "write it or remove the key", (*at, language))
