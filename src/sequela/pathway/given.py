"""What a case records of treatments and blocks, as rules see it."""

from __future__ import annotations

from collections.abc import Iterator

from sequela.case.case import BlockDone, Case, TreatmentTried
from sequela.case.fact import UNKNOWN
from sequela.case.when import When
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.pathway.observed import days_ago
from sequela.rules.facts import SOME_TIME, Given, Interval, OnRecord

ENOUGH = {"yes": True, "no": False}


def on_record(name: str, case: Case, knowledge: Knowledge) -> OnRecord:
    """The records of a treatment, of every treatment of a kind, or of a block.

    A kind is told completely once it is itself on record, or each of its treatments is. That a kind was not tried
    answers for each of its treatments.
    """
    of_kind = {treatment.id for treatment in knowledge.treatments.values() if treatment.kind == name}
    sessions = [
        *_treatments(name, of_kind, case, knowledge),
        *(_block(b, case) for b in case.blocks if b.block == name),
    ]
    told = {given.name for given in sessions}
    return OnRecord(sessions=tuple(sessions), complete=name in told or (bool(of_kind) and of_kind <= told))


def _treatments(name: str, of_kind: set[str], case: Case, knowledge: Knowledge) -> Iterator[Given]:
    known = knowledge.treatments.get(name)
    for tried in case.treatments:
        if tried.treatment == name:
            yield _treatment(tried, name, case)
        elif tried.treatment in of_kind:
            yield _treatment(tried, str(tried.treatment), case)
        elif known is not None and tried.treatment == known.kind and not tried.given:
            yield _treatment(tried, name, case)


def _treatment(tried: TreatmentTried, name: str, case: Case) -> Given:
    return Given(
        fact=tried.id,
        name=name,
        done=tried.given,
        effect=None if tried.effect == UNKNOWN else tried.effect,
        adequate=ENOUGH.get(tried.adequate or ""),
        weeks=tried.weeks,
        percent=tried.percent,
        effect_weeks=tried.effect_weeks,
        times=tried.sessions,
        days=_days(tried.when, case),
    )


def _block(block: BlockDone, case: Case) -> Given:
    return Given(fact=block.id, name=block.block, days=_days(block.when, case))


def _days(when: When | None, case: Case) -> Interval:
    return SOME_TIME if when is None else days_ago(when.days_before(case.as_of))
