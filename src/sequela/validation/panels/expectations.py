"""What a panel expects of an answer, in kinds a program can judge: each is one record, told apart by its first key.

Names are the product's own (treatments, tests, red flags, ...) and are checked when the file is read.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal, TypeAlias

from sequela.assessment import Assessment
from sequela.assessment.plan import Option
from sequela.assessment.workup import Ranked
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.terms import FORBID_EXTRA
from sequela.records import frozen

Status = Literal["eligible", "not_yet", "contraindicated", "not_indicated"]
FlagStatus = Literal["present", "possible", "to_ask", "ruled_out"]
Level = Literal["emergency_now", "same_day", "two_weeks", "routine"]

RAISED = frozenset({"present", "possible"})

LEVELS: tuple[Level, ...] = ("routine", "two_weeks", "same_day", "emergency_now")
"""From the calmest to the most urgent."""


@frozen
class Seen:
    """An answer, and where each finding of the patient stands in his case file."""

    assessment: Assessment
    knowledge: Knowledge
    places: Mapping[str, frozenset[str]]

    def option(self, treatment: str) -> Option | None:
        """The option of the plan; None where there is no plan or no such option."""
        plan = self.assessment.plan
        return next((o for o in plan.options if o.treatment == treatment), None) if plan is not None else None

    def steps(self) -> tuple[frozenset[str], ...]:
        """What each step of the plan is, or may become once its test has decided."""
        plan = self.assessment.plan
        stages = plan.stages if plan is not None else ()
        return tuple(frozenset({s.treatment, *(choice.treatment for choice in s.choices)}) for s in stages)

    def tests(self) -> tuple[Ranked, ...]:
        """The tests that may be done, in order."""
        workup = self.assessment.workup
        return tuple(t for t in workup.tests if t.withheld is None) if workup is not None else ()


@frozen
class Verdict:
    """Whether the answer is as expected, and what it says."""

    met: bool
    found: str


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
        return Verdict(met=option.status in self.status, found=f"{option.label}: {_words(option.status)}{waits}")


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
        found = f"{option.label}: {_words(option.status)}, waits for {', '.join(sorted(of)) or 'nothing'}"
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
        return Verdict(met=bool(resting), found=f"{option.label}: {_words(option.status)}; {found}")


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

        said = (f"{treatment} ({_words(_status(seen, treatment))})" for treatment in (self.before, self.after))
        met = place(self.before) < place(self.after)
        first, second = said
        return Verdict(met=met, found=f"{first} {'before' if met else 'after'} {second}")


@frozen
class TestAmong:
    """One of these tests is among the first so many that may be done."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID_EXTRA
    vocabulary: ClassVar[Mapping[str, str]] = {"test": "tests"}
    __test__: ClassVar[bool] = False

    test: tuple[str, ...]
    within: int

    def judged(self, seen: Seen) -> Verdict:
        """Against the work-up."""
        first = [t.test for t in seen.tests()[: self.within]]
        return Verdict(met=any(t in first for t in self.test), found=_tests(seen))


@frozen
class Sooner:
    """One test stands before another."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID_EXTRA
    vocabulary: ClassVar[Mapping[str, str]] = {"sooner": "tests", "later": "tests"}

    sooner: str
    later: str

    def judged(self, seen: Seen) -> Verdict:
        """Against the work-up; a test that must not be done stands behind all others."""
        order = [t.test for t in seen.tests()]
        at = {t: n for n, t in reversed(list(enumerate(order)))}
        met = self.sooner in at and at[self.sooner] < at.get(self.later, len(order))
        return Verdict(met=met, found=_tests(seen))


@frozen
class Withheld:
    """A test must not be done."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID_EXTRA
    vocabulary: ClassVar[Mapping[str, str]] = {"withheld": "tests"}

    withheld: str

    def judged(self, seen: Seen) -> Verdict:
        """Against the work-up."""
        workup = seen.assessment.workup
        rows = [t for t in workup.tests if t.test == self.withheld] if workup is not None else []
        held = [t.withheld.reason for t in rows if t.withheld is not None]
        return Verdict(met=bool(rows) and len(held) == len(rows), found=held[0] if held else "not withheld")


@frozen
class NotProposed:
    """None of these tests is proposed."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID_EXTRA
    vocabulary: ClassVar[Mapping[str, str]] = {"not_proposed": "tests"}

    not_proposed: tuple[str, ...]

    def judged(self, seen: Seen) -> Verdict:
        """Against the work-up."""
        proposed = {t.test for t in seen.tests() if t.proposed}
        met = seen.assessment.workup is not None and not proposed.intersection(self.not_proposed)
        return Verdict(met=met, found=_tests(seen))


@frozen
class TriageLevel:
    """The level of triage is at least, or at most, this urgent."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID_EXTRA
    vocabulary: ClassVar[Mapping[str, str]] = {}

    triage: Level
    at: Literal["least", "most"]

    def judged(self, seen: Seen) -> Verdict:
        """Against the triage."""
        found = seen.assessment.triage.level
        urgency = [str(level) for level in LEVELS]
        gap = urgency.index(found) - urgency.index(self.triage)
        return Verdict(met=gap >= 0 if self.at == "least" else gap <= 0, found=f"triage: {_words(found)}")


@frozen
class FlagIs:
    """A red flag has one of these statuses."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID_EXTRA
    vocabulary: ClassVar[Mapping[str, str]] = {"flag": "red_flags"}

    flag: str
    status: tuple[FlagStatus, ...]

    def judged(self, seen: Seen) -> Verdict:
        """Against the triage."""
        flag = next((f for f in seen.assessment.triage.flags if f.id == self.flag), None)
        status = flag.status if flag is not None else "not asked"
        return Verdict(met=status in self.status, found=f"{self.flag}: {_words(status)}")


@frozen
class DangerSays:
    """The action of a danger that leads holds each of these words: what is done before any other test."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID_EXTRA
    vocabulary: ClassVar[Mapping[str, str]] = {}

    danger_says: tuple[str, ...]

    def judged(self, seen: Seen) -> Verdict:
        """Against the most urgent dangers that are present or possible."""
        triage = seen.assessment.triage
        raised = [f.action for f in triage.flags if f.status in RAISED and f.urgency == triage.level]
        met = any(all(word in action for word in self.danger_says) for action in raised)
        return Verdict(met=met, found=" ".join(raised) or "no danger")


@frozen
class AlertSaid:
    """Medicines that do not go together are named."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID_EXTRA
    vocabulary: ClassVar[Mapping[str, str]] = {"alert": "interactions"}

    alert: str

    def judged(self, seen: Seen) -> Verdict:
        """Against the alerts."""
        said = [a.id for a in seen.assessment.medicine_alerts]
        return Verdict(met=self.alert in said, found=f"alerts: {', '.join(said) or 'none'}")


@frozen
class OpioidLoadSays:
    """Naloxone is offered, or a limit of the daily dose is found to be reached."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID_EXTRA
    vocabulary: ClassVar[Mapping[str, str]] = {"opioid_load": "opioid_rules"}

    opioid_load: str

    def judged(self, seen: Seen) -> Verdict:
        """Against the opioid load: a reason for naloxone holds, or a band is reached."""
        load = seen.assessment.opioid_load
        if load is None:
            return Verdict(met=False, found="no opioid load")
        holding = {r.id for r in load.naloxone_reasons if r.holds == "yes"} | {
            b.id for b in load.bands if b.reached == "yes"
        }
        found = f"naloxone: {_words(load.naloxone)}; {', '.join(sorted(holding)) or 'no reason'}"
        return Verdict(met=self.opioid_load in holding, found=found)


@frozen
class RiskNamed:
    """A risk that can be changed is named as present."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID_EXTRA
    vocabulary: ClassVar[Mapping[str, str]] = {"risk": "risks"}

    risk: str

    def judged(self, seen: Seen) -> Verdict:
        """Against the risks."""
        present = [r.id for r in seen.assessment.modifiable if r.status == "present"]
        return Verdict(met=self.risk in present, found=f"risks: {', '.join(present) or 'none'}")


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


Expectation: TypeAlias = (
    StatusOf
    | WaitingFor
    | WarningOf
    | StepAmong
    | NeverStep
    | Before
    | TestAmong
    | Sooner
    | Withheld
    | NotProposed
    | TriageLevel
    | FlagIs
    | DangerSays
    | AlertSaid
    | OpioidLoadSays
    | RiskNamed
    | Wording
)

KINDS: Mapping[str, type[Expectation]] = {
    "status_of": StatusOf,
    "waiting": WaitingFor,
    "warning": WarningOf,
    "step": StepAmong,
    "never": NeverStep,
    "before": Before,
    "test": TestAmong,
    "sooner": Sooner,
    "withheld": Withheld,
    "not_proposed": NotProposed,
    "triage": TriageLevel,
    "flag": FlagIs,
    "danger_says": DangerSays,
    "alert": AlertSaid,
    "opioid_load": OpioidLoadSays,
    "risk": RiskNamed,
    "wording": Wording,
}
"""The key by which each kind is known in the file."""


# --- words -----------------------------------------------------------------------------------------------------------

_SHOWN = 4


def _words(name: str) -> str:
    return name.replace("_", " ")


def _status(seen: Seen, treatment: str) -> str:
    option = seen.option(treatment)
    return option.status if option is not None else "no option"


def _steps(seen: Seen) -> str:
    plan = seen.assessment.plan
    if plan is None:
        return "no plan"
    named = ", then ".join(stage.label for stage in plan.stages)
    return f"steps: {named or plan.held or 'none'}"


def _tests(seen: Seen) -> str:
    tests = seen.tests()
    first = ", ".join(f"{t.label}{'' if t.proposed else ' (not proposed)'}" for t in tests[:_SHOWN])
    return f"tests: {first or 'none'}"
