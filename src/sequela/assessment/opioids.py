"""The daily opioid load, as a measure of risk: frozen records that become its part of the assessment's JSON."""

from __future__ import annotations

from typing import Literal

from sequela.assessment import Statement
from sequela.records import frozen

Answer = Literal["yes", "possible", "no"]
Offer = Literal["offer", "ask", "no_reason_recorded"]


@frozen
class OpioidPart:
    """One drug: what it adds in morphine milligrams a day (`high` None: not known), the arithmetic, what is open."""

    fact: str
    name: str
    medicine: str | None
    low: float
    high: float | None
    words: str
    open: str | None
    note: str | None
    sources: tuple[str, ...]


@frozen
class LoadBand:
    """A limit of the total and whether it is reached: yes, possible (not everything could be counted), or no."""

    id: str
    label: str
    reached: Answer
    says: str
    sources: tuple[str, ...]


@frozen
class NaloxoneReason:
    """A reason for which naloxone is offered; `ask` are the questions that would settle it."""

    id: str
    label: str
    holds: Answer
    because: tuple[Statement, ...]
    ask: tuple[str, ...]
    says: str
    sources: tuple[str, ...]


@frozen
class OpioidLoad:
    """The whole: total in morphine milligrams a day (`high` None: at least `low`), bands, naloxone.

    `naloxone` is offer (a reason is recorded), ask (none is, and some are not settled) or no_reason_recorded.
    """

    low: float
    high: float | None
    total: str
    parts: tuple[OpioidPart, ...]
    bands: tuple[LoadBand, ...]
    naloxone: Offer
    naloxone_reasons: tuple[NaloxoneReason, ...]
    caution: str
    sources: tuple[str, ...]

    @property
    def band(self) -> LoadBand | None:
        """The highest limit that is reached for sure."""
        return next((band for band in reversed(self.bands) if band.reached == "yes"), None)
