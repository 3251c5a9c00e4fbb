"""From a block looked at, with its fellows of the same place, to the record that is shown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sequela.assessment import Statement
from sequela.assessment.blocks import (
    UNINTERPRETABLE,
    WRONG_PLACE,
    BlockPlace,
    BlockReading,
    Concordance,
    Window,
)
from sequela.case.case import BlockDone, Case
from sequela.case.location import region_of
from sequela.knowledge import estimate
from sequela.knowledge.schema.findings import Finding
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.terms import FindingId, Region
from sequela.pathway.blocks.concordance import DISCORDANT, agreement, level_of
from sequela.pathway.blocks.licence import false_positive, numbers_used, opens, sources_of
from sequela.pathway.blocks.looked import Looked
from sequela.pathway.blocks.reading import CUT_OFFS, Read, statements

_REACHED = {True: "reached", False: "not_reached", None: "unknown"}


def compose(item: Looked, fellows: Sequence[Looked], case: Case, knowledge: Knowledge) -> BlockReading:
    """The reading of one block; `fellows` are the blocks of its place that count, itself among them if it does."""
    block, guide, shown, diary = item.block, item.guide, item.read, item.block.diary
    finding = knowledge.findings[FindingId(block.block)]
    counted = any(fellow is item for fellow in fellows)
    level = level_of([fellow.done for fellow in fellows], finding) if counted else None
    concordance = _concordance(item, fellows) if counted else None
    discordant = concordance is not None and concordance.verdict == DISCORDANT
    wanted = "discordant" if discordant else level or UNINTERPRETABLE
    silent = guide is None or item.verdict == WRONG_PLACE or (item.counts and not counted)
    opened = None if guide is None or silent else opens(guide, wanted)
    region = _region(block, case)
    chance = None if guide is None or level is None else false_positive(guide, level, finding, region, knowledge)
    used = () if guide is None else tuple(numbers_used(guide, () if diary is None else diary.drugs, knowledge))
    because = (*item.because, *_beside(item, fellows, level, finding, counted=counted))
    return BlockReading(
        id=block.id,
        block=block.block,
        label=finding.label.en,
        where=_where(block),
        date=block.when.text if block.when else None,
        drug=None if diary is None else diary.drug,
        volume_ml=None if diary is None else diary.volume,
        sedation=None if diary is None else diary.sedation_text,
        index_activity=None if diary is None else diary.activity,
        baseline=None if shown is None else shown.baseline,
        readings=() if shown is None else shown.scores,
        best_relief=None if shown is None or shown.best is None else 100 * shown.best,
        duration_hours=None if shown is None or shown.run is None else (shown.run.last, shown.run.ended),
        duration=None if shown is None else shown.duration,
        window=None if shown is None or not shown.drug_known else _window(shown),
        categories={} if shown is None else _categories(shown, knowledge),
        positive_at=0.0 if guide is None else 100 * estimate.probability(guide.positive_at).mean,
        verdict=item.verdict,
        level=level,
        together=tuple(fellow.block.id for fellow in fellows) if counted else (),
        stated=block.result,
        concordance=concordance,
        because=statements(because, block.id),
        cautions=() if shown is None else statements(shown.cautions, block.id),
        false_positive=chance,
        opens=opened,
        changes=(),
        sources=sources_of(opened, chance, used, knowledge),
    )


def sign(level: str, finding: Finding) -> bool:
    """True for a result that speaks for the place, False for one against it."""
    return level != finding.levels[0]


def _concordance(item: Looked, fellows: Sequence[Looked]) -> Concordance | None:
    """The block held against the one before it, or the first against the second."""
    place = next(n for n, fellow in enumerate(fellows) if fellow is item)
    if len(fellows) < 2:
        return None
    earlier, later = (fellows[0], fellows[1]) if place == 0 else (fellows[place - 1], item)
    other = later if place == 0 else earlier
    found = agreement(earlier.done, later.done)
    because = (Statement(text=found.why, facts=(earlier.block.id, later.block.id)),)
    return Concordance(verdict=found.verdict, with_block=other.block.id, because=because)


def _beside(
    item: Looked, fellows: Sequence[Looked], level: str | None, finding: Finding, *, counted: bool
) -> Iterator[str]:
    """What stands beside the verdict: a fellow of the same day, a vague day, a stated result, an order that is open."""
    if item.counts and not counted:
        yield "another block of this place and day counts; two on one day are one"
    if (
        counted
        and len(fellows) > 1
        and any(f.block.when is None or f.block.when.earliest != f.block.when.latest for f in fellows)
    ):
        yield "not every day is known to the day; the blocks are taken to be of different days"
    if counted and level is None:
        yield "a first block without relief and a later one with it settle nothing: a further one decides"
    stated = item.block.result
    if stated is None or item.read is None:
        return
    if level is None:
        yield f"the case states {stated}, which this diary does not bear out; the stated result stands"
    elif sign(stated, finding) != sign(level, finding):
        yield f"the case states {stated}, the diary reads {level}: they contradict each other and neither counts"
    elif stated != level:
        yield f"the case states {stated}, the diaries come to {level}; the higher of the two counts"


def _where(block: BlockDone) -> tuple[BlockPlace, ...]:
    if not (block.levels or block.root or block.side):
        return ()
    return tuple(BlockPlace(level=level, root=block.root, side=block.side) for level in block.levels or (None,))


def _region(block: BlockDone, case: Case) -> Region:
    if block.levels:
        return region_of(block.levels[0])
    return case.complaints[0].region if case.complaints else "lumbar"


def _window(shown: Read) -> Window:
    acting = shown.acting
    return Window(onset=acting.onset[0], least=acting.least[1], most=acting.most[1])


def _categories(shown: Read, knowledge: Knowledge) -> dict[str, str]:
    cuts = [knowledge.conventions[name].value for name in CUT_OFFS]
    return {f"{100 * cut:.0f}": _REACHED[shown.held[cut]] for cut in cuts}
