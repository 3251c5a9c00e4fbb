"""The tables behind the figures: case by case, by ranking, by group of patients, by what was offered."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from sequela.validation.part import Cell, Table

from .answering import RANKINGS
from .entries import Problem
from .figures import FACTS, MEASURES, Scored, bits, brier, top_1, top_3
from .offered import NOT_STATED, TEST_WAYS, TREATMENT_WAYS
from .resampling import Mean, share
from .scoring import CLAIMED, CaseScore
from .understood import SET_ASIDE

NAMES = {
    "prior": "prior alone",
    "with_context": "prior, context, time course",
    "naive_bayes": "single-cause naive Bayes",
    "answer": "the answer",
}
BANDS = (("under 50", 0.0, 50.0), ("50 to 64", 50.0, 65.0), ("65 and over", 65.0, 200.0))
UNSTATED = "not stated"
LIMITS = ("low", "high")


def tables(scored: Scored, problems: Sequence[Problem]) -> tuple[Table, ...]:
    """Every table that has a row."""
    made = (
        by_ranking(scored),
        gains(scored),
        by_group(scored),
        by_case(scored),
        offers(scored, "tests"),
        offers(scored, "treatments"),
        after(scored),
        claims(scored),
        read(scored),
        refused(problems),
    )
    return tuple(table for table in made if table.rows)


def _sets(scored: Scored) -> Iterator[tuple[str, tuple[CaseScore, ...]]]:
    yield "all cases", scored.judged
    if scored.well_known:
        yield f"at least {FACTS} facts known", scored.well_known


def by_ranking(scored: Scored) -> Table:
    """Each ranking over all cases and over those of which much is told."""
    rows: list[tuple[Cell, ...]] = []
    for label, cases in _sets(scored):
        for name in RANKINGS:
            found = [scored.over(cases, name, value) for value in MEASURES]
            rows.append((label, NAMES[name], len(cases), *(cell for one in found for cell in _limits(one))))
    return Table(
        id="cases_rankings",
        title="Where the true cause stands",
        columns=(
            *("cases", "ranking", "n"),
            *(name for what in ("first", "first three", "log score", "Brier") for name in (what, *LIMITS)),
        ),
        rows=tuple(rows),
        about="First, first three: share of cases with a true cause there. Log score: mean log2 P(main) of the "
        "dominant true cause, higher is better. Brier: 0 perfect, 2 certain and wrong; true causes share it equally. "
        "Naive Bayes: exactly one cause per patient, same priors and P(finding | cause alone), unknown left out. "
        "Low, high: 90 % interval over cases.",
    )


def gains(scored: Scored) -> Table:
    """The answer against each simpler ranking, case by case."""
    rows: list[tuple[Cell, ...]] = []
    for label, cases in _sets(scored):
        for name in RANKINGS[:-1]:
            found = [scored.gain(cases, name, value) for value in MEASURES]
            rows.append((label, NAMES[name], *(cell for one in found for cell in _limits(one))))
    return Table(
        id="cases_gains",
        title="The answer minus each simpler ranking",
        columns=(
            *("cases", "against"),
            *(n for what in ("first, points", "first three, points", "bits", "Brier") for n in (what, *LIMITS)),
        ),
        rows=tuple(rows),
        about="Differences within the same case, averaged; an interval that holds 0 does not tell them apart. A lower "
        "Brier score is better, so a good difference is negative.",
    )


def by_group(scored: Scored) -> Table:
    """The answer by region, age and sex."""
    rows: list[tuple[Cell, ...]] = []
    for kind, group_of in (("region", _region), ("age", _band), ("sex", _sex)):
        groups: dict[str, list[CaseScore]] = {}
        for case in scored.judged:
            groups.setdefault(group_of(case), []).append(case)
        for name in sorted(groups, key=_place):
            cases = groups[name]
            first, three = (_limits(scored.over(cases, "answer", value)) for value in (top_1, top_3))
            context = scored.over(cases, "with_context", top_3).value
            log_score = _limits(scored.over(cases, "answer", bits))
            squares = scored.over(cases, "answer", brier).value
            rows.append((kind, name, len(cases), *first, *three, context, *log_score, squares))
    return Table(
        id="cases_groups",
        title="By region, age and sex",
        columns=(
            *("by", "group", "n", "first", *LIMITS, "first three", *LIMITS),
            *("first three by prior, context, time course", "log score", *LIMITS, "Brier"),
        ),
        rows=tuple(rows),
        about="Groups of a few cases show nothing but their interval.",
    )


def _place(group: str) -> tuple[bool, int, str]:
    order = [name for name, _, _ in BANDS]
    return group == UNSTATED, order.index(group) if group in order else 0, group


def _region(case: CaseScore) -> str:
    return case.region or UNSTATED


def _sex(case: CaseScore) -> str:
    return case.sex or UNSTATED


def _band(case: CaseScore) -> str:
    """The band that holds all ages the case may have."""
    if case.age is None:
        return UNSTATED
    youngest, oldest = case.age
    return next((name for name, low, high in BANDS if low <= youngest and oldest < high), UNSTATED)


def by_case(scored: Scored) -> Table:
    """One line for each case."""
    rows: list[tuple[Cell, ...]] = []
    for case in scored.scores:
        ranks = [case.standings[name].rank if case.judged else None for name in RANKINGS]
        answer = case.standings.get("answer")
        first, share_of_first = case.first or (None, None)
        fit = "" if case.truth.fit == "exact" else f" ({case.truth.fit})"
        rows.append(
            (
                *(case.case, case.region, case.truth.facts_known, *ranks, answer.bits if answer else None),
                *(first, share_of_first, ", ".join((*case.truth.mechanisms, *case.truth.outside)) + fit),
                _danger(case),
            )
        )
    return Table(
        id="cases_each",
        title="Case by case",
        columns=(
            *("case", "region", "facts known", *(f"rank: {NAMES[name]}" for name in RANKINGS), "log score"),
            *("put first", "P(main)", "found in the end", "urgent"),
        ),
        rows=tuple(rows),
        about="Rank of the best true cause; the dominant one stands first under what was found.",
    )


def _danger(case: CaseScore) -> str:
    said = "yes" if case.urgent else "no"
    if case.truth.urgent is None:
        return f"{said}, not judged"
    return said if case.truth.urgent == case.urgent else f"{said}, WRONG"


def offers(scored: Scored, kind: str) -> Table:
    """How the settling tests, or the effective treatments, were offered, and in which cases."""
    of_tests = kind == "tests"
    how: Callable[[CaseScore], str] = (lambda case: case.test) if of_tests else (lambda case: case.treatment)
    judged = [case for case in scored.scores if how(case) != NOT_STATED]
    aside = [case.case for case in scored.scores if how(case) == NOT_STATED]
    rows: list[tuple[Cell, ...]] = []
    for way in TEST_WAYS if of_tests else TREATMENT_WAYS:
        cases = [case for case in judged if how(case) == way]
        found = _limits(share([case in cases for case in judged], scored.seed))
        rows.append((way.replace("_", " "), len(cases), *found, "; ".join(_named(case, of_tests) for case in cases)))
    if aside:
        rows.append((NOT_STATED, len(aside), None, None, None, ", ".join(aside)))
    return Table(
        id=f"cases_{kind}",
        title="Was the settling test offered?" if of_tests else "Was the effective treatment offered?",
        columns=("how", "n", "share", *LIMITS, "cases"),
        rows=tuple(rows) if judged else (),
        about="Where several would do, the best offer counts. "
        + (
            "A star marks a test that is proposed: likely enough to change the advice, and worth its burden."
            if of_tests
            else "Not yet: something comes first. Set aside: no id is stated that the vocabulary has."
        ),
    )


def _named(case: CaseScore, of_tests: bool) -> str:
    wanted = ", ".join(case.truth.tests if of_tests else case.truth.treatments)
    mark = "*" if of_tests and case.test_proposed else ""
    why = f": {case.test_withheld}" if of_tests and case.test_withheld else ""
    return f"{case.case}{mark} ({wanted}{why})"


def after(scored: Scored) -> Table:
    """Each case once its confirming result is entered."""
    rows: list[tuple[Cell, ...]] = []
    for case in scored.judged:
        found = case.after
        before, then = case.standings["answer"], found.standing
        rows.append(
            (
                *(case.case, before.rank, then.rank if then else None, then.bits - before.bits if then else None),
                *(found.first, ", ".join(case.truth.mechanisms), ", ".join(found.weighed)),
                "; ".join(found.left) if then else found.why_not,
            )
        )
    return Table(
        id="cases_after",
        title="Once the confirming result is entered",
        columns=(
            *("case", "rank before", "rank after", "bits gained", "put first", "found in the end"),
            *("findings that were weighed", "not understood, or why not entered"),
        ),
        rows=tuple(rows),
        about="A cause that its own confirming result does not lift is missing a link or a word in the knowledge.",
    )


def claims(scored: Scored) -> Table:
    """Every mechanism stated above the limit."""
    return Table(
        id="cases_claims",
        title=f"Causes stated above {CLAIMED}",
        columns=("case", "cause", "P(active)", "true"),
        rows=tuple((c.case, one.mechanism, one.probability, one.true) for c in scored.judged for one in c.claims),
        about="True: among what was found. A truth lists what was found and not what was absent.",
    )


def read(scored: Scored) -> Table:
    """How much of the vignettes was understood, by region; examples set aside beforehand apart."""
    parts: dict[str, list[CaseScore]] = {}
    for case in scored.scores:
        parts.setdefault(case.region or "no region", []).append(case)
    if scored.seen == len(scored.scores):
        parts["set aside before any synonym was written"] = [c for c in scored.scores if c.case in SET_ASIDE]
    rows = []
    for name, cases in parts.items():
        values, whole, partly = (sum(n) for n in zip(*[(c.values, c.understood, c.partly) for c in cases], strict=True))
        rows.append((name, len(cases), values, whole, partly, whole / values if values else None))
    return Table(
        id="cases_read",
        title="How much of the vignettes was understood",
        columns=("cases", "n", "values", "without rest", "in part", "share without rest"),
        rows=tuple(rows),
    )


def refused(problems: Sequence[Problem]) -> Table:
    """What was not used, and what would mend it."""
    return Table(
        id="cases_problems",
        title="Entries not used, or used in part",
        columns=("file", "entry", "field", "what is wrong, and the mend"),
        rows=tuple((p.file, p.entry, p.field, p.message) for p in problems),
    )


def _limits(found: Mean) -> tuple[Cell, Cell, Cell]:
    return found.value, found.low, found.high
