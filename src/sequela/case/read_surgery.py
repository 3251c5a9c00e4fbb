"""Operations as a case file states them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from sequela.case.case import RELIEFS, Relief, Surgery
from sequela.case.fact import ABSENT, PRESENT, Fact
from sequela.case.form import UNKNOWN, Form, Reading, shown
from sequela.case.location import SIDES
from sequela.case.read_fact import read_levels
from sequela.knowledge.names import Kind
from sequela.knowledge.schema.terms import FindingId
from sequela.knowledge.schema.treatments import Procedure

APPROACHES = (
    "posterior",
    "anterior",
    "lateral",
    "oblique",
    "combined",
    "interlaminar",
    "transforaminal",
    "endoscopic",
)
IMPLANTS = (
    "pedicle_screws",
    "rods",
    "cage",
    "plate",
    "hooks",
    "disc_prosthesis",
    "interspinous_device",
    "cement",
    "bone_graft",
    "stimulator",
    "intrathecal_pump",
    "other",
)
FINDING: Kind = "finding"
NO_IMPLANTS = "none"
LONGEST_LIFE_MONTHS = 1500
MOST_LEVELS = 24


def read_surgeries(form: Form) -> tuple[Surgery, ...]:
    """The list under ``surgeries``, in the order told."""
    found = (read_surgery(Form(raw, place, form.reading)) for place, raw in form.items("surgeries"))
    return tuple(surgery for surgery in found if surgery is not None)


def read_surgery(form: Form) -> Surgery:
    """One operation; faults are noted and leave their part unknown."""
    reading = form.reading
    form.require("procedure")
    raw = form.raw("procedure")
    name = None
    if raw is not None and raw != UNKNOWN:
        name = reading.named(raw, "procedure", reading.knowledge.procedures, form.at("procedure"))
    procedure = None if name is None else reading.knowledge.procedures[name]
    axial, limb = _relief(form)
    surgery = Surgery(
        id=form.place,
        procedure=name,
        levels=read_levels(form, "levels"),
        extent=form.interval("level_count", 1, MOST_LEVELS),
        side=form.choice("side", SIDES),
        approach=form.choice("approach", APPROACHES),
        implants=_implants(form, procedure),
        when=form.past("when"),
        aim=form.text("aim"),
        relief_axial=axial,
        relief_limb=limb,
        relief_asked_unknown=form.is_unknown("relief"),
        pain_free_months=form.interval("pain_free_months", 0, LONGEST_LIFE_MONTHS),
        complications=_complications(form),
        phrase=form.text("note"),
    )
    form.close()
    return surgery if procedure is None else _as_named(surgery, procedure)


def _complications(form: Form) -> str | None:
    text = ", ".join(form.words("complications"))
    return text if text and form.reading.short(text, form.at("complications")) else None


def _as_named(surgery: Surgery, procedure: Procedure) -> Surgery:
    return replace(surgery, family=procedure.family, fuses=procedure.fuses, removes_disc=procedure.removes_disc)


def _relief(form: Form) -> tuple[Relief | None, Relief | None]:
    """Relief of the axial and of the limb pain; one word stands for both."""
    raw = form.raw("relief")
    if isinstance(raw, Mapping):
        parts = Form(raw, form.at("relief"), form.reading)
        both = parts.choice("axial", RELIEFS), parts.choice("limb", RELIEFS)
        parts.close()
        return both
    single = form.choice("relief", RELIEFS)
    return single, single


def _implants(form: Form, procedure: Procedure | None) -> tuple[str, ...]:
    """The implants stated, else those that the procedure always leaves; ``none`` says that there are none."""
    stated = form.words("implants")
    if not stated:
        return () if procedure is None else procedure.implants
    for word in stated:
        if word not in (*IMPLANTS, NO_IMPLANTS, UNKNOWN):
            form.reading.fault(
                "unknown_name", form.at("implants"), f"{shown(word)} is no implant", (*IMPLANTS, NO_IMPLANTS), word
            )
    return tuple(word for word in stated if word in IMPLANTS)


IMPLANT_FINDINGS = {"stimulator": "stimulator_implanted", "intrathecal_pump": "pump_implanted"}


def implant_facts(surgeries: tuple[Surgery, ...], reading: Reading) -> Iterator[Fact]:
    """Devices whose presence is a finding in itself."""
    for surgery in surgeries:
        for implant in surgery.implants:
            name = FindingId(IMPLANT_FINDINGS.get(implant, ""))
            if name in reading.knowledge.findings:
                yield Fact(id=surgery.id, finding=name, value=PRESENT, recorded=reading.written)


def complication_facts(surgeries: tuple[Surgery, ...], reading: Reading) -> Iterator[Fact]:
    """Complications that are findings (a dural tear), observed at the operation; "none" and "unknown" say none."""
    for surgery in surgeries:
        if not surgery.complications:
            continue
        for match in reading.names.find(surgery.complications, [FINDING]):
            if match.state in (PRESENT, ABSENT):
                yield Fact(
                    id=f"{surgery.id}.complications",
                    finding=FindingId(match.id),
                    value=match.state,
                    recorded=reading.written,
                    when=surgery.when,
                )
