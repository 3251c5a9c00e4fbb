"""Part of the validation: do cohorts with a study's inclusion show the causes that the study found?"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sequela.upkeep.accuracy import wilson
from sequela.validation.parallel import spread
from sequela.validation.part import Cell, Figure, Goal, Part, Picture, Study, Table
from sequela.validation.plots import Axis, Compared, intervals
from sequela.validation.standing import Standing

from .cohorts import Task, simulated
from .compare import HOLLOW, Comparison, compared
from .file import FILE, CauseTables, read_cause_tables

COHORTS = (60, 200)
"""Fewest and most cohorts of each study; between them a tenth of the simulated patients of the study."""
NORMAL_90 = 1.644854
SHOWN = 15
"""Rows in the picture, those of the largest studies."""


def part(study: Study) -> Part:
    """Published tables of causes beside simulated cohorts. Raises `KnowledgeError` for a table that is wrong."""
    return part_of(study, FILE)


def part_of(study: Study, path: Path) -> Part:
    """The same for another file of tables."""
    knowledge, settings = study.knowledge, study.settings
    tables = read_cause_tables(knowledge, path)
    cohorts = min(max(settings.patients // 10, COHORTS[0]), COHORTS[1])
    tasks = [Task(study=one, cohorts=cohorts, seed=settings.seed) for one in tables.studies]
    drawn = spread(simulated, tasks, knowledge, settings.workers, study.progress, "cohorts of published studies")
    return told(tables, compared(knowledge, tables, drawn))


def told(tables: CauseTables, rows: Sequence[Comparison]) -> Part:
    """The part, from every row beside its cohorts."""
    figures = _figures(rows)
    return Part(
        id="cause_tables",
        title="Published tables of causes",
        question="If patients like those of a published series are drawn from our numbers, are the causes as frequent "
        "as the series found them?",
        answer=_answer(rows),
        figures=figures,
        tables=(_all(rows), _differing(rows), _hollow(rows), _left_out(tables)),
        pictures=(_picture(rows),),
        limits=(
            "Most series are small, old and from one centre, and each names causes in its own way; agreement shows "
            "that our numbers are possible, not that they are right.",
            "Who was in a series is known only as far as its publication says; whatever it does not say follows our "
            "own shares.",
            "Many of our intervals are wide, so a figure can lie inside without saying much; those are listed.",
            "No table of causes after thoracic surgery was found, and few for the neck.",
        ),
    )


# --- figures ----------------------------------------------------------------------------------------------------------

_SAID: dict[Standing, str] = {
    "apart": "apart from our numbers",
    "named": "read when a number was set",
    "used": "that set one of our numbers",
}


def _figures(rows: Sequence[Comparison]) -> tuple[Figure, ...]:
    apart = [r for r in rows if r.standing == "apart"]
    outside = [r for r in rows if not r.inside]
    return (
        _inside("apart", apart, "Published figures no number of ours rests on"),
        Figure(
            id="distance_apart",
            label="Mean distance between such a figure and ours",
            value=_mean([abs(r.published.y - r.ours.y) for r in apart]),
            unit="share",
            n=len(apart),
        ),
        Figure(
            id="disagreements_without_reason",
            label="Disagreements without a named reason",
            value=float(sum(not r.excused for r in outside)),
            unit="count",
            n=len(rows),
            goal=Goal(high=0),
        ),
        Figure(id="disagreements", label="Disagreements", value=float(len(outside)), unit="count", n=len(rows)),
        Figure(
            id="against_ourselves",
            label="Disagreements in which the reason says that our number is the likelier to be wrong",
            value=float(sum(_against_us(r) for r in outside)),
            unit="count",
            n=len(outside),
        ),
        Figure(
            id="agreements_on_nothing",
            label="Agreements that rest on little: judged numbers, or an interval that could hardly be missed",
            value=float(sum(r.verdict in HOLLOW for r in rows)),
            unit="count",
            n=len(rows) - len(outside),
        ),
        _inside("named", [r for r in rows if r.standing == "named"], "Figures read when a number of ours was set"),
        _inside("used", [r for r in rows if r.standing == "used"], "Figures that set a number of ours"),
    )


def _inside(standing: Standing, rows: Sequence[Comparison], label: str) -> Figure:
    n = len(rows)
    share = sum(r.inside for r in rows) / n if n else None
    low, high = wilson(share, n, NORMAL_90) if share is not None else (None, None)
    return Figure(
        id=f"inside_{standing}",
        label=f"{label}: inside the interval of our cohorts",
        value=share,
        unit="share",
        low=low,
        high=high,
        n=n,
        note="nine in ten are expected where the series mean by a cause what we mean"
        if standing == "apart"
        else "no test of our numbers: listed apart",
    )


def _against_us(row: Comparison) -> bool:
    reason = row.row.reason
    return reason is not None and row.excused and any(code.startswith("knowledge_") for code in reason.codes)


def _mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None


def _answer(rows: Sequence[Comparison]) -> str:
    apart = [r for r in rows if r.standing == "apart"]
    outside = [r for r in rows if not r.inside]
    bare = [r for r in outside if not r.excused]
    ours = sum(_against_us(r) for r in outside)
    said = (
        f"Of {len(apart)} published figures on which no number of ours rests, {sum(r.inside for r in apart)} lie "
        f"inside what cohorts drawn from our numbers show. Over all {len(rows)} figures {len(outside)} disagree; in "
        f"{ours} of them our own number is the likelier to be wrong."
    )
    if bare:
        names = ", ".join(f"{r.study.id}/{r.row.id}" for r in bare)
        return f"{said} Without a reason: {names}."
    return f"{said} Every disagreement has a named reason."


# --- tables and picture -----------------------------------------------------------------------------------------------


def _all(rows: Sequence[Comparison]) -> Table:
    return Table(
        id="figures",
        title="Every published figure beside our cohorts",
        columns=(
            "cause",
            "what was counted",
            "study",
            "region",
            "n",
            "N",
            "published",
            "95 % from",
            "to",
            "ours",
            "90 % from",
            "to ",
            "inside ours",
            "ours inside theirs",
            "the figure",
            "verdict",
        ),
        rows=tuple(_line(r) for r in sorted(rows, key=lambda r: (r.group, r.study.id, r.row.id))),
        about="Shares. 'Ours' is the mean of simulated cohorts of the same size and inclusion, each with numbers of "
        "its own; the interval holds nine in ten of them.",
    )


def _line(r: Comparison) -> tuple[Cell, ...]:
    return (
        r.group,
        r.row.label,
        r.study.id,
        r.study.region,
        r.row.n,
        r.row.N,
        r.published.y,
        r.published.low,
        r.published.high,
        r.ours.y,
        r.ours.low,
        r.ours.high,
        r.inside,
        r.within_theirs,
        _SAID[r.standing],
        r.verdict,
    )


def _differing(rows: Sequence[Comparison]) -> Table:
    outside = sorted((r for r in rows if not r.inside), key=lambda r: -abs(r.published.y - r.ours.y))
    return Table(
        id="disagreements",
        title="Disagreements and their reasons",
        columns=("what was counted", "study", "published", "ours", "the figure", "reasons", "in words"),
        rows=tuple(
            (
                r.row.label,
                r.cite,
                r.published.y,
                r.ours.y,
                _SAID[r.standing],
                ", ".join(r.row.reason.codes).replace("_", " ") if r.excused and r.row.reason else "NONE",
                r.row.reason.text if r.excused and r.row.reason else "",
            )
            for r in outside
        ),
        about="Widest first. A reason counts only in the direction for which it was given.",
    )


def _hollow(rows: Sequence[Comparison]) -> Table:
    return Table(
        id="agreements_on_nothing",
        title="Agreements that rest on little",
        columns=("what was counted", "study", "published", "ours", "90 % from", "to", "why it says little"),
        rows=tuple(
            (r.row.label, r.study.id, r.published.y, r.ours.y, r.ours.low, r.ours.high, r.verdict)
            for r in rows
            if r.verdict in HOLLOW
        ),
        about="Inside, but the number behind is judged and not measured, or our interval spans more than 40 points.",
    )


def _left_out(tables: CauseTables) -> Table:
    return Table(
        id="left_out",
        title="Publications that could not be compared",
        columns=("study", "because"),
        rows=tuple((one.id, one.because) for one in tables.left_out),
    )


def _picture(rows: Sequence[Comparison]) -> Picture:
    largest = sorted(rows, key=lambda r: (-r.row.N, r.study.id, r.row.id))[:SHOWN]
    ordered = sorted(largest, key=lambda r: (r.group, r.study.id, r.row.id))
    title = "Published shares and ours"
    return Picture(
        id="forest",
        title=title,
        svg=intervals(
            title,
            Axis(label="share of patients", low=0, high=1, ticks=(0, 0.25, 0.5, 0.75, 1), percent=True),
            [
                Compared(
                    label=f"{r.row.label} ({r.row.n} of {r.row.N})", published=r.published, ours=r.ours, inside=r.inside
                )
                for r in ordered
            ],
        ),
        words=f"The {len(ordered)} figures of the largest studies, by cause: round the published share with its 95 % "
        f"interval, square ours with its 90 % interval; {sum(r.inside for r in ordered)} lie inside ours.",
        table="figures",
    )
