"""Opioids on record as milligrams of morphine a day: a measure of risk, never a way to switch from one to another.

Each drug is its daily dose times the factor of the CDC's table of 2022. What cannot be counted (a drug without factor,
a dose, unit, route or frequency that is missing or unclear, a name nobody knows) is reported and never taken for zero:
the total is then "at least" what could be counted.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable

from sequela.case.case import Case, Interval, MedicineTaken
from sequela.case.fact import ABSENT, PRESENT
from sequela.knowledge.estimate import quantity
from sequela.knowledge.names import tokens
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.medicines import Medicine
from sequela.records import frozen

OPIOID = "opioid"
OPIOID_USE = "opioid_use"
PUMP = "intrathecal_pump"
OTHER_PART = "other_part_of_combined"
"""The convention on which part of a combined product a dose of one number can be."""
MOST = "opioid_most"
"""The convention beyond which a daily dose is a slip of the pen."""
_DECIMALS = 6
"""Products of doses and factors are rounded here, so that 200 mg at 0.4 make 80 and not a hair less."""

_MASS = {"mg": 1.0, "milligram": 1.0, "mcg": 0.001, "ug": 0.001, "μg": 0.001, "microgram": 0.001, "g": 1000.0}
"""Units of one dose in milligrams."""
_HOUR = {"h", "hr", "hour", "hora"}
_DAY = {"d", "day", "día", "dia", "24h"}
_PER = re.compile(r"\s*(?:/|\bper\b|\ban?\b|\bpor\b|\bal\b)\s*")
_BY_MOUTH = {"oral", "by mouth", "po", "per os", "orally", "vía oral", "via oral", "mouth", "tablet", "capsule"}
_BY_PATCH = {"transdermal", "patch", "td", "parche", "transdermal patch", "transdérmica", "transdérmico", "skin patch"}


@frozen
class OpioidDose:
    """One drug of the list that is an opioid, or may be one.

    low, high
        what it adds to the total, in milligrams of morphine a day; `high` is infinite where it is not known.
    words
        the arithmetic, as one would write it by hand; empty if nothing could be counted.
    open
        why the total is not sure, and what would settle it; None if it is.
    """

    fact: str
    name: str
    medicine: str | None
    low: float
    high: float
    words: str = ""
    open: str | None = None


class _UnclearError(Exception):
    """A dose that cannot be counted, and why."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(why)


def opioid_doses(case: Case, knowledge: Knowledge) -> tuple[OpioidDose, ...]:
    """Every opioid taken now or perhaps, and every drug that may be one, in the order of the file.

    A name the knowledge does not have may be an opioid, unless its class is stated or the person says that no strong
    painkiller is taken.
    """
    denied = _answered(case) == ABSENT
    found = [_dose(taken, knowledge, denied=denied) for taken in case.medicines if taken.current is not False]
    pumps = [
        _open(surgery.id, "intrathecal pump", None, "what the pump gives is not on the list of medicines")
        for surgery in case.surgeries
        if PUMP in surgery.implants
    ]
    return tuple(dose for dose in (*found, *pumps) if dose is not None)


def opioid_mme(case: Case, knowledge: Knowledge) -> tuple[Interval, tuple[str, ...]] | None:
    """The daily total as the least and the most it can be, and the places it comes from; None if nothing is known.

    The most is infinite while any part is not known. None is taken only if that was answered: a list without an opioid
    is no such answer.
    """
    doses, answer = opioid_doses(case, knowledge), _answered(case)
    places = tuple(dose.fact for dose in doses)
    if doses:
        return (total(doses, lambda dose: dose.low), total(doses, lambda dose: dose.high)), places
    answers = tuple(fact.id for fact in case.facts if fact.finding == OPIOID_USE)
    if answer == ABSENT:
        return (0.0, 0.0), answers
    return ((0.0, math.inf), answers) if answer == PRESENT else None


def total(doses: tuple[OpioidDose, ...], part: Callable[[OpioidDose], float]) -> float:
    """The sum of one part (`low` or `high`) of all doses."""
    return round(math.fsum(part(dose) for dose in doses), _DECIMALS)


def _answered(case: Case) -> str | float | None:
    """What the newest answer to the question about strong painkillers says; the list of medicines is none."""
    listed = {taken.id for taken in case.medicines}
    answers = [f for f in case.facts if f.finding == OPIOID_USE and f.id.split("#")[0] not in listed]
    known = [fact for fact in answers if fact.recorded <= case.as_of]
    return max(known, key=lambda fact: (fact.observed.latest, fact.recorded)).value if known else None


# --- one drug ---------------------------------------------------------------------------------------------------------


def _dose(taken: MedicineTaken, knowledge: Knowledge, *, denied: bool) -> OpioidDose | None:
    """What one entry of the list adds; None if it is no opioid."""
    medicine = knowledge.medicines.get(taken.medicine or "")
    if medicine is None and OPIOID not in taken.classes:
        if taken.classes or denied:
            return None
        why = "this name is not known here and may be an opioid; state its class, such as classes: [antihypertensive]"
        return _open(taken.id, taken.name, None, why)
    if medicine is None:
        return _open(taken.id, taken.name, None, "an opioid by its class, with a name for which there is no factor")
    if OPIOID not in medicine.classes:
        return None
    if medicine.mme_factor is None:
        return _open(taken.id, taken.name, medicine.id, medicine.mme_note or "there is no factor for it")
    try:
        return _counted(taken, medicine, quantity(medicine.mme_factor), knowledge)
    except _UnclearError as unclear:
        return _open(taken.id, taken.name, medicine.id, unclear.why)


def _open(fact: str, name: str, medicine: str | None, why: str) -> OpioidDose:
    return OpioidDose(fact=fact, name=name, medicine=medicine, low=0.0, high=math.inf, open=why)


def _counted(taken: MedicineTaken, medicine: Medicine, factor: float, knowledge: Knowledge) -> OpioidDose:
    """Daily dose times factor, in numbers and in words."""
    patch = (medicine.mme_unit or "").startswith("mcg an hour")
    daily, words = _rate(taken) if patch else _milligrams(taken, medicine, knowledge)
    low, high = (round(end * factor, _DECIMALS) for end in daily)
    if high > knowledge.conventions[MOST].value:
        raise _UnclearError(f"{words} × {factor:g} = {span((low, high))} MME cannot be right: check the dose")
    why = None
    if not patch and not taken.route:
        # Through any other way than the mouth the same dose does more: what is counted is the least it can be.
        high, why = math.inf, "the route is not stated: counted as if taken by mouth, by which a dose does least"
    if taken.current is None:
        low, why = 0.0, why or "whether it is still taken is not known"
    counted = f"{words} × {factor:g} = {span((low if taken.current else 0.0, round(daily[1] * factor, _DECIMALS)))}"
    return OpioidDose(
        fact=taken.id, name=taken.name, medicine=medicine.id, low=low, high=high, words=f"{counted} MME", open=why
    )


def _milligrams(taken: MedicineTaken, medicine: Medicine, knowledge: Knowledge) -> tuple[Interval, str]:
    """Milligrams a day by mouth, and how they come about. Raises `_UnclearError`."""
    if taken.route and not _is(taken.route, _BY_MOUTH):
        raise _UnclearError(f"the factor is for doses by mouth; route {taken.route!r} is not converted")
    if _is_patch(taken):
        raise _UnclearError("the factor is for doses by mouth; a patch of it is not converted")
    if taken.doses is None:
        raise _UnclearError("the dose is not stated")
    size, a_day = _unit(taken)
    _check_part(taken, medicine, knowledge)
    doses = (taken.doses[0] * size, taken.doses[1] * size)
    stated = f"{taken.name} {span(taken.doses)} {'mg' if size == 1 else taken.unit}"
    if taken.strength is not None:
        stated = f"{taken.name} {taken.strength} ({span(taken.doses)} mg of {medicine.label.en.lower()})"
    if a_day:
        return (0.0 if taken.as_needed else doses[0], doses[1]), f"{stated}"
    if taken.times is None:
        raise _UnclearError("how often a day it is taken is not stated" + (" (at most)" if taken.as_needed else ""))
    daily = (doses[0] * taken.times[0], doses[1] * taken.times[1])
    return daily, f"{stated} × {span(taken.times)} a day = {span(daily)} mg a day"


def _unit(taken: MedicineTaken) -> tuple[float, bool]:
    """The unit of a dose in milligrams, and whether it already speaks of a whole day. Raises `_UnclearError`."""
    if not taken.unit:
        raise _UnclearError("the unit of the dose is not stated")
    mass, *per = _PER.split(_plain(taken.unit))
    if mass not in _MASS and mass.removesuffix("s") in _MASS:
        mass = mass.removesuffix("s")
    if mass not in _MASS or len(per) > 1 or (per and per[0] not in _DAY):
        raise _UnclearError(f"unit {taken.unit!r} does not say how many milligrams a dose has; write mg or mcg")
    return _MASS[mass], bool(per)


def _rate(taken: MedicineTaken) -> tuple[Interval, str]:
    """Micrograms an hour of the patches worn; how often they are changed does not alter it. Raises `_UnclearError`."""
    by_hour = _by_hour(taken.unit)
    if taken.route and not _is(taken.route, _BY_PATCH):
        raise _UnclearError(f"only a patch is converted, by its strength in mcg an hour; route {taken.route!r} is not")
    if not by_hour and not _is_patch(taken):
        raise _UnclearError("only a patch is converted, by its strength in mcg an hour")
    if taken.doses is None:
        raise _UnclearError("the strength of the patch is not stated")
    if not by_hour:
        raise _UnclearError("the strength of a patch is stated in mcg/h; the unit here is " + (taken.unit or "missing"))
    if taken.times is not None and taken.times[1] > 1:
        raise _UnclearError(
            "a patch works by the hour: state the strength of all patches worn together, and every_hours: 72"
        )
    doses = (0.0 if taken.as_needed else taken.doses[0], taken.doses[1])
    name = taken.name if _names_patch(taken.name) else f"{taken.name} patch"
    return doses, f"{name} {span(doses)} mcg/h"


def _check_part(taken: MedicineTaken, medicine: Medicine, knowledge: Knowledge) -> None:
    """A combined product with a dose so large that it must be that of the other drug in it. Raises `_UnclearError`."""
    combined = {_key(name) for name in medicine.combined}
    if taken.strength is not None or taken.doses is None or _key(taken.name) not in combined:
        return
    if taken.doses[1] >= knowledge.conventions[OTHER_PART].value:
        raise _UnclearError(
            f"{taken.name} is a combined product, and this dose is that of its other part; write 30/500"
        )


# --- words ------------------------------------------------------------------------------------------------------------


def span(interval: Interval) -> str:
    """A number, or the least and the most."""
    low, high = (figure(end) for end in interval)
    return low if low == high else f"{low} to {high}"


def figure(value: float) -> str:
    """A number as people write it, never with a power of ten."""
    text = f"{value:.6g}"
    if "e" not in text:
        return text
    return f"{value:,.0f}" if value >= 1 else f"{value:.{_DECIMALS}f}".rstrip("0").rstrip(".")


def _plain(text: str) -> str:
    return " ".join(text.strip().lower().replace("µ", "μ").split())


def _is(text: str, words: set[str]) -> bool:
    return _plain(text).rstrip(".").replace("p.o", "po") in words


def _by_hour(unit: str | None) -> bool:
    mass, *per = _PER.split(_plain(unit or ""))
    return mass.removesuffix("s") in {"mcg", "ug", "μg", "microgram"} and len(per) == 1 and per[0] in _HOUR


def _is_patch(taken: MedicineTaken) -> bool:
    return _names_patch(taken.name) or (taken.route is not None and _is(taken.route, _BY_PATCH))


def _names_patch(name: str) -> bool:
    return any(word in name.lower() for word in ("patch", "transderm", "parche"))


def _key(name: str) -> str:
    return " ".join(token.text for token in tokens(name))
