"""What is expected of the options and steps of the plan."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

from sequela.knowledge.schema.terms import FORBID_EXTRA
from sequela.records import frozen

from .seen import Seen, Verdict, words

Status = Literal["eligible", "not_yet", "contraindicated", "not_indicated"]


@frozen
class StatusOf:
    """An option has one of these statuses."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID_EXTRA
    vocabulary: ClassVar[Mapping[str, str]] = {"status_of": "options"}

    status_of: str
    status: tuple[Status, ...]

    def judged(self, seen: Seen) -> Verdict:
        """Against the plan's options."""
        option = seen.option(self.status_of)
        if option is None:
            return Verdict(met=False, found="no plan")
        waits = f" (waits: {'; '.join(m.what for m in option.missing)})" if option.status == "not_yet" else ""
        return Verdict(met=option.status in self.status, found=f"{option.label}: {words(option.status)}{waits}")


@frozen
class WaitingFor:
    """An option waits for a test, treatment or finding."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID_EXTRA
    vocabulary: ClassVar[Mapping[str, str]] = {"waiting": "options", "awaits": "anything"}

    waiting: str
    awaits: str

    def judged(self, seen: Seen) -> Verdict:
        """Against what the option still misses."""
        option = seen.option(self.waiting)
        if option is None:
            return Verdict(met=False, found="no plan")
        of = {name for missing in option.missing for name in (*missing.of, *missing.waits)}
        found = f"{option.label}: {words(option.status)}, waits for {', '.join(sorted(of)) or 'nothing'}"
        return Verdict(met=self.awaits in of, found=found)


@frozen
class WarningOf:
    """An option is shown with a reason against it that rests on a finding of the patient, or must not be done."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID_EXTRA
    vocabulary: ClassVar[Mapping[str, str]] = {"warning": "options", "because_of": "findings"}

    warning: str
    because_of: str

    def judged(self, seen: Seen) -> Verdict:
        """Against the reasons shown beside the option."""
        option = seen.option(self.warning)
        if option is None:
            return Verdict(met=False, found="no plan")
        places = seen.places.get(self.because_of, frozenset())
        resting = [r for r in (*option.against, *option.because) if places.intersection(r.facts)]
        found = resting[0].text if resting else "no such reason"
        return Verdict(met=bool(resting), found=f"{option.label}: {words(option.status)}; {found}")


@frozen
class StepAmong:
    """One of these treatments is among the first so many steps of the plan."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID_EXTRA
    vocabulary: ClassVar[Mapping[str, str]] = {"step": "options"}

    step: tuple[str, ...]
    within: int

    def judged(self, seen: Seen) -> Verdict:
        """Against the staged plan."""
        first = seen.steps()[: self.within]
        return Verdict(met=any(step.intersection(self.step) for step in first), found=_steps(seen))


@frozen
class NeverStep:
    """None of these treatments is a step of the plan."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID_EXTRA
    vocabulary: ClassVar[Mapping[str, str]] = {"never": "options"}

    never: tuple[str, ...]

    def judged(self, seen: Seen) -> Verdict:
        """Against the staged plan."""
        met = seen.assessment.plan is not None and not any(step.intersection(self.never) for step in seen.steps())
        return Verdict(met=met, found=_steps(seen))


@frozen
class Before:
    """One treatment comes before another: as an earlier step, else in the order of the options."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID_EXTRA
    vocabulary: ClassVar[Mapping[str, str]] = {"before": "options", "after": "options"}

    before: str
    after: str

    def judged(self, seen: Seen) -> Verdict:
        """Against the staged plan, then the options."""
        plan = seen.assessment.plan
        if plan is None:
            return Verdict(met=False, found="no plan")
        order = [o.treatment for o in plan.options]
        steps = seen.steps()

        def place(treatment: str) -> tuple[int, int]:
            step = next((n for n, step in enumerate(steps) if treatment in step), len(steps))
            return step, order.index(treatment) if treatment in order else len(order)

        said = (f"{treatment} ({words(_status(seen, treatment))})" for treatment in (self.before, self.after))
        met = place(self.before) < place(self.after)
        first, second = said
        return Verdict(met=met, found=f"{first} {'before' if met else 'after'} {second}")


@frozen
class Wording:
    """What is said of an option holds each of these words."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID_EXTRA
    vocabulary: ClassVar[Mapping[str, str]] = {"wording": "options"}

    wording: str
    says: tuple[str, ...]

    def judged(self, seen: Seen) -> Verdict:
        """Against the words of the treatment, as the plan shows them."""
        care = seen.knowledge.treatments[self.wording].care
        about = care.about.en if care is not None else ""
        return Verdict(met=all(word in about for word in self.says), found=about)


def _status(seen: Seen, treatment: str) -> str:
    option = seen.option(treatment)
    return option.status if option is not None else "no option"


def _steps(seen: Seen) -> str:
    plan = seen.assessment.plan
    if plan is None:
        return "no plan"
    named = ", then ".join(stage.label for stage in plan.stages)
    return f"steps: {named or plan.held or 'none'}"
