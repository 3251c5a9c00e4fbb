"""What must be known before a needle, a scanner or a prescription: medicines, allergies, implants, conditions.

Each line tells what is recorded, what was answered with no, and what nobody asked. A list of medicines that leaves a
drug out is no answer about it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from sequela.assessment import Assessment
from sequela.case.case import Case, MedicineTaken
from sequela.case.fact import ABSENT, UNKNOWN, Fact
from sequela.case.opioids import figure
from sequela.case.quantities import quantities
from sequela.case.read_allergy import PREFIX
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.terms import FindingId
from sequela.pathway.dictation import inside, listed, sentence

from . import recorded
from .recorded import NOT_ASKED

_NALOXONE: Mapping[str, str] = {
    "offer": "Naloxone is to be offered.",
    "ask": "Whether naloxone is to be offered is still to ask.",
    "no_reason_recorded": "No reason for naloxone is recorded.",
}
BLOOD = ("anticoagulant", "antiplatelet")
_BLOOD_ASKED = ("anticoagulant_use", "antiplatelet_use", "blood_thinner_plan")
_OPIOID_ASKED = ("opioid_use", "long_term_opioid_use")
_IN_MAGNET = (
    "cardiac_device",
    "stimulator_implanted",
    "pump_implanted",
    "magnetic_metal",
    "device_mri_cleared",
    "claustrophobia",
)
PREGNANCY = "pregnancy"
_CONDITIONS = (
    "infection_now",
    "diabetes",
    "kidney_disease",
    "osteoporosis",
    "smoking",
    "immunosuppression",
    "cancer_history",
    PREGNANCY,
)

ASKED = frozenset({*_BLOOD_ASKED, *_OPIOID_ASKED, *_IN_MAGNET, *_CONDITIONS})
"""The findings that these lines tell, so that no other part of a letter tells them again."""


def rows(assessment: Assessment, case: Case, knowledge: Knowledge) -> tuple[tuple[str, str], ...]:
    """Every line with its name; none is left out because nothing is known."""
    return (
        ("Medicines", medicines(case)),
        ("Blood thinners", _blood_thinners(case, knowledge)),
        ("Opioid load", opioid_load(assessment, case, knowledge)),
        ("Allergies", _allergies(case, knowledge)),
        ("Implants", _implants(case)),
        ("MRI", sentence(_answers(_IN_MAGNET, case, knowledge))),
        ("Conditions", sentence(_answers(_conditions(case), case, knowledge))),
        *(("To look at together", sentence(alert.label)) for alert in assessment.medicine_alerts),
    )


def _conditions(case: Case) -> tuple[str, ...]:
    """The conditions to ask for; pregnancy is no open question where age or the recorded sex answers it."""
    possible = quantities(case, None).get("may_be_pregnant")
    told = any(fact.finding == PREGNANCY for fact in case.facts)
    if told or possible is None or possible.high > 0:
        return _CONDITIONS
    return tuple(name for name in _CONDITIONS if name != PREGNANCY)


def medicines(case: Case) -> str:
    """The medicines as they are recorded, doses read back and never advised."""
    taken = [_medicine(medicine) for medicine in case.medicines if medicine.current is not False]
    stopped = [medicine.name for medicine in case.medicines if medicine.current is False]
    said = ["; ".join(taken) if taken else recorded.NOT_RECORDED]
    if stopped:
        said.append(f"stopped: {listed(stopped)}")
    return sentence("; ".join(said))


def _medicine(medicine: MedicineTaken) -> str:
    if medicine.dose is None:
        return f"{medicine.name} (dose not recorded)"
    often = "" if medicine.per_day is None else f", {figure(medicine.per_day)} a day"
    route = "" if medicine.route is None else f", {medicine.route}"
    return f"{medicine.name} {figure(medicine.dose)} {medicine.unit or ''}".rstrip() + often + route


def opioid_load(assessment: Assessment, case: Case, knowledge: Knowledge) -> str:
    """The daily opioid load where it was reckoned; it serves to judge risk and never to convert."""
    load = assessment.opioid_load
    if load is not None:
        band = "" if load.band is None else f"; {inside(load.band.label)}"
        # What is missing from the total must be seen beside it: a dose nobody counted is not none.
        out = [recorded.plain(part.name) for part in load.parts if part.open is not None and not part.words]
        left = f" Not counted: {listed(list(dict.fromkeys(out)))}; check dose, unit and route." if out else ""
        return f"{sentence(load.total + band)}{left} {_NALOXONE[load.naloxone]} For risk only, never for conversion."
    taken = [m.name for m in case.medicines if m.current is not False and "opioid" in m.classes]
    if taken:
        return f"{sentence(f'{listed(taken)} on the list')} Daily morphine equivalent not reckoned."
    return sentence(_answers(_OPIOID_ASKED, case, knowledge))


def _blood_thinners(case: Case, knowledge: Knowledge) -> str:
    taken = [_medicine(m) for m in case.medicines if m.current is not False and set(BLOOD) & set(m.classes)]
    answers = _answers(_BLOOD_ASKED, case, knowledge)
    if taken:
        return sentence(f"{listed(taken)}; {answers}")
    return sentence(f"none on the list of medicines; {answers}" if case.medicines else answers)


def _allergies(case: Case, knowledge: Knowledge) -> str:
    if case.allergies:
        return sentence(listed([recorded.plain(word) for word in case.allergies]))
    known = [finding for finding in knowledge.findings if finding.startswith(PREFIX)]
    told = recorded.facts_of(known, case, knowledge)
    return sentence(_told(told, case, knowledge)) if told else sentence(NOT_ASKED)


def _implants(case: Case) -> str:
    found = [
        f"{listed([recorded.plain(name) for name in surgery.implants])} ({recorded.on_day(surgery.when)})"
        for surgery in case.surgeries
        if surgery.implants
    ]
    if found:
        return sentence("; ".join(found))
    return "None recorded with the operations." if case.surgeries else sentence(recorded.NOT_RECORDED)


def _answers(findings: Iterable[str], case: Case, knowledge: Knowledge) -> str:
    """What is recorded of these findings; then those answered with no; then those that nobody asked."""
    known = [FindingId(name) for name in findings if FindingId(name) in knowledge.findings]
    told = recorded.facts_of(known, case, knowledge)
    open_ = [_name(name, knowledge) for name in known if name not in {fact.finding for fact in told}]
    said = [_told(told, case, knowledge)] if told else []
    if open_:
        said.append(f"{NOT_ASKED}: {', '.join(open_)}")
    return "; ".join(said)


def _told(facts: Iterable[Fact], case: Case, knowledge: Knowledge) -> str:
    return "; ".join(_each(facts, case, knowledge))


def _each(facts: Iterable[Fact], case: Case, knowledge: Knowledge) -> Iterator[str]:
    """Each finding once, by its latest fact."""
    seen: set[str] = set()
    for fact in facts:
        if fact.finding in seen:
            continue
        seen.add(fact.finding)
        if fact.value in (ABSENT, UNKNOWN):
            yield recorded.value_words(fact, knowledge)
        else:
            yield recorded.fact_words(fact, case, knowledge)


def _name(finding: FindingId, knowledge: Knowledge) -> str:
    return inside(knowledge.findings[finding].label.en.rstrip("?"))
