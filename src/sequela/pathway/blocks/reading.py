"""One diary read: which scores count, what relief they show, and whether that can be told apart from anything else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from sequela.assessment import Statement
from sequela.assessment.blocks import NEGATIVE, POSITIVE, UNINTERPRETABLE, Score
from sequela.case.diary import Diary, DiaryRow
from sequela.knowledge import estimate
from sequela.knowledge.schema.blocks import BlockGuide
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.pathway.blocks import relief
from sequela.pathway.blocks.drugs import acting, candidates
from sequela.pathway.blocks.relief import Acting, Point, Run
from sequela.records import frozen

CUT_OFFS = ("relief_half", "relief_three_quarters", "relief_four_fifths")


@frozen
class Read:
    """What one diary shows by itself, before its place and its fellows are looked at."""

    verdict: str
    because: tuple[str, ...]
    cautions: tuple[str, ...]
    scores: tuple[Score, ...]
    baseline: float | None
    best: float | None
    run: Run | None
    acting: Acting
    drug_known: bool
    held: dict[float, bool | None]

    @property
    def duration(self) -> str | None:
        """How long relief lasted against what the drug explains."""
        if self.run is None or not self.drug_known:
            return None
        if self.run.last > self.acting.most[1]:
            return "longer"
        if self.run.ended is None:
            return "at_least"
        if self.run.ended <= self.acting.least[0]:
            return "shorter"
        return "explained"


def read(diary: Diary, guide: BlockGuide, knowledge: Knowledge) -> Read:
    """Read one diary as the guide of its kind of block says."""
    drugs = candidates(diary, knowledge)
    action = acting(drugs, mixed=len(diary.drugs) > 1)
    baseline, from_row = _baseline(diary)
    scores, points = _scores(diary, baseline, action, knowledge)
    needed = int(knowledge.conventions["diary_run"].value)
    at = estimate.probability(guide.positive_at).mean
    cuts = [knowledge.conventions[name].value for name in CUT_OFFS]
    made = Read(
        verdict=UNINTERPRETABLE,
        because=(),
        cautions=tuple(_cautions(diary, guide, knowledge, from_row=from_row)),
        scores=scores,
        baseline=baseline,
        best=relief.best(points, action, needed),
        run=relief.run_of(points, at, action, needed),
        acting=action,
        drug_known=bool(diary.drugs),
        held={cut: relief.held(points, cut, action, needed) for cut in (*cuts, at)},
    )
    if reasons := tuple(_unreadable(diary, made, points, knowledge)):
        return replace(made, because=reasons, held=dict.fromkeys(made.held))
    return _judged(made, at, points, diary, knowledge)


def _baseline(diary: Diary) -> tuple[float | None, bool]:
    """The score before the block: the one of the head, else the last one before it; and whether a row gave it."""
    if diary.baseline is not None:
        return diary.baseline, False
    before = [row.score for row in diary.rows if row.hours < 0 and row.score is not None and _same(row, diary)]
    return (before[-1], True) if before else (None, False)


def _same(row: DiaryRow, diary: Diary) -> bool:
    """True unless the row states another activity than the index activity."""
    if row.activity is None or diary.activity is None:
        return True
    return bool(_words(row.activity) & _words(diary.activity))


def _words(text: str) -> set[str]:
    return {word for word in "".join(c if c.isalnum() else " " for c in text.casefold()).split() if len(word) > 2}


def _scores(
    diary: Diary, baseline: float | None, action: Acting, knowledge: Knowledge
) -> tuple[tuple[Score, ...], tuple[Point, ...]]:
    """Every line with what was read of it, and the points held against the baseline, one to a time."""
    doses = [(row.hours, row.disturbance) for row in diary.rows if row.disturbance is not None]
    scores: list[Score] = []
    points: dict[float, Point] = {}
    for row in diary.rows:
        share = None
        if row.score is not None and baseline:
            share = relief.relief_of(row.score, baseline)
        unread = _unread(row, diary, action, share)
        covered = any(at < row.hours <= at + _lasts(dose, knowledge) for at, dose in doses)
        if unread is None and share is not None:
            known = points.get(row.hours)
            if known is None or share < known.relief:
                points[row.hours] = Point(hours=row.hours, relief=share, covered=covered)
            if covered:
                unread = "after a painkiller: shows pain, never relief"
        scores.append(
            Score(
                hours=row.hours,
                score=row.score,
                activity=row.activity,
                medicine=row.medicine,
                relief=None if share is None else 100 * share,
                dose=row.disturbance is not None,
                unread=unread,
                place=row.place,
            )
        )
    return tuple(scores), tuple(points[hours] for hours in sorted(points))


def _unread(row: DiaryRow, diary: Diary, action: Acting, share: float | None) -> str | None:
    if row.score is None:
        return "no score"
    if row.hours <= 0:
        return "before the block"
    if not _same(row, diary):
        return "another activity"
    if share is None:
        return "no baseline to hold it against"
    if row.hours < action.onset[0]:
        return "before the drug acts"
    return None


def _lasts(disturbance: str | None, knowledge: Knowledge) -> float:
    known = knowledge.disturbances.get(disturbance or "")
    return 0.0 if known is None or known.lasts is None else estimate.quantity(known.lasts)


def _unreadable(diary: Diary, made: Read, points: tuple[Point, ...], knowledge: Knowledge) -> Iterator[str]:
    """Why the diary can say nothing at all."""
    least = knowledge.conventions["diary_baseline"].value
    if made.baseline is None:
        yield "no score before the block: there is nothing to hold the others against"
    elif made.baseline < least:
        yield (
            f"the pain before the block was {made.baseline:g} of ten, below {least:g}: half of it is within the "
            "scatter of scores"
        )
    scored = [row for row in diary.rows if row.score is not None and row.hours > 0]
    if scored and not any(_same(row, diary) for row in scored):
        yield f"no score was taken during the index activity ({diary.activity})"
        return
    needed = int(knowledge.conventions["diary_readings"].value)
    if len(points) < needed and made.baseline:
        yield f"{len(points)} of the {needed} scores that are needed after the drug had begun to act"


def _judged(made: Read, at: float, points: tuple[Point, ...], diary: Diary, knowledge: Knowledge) -> Read:
    """The verdict at the deciding cut-off, and what sedation and painkillers make of it."""
    held = made.held[at]
    if held is None:
        return replace(made, because=(_open(made, at, points),))
    if not held:
        why = [_no_relief(made, at)]
        if diary.sedation:
            why.append("sedation does not weaken this: the pain stayed in spite of it")
        return replace(made, verdict=NEGATIVE, because=tuple(why))
    voiding = [d for d in diary.sedation or () if knowledge.disturbances[d].does == "voids"]
    if voiding:
        known = knowledge.disturbances[voiding[0]]
        reason = f"sedation ({diary.sedation_text}). {known.why.en}"
        return replace(made, because=(f"relief was seen, but under {reason}",))
    return replace(made, verdict=POSITIVE, because=(_relief(made, at),))


def _open(made: Read, at: float, points: tuple[Point, ...]) -> str:
    """Why the diary leaves open whether relief held."""
    if any(point.covered for point in points):
        return (
            "a painkiller was taken before the anaesthetic can have worn off: relief after it may be the "
            "painkiller's, and before it there was too little to read"
        )
    if made.run is None:
        return "too few scores while the anaesthetic acts to tell relief from its absence"
    drug = "the anaesthetic" if made.drug_known else "an anaesthetic that is not stated"
    until = "where the diary ends" if made.run.ended is None else f"and the next score is at {_hours(made.run.ended)}"
    return (
        f"relief of {100 * at:.0f} % is seen up to {_hours(made.run.last)}, {until}; {drug} "
        f"acts for at least {_range(made.acting.least)}"
    )


def _no_relief(made: Read, at: float) -> str:
    if made.run is None:
        top = "" if made.best is None else f"; two scores in a row held {max(made.best, 0):.0%} at the most"
        return f"the pain did not fall by {100 * at:.0f} % while the anaesthetic acted{top}"
    return (
        f"relief of {100 * at:.0f} % had ended by {_hours(made.run.ended or made.run.last)}, before the "
        f"anaesthetic can have worn off ({_range(made.acting.least)})"
    )


def _relief(made: Read, at: float) -> str:
    if made.run is None:
        return ""
    end = "until the diary ends" if made.run.ended is None else f"and was gone by {_hours(made.run.ended)}"
    return (
        f"relief of {100 * at:.0f} % or more held from {_hours(made.run.first)} to {_hours(made.run.last)} {end}; "
        f"the anaesthetic acts for {_range((made.acting.least[0], made.acting.most[1]))}"
    )


def _cautions(diary: Diary, guide: BlockGuide, knowledge: Knowledge, *, from_row: bool) -> Iterator[str]:
    """What a reader should hold against any relief that is seen."""
    if diary.drug is None:
        yield "the anaesthetic is not stated: its hours are not known"
    if diary.sedation is None:
        yield "whether sedation was given is not recorded"
    given = [knowledge.disturbances[sedation] for sedation in diary.sedation or ()]
    if given and all(known.does == "weakens" for known in given):
        yield f"sedation ({diary.sedation_text}): {given[0].why.en}"
    if diary.steroid:
        yield "a steroid was given with it: relief after the anaesthetic's hours may be the steroid's"
    if guide.volume is not None and diary.volume is not None:
        most = estimate.quantity(guide.volume)
        if diary.volume > most:
            yield f"{diary.volume:g} ml at one target, more than {most:g}: it spreads, and relief is less exact"
    if from_row:
        yield "the baseline is the last score before the block"
    if diary.activity is None:
        yield "the index activity is not stated: every score is taken as of the same activity"
    yield from diary.notes


def _hours(hours: float) -> str:
    return f"{hours:.3g} h"


def _range(pair: tuple[float, float]) -> str:
    low, high = pair
    return f"{low:.2g} h" if low == high else f"{low:.2g} to {high:.2g} h"


def statements(texts: tuple[str, ...], place: str) -> tuple[Statement, ...]:
    """Reasons in words, each with the block it is about."""
    return tuple(Statement(text=text, facts=(place,)) for text in texts)
