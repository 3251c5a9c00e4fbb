"""What people will read: a question for everything asked, in both languages where a patient answers."""

from __future__ import annotations

from collections.abc import Iterator

from sequela.knowledge.check import parts
from sequela.knowledge.load import Reading
from sequela.knowledge.problem import Problem
from sequela.knowledge.schema.context import Factor
from sequela.knowledge.schema.findings import Finding
from sequela.knowledge.schema.instruments import Instrument
from sequela.knowledge.schema.mechanisms import Group, Mechanism
from sequela.knowledge.schema.red_flags import RedFlag
from sequela.knowledge.schema.risks import Risk
from sequela.knowledge.schema.terms import Text


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


def named_in_one_language(reading: Reading) -> Iterator[Problem]:
    """What patients see named without a Spanish name: sources of pain, questionnaires, risks and what a change buys.

    Explanations beside them (`about`) and alerts on medicines address the clinician and may stay in English.
    """
    for record in reading.records:
        value = record.value
        if isinstance(value, Mechanism | Group | Risk | Instrument) and value.label.es is None:
            yield record.problem("the label is not in Spanish, and patients see it", "add es", ("label",))
        if isinstance(value, Instrument):
            for index, band in enumerate(value.bands):
                if band.label.es is None:
                    at = ("bands", index, "label")
                    yield record.problem("what the score is called is not in Spanish", "add es", at)
        if isinstance(value, Risk):
            for index, benefit in enumerate(value.buys):
                if benefit.text.es is None:
                    at = ("buys", index, "text")
                    yield record.problem("what a change buys is not in Spanish, and patients see it", "add es", at)


def empty(reading: Reading) -> Iterator[Problem]:
    """A wording of nothing."""
    for record in reading.records:
        if record.at:
            continue
        for at, text in parts(record.value, Text):
            for language, words in (("en", text.en), ("es", text.es)):
                if words is not None and not words.strip():
                    yield record.problem("an empty wording", "write it or remove the key", (*at, language))
