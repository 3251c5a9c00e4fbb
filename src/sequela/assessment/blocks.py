"""What the reading of a block says: frozen records that become the part ``blocks`` of an assessment."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

from sequela.assessment import Statement
from sequela.records import frozen

_DECIMALS = ".4f"
POSITIVE, NEGATIVE, UNINTERPRETABLE, WRONG_PLACE = "positive", "negative", "uninterpretable", "wrong_place"


@frozen
class BlockPlace:
    """Where the block was done; each part is None when not stated."""

    level: str | None
    root: str | None
    side: str | None


@frozen
class Score:
    """One line of the diary. `relief` is how much of the baseline was gone, in per cent; negative when it was worse.

    `unread` says why the line was not held against the baseline; None if it was. `dose` is true if the medicine takes
    pain away.
    """

    hours: float
    score: float | None
    activity: str | None
    medicine: str | None
    relief: float | None
    dose: bool = False
    unread: str | None = None
    place: str = ""


@frozen
class Window:
    """Hours since the block: when the anaesthetic begins to act, the shortest and the longest that it acts."""

    onset: float
    least: float
    most: float


@frozen
class Concordance:
    """Two blocks of one place on different days held against each other.

    verdict
        ``concordant``: both relieved, longer with the longer-acting drug; ``concordant_prolonged``: the same, with
        relief beyond what the drugs explain; ``discordant``: longer with the shorter-acting one; ``not_repeated``: one
        relieved and the other did not; ``both_negative``; ``indeterminate``: the durations do not tell.
    """

    verdict: str
    with_block: str
    because: tuple[Statement, ...]


@frozen
class FalsePositiveChance:
    """P(read as `level` | the pain comes from elsewhere) with its 90 % interval and the source of the figure."""

    level: str
    share: float
    interval: tuple[float, float]
    source: str | None
    note: str | None


@frozen
class Opens:
    """What the reading opens, and what is asked for before."""

    step: str
    text: str
    sources: tuple[str, ...]


@frozen
class Change:
    """P(active) of a mechanism without and with what the blocks of this place say."""

    complaint: str
    mechanism: str
    label: str
    before: float
    after: float


@frozen
class BlockReading:
    """One block read from its diary.

    verdict
        ``positive``, ``negative``, ``uninterpretable`` or ``wrong_place``; only the first two say anything.
    level
        the level of the finding that this block and its fellows of the same place become; None if they add no fact.
    best_relief
        the highest relief that two scores in a row held while the anaesthetic acted, in per cent.
    duration_hours
        how long relief that counts lasted: the last score that showed it, and the first that did not (None: the
        diary ends before).
    categories
        per cut-off in per cent whether relief of at least as much held while the anaesthetic acts: ``reached``,
        ``not_reached`` or ``unknown``. `positive_at` is the one that decides, in per cent.
    together
        the blocks of this place that were counted together, in order of time; empty if this one does not count.
    stated
        the result that the case file states beside the diary.
    because, cautions
        what decided the verdict, and what a reader should hold against it.
    duration
        ``shorter``, ``explained`` or ``longer`` than the drug explains, ``at_least`` if the diary ended in relief.
    changes
        the differential without and with the fact; empty while nobody asked for it or nothing moves.
    """

    id: str
    block: str
    label: str
    where: tuple[BlockPlace, ...]
    date: str | None
    drug: str | None
    volume_ml: float | None
    sedation: str | None
    index_activity: str | None
    baseline: float | None
    readings: tuple[Score, ...]
    best_relief: float | None
    duration_hours: tuple[float, float | None] | None
    duration: str | None
    window: Window | None
    categories: Mapping[str, str]
    positive_at: float
    verdict: str
    level: str | None
    together: tuple[str, ...]
    stated: str | None
    concordance: Concordance | None
    because: tuple[Statement, ...]
    cautions: tuple[Statement, ...]
    false_positive: FalsePositiveChance | None
    opens: Opens | None
    changes: tuple[Change, ...]
    sources: tuple[str, ...]

    def to_json(self) -> dict[str, object]:
        """Plain data: probabilities and hours to four decimals."""
        plain = _plain(dataclasses.asdict(self))
        return plain if isinstance(plain, dict) else {}


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return float(f"{value:{_DECIMALS}}") + 0.0 if isinstance(value, float) else value
