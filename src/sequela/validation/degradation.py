"""Measuring how the answers lose their worth as an assumption fails, and from where on advice is unsafe.

The same lumbar patients are drawn with an assumption broken more and more (`faults`); the product assesses them as if
it held. Unsafe is defined before anything is measured:

* `CLAIMS_TRUE`: of the causes stated above 70 % fewer than three in four are truly active. A reader takes such a
  statement as good enough to act on; the published cases are held to the same goal.
* `MORE_KEPT_LOW`: of the truly active dangerous causes one in ten more than with the right model is stated so low that
  the plan would not consider its treatment (convention `least_target_probability`). With the right model already some
  are, because little is known of the patient; what is added is the harm of the fault.

Dangerous are the causes whose care comes before all other in the knowledge (`Care.before_all`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from sequela.knowledge.same import Same
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.pathway.differential.entries import entries_of
from sequela.records import frozen

from .answers import Answers, joined
from .batches import Batch, answered, ready
from .calibration import LIKELY, Reliability, pairs, reliability
from .crossing import Crossing, crossing
from .danger_by_rules import Triaged, triaged
from .faults import WRONG, Fault, Place, all_comers, endangered, place_of, places
from .parallel import spread
from .part import Study
from .practice import Flags, Practice
from .round_trip import AS_FILES
from .scores import Ratio, claims, covered, dangerous, gain, in_first_three, kept_low

CLAIMS_TRUE = 0.75
MORE_KEPT_LOW = 0.10

PATIENTS_SHARE = 8
"""All-comers per strength: one in so many of the study's patients."""
DRAWN_SHARE = 0.4
"""Patients drawn, as a share of the study's, to find those with a danger, about one in sixteen of them."""
_DANGER_STREAM = 2_000_000  # batches of all-comers are numbered from 0
_RULES_STREAM = 3_000_000


@frozen
class Measured:
    """One strength of one fault.

    known
        findings known of a patient, on average.
    everything, likely
        reliability of all causes, and of those stated above 30 %.
    low
        truly active dangerous causes stated below the limit, among patients drawn for it.
    """

    patients: int
    known: float
    everything: Reliability
    likely: Reliability
    claims: Ratio
    covered: Ratio
    gain: Ratio
    first_three: Ratio
    low: Ratio


@frozen
class Triage:
    """Patients with a dangerous cause, and others, called urgent or flagged at all, at one share of wrong answers."""

    urgent: Ratio
    raised: Ratio
    others_urgent: Ratio
    others_raised: Ratio


def measured(study: Study, at: Sequence[tuple[Place, Practice]] | None = None) -> dict[Place, Measured]:
    """Every strength of every fault, or only those `at`."""
    knowledge, settings = study.knowledge, study.settings
    dangers = dangerous(knowledge)
    n = max(1, settings.patients // PATIENTS_SHARE)
    tasks = [
        (place, batch)
        for place, practice in (tuple(places()) if at is None else at)
        for batch in (
            *all_comers(practice, settings.seed, n),
            *endangered(practice, settings.seed, _drawn(study), dangers, _DANGER_STREAM),
        )
    ]
    found = spread(
        answered,
        [batch for _, batch in tasks],
        knowledge,
        settings.workers,
        lambda done, what: study.progress(0.9 * done, what),
        "patients assessed under broken assumptions",
    )
    return _by_place(knowledge, tasks, found)


def _drawn(study: Study) -> int:
    return max(1, int(study.settings.patients * DRAWN_SHARE))


def _by_place(
    knowledge: Knowledge, tasks: Sequence[tuple[Place, Batch]], found: Sequence[Answers]
) -> dict[Place, Measured]:
    world, _ = ready(Same(knowledge), "lumbar")
    dangers = dangerous(knowledge)
    lines = [i for i, line in enumerate(entries_of(knowledge, world.mechanisms).lines) if line.id in dangers]
    limit = knowledge.conventions["least_target_probability"].value
    everyone: dict[Place, list[Answers]] = {}
    with_danger: dict[Place, list[Answers]] = {}
    for (place, batch), answers in zip(tasks, found, strict=True):
        (with_danger if batch.only else everyone).setdefault(place, []).append(answers)
    return {
        place: _measured(joined(parts), kept_low(joined(with_danger[place]), lines, limit))
        for place, parts in everyone.items()
    }


def _measured(a: Answers, low: Ratio) -> Measured:
    return Measured(
        patients=len(a),
        known=float(a.known.mean()),
        everything=reliability(*pairs(a)),
        likely=reliability(*pairs(a, LIKELY)),
        claims=claims(a),
        covered=covered(a),
        gain=gain(a),
        first_three=in_first_three(a),
        low=low,
    )


def by_rules(study: Study) -> dict[float, Triage]:
    """Triage at every share of wrong answers."""
    settings = study.settings
    dangers = dangerous(study.knowledge)
    tasks = [
        batch
        for wrong in WRONG.strengths
        for batch in endangered(replace(AS_FILES, wrong=wrong), settings.seed, _drawn(study), dangers, _RULES_STREAM)
    ]
    found = spread(
        triaged,
        tasks,
        study.knowledge,
        settings.workers,
        lambda done, what: study.progress(0.9 + 0.1 * done, what),
        "case files with wrong answers triaged",
    )
    return {
        wrong: _triage([t for task, t in zip(tasks, found, strict=True) if task.practice.wrong == wrong])
        for wrong in WRONG.strengths
    }


def _triage(parts: list[Triaged]) -> Triage:
    ill, urgent, raised = (
        np.concatenate([getattr(p, name) for p in parts]) for name in ("endangered", "urgent", "raised")
    )

    def among(who: Flags, hit: Flags) -> Ratio:
        return Ratio(hits=(who & hit).astype(float), cases=who.astype(float))

    return Triage(
        urgent=among(ill, urgent),
        raised=among(ill, raised),
        others_urgent=among(~ill, urgent),
        others_raised=among(~ill, raised),
    )


def statements_unsafe(fault: Fault, found: Mapping[Place, Measured]) -> Crossing:
    """Where statements above 70 % come true less often than `CLAIMS_TRUE`."""
    series = [found[place_of(fault, s)].claims for s in fault.strengths]
    return crossing(fault.strengths, series, CLAIMS_TRUE, worse_above=False)


def dangers_unsafe(fault: Fault, found: Mapping[Place, Measured]) -> Crossing:
    """Where dangers are kept low in `MORE_KEPT_LOW` more than with the right model."""
    series = [found[place_of(fault, s)].low for s in fault.strengths]
    return crossing(fault.strengths, series, MORE_KEPT_LOW, worse_above=True, from_first=True)
