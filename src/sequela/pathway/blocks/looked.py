"""One block looked at: its diary read, its place held against the case; and the blocks of one place put together."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TypeAlias

from sequela.assessment.blocks import NEGATIVE, POSITIVE, UNINTERPRETABLE, WRONG_PLACE
from sequela.case.case import BlockDone, Case
from sequela.case.when import on
from sequela.knowledge.schema.blocks import BlockGuide
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.terms import FindingId
from sequela.pathway.blocks.concordance import Done
from sequela.pathway.blocks.place import not_where_it_hurts, other_than_stated
from sequela.pathway.blocks.reading import Read, read
from sequela.records import frozen

UNGUIDED = "this kind of test is not read from a pain diary"
NOT_GIVEN = "the diary is named, but its file was not read with the case"

Spot: TypeAlias = tuple[str, tuple[str, ...], str | None, str | None]
"""Kind, levels, root and side: blocks that agree in all four are of one place."""


@frozen
class Looked:
    """A block, with what its diary adds to what the case states of it, and the verdict with what decided it."""

    block: BlockDone
    guide: BlockGuide | None
    read: Read | None
    verdict: str
    because: tuple[str, ...]

    @property
    def spot(self) -> Spot:
        """Where it was done."""
        return self.block.block, self.block.levels, self.block.root, self.block.side

    @property
    def counts(self) -> bool:
        """True if it says something."""
        return self.verdict in (POSITIVE, NEGATIVE) and self.guide is not None

    @property
    def done(self) -> Done:
        """The block as it is held against others."""
        day = self.block.when.text if self.block.when else "day not stated"
        return Done(id=self.block.id, verdict=self.verdict, day=day, read=self.read)


def look(block: BlockDone, case: Case, knowledge: Knowledge) -> Looked:
    """Read the diary of a block and hold its place against the case."""
    guide = next((g for g in knowledge.blocks.values() if g.finding == block.block), None)
    diary = block.diary
    if diary is None:
        verdict, because = _stated(block, knowledge)
        return Looked(block=block, guide=guide, read=None, verdict=verdict, because=because)
    filled = replace(
        block,
        levels=block.levels or diary.levels,
        root=block.root or diary.root,
        side=block.side or diary.side,
        when=block.when if diary.done is None else on(diary.done),
    )
    if guide is None:
        return Looked(block=filled, guide=None, read=None, verdict=UNINTERPRETABLE, because=(UNGUIDED,))
    shown = read(diary, guide, knowledge)
    dated = _other_day(block, filled)
    wrong = list(other_than_stated(block, diary))
    if not wrong and (elsewhere := not_where_it_hurts(filled, case, knowledge)):
        wrong = [elsewhere]
    if wrong:
        itself = f"by itself the diary reads {shown.verdict}; it changes nothing here"
        return Looked(block=filled, guide=guide, read=shown, verdict=WRONG_PLACE, because=(*wrong, itself))
    return Looked(block=filled, guide=guide, read=shown, verdict=shown.verdict, because=(*shown.because, *dated))


def _other_day(block: BlockDone, filled: BlockDone) -> tuple[str, ...]:
    """Says so where case and diary date the block differently."""
    if block.when is None or filled.when is None or block.when.overlaps(filled.when):
        return ()
    return (f"the case dates the block {block.when.text}, its diary {filled.when.text}; the day of the diary is used",)


def _stated(block: BlockDone, knowledge: Knowledge) -> tuple[str, tuple[str, ...]]:
    """What a block without a diary says: its stated result, or nothing."""
    finding = knowledge.findings.get(FindingId(block.block))
    if block.result is None or finding is None:
        return UNINTERPRETABLE, (NOT_GIVEN,)
    return (NEGATIVE if block.result == finding.levels[0] else POSITIVE), (f"stated without a diary: {block.result}",)


def groups(looked: Iterable[Looked]) -> Mapping[Spot, tuple[Looked, ...]]:
    """Blocks that count by their place, in order of time, one to a day."""
    found: dict[Spot, dict[object, Looked]] = {}
    for item in sorted(looked, key=_order):
        if item.counts:
            found.setdefault(item.spot, {}).setdefault(_day(item), item)
    return {spot: tuple(days.values()) for spot, days in found.items()}


def _day(item: Looked) -> object:
    """The day where it is known to the day; blocks of vague times are taken to be of different days."""
    when = item.block.when
    return when.earliest if when is not None and when.earliest == when.latest else item.block.id


def _order(item: Looked) -> tuple[dt.date, str]:
    return item.block.when.middle if item.block.when else dt.date.min, item.block.id
