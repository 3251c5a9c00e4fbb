"""A treatment for patients: what is done, how many it helped in studies, what it asks and what can go wrong."""

from __future__ import annotations

from sequela.knowledge.schema.care import Harm
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.terms import Estimate
from sequela.knowledge.schema.treatments import Care, Outcome
from sequela.records import frozen
from sequela.report.citations import Citations
from sequela.report.letters.plain_names import TREATMENTS

from .contents import Entry, capital, explained
from .words import Reference, Share, Worded, marked, references, shared, worded


@frozen
class Study:
    """What one study counted: how many were better with the treatment, and without it where it compared.

    people
        in the arm that was treated, if it is told.
    after
        a step that people had passed before anyone was counted.
    """

    measure: Worded
    months: float
    treated: Share
    people: int | None
    control: Share | None
    control_arm: Worded | None
    control_is: str | None
    after: Worded | None
    looser: bool
    operated: str
    certainty: str


@frozen
class HarmSaid:
    """What can go wrong, and how often; without `share` nobody has counted it."""

    what: Worded
    serious: bool
    share: Share | None
    months: float | None
    mark: str


@frozen
class Time:
    """How long something takes, in weeks or months. `elicited`: nobody measured it, it is our own estimate."""

    value: float
    elicited: bool
    mark: str


@frozen
class Course:
    """When relief begins and how long it lasts in those who have it, what one recovers from, when to judge it."""

    starts_weeks: Time
    lasts_months: Time
    recovery: Worded
    judged_weeks: Time
    worked_if: Worded


@frozen
class TreatmentPage:
    """The page of a treatment. `studies` are those that count half the pain gone or the nearest to it; `others` not.

    clinicians
        its name and description as clinicians have them.
    aimed_at
        the pages of the causes it is meant for; none where it eases pain of any cause.
    """

    id: str
    title: str
    what: str
    studies: tuple[Study, ...]
    others: tuple[Study, ...]
    course: Course | None
    harms: tuple[HarmSaid, ...]
    aimed_at: tuple[Entry, ...]
    eases: bool
    clinicians: tuple[Worded, ...]
    sources: tuple[Reference, ...]


def page_of_treatment(name: str, knowledge: Knowledge, language: str) -> TreatmentPage | None:
    """The page of a treatment; None if there is no such treatment."""
    treatment = knowledge.treatments.get(name)
    if treatment is None:
        return None
    care, plain = treatment.care, TREATMENTS[name][language]
    citations = Citations(knowledge.sources)
    studies = tuple(_study(o, language, citations) for o in treatment.outcomes if o.plan)
    others = tuple(_study(o, language, citations) for o in treatment.outcomes if not o.plan)
    return TreatmentPage(
        id=name,
        title=capital(plain.name),
        what=plain.what,
        studies=studies,
        others=others,
        course=None if care is None else _course(care, language, citations),
        harms=() if care is None else _harms(care, language, citations),
        aimed_at=() if care is None else _aims(care, knowledge, language),
        eases=care is not None and care.acts == "palliative",
        clinicians=(
            worded(treatment.label, language),
            *(() if care is None else (worded(care.about, language),)),
        ),
        sources=references(citations),
    )


def harm_said(harm: Harm, language: str, citations: Citations) -> HarmSaid:
    """A harm as it is told, its sources cited."""
    return HarmSaid(
        what=worded(harm.what, language),
        serious=harm.serious,
        share=None if harm.share is None else shared(harm.share, language, citations),
        months=harm.months,
        mark=citations.cite(", ".join(harm.sources)) if harm.sources and harm.share is None else "",
    )


def _study(outcome: Outcome, language: str, citations: Citations) -> Study:
    counted = outcome.share.N if outcome.people is None else outcome.people
    return Study(
        measure=worded(outcome.measure, language),
        months=outcome.months,
        treated=shared(outcome.share, language, citations),
        people=None if counted is None else int(counted),
        control=None if outcome.control is None else shared(outcome.control, language, citations),
        control_arm=None if outcome.control_arm is None else worded(outcome.control_arm, language),
        control_is=outcome.control_is,
        after=None if outcome.after is None else worded(outcome.after.label, language),
        looser=outcome.looser,
        operated=outcome.operated,
        certainty=outcome.certainty,
    )


def _course(care: Care, language: str, citations: Citations) -> Course:
    return Course(
        starts_weeks=_time(care.starts, citations),
        lasts_months=_time(care.lasts, citations),
        recovery=worded(care.recovery_text, language),
        judged_weeks=_time(care.judged.weeks, citations),
        worked_if=worded(care.judged.success, language),
    )


def _time(estimate: Estimate, citations: Citations) -> Time:
    return Time(value=estimate.value or 0.0, elicited=estimate.elicited is not None, mark=marked(estimate, citations))


def _harms(care: Care, language: str, citations: Citations) -> tuple[HarmSaid, ...]:
    """The serious ones first."""
    listed = (*care.harms, *(() if care.reoperation is None else (care.reoperation,)))
    return tuple(harm_said(h, language, citations) for h in sorted(listed, key=lambda h: not h.serious))


def _aims(care: Care, knowledge: Knowledge, language: str) -> tuple[Entry, ...]:
    found = (explained(target, knowledge, language) for target in care.targets)
    return tuple(dict.fromkeys(entry for entry in found if entry is not None))
