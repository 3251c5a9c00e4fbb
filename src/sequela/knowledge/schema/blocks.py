"""How a diagnostic block is read from its pain diary: drugs, what disturbs a reading, what each reading opens."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

from sequela.knowledge.schema.terms import FORBID_EXTRA, Estimate, FindingId, Region, SourceId, Text
from sequela.records import frozen

Step = Literal["nothing", "second_block", "ablation", "fusion_opinion", "surgical_opinion", "repeat_block", "treatment"]
"""What a reading opens: no step of its own, a second block, denervation, an opinion on an operation, the block again,
a treatment of the place that was blocked."""


@frozen
class Anaesthetic:
    """A local anaesthetic and the time its action explains, in hours since the block.

    onset
        until it can be expected to act; earlier readings tell nothing of relief.
    least
        the shortest time it is known to act: relief that ends sooner is not explained by it.
    most
        the longest time it is known to act: relief that goes on is longer than the drug explains.
    adrenaline
        the id of the same drug mixed with adrenaline, which acts longer.
    """

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID_EXTRA

    id: str
    label: Text
    onset: Estimate
    least: Estimate
    most: Estimate
    adrenaline: str | None = None
    phrases: tuple[str, ...] = ()


@frozen
class Disturbance:
    """What relieves pain beside the block on the same day, and what that does to relief seen in the diary.

    does
        ``voids``: relief can then not be told apart from the block's, so a positive block cannot be read;
        ``weakens``: relief counts, with the reservation in `why`. Absent relief stays absent either way.
    words
        how a diary may name it; `classes` are the classes of medicines that it covers.
    lasts
        hours for which a dose is taken to act.
    with_it, without_it
        share of blocks followed by relief with and without it, where a study compared them.
    """

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID_EXTRA

    id: str
    label: Text
    kind: Literal["sedation", "rescue"]
    does: Literal["voids", "weakens"]
    why: Text
    words: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    lasts: Estimate | None = None
    with_it: Estimate | None = None
    without_it: Estimate | None = None
    sources: tuple[SourceId, ...] = ()


@frozen
class FalsePositive:
    """How often a block reads `level` in people whose pain does not come from the place that was blocked."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID_EXTRA

    level: str
    regions: tuple[Region, ...] = ("lumbar", "cervical", "thoracic")
    share: Estimate


@frozen
class Licence:
    """What a reading opens, in words with sources; it speaks of the evidence and of no payer or country."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID_EXTRA

    when: str
    step: Step
    text: Text
    sources: tuple[SourceId, ...] = ()


@frozen
class BlockGuide:
    """How the diary of one kind of block is read.

    finding
        what the result becomes; its levels are the readings.
    positive_at
        the share of the index pain that has to go for the block to count as positive.
    volume
        millilitres at one target beyond which the drug spreads to its neighbours.
    licences
        per reading: a level of the finding, ``discordant`` or ``uninterpretable``.
    """

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID_EXTRA

    id: str
    finding: FindingId
    label: Text
    positive_at: Estimate
    volume: Estimate | None = None
    false_positives: tuple[FalsePositive, ...] = ()
    licences: tuple[Licence, ...]
