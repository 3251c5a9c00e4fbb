"""The hours that the action of the anaesthetics of a diary explains."""

from __future__ import annotations

from collections.abc import Iterable

from sequela.case.diary import Diary
from sequela.knowledge import estimate
from sequela.knowledge.schema.blocks import Anaesthetic
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.pathway.blocks.relief import Acting


def candidates(diary: Diary, knowledge: Knowledge) -> tuple[Anaesthetic, ...]:
    """The drugs that were or can have been used: those named, or without a name every one that is used alone."""
    if diary.drugs:
        return tuple(knowledge.anaesthetics[drug] for drug in diary.drugs)
    mixed = {drug.adrenaline for drug in knowledge.anaesthetics.values()}
    return tuple(drug for drug in knowledge.anaesthetics.values() if drug.id not in mixed)


def acting(drugs: Iterable[Anaesthetic], *, mixed: bool) -> Acting:
    """When they act. Of a `mixed` dose the quickest drug begins and the longest ends; else any of them may be it."""
    known = tuple(drugs)
    onsets, leasts, mosts = (
        [estimate.quantity(getattr(drug, part)) for drug in known] for part in ("onset", "least", "most")
    )
    if mixed:
        return Acting(onset=(min(onsets),) * 2, least=(min(leasts), max(leasts)), most=(max(mosts),) * 2)
    return Acting(onset=(min(onsets), max(onsets)), least=(min(leasts), max(leasts)), most=(min(mosts), max(mosts)))


def longer_acting(one: Acting, other: Acting) -> bool | None:
    """True if the second acts longer than the first, False if shorter, None if the two act alike or overlap.

    Two drugs are told apart by the shortest and the longest action both.
    """
    if other.least[0] > one.least[1] and other.most[0] > one.most[1]:
        return True
    if one.least[0] > other.least[1] and one.most[0] > other.most[1]:
        return False
    return None
