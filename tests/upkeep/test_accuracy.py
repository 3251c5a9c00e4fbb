"""What a study published is compared with what the tables say of its patients, cause by cause."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from pathlib import Path

import pytest

from sequela.knowledge.estimate import probability
from sequela.knowledge.load import PACKAGED, load_knowledge
from sequela.knowledge.schema.accuracy import Accuracy
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.terms import Estimate, FindingId, MechanismId, SourceId
from sequela.upkeep.accuracy import AccuracyError, interval, recompute
from sequela.upkeep.coverage import coverage
from sequela.upkeep.lint import lint_folder
from sequela.upkeep.pages import find_page, page_text

ROOT, JOINT = MechanismId("pressed_root"), MechanismId("worn_joint")
STUDY = SourceId("legs2012")


@pytest.fixture
def knowledge(folder: Path) -> Knowledge:
    return load_knowledge(folder, cache=None)


def share(value: float) -> Estimate:
    return Estimate(value=value, weight=1000, source=STUDY)


def study(finding: str, mechanism: MechanismId, mix: Mapping[MechanismId, float], level: str = "present") -> Accuracy:
    return Accuracy(
        id="study",
        finding=FindingId(finding),
        level=level,
        mechanism=mechanism,
        region="lumbar",
        sensitivity=share(0.5),
        specificity=share(0.5),
        mix={m: share(q) for m, q in mix.items()},
        reference="operation",
        population="patients",
    )


def sets(shares: Mapping[MechanismId, float]) -> Iterator[tuple[frozenset[MechanismId], float]]:
    """Every set of active causes with its probability."""
    for states in product((False, True), repeat=len(shares)):
        weight = 1.0
        for on, q in zip(states, shares.values(), strict=True):
            weight *= q if on else 1 - q
        yield frozenset(m for m, on in zip(shares, states, strict=True) if on), weight


def given(knowledge: Knowledge, finding: str, level: int, active: frozenset[MechanismId]) -> float:
    """P(finding >= level | exactly these causes), written down from the meaning of the files."""
    known = knowledge.findings[FindingId(finding)]

    def cumulative(table: Mapping[str, Estimate]) -> float:
        return 1 - sum(probability(table[name]).mean for name in known.levels[level:])

    links = {m: k.regions["lumbar"].findings.get(known.id) for m, k in knowledge.mechanisms.items()}
    below = without = cumulative(known.leak)
    free = 1.0
    for mechanism in active:
        link = links[mechanism]
        if link is not None and link.inhibits is not None:
            free *= 1 - probability(link.inhibits).mean
        elif link is not None:
            below *= cumulative(link.given) / without
    return (1 - below) * free


@pytest.mark.parametrize(
    ("finding", "level", "mechanism"),
    [
        ("raised_leg", "present", ROOT),
        ("raised_leg", "present", JOINT),
        ("stiff_morning", "present", JOINT),
        ("stiff_morning", "present", ROOT),
        ("joint_block", "single", JOINT),
        ("joint_block", "double", JOINT),
        ("nerve_words", "some", ROOT),
        ("nerve_words", "marked", JOINT),
    ],
)
def test_a_study_is_recomputed_as_by_counting_every_set_of_causes(
    knowledge: Knowledge, finding: str, level: str, mechanism: MechanismId
) -> None:
    other = JOINT if mechanism == ROOT else ROOT
    at = knowledge.findings[FindingId(finding)].levels.index(level)
    expected = {}
    for active in (False, True):
        shares = {mechanism: float(active), other: 0.3}
        expected[active] = sum(given(knowledge, finding, at, causes) * p for causes, p in sets(shares))
    found = {f.what: f.computed for f in recompute(knowledge, study(finding, mechanism, {other: 0.3}, level))}
    assert found["sensitivity"] == pytest.approx(expected[True])
    assert found["specificity"] == pytest.approx(1 - expected[False])


def test_the_other_causes_of_a_clinic_lower_its_specificity(knowledge: Knowledge) -> None:
    few, many = (
        next(f.computed for f in recompute(knowledge, study("raised_leg", ROOT, {JOINT: q})) if f.what == "specificity")
        for q in (0.01, 0.9)
    )
    assert few > 0.88
    assert many < 0.75


def test_the_interval_is_the_printed_one_or_follows_from_the_number_of_patients() -> None:
    assert interval(Estimate(value=0.9, ci95=(0.8, 0.95), source=STUDY)) == (0.9, 0.8, 0.95)
    assert interval(Estimate(n=15, N=16, source=STUDY)) == pytest.approx((0.9375, 0.717, 0.989), abs=0.001)
    share, low, high = interval(Estimate(n=0, N=10, source=STUDY))
    assert (share, low) == (0, 0)
    assert high == pytest.approx(0.278, abs=0.001)
    wide, narrow = (interval(Estimate(value=0.5, weight=w, source=STUDY)) for w in (10, 1000))
    assert wide[1] < narrow[1] < 0.5 < narrow[2] < wide[2]


def test_a_group_has_no_table_of_its_own(knowledge: Knowledge) -> None:
    with pytest.raises(AccuracyError, match="of a group, a member"):
        recompute(knowledge, study("raised_leg", MechanismId("some_group"), {}))


def test_coverage_lists_each_figure_beside_ours_and_says_where_it_lies(folder: Path) -> None:
    page = coverage(load_knowledge(folder, cache=None))
    part = next(s for s in page.sections if s.heading.startswith("Published sensitivities"))
    total, sensitivity, specificity = part.rows
    assert total.numbers == {"inside": 2, "outside": 0}
    assert sensitivity.numbers["published"] == 0.85
    assert specificity.numbers["recomputed"] == pytest.approx(0.849, abs=0.001)
    assert specificity.words == "inside"


def test_a_reason_for_lying_outside_is_shown_and_satisfies_the_lint(folder: Path) -> None:
    path = folder / "accuracy/all.yaml"
    text = path.read_text(encoding="utf-8").replace("n: 34, N: 40", "n: 20, N: 40")
    path.write_text(text + "  outside_because: half of the controls had a pressed root too\n", encoding="utf-8")
    assert lint_folder(folder) == ()
    page = find_page(load_knowledge(folder, cache=None), "accuracy:legs2012_raised_leg")
    assert "outside: half of the controls had a pressed root too" in page_text(page)


def test_figures_that_only_check_the_tables_are_not_counted_as_measured_numbers(folder: Path) -> None:
    page = coverage(load_knowledge(folder, cache=None))
    kinds = next(s for s in page.sections if s.heading == "Numbers by kind")
    assert "accuracy" not in {row.label for row in kinds.rows}


def test_the_packaged_studies_are_many_and_most_are_met() -> None:
    found = [
        f
        for knowledge in [load_knowledge(PACKAGED, cache=None)]
        for a in knowledge.accuracy.values()
        for f in recompute(knowledge, a)
    ]
    assert len(found) >= 100
    assert sum(f.inside for f in found) > len(found) / 2
