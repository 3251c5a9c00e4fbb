"""What every record of the knowledge is made of: ids, wording, and numbers that carry their origin."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal, NewType

from sequela.records import frozen

FindingId = NewType("FindingId", str)
MechanismId = NewType("MechanismId", str)
RedFlagId = NewType("RedFlagId", str)
SourceId = NewType("SourceId", str)
PatternId = NewType("PatternId", str)
FactorId = NewType("FactorId", str)

Region = Literal["lumbar", "cervical", "thoracic"]

Condition = Mapping[str, object]
"""A rule in the language of `sequela.rules.language`, as read from YAML; checked by lint, evaluated in three values."""

FORBID_EXTRA: dict[str, str] = {"extra": "forbid"}


@frozen
class Text:
    """Wording in the languages of the product; English is always there."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID_EXTRA

    en: str
    es: str | None = None


@frozen
class Estimate:
    """A number that carries its origin. Exactly one of four forms:

    * counts: ``{n, N, source}``
    * a published value with its interval: ``{value, ci95, source}``
    * a published value printed without interval or denominator: ``{value, weight, source}``
    * our judgement: ``{value, weight, elicited}`` with the reason it is believed

    ``weight`` is belief in patients' worth and is at most 10 for judgements; beside counts or an interval it is an
    upper limit, used where the study's population is not ours. ``note`` says how a conflict or a derivation
    was settled.
    """

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID_EXTRA

    n: float | None = None
    N: float | None = None
    value: float | None = None
    ci95: tuple[float, float] | None = None
    weight: float | None = None
    source: SourceId | None = None
    elicited: str | None = None
    note: str | None = None


@frozen
class Convention:
    """A choice of ours that is no clinical measurement: a threshold of display, a power, a window. Needs a reason."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID_EXTRA

    id: str
    value: float
    unit: str
    reason: str
