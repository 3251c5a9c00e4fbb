"""Did a publication help to set a number, or is it apart? Decided by the knowledge, never by who compares."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Literal

from sequela.knowledge.check import parts
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.mechanisms import Prior
from sequela.knowledge.schema.terms import Estimate, FindingId, MechanismId, Region

Standing = Literal["used", "named", "apart"]
"""``used``: the source of an estimate. ``named``: read when one was set, as its words say. ``apart``: neither."""


def standing(
    knowledge: Knowledge, source: str, region: Region, mechanisms: Iterable[MechanismId], finding: FindingId | None
) -> Standing:
    """What a publication has to do with the numbers of these mechanisms (and of a finding) in a region."""
    numbers = list(_numbers(knowledge, region, mechanisms, finding))
    if any(isinstance(n, Estimate) and n.source == source for n in numbers):
        return "used"
    name = re.compile(rf"\b{re.escape(source)}\b")
    return "named" if any(name.search(text) for number in numbers for text in _words(number)) else "apart"


def _numbers(
    knowledge: Knowledge, region: Region, mechanisms: Iterable[MechanismId], finding: FindingId | None
) -> Iterator[Estimate | Prior]:
    for name in mechanisms:
        mechanism = knowledge.mechanisms[name]
        for held in (mechanism.regions[region], mechanism.raised_by):
            for _, estimate in parts(held, Estimate):
                yield estimate
        yield mechanism.regions[region].prior
    if finding is not None:
        for _, estimate in parts(knowledge.findings[finding].leak_of(region), Estimate):
            yield estimate


def _words(number: Estimate | Prior) -> Iterator[str]:
    texts = (number.searched,) if isinstance(number, Prior) else (number.note, number.elicited)
    yield from (text for text in texts if text)


def measured(knowledge: Knowledge, region: Region, mechanisms: Iterable[MechanismId]) -> bool:
    """Whether the prior of each of these mechanisms rests on a publication and not on judgement alone."""
    return all(knowledge.mechanisms[m].regions[region].prior.main_share.source is not None for m in mechanisms)
