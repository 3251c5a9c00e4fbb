"""What comes next, in words: tests with what they would change, steps with their chance and price."""

from __future__ import annotations

from collections.abc import Iterable

from sequela.assessment import Place
from sequela.assessment.plan import Missing, Option, PlanResult, Relief, Stage
from sequela.assessment.workup import Ranked, WorkupResult
from sequela.pathway.dictation import inside, listed, percent

STATUS_WORDS = {
    "eligible": "can be done",
    "not_yet": "not yet",
    "not_indicated": "not indicated",
    "contraindicated": "contraindicated",
}

STATUS_HEADINGS = {
    "eligible": "Can be done now",
    "not_yet": "Not yet: something is missing",
    "contraindicated": "Contraindicated",
    "not_indicated": "Not indicated on these facts",
}

NEED_WORDS = {"ask": "ask", "test": "test first", "do": "first"}
CERTAINTY_WORDS = {"high": "high", "moderate": "moderate", "low": "low", "very_low": "very low"}
OPERATED_WORDS = {
    "yes": "people operated before",
    "no": "people never operated",
    "mixed": "partly people operated before",
    "unknown": "not said whether operated before",
}
PREFERENCE_WORDS = {
    "declined": "the patient does not want it",
    "unsure": "the patient is unsure",
    "only_if_needed": "the patient: only if needed",
    "too_long": "takes longer than the patient can be away",
    "wanted": "the patient is willing",
}

NOT_KNOWN = "relief not known"


def places(where: Iterable[Place], most: int = 2) -> str:
    """Levels and sides in a row: ``L4-L5 right, L5-S1``."""
    return ", ".join(" ".join(x for x in (p.level, p.side) if x) for p in list(where)[:most])


def named(label: str, where: Iterable[Place]) -> str:
    """A test or treatment with its place."""
    spot = places(where)
    return f"{label} ({spot})" if spot else label


def of_100(relief: Relief) -> str:
    """``38 of 100 (24 to 55)``: expected here, with its interval."""
    low, high = (round(100 * x) for x in relief.interval)
    return f"{round(100 * relief.probability)} of 100 ({low} to {high})"


def studied(relief: Relief) -> str:
    """What the study saw: ``in studies 48 of 100, 9 with usual care; 6 months; n 52; people operated before``."""
    parts = [f"in the study {round(relief.of_100)} of 100"]
    if relief.control_of_100 is not None:
        arm = f" with {inside(relief.control_arm)}" if relief.control_arm else " in the control arm"
        parts.append(f"{round(relief.control_of_100)}{arm}")
    parts += [f"at {relief.horizon_months:g} months"]
    if relief.n is not None:
        parts.append(f"n {relief.n}")
    parts += [OPERATED_WORDS[relief.operated], f"certainty {CERTAINTY_WORDS[relief.certainty]}"]
    return "; ".join(parts)


def relief_words(option: Option) -> str:
    """The chance of relief in one phrase; that it is not known; or, where it is not indicated, why."""
    if option.status == "not_indicated":
        return "; ".join(reason.text for reason in option.because)
    if option.relief is None:
        return NOT_KNOWN
    return f"{of_100(option.relief)}: {option.relief.measure}"


def price(option: Option) -> str:
    """Recovery and serious risk in one phrase."""
    weeks = option.recovery.weeks
    recovery = f"{weeks:g} week{'' if weeks == 1 else 's'} to recover" if weeks else "no time lost"
    if option.risk.serious is None:
        return f"{recovery}; serious harm not counted"
    return f"{recovery}; serious harm {percent(option.risk.serious)}"


def missing(items: Iterable[Missing]) -> tuple[str, ...]:
    """What is missing, each with the kind of way to it and its reason."""
    return tuple(f"{NEED_WORDS[m.need]}: {m.text}" for m in items)


def waiting(items: Iterable[Missing]) -> tuple[str, ...]:
    """What is missing in few words, one line for each kind of way: do first, test first, ask."""
    found = list(items)
    lines = []
    for need, head in (("do", "first"), ("test", "test"), ("ask", "ask")):
        said = list(dict.fromkeys(_short(m) for m in found if m.need == need))
        if said:
            lines.append(f"{head}: {'; '.join(said)}")
    return tuple(lines)


def _short(item: Missing) -> str:
    names = [inside(name) for name in item.what.split(", ")]
    if item.need == "ask" and item.tried:
        return f"what was tried: {', '.join(names)}"
    return listed(names, "or") if item.need != "ask" and item.of else ", ".join(names)


def asked(items: Iterable[Missing]) -> tuple[str, ...]:
    """Only what a question or examination of this visit settles, in few words."""
    return tuple(_short(m) for m in items if m.need == "ask")


def proposed(result: WorkupResult) -> tuple[Ranked, ...]:
    """Tests that may be done and would change the advice, in order; none if the work-up says to stop."""
    return tuple(test for test in result.tests if test.proposed)


def worth(test: Ranked) -> str:
    """Why it is proposed, in few words."""
    if test.due is not None:
        return f"named next by a guideline; tells {test.gain_bits:.1f} bits of the sources"
    return f"changes which procedure follows in {percent(test.change_probability)}"


def next_test(result: WorkupResult) -> str:
    """The first test in one sentence, or why to stop."""
    tests = proposed(result)
    if not tests:
        return result.stop or "no test"
    first = tests[0]
    said = f"{named(first.label, first.where)}: {worth(first)}"
    count = len(first.ask_first)
    return said + (f"; {count} question{'' if count == 1 else 's'} before it" if count else "")


def first_step(plan: PlanResult) -> str:
    """The first step in one sentence."""
    if plan.danger and plan.held is not None:
        return plan.first or plan.held
    if plan.held is not None:
        return plan.held
    if not plan.stages:
        return "no treatment is expected to add enough to be planned: go on as now, and see what can be reduced"
    return step(plan.stages[0])


def step(stage: Stage) -> str:
    """A step with its reason and when it is judged."""
    count = len(asked(stage.first))
    first = f"; {count} question{'' if count == 1 else 's'} before it" if count else ""
    return f"{title(stage)}: {stage.why}; judged in week {stage.judge_week:.0f}{first}"


def afterwards(plan: PlanResult) -> str:
    """The steps after the first, if it fails: ``then A, then B``."""
    said = []
    for stage in plan.stages[1:]:
        what = inside(stage.label)
        if stage.by_test is not None:
            what = f"what {inside(stage.by_test)} shows: {_chosen(stage)}"
        said.append(f"{what} (from week {stage.begins_week:.0f})")
    return "; then ".join(said)


def _chosen(stage: Stage, most: int = 2) -> str:
    """The likeliest procedures of a step that a test decides: ``fusion 45 %, none 30 %``."""
    names = ((c.label if c.treatment != "continue_as_now" else "none", c.probability) for c in stage.choices[:most])
    return ", ".join(f"{inside(name)} {percent(share)}" for name, share in names)


def title(stage: Stage) -> str:
    """What a step is called: its treatment with its place, or that a test decides."""
    if stage.by_test is None:
        return named(stage.label, stage.where)
    return f"A procedure by the result of {inside(stage.by_test)}"


def preferences(plan: PlanResult) -> str:
    """What the patient's wishes changed in the order, in one phrase."""
    return listed(plan.reordered)
