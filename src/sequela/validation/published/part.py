"""The part of the validation on published cases: a set assessed, held against its truth, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sequela.records import frozen
from sequela.validation.parallel import spread
from sequela.validation.part import Figure, Part, Picture, Study
from sequela.validation.plots import Axis, Compared, Point, intervals

from .answering import After, Answered, after, answered
from .case_set import CaseSet, case_set
from .confirming import Confirming, of_sentence
from .entries import CaseSetError, Problem
from .figures import Scored, figures, top_3
from .scoring import CaseScore, score
from .tables import NAMES, by_group, tables

FIRST_PASS = 0.75
"""The part of the time that the vignettes take; the confirming results take the rest."""
BASELINES = ("with_context", "naive_bayes")
LIMITS = (
    "A truth lists what was found, not what was absent: whether a second cause was stated wrongly cannot be told.",
    "Published cases are chosen for being unusual: implants, extraspinal and rare causes are too frequent among them.",
    "A short vignette often does not hold what would tell the cause; there the next test and the danger call count.",
    "The vignettes were put into words by people who know the vocabulary; a clinic's records are not.",
    "Intervals cover the choice of cases, not the choice of publications.",
)


def part(study: Study) -> Part:
    """Published cases: the 20 examples, or those of the folder in the settings. Raises `CaseSetError`."""
    cases = case_set(study.settings.cases, study.knowledge)
    scores, problems = scores_of(cases, study)
    if not scores:
        told = "\n".join(map(str, problems[:10]))
        raise CaseSetError(f"no case could be assessed\n{told}")
    scored = Scored(scores=scores, seed=study.settings.seed, seen=cases.seen)
    headline = figures(scored)
    return Part(
        id="cases",
        title="Published cases",
        question="Where does the cause that was found in the end stand before it was found, and was danger seen?",
        answer=_answer(scored, headline, problems),
        figures=headline,
        tables=tables(scored, problems),
        pictures=(_picture(scored),) if scored.judged else (),
        limits=(*_of_this_set(scored), *LIMITS),
    )


def scores_of(cases: CaseSet, study: Study) -> tuple[tuple[CaseScore, ...], tuple[Problem, ...]]:
    """Every case scored, in order, and all that was not used. Truths are looked at when every vignette is answered."""
    first = _pass(cases, study)
    results = _results(cases)
    second = _second_pass(cases, results, study)
    problems = [*cases.problems, *(one for one in (*first.values(), *second.values()) if isinstance(one, Problem))]
    scores = []
    for name, said in first.items():
        if isinstance(said, Answered):
            then = second.get(name)
            result = results.get(name)
            entered = then if isinstance(then, After) else None
            scores.append(score(said, cases.truths[name], result, entered, study.knowledge))
    return tuple(scores), tuple(problems)


def _pass(cases: CaseSet, study: Study) -> Mapping[str, Answered | Problem]:
    tasks = [(vignette, study.settings.as_of) for vignette in cases.vignettes]
    told = spread(
        answered,
        tasks,
        study.knowledge,
        study.settings.workers,
        lambda done, what: study.progress(FIRST_PASS * done, what),
        "cases assessed",
    )
    return {vignette.case: said for (vignette, _), said in zip(tasks, told, strict=True)}


def _results(cases: CaseSet) -> Mapping[str, Confirming]:
    """The confirming result of each case: as entered by the set's author, else the sentence in its truth."""
    sentences = {case: of_sentence(truth.step) for case, truth in cases.truths.items() if truth.step.strip()}
    return {**sentences, **cases.confirming}


def _second_pass(cases: CaseSet, results: Mapping[str, Confirming], study: Study) -> Mapping[str, After | Problem]:
    tasks = [
        (vignette, results[vignette.case], study.settings.as_of)
        for vignette in cases.vignettes
        if vignette.case in results and not results[vignette.case].not_encoded
    ]
    told = spread(
        after,
        tasks,
        study.knowledge,
        study.settings.workers,
        lambda done, what: study.progress(FIRST_PASS + (1 - FIRST_PASS) * done, what),
        "confirming results entered",
    )
    return {vignette.case: then for (vignette, _, _), then in zip(tasks, told, strict=True)}


# --- in words ---------------------------------------------------------------------------------------------------------


def _answer(scored: Scored, headline: Sequence[Figure], problems: Sequence[Problem]) -> str:
    said = {figure.id: figure for figure in headline}
    judged = len(scored.judged)
    context, single = (sum(case.standings[name].within(3) for case in scored.judged) for name in BASELINES)
    first = sum(case.standings["naive_bayes"].within(1) for case in scored.judged)
    sentences = [
        f"A true cause is among the first three in {_of(said['cases_top_3'])} cases and first in "
        f"{_of(said['cases_top_1'])}. Prior, context and time course alone put it among the first three in {context}; "
        f"single-cause naive Bayes in {single}, and first in {first}.",
        f"Of the urgent cases {_of(said['cases_urgent_found'])} are called urgent, of the others "
        f"{_of(said['cases_over_called'])}.",
        f"Once the confirming result is entered a true cause is first in {_of(said['cases_after_first'])}.",
    ]
    every = len(scored.scores)
    if judged < every:
        sentences.append(f"In {every - judged} of {every} cases nothing that was found is a mechanism known here.")
    if problems:
        sentences.append(f"{len(problems)} entries or fields could not be used; they are listed.")
    return " ".join(sentences)


def _of(figure: Figure) -> str:
    if figure.value is None or not figure.n:
        return "none of 0"
    return f"{round(figure.value * figure.n)} of {figure.n}"


def _of_this_set(scored: Scored) -> tuple[str, ...]:
    if not scored.seen:
        return ()
    if scored.seen == len(scored.scores):
        return ("These cases were seen while the knowledge was written: they cannot show how good it is on others.",)
    return (f"{scored.seen} of these cases were seen while the knowledge was written, so no goal is judged.",)


@frozen
class _Group:
    label: str
    cases: tuple[CaseScore, ...]


def _picture(scored: Scored) -> Picture:
    """The share among the first three by groups: prior with context above, the answer below."""
    table = by_group(scored)
    groups = [_Group(label="all cases", cases=scored.judged)]
    if scored.well_known:
        groups.append(_Group(label="at least six facts known", cases=scored.well_known))
    lines = []
    for group in groups:
        context, ours = (_point(scored, group.cases, name) for name in ("with_context", "answer"))
        lines.append(Compared(label=f"{group.label} ({len(group.cases)})", published=context, ours=ours, inside=True))
    return Picture(
        id="cases_first_three",
        title="A true cause among the first three",
        svg=intervals(
            "A true cause among the first three",
            Axis(label="share of cases", low=0.0, high=1.0, ticks=(0.0, 0.25, 0.5, 0.75, 1.0), percent=True),
            lines,
        ),
        words=f"Round: {NAMES['with_context']}. Square: {NAMES['answer']}. Lines are 90 % intervals over cases.",
        table=table.id,
    )


def _point(scored: Scored, cases: Sequence[CaseScore], ranking: str) -> Point:
    found = scored.over(cases, ranking, top_3)
    value = found.value or 0.0
    return Point(x=value, y=0.0, low=found.low, high=found.high)
