"""Where it hurts: the places of the body map in words, left and right apart, and the complaints they make."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sequela.case.location import Side
from sequela.case.sites import BY_NAME
from sequela.knowledge.schema.terms import Region, Text
from sequela.records import frozen
from sequela.report.figures.body_map import Pain, has_side

from .page import Option, Words

WHERE = "where"


@frozen
class PlaceGroup:
    """Places under one heading, by the names of `sequela.case.sites`, each as a patient calls it."""

    heading: Words
    places: tuple[tuple[str, Text], ...]


GROUPS: tuple[PlaceGroup, ...] = (
    PlaceGroup(
        heading="Back and legs",
        places=(
            ("low_back", Text(en="Low back", es="Parte baja de la espalda")),
            ("sacrum", Text(en="Below the belt, by the tailbone", es="Bajo el cinturón, junto al hueso sacro")),
            ("buttock", Text(en="Buttock", es="Nalga")),
            ("groin", Text(en="Groin", es="Ingle")),
            ("lateral_hip", Text(en="Outer hip", es="Lado de la cadera")),
            ("anterior_thigh", Text(en="Front of the thigh", es="Muslo por delante")),
            ("thigh", Text(en="Back of the thigh", es="Muslo por detrás")),
            ("lower_leg", Text(en="Below the knee", es="Bajo la rodilla")),
            ("foot", Text(en="Foot", es="Pie")),
        ),
    ),
    PlaceGroup(
        heading="Neck and arms",
        places=(
            ("neck", Text(en="Neck", es="Cuello")),
            ("occiput", Text(en="Back of the head", es="Nuca")),
            ("shoulder_blade", Text(en="Shoulder blade", es="Paletilla")),
            ("shoulder", Text(en="Shoulder", es="Hombro")),
            ("arm", Text(en="Upper arm", es="Brazo")),
            ("forearm", Text(en="Forearm", es="Antebrazo")),
            ("hand", Text(en="Hand", es="Mano")),
        ),
    ),
    PlaceGroup(
        heading="Upper back and chest",
        places=(
            ("thoracic_back", Text(en="Upper or middle back", es="Parte alta o media de la espalda")),
            ("chest_wall", Text(en="Ribs, side of the chest", es="Costillas, lado del pecho")),
            ("abdominal_wall", Text(en="Wall of the belly", es="Pared del vientre")),
        ),
    ),
    PlaceGroup(
        heading="Elsewhere",
        places=(("widespread", Text(en="Most of my body", es="Casi todo el cuerpo")),),
    ),
)
ORDER: Sequence[str] = tuple(name for group in GROUPS for name, _ in group.places)
NAMES: Mapping[str, Text] = {name: words for group in GROUPS for name, words in group.places}
SIDED: frozenset[str] = frozenset(name for name in ORDER if has_side(name))


def options() -> tuple[Option, ...]:
    """Every box that can be ticked: ``buttock.left``, ``buttock.right``, ``widespread``."""
    return tuple(
        Option(value=value, label=NAMES[name])
        for name in ORDER
        for value in ((f"{name}.left", f"{name}.right") if name in SIDED else (name,))
    )


def sites(ticked: Iterable[str]) -> dict[str, Side | None]:
    """The places that were ticked, each with its side."""
    chosen = set(ticked)
    found: dict[str, Side | None] = {}
    for name in ORDER:
        left, right = f"{name}.left" in chosen, f"{name}.right" in chosen
        if left or right:
            found[name] = "both" if left and right else "left" if left else "right"
        elif name in chosen:
            found[name] = None
    return found


def regions(ticked: Iterable[str]) -> tuple[Region, ...]:
    """The parts of the spine that the ticked places speak for, the one with most places first."""
    counted: dict[Region, int] = {}
    for name in sites(ticked):
        region = BY_NAME[name].region
        if region is not None:
            counted[region] = counted.get(region, 0) + 1
    return tuple(sorted(counted, key=lambda region: -counted[region]))


def pains(ticked: Iterable[str]) -> tuple[Pain, ...]:
    """The ticked places as the body map draws them, numbered in their order."""
    return tuple(
        Pain(number=number, site=name, side=side) for number, (name, side) in enumerate(sites(ticked).items(), 1)
    )
