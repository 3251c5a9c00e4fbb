"""Whether a block was done where the pain is: a block elsewhere changes nothing, whatever its diary shows."""

from __future__ import annotations

from collections.abc import Iterator

from sequela.case.case import BlockDone, Case
from sequela.case.complaint import Complaint
from sequela.case.diary import Diary
from sequela.case.location import neighbours, region_of, roots_at
from sequela.case.operated import operated_levels
from sequela.knowledge.schema.knowledge import Knowledge


def other_than_stated(block: BlockDone, diary: Diary) -> Iterator[str]:
    """Why the diary is of another block than the case says: another kind, level, root or side."""
    pairs = (
        ("kind", block.block, diary.block),
        ("root", block.root, diary.root),
        ("side", block.side, diary.side),
    )
    for name, here, there in pairs:
        if here and there and here != there:
            yield f"the diary is of another {name} ({_shown(there)}) than the case states ({_shown(here)})"
    if block.levels and diary.levels and set(block.levels) != set(diary.levels):
        here, there = ", ".join(block.levels), ", ".join(diary.levels)
        yield f"the diary is of another level ({there}) than the case states ({here})"


def not_where_it_hurts(block: BlockDone, case: Case, knowledge: Knowledge) -> str | None:
    """Why a block at this place says nothing of any complaint; None if it fits one, or nothing speaks against it.

    A side that no complaint has; a region that none is of; a level that was not operated on, is not beside an operated
    one, and that neither the roots of a complaint nor a recorded fact points to.
    """
    if not case.complaints:
        return None
    reasons = [_against(block, complaint, case, knowledge) for complaint in case.complaints]
    return None if None in reasons else reasons[0]


def _against(block: BlockDone, complaint: Complaint, case: Case, knowledge: Knowledge) -> str | None:
    if complaint.side in ("left", "right") and block.side in ("left", "right") and complaint.side != block.side:
        return f"the block was on the {block.side}, the pain is on the {complaint.side}"
    if not block.levels:
        return None
    regions = {region_of(near) for level in block.levels for near in (level, *neighbours((level,)))}
    if complaint.region not in regions:
        return f"the block was at {', '.join(block.levels)}, the pain is {complaint.region}"
    suspected = _suspected(block, complaint, case, knowledge)
    if suspected and not suspected & set(block.levels):
        known = ", ".join(sorted(suspected))
        return f"the block was at {', '.join(block.levels)}; the case gives cause to suspect {known} only"
    return None


def _suspected(block: BlockDone, complaint: Complaint, case: Case, knowledge: Knowledge) -> set[str]:
    """The levels that the case points to: operated ones and their neighbours, those of recorded facts, of the roots."""
    operated = operated_levels(case)
    if any(not surgery.levels for surgery in case.spine_operations()):
        return set()  # an operation of unknown level may have been at this one
    levels = {level for level in (*operated, *neighbours(operated)) if operated}
    if not levels:
        return set()
    for fact in case.facts:
        if fact.level is not None and not _of_block(fact.finding, knowledge) and fact.id != block.id:
            levels.add(fact.level)
    near = {near for level in block.levels for near in (level, *neighbours((level,)))}
    return levels | {level for level in near if set(roots_at(level)) & set(complaint.roots)}


def _of_block(finding: str, knowledge: Knowledge) -> bool:
    return any(guide.finding == finding for guide in knowledge.blocks.values())


def _shown(word: str) -> str:
    return word.replace("_", " ")
