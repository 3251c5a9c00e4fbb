"""What can be changed and which medicines do not go together, worded for every kind of report."""

from __future__ import annotations

from collections.abc import Iterator

from sequela.assessment import Assessment, RiskResult
from sequela.records import frozen

RISKS = "What can be changed, and what that is known to buy"
MEDICINES = "Medicines to look at together"
STILL_TO_ASK = "Still to ask about what can be changed"
NO_FAULT = "None of this makes the pain less real; it is where a change may help."

_CERTAINTY = {"high": "high", "moderate": "moderate", "low": "low", "very_low": "very low"}


@frozen
class Told:
    """One thing to say: its name with the facts it rests on, then points with the sources of each."""

    text: str
    facts: tuple[str, ...]
    points: tuple[tuple[str, tuple[str, ...]], ...]


def present(assessment: Assessment) -> tuple[RiskResult, ...]:
    """The risk factors that the record shows."""
    return tuple(risk for risk in assessment.modifiable if risk.status == "present")


def risks_told(assessment: Assessment) -> Iterator[Told]:
    """Each risk that is present, with what changing it buys and how sure that is."""
    for risk in present(assessment):
        places = [place for because in risk.because for place in because.facts]
        yield Told(
            text=risk.label,
            facts=tuple(dict.fromkeys(places)),
            points=tuple((f"{b.text} Certainty: {_CERTAINTY[b.certainty]}.", b.sources) for b in risk.buys),
        )


def questions(assessment: Assessment) -> tuple[str, ...]:
    """What is still to ask about such factors, each question once."""
    return tuple(dict.fromkeys(words for risk in assessment.modifiable for words in risk.ask))


def medicines_told(assessment: Assessment) -> Iterator[Told]:
    """Each alert with what can happen and what to do."""
    for alert in assessment.medicine_alerts:
        places = [place for because in alert.because for place in because.facts]
        yield Told(
            text=alert.label,
            facts=tuple(dict.fromkeys(places)),
            points=((alert.effect, ()), (alert.action, alert.sources)),
        )
