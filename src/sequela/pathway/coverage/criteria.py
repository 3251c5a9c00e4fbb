"""Which criteria of a payer a case meets, by recorded facts alone.

Unknown is never false: what nobody recorded leaves a criterion "not documented", with the name of what is missing. The
differential plays no part, so that no payer's rule and no probability can be taken for each other.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterable, Mapping

from sequela.assessment.coverage import CoverageResult, CriterionResult, Status
from sequela.case.case import Case
from sequela.case.fact import Fact
from sequela.case.ledger import SortedFacts
from sequela.case.operated import seen_from
from sequela.case.when import When
from sequela.knowledge.schema.coverage import CoverageProfile, Criterion
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.pathway.coverage.missing import missing_words
from sequela.pathway.reading import reader
from sequela.pathway.wording import statements
from sequela.rules.facts import Facts
from sequela.rules.kleene import Verdict, no
from sequela.rules.language import rule_of

_STATUS: Mapping[bool | None, Status] = {True: "met", False: "not_met", None: "not_documented"}


def coverage(
    case: Case, facts: SortedFacts, knowledge: Knowledge, profiles: Collection[str] | None = None
) -> CoverageResult:
    """Return the criteria of every profile (of those named, if any are) for the main complaint.

    Pure. Treatments recorded for another region of the spine are left out.
    """
    reading = _reading(case, facts, knowledge)
    given = {tried.id for tried in case.treatments}
    recorded = {fact.id: fact for fact in facts.usable if fact.id not in given}  # a treatment speaks for itself
    return CoverageResult(
        profiles={
            profile.id: tuple(_result(c, profile, case, reading, recorded, knowledge) for c in profile.criteria)
            for profile in knowledge.coverage.values()
            if profiles is None or profile.id in profiles
        }
    )


def _reading(case: Case, facts: SortedFacts, knowledge: Knowledge) -> Facts:
    if not case.complaints:
        return reader(case, None, facts, knowledge)(facts.usable)
    main = case.complaints[0]
    here = tuple(tried for tried in case.treatments if tried.region in (None, main.region))
    seen = seen_from(dataclasses.replace(case, treatments=here), main.region, knowledge)
    own = [fact for fact in facts.usable if fact.complaint in (None, main.id)]
    return reader(seen, main, facts, knowledge)(own)


def _result(
    criterion: Criterion,
    profile: CoverageProfile,
    case: Case,
    reading: Facts,
    recorded: Mapping[str, Fact],
    knowledge: Knowledge,
) -> CriterionResult:
    verdict = _verdict(criterion, reading)
    decided = verdict.value is not None
    return CriterionResult(
        criterion=criterion.id,
        label=criterion.text.en,
        treatment=criterion.of,
        status=_STATUS[verdict.value],
        date=_date(verdict.because, case, recorded) if decided else None,
        because=statements(verdict.because, case, recorded, knowledge),
        missing=() if decided else missing_words(verdict.settle, knowledge),
        jurisdiction=criterion.jurisdiction or profile.jurisdiction,
        issuer=criterion.issuer,
        year=criterion.year,
        read=criterion.read,
        address=_address(criterion, knowledge),
        sources=tuple(map(str, criterion.sources)),
        note=None if criterion.note is None else criterion.note.en,
    )


def _verdict(criterion: Criterion, reading: Facts) -> Verdict:
    """Not met, whatever the facts, where the payer does not pay at all."""
    return no() if criterion.rule is None else rule_of(criterion.rule).evaluate(reading)


def _address(criterion: Criterion, knowledge: Knowledge) -> str | None:
    found = (knowledge.sources[source].url for source in criterion.sources if source in knowledge.sources)
    return next((url for url in found if url is not None), None)


def _date(places: Iterable[str], case: Case, recorded: Mapping[str, Fact]) -> str | None:
    """The time of the latest of these facts: when it was observed, else when it was recorded."""
    times = [time for place in places if (time := _time(place, case, recorded)) is not None]
    if not times:
        return None
    last = max(times, key=lambda time: (time.latest, time.earliest))
    if last.earliest == last.latest:
        return last.latest.isoformat()
    return f"{last.earliest.isoformat()}/{last.latest.isoformat()}"


def _time(place: str, case: Case, recorded: Mapping[str, Fact]) -> When | None:
    fact = recorded.get(place)
    if fact is not None:
        return fact.observed
    times = {
        **{tried.id: tried.when for tried in case.treatments},
        **{block.id: block.when for block in case.blocks},
        **{surgery.id: surgery.when for surgery in case.surgeries},
    }
    return times.get(place) or times.get(place.partition(".")[0])
