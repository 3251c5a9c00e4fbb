"""What the work-up says: frozen records that become its part of the assessment's JSON."""

from __future__ import annotations

from sequela.assessment import Place
from sequela.assessment.plan import Missing, Reason
from sequela.records import frozen


@frozen
class ResultOf:
    """One result of a test: its chance, which mechanism would lead, and which steps would then be the best.

    `leading_probability` is P(main generator) of that mechanism; `advice` the first step and `then` the one after it if
    that fails; `changes` says that these are not the two that are best now.
    """

    result: str
    probability: float
    leading: str
    leading_probability: float
    advice: str
    then: str
    changes: bool


@frozen
class BurdenOf:
    """What the test asks of the patient; `months` is its weight against gain, in months of relief."""

    minutes: float
    radiation_msv: float | None
    invasiveness: str
    cost: str
    months: float


@frozen
class Withheld:
    """Why a test is not proposed, and what to do in its place."""

    reason: str
    alternative: str | None
    facts: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    unsourced: str | None = None


@frozen
class Ranked:
    """One test, or two that settle something only together.

    gain_bits
        expected information about the mechanisms. `gain_months`: what the better choice after it is worth, in months of
        relief within the plan's horizon; `change_probability`: the chance that the advice changes.
    due
        the guideline that names it as the next test for this patient, whatever it is reckoned to gain.
    proposed
        True if it may be done and is due, or is likely enough to change the advice and gains more than it burdens.
    findings
        the open findings of it that were weighed, most telling first; it may show more.
    ask_first
        what must be known before it is done. `precautions`: relative contraindications that are true, and preparation.
    """

    test: str
    label: str
    beside: str | None
    where: tuple[Place, ...]
    findings: tuple[str, ...]
    gain_bits: float
    gain_months: float
    change_probability: float
    outcomes: tuple[ResultOf, ...]
    burden: BurdenOf
    preparation: tuple[str, ...]
    precautions: tuple[Reason, ...]
    ask_first: tuple[Missing, ...]
    withheld: Withheld | None
    proposed: bool
    due: Reason | None = None


FIRST = "First: "
"""With it begins what is said instead of tests while something else comes first."""


@frozen
class WorkupResult:
    """Tests in order, the two steps that are best without any, and why to stop if none would change them."""

    complaint: str
    advice_now: str
    then_now: str
    tests: tuple[Ranked, ...]
    stop: str | None

    @property
    def waits(self) -> bool:
        """Whether something else comes first, so that nothing is said yet of any test."""
        return self.stop is not None and self.stop.startswith(FIRST)
