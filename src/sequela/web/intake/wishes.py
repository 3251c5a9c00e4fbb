"""The patient's own words, what matters most to them, and what they would undergo."""

from __future__ import annotations

from collections.abc import Iterator

from .basis import Basis
from .page import Field, Option, Page
from .part import Part

STORY, GOALS, WISHES = "story", "goals", "wishes"
_WILLING: tuple[Option, ...] = (
    Option(value="yes", label="Yes"),
    Option(value="only_if_needed", label="Only if needed"),
    Option(value="no", label="No"),
    Option(value="unsure", label="Not sure"),
)
_MATTERS: tuple[Option, ...] = (
    Option(value="relief", label="As much relief as can be"),
    Option(value="recovery", label="Being back on my feet soon"),
    Option(value="safety", label="As little risk as can be"),
)
_GOALS = 3


def pages(_: Basis) -> Iterator[Page]:
    """Story, goals, wishes."""
    yield Page(
        id=STORY,
        chapter="wishes",
        title="Your story",
        why="Your clinician reads it before you meet.",
        fields=(
            Field(
                name=STORY,
                kind="long",
                label="What happened, and how is it now?",
                letters=4000,
            ),
        ),
    )
    yield Page(
        id=GOALS,
        chapter="wishes",
        title="What would you most like to do again?",
        why="The plan is built around it.",
        lead="For example: walk the dog for half an hour.",
        fields=tuple(
            Field(name=f"goal{n}", kind="text", label=label, optional=True, letters=200)
            for n, label in enumerate(("First", "Second", "Third"), 1)
        ),
    )
    labels = (
        ("injections", "Injections"),
        ("implant", "A device under the skin, such as a stimulator"),
        ("surgery", "Another operation"),
        ("medicines", "More medicines"),
    )
    yield Page(
        id=WISHES,
        chapter="wishes",
        title="What would you be willing to have?",
        why="Nothing is planned that you do not want.",
        fields=(
            *(
                Field(name=f"will.{key}", kind="choice", label=label, options=_WILLING, optional=True)
                for key, label in labels
            ),
            Field(
                name="will.matters_most",
                kind="choice",
                label="What matters most?",
                options=_MATTERS,
                optional=True,
            ),
        ),
    )


def parts(basis: Basis) -> Iterator[Part]:
    """Only what was said."""
    if story := basis.one(STORY, STORY):
        yield Part(kind="story", about=STORY, body=story)
    goals = [goal for n in range(1, _GOALS + 1) if (goal := basis.one(GOALS, f"goal{n}"))]
    if goals:
        yield Part(kind="goals", about=GOALS, body=goals)
    wishes = basis.answers.get(WISHES)
    said = {} if wishes is None else {n.removeprefix("will."): v[0] for n, v in wishes.given.items() if v}
    if said:
        yield Part(kind="preferences", about=WISHES, body=said)
