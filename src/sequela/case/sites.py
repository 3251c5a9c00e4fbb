"""Places that hurt, as patients and letters name them.

A site belongs to the axis (back, neck, chest) or to a limb, which is what pain distribution is made of. The
telling ones are findings of their own (`finding`); the others only say which component hurts. A buttock belongs to
neither side of that balance: it is where back and leg pain meet.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypeAlias

from sequela.knowledge.names import tokens
from sequela.knowledge.schema.terms import Region
from sequela.records import frozen

Component: TypeAlias = Literal["axial", "limb", "between", "elsewhere"]


@frozen
class Site:
    """A named place: what it is part of, the finding it states, the region it speaks for, and its other names."""

    name: str
    component: Component
    finding: str | None = None
    region: Region | None = None
    words: tuple[str, ...] = ()


SITES: tuple[Site, ...] = (
    Site(
        name="low_back",
        component="axial",
        region="lumbar",
        words=("back", "lower back", "lumbar", "lumbar region", "lumbar spine", "lumbosacral", "loin", "low lumbar"),
    ),
    Site(
        name="midline_low_back",
        component="axial",
        finding="midline_low_back_pain",
        region="lumbar",
        words=("midline back", "central low back", "midline low back", "midline lumbar", "centre of the low back"),
    ),
    Site(name="mid_lumbar", component="axial", region="lumbar", words=("mid lumbar back", "upper lumbar", "mid back")),
    Site(name="flank", component="axial", region="lumbar", words=("paraspinal", "paravertebral", "beside the spine")),
    Site(
        name="sacrum",
        component="axial",
        finding="sacral_pain",
        region="lumbar",
        words=(
            "sacral",
            "over the sacrum",
            "sacroiliac",
            "sacroiliac joint",
            "sacroiliac region",
            "si joint",
            "sij",
            "posterior superior iliac spine",
            "psis",
            "sacral sulcus",
            "below the belt line",
        ),
    ),
    Site(name="tailbone", component="axial", region="lumbar", words=("coccyx", "coccygeal", "tail bone")),
    Site(
        name="saddle",
        component="elsewhere",
        region="lumbar",
        words=("saddle area", "perineum", "perineal", "perianal", "genital"),
    ),
    Site(
        name="buttock",
        component="between",
        finding="buttock_pain",
        region="lumbar",
        words=("buttocks", "gluteal", "gluteal region", "glutei", "bottom", "deep gluteal"),
    ),
    Site(
        name="groin",
        component="between",
        finding="groin_pain",
        region="lumbar",
        words=("inguinal", "inguinal region", "testicle", "scrotum", "labia"),
    ),
    Site(
        name="lateral_hip",
        component="between",
        finding="lateral_hip_pain",
        region="lumbar",
        words=("hip", "trochanter", "greater trochanter", "outer hip", "side of the hip", "trochanteric region"),
    ),
    Site(
        name="anterior_thigh",
        component="limb",
        finding="anterior_thigh_pain",
        region="lumbar",
        words=("front of the thigh", "front of thigh", "ventral thigh", "anteromedial thigh"),
    ),
    Site(
        name="thigh",
        component="limb",
        region="lumbar",
        words=(
            "posterior thigh",
            "back of the thigh",
            "lateral thigh",
            "outer thigh",
            "posterolateral thigh",
            "hamstring",
        ),
    ),
    Site(
        name="leg",
        component="limb",
        region="lumbar",
        words=("legs", "lower limb", "lower extremity", "posterior leg", "back of the leg", "sciatica", "sciatic"),
    ),
    Site(name="knee", component="limb", region="lumbar", words=("medial knee", "front of the knee", "anterior knee")),
    Site(
        name="lower_leg",
        component="limb",
        region="lumbar",
        words=(
            "calf",
            "shin",
            "lateral_leg",
            "lateral calf",
            "lateral lower leg",
            "posterior calf",
            "below the knee",
            "ankle",
            "leg below the knee",
        ),
    ),
    Site(
        name="foot",
        component="limb",
        region="lumbar",
        words=("toe", "toes", "big toe", "great toe", "sole", "heel", "dorsum of the foot", "lateral foot", "feet"),
    ),
    Site(
        name="neck",
        component="axial",
        region="cervical",
        words=("cervical", "nape", "cervical spine", "posterior neck", "back of the neck", "side of the neck"),
    ),
    Site(
        name="midline_neck",
        component="axial",
        finding="midline_neck_pain",
        region="cervical",
        words=("midline cervical", "central neck", "middle of the neck", "centre of the neck"),
    ),
    Site(
        name="shoulder_blade",
        component="axial",
        finding="shoulder_blade_pain",
        region="cervical",
        words=(
            "shoulder blades",
            "interscapular",
            "scapula",
            "scapular",
            "periscapular",
            "parascapular",
            "suprascapular",
            "between the shoulder blades",
            "trapezius",
            "trapezial",
        ),
    ),
    Site(
        name="occiput",
        component="elsewhere",
        finding="occipital_headache",
        region="cervical",
        words=("occipital", "suboccipital", "back of the head", "base of the skull", "occipital headache"),
    ),
    Site(name="head", component="elsewhere", region="cervical", words=("headache",)),
    Site(
        name="shoulder",
        component="limb",
        finding="shoulder_pain",
        region="cervical",
        words=("deltoid", "shoulder girdle", "shoulders", "top of the shoulder"),
    ),
    Site(
        name="arm",
        component="limb",
        region="cervical",
        words=(
            "arms",
            "upper limb",
            "upper limbs",
            "upper extremity",
            "upper arm",
            "elbow",
            "radicular arm",
            "triceps",
        ),
    ),
    Site(name="forearm", component="limb", region="cervical", words=("forearms", "lower arm", "arm below the elbow")),
    Site(name="hand", component="limb", region="cervical", words=("hands", "fingers", "finger", "thumb", "wrist")),
    Site(
        name="thoracic_back",
        component="axial",
        region="thoracic",
        words=(
            "thoracic",
            "dorsal",
            "upper back",
            "middle back",
            "mid thoracic",
            "upper thoracic",
            "lower thoracic",
            "dorsal region",
            "lower dorsal region",
            "dorsal spine",
            "thoracic spine",
            "thoracolumbar",
            "thoracolumbar junction",
            "paraspinal thoracic",
        ),
    ),
    Site(
        name="thoracic_midline",
        component="axial",
        finding="thoracic_midline_pain",
        region="thoracic",
        words=("midline thoracic", "central thoracic", "midline upper back", "centre of the upper back"),
    ),
    Site(
        name="chest_wall",
        component="limb",
        finding="chest_wall_band_pain",
        region="thoracic",
        words=(
            "rib",
            "ribs",
            "rib cage",
            "intercostal",
            "around the chest",
            "around the trunk",
            "along the rib",
            "lateral chest wall",
            "anterior chest wall",
        ),
    ),
    Site(name="chest", component="limb", region="thoracic", words=("thorax", "front of the chest", "anterior chest")),
    Site(
        name="abdominal_wall",
        component="limb",
        finding="chest_wall_band_pain",
        region="thoracic",
        words=("belly wall", "wall of the belly", "around the belly"),
    ),
    Site(
        name="abdomen",
        component="elsewhere",
        region="thoracic",
        words=("belly", "abdominal", "stomach", "upper abdomen", "epigastric", "epigastrium"),
    ),
    Site(
        name="widespread",
        component="elsewhere",
        finding="widespread_pain",
        words=("all over", "whole body", "generalised", "generalized", "multiple sites", "diffuse body"),
    ),
)

BY_NAME: Mapping[str, Site] = {site.name: site for site in SITES}


SMALL_WORDS = frozenset({"the", "of", "a", "an", "her", "his"})
"""Words that count for nothing in the name of a site."""


def _normal(words: str) -> tuple[str, ...]:
    return tuple(token.text for token in tokens(words) if token.text not in SMALL_WORDS)


BY_WORDS: Mapping[tuple[str, ...], Site] = {
    _normal(words): site for site in SITES for words in (site.name, *site.words)
}
"""Every name of every site, in the normal form of words."""

LONGEST = max(len(words) for words in BY_WORDS)


def site_named(words: str) -> Site | None:
    """The site that is called so, if there is one; a trailing "pain" or "region" does not count."""
    normal = _normal(words)
    while normal and normal[-1] in {"pain", "region", "area", "ache"} and normal not in BY_WORDS:
        normal = normal[:-1]
    return BY_WORDS.get(normal)
