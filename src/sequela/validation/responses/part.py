"""Part of the validation: are as many people helped by a treatment as the plan expects, in studies it does not use?"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

from sequela.knowledge.schema.knowledge import Knowledge
from sequela.upkeep.accuracy import NORMAL_95, wilson
from sequela.validation.part import Cell, Figure, Part, Picture, Study, Table
from sequela.validation.plots import Axis, Compared, Point, intervals

from .file import Responses, read_responses
from .predict import Observed, Prediction, between, observed, predictions

NORMAL_90 = 1.644854
SHOWN = 15


def part(study: Study) -> Part:
    """Published shares of people helped beside their predictions. Raises `KnowledgeError` for a file that is wrong."""
    knowledge = study.knowledge
    responses = read_responses(knowledge)
    found = observed(knowledge, responses)
    study.progress(0.5, "responses to treatments")
    return told(knowledge, responses, found, predictions(knowledge, found, study.settings.seed))


def told(knowledge: Knowledge, responses: Responses, found: Sequence[Observed], rows: Sequence[Prediction]) -> Part:
    """The part, from every share and its prediction."""
    held = [r for r in rows if r.observed.held_out]
    left = [r for r in rows if not r.observed.held_out]
    alone = untestable(found)
    return Part(
        id="responses",
        title="Results of treatments",
        question="Does the share of people helped, as the plan reckons it, come true in studies that it does not "
        "reckon from?",
        answer=_answer(held, left, alone),
        figures=_figures(found, held, left, alone),
        tables=(_table(knowledge, rows), _alone(knowledge, found, alone), _no_response(knowledge, responses)),
        pictures=(_picture(knowledge, held, left),),
        limits=(
            "Studies of one treatment differ in whom they chose, how long they waited and what they called success; "
            "the prediction allows for the second only where the knowledge judged it.",
            "Few treatments have more than two studies with a printed share, and most were read in their abstract.",
            "Where a study does not print how many people were counted, the belief the knowledge gives its figure "
            "stands in.",
            "A study that counted only those who had passed a trial is held against one that counted everyone.",
            "A treatment with one study cannot be tested at all; those are listed.",
        ),
    )


def untestable(found: Sequence[Observed]) -> tuple[str, ...]:
    """Treatments of which only one trial has a share of people helped."""
    trials = Counter(t for t, _ in {(o.treatment, o.trial) for o in found})
    return tuple(sorted(t for t, n in trials.items() if n == 1))


# --- figures ----------------------------------------------------------------------------------------------------------


def _figures(
    found: Sequence[Observed], held: Sequence[Prediction], left: Sequence[Prediction], alone: Sequence[str]
) -> tuple[Figure, ...]:
    operated = [r for r in (*held, *left) if r.observed.operated == "yes"]
    return (
        _inside("held_out_inside", "Studies no treatment reckons from: inside the prediction", held),
        _error("held_out_error", "Mean distance of such a study from its prediction", held),
        _naive("held_out_naive_error", "The same, if all treatments were alike", held),
        _inside("left_out_inside", "Studies left out one at a time: inside the prediction", left),
        _error("left_out_error", "Mean distance of a left-out study from its prediction", left),
        _naive("left_out_naive_error", "The same, if all treatments were alike", left),
        _share(
            "left_out_inside_own",
            "Left-out studies inside the interval the plan itself would show",
            [r.inside_own for r in left],
            "it holds how unsure the one study is, not how far studies differ",
        ),
        _inside("operated_inside", "Studies of operated people only, both kinds: inside the prediction", operated),
        _error("operated_error", "Mean distance in operated people", operated),
        Figure(
            id="between_studies",
            label="How far a second study of the same treatment typically lies from a first that helped one half",
            value=1 / (1 + math.exp(-math.sqrt(2 * between([o for o in found if not o.held_out])))) - 0.5,
            unit="share",
        ),
        Figure(
            id="untestable",
            label="Treatments with one study only, which cannot be tested",
            value=float(len(alone)),
            unit="count",
            n=len({o.treatment for o in found}),
        ),
    )


def _share(name: str, label: str, hits: Sequence[bool], note: str) -> Figure:
    if not hits:
        return Figure(id=name, label=label, value=None, unit="share", n=0, note=note)
    value = sum(hits) / len(hits)
    low, high = wilson(value, len(hits), NORMAL_90)
    return Figure(id=name, label=label, value=value, unit="share", low=low, high=high, n=len(hits), note=note)


def _inside(name: str, label: str, rows: Sequence[Prediction]) -> Figure:
    return _share(name, label, [r.inside for r in rows], "nine in ten are meant to lie inside")


def _error(name: str, label: str, rows: Sequence[Prediction]) -> Figure:
    return Figure(
        id=name, label=label, value=_mean([abs(r.found - r.expected) for r in rows]), unit="share", n=len(rows)
    )


def _naive(name: str, label: str, rows: Sequence[Prediction]) -> Figure:
    return Figure(id=name, label=label, value=_mean([abs(r.found - r.naive) for r in rows]), unit="share", n=len(rows))


def _mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None


def _answer(held: Sequence[Prediction], left: Sequence[Prediction], alone: Sequence[str]) -> str:
    def points(rows: Sequence[Prediction], *, naive: bool) -> str:
        distance = _mean([abs(r.found - (r.naive if naive else r.expected)) for r in rows])
        return "–" if distance is None else f"{100 * distance:.0f}"

    return (
        f"Of {len(held)} studies that no treatment reckons from, {sum(r.inside for r in held)} lie inside their "
        f"prediction, {points(held, naive=False)} points from it on average ({points(held, naive=True)} if all "
        f"treatments were alike). Of {len(left)} studies left out one at a time, {sum(r.inside for r in left)} lie "
        f"inside, {points(left, naive=False)} points off ({points(left, naive=True)}); the interval the plan shows "
        f"holds {sum(r.inside_own for r in left)} of them, since it says nothing of how far studies differ. "
        f"{len(alone)} treatments have one study only."
    )


# --- tables and picture -----------------------------------------------------------------------------------------------


def _table(knowledge: Knowledge, rows: Sequence[Prediction]) -> Table:
    return Table(
        id="predictions",
        title="Every study beside its prediction",
        columns=(
            "treatment",
            "study",
            "kind",
            "operated",
            "what counted",
            "people",
            "found",
            "predicted from",
            "reached",
            "predicted",
            "90 % from",
            "to",
            "inside",
            "the plan's own from",
            "to ",
            "inside it",
            "all alike",
        ),
        rows=tuple(_line(knowledge, r) for r in rows),
        about="Shares of people helped. 'Reached': how much of the pain of that study's patients the treatment is "
        "taken to reach. People in brackets: not printed, the belief of the knowledge stands in. The interval holds "
        "the spread between studies of one treatment; the plan's own does not. Of a study held out, the share helped "
        "sets nothing in the knowledge; another figure of it may, such as how long relief lasts.",
    )


def _line(knowledge: Knowledge, r: Prediction) -> tuple[Cell, ...]:
    one = r.observed
    return (
        knowledge.treatments[one.treatment].label.en,
        one.source,
        "held out" if one.held_out else "left out",
        one.operated,
        one.measure,
        round(one.people) if one.printed else f"({one.people:.0f})",
        r.found,
        r.by.source,
        r.reach,
        r.expected,
        *r.wide,
        r.inside,
        *r.own,
        r.inside_own,
        r.naive,
    )


def _alone(knowledge: Knowledge, found: Sequence[Observed], alone: Sequence[str]) -> Table:
    only = {o.treatment: o for o in found if o.treatment in alone}
    return Table(
        id="untestable",
        title="Treatments with one study only",
        columns=("treatment", "study", "operated", "what counted", "share"),
        rows=tuple(
            (knowledge.treatments[t].label.en, only[t].source, only[t].operated, only[t].measure, only[t].share.mean)
            for t in alone
        ),
        about="What the plan says of these rests on a single study and cannot be checked by another.",
    )


def _no_response(knowledge: Knowledge, responses: Responses) -> Table:
    return Table(
        id="no_response",
        title="Outcomes left out because they count something else",
        columns=("treatment", "study", "because"),
        rows=tuple(
            (knowledge.treatments[no.treatment].label.en, no.source, no.because) for no in responses.no_response
        ),
    )


def _picture(knowledge: Knowledge, held: Sequence[Prediction], left: Sequence[Prediction]) -> Picture:
    largest = sorted((r for r in left if r.observed.printed), key=lambda r: (-r.observed.people, r.observed.source))
    drawn = [*held, *largest[: max(0, SHOWN - len(held))]]
    title = "Shares helped, found and predicted"
    return Picture(
        id="shares_helped",
        title=title,
        svg=intervals(
            title,
            Axis(label="share of people helped", low=0, high=1, ticks=(0, 0.25, 0.5, 0.75, 1), percent=True),
            [_compared(knowledge, r) for r in drawn],
        ),
        words=f"The {len(held)} studies held out, then the largest left out: round what the study found with its 95 % "
        f"interval, square the prediction with its 90 % interval; {sum(r.inside for r in drawn)} of {len(drawn)} lie "
        "inside.",
        table="predictions",
    )


def _compared(knowledge: Knowledge, r: Prediction) -> Compared:
    one = r.observed
    low, high = wilson(r.found, one.people, NORMAL_95)
    return Compared(
        label=f"{knowledge.treatments[one.treatment].label.en}: {one.source}",
        published=Point(x=r.found, y=r.found, low=low, high=high),
        ours=Point(x=r.expected, y=r.expected, low=r.wide[0], high=r.wide[1]),
        inside=r.inside,
    )
