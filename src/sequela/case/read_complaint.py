"""Complaints as a case file states them, and the findings that their sites and roots are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sequela.case.complaint import ANSWERS, COURSES, DISTRIBUTIONS, Complaint, PainSite
from sequela.case.fact import ABSENT, PRESENT, UNKNOWN, Fact
from sequela.case.form import Form, Reading, shown
from sequela.case.location import REGIONS, SIDES, Side, joined, region_of
from sequela.case.read_fact import read_roots
from sequela.case.sites import BY_NAME, SITES, site_named
from sequela.knowledge.schema.terms import FindingId, Region

MOST_COMPLAINTS = 3
LONGEST_LIFE_MONTHS = 1500
LEGS = frozenset({"thigh", "anterior_thigh", "leg", "knee", "lower_leg", "foot"})
THIGH_ROOTS = frozenset({"L1", "L2", "L3"})
"""Roots whose territory ends above the knee in front."""
LEG_ROOTS = frozenset({"L4", "L5", "S1"})
"""Roots whose territory reaches below the knee."""
ARMS = frozenset({"arm", "forearm", "hand"})
SHOULDER_ROOTS = frozenset({"C5"})
"""Roots whose territory ends above the elbow."""
ARM_ROOTS = frozenset({"C6", "C7", "C8", "T1"})
"""Roots whose territory reaches below the elbow."""
TERRITORIES: Mapping[Region, tuple[tuple[frozenset[str], str], ...]] = {
    "lumbar": ((THIGH_ROOTS, "anterior_thigh_pain"), (LEG_ROOTS, "dermatomal_leg_pain")),
    "cervical": ((SHOULDER_ROOTS, "shoulder_pain"), (ARM_ROOTS, "dermatomal_arm_pain")),
}
"""The finding that pain of a root is, by region: a root is named by where it hurts."""
_ASKED = ("distribution", "sites", "side", "roots", "onset", "course", "like_before_surgery", "new_injury")


def read_complaints(form: Form, levels: tuple[str, ...]) -> tuple[Complaint, ...]:
    """The list under ``complaints``; one complaint of unknown kind if none is stated.

    `levels` are the operated ones: they tell the region where the complaint does not.
    """
    likely: Region = region_of(levels[-1]) if levels else "lumbar"
    parts = tuple(form.items("complaints"))
    if len(parts) > MOST_COMPLAINTS:
        form.reading.fault(
            "out_of_range",
            "complaints",
            f"{len(parts)} complaints; at most {MOST_COMPLAINTS} are assessed, join those of one onset and side",
        )
    read = enumerate(parts[:MOST_COMPLAINTS])
    found = tuple(read_complaint(Form(raw, place, form.reading), likely, n) for n, (place, raw) in read)
    for n, complaint in enumerate(found):
        if complaint.id in {earlier.id for earlier in found[:n]}:
            form.reading.fault("repeated_key", f"{complaint.place}.id", f"two complaints are called {complaint.id!r}")
    return found or (Complaint(id="main", place="complaints", region=likely),)


def read_complaint(form: Form, likely: Region, number: int) -> Complaint:
    """One complaint; faults are noted and leave their part unknown."""
    name = form.text("id")
    sites = tuple(_sites(form))
    region = form.choice("region", REGIONS) or _region(sites, likely)
    complaint = Complaint(
        id=name or (f"complaint-{number + 1}" if number else "main"),
        place=form.place,
        region=region,
        distribution=form.choice("distribution", DISTRIBUTIONS),
        sites=sites,
        side=form.choice("side", SIDES),
        roots=read_roots(form, "roots"),
        onset=form.past("onset"),
        onset_after_surgery=form.interval("onset_after_surgery", 0, LONGEST_LIFE_MONTHS),
        course=form.choice("course", COURSES),
        like_before_surgery=form.choice("like_before_surgery", ANSWERS),
        new_injury=form.choice("new_injury", ANSWERS),
        asked_unknown=frozenset(key for key in _ASKED if form.is_unknown(key)),
    )
    form.close()
    return complaint


def _region(sites: tuple[PainSite, ...], likely: Region) -> Region:
    """The region of the painful sites where they agree; an operated neck does not make a painful leg cervical."""
    places = [BY_NAME[site.name] for site in sites]
    found = {place.region for place in places if place.component != "elsewhere" and place.region is not None}
    return found.pop() if len(found) == 1 else likely


def _sites(form: Form) -> Iterator[PainSite]:
    """Sites by name, or as ``{site: buttock, side: left}`` where they differ in side."""
    for place, raw in form.items("sites"):
        name: object = raw
        side: Side | None = None
        if isinstance(raw, Mapping):
            part = Form(raw, place, form.reading)
            part.require("site")
            name, side = part.raw("site"), part.choice("side", SIDES)
            part.close()
        if name == UNKNOWN:
            continue
        site = site_named(name) if isinstance(name, str) else None
        if site is not None:
            yield PainSite(id=place, name=site.name, side=side)
        elif name is not None:
            form.reading.fault(
                "unknown_name",
                place,
                f"{shown(name)} is no place that is known here",
                tuple(s.name for s in SITES),
                name,
            )


def side_of(complaint: Complaint) -> Side | None:
    """The side of a complaint: as stated, else what its sites say together."""
    return complaint.side or joined(site.side for site in complaint.sites)


def complaint_facts(complaint: Complaint, reading: Reading) -> Iterator[Fact]:
    """The findings that the sites, roots and the question of a new injury are, where the knowledge has them."""
    stated: list[tuple[str, str, str, Side | None, str | None]] = []
    for site in complaint.sites:
        told = BY_NAME[site.name].finding
        if told is not None:
            stated.append((site.id, told, PRESENT, site.side or complaint.side, None))
    for limb, told_by_both in ((LEGS, "bilateral_leg_pain"), (ARMS, "bilateral_arm_symptoms")):
        if joined(site.side or complaint.side for site in complaint.sites if site.name in limb) == "both":
            stated.append((f"{complaint.place}.sites", told_by_both, PRESENT, None, None))
    for root in complaint.roots:
        territory = next((name for roots, name in TERRITORIES.get(complaint.region, ()) if root in roots), None)
        if territory is not None:
            stated.append((f"{complaint.place}.roots", territory, PRESENT, side_of(complaint), root))
    if complaint.new_injury is not None:
        value = {"yes": PRESENT, "no": ABSENT}.get(complaint.new_injury, UNKNOWN)
        stated.append((f"{complaint.place}.new_injury", "new_injury", value, None, None))
    for place, name, value, side, territory_root in stated:
        if FindingId(name) in reading.knowledge.findings:
            yield Fact(
                id=place,
                finding=FindingId(name),
                value=value,
                recorded=reading.written,
                side=side,
                root=territory_root,
                since=complaint.onset,
                complaint=complaint.id,
            )
