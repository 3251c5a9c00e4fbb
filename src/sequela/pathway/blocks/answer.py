"""The blocks of a case: each diary read, blocks of one place put together, and the facts that they become.

`block_readings` reads; `with_blocks` gives the case with what the diaries say; `with_changes` holds the differential
without them against the one with them. All pure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TypeAlias

from sequela.assessment import ComplaintResult, Ranked
from sequela.assessment.blocks import BlockReading, Change
from sequela.case.case import BlockDone, Case
from sequela.case.fact import Fact
from sequela.case.read_treatment import block_fact
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.terms import FindingId
from sequela.pathway.blocks.compose import compose, sign
from sequela.pathway.blocks.looked import Looked, groups, look

Differential: TypeAlias = Callable[[Case], Iterable[ComplaintResult]]
"""Answers the complaints of a case as it stands."""


def block_readings(case: Case, knowledge: Knowledge) -> tuple[BlockReading, ...]:
    """Every block of the case that has a diary, read; in the order of the case."""
    return tuple(reading for _, reading in _read(case, knowledge))


def with_blocks(case: Case, knowledge: Knowledge) -> Case:
    """The case with the facts that its diaries come to; one fact for each place, of the day of its latest diary.

    A result stated of the same block that agrees in sign gives way to the higher of the two levels; one that does not
    stays, and the two contradict each other in the ledger. Done twice it changes nothing more.
    """
    facts = list(case.facts)
    here = {fact.id.split("#")[0] for fact in facts}
    read = list(_read(case, knowledge))
    for item, reading in read:
        place, level, block = f"{item.block.id}.diary", reading.level, item.block
        with_diary = {r.id for i, r in read if i.read is not None}
        last = next((name for name in reversed(reading.together) if name in with_diary), None)
        if level is None or place in here or reading.id != last:
            continue
        finding = knowledge.findings[FindingId(block.block)]
        if block.result is not None and sign(block.result, finding) == sign(level, finding):
            if finding.levels.index(block.result) >= finding.levels.index(level):
                continue
            facts = [fact for fact in facts if not _of(fact, block)]
        # The diary dates the stated result of the same block; else the newer would only supersede the older.
        facts = [replace(fact, when=block.when) if _of(fact, block) else fact for fact in facts]
        facts.extend(_told_apart(block_fact(block, level, case.written, place)))
    return replace(case, facts=tuple(facts))


def with_changes(
    readings: Sequence[BlockReading], case: Case, knowledge: Knowledge, differential: Differential
) -> tuple[BlockReading, ...]:
    """The readings with P(active) without and with the blocks of each place.

    `differential` is asked once for the whole case and once for each place that adds a fact.
    """
    if not any(reading.level for reading in readings):
        return tuple(readings)
    after = tuple(differential(with_blocks(case, knowledge)))
    known: dict[tuple[str, ...], tuple[Change, ...]] = {(): ()}
    for reading in readings:
        if reading.level is not None and reading.together not in known:
            before = tuple(differential(with_blocks(without(case, reading.together), knowledge)))
            known[reading.together] = tuple(_changes(before, after, knowledge))
    return tuple(
        replace(reading, changes=known[reading.together] if reading.level is not None else ()) for reading in readings
    )


def without(case: Case, blocks: Iterable[str]) -> Case:
    """The case as if these blocks had not been done."""
    gone = frozenset(blocks)
    return replace(
        case,
        blocks=tuple(block for block in case.blocks if block.id not in gone),
        facts=tuple(fact for fact in case.facts if fact.id.split("#")[0].removesuffix(".diary") not in gone),
    )


def _read(case: Case, knowledge: Knowledge) -> Iterator[tuple[Looked, BlockReading]]:
    looked = [look(block, case, knowledge) for block in case.blocks]
    by_spot = groups(looked)
    for item in looked:
        if _has_diary(item.block):
            yield item, compose(item, by_spot.get(item.spot, ()), case, knowledge)


def _of(fact: Fact, block: BlockDone) -> bool:
    """True for a result stated of this block."""
    return fact.id.split("#")[0] == block.id


def _has_diary(block: BlockDone) -> bool:
    return block.diary is not None or block.diary_file is not None


def _told_apart(facts: Iterable[Fact]) -> Iterator[Fact]:
    """Facts of one place get ``#2``, ``#3`` behind it, as everywhere."""
    for number, fact in enumerate(facts, 1):
        yield fact if number == 1 else replace(fact, id=f"{fact.id}#{number}")


def _changes(
    before: Iterable[ComplaintResult], after: Iterable[ComplaintResult], knowledge: Knowledge
) -> Iterator[Change]:
    """Mechanisms whose probability moves visibly, the largest move first."""
    least = knowledge.conventions["least_change_shown"].value
    earlier = {(c.id, r.mechanism): r for c in before for r in c.differential}
    moved: list[Change] = []
    for complaint in after:
        for now in complaint.differential:
            then: Ranked | None = earlier.get((complaint.id, now.mechanism))
            if then is not None and abs(now.probability - then.probability) >= least:
                moved.append(
                    Change(
                        complaint=complaint.id,
                        mechanism=now.mechanism,
                        label=now.label,
                        before=then.probability,
                        after=now.probability,
                    )
                )
    yield from sorted(moved, key=lambda c: (-abs(c.after - c.before), c.complaint, c.mechanism))
