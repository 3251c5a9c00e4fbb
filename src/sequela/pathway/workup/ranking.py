"""Tests in the order of what they would change: the worth of a better choice after each result, against their burden.

For each test its joint results are weighed: how likely each is, which mechanism would lead after it, and which option
would then be the best. Its gain is the expected worth of the best option after the result, less that of the best option
now, in months of relief. A test that changes nothing is not proposed, and if none would, the work-up says to stop.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import combinations

import numpy as np

from sequela import inference
from sequela.assessment import Place
from sequela.assessment.plan import Reason
from sequela.assessment.workup import FIRST, BurdenOf, Ranked, ResultOf, Withheld, WorkupResult
from sequela.case.when import MINUTES_PER_HOUR
from sequela.knowledge import estimate
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.terms import FindingId
from sequela.knowledge.schema.tests import Test
from sequela.pathway.differential.posterior import Inferred
from sequela.pathway.plan.options import Considered
from sequela.pathway.plan.view import View
from sequela.pathway.reading import CaseFacts

from .advice import Advice, Leading, Supposed
from .withheld import due, permission


def workup(view: View, inferred: Inferred, facts: CaseFacts, considered: Sequence[Considered]) -> WorkupResult:
    """The tests of the main complaint, ranked. Pure; `facts` is the reading that rules are asked of."""
    knowledge = view.knowledge
    advice = Advice(view, facts, considered)
    now = advice.now()
    open_ = [(test, found) for test in knowledge.tests.values() if (found := _open(test, view, inferred))]
    weighed = [
        (test, None, s) for (test, _), s in zip(open_, _supposed(view, inferred, [f for _, f in open_]), strict=True)
    ]
    ranked = [_ranked(view, advice, now, facts, test, beside, s) for test, beside, s in weighed]
    ranked.sort(key=_order)
    if not any(r.proposed for r in ranked):
        ranked = sorted([*ranked, *_pairs(view, inferred, advice, now, facts, open_)], key=_order)
    return WorkupResult(
        complaint=view.complaint.id,
        advice_now=advice.name(now.first[0]),
        then_now=advice.name(now.then[0]),
        tests=tuple(ranked),
        stop=None if any(r.proposed for r in ranked) else _stop(ranked, advice, now, knowledge),
    )


def behind(result: WorkupResult, what: str) -> WorkupResult:
    """The work-up while something else comes first: nothing is proposed, and it says what does."""
    tests = tuple(replace(test, proposed=False) for test in result.tests)
    return replace(result, tests=tests, stop=f"{FIRST}{what}")


def proposed(result: WorkupResult) -> tuple[Ranked, ...]:
    """The tests that are proposed, in order."""
    return tuple(test for test in result.tests if test.proposed)


def _open(test: Test, view: View, inferred: Inferred) -> tuple[FindingId, ...]:
    """The findings of a test that are not known yet, most telling first, as many as its joint results allow."""
    if view.complaint.region not in test.regions:
        return ()
    known = [f for f in test.shows if f in inferred.outcomes]
    known.sort(key=lambda f: -inferred.outcomes[f].bits)
    room = view.knowledge.conventions["test_results"].value
    out: list[FindingId] = []
    measured: set[str] = set()
    for finding in known:
        record = view.knowledge.findings[finding]
        if len(record.levels) > room or record.measures in measured:  # the same thing is not measured twice
            continue
        out.append(finding)
        room /= len(record.levels)
        measured |= {record.measures} if record.measures is not None else set()
    return tuple(out)


def _supposed(view: View, inferred: Inferred, tests: Sequence[tuple[FindingId, ...]]) -> list[Supposed]:
    index = inferred.region.index()
    joints = inference.joint_outcomes(
        inferred.plan,
        [[index[f] for f in findings] for findings in tests],
        inferred.region.salience,
        most_nodes=int(view.knowledge.conventions["test_nodes"].value),
    )
    return [
        Supposed(findings=f, levels=j.levels, probability=j.probability, active=j.active, main=j.main, bits=j.bits)
        for f, j in zip(tests, joints, strict=True)
    ]


def _ranked(
    view: View,
    advice: Advice,
    now: Leading,
    facts: CaseFacts,
    test: Test,
    beside: Test | None,
    supposed: Supposed,
) -> Ranked:
    after = advice.under(supposed)
    changed = np.array([not after.same(row, now) for row in range(len(supposed.levels))])
    gain = float(supposed.probability @ after.worth) - float(now.worth[0])
    both = (test,) if beside is None else (test, beside)
    allowed = [permission(one, facts, view.knowledge) for one in both]
    refused = [a.withheld for a in allowed if a.withheld] + [
        d for one in both if (d := _done(one, facts, view.knowledge))
    ]
    label = (
        test.label.en if beside is None else f"{test.label.en}, and {beside.label.en[:1].lower()}{beside.label.en[1:]}"
    )
    change, burden = float(supposed.probability @ changed), _burden(view.knowledge, test, beside)
    withheld = refused[0] if refused else None
    likely = change >= view.knowledge.conventions["least_change"].value
    named = None if beside is not None else _due(test, view, facts)
    return Ranked(
        test=test.id,
        label=label,
        beside=None if beside is None else beside.id,
        where=_where(view, test, supposed.findings),
        findings=tuple(map(str, supposed.findings)),
        gain_bits=supposed.bits,
        gain_months=max(0.0, gain),
        change_probability=change,
        outcomes=_outcomes(view, advice, supposed, after, now),
        burden=burden,
        preparation=tuple(dict.fromkeys(text.en for one in both for text in one.preparation)),
        precautions=tuple(dict.fromkeys(reason for a in allowed for reason in a.precautions)),
        ask_first=tuple(dict.fromkeys(missing for a in allowed for missing in a.ask_first)),
        withheld=withheld,
        proposed=withheld is None and (named is not None or (likely and gain > burden.months)),
        due=named,
    )


def _order(ranked: Ranked) -> tuple[bool, bool, bool, float, float, str]:
    """What may be done first: what a guideline names, then by gain less burden; the others by what they would tell.

    Where a test gains nothing its burden alone would be left, and the cheapest would lead whatever it shows.
    """
    spare = ranked.gain_months - ranked.burden.months
    return (
        ranked.withheld is not None,
        not ranked.proposed,
        ranked.due is None,
        -(spare if ranked.proposed and ranked.due is None else ranked.gain_bits),
        -spare,
        ranked.test + (ranked.beside or ""),
    )


def _outcomes(view: View, advice: Advice, supposed: Supposed, after: Leading, now: Leading) -> tuple[ResultOf, ...]:
    order = np.argsort(-supposed.probability, kind="stable")
    out = []
    for r in order:
        if supposed.probability[r] <= 0:
            continue
        first = int(np.argmax(supposed.main[r]))
        out.append(
            ResultOf(
                result=_said(view.knowledge, supposed, int(r)),
                probability=float(supposed.probability[r]),
                leading=str(view.causes[first]),
                leading_probability=float(supposed.main[r][first]),
                advice=advice.name(after.first[r]),
                then=advice.name(after.then[r]),
                changes=not after.same(int(r), now),
            )
        )
    return tuple(out)


def _said(knowledge: Knowledge, supposed: Supposed, row: int) -> str:
    """A joint result in words: what is found; "nothing of it" if all are at their lowest level."""
    found = []
    for finding, level in zip(supposed.findings, supposed.levels[row], strict=True):
        known = knowledge.findings[finding]
        if level == 0 and len(supposed.findings) > 1:
            continue
        said = known.levels[level].replace("_", " ")
        found.append(known.label.en if said == "present" else f"{known.label.en}: {said}")
    if found:
        return "; ".join(found)
    return "none of: " + ", ".join(knowledge.findings[f].label.en for f in supposed.findings)


def _burden(knowledge: Knowledge, test: Test, other: Test | None) -> BurdenOf:
    conventions = knowledge.conventions
    minutes, months, dose = 0.0, 0.0, None
    for one in (test, other):
        if one is None:
            continue
        lasts = estimate.quantity(one.burden.minutes)
        minutes += lasts
        months += conventions["burden_hour"].value * lasts / MINUTES_PER_HOUR
        months += conventions[f"burden_{one.burden.cost}"].value
        if one.burden.invasiveness != "none":
            months += conventions[f"burden_{one.burden.invasiveness}"].value
        if one.burden.radiation is not None:
            sievert = estimate.quantity(one.burden.radiation)
            dose = sievert + (dose or 0.0)
            months += conventions["burden_radiation"].value * sievert
    return BurdenOf(
        minutes=minutes,
        radiation_msv=dose,
        invasiveness=test.burden.invasiveness,
        cost=test.burden.cost,
        months=months,
    )


def _where(view: View, test: Test, findings: Iterable[FindingId]) -> tuple[Place, ...]:
    """The places of the mechanisms that the test tells most about, as far as the facts support any."""
    if test.located == "no":
        return ()
    wanted = set(findings)
    region = view.complaint.region
    likely = sorted(view.causes, key=lambda m: -view.active.get(str(m), 0.0))
    for mechanism in likely:
        record = view.knowledge.mechanisms[mechanism]
        if region in record.regions and wanted & set(record.regions[region].findings):
            places = view.where.get(str(record.part_of or mechanism), ())
            if places:
                return tuple(places)
    return ()


def _due(test: Test, view: View, facts: CaseFacts) -> Reason | None:
    """Why a guideline names it next, unless another test that stands for it is on record."""
    others = (view.knowledge.tests.get(name) for name in test.instead)
    if any(other is not None and _done(other, facts, view.knowledge) for other in others):
        return None
    return due(test, view.complaint.region, facts)


def _done(test: Test, facts: CaseFacts, knowledge: Knowledge) -> Withheld | None:
    """A test of which something is on record and still holds: its report can be read again before it is repeated."""
    seen = [f for f in test.shows if f in facts.seen and _usual_test(knowledge, f) == test.id]
    if not seen:
        return None
    labels = ", ".join(knowledge.findings[f].label.en for f in seen[:2])
    places = tuple(dict.fromkeys(place for f in seen for observed in facts.seen[f] for place in observed.facts))
    return Withheld(
        reason=f"done already: {labels} on record",
        alternative="read the report or the images again for what is not on record",
        facts=places,
    )


def _usual_test(knowledge: Knowledge, finding: FindingId) -> str | None:
    """The test from which a result most likely comes: the lightest, then that of which it is the most telling."""
    showing = [t for t in knowledge.tests.values() if finding in t.shows]
    first = min(showing, key=lambda t: (_burden(knowledge, t, None).months, t.shows.index(finding), t.id), default=None)
    return None if first is None else first.id


def _pairs(
    view: View,
    inferred: Inferred,
    advice: Advice,
    now: Leading,
    facts: CaseFacts,
    open_: Sequence[tuple[Test, tuple[FindingId, ...]]],
) -> list[Ranked]:
    """Two tests together, where no single one would change the advice."""
    told = sorted(open_, key=lambda pair: -max(inferred.outcomes[f].bits for f in pair[1]))
    told = [(t, f) for t, f in told if permission(t, facts, view.knowledge).withheld is None]
    tried = told[: int(view.knowledge.conventions["pairs_tried"].value)]
    pairs = [(a, b) for a, b in combinations(tried, 2) if not set(a[1]) & set(b[1])]
    joint = [(*a[1][:2], *b[1][:2]) for a, b in pairs]
    found = [
        _ranked(view, advice, now, facts, a[0], b[0], s)
        for (a, b), s in zip(pairs, _supposed(view, inferred, joint), strict=True)
    ]
    return [r for r in found if r.proposed]


def _stop(ranked: Sequence[Ranked], advice: Advice, now: Leading, knowledge: Knowledge) -> str:
    names = dict.fromkeys((advice.name(now.first[0]), advice.name(now.then[0])))
    label = ", then ".join(knowledge.treatments[n].label.en if n in knowledge.treatments else n for n in names)
    held = [r.label for r in ranked if r.withheld is not None and r.change_probability > 0]
    said = f"No test that may be done now would change the procedure ({label}) enough to be worth its burden."
    return f"{said} Withheld or done already: {', '.join(held[:2])}." if held else said
