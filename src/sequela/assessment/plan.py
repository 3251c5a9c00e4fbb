"""What the plan says: frozen records that become its part of the assessment's JSON."""

from __future__ import annotations

from collections.abc import Mapping

from sequela.assessment import Place, Statement
from sequela.records import frozen

STATUSES = ("eligible", "not_yet", "not_indicated", "contraindicated")
"""From what may be done now to what must not."""


@frozen
class Missing:
    """Something an option still waits for, and the shortest way to it.

    need
        ``ask`` (a question or examination of this visit), ``test``, or ``do`` (a treatment or a change that comes
        first).
    text, what
        what is demanded and why; and in few words what would settle it.
    role
        the kind of gate: ``requires``, ``repeats``, ``never``, ``caution``, ``indicated``, or ``would_change`` (a
        test of the work-up that comes before it).
    of
        the findings that would settle it, or the tests or treatments that meet it.
    waits
        all that is not on record and bears on it, exceptions included.
    tried
        True if what is asked is whether, when or how a treatment was tried.
    """

    text: str
    what: str
    need: str
    gate: str
    role: str
    of: tuple[str, ...] = ()
    waits: tuple[str, ...] = ()
    tried: bool = False
    sources: tuple[str, ...] = ()


@frozen
class Reason:
    """An argument about an option: in words, with the facts of the case it rests on and the publications behind it.

    `unsourced` says why a caution is shown for which no publication was found.
    """

    text: str
    facts: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    unsourced: str | None = None


@frozen
class Relief:
    """Chance of the measured success in this patient, and the study it is reckoned from.

    probability, interval
        given this differential; 90 %, from the uncertainty of the differential and of the study's figures.
    of_100, control_of_100
        what the study saw, of 100 people; `control_arm` says against what; None where there was no such arm.
    n
        people in the arm; None where the publication does not say.
    after
        the step that people had passed before it was counted, and its chance here (`step_chance`).
    looser
        True if success was counted more loosely than half the pain gone; a part of it is reckoned with.
    """

    probability: float
    interval: tuple[float, float]
    measure: str
    horizon_months: float
    of_100: float
    control_of_100: float | None
    control_arm: str | None
    n: int | None
    operated: str
    certainty: str
    source: str
    after: str | None = None
    step_chance: float | None = None
    looser: bool = False
    note: str | None = None


@frozen
class Recovery:
    """Weeks in which the person is worse off because of the treatment, with their source."""

    weeks: float
    text: str
    source: str


@frozen
class HarmResult:
    """A harm with its share and 90 % interval; None where nothing was counted: not known is not none."""

    what: str
    serious: bool
    share: float | None
    interval: tuple[float, float] | None
    months: float | None
    source: str | None


@frozen
class Risk:
    """All harms counted; `serious` is the chance of any serious one where at least one was counted."""

    serious: float | None
    harms: tuple[HarmResult, ...]
    unknown: bool


@frozen
class Score:
    """The months behind the order: relief gained, lost to recovery, taken off for serious harm, for preferences."""

    relief_months: float
    recovery_months: float
    harm_months: float
    total: float


@frozen
class Option:
    """One treatment for this patient.

    preference
        what the patient's recorded wishes say of it: ``wanted``, ``declined``, ``unsure``, ``only_if_needed``,
        ``too_long`` (recovery longer than they can be away), or None.
    relief_before
        what would be expected had it not been tried in vain; None where it was not.
    score
        None where the relief is not known: never zero, never an average.
    """

    treatment: str
    label: str
    stage: str
    acts: str
    where: tuple[Place, ...]
    status: str
    missing: tuple[Missing, ...]
    because: tuple[Reason, ...]
    relief: Relief | None
    relief_before: Relief | None
    not_known: str | None
    lasts_months: float
    recovery: Recovery
    risk: Risk
    for_: tuple[Reason, ...]
    against: tuple[Reason, ...]
    preference: str | None
    score: Score | None
    judged_weeks: float


@frozen
class Choice:
    """What a test would make the best procedure, and how likely that is; `treatment` may be going on as now."""

    treatment: str
    label: str
    probability: float


@frozen
class Stage:
    """One step of the staged plan.

    treatment
        what is done; in a step that a test decides (`by_test`) the likeliest procedure among its `choices`.

    when
        weeks from the start of the plan until it begins if the steps before it do not succeed.
    chance
        that it succeeds beyond what would happen anyway, once the earlier steps have failed; None where a test decides.
    reached
        the chance that the plan comes to this step; None after a step whose chance is not known.
    then
        what follows if it fails.
    """

    step: int
    treatment: str
    label: str
    where: tuple[Place, ...]
    why: str
    first: tuple[Missing, ...]
    begins_week: float
    judge_week: float
    judge_on: str | None
    chance: float | None
    reached: float | None
    success: str
    part: str
    failure: str
    then: str
    by_test: str | None = None
    choices: tuple[Choice, ...] = ()


@frozen
class Danger:
    """What comes before every plan: an urgent action, with its reasons."""

    flag: str
    label: str
    action: str
    within: str
    because: tuple[Statement, ...]
    sources: tuple[str, ...]


@frozen
class PlanResult:
    """Options in order, the trade-off, and the staged plan of the main complaint.

    first
        the first step: the danger if there is one, else the first stage.
    pareto
        options that no other beats in relief, recovery and serious risk at once.
    reordered
        what preferences changed against the order without them, in words; empty if nothing.
    weights
        the weights behind the score, as moved by the preferences.
    held
        why no treatment is proposed now (too early after surgery, pregnancy, cancer), or None.
    """

    complaint: str
    danger: tuple[Danger, ...]
    first: str | None
    held: str | None
    options: tuple[Option, ...]
    pareto: tuple[str, ...]
    stages: tuple[Stage, ...]
    reordered: tuple[str, ...]
    weights: Mapping[str, float]
    goals: tuple[str, ...]
