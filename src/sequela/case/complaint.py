"""A complaint: one pain with its own place, side or course. It is the unit that is assessed."""

from __future__ import annotations

from typing import Literal, TypeAlias

from sequela.case.location import Side
from sequela.case.when import When
from sequela.knowledge.schema.terms import Region
from sequela.records import frozen

Distribution: TypeAlias = Literal["axial_only", "axial_more", "equal", "limb_more", "limb_only"]
Course: TypeAlias = Literal["never_better", "better_then_worse", "new_different"]
Answer: TypeAlias = Literal["yes", "no", "unsure"]

DISTRIBUTIONS: tuple[Distribution, ...] = ("axial_only", "axial_more", "equal", "limb_more", "limb_only")
COURSES: tuple[Course, ...] = ("never_better", "better_then_worse", "new_different")
ANSWERS: tuple[Answer, ...] = ("yes", "no", "unsure")


@frozen
class PainSite:
    """A place that hurts, by its name in `sequela.case.sites`, with the side if stated."""

    id: str
    name: str
    side: Side | None = None


@frozen
class Complaint:
    """One pain. None means not stated or answered with unknown; the two are told apart in `asked_unknown`.

    place
        where it stands in the file: ``complaints[0]``.
    onset_after_surgery
        months from the latest operation to the onset, least and most, where only that is known.
    asked_unknown
        the keys that were answered with "unknown".
    """

    id: str
    place: str
    region: Region
    distribution: Distribution | None = None
    sites: tuple[PainSite, ...] = ()
    side: Side | None = None
    roots: tuple[str, ...] = ()
    onset: When | None = None
    onset_after_surgery: tuple[float, float] | None = None
    course: Course | None = None
    like_before_surgery: Answer | None = None
    new_injury: Answer | None = None
    asked_unknown: frozenset[str] = frozenset()
