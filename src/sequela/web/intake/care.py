"""What was tried so far, medicines, allergies, and totals of the clinic's own questionnaires."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sequela.knowledge.schema.terms import Region, Text

from .basis import Basis
from .medicines import medicine_parts, medicines_page
from .page import NOT_SURE, Answer, Field, Option, Page
from .pain import main_region
from .part import Part
from .rows import row

TRIED, EFFECTS, ALLERGIES, FORMS = "treatments", "treatment-effects", "allergies", "forms"
_LAY: Mapping[str, Text] = {
    "physical_therapy": Text(en="Physio or exercises", es="Fisioterapia o ejercicios"),
    "multidisciplinary_rehab": Text(en="A pain programme at a clinic", es="Un programa de dolor en una clínica"),
    "cbt": Text(en="Talking therapy for pain", es="Terapia psicológica para el dolor"),
    "chiropractic": Text(en="Hands-on therapy or chiropractor", es="Terapia manual o quiropráctica"),
    "nsaid": Text(en="Tablets such as ibuprofen", es="Pastillas como el ibuprofeno"),
    "gabapentinoid": Text(en="Gabapentin or pregabalin", es="Gabapentina o pregabalina"),
    "snri_tca": Text(en="Amitriptyline or duloxetine", es="Amitriptilina o duloxetina"),
    "opioid": Text(en="Strong painkillers (tramadol, morphine)", es="Calmantes fuertes (tramadol, morfina)"),
    "epidural_steroid": Text(en="Cortisone injection near a nerve", es="Inyección de cortisona junto a un nervio"),
    "facet_injection": Text(en="Injection into small back joints", es="Inyección en las articulaciones de la espalda"),
    "sacroiliac_injection": Text(en="Injection beside the tailbone", es="Inyección junto al hueso sacro"),
    "medial_branch_rfa": Text(en="Heat on nerves (radiofrequency)", es="Calor en los nervios (radiofrecuencia)"),
    "spinal_cord_stimulation": Text(en="Pain stimulator, trial or implant", es="Estimulador para el dolor"),
}
_EFFECT: tuple[Option, ...] = (
    Option(value="none", label="No"),
    Option(value="partial", label="A little"),
    Option(value="good", label="A lot"),
    Option(value="unknown", label="Not sure"),
)
_ENOUGH: tuple[Option, ...] = (
    Option(value="yes", label="Yes"),
    Option(value="no", label="No"),
    Option(value=NOT_SURE, label="Not sure"),
)
_FORMS: Mapping[Region, tuple[str, ...]] = {
    "lumbar": ("odi", "rmdq", "peg", "phq9", "gad7"),
    "cervical": ("ndi", "peg", "phq9", "gad7"),
    "thoracic": ("peg", "phq9", "gad7"),
}
ANY_ALLERGY, WHICH, OTHER_ALLERGIES = "any_allergy", "which-allergies", "other_allergies"
_ALLERGY = "allergy_"


def pages(basis: Basis) -> Iterator[Page]:
    """Treatments, then medicines and allergies."""
    yield Page(
        id=TRIED,
        chapter="care",
        title="What have you tried for this pain since the operation?",
        why="What helped and what did not is a clue.",
        fields=(
            Field(
                name=TRIED,
                kind="checks",
                label="What have you tried for this pain since the operation?",
                options=tuple(Option(value=name, label=words) for name, words in _lay(basis).items()),
            ),
        ),
        none="None of these",
    )
    if chosen := _chosen(basis):
        yield _effects(chosen, basis)
    yield medicines_page()
    yield from _allergies(basis)


def _lay(basis: Basis) -> Mapping[str, Text]:
    return {name: words for name, words in _LAY.items() if name in basis.knowledge.treatments}


def _chosen(basis: Basis) -> tuple[str, ...]:
    return tuple(name for name in basis.chosen(TRIED, TRIED) if name in _lay(basis))


def _effects(chosen: tuple[str, ...], basis: Basis) -> Page:
    lay = _lay(basis)
    return Page(
        id=EFFECTS,
        chapter="care",
        title="Did it help?",
        why="A treatment counts as tried only if there was enough of it.",
        lead="“As planned” means as long, as often and as strong as you were told to.",
        fields=tuple(
            made
            for name in chosen
            for made in (
                Field(name=f"{name}.effect", kind="choice", label=lay[name], hint="Did it help?", options=_EFFECT),
                Field(
                    name=f"{name}.enough",
                    kind="choice",
                    label=lay[name],
                    hint="Did you have it as planned?",
                    options=_ENOUGH,
                    optional=True,
                ),
            )
        ),
    )


def _allergies(basis: Basis) -> Iterator[Page]:
    """Whether there is any; only then which."""
    label = "Has a medicine, a contrast for a scan, a numbing injection or latex ever made you ill?"
    yield Page(
        id=ALLERGIES,
        chapter="care",
        title="Allergies",
        why="So that no test or medicine harms you.",
        fields=(Field(name=ANY_ALLERGY, kind="choice", label=label, options=_ENOUGH),),
    )
    if basis.one(ALLERGIES, ANY_ALLERGY) in ("yes", NOT_SURE):
        findings = [f for f in basis.knowledge.findings.values() if f.id.startswith(_ALLERGY) and f.question]
        yield Page(
            id=WHICH,
            chapter="care",
            title="Which one was it?",
            why="So that no test or medicine harms you.",
            fields=(
                *(row(finding) for finding in findings),
                Field(name=OTHER_ALLERGIES, kind="text", label="Anything else you cannot have?", optional=True),
            ),
            layout="rows",
        )


def forms_page(basis: Basis) -> Page:
    """Totals of the clinic's own questionnaires: offered beside the questions, for few patients have one at hand."""
    instruments = [
        basis.knowledge.instruments[name] for name in _FORMS[main_region(basis)] if name in basis.knowledge.instruments
    ]
    return Page(
        id=FORMS,
        chapter="care",
        title="Results of forms from your clinic",
        why="They show how things change over time.",
        lead="Only if your clinic gave you such a form and you know the total.",
        fields=tuple(
            Field(
                name=f"form.{instrument.id}",
                kind="number",
                label=instrument.label,
                low=instrument.range[0],
                high=instrument.range[1],
                whole=False,
                optional=True,
            )
            for instrument in instruments
        ),
        none="I have no such result",
    )


def parts(basis: Basis) -> Iterator[Part]:
    """Treatments with what they did, medicines, other allergies, totals. What was not ticked is not told."""
    empty = Answer(page=EFFECTS, on=basis.today)
    effects = basis.answers.get(EFFECTS, empty)
    for name in _chosen(basis):
        body: dict[str, object] = {"treatment": name}
        if effect := effects.one(f"{name}.effect"):
            body["effect"] = effect
        if enough := effects.one(f"{name}.enough"):
            body["adequate"] = enough
        yield Part(kind="treatment", about=name, body=body)
    yield from medicine_parts(basis)
    if basis.one(ALLERGIES, ANY_ALLERGY) == "no":
        yield Part(kind="allergies", about="allergies", body=["none"])
    elif other := basis.one(WHICH, OTHER_ALLERGIES):
        yield Part(kind="allergies", about="allergies", body=[other])
    forms = basis.answers.get(FORMS, empty)
    for name in basis.knowledge.instruments:
        if (total := forms.number(f"form.{name}")) is not None:
            yield Part(
                kind="score", about=name, body={"instrument": name, "total": total, "when": forms.on.isoformat()}
            )
