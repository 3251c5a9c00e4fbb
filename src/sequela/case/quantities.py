"""Numbers that follow from the case: age, times, counts. Each is an interval, since times are rarely exact."""

from __future__ import annotations

from collections.abc import Callable

from sequela.case.case import Case, Interval, Relief, Surgery
from sequela.case.complaint import Complaint
from sequela.case.location import LEVELS
from sequela.case.operated import fused_levels
from sequela.case.opioids import opioid_mme
from sequela.case.when import DAYS_PER_MONTH, When
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.records import frozen

LONG_FUSION = 3
"""Levels from which a fusion is called long."""
STABILISING = frozenset({"pedicle_screws", "rods", "cage", "plate", "hooks"})
"""Implants that hold a segment while it fuses."""
LAST_PREGNANCY = 56
"""Age from which nobody is asked about pregnancy; births beyond it are single cases in the world."""
LONG_PROCEDURES = frozenset({"scoliosis_fusion"})
"""Fusions that are long whatever is said of their levels."""


@frozen
class Quantity:
    """A number as the interval in which it lies (low == high if exact), and the places in the file that say so."""

    low: float
    high: float
    facts: tuple[str, ...]


def quantities(case: Case, complaint: Complaint | None, knowledge: Knowledge | None = None) -> dict[str, Quantity]:
    """Every number of which something is known: age in years, times in days unless the name says months, counts.

    The opioid load, in milligrams of morphine a day, needs the factors of the `knowledge`.
    """
    latest = case.latest_surgery()
    made: dict[str, Callable[[], Quantity | None]] = {
        "age": lambda: _age(case),
        "may_be_pregnant": lambda: _may_be_pregnant(case),
        "operations": lambda: _count_operations(case),
        "fused_levels": lambda: _count_fused(case),
        "days_since_surgery": lambda: None if latest is None else since_surgery(latest.when, case, latest.id),
        "months_since_surgery": lambda: (
            None if latest is None else _in_months(since_surgery(latest.when, case, latest.id))
        ),
        "days_since_first_surgery": lambda: _since_first(case),
        "pain_free_months": lambda: None if latest is None else _pain_free(latest),
        "pain_duration_days": lambda: None if complaint is None else _duration(case, complaint),
        "onset_days_after_surgery": lambda: None if complaint is None else onset_days(case, complaint),
        "opioid_mme": lambda: None if knowledge is None else _opioid_load(case, knowledge),
    }
    found = {name: make() for name, make in made.items()}
    return {name: value for name, value in found.items() if value is not None}


def _opioid_load(case: Case, knowledge: Knowledge) -> Quantity | None:
    known = opioid_mme(case, knowledge)
    return None if known is None else Quantity(low=known[0][0], high=known[0][1], facts=known[1])


def since_surgery(when: When | None, case: Case, surgery: str) -> Quantity | None:
    """Days from an operation to the assessment."""
    if when is None:
        return None
    low, high = when.days_before(case.as_of)
    return Quantity(low=float(max(low, 0)), high=float(max(high, 0)), facts=(f"{surgery}.when",))


def _in_months(days: Quantity | None) -> Quantity | None:
    if days is None:
        return None
    return Quantity(low=days.low / DAYS_PER_MONTH, high=days.high / DAYS_PER_MONTH, facts=days.facts)


def _since_first(case: Case) -> Quantity | None:
    surgeries = case.spine_operations()
    found = [since_surgery(surgery.when, case, surgery.id) for surgery in surgeries]
    known = [value for value in found if value is not None]
    if not known or len(known) < len(surgeries):
        return None
    return max(known, key=lambda value: value.high)


def _age(case: Case) -> Quantity | None:
    age = case.patient.age
    return None if age is None else Quantity(low=age[0], high=age[1], facts=("patient.age",))


def _may_be_pregnant(case: Case) -> Quantity | None:
    """0 where age or the recorded sex answers the question of pregnancy, else 1: then it has to be asked."""
    age, sex = case.patient.age, case.patient.sex
    if sex == "male":
        return Quantity(low=0, high=0, facts=("patient.sex",))
    if age is not None and age[0] >= LAST_PREGNANCY:
        return Quantity(low=0, high=0, facts=("patient.age",))
    told = tuple(fact.id for fact in case.facts if fact.finding == "pregnancy")
    return None if age is None and sex is None and not told else Quantity(low=1, high=1, facts=told)


def _count_operations(case: Case) -> Quantity | None:
    if case.never_operated:
        return Quantity(low=0, high=0, facts=("surgeries",))
    ids = tuple(surgery.id for surgery in case.spine_operations())
    return Quantity(low=len(ids), high=len(ids), facts=ids) if ids else None


def _count_fused(case: Case) -> Quantity | None:
    surgeries = case.spine_operations()
    ids = tuple(surgery.id for surgery in surgeries)
    if not surgeries:
        return None
    if not any(surgery.fuses for surgery in surgeries):
        known = all(surgery.family is not None and not unspecified(surgery) for surgery in surgeries)
        return Quantity(low=0, high=0 if known else len(LEVELS), facts=ids)
    low, high = fused_count(case)
    return Quantity(low=low, high=high, facts=ids)


def _pain_free(surgery: Surgery) -> Quantity | None:
    months = surgery.pain_free_months
    if months is not None:
        return Quantity(low=months[0], high=months[1], facts=(f"{surgery.id}.pain_free_months",))
    reliefs: tuple[Relief | None, ...] = (surgery.relief_axial, surgery.relief_limb)
    if reliefs == ("none", "none"):
        return Quantity(low=0, high=0, facts=(f"{surgery.id}.relief",))
    return None


def _duration(case: Case, complaint: Complaint) -> Quantity | None:
    if complaint.onset is None:
        return None
    low, high = complaint.onset.days_before(case.as_of)
    return Quantity(low=float(max(low, 0)), high=float(max(high, 0)), facts=(f"{complaint.place}.onset",))


def onset_days(case: Case, complaint: Complaint) -> Quantity | None:
    """Days from the latest operation to the onset of the present pain; negative if it was there before.

    As stated, else from the two dates, else from the time the patient was free of pain after the operation.
    """
    latest = case.latest_surgery()
    if latest is None:
        return None
    if complaint.onset_after_surgery is not None:
        least, most = complaint.onset_after_surgery
        place = f"{complaint.place}.onset_after_surgery"
        return Quantity(low=least * DAYS_PER_MONTH, high=most * DAYS_PER_MONTH, facts=(place,))
    if complaint.onset is not None and latest.when is not None:
        low = (complaint.onset.earliest - latest.when.latest).days
        high = (complaint.onset.latest - latest.when.earliest).days
        between = Quantity(low=low, high=high, facts=(f"{complaint.place}.onset", f"{latest.id}.when"))
        return _after_pain_free(between, latest)
    if latest.pain_free_months is not None and latest.pain_free_months[1] > 0:
        least, most = latest.pain_free_months
        return Quantity(
            low=least * DAYS_PER_MONTH, high=most * DAYS_PER_MONTH, facts=(f"{latest.id}.pain_free_months",)
        )
    return None


def _after_pain_free(days: Quantity, surgery: Surgery) -> Quantity:
    """The part of `days` that agrees with the time without pain; as it was where nothing agrees or none is stated."""
    if surgery.pain_free_months is None or surgery.pain_free_months[1] <= 0:
        return days
    least, most = (months * DAYS_PER_MONTH for months in surgery.pain_free_months)
    low, high = max(days.low, least), min(days.high, most)
    if low > high:
        return days
    return Quantity(low=low, high=high, facts=(*days.facts, f"{surgery.id}.pain_free_months"))


def fused_count(case: Case) -> Interval:
    """How many levels are fused: at least those named, more where an operation names none."""
    named = fused_levels(case)
    unnamed = [surgery for surgery in case.surgeries if surgery.fuses and not surgery.levels]
    if not unnamed:
        return float(len(named)), float(len(named))
    stated = [extent for surgery in unnamed if (extent := _extent(surgery)) is not None]
    least = max([1.0, float(len(named)), *(low for low, _ in stated)])
    if len(stated) < len(unnamed):
        return least, float(len(LEVELS))
    return least, float(len(named)) + sum(high for _, high in stated)


def _extent(surgery: Surgery) -> Interval | None:
    """The number of levels as stated, else as the kind of operation tells it."""
    if surgery.extent is None and surgery.procedure in LONG_PROCEDURES:
        return float(LONG_FUSION), float(len(LEVELS))
    return surgery.extent


def unspecified(surgery: Surgery) -> bool:
    """True if an operation is told without its kind, or with implants that nearly always come with a fusion."""
    if not surgery.fuses and STABILISING & set(surgery.implants):
        return True
    return surgery.procedure in {"spine_surgery", "revision_surgery"}
