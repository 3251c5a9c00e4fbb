"""Part `groups`: are the answers as good for every kind of patient?

The patients of part `simulated`, group by group: regions of the spine, and what is told of age, setting, smoking and
diabetes. Context that is not told does not act in them, so a group is who is told to belong to it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.terms import Region
from sequela.records import frozen

from .answers import Answers, joined
from .batches import right_model
from .calibration import CLAIMED, LIKELY, Reliability, pairs, reliability
from .part import Cell, Figure, Part, Picture, Study, Table
from .plots import Axis, Compared, Point, intervals
from .scores import Z90, Ratio, claims, covered, in_first_three
from .simulated import COVERED_GOAL, error, shared

FACTORS = ("age_band", "setting", "smoking", "diabetes")
"""What says something of who the patient is, rather than of the operation or the pain."""
_UPPER_HALF = Axis(
    label="stated (round), truly active (square)", low=0.5, high=1.0, ticks=(0.5, 0.6, 0.7, 0.8, 0.9, 1.0), percent=True
)
_LEFT_OUT = "not told"


@frozen
class Group:
    """Patients of one kind, and how good their answers are.

    factor
        the context factor, or ``region``.
    stated
        mean of what is stated above 70 %, to be held against `claims`.
    """

    kind: str
    name: str
    factor: str
    patients: int
    everything: Reliability
    likely: Reliability
    stated: float
    claims: Ratio
    covered: Ratio
    first_three: Ratio


def part(study: Study) -> Part:
    """Judge the answers for each group."""
    answered = right_model(study)
    found = tuple(groups(study.knowledge, answered))
    return Part(
        id="groups",
        title="Simulated patients: by region, age and other groups",
        question="Are the answers as good for young and old, neck and back, clinic and practice?",
        answer=_answer(found),
        figures=tuple(f for g in found for f in _figures(g)),
        tables=(_table(found),),
        pictures=(_picture(found),),
        limits=(
            "Sex is no context factor of the knowledge: simulated men and women do not differ, so nothing can be said "
            "of it here. Published cases are judged by it.",
            "These patients come from the knowledge. Where it treats a group wrongly, because its studies had few such "
            "patients, both the patients and the answers are wrong in the same way and nothing shows here.",
            "Calibration error never reaches 0: what chance alone would leave is larger the smaller the group, and is "
            "stated beside it.",
        ),
    )


def groups(knowledge: Knowledge, answered: Mapping[Region, Answers]) -> Iterator[Group]:
    """Regions first, then every level of `FACTORS` that some patient is told to have, over all regions."""
    for region, a in answered.items():
        yield _group("region", "Region", region.capitalize(), a)
    everyone = joined(list(answered.values()))
    for k, factor in enumerate(knowledge.factors.values()):
        if str(factor.id) not in FACTORS:
            continue
        for level in range(-1, len(factor.levels)):
            here = everyone.of(everyone.told[:, k] == level)
            name = factor.levels[level].label.en if level >= 0 else _LEFT_OUT
            if len(here):
                yield _group(str(factor.id), factor.label.en, name, here)


def _group(factor: str, kind: str, name: str, a: Answers) -> Group:
    claimed, _, _ = pairs(a, CLAIMED)
    return Group(
        kind=kind,
        name=name,
        factor=factor,
        patients=len(a),
        everything=reliability(*pairs(a)),
        likely=reliability(*pairs(a, LIKELY)),
        stated=float(claimed.mean()) if claimed.size else float("nan"),
        claims=claims(a),
        covered=covered(a),
        first_three=in_first_three(a),
    )


def _answer(found: tuple[Group, ...]) -> str:
    named = [g for g in found if g.name != _LEFT_OUT]
    by_cover = sorted(named, key=lambda g: g.covered.value)
    by_claims = sorted((g for g in named if g.claims.n), key=lambda g: g.claims.value)
    said = (
        f"In {len(named)} groups 90 % intervals hold in {by_cover[0].covered.value:.1%} ({_who(by_cover[0])}) to "
        f"{by_cover[-1].covered.value:.1%} ({_who(by_cover[-1])})"
    )
    if by_claims:
        said += (
            f"; causes stated above 70 % are truly active in {by_claims[0].claims.value:.0%} ({_who(by_claims[0])}) to "
            f"{by_claims[-1].claims.value:.0%} ({_who(by_claims[-1])})"
        )
    return said + ". Differences within the intervals given are chance."


def _who(g: Group) -> str:
    return f"{g.kind}: {g.name}".lower()


def _figures(g: Group) -> Iterator[Figure]:
    """Of regions and ages; the others stand in the table."""
    if g.name == _LEFT_OUT or g.factor not in ("region", "age_band"):
        return
    name = f"{g.factor}_{g.name}".lower().replace(" ", "_")
    yield error(f"group_error_{name}", f"Expected calibration error, {_who(g)}", g.everything)
    yield shared(f"group_covered_{name}", f"90 % intervals that hold, {_who(g)}", g.covered, COVERED_GOAL)
    yield shared(f"group_claims_{name}", f"Stated above 70 % and truly active, {_who(g)}", g.claims)
    yield shared(f"group_first_three_{name}", f"A true cause among the first three, {_who(g)}", g.first_three)


def _table(found: tuple[Group, ...]) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for g in found:
        row: list[Cell] = [g.kind, g.name, g.patients, g.everything.error, g.everything.by_chance]
        row += [g.likely.error, g.likely.by_chance, g.claims.n, g.stated]
        for one in (g.claims, g.covered, g.first_three):
            row += [one.value, one.se]
        rows.append(tuple(row))
    return Table(
        id="groups",
        title="Answers by group",
        columns=(
            "kind",
            "group",
            "patients",
            "calibration error",
            "by chance",
            "error above 30 %",
            "by chance",
            "stated above 70 %",
            "stated on average",
            "of these true",
            "SE",
            "intervals hold",
            "SE",
            "true cause in first three",
            "SE",
        ),
        rows=tuple(rows),
        about="Groups other than regions are over all three regions. Standard errors (SE) are over patients.",
    )


def _picture(found: tuple[Group, ...]) -> Picture:
    lines = []
    for g in found:
        if g.claims.n:
            low, high = max(0.0, g.claims.value - Z90 * g.claims.se), min(1.0, g.claims.value + Z90 * g.claims.se)
            lines.append(
                Compared(
                    label=f"{g.kind}: {g.name} ({g.claims.n})",
                    published=Point(x=g.stated, y=0.0),
                    ours=Point(x=g.claims.value, y=0.0, low=low, high=high),
                    inside=low <= g.stated <= high,
                )
            )
    outside = sum(not line.inside for line in lines)
    return Picture(
        id="groups",
        title="Causes stated above 70 %: stated and true, by group",
        svg=intervals("Causes stated above 70 %, by group", _UPPER_HALF, lines),
        words=(
            "Round: what was stated on average; square: the share truly active with its 90 % interval; in brackets how "
            f"many statements. What was stated lies outside that interval in {outside} of {len(lines)} groups, "
            "where one in ten would be by chance."
        ),
        table="groups",
    )
