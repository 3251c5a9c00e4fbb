"""Treatments, blocks and medicines as a case file states them, and the findings that their results are."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from difflib import get_close_matches

from sequela.case.case import EFFECTS, FELT, BlockDone, Interval, MedicineTaken, TreatmentTried
from sequela.case.complaint import ANSWERS
from sequela.case.diary import Diary
from sequela.case.errors import CaseProblem
from sequela.case.fact import ABSENT, PRESENT, UNKNOWN, Fact
from sequela.case.form import SHOWN_AT_MOST, Form, Reading, shown
from sequela.case.location import REGIONS, SIDES
from sequela.case.read_allergy import NEAR
from sequela.case.read_diary import diary_file, diary_inside
from sequela.case.read_fact import read_levels, read_root
from sequela.knowledge.names import Kind
from sequela.knowledge.schema.findings import Finding
from sequela.knowledge.schema.terms import FindingId

MEDICINE: Kind = "medicine"
MOST_WEEKS = 5000
MOST_TIMES = 50
"""Sessions one entry may stand for; more are several entries, each with its time."""
MOST_DOSE, MOST_A_DAY = 1e6, 100
HOURS_A_DAY = 24
HOURS_BETWEEN = (0.25, 14 * HOURS_A_DAY)
"""Hours from one dose to the next that can be: a quarter of an hour to a fortnight."""
MOST_OF_EFFECT: Mapping[str, Interval] = {"none": (0, 49), "partial": (1, 100), "good": (1, 100)}
"""Per cent of relief that can stand beside an effect; what is between is a matter of words."""
_UNIT = re.compile(r"[\w /%.,()·*^²³-]{0,40}")
_STRENGTH = re.compile(r"(\d{1,4}(?:\.\d+)?) ?/ ?\d{1,4}(?:\.\d+)?")
"""The strength of a combined product, the drug it is named for first."""
CLASS_FINDINGS: Mapping[str, str] = {
    "anticoagulant": "anticoagulant_use",
    "antiplatelet": "antiplatelet_use",
    "antibiotic": "antibiotic_use",
    "corticosteroid": "steroid_use",
    "immunosuppressant": "immunosuppression",
    "opioid": "opioid_use",
    "benzodiazepine": "sedative_use",
    "z_drug": "sedative_use",
}
"""Classes of medicine whose taking is a finding in itself."""


def read_treatments(form: Form) -> tuple[TreatmentTried, ...]:
    """The list under ``treatments``."""
    return tuple(_treatment(Form(raw, place, form.reading)) for place, raw in form.items("treatments"))


def _treatment(form: Form) -> TreatmentTried:
    form.require("treatment")
    raw, known = form.raw("treatment"), form.reading.knowledge.treatments
    kinds = dict.fromkeys(treatment.kind for treatment in known.values())
    times = form.number("times", 0, MOST_TIMES)
    if times is not None and not times.is_integer():
        form.reading.fault("out_of_range", form.at("times"), f"{times:g} is no whole number of sessions")
        times = None
    tried = TreatmentTried(
        id=form.place,
        treatment=None if raw is None else form.reading.named(raw, "treatment", (*known, *kinds), form.at("treatment")),
        effect="unknown" if form.is_unknown("effect") else form.choice("effect", EFFECTS),
        adequate=form.choice("adequate", ANSWERS),
        weeks=form.number("weeks", 0, MOST_WEEKS),
        times=None if times is None else int(times),
        when=form.past("when"),
        levels=read_levels(form, "levels"),
        side=form.choice("side", SIDES),
        region=form.choice("region", REGIONS),
        dose=form.number("dose", 0, 1e6),
        unit=_unit(form),
        agent=form.text("agent"),
        route=form.text("route"),
        percent=form.number("percent", 0, 100),
        effect_weeks=form.number("effect_weeks", 0, MOST_WEEKS),
        ended=form.past("ended"),
        phrase=form.text("note"),
    )
    if tried.when and tried.ended and tried.ended.latest < tried.when.earliest:
        message = f"it ended ({tried.ended.text}) before it began ({tried.when.text})"
        form.reading.fault("contradiction", form.at("ended"), message)
    form.close()
    _not_both(tried, form)
    return tried


def _unit(form: Form) -> str | None:
    """A unit such as mg or mcg/h, and nothing else: no text and no markup."""
    unit = form.text("unit")
    if unit is not None and not _UNIT.fullmatch(unit.strip()):
        form.reading.fault("wrong_type", form.at("unit"), f"{shown(unit)} is no unit", ("mg", "ml", "mcg/h"))
        return None
    return unit


def _not_both(tried: TreatmentTried, form: Form) -> None:
    """No relief is no share of relief; a treatment that was not tried has no sessions and no effect."""
    most = MOST_OF_EFFECT.get(tried.effect or "")
    if tried.percent is not None and most is not None and not most[0] <= tried.percent <= most[1]:
        message = f"{tried.percent:g} % of relief cannot be where the effect is {tried.effect}; keep one of the two"
        form.reading.fault("contradiction", form.at("percent"), message)
    if tried.given:
        return
    if tried.times:
        form.reading.fault("contradiction", form.at("times"), f"{tried.times} sessions of what was not tried")
    if tried.effect in FELT:
        form.reading.fault("contradiction", form.at("effect"), f"no session, and yet an effect ({tried.effect})")
    for key, value in (("percent", tried.percent), ("effect_weeks", tried.effect_weeks)):
        if value:
            form.reading.fault("contradiction", form.at(key), "an effect of what was not tried")


def response_facts(treatments: tuple[TreatmentTried, ...], reading: Reading) -> Iterator[Fact]:
    """The finding that a treatment's effect is.

    That it did not help counts only if it was adequate (dose, time, technique); unless that is stated, nothing follows.
    """
    for tried in treatments:
        treatment = reading.knowledge.treatments.get(tried.treatment or "")
        if treatment is None or treatment.response is None or tried.effect is None:
            continue
        value = treatment.response.effects.get(tried.effect)
        finding = reading.knowledge.findings.get(treatment.response.finding)
        if value is None or finding is None or not tried.given:
            continue
        if value in (ABSENT, finding.levels[0]) and tried.adequate != "yes":
            continue
        yield Fact(id=tried.id, finding=finding.id, value=value, recorded=reading.written, when=tried.when)


def read_blocks(form: Form) -> tuple[BlockDone, ...]:
    """The list under ``blocks``; `result` is a level of the block's finding."""
    found = (_block(Form(raw, place, form.reading)) for place, raw in form.items("blocks"))
    return tuple(block for block in found if block is not None)


def _block(form: Form) -> BlockDone | None:
    form.require("block")
    finding = _block_finding(form)
    diary, file = _diary(form)
    block = BlockDone(
        id=form.place,
        block="" if finding is None else finding.id,
        levels=read_levels(form, "levels"),
        root=read_root(form, "root"),
        side=form.choice("side", SIDES),
        diary=diary,
        diary_file=file,
        when=form.past("when"),
        result=form.choice("result", () if finding is None else finding.levels),
    )
    form.close()
    return None if finding is None else block


def _diary(form: Form) -> tuple[Diary | None, str | None]:
    """The diary of a block, stated here or attached as a file, and the name of the file."""
    raw = form.raw("diary")
    if isinstance(raw, Mapping):
        return diary_inside(raw, form.at("diary"), form.reading), None
    name = form.text("diary")
    attached = form.reading.attached.get(name or "")
    if attached is None or name is None:
        return None, name
    if isinstance(attached, CaseProblem):
        form.reading.problems.append(replace(attached, field=form.at("diary")))
        return None, name
    return diary_file(attached, name, form.at("diary"), form.reading), name


def _block_finding(form: Form) -> Finding | None:
    raw, findings = form.raw("block"), form.reading.knowledge.findings
    known = [finding.id for finding in findings.values() if finding.asked == "block"]
    name = None if raw is None else form.reading.named(raw, "finding", known, form.at("block"))
    return None if name is None else findings.get(FindingId(name))


def block_facts(blocks: tuple[BlockDone, ...], reading: Reading) -> Iterator[Fact]:
    """The results of blocks as they are stated; what their diaries show is read in `sequela.pathway.blocks`."""
    for block in blocks:
        if block.result is not None:
            yield from block_fact(block, block.result, reading.written, block.id)


def block_fact(block: BlockDone, result: str, recorded: dt.date, place: str) -> Iterator[Fact]:
    """A result of a block as findings, one per level where several levels were blocked together."""
    for level in block.levels or (None,):
        yield Fact(
            id=place,
            finding=FindingId(block.block),
            value=result,
            recorded=recorded,
            side=block.side,
            level=level,
            root=block.root,
            when=block.when,
        )


def read_medicines(form: Form) -> tuple[MedicineTaken, ...]:
    """The list under ``medicines``. A name the knowledge lacks is kept; one that is nearly right is a fault."""
    return tuple(_medicine(Form(raw, place, form.reading)) for place, raw in form.items("medicines"))


def _medicine(form: Form) -> MedicineTaken:
    form.require("name")
    name = form.text("name") or ""
    stated = _classes(form)
    medicine = _known_medicine(form, name, given=bool(stated))
    classes = () if medicine is None else form.reading.knowledge.medicines[medicine].classes
    current = form.choice("current", ANSWERS)
    strength, doses = _doses(form)
    as_needed = form.choice("as_needed", ANSWERS) == "yes"
    times = _times(form, as_needed=as_needed)
    taken = MedicineTaken(
        id=form.place,
        name=name,
        medicine=medicine,
        classes=tuple(dict.fromkeys((*classes, *stated))),
        dose=_single(doses),
        unit=form.text("unit"),
        per_day=_single(times),
        route=form.text("route"),
        since=form.past("since"),
        current=None if current == "unsure" or form.is_unknown("current") else current != "no",
        doses=doses,
        times=times,
        as_needed=as_needed,
        strength=strength,
    )
    form.close()
    return taken


def _classes(form: Form) -> tuple[str, ...]:
    """The classes stated. A class the knowledge lacks is kept; one that is nearly right is a fault."""
    known = sorted({name for taken in form.reading.knowledge.medicines.values() for name in taken.classes})
    found: list[str] = []
    for word in form.words("classes"):
        plain = "_".join(word.lower().replace("-", " ").split())
        near = get_close_matches(plain, known, n=1, cutoff=NEAR)
        if plain in known or not near:
            found.append(plain if plain in known else word)
            continue
        problem = CaseProblem(
            code="unknown_name",
            field=form.at("classes"),
            message=f"{shown(word)} is no class of medicines the knowledge has",
            accepted=tuple(known) if len(known) <= SHOWN_AT_MOST else (),
            nearest=near[0],
        )
        form.reading.problems.append(problem)
    return tuple(found)


def _doses(form: Form) -> tuple[str | None, Interval | None]:
    """One dose: a number, the least and the most, or the strength of a combined product ("30/500")."""
    raw = form.raw("dose")
    if isinstance(raw, str) and (found := _STRENGTH.fullmatch(raw.strip())):
        first = float(found[1])
        return raw.strip(), (first, first)
    return None, form.interval("dose", 0, MOST_DOSE)


def _times(form: Form, *, as_needed: bool) -> Interval | None:
    """How often a day: as stated, or from the hours between; what is taken as needed may not be taken at all."""
    often, hours = form.interval("per_day", 0, MOST_A_DAY), form.interval("every_hours", *HOURS_BETWEEN)
    if often is not None and hours is not None:
        message = "per_day and every_hours say the same thing twice; keep one"
        form.reading.fault("contradiction", form.at("every_hours"), message)
    if hours is not None:
        often = HOURS_A_DAY / hours[1], HOURS_A_DAY / hours[0]
    return None if often is None else (0.0 if as_needed else often[0], often[1])


def _single(interval: Interval | None) -> float | None:
    return interval[0] if interval is not None and interval[0] == interval[1] else None


def _known_medicine(form: Form, name: str, *, given: bool) -> str | None:
    """The medicine of that name. `given`: its class is stated, so that an unknown name does no harm."""
    reading = form.reading
    known = reading.knowledge.medicines
    if name in known:
        return name
    meant = {match.id for match in reading.names.exact(name, [MEDICINE])}
    if len(meant) == 1:
        return meant.pop()
    near = reading.names.nearest(name, "medicine")
    if name and near and not given:
        # A misspelt anticoagulant that silently counts for nothing would be a danger.
        reading.fault("unknown_name", form.at("name"), f"{shown(name)} is no medicine the knowledge has", near, name)
    return None


def medicine_facts(medicines: tuple[MedicineTaken, ...], reading: Reading) -> Iterator[Fact]:
    """The findings that taking a medicine is (anticoagulant, steroid), for those taken now."""
    for taken in medicines:
        for name in taken.classes:
            finding = FindingId(CLASS_FINDINGS.get(name, ""))
            if finding in reading.knowledge.findings and taken.current is not False:
                value = PRESENT if taken.current else UNKNOWN
                yield Fact(id=taken.id, finding=finding, value=value, recorded=reading.written, since=taken.since)
