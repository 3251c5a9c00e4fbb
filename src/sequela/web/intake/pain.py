"""The pain: where, how strong, how it went since the operation, when and how it began."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sequela.case.sites import BY_NAME
from sequela.knowledge.schema.terms import FindingId, Region

from . import operations, places
from .basis import Basis
from .page import NOT_SURE, Answer, Field, Option, Page, Words
from .part import Part
from .places import WHERE
from .times import ago, amount_fields

WORST, SCORES, COURSE, BEGAN = "worst", "scores", "course", "began"
SUDDEN, CREPT = "sudden_onset", "slowly_progressive"
_REGIONS: Mapping[Region, Words] = {
    "lumbar": "Low back, buttock or leg",
    "cervical": "Neck, shoulder or arm",
    "thoracic": "Upper back, chest or belly wall",
}
SCORED: Mapping[Region, tuple[str, str]] = {
    "lumbar": ("pain_back", "pain_leg"),
    "cervical": ("pain_neck", "pain_arm"),
    "thoracic": ("pain_thoracic", "pain_chest_wall"),
}
"""The pain of the trunk and of the limb, rated apart."""
_COURSES: tuple[Option, ...] = (
    Option(value="never_better", label="It never got better after the operation", picture="never_better"),
    Option(value="better_then_worse", label="It got better, then came back", picture="better_then_worse"),
    Option(value="new_different", label="This is a new and different pain", picture="new_different"),
    Option(value=NOT_SURE, label="Not sure"),
)
_YES_NO: tuple[Option, ...] = (
    Option(value="yes", label="Yes"),
    Option(value="no", label="No"),
    Option(value=NOT_SURE, label="Not sure"),
)
_HOW: tuple[Option, ...] = (
    Option(value=SUDDEN, label="Suddenly, in minutes or hours"),
    Option(value=CREPT, label="Slowly, and worse over months"),
    Option(value=NOT_SURE, label="Neither, or not sure"),
)


def pages(basis: Basis) -> Iterator[Page]:
    """In the order: place, strength, course, beginning. What the clinic knows of the complaint is not asked again."""
    told = basis.has("complaint")
    if not told:
        yield _where()
        if len(_ticked_regions(basis)) > 1:
            yield _worst(basis)
    yield _scores(basis)
    if not told:
        if basis.one(operations.COUNT, operations.COUNT) != "0":
            yield _course()
        yield _began(basis)


def _where() -> Page:
    return Page(
        id=WHERE,
        chapter="pain",
        title="Where does it hurt?",
        why="The place points to a nerve or joint.",
        lead="Tick every place that hurts. Left and right are yours.",
        fields=(Field(name=WHERE, kind="places", label="Where does it hurt?", options=places.options()),),
        layout="places",
    )


def _worst(basis: Basis) -> Page:
    return Page(
        id=WORST,
        chapter="pain",
        title="Which pain troubles you most?",
        why="The next questions are about that one.",
        fields=(
            Field(
                name=WORST,
                kind="choice",
                label="Which pain troubles you most?",
                options=tuple(Option(value=region, label=_REGIONS[region]) for region in _ticked_regions(basis)),
            ),
        ),
    )


def _scores(basis: Basis) -> Page:
    return Page(
        id=SCORES,
        chapter="pain",
        title="How strong was the pain on average in the last week?",
        why="Two numbers show which of the two pains is worse.",
        fields=tuple(
            Field(name=name, kind="scale", label=basis.knowledge.findings[FindingId(name)].label, high=10)
            for name in SCORED[main_region(basis)]
        ),
    )


def _course() -> Page:
    return Page(
        id=COURSE,
        chapter="pain",
        title="How has the pain gone since the operation?",
        why="Each course has other likely causes.",
        lead="Higher is more pain. The dashes mark the operation.",
        fields=(
            Field(name=COURSE, kind="choice", label="How has the pain gone since the operation?", options=_COURSES),
        ),
    )


def _began(basis: Basis) -> Page:
    operated = basis.one(operations.COUNT, operations.COUNT) != "0"
    injury = FindingId("new_injury")
    fields: tuple[Field, ...] = (
        *amount_fields("onset", "How long ago did this pain start?", optional=False),
        Field(name="how", kind="choice", label="How did it start?", options=_HOW),
    )
    if operated:
        label = "Is it like the pain before the operation?"
        fields = (*fields, Field(name="like", kind="choice", label=label, options=_YES_NO))
    if injury not in {name for answer in basis.answers.values() if answer.page != BEGAN for name in answer.put}:
        label = "Did a fall or other injury come before it?"
        fields = (*fields, Field(name="injury", kind="choice", label=label, options=_YES_NO))
    return Page(
        id=BEGAN,
        chapter="pain",
        title="How this pain began",
        why="It tells causes apart.",
        fields=fields,
    )


def _ticked_regions(basis: Basis) -> tuple[Region, ...]:
    return places.regions(basis.chosen(WHERE, WHERE))


def main_region(basis: Basis) -> Region:
    """The region of the pain that is asked about: the one named worst, else of the ticked places, the operation."""
    known = _ticked_regions(basis)
    worst = basis.one(WORST, WORST)
    for region in known:
        if region == worst:
            return region
    operated = operations.region_operated(basis)
    if operated in known or (operated is not None and not known):
        return operated
    if known:
        return known[0]
    stated = (_region_of(entry.body) for entry in basis.told if entry.kind == "complaint")
    return next((region for region in stated if region is not None), "lumbar")


def _region_of(body: object) -> Region | None:
    named = body.get("region") if isinstance(body, dict) else None
    return next((region for region in SCORED if region == named), None)


def parts(basis: Basis) -> Iterator[Part]:
    """One complaint for each region that hurts, the main one first; the two ratings; how it began."""
    if not basis.has("complaint"):
        yield from _complaints(basis)
    scores = basis.answers.get(SCORES)
    for name in (name for pair in SCORED.values() for name in pair):
        if scores is not None and (value := scores.number(name)) is not None:
            yield Part(kind="fact", about=name, body={"finding": name, "value": value})
    how = basis.one(BEGAN, "how")
    if how in (SUDDEN, CREPT):
        yield Part(kind="fact", about=how, body={"finding": how, "value": "present"})


def _complaints(basis: Basis) -> Iterator[Part]:
    main = main_region(basis)
    ticked = places.sites(basis.chosen(WHERE, WHERE))
    story = _story(basis)
    others = tuple(region for region in _ticked_regions(basis) if region != main)
    for region in (main, *others):
        body: dict[str, object] = {"id": region, "region": region}
        found = [
            name if side is None else {"site": name, "side": side}
            for name, side in ticked.items()
            if BY_NAME[name].region == region or (BY_NAME[name].region is None and region == main)
        ]
        if found:
            body["sites"] = found
        if region == main:
            body |= story
        if len(body) > len(("id", "region")):
            yield Part(kind="complaint", about=region, body=body)


def _story(basis: Basis) -> dict[str, object]:
    """Course and beginning as the complaint states them; not sure is asked and unknown."""
    began = basis.answers.get(BEGAN, Answer(page=BEGAN, on=basis.today))
    said: dict[str, object] = {}
    if course := basis.one(COURSE, COURSE):
        said["course"] = "unknown" if course == NOT_SURE else course
    if (onset := ago(began, "onset")) is not None:
        said["onset"] = onset
    for field, key in (("like", "like_before_surgery"), ("injury", "new_injury")):
        if began.one(field):
            said[key] = began.one(field)
    return said
