"""The patient in the report: own words, goals and wishes, and the places that hurt."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from sequela.case.case import Case
from sequela.case.complaint import Complaint
from sequela.case.location import Side
from sequela.case.sites import BY_NAME
from sequela.knowledge.schema.terms import Region
from sequela.pathway.headline import pain_words
from sequela.records import frozen
from sequela.report.figures.body_map import Pain, body_map, has_side, is_drawn

_AXIAL: Mapping[Region, str] = {"lumbar": "low_back", "cervical": "neck", "thoracic": "thoracic_back"}
_LIMB: Mapping[Region, str] = {"lumbar": "leg", "cervical": "arm", "thoracic": "chest_wall"}
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_SIDES = {"left": "left", "right": "right", "both": "both sides"}
AS_FAR_AS_STATED = "as far as stated; no place is named"


@frozen
class Place:
    """A place that hurts, in words; `number` is that in the picture, None where it is not drawn."""

    number: int | None
    name: str
    side: str
    note: str
    complaint: int


@frozen
class Map:
    """The body map, and the same in words; `complaints` are named where there are several."""

    picture: str
    places: tuple[Place, ...]
    complaints: tuple[str, ...]
    any_unsided: bool


@frozen
class Person:
    """What the patient said and wants; empty parts are left out of the report."""

    story: tuple[str, ...]
    language: str | None
    goals: tuple[str, ...]
    preferences: tuple[tuple[str, str], ...]
    map: Map | None

    @property
    def speaks(self) -> bool:
        """True if anything of the patient's own is recorded."""
        return bool(self.story or self.goals or self.preferences)


def person(case: Case) -> Person:
    """The patient of a case."""
    told = case.patient.language or ""
    return Person(
        story=tuple(part.strip() for part in re.split(r"\n+", case.story or "") if part.strip()),
        language=told if _LANGUAGE.fullmatch(told) else None,
        goals=case.goals,
        preferences=tuple((key.replace("_", " "), _said(raw)) for key, raw in case.preferences.items()),
        map=pain_map(case),
    )


def pain_map(case: Case) -> Map | None:
    """The body map of a case; None if no place can be drawn or named."""
    places: list[Place] = []
    pains: list[Pain] = []
    for place, complaint in enumerate(case.complaints):
        for site, side, note in _sites(complaint):
            number = len(pains) + 1 if is_drawn(site) else None
            if number is not None:
                pains.append(Pain(number=number, site=site, side=side, complaint=place))
            words = _SIDES.get(side or "", "side not stated" if has_side(site) else "")
            places.append(Place(number=number, name=site.replace("_", " "), side=words, note=note, complaint=place))
    if not places:
        return None
    return Map(
        picture=body_map(pains, _described(places)),
        places=tuple(places),
        complaints=tuple(pain_words(complaint) for complaint in case.complaints),
        any_unsided=any(pain.side is None and has_side(pain.site) for pain in pains),
    )


def _sites(complaint: Complaint) -> Iterator[tuple[str, Side | None, str]]:
    """The places of one complaint, each with its side and a note; roughly by its distribution if none is named."""
    for site in complaint.sites:
        yield site.name, site.side or _side_of(complaint, site.name), ""
    if complaint.sites:
        return
    distribution = complaint.distribution
    if distribution is not None and distribution != "limb_only":
        yield _AXIAL[complaint.region], _side_of(complaint, _AXIAL[complaint.region]), AS_FAR_AS_STATED
    if (distribution is not None and distribution != "axial_only") or complaint.roots:
        yield _LIMB[complaint.region], complaint.side, AS_FAR_AS_STATED


def _side_of(complaint: Complaint, site: str) -> Side | None:
    """The side of a site that states none: the complaint's, which in pain of spine and limb is that of the limb.

    A site that is a finding of its own, as the sacrum is, is weighed on the side of the complaint and so drawn there.
    The midline has no side.
    """
    if not has_side(site):
        return None
    known = BY_NAME.get(site)
    if known is not None and known.finding is not None:
        return complaint.side
    axial = known is not None and known.component == "axial"
    limbs = any(BY_NAME[other.name].component != "axial" for other in complaint.sites if other.name in BY_NAME)
    spreads = limbs or complaint.distribution not in {None, "axial_only"}
    return None if axial and spreads else complaint.side


def _described(places: list[Place]) -> str:
    """The picture in one sentence."""
    named = "; ".join(", ".join(part for part in (place.name, place.side) if part) for place in places)
    return f"Places that hurt: {named}."


def _said(raw: str | float) -> str:
    """A wish as words."""
    return raw.replace("_", " ") if isinstance(raw, str) else f"{raw:g}"
