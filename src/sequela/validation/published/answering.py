"""What is said of each case: first of the vignette alone, later with the confirming result. No truth reaches this.

The worker functions are given a `Vignette`, which holds the keys an assessment may see and no others.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from sequela.assess import assess, differentials
from sequela.assessment import Assessment
from sequela.case.case import Case, Interval
from sequela.case.derived import context
from sequela.case.errors import CaseError
from sequela.case.files import CaseInput, case_of
from sequela.case.ledger import sort_facts
from sequela.case.operated import seen_from
from sequela.inference import InferenceError
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.pathway.differential.answer import Worked
from sequela.records import frozen

from .case_set import Vignette
from .confirming import Confirming, entered
from .entries import KNOWN_BEFORE, Problem
from .rankings import forecast, naive_bayes
from .understood import leaves, left_over

RANKINGS = ("prior", "with_context", "naive_bayes", "answer")
"""The rankings of every case, from the least informed to the answer itself."""


@frozen
class TestOffered:
    """A test of the work-up in its place; `with_` is the second test of a pair."""

    test: str
    with_: str | None
    proposed: bool
    withheld: str | None


@frozen
class Answered:
    """What was said of one vignette, reduced to what is scored.

    forecasts
        P(main generator) by line, for each of `RANKINGS`; empty where the region has no network.
    active
        stated P(active) by line.
    tests, questions
        the work-up in order, and the findings that the answer asks for next.
    options
        the status of every treatment in the plan.
    values, understood, partly
        how many values ``known_before`` holds, how many were read without rest, and how many with some words left over.
    """

    case: str
    region: str
    age: Interval | None
    sex: str | None
    forecasts: Mapping[str, Mapping[str, float]]
    active: Mapping[str, float]
    urgent: bool
    tests: tuple[TestOffered, ...]
    questions: tuple[str, ...]
    options: Mapping[str, str]
    values: int
    understood: int
    partly: int


@frozen
class After:
    """The answer with the confirming result in it.

    main
        P(main generator) by line.
    read
        how many facts came of the result; `weighed` are those of them that the differential uses.
    left
        words of the result that were not understood.
    """

    case: str
    main: Mapping[str, float]
    read: int
    weighed: tuple[str, ...]
    left: tuple[str, ...]


def answered(knowledge: Knowledge, task: tuple[Vignette, dt.date]) -> Answered | Problem:
    """Assess a vignette, or say why it cannot be."""
    vignette, as_of = task
    try:
        item = CaseInput(name=vignette.case, kind="vignette", raw=vignette.raw)
        case = case_of(item, knowledge, as_of=as_of, today=as_of)
        return _answer(vignette, case, knowledge, as_of)
    except (CaseError, InferenceError) as error:
        return _failed(vignette, error)


def after(knowledge: Knowledge, task: tuple[Vignette, Confirming, dt.date]) -> After | Problem:
    """The differential of a vignette with its confirming result, or why there is none."""
    vignette, result, as_of = task
    try:
        with_result = entered(vignette.raw, vignette.case, result, knowledge, as_of)
        main = differentials(with_result.case, sort_facts(with_result.case, knowledge), knowledge)[:1]
    except (CaseError, InferenceError) as error:
        return _failed(vignette, error)
    used = {place for worked in main for place in worked.used}
    return After(
        case=vignette.case,
        main={str(r.mechanism): r.main for worked in main for r in worked.result.differential},
        read=len(with_result.facts),
        weighed=tuple(dict.fromkeys(str(fact.finding) for fact in with_result.facts if fact.id in used)),
        left=with_result.left,
    )


def _failed(vignette: Vignette, error: CaseError | InferenceError) -> Problem:
    if isinstance(error, CaseError):
        return Problem(
            file=vignette.file, entry=vignette.case, field=error.first.field, message=f"not read: {error.first}"
        )
    message = f"no answer: {error}; these facts contradict one another in the model"
    return Problem(file=vignette.file, entry=vignette.case, field=KNOWN_BEFORE, message=message)


def _answer(vignette: Vignette, case: Case, knowledge: Knowledge, as_of: dt.date) -> Answered:
    said = assess(case, knowledge, as_of)
    main = said.complaints[0] if said.complaints else None
    values = tuple(leaves(vignette.raw[KNOWN_BEFORE]))
    lost, partly = left_over(values, said.ledger.not_understood)
    return Answered(
        case=vignette.case,
        region=main.region if main else "",
        age=case.patient.age,
        sex=case.patient.sex,
        forecasts=_forecasts(case, said, knowledge),
        active={str(r.mechanism): r.probability for r in main.differential} if main else {},
        urgent=said.triage.urgent,
        tests=_tests(said),
        questions=tuple(str(ask.finding) for ask in main.ask_next) if main else (),
        options={option.treatment: option.status for option in said.plan.options} if said.plan else {},
        values=len(values),
        understood=len(values) - lost - partly,
        partly=partly,
    )


def _tests(said: Assessment) -> tuple[TestOffered, ...]:
    ranked = said.workup.tests if said.workup else ()
    return tuple(
        TestOffered(
            test=t.test, with_=t.beside, proposed=t.proposed, withheld=t.withheld.reason if t.withheld else None
        )
        for t in ranked
    )


def _forecasts(case: Case, said: Assessment, knowledge: Knowledge) -> dict[str, dict[str, float]]:
    answer = {str(r.mechanism): r.main for c in said.complaints[:1] for r in c.differential}
    if not answer:
        return {}
    facts = sort_facts(case, knowledge)
    worked: Worked = differentials(case, facts, knowledge)[0]
    complaint = worked.complaint
    known = context(seen_from(case, complaint.region, knowledge), complaint, facts, knowledge)
    single = naive_bayes(worked.inferred) if worked.inferred else {}
    by_name = {
        "prior": forecast(knowledge, complaint.region, {}),
        "with_context": forecast(knowledge, complaint.region, known),
        "naive_bayes": dict.fromkeys(answer, 0.0) | single,
        "answer": answer,
    }
    return {name: by_name[name] for name in RANKINGS}
