"""A typical patient: a fusion of the low back five years ago, better for two years, then the leg came back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from sequela import load_knowledge
from sequela.web.intake.basis import Basis
from sequela.web.intake.filled import Did, filled
from sequela.web.intake.page import Answer, Page
from sequela.web.intake.questions import next_page

KNOWLEDGE = load_knowledge()
TODAY = dt.date(2026, 11, 30)
TYPICAL: Mapping[str, Sequence[str]] = {
    "age": ["58"],
    "sex": ["female"],
    "op-count": ["1"],
    "op1.where": ["lumbar"],
    "op1.what": ["fused"],
    "op1.year": ["2021"],
    "op1.from": ["posterior"],
    "op1.implants": ["yes"],
    "op1.relief": ["partial"],
    "op1.well.amount": ["2"],
    "op1.well.unit": ["years"],
    "where": ["low_back.left", "low_back.right", "buttock.left", "lower_leg.left"],
    "pain_back": ["5"],
    "pain_leg": ["7"],
    "course": ["better_then_worse"],
    "onset.amount": ["8"],
    "onset.unit": ["months"],
    "how": ["slowly_progressive"],
    "like": ["yes"],
    "injury": ["no"],
    "treatments": ["physical_therapy", "gabapentinoid"],
    "physical_therapy.effect": ["partial"],
    "physical_therapy.enough": ["yes"],
    "gabapentinoid.effect": ["none"],
    "gabapentinoid.enough": ["yes"],
    "medicine1.name": ["Pregabalin"],
    "medicine1.dose": ["75 mg"],
    "medicine1.often": ["2"],
    "any_allergy": ["no"],
    "story": ["It was good for two years, then the leg came back."],
    "goal1": ["walk the dog for half an hour"],
    "will.injections": ["yes"],
    "will.surgery": ["only_if_needed"],
    "will.matters_most": ["relief"],
    "walking_worse": ["present"],
    "walking_worse.side": ["left"],
    "standing_leg_pain": ["present"],
    "standing_leg_pain.side": ["left"],
    "relief_on_sitting_or_bending": ["present"],
}
NOTHING_TO_TELL = ("danger-", "health")


def empty(**changes: object) -> Basis:
    """An intake of which nothing is answered yet."""
    return replace(Basis(knowledge=KNOWLEDGE, today=TODAY, answers={}), **changes)  # type: ignore[arg-type]


def did(page: Page) -> Did:
    """The button that the typical patient presses on a page."""
    return "none" if page.id.startswith(NOTHING_TO_TELL) else "next"


def form(page: Page, said: Mapping[str, Sequence[str]] = TYPICAL) -> dict[str, Sequence[str]]:
    """What the patient fills in on a page; a row that the script does not know is answered with no."""
    rows = {field.name: ["absent"] for field in page.fields if field.kind == "row"}
    wanted = {name for field in page.fields for name in field.names}
    return rows | {name: value for name, value in said.items() if name in wanted}


def walk(basis: Basis, said: Mapping[str, Sequence[str]] = TYPICAL) -> Iterator[tuple[Page, Answer, Basis]]:
    """Every page with its answer, and the intake after it, to the end."""
    while (page := next_page(basis)) is not None:
        result = filled(page, did(page), form(page, said), basis)
        assert not result.faults, (page.id, result.faults)
        basis = after(basis, result.answer)
        yield page, result.answer, basis


def after(basis: Basis, answer: Answer) -> Basis:
    """The intake once a page was answered."""
    kept = {name: one for name, one in basis.answers.items() if name != answer.page}
    return replace(basis, answers={**kept, answer.page: answer})


def finished() -> Basis:
    """The intake of the typical patient with every page answered."""
    *_, (_, _, basis) = walk(empty())
    return basis
