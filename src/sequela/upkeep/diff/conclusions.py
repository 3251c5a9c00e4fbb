"""One patient under two versions of the knowledge: which conclusions change, danger first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal, get_args

from sequela.assessment import Assessment, ComplaintResult, Ranked
from sequela.assessment.plan import STATUSES, Option, PlanResult
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.pathway.dictation import first_sentence, inside, percent
from sequela.records import frozen
from sequela.report import next_steps, sections
from sequela.report.compare import Change, FlagChange, WhatIf, compare

Sort = Literal[
    "unread",
    "level",
    "flag",
    "medicines",
    "leading",
    "probability",
    "order",
    "pattern",
    "step",
    "test",
    "option",
    "reason",
    "words",
    "question",
]
"""What a conclusion is about, in the order in which a clinician must know of it."""

ORDER: tuple[Sort, ...] = get_args(Sort)
DANGER: frozenset[Sort] = frozenset({"unread", "level", "flag", "medicines"})
SMALL: frozenset[Sort] = frozenset({"question"})
"""What does not make a conclusion another one: a danger of which nobody had asked is one more question."""

ARROW = "→"
LEVELS = ("routine", "two_weeks", "same_day", "emergency_now")
RAISED = frozenset({"present", "possible"})


@frozen
class Shift:
    """One conclusion that is another one.

    what
        what it is about, in words; `before` and `after` what was and is concluded.
    size
        how far it moved: a difference of probabilities, or of steps; 0 where there is no more or less.
    beside
        a second figure that goes with it: for a source of pain, P(main generator) before and after.
    """

    sort: Sort
    what: str
    before: str
    after: str
    size: float = 0.0
    beside: str | None = None

    @property
    def text(self) -> str:
        """The change in one line."""
        return f"{self.what}: {self.before} {ARROW} {self.after}" + (f"; {self.beside}" if self.beside else "")

    @property
    def dangerous(self) -> bool:
        """Whether it is about what must not be missed."""
        return self.sort in DANGER


@frozen
class CaseChange:
    """A patient for whom something changes: what, the most important first."""

    case: str
    shifts: tuple[Shift, ...]

    @property
    def dangerous(self) -> bool:
        """Whether a change is about what must not be missed."""
        return any(shift.dangerous for shift in self.shifts)

    @property
    def weight(self) -> tuple[object, ...]:
        """Sorts cases: danger first, then by the most important change and how far it goes; ties by name."""
        first = self.shifts[0]
        return ORDER.index(first.sort), -first.size, self.case


@frozen
class Limits:
    """From when on a probability counts as moved.

    probability
        P(active) or P(main generator) by more than this, or
    of_interval
        P(active) by more than this part of its interval before, and
    least
        in any case by at least this.
    """

    probability: float
    of_interval: float
    least: float


def limits_of(knowledge: Knowledge) -> Limits:
    """The limits as the knowledge of the program states them."""
    stated = knowledge.conventions
    return Limits(
        probability=stated["moved_probability"].value,
        of_interval=stated["moved_of_interval"].value,
        least=stated["least_change_shown"].value,
    )


def shifts(before: Assessment, after: Assessment, limits: Limits) -> tuple[Shift, ...]:
    """Every conclusion that is another one, in `ORDER`, within it the largest first."""
    compared = compare(before, after, ())
    found = [
        *_danger(compared),
        *_medicines(before, after),
        *_sources_of_pain(before, after, compared.changes, limits),
        *_next(before, after),
        *_options(before.plan, after.plan),
        *_reasons(before, after),
        *_words(before, after),
    ]
    return tuple(sorted(found, key=lambda s: (ORDER.index(s.sort), -s.size, s.what)))


def substantial(found: tuple[Shift, ...]) -> bool:
    """Whether any of these makes the answer another one."""
    return any(shift.sort not in SMALL for shift in found)


# --- danger ----------------------------------------------------------------------------------------------------------


def _danger(compared: WhatIf) -> Iterator[Shift]:
    old, new = compared.level_before, compared.level_after
    if old != new:
        words = sections.LEVEL_WORDS
        yield Shift(
            sort="level", what="Danger", before=words[old], after=words[new],
            size=abs(LEVELS.index(new) - LEVELS.index(old)),
        )  # fmt: skip
    for flag in compared.flags:
        yield _flag(flag)


def _flag(flag: FlagChange) -> Shift:
    raised = bool(RAISED & {flag.before, flag.after})
    before, after = (sections.FLAG_WORDS.get(status, status) for status in (flag.before, flag.after))
    size = 2.0 if "present" in {flag.before, flag.after} else 1.0
    return Shift(sort="flag" if raised else "question", what=flag.label, before=before, after=after, size=size)


def _medicines(before: Assessment, after: Assessment) -> Iterator[Shift]:
    old, new = ({alert.id: alert.label for alert in a.medicine_alerts} for a in (before, after))
    yield from _gained_and_lost("medicines", old, new, "not said", "warned of")


def _gained_and_lost(
    sort: Sort, old: Mapping[str, str], new: Mapping[str, str], without: str, with_it: str
) -> Iterator[Shift]:
    for name in sorted({*old, *new}):
        if name not in old:
            yield Shift(sort=sort, what=new[name], before=without, after=with_it)
        elif name not in new:
            yield Shift(sort=sort, what=old[name], before=with_it, after=without)


# --- sources of the pain ---------------------------------------------------------------------------------------------


def _sources_of_pain(
    before: Assessment, after: Assessment, changes: Sequence[Change], limits: Limits
) -> Iterator[Shift]:
    earlier = {complaint.id: complaint for complaint in before.complaints}
    several = len(after.complaints) > 1
    for new in after.complaints:
        old = earlier.get(new.id)
        if old is None:
            continue
        where = f" ({new.id})" if several else ""
        yield from _order(old, new, where)
        for change in changes:
            if change.complaint == new.id:
                yield from _probability(change, old, new, limits, where)
        if old.pattern is not None and new.pattern is not None and old.pattern.dominant != new.pattern.dominant:
            told = (sections.pattern(result) for result in (old.pattern, new.pattern))
            yield Shift(sort="pattern", what=f"Pattern{where}", before=next(told), after=next(told))


def _order(old: ComplaintResult, new: ComplaintResult, where: str) -> Iterator[Shift]:
    """Another first place, or other places behind it unless the facts cannot tell their holders apart."""
    was, now = (sections.shown(c, sections.SHOWN) for c in (old, new))
    if not was or not now:
        return
    if was[0].mechanism != now[0].mechanism:
        names = [_leading(entry) for entry in (was[0], now[0])]
        yield Shift(
            sort="leading", what=f"Leading{where}", before=names[0], after=names[1], size=abs(now[0].main - was[0].main)
        )
        return
    moved = {
        m for a, b in zip(was, now, strict=False) if a.mechanism != b.mechanism for m in (a.mechanism, b.mechanism)
    }
    if moved and not any(moved <= set(group) for group in new.indistinguishable):
        told = ["; ".join(entry.title for entry in entries) for entries in (was, now)]
        yield Shift(sort="order", what=f"First three{where}", before=told[0], after=told[1])


def _leading(entry: Ranked) -> str:
    return f"{entry.title} (main {percent(entry.main)})"


def _probability(
    change: Change, old: ComplaintResult, new: ComplaintResult, limits: Limits, where: str
) -> Iterator[Shift]:
    was, now = (next((e for e in c.differential if e.mechanism == change.mechanism), None) for c in (old, new))
    active, main = abs(change.after - change.before), abs(change.main_after - change.main_before)
    width = was.interval[1] - was.interval[0] if was is not None else 0.0
    beyond = active > limits.of_interval * width and active >= limits.least
    if not beyond and max(active, main) <= limits.probability:
        return
    before, after = (
        f"{percent(p)}{f' ({sections.interval(entry)})' if entry else ''}"
        for p, entry in ((change.before, was), (change.after, now))
    )
    yield Shift(
        sort="probability",
        what=f"{change.label}{where}",
        before=before,
        after=after,
        beside=f"main {percent(change.main_before)} {ARROW} {percent(change.main_after)}",
        size=max(active, main),
    )


# --- what comes next -------------------------------------------------------------------------------------------------


def _next(before: Assessment, after: Assessment) -> Iterator[Shift]:
    if before.workup is not None and after.workup is not None:
        tests = [next_steps.proposed(workup)[:1] for workup in (before.workup, after.workup)]
        old, new = ("".join(next_steps.named(t.label, t.where) for t in found) or "none" for found in tests)
        if old != new:
            yield Shift(sort="test", what="Next test", before=old, after=new)
    if before.plan is not None and after.plan is not None:
        old, new = (_first_step(plan) for plan in (before.plan, after.plan))
        if old != new:
            yield Shift(sort="step", what="First step", before=old, after=new)


def _first_step(plan: PlanResult) -> str:
    if plan.held is not None:
        return next_steps.first_step(plan)
    return next_steps.title(plan.stages[0]) if plan.stages else "go on as now"


def _options(before: PlanResult | None, after: PlanResult | None) -> Iterator[Shift]:
    old, new = ({} if plan is None else {o.treatment: o for o in plan.options} for plan in (before, after))
    for name in sorted({*old, *new}):
        was, now = old.get(name), new.get(name)
        if _status(was) != _status(now):
            named = now or was
            yield Shift(
                sort="option",
                what=named.label if named is not None else name,
                before=next_steps.STATUS_WORDS[_status(was)],
                after=next_steps.STATUS_WORDS[_status(now)] + _why(now),
                size=abs(_rank(was) - _rank(now)),
            )


def _why(option: Option | None) -> str:
    """What stands in its way, in few words."""
    if option is None or option.status == "eligible":
        return ""
    reasons = [item.what for item in option.missing] if option.status == "not_yet" else [r.text for r in option.because]
    return f": {first_sentence(inside(reasons[0])).rstrip('.')}" if reasons else ""


def _status(option: Option | None) -> str:
    """Its status; a treatment that is not there is no more offered than one that is not indicated."""
    return "not_indicated" if option is None else option.status


def _rank(option: Option | None) -> int:
    return STATUSES.index(_status(option))


def _reasons(before: Assessment, after: Assessment) -> Iterator[Shift]:
    old = {reason.id: reason.verdict for reason in before.failure_reasons}
    for reason in after.failure_reasons:
        was = old.get(reason.id, "no_evidence")
        if was != reason.verdict:
            told = (verdict.replace("_", " ") for verdict in (was, reason.verdict))
            yield Shift(sort="reason", what=reason.label, before=next(told), after=next(told))


def _words(before: Assessment, after: Assessment) -> Iterator[Shift]:
    """What the free text says and only one version understands."""
    old, new = ({entry.fact + entry.label: entry.label for entry in a.ledger.not_understood} for a in (before, after))
    yield from _gained_and_lost("words", old, new, "understood", "not understood")
