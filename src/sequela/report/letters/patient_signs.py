"""When a patient is to get help: a short box that fits them on the first page, the whole list at the end.

The list is that of the page for patients. From both only that is left out which cannot concern this patient: a record
that is silent leaves nothing out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from sequela.case.case import DEVICES, Case, Surgery
from sequela.case.fact import ABSENT
from sequela.case.location import region_of
from sequela.knowledge.schema.education import Paragraph as PageParagraph
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.report.education import filled

from .document import Block, Paragraph, Points, Section
from .patient_words import WORDS

HELP = "help_now"
_PARTS = ("call_now", "today")
_MOST = 6
_DAYS_AFTER_NECK = 92
"""An airway closes in the first days; a quarter of a year leaves room for times told in months."""
_NECK_ONLY = frozenset({"red_flag:neck_haematoma", "red_flag:oesophageal_injury"})
_BELLY_ONLY = frozenset({"red_flag:vessel_after_anterior_approach"})
_PUMP_ONLY = frozenset({"red_flag:pump_withdrawal"})
_DEVICE_ONLY = frozenset({"red_flag:device_new_deficit", "red_flag:device_infection", "red_flag:stimulator_failure"})
_FRONT_WAYS = frozenset({"anterior", "oblique", "lateral", "combined"})
_FRONT = frozenset({"alif", "llif", "lumbar_disc_replacement"})
_MAY_BE_FRONT = frozenset(
    {"interbody_fusion", "lumbar_fusion", "revision_fusion", "corpectomy", "scoliosis_fusion", "fracture_fixation",
     "tumour_resection", "instrumented_fusion", "hardware_removal", "revision_surgery", "spine_surgery"}
)  # fmt: skip
"""Operations that are done from behind or through the belly: they count as the latter until the way is recorded."""


def box(case: Case, language: str) -> Section:
    """The signs that fit this patient's operations and region, not more than six, and a line for a telephone number."""
    words = WORDS[language]
    items = tuple(words.signs[name] for name, fits in _SIGNS.items() if fits(case))[:_MOST]
    return Section(
        id="help",
        heading=words.help,
        blocks=(Paragraph(text=words.help_lead), Points(items=items), Paragraph(text=words.phone)),
        tone="caution",
    )


def whole(case: Case, knowledge: Knowledge, language: str) -> Iterator[Section]:
    """Every sign that must not wait, but for those that cannot concern this patient."""
    page = knowledge.education.get(f"{language}/{HELP}")
    for part in () if page is None else page.sections:
        if part.id not in _PARTS:
            continue
        points = tuple(filled(point, language) for point in part.points if concerns(point, case))
        paragraphs: list[Block] = [Paragraph(text=filled(p, language)) for p in part.paragraphs]
        yield Section(
            id=f"help-{part.id}",
            heading=part.heading,
            blocks=(*paragraphs, Points(items=points)),
            columns=True,
        )


def concerns(point: PageParagraph, case: Case) -> bool:
    """False only for what follows an operation or a device that the record says this patient never had."""
    about = set(point.about)
    if not about:
        return True
    if about <= _NECK_ONLY:
        return _may_have(case, lambda s: not s.levels or any(region_of(level) == "cervical" for level in s.levels))
    if about <= _BELLY_ONLY:
        return _may_have(case, _from_the_front)
    if about <= _PUMP_ONLY:
        return not _none(case, "pump_implanted", "intrathecal_pump")
    if about <= _DEVICE_ONLY:
        both = (("pump_implanted", "intrathecal_pump"), ("stimulator_implanted", "stimulator"))
        return not all(_none(case, *names) for names in both)
    return True


def _may_have(case: Case, fits: Callable[[Surgery], bool]) -> bool:
    """Whether an operation of this kind is recorded or may have been left unsaid."""
    if case.never_operated:
        return False
    return not case.surgeries or any(fits(surgery) for surgery in case.surgeries)


def _from_the_front(surgery: Surgery) -> bool:
    """Whether it went through belly or flank, or may have."""
    if surgery.levels and all(region_of(level) == "cervical" for level in surgery.levels):
        return False
    if surgery.approach is not None:
        return surgery.approach in _FRONT_WAYS
    return surgery.procedure is None or surgery.procedure in _FRONT | _MAY_BE_FRONT


def _none(case: Case, finding: str, device: str) -> bool:
    """Whether the record says that the patient carries no such device."""
    if any(device in surgery.implants for surgery in case.surgeries):
        return False
    told = [fact.value for fact in case.facts if fact.finding == finding]
    return bool(told) and all(value == ABSENT for value in told)


# --- what fits -------------------------------------------------------------------------------------------------------


def _regions(case: Case) -> frozenset[str]:
    """The regions of complaints and operations; empty where none is recorded."""
    levels = (level for surgery in case.surgeries for level in surgery.levels)
    return frozenset({*(c.region for c in case.complaints if c.region), *(region_of(level) for level in levels)})


def _low(case: Case) -> bool:
    regions = _regions(case)
    return not regions or bool(regions & {"lumbar", "thoracic"})


def _high(case: Case) -> bool:
    regions = _regions(case)
    return not regions or bool(regions & {"cervical", "thoracic"})


def _neck_lately(case: Case) -> bool:
    return any(
        surgery.when is None or surgery.when.days_before(case.as_of)[0] <= _DAYS_AFTER_NECK
        for surgery in case.surgeries
        if any(region_of(level) == "cervical" for level in surgery.levels)
    )


def _carries(case: Case) -> bool:
    told = {"stimulator_implanted", "pump_implanted"}
    return any(DEVICES & set(surgery.implants) for surgery in case.surgeries) or any(
        fact.finding in told and fact.value == "present" for fact in case.facts
    )


def _opioid(case: Case) -> bool:
    return any(medicine.current is not False and "opioid" in medicine.classes for medicine in case.medicines)


def _always(case: Case) -> bool:  # noqa: ARG001 - as the others
    return True


_SIGNS: Mapping[str, Callable[[Case], bool]] = {
    "neck": _neck_lately,
    "bladder": _low,
    "cord": _high,
    "weak": _always,
    "fever": _always,
    "breath": _always,
    "device": _carries,
    "life": _always,
    "opioid": _opioid,
}
"""The signs of the box, those that are most dangerous first, and whom each concerns."""
