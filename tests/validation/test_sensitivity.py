"""The numbers and studies worth most are those that a hand calculation names."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import replace

import numpy as np
import pytest

from sequela.inference import posterior
from sequela.knowledge.schema.findings import Finding
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.mechanisms import Link, Mechanism, MechanismRegion, Prior
from sequela.knowledge.schema.terms import Estimate, FindingId, MechanismId, SourceId, Text
from sequela.upkeep.influence.measure import all_estimates, moves
from sequela.upkeep.influence.panel import panel
from sequela.upkeep.influence.replaced import with_estimate
from sequela.upkeep.influence.steps import Place
from sequela.validation.part import Settings, Study
from sequela.validation.sensitivity.flips import at_end, conclusions, flips
from sequela.validation.sensitivity.part import part
from sequela.validation.sensitivity.studies import halving, studies
from sequela.validation.sensitivity.worth import uncertainty, weighed, worths

from .tiny import JOINT, guess, tiny_knowledge

ROOT, SIGN = MechanismId("pressed_root"), FindingId("raised_leg")
HAD = Place("given", ROOT, SIGN, "present")
WITHOUT = Place("leak", None, SIGN, "present")


def seen(value: float, weight: float) -> Estimate:
    """A number from so many patients."""
    return Estimate(value=value, weight=weight, source=SourceId("study"))


def quiet(_: float, __: str) -> None:
    """Progress that nobody watches."""


def one_sign(sensitivity: Estimate, leak: Estimate) -> Knowledge:
    """One cause, one sign."""
    whole = tiny_knowledge()
    cause = Mechanism(
        id=ROOT,
        label=Text(en="Pressed root"),
        about=Text(en="a root under pressure"),
        salience=1,
        salience_reason="made up",
        patterns={},
        regions={
            "lumbar": MechanismRegion(
                prior=Prior(main_share=seen(0.3, 1e6), co_cause=seen(0.1, 1e6)),
                findings={SIGN: Link(given={"present": sensitivity})},
            )
        },
    )
    sign = Finding(id=SIGN, label=Text(en="Raised leg hurts"), asked="examination", leak={"present": leak})
    return replace(whole, mechanisms={ROOT: cause}, findings={SIGN: sign}, factors={})


def test_influence_times_uncertainty_is_what_a_hand_calculation_says() -> None:
    knowledge = one_sign(seen(0.8, 20), seen(0.1, 4))
    patients = list(panel(knowledge, "lumbar", 12))
    found = {one.place: one for one in worths(knowledge, "lumbar", 12, 1, quiet)}
    by_hand = {HAD: 0.0, WITHOUT: 0.0}
    for patient in patients:
        active = float(posterior(patient.plan).active[0])
        for _, low, _ in patient.evidence.items:  # odds x p / l where it is present, x (1 - p) / (1 - l) where not
            by_hand[HAD] += active * (1 - active) * (1 - 0.8 if low else 0.8)
            by_hand[WITHOUT] += active * (1 - active) * (1 - 0.1 if low else 0.1)
    for place, total in by_hand.items():
        assert total > 0
        assert found[place].influence.moves == pytest.approx(total / 12, rel=1e-3)
        assert found[place].moves == pytest.approx(total / 12 * found[place].uncertainty.sd, rel=1e-3)
    first = max(found.values(), key=lambda one: one.moves)
    assert first.place == max(by_hand, key=lambda place: by_hand[place] * found[place].uncertainty.sd)


def test_a_number_known_from_many_patients_is_worth_no_further_study() -> None:
    uncertain = worths(one_sign(seen(0.8, 3), seen(0.1, 4000)), "lumbar", 12, 1, quiet)
    known = worths(one_sign(seen(0.8, 4000), seen(0.1, 3)), "lumbar", 12, 1, quiet)
    assert uncertain[0].place == HAD
    assert known[0].place == WITHOUT


def test_the_uncertainty_of_a_share_is_that_of_its_log_odds_and_of_a_ratio_that_of_its_logarithm() -> None:
    share = uncertainty(HAD, seen(0.5, 99), 7)
    assert share.sd == pytest.approx(1 / math.sqrt(0.25 * 100), rel=0.1)
    assert share.low < 0.5 < share.high
    ratio = uncertainty(Place("context", ROOT, "onset", "over_7_years"), guess(2.0, 8), 7)
    assert ratio.sd == pytest.approx(0.5)
    assert ratio.high / 2.0 == pytest.approx(2.0 / ratio.low)


def test_an_estimate_can_be_put_at_every_place_of_the_network() -> None:
    knowledge = tiny_knowledge()
    for place, _ in all_estimates(knowledge, "lumbar"):
        other = guess(1.9 if place.kind == "context" else 0.123, 5)
        changed = dict(all_estimates(with_estimate(knowledge, "lumbar", place, other), "lumbar"))
        assert changed[place] == other
        assert sum(changed[p] != e for p, e in all_estimates(knowledge, "lumbar")) == 1


def test_conclusions_at_the_stated_number_do_not_turn() -> None:
    knowledge = tiny_knowledge()
    certain = one_sign(seen(0.8, 1e7), seen(0.1, 1e7))
    (still,) = flips(certain, "lumbar", worths(certain, "lumbar", 10, 1, quiet)[:1], 10, 1, quiet)
    assert (still.first, still.next) == (0, 0)
    turned = flips(knowledge, "lumbar", worths(knowledge, "lumbar", 24, 1, quiet)[:6], 24, 1, quiet)
    assert max(one.first for one in turned) > 0
    assert max(one.next for one in turned) > 0


def test_the_first_place_is_that_of_the_answer() -> None:
    knowledge = tiny_knowledge()
    patients = list(panel(knowledge, "lumbar", 10))
    found = conclusions(knowledge, "lumbar", patients)
    assert {one.first for one in found} <= set(knowledge.mechanisms)
    assert all(
        one.next not in {p.region.findings[i] for i, _, _ in p.evidence.items}
        for one, p in zip(found, patients, strict=True)
    )


def test_an_end_that_the_table_does_not_allow_is_approached() -> None:
    knowledge = tiny_knowledge()
    found = worths(knowledge, "lumbar", 4, 1, quiet)
    worth = next(w for w in found if w.place == Place("given", JOINT, SIGN, "present"))
    assert worth.uncertainty.low < 0.1  # the share in people without any cause
    changed = dict(all_estimates(at_end(knowledge, "lumbar", worth, worth.uncertainty.low), "lumbar"))
    assert 0.1 < (changed[worth.place].value or 0) < 0.3


def test_a_study_holds_all_numbers_it_would_settle_and_as_many_patients_as_halve_the_movement() -> None:
    knowledge = tiny_knowledge()
    found = worths(knowledge, "lumbar", 16, 1, quiet)
    proposed = studies(knowledge, "lumbar", found)
    assert sum(one.numbers for one in proposed) == len(found)
    cohort = next(one for one in proposed if one.id == "causes")
    assert cohort.numbers == 2 * len(knowledge.mechanisms)
    one = weighed(knowledge, [found[0].influence])
    weight = one[0].uncertainty.weight
    assert halving(one) == math.ceil(3 * (weight + 1))
    rows = [w for w in found if w.place.of == "walking" and w.place.mechanism == ROOT]
    study = next(s for s in proposed if s.id == f"finding:{ROOT}:walking")
    assert study.moves == pytest.approx(math.sqrt(sum(w.moves**2 for w in rows)))


def test_the_part_is_the_same_however_the_patients_are_split() -> None:
    knowledge = tiny_knowledge()
    patients = list(panel(knowledge, "lumbar", 16))
    whole = moves(knowledge, "lumbar", patients)
    parts = worths(knowledge, "lumbar", 16, 1, quiet)
    assert {w.place: w.influence.moves * 16 for w in parts if w.influence.moves} == pytest.approx(
        {place: moved for place, moved in whole.items() if moved}
    )
    settings = Settings(seed=1, patients=96, workers=1, as_of=dt.date(2026, 11, 1), cases=None)
    told: list[float] = []
    one = part(Study(knowledge=knowledge, settings=settings, progress=lambda done, _: told.append(done)))
    two = part(Study(knowledge=knowledge, settings=replace(settings, workers=2), progress=quiet))
    assert one == two
    assert told == sorted(told)
    assert told[-1] == pytest.approx(1.0)
    assert np.isfinite([f.value for f in one.figures if f.value is not None]).all()
