"""Amounts, published shares and harms of tests and treatments as rows: told as counted, with where they come from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sequela.knowledge.estimate import quantity
from sequela.knowledge.schema.care import Harm
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.terms import Estimate
from sequela.upkeep.pages.helps import observed
from sequela.upkeep.pages.origin import source_of
from sequela.upkeep.pages.page import Row
from sequela.upkeep.pages.strength import of_hundred
from sequela.upkeep.pages.wording import short


def counted(knowledge: Knowledge, label: str, leads_to: str | None, share: Estimate) -> Row:
    """A share as it was counted or printed: a published figure is told, not estimated."""
    told = observed(share)
    return Row(
        label=label,
        id=leads_to,
        lead=f"{of_hundred(told):>3} of 100",
        numbers={"P": told},
        estimate=share,
        source=source_of(knowledge, share),
    )


def amount(knowledge: Knowledge, label: str, estimate: Estimate) -> Row:
    """A number of minutes, weeks or months."""
    value = quantity(estimate)
    return Row(
        label=label,
        lead=short(value),
        numbers={"": value},
        estimate=estimate,
        source=source_of(knowledge, estimate),
    )


def harm_rows(knowledge: Knowledge, harms: Iterable[Harm]) -> Iterator[Row]:
    """Each harm with its share or, where nobody counted it, with who saw it."""
    for harm in harms:
        label = f"{harm.what.en}{' (serious)' if harm.serious else ''}"
        if harm.months is not None:
            label += f", within {short(harm.months)} months"
        if harm.share is not None:
            yield counted(knowledge, label, None, harm.share)
        else:
            yield Row(label=f"{label} ({', '.join(harm.sources)})", lead="")
