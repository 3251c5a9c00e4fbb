"""The ways in which a simulated world breaks what the model assumes, one at a time and more and more."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from sequela.records import frozen

from .batches import Batch, batches
from .practice import Practice

FaultId = Literal["wrong", "together", "told_present", "told_absent", "hidden"]


@frozen
class Fault:
    """One broken assumption, at rising strengths of which the first is none.

    across
        what a strength measures; `percent`: it is a share.
    """

    id: FaultId
    title: str
    assumed: str
    across: str
    strengths: tuple[float, ...]
    percent: bool = False


WRONG = Fault(
    id="wrong",
    title="Wrong answers",
    assumed="every known answer is right",
    across="share of answers that are wrong",
    strengths=(0.0, 0.1, 0.2, 0.4),
    percent=True,
)
FAULTS: tuple[Fault, ...] = (
    WRONG,
    Fault(
        id="together",
        title="Answers that travel together",
        assumed="given the causes, one finding says nothing of another",
        across="share of answers that follow a tendency of the patient",
        strengths=(0.0, 0.25, 0.5, 0.75),
        percent=True,
    ),
    Fault(
        id="told_present",
        title="What is present is told more often than what is absent",
        assumed="whether a finding is known does not depend on its value",
        across="odds of being told: present over absent",
        strengths=(1.0, 3.0, 9.0),
    ),
    Fault(
        id="told_absent",
        title="What is absent is told more often than what is present",
        assumed="whether a finding is known does not depend on its value",
        across="odds of being told: absent over present",
        strengths=(1.0, 3.0, 9.0),
    ),
    Fault(
        id="hidden",
        title="Context that is not told acts all the same",
        assumed="a context factor that is not told changes nothing",
        across="untold context acts (1) or not (0)",
        strengths=(0.0, 1.0),
    ),
)


def practice_of(fault: Fault, strength: float) -> Practice:
    """The setting of the simulation for one strength."""
    if strength == fault.strengths[0]:
        return Practice()
    made: dict[FaultId, Practice] = {
        "wrong": Practice(wrong=strength),
        "together": Practice(together=strength),
        "told_present": Practice(told_if_present=strength),
        "told_absent": Practice(told_if_present=1 / strength),
        "hidden": Practice(hidden_context=True),
    }
    return made[fault.id]


Place = tuple[FaultId | None, float]
"""A fault and its strength; None stands for the right model, which all faults start from."""


def places() -> Iterator[tuple[Place, Practice]]:
    """The right model once, then every strength of every fault."""
    yield (None, 0.0), Practice()
    for fault in FAULTS:
        for strength in fault.strengths[1:]:
            yield (fault.id, strength), practice_of(fault, strength)


def place_of(fault: Fault, strength: float) -> Place:
    """Where the answers for a strength are found."""
    return (None, 0.0) if strength == fault.strengths[0] else (fault.id, strength)


INTERVALS_EVERY = 6
"""Intervals, the dear part of an answer, are judged in one batch of so many."""
DRAWN_FOR_DANGER = 400
"""Patients drawn at once to find those few in whom a dangerous cause is active."""


def all_comers(practice: Practice, seed: int, patients: int) -> Iterator[Batch]:
    """Lumbar patients as they come: the same ones at every strength."""
    for batch in batches("lumbar", seed, patients, practice):
        yield Batch(
            region=batch.region,
            seed=batch.seed,
            number=batch.number,
            count=batch.count,
            practice=practice,
            intervals=batch.number % INTERVALS_EVERY == 0,
        )


def endangered(practice: Practice, seed: int, drawn: int, dangers: frozenset[str], first: int) -> Iterator[Batch]:
    """Lumbar patients with a dangerous cause, those among so many `drawn`; batches are numbered from `first`."""
    for number, before in enumerate(range(0, drawn, DRAWN_FOR_DANGER)):
        yield Batch(
            region="lumbar",
            seed=seed,
            number=first + number,
            count=min(DRAWN_FOR_DANGER, drawn - before),
            practice=practice,
            intervals=False,
            only=dangers,
        )
