"""Whether what settled a case, and what helped it, was offered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sequela.assessment.plan import STATUSES
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.terms import FindingId
from sequela.records import frozen

from .answering import Answered

FIRST, MORE = 3, 5
"""How far down a list a test is looked for: what a reader sees at once, and what is shown before "more"."""

AMONG_FIRST, AMONG_MORE, LATER = "among the first three", "fourth or fifth", "further down"
WITHHELD, NOT_OFFERED = "withheld, with its reason", "not offered"
TEST_WAYS = (AMONG_FIRST, AMONG_MORE, LATER, WITHHELD, NOT_OFFERED)
NOT_STATED = "not stated, or not in the vocabulary"
"""Set aside: nothing is stated, or only things for which the vocabulary has no id."""
UNKNOWN = "unknown to the plan"
TREATMENT_WAYS = (*STATUSES, UNKNOWN)


@frozen
class Offer:
    """How a test was offered, why it was withheld if it was, and whether it was proposed rather than merely ranked."""

    how: str
    reason: str | None = None
    proposed: bool = False


def test_offered(said: Answered, wanted: Iterable[str], knowledge: Knowledge) -> Offer | None:
    """The best offer of any test wanted; None if none of the ids is a test or finding that the knowledge has.

    A test counts by its place among those that are not withheld; an examination or question by its place among what
    the answer asks next. A pair of tests offers both.
    """
    known = [w for w in wanted if w in knowledge.tests or FindingId(w) in knowledge.findings]
    offers = [_offer(said, one, knowledge) for one in known]
    return min(offers, key=lambda offer: TEST_WAYS.index(offer.how), default=None)


def _offer(said: Answered, wanted: str, knowledge: Knowledge) -> Offer:
    if wanted not in knowledge.tests:
        place = said.questions.index(wanted) if wanted in said.questions else None
        return Offer(how=NOT_OFFERED if place is None else _placed(place), proposed=place is not None)
    open_ = [test for test in said.tests if test.withheld is None]
    for place, test in enumerate(open_):
        if wanted in (test.test, test.with_):
            return Offer(how=_placed(place), proposed=test.proposed)
    withheld = next((t.withheld for t in said.tests if wanted in (t.test, t.with_) and t.withheld), None)
    return Offer(how=NOT_OFFERED if withheld is None else WITHHELD, reason=withheld)


def _placed(place: int) -> str:
    return AMONG_FIRST if place < FIRST else AMONG_MORE if place < MORE else LATER


def treatment_offered(options: Mapping[str, str], wanted: Iterable[str], knowledge: Knowledge) -> str:
    """The best status that any treatment wanted has in the plan."""
    known = [w for w in wanted if w in knowledge.treatments]
    if not known:
        return NOT_STATED
    return min((options.get(w, UNKNOWN) for w in known), key=TREATMENT_WAYS.index)
