"""The daily opioid load as a measure of risk: the total with its arithmetic, its band, and the offer of naloxone.

For risk only: equivalents say nothing of which dose of another opioid would do the same, and no total is a reason to
stop suddenly. What cannot be counted is named, and the total is then "at least".
"""

from __future__ import annotations

import math
from collections.abc import Iterable

from sequela.assessment.opioids import Answer, LoadBand, NaloxoneReason, Offer, OpioidLoad, OpioidPart
from sequela.case.case import Case
from sequela.case.opioids import OpioidDose, opioid_doses, opioid_mme, span
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.medicines import OpioidRule
from sequela.knowledge.schema.terms import FindingId
from sequela.pathway.reading import TriageReading
from sequela.pathway.wording import statements
from sequela.rules.kleene import Verdict, some
from sequela.rules.language import rule_of

FOR_RISK = (
    "For judging risk only, never for switching from one opioid to another. Never a sudden stop: after weeks of use it "
    "brings withdrawal, more pain and danger."
)


def opioid_load(case: Case, reading: TriageReading, knowledge: Knowledge) -> OpioidLoad | None:
    """Return the opioid load; None if neither a medicine nor an answer says anything of opioids, or none is taken.

    Pure. `reading` holds the facts usable on the day of assessment.
    """
    known = opioid_mme(case, knowledge)
    if known is None or known[0] == (0.0, 0.0):
        return None
    (low, high), _ = known
    parts = tuple(_part(dose, knowledge) for dose in opioid_doses(case, knowledge))
    reasons = tuple(_reason(rule, case, reading, knowledge) for rule in _rules(knowledge, "naloxone"))
    bands = tuple(_band(rule, reading) for rule in _rules(knowledge, "band"))
    cited = (part.sources for part in parts)
    return OpioidLoad(
        low=low,
        high=None if math.isinf(high) else high,
        total=_total(low, high),
        parts=parts,
        bands=bands,
        naloxone=_offer(reasons, taken=_surely_taken(parts)),
        naloxone_reasons=reasons,
        caution=FOR_RISK,
        sources=_united((*cited, *(band.sources for band in bands))),
    )


def _rules(knowledge: Knowledge, kind: str) -> tuple[OpioidRule, ...]:
    return tuple(rule for rule in knowledge.opioid_rules.values() if rule.kind == kind)


def _part(dose: OpioidDose, knowledge: Knowledge) -> OpioidPart:
    medicine = knowledge.medicines.get(dose.medicine or "")
    factor = None if medicine is None else medicine.mme_factor
    cited = () if factor is None or factor.source is None or not dose.words else (str(factor.source),)
    return OpioidPart(
        fact=dose.fact,
        name=dose.name,
        medicine=dose.medicine,
        low=dose.low,
        high=None if math.isinf(dose.high) else dose.high,
        words=dose.words,
        open=dose.open,
        note=medicine.mme_note if medicine is not None and dose.words else None,
        sources=cited,
    )


def _total(low: float, high: float) -> str:
    if math.isinf(high):
        return f"at least {span((low, low))} MME a day" if low else "not known: nothing could be counted"
    return f"{span((low, high))} MME a day"


def _band(rule: OpioidRule, reading: TriageReading) -> LoadBand:
    return LoadBand(
        id=rule.id,
        label=rule.label.en,
        reached=_answer(_verdict(rule, reading)),
        says=rule.says.en,
        sources=tuple(rule.sources),
    )


def _reason(rule: OpioidRule, case: Case, reading: TriageReading, knowledge: Knowledge) -> NaloxoneReason:
    verdict = _verdict(rule, reading)
    open_ = [FindingId(name) for name in verdict.settle if FindingId(name) in knowledge.findings]
    asked = [knowledge.findings[name] for name in open_]
    return NaloxoneReason(
        id=rule.id,
        label=rule.label.en,
        holds=_answer(verdict),
        because=statements(verdict.because, case, reading.facts, knowledge),
        ask=tuple(f.label.en if f.question is None else f.question.en for f in asked),
        says=rule.says.en,
        sources=tuple(rule.sources),
    )


def _verdict(rule: OpioidRule, reading: TriageReading) -> Verdict:
    compiled = rule_of(rule.when)
    return some([compiled.evaluate(view) for view in reading.stated])


def _answer(verdict: Verdict) -> Answer:
    return "possible" if verdict.value is None else "yes" if verdict.value else "no"


def _surely_taken(parts: Iterable[OpioidPart]) -> bool:
    """True if an opioid is on the list, not only a name that may be one."""
    return any(part.medicine is not None for part in parts)


def _offer(reasons: Iterable[NaloxoneReason], *, taken: bool) -> Offer:
    answers = {reason.holds for reason in reasons}
    if "yes" in answers and taken:
        return "offer"
    return "ask" if answers & {"yes", "possible"} else "no_reason_recorded"


def _united(groups: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(item for group in groups for item in group))
