"""Which numbers move conclusions most, and which studies would be most worth doing, as a part of the validation."""

from __future__ import annotations

from collections.abc import Sequence

from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.terms import Region
from sequela.records import frozen
from sequela.upkeep.influence.page import named
from sequela.upkeep.influence.panel import PATIENTS
from sequela.upkeep.priors import REGIONS

from ..part import Figure, Part, Progress, Study, Table
from .flips import Flips, flips, middle_of
from .studies import Study as Proposed
from .studies import studies
from .worth import Worth, worths

MAIN: Region = "lumbar"
SHOWN = 20
"""Estimates whose intervals are tried from end to end."""
STUDIES = 10
ELSEWHERE = 5
"""Estimates and studies shown of the neck and the chest."""
PER_PATIENT = 12
"""Simulated patients of the settings for each one of the panel, up to the panel of `evidence coverage --influence`."""
FEWEST = 8


@frozen
class Ranking:
    """The estimates of one region, worth most first."""

    region: Region
    patients: int
    worths: tuple[Worth, ...]


def part(study: Study) -> Part:
    """Influence times uncertainty of every estimate, conclusions at both ends of the first twenty, studies."""
    knowledge, settings = study.knowledge, study.settings
    patients = min(PATIENTS, max(FEWEST, settings.patients // PER_PATIENT))
    there = [r for r in REGIONS if any(r in m.regions for m in knowledge.mechanisms.values())]
    found = []
    for number, region in enumerate(there):
        some = patients if region == MAIN else max(FEWEST, patients // 2)
        told = _within(study.progress, 0.5 * number / len(there), 0.5 / len(there))
        found.append(
            Ranking(region=region, patients=some, worths=worths(knowledge, region, some, settings.workers, told))
        )
    main = found[0]
    shown = max(FEWEST, main.patients // 2)
    turned = flips(
        knowledge,
        main.region,
        main.worths[:SHOWN],
        shown,
        settings.workers,
        _within(study.progress, 0.5, 0.5),
    )
    return described(knowledge, found, turned, shown)


def _within(progress: Progress, start: float, share: float) -> Progress:
    return lambda done, what: progress(start + share * done, what)


def described(knowledge: Knowledge, found: Sequence[Ranking], turned: Sequence[Flips], shown: int) -> Part:
    """The part, from what was found."""
    main = found[0]
    top = main.worths[: len(turned)]
    proposed = studies(knowledge, main.region, main.worths)
    whole = sum(one.moves**2 for one in main.worths)
    first = max((one.first for one in turned), default=0.0)
    return Part(
        id="sensitivity",
        title="Which study would be worth most",
        question="Which numbers of the knowledge decide most of what is answered, and what should be studied first?",
        answer=(
            f"The study most worth doing counts {proposed[0].what}, in {proposed[0].whom}. Of the {len(top)} numbers "
            f"whose uncertainty moves answers most, {sum(one.influence.measured for one in top)} come from patients; "
            f"no single one turns the first place in more than {first:.0%} of simulated patients."
        ),
        figures=(
            Figure(
                id="sensitivity_top",
                label=f"part of all expected movement (as squares) that comes from the first {len(top)} numbers",
                value=sum(one.moves**2 for one in top) / whole if whole else None,
                unit="share",
                n=len(main.worths),
            ),
            Figure(
                id="sensitivity_top_measured",
                label=f"of the first {len(top)} numbers, measured in patients",
                value=sum(one.influence.measured for one in top) / len(top),
                unit="share",
                n=len(top),
            ),
            Figure(
                id="sensitivity_first_place",
                label="patients whose first place turns with the one number that turns it most often",
                value=first,
                unit="share",
                n=shown,
                note="between the ends of its 90 % interval",
            ),
            Figure(
                id="sensitivity_first_study",
                label="expected movement that the study most worth doing would settle",
                value=100 * proposed[0].moves,
                unit="percent points",
                note="of P(active), summed over mechanisms, per patient",
            ),
        ),
        tables=(
            _top(knowledge, main, turned, shown),
            _studies(main, proposed[:STUDIES]),
            *(_elsewhere(knowledge, one) for one in found[1:]),
        ),
        limits=(
            "It shows where numbers are uncertain, not where the model itself may be wrong.",
            "The patients are simulated from the knowledge: what it believes rare weighs little here.",
            "Influence is a derivative: for very uncertain numbers it says the order, not the exact size.",
            "Sizes of studies suppose causes confirmed without doubt and patients like those of the product.",
        ),
    )


def _top(knowledge: Knowledge, main: Ranking, turned: Sequence[Flips], shown: int) -> Table:
    rows = []
    for number, (one, flip) in enumerate(zip(main.worths, turned, strict=False), 1):
        known = one.uncertainty
        rows.append(
            (
                number,
                named(knowledge, main.region, one.place),
                "measured" if one.influence.measured else "judged",
                middle_of(one),
                known.low,
                known.high,
                one.influence.moves,
                100 * one.moves,
                flip.first,
                flip.next,
            )
        )
    return Table(
        id="sensitivity_numbers",
        title=f"The numbers whose uncertainty moves answers most, {main.region}",
        columns=(
            "rank",
            "number",
            "basis",
            "value",
            "low",
            "high",
            "influence",
            "movement",
            "first place turns",
            "most telling finding turns",
        ),
        rows=tuple(rows),
        about=(
            f"Influence: change of P(active), summed over mechanisms, per unit of log odds, over {main.patients} "
            "simulated patients. Movement: influence times standard deviation, in percent points. Last two columns: "
            f"share of {shown} patients in whom it turns between the ends of the 90 % interval. Context ratios are "
            "ratios, all others shares."
        ),
    )


def _studies(main: Ranking, proposed: Sequence[Proposed]) -> Table:
    rows = [
        (n, one.what, one.whom, 100 * one.moves, one.patients, one.numbers, one.measured)
        for n, one in enumerate(proposed, 1)
    ]
    return Table(
        id="sensitivity_studies",
        title=f"Studies most worth doing, {main.region}",
        columns=("rank", "count", "in whom", "movement", "patients", "numbers", "measured already"),
        rows=tuple(rows),
        about=(
            "Movement: how far the answers of a patient would be expected to move once the study's numbers are known, "
            "in percent points. Patients: about how many would halve that."
        ),
    )


def _elsewhere(knowledge: Knowledge, one: Ranking) -> Table:
    numbers = [("number", named(knowledge, one.region, w.place), 100 * w.moves, None) for w in one.worths[:ELSEWHERE]]
    proposed = studies(knowledge, one.region, one.worths)[:ELSEWHERE]
    rows = [*numbers, *(("study", f"{s.what}; {s.whom}", 100 * s.moves, s.patients) for s in proposed)]
    return Table(
        id=f"sensitivity_{one.region}",
        title=f"Numbers and studies, {one.region}",
        columns=("kind", "what", "movement", "patients"),
        rows=tuple(rows),
        about=f"The first {ELSEWHERE} of each, over {one.patients} simulated patients; columns as above.",
    )
